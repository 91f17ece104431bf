"""What the templates of this room write."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.documents.filters import STATUS_WORDS
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.pages import ItemRow
from prosfora.documents.rules.statuses import Status
from prosfora.documents.services.refusals import gap_sentence, sentence

register = template.Library()

PRICE_PROBLEMS: dict[str, Promise] = {
    "no_base_price": _("No price was found: record one (VK11) or enter it here"),
    "no_tax": _("No VAT rate was found for this customer and product"),
    "no_exchange_rate": _("An exchange rate into the document's currency is missing"),
    "no_unit_conversion": _("A price is recorded for a unit this product does not have"),
    "below_minimum": _("Less than the minimum order quantity"),
    "not_a_multiple": _("Not a multiple of the rounding quantity"),
}
KINDS: dict[str, Promise] = {
    "standard": _("standard"),
    "alternative": _("alternative"),
    "option": _("option"),
    "free": _("free of charge"),
    "text": _("text"),
    "section": _("section"),
}


@register.filter
def kinds(item: Item) -> list[tuple[str, Promise]]:
    """The item categories a row may take."""
    return list(KINDS.items())


@register.filter
def kind_word(item: Item) -> Promise:
    """The item's category in words."""
    return KINDS[item.category]


@register.filter
def status_word(status: str) -> Promise:
    """A status in words."""
    return STATUS_WORDS[Status(status)]


@register.filter
def entered(item: Item, condition_type: str) -> Decimal | None:
    """The amount a person entered for a condition type, None where he left the price alone."""
    found = [row for row in item.manual_conditions if row["condition_type"] == condition_type]
    return Decimal(found[0]["amount"]) if found else None


@register.filter
def row_problems(row: ItemRow) -> list[str]:
    """Everything that is wrong or missing with an item, in words."""
    said = [_problem(problem) for problem in row.item.problems]
    return list(dict.fromkeys([*said, *(gap_sentence(gap) for gap in row.gaps)]))


def _problem(problem: dict[str, Any]) -> str:
    known = PRICE_PROBLEMS.get(problem["code"])
    return str(known) if known else sentence(problem["code"], problem.get("detail", {}))


@register.filter
def margin(document: SalesDocument) -> Decimal | None:
    """Net less cost, where the cost is known."""
    return None if document.cost is None else document.net - document.cost
