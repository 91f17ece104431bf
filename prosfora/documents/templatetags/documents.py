"""What the templates of this room write."""

from datetime import date
from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from prosfora.company.models import PaymentTerms, Reason
from prosfora.documents.filters import STATUS_WORDS
from prosfora.documents.forms.headers import TEXT_WORDS
from prosfora.documents.models import DocumentPartner, Item, SalesDocument, SentReminder
from prosfora.documents.queries.flow import FlowStep
from prosfora.documents.queries.pages import DocumentPage, ItemRow
from prosfora.documents.rules.completeness import Gap
from prosfora.documents.rules.release import RELEASED
from prosfora.documents.rules.statuses import Status
from prosfora.documents.rules.validity import Planned
from prosfora.documents.services.refusals import gap_sentence, problem_sentence
from prosfora.documents.telling import AUDIENCES, DELIVERIES, ITEM_KINDS, PARTNERS, REMINDER_STATES, REMINDERS
from prosfora.kit import writing
from prosfora.kit.shortcuts import SHORTCUTS
from prosfora.pricing.rules.facts import INFORMATION
from prosfora.pricing.telling_repricing import DATE_REASONS, PRICING_TYPES

register = template.Library()

# Which cell of a row a problem or a missing fact belongs to.
CELLS = {
    "below_minimum": "quantity",
    "not_a_multiple": "quantity",
    "no_base_price": "price",
    "needs_release": "price",
    "price_on_request": "price",
    "no_exchange_rate": "price",
    "no_unit_conversion": "unit",
}
CELLS_OF_FIELDS = ("product", "quantity", "unit", "text", "price")


@register.filter
def reminder_words(reminder: SentReminder | Planned) -> str:
    """A reminder in words: which, and to whom."""
    return f"{REMINDERS[reminder.kind]} · {AUDIENCES[reminder.audience]}"


@register.filter
def reminder_state(reminder: SentReminder) -> Promise:
    """What became of a reminder."""
    return REMINDER_STATES[reminder.status]


@register.filter
def kinds(item: Item) -> list[tuple[str, Promise]]:
    """The item categories a row may take."""
    return list(ITEM_KINDS.items())


@register.filter
def kind_word(item: Item) -> Promise:
    """The item's category in words."""
    return ITEM_KINDS[item.category]


@register.filter
def kept_from(page: DocumentPage) -> str:
    """The days whose prices stay on the rows shown; blank where none do."""
    days = sorted({row.item.kept["day"] for row in page.rows if row.item.kept})
    return ", ".join(writing.day(date.fromisoformat(day)) for day in days)


@register.filter
def pricing_date_reason(document: SalesDocument) -> str | Promise:
    """Why its prices are of that day; blank where nobody noted it."""
    return DATE_REASONS.get(document.pricing_date_by or "", "")


def kept_words(item: Item) -> str:
    """That an item's price is an older one which stays, from which day, by which type; blank where it is not."""
    if not item.kept:
        return ""
    day = writing.day(date.fromisoformat(item.kept["day"]))
    words = dict(PRICING_TYPES)[item.kept["type"]]
    return _("Price of %(day)s, which stays (%(type)s)") % {"day": day, "type": words}


@register.filter
def status_word(status: str) -> Promise:
    """A status in words."""
    return STATUS_WORDS[Status(status)]


@register.filter
def delivery_word(document: SalesDocument) -> str:
    """Where the offer's mail is, in words."""
    return str(DELIVERIES.get(document.delivery_status, _("not mailed")))


@register.filter
def text_word(kind: str) -> str:
    """What a long text is, in words."""
    return str(TEXT_WORDS[kind])


@register.filter
def named(row: PaymentTerms | Reason) -> str:
    """A coded row in the reader's language."""
    return row.name_el if writing.language() == "el" else row.name_en


@register.filter
def partners(page: DocumentPage) -> list[tuple[str, str, DocumentPartner | None]]:
    """Function, its word and who plays it; the contact person also where there is none."""
    return [
        (function, str(word), page.partners.get(function))
        for function, word in PARTNERS.items()
        if function in page.partners or function == "AP"
    ]


@register.filter
def step_url(step: FlowStep) -> str:
    """The page of a document in the flow."""
    return reverse(f"documents:display_{step.category}", kwargs={"number": step.number})


@register.filter
def key_signs(action: str) -> SafeString:
    """The key of an action as people read it beside a button; screen readers hear `aria-keyshortcuts`."""
    return format_html(' <kbd class="keys" aria-hidden="true">{}</kbd>', " ".join(SHORTCUTS[action].presses))


@register.filter
def entered(item: Item, condition_type: str) -> Decimal | None:
    """The amount a person entered for a condition type, None where he left the price alone."""
    found = [row for row in item.manual_conditions if row["condition_type"] == condition_type]
    return Decimal(found[0]["amount"]) if found else None


@register.filter
def row_problems(row: ItemRow) -> list[str]:
    """Everything that is doubtful or missing about an item, in words, each once."""
    said = [problem_sentence(problem) for problem in row.item.problems if not _is_settled(row.item, problem["code"])]
    missing = [gap_sentence(Gap(gap.field, why=gap.why)) for gap in row.gaps]
    return list(dict.fromkeys([*said, *missing]))


def _is_settled(item: Item, code: str) -> bool:
    """Whether a problem is none (any more): information, or a price that was released."""
    return code in INFORMATION or (code == "needs_release" and item.release == RELEASED)


@register.filter
def row_notes(row: ItemRow) -> list[str]:
    """What is worth knowing about an item's price though nothing is wrong with it."""
    said = [problem_sentence(problem) for problem in row.item.problems if problem["code"] in INFORMATION]
    return [*said, words] if (words := kept_words(row.item)) else said


@register.filter
def cell_marks(row: ItemRow, cell: str) -> SafeString:
    """Attributes of a cell that something is said about: the mark, and where it is said."""
    codes = {problem["code"] for problem in row.item.problems if not _is_settled(row.item, problem["code"])}
    doubted = {CELLS.get(code) for code in codes} | {gap.field for gap in row.gaps}
    if cell not in doubted:
        return SafeString("")
    return format_html(' data-doubt aria-describedby="said-{}"', row.item.position)


@register.filter
def delivery(row: ItemRow, document: SalesDocument) -> SafeString:
    """When an item can be delivered: the day on which all of it is there, marked where it is late or in parts."""
    item = row.item
    wanted = item.requested_date or document.requested_date
    if item.confirmed_date is None:
        return SafeString("–")
    day = writing.day(item.confirmed_date)
    late = wanted is not None and item.confirmed_date > wanted
    mark = format_html('<span class="warn">{}<span class="sr"> ({})</span></span>', day, _("late"))
    shown = mark if late else format_html("{}", day)
    parts = len(row.schedule)
    if parts <= 1:
        return shown
    return format_html("{}<small> {}</small>", shown, _("in %(count)s parts") % {"count": parts})


@register.filter
def jump(gap: Gap) -> str:
    """The id of the field where a missing fact is entered."""
    if gap.position is not None:
        cell = gap.field if gap.field in CELLS_OF_FIELDS else "number"
        return f"{cell}-{gap.position}"
    if gap.field == "items":
        return "quick"
    return f"partner-{gap.field}" if gap.field in PARTNERS else f"id_{gap.field}"


@register.filter
def value_label(document: SalesDocument) -> str:
    """The heading over what items come to."""
    return _("With VAT") if document.tax_included else _("Net")


@register.filter
def margin(document: SalesDocument) -> Decimal | None:
    """Net less cost, where the cost is known."""
    return None if document.cost is None else document.net - document.cost


@register.filter
def margin_percent(document: SalesDocument) -> Decimal | None:
    """The margin in per cent of net."""
    earned = margin(document)
    return None if earned is None or not document.net else (earned * 100 / document.net).quantize(Decimal("0.1"))
