"""The pricing date of a document by the rule of its type."""

from datetime import date

from prosfora.documents.models import SalesDocument
from prosfora.pricing.queries import configuration
from prosfora.pricing.rules.dates import BY_HAND, PricingDay, basis_in, pricing_day

FOLLOWED = ("document_date", "requested_date", "valid_from")  # facts that a rule may name


def basis_of(document: SalesDocument) -> str:
    """What prices of the document's area and type are determined by; blank where no rule says so."""
    return basis_in(configuration().pricing_dates, document.sales_area_id, document.document_type)


def day_by_rule(document: SalesDocument, today: date) -> PricingDay:
    """The day that the rule gives the document; its document date where there is none."""
    return pricing_day(basis_of(document), {name: getattr(document, name) for name in FOLLOWED}, today)


def day_priced_again(document: SalesDocument, today: date) -> PricingDay:
    """The day whose prices a draft gets when it is priced again and nobody names one: its rule's, else today."""
    return day_by_rule(document, today) if basis_of(document) else PricingDay(today, "today")


def reason_for(document: SalesDocument, day: date, today: date) -> str:
    """Why a document would have this pricing date: what its rule says where it gives that very day, else by hand."""
    if (ruled := day_by_rule(document, today)).day == day:
        return ruled.why
    return "today" if not basis_of(document) and day == today else BY_HAND
