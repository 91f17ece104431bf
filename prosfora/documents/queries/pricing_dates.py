"""The pricing date of a document by the rule of its type."""

from collections.abc import Mapping
from datetime import date

from prosfora.documents.models import SalesDocument
from prosfora.pricing.queries import configuration
from prosfora.pricing.rules.dates import BY_HAND, PricingDay, basis_in, pricing_day

type Rules = Mapping[tuple[str, str], str]
FOLLOWED = ("document_date", "requested_date", "valid_from")  # facts that a rule may name


def basis_of(document: SalesDocument, rules: Rules | None = None) -> str:
    """What prices of the document's area and type are determined by; blank where no rule says so.

    `rules` are those of the configuration where they are at hand, here and below; else one statement.
    """
    known = configuration().pricing_dates if rules is None else rules
    return basis_in(known, document.sales_area_id, document.document_type)


def day_by_rule(document: SalesDocument, today: date, rules: Rules | None = None) -> PricingDay:
    """The day that the rule gives the document; its document date where there is none."""
    return _day(document, basis_of(document, rules), today)


def day_priced_again(document: SalesDocument, today: date, rules: Rules | None = None) -> PricingDay:
    """The day whose prices a draft gets when it is priced again and nobody names one: its rule's, else today."""
    basis = basis_of(document, rules)
    return _day(document, basis, today) if basis else PricingDay(today, "today")


def reason_for(document: SalesDocument, day: date, today: date, rules: Rules | None = None) -> str:
    """Why a document would have this pricing date: what its rule says where it gives that very day, else by hand."""
    basis = basis_of(document, rules)
    if (ruled := _day(document, basis, today)).day == day:
        return ruled.why
    return "today" if not basis and day == today else BY_HAND


def _day(document: SalesDocument, basis: str, today: date) -> PricingDay:
    return pricing_day(basis, {name: getattr(document, name) for name in FOLLOWED}, today)
