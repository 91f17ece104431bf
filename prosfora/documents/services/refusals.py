"""What the room refuses, in words: problem codes of the rules become sentences the user can act on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.audit.telling import field_words
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.checks import Found
from prosfora.documents.rules.completeness import Gap
from prosfora.documents.rules.statuses import Status
from prosfora.kit.errors import Refused
from prosfora.pricing.telling import PROBLEMS

SENTENCES: dict[str, str | Promise] = {
    "too_long": gettext_lazy("This text is too long: at most %(most)s characters"),
    "unreadable": gettext_lazy("This text holds characters that cannot be stored; type it again"),
    "day_out_of_range": gettext_lazy("This day is not between %(first)s and %(last)s"),
    "not_in_list": gettext_lazy("Choose one of: %(allowed)s"),
    "not_a_percentage": gettext_lazy("A probability lies between 0 and 100 per cent"),
    "text_missing": gettext_lazy("A text item or a section needs a text"),
    "product_missing": gettext_lazy("Enter a product, or a text that says what is wanted"),
    "no_alternative": gettext_lazy("Only an alternative or an option belongs to a main item"),
    "unknown_main_item": gettext_lazy("There is no main item %(position)s that this could be an alternative to"),
    "amount_out_of_range": gettext_lazy("This amount is no number that can be computed with; at most %(most)s"),
    "discount_too_large": gettext_lazy("A discount is at most 100 per cent"),
    "price_negative": gettext_lazy("A price is not below zero"),
    "unknown_product": gettext_lazy("There is no product “%(value)s”; check the number or search by its text"),
    "product_not_sold": gettext_lazy("Product %(value)s may not be offered: its status or validity forbids it"),
    "product_not_in_area": gettext_lazy("Product %(value)s is not sold in this sales area"),
    "unknown_unit": gettext_lazy("Product %(product)s has no unit “%(value)s”"),
    "quantity_missing": gettext_lazy("Enter a quantity above zero"),
    "quantity_too_large": gettext_lazy("This quantity is too large: at most %(limit)s"),
    "quantity_too_fine": gettext_lazy("A quantity has at most three decimals"),
    "not_whole_units": gettext_lazy("This product is only sold in whole units"),
    "unknown_plant": gettext_lazy("There is no plant “%(value)s”"),
    "unknown_terms": gettext_lazy("There are no payment terms “%(value)s”"),
    "unknown_reason": gettext_lazy("There is no reason “%(value)s”"),
    "unknown_user": gettext_lazy("There is no user “%(value)s”"),
    "unknown_partner": gettext_lazy("There is no party “%(value)s” for you"),
    "unknown_function": gettext_lazy("There is no partner function “%(value)s”"),
    "position_taken": gettext_lazy("Item number %(position)s cannot be used: it is taken or out of range"),
    "unknown_position": gettext_lazy("There is no item %(position)s"),
    "of_its_bundle": gettext_lazy("This part has it of its bundle: change item %(position)s, or remove the part"),
    "no_price_of_its_own": gettext_lazy("Item %(position)s has no price of its own: enter it where the bundle has it"),
    "has_followers": gettext_lazy("Item %(position)s is followed up by another document and cannot be removed"),
    "too_many_items": gettext_lazy("A document holds at most %(most)s items"),
    "validity_reversed": gettext_lazy("The offer would end before it begins"),
    "validity_before_document": gettext_lazy("“Valid to” lies before the document's date"),
    "value_too_large": gettext_lazy("This item's value is too large to be stored; check quantity and price"),
    "beyond_open_quantity": gettext_lazy("Only %(open)s of item %(position)s are still open"),
    "not_a_choice": gettext_lazy("Item %(position)s is no alternative or option that can be chosen"),
    "choice_missing": gettext_lazy("Item %(position)s is not offered: choose one of its alternatives, %(choices)s"),
    "two_alternatives": gettext_lazy("Choose one alternative to item %(position)s, not several"),
    "number_taken": gettext_lazy("“%(value)s” is here already, as %(number)s"),
    "unknown_coupon": gettext_lazy("There is no coupon “%(value)s”"),
    "unknown_promotion": gettext_lazy("There is no promotion “%(value)s”"),
    "promotion_barred": "%(why)s",  # said by pricing already
    "currency_code": gettext_lazy("A currency has three letters, as EUR"),
}

MISSING = {
    "items": gettext_lazy("The document has no items"),
    "valid_to": gettext_lazy("Say until when the offer is valid"),
    "payment_terms": gettext_lazy("Payment terms are missing"),
    "product": gettext_lazy("The product is missing"),
    "price": gettext_lazy("No price was found: maintain one or enter it by hand"),
    "price_on_request": PROBLEMS["price_on_request"],
    "AG": gettext_lazy("The sold-to party is missing"),
    "WE": gettext_lazy("The ship-to party is missing"),
    "RE": gettext_lazy("The bill-to party is missing"),
    "RG": gettext_lazy("The payer is missing"),
    "AP": gettext_lazy("The contact person is missing"),
}

DOUBTS = {
    "below_minimum": gettext_lazy("Less than the minimum order quantity of %(limit)s"),
    "not_a_multiple": gettext_lazy("Not a multiple of %(limit)s"),
    **PROBLEMS,
}


class FactsRefused(Refused):
    """Some of what was entered cannot be right; `problems` says field by field what and why."""


class WrongStatus(Refused):
    """The verb is not possible in the document's present status."""

    status = 409


class OfferReplaced(WrongStatus):
    """Another revision or variant stands in its place; `data["successor"]` says which."""

    def __init__(self, document: SalesDocument) -> None:
        told = {"number": document.number, "successor": document.successor}
        if document.status == Status.CLOSED:
            said = _("%(number)s is closed: %(successor)s was accepted instead") % told
        elif document.status == Status.SUPERSEDED:
            said = _("%(number)s is superseded: %(successor)s stands in its place") % told
        else:
            said = _("%(successor)s stands in the place of %(number)s: go on there") % told
        super().__init__(said, data={"status": document.status, "successor": document.successor})


class CustomerBlocked(Refused):
    """The party is blocked: nothing may be offered to it."""


class UnknownReason(Refused):
    """There is no reason of that kind and code."""


def refuse(found: Iterable[Found]) -> None:
    """Raise FactsRefused with every problem found, by field; nothing where none is."""
    problems: dict[str, list[str]] = defaultdict(list)
    for field, code, detail in found:
        problems[field].append(sentence(code, detail))
    if problems:
        raise FactsRefused(_headline(problems), next(iter(problems)), problems=problems)


def sentence(code: str, detail: Mapping[str, Any]) -> str:
    """A problem's code in words."""
    return str(SENTENCES[code]) % detail


def problem_sentence(problem: Mapping[str, Any]) -> str:
    """What is doubtful about an item (`Item.problems`), in words; codes of older versions only ask for a look."""
    said = DOUBTS.get(problem["code"])
    return str(said) % problem["detail"] if said else _("Something about this item is doubtful: look at it again")


def gap_sentence(gap: Gap) -> str:
    """A missing fact in words."""
    said = str(MISSING.get(gap.why or gap.field, "")) or _("“%(field)s” is missing") % {
        "field": field_words("quotation", gap.field)
    }
    return said if gap.position is None else _("Item %(position)s: %(what)s") % {"position": gap.position, "what": said}


def _headline(problems: Mapping[str, list[str]]) -> str:
    count = sum(len(sentences) for sentences in problems.values())
    first = next(iter(problems.values()))[0]
    if count == 1:
        return first
    return _("%(count)s entries cannot be taken as they are; the first: %(first)s") % {"count": count, "first": first}
