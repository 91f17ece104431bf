"""Which day the prices of a document are determined by (SAP: proposal of the pricing date)."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

BASES = ("document_date", "requested_date", "valid_from", "today")
BY_HAND = "hand"  # why a pricing date is one that no rule gives


class PricingDay(NamedTuple):
    """A pricing date and why it is that day: a name of BASES, or by hand."""

    day: date
    why: str


def basis_in(rules: Mapping[tuple[str, str], str], sales_area: str, document_type: str) -> str:
    """The basis of the most specific rule, sales area before document type; blank where there is none."""
    keys = ((sales_area, document_type), (sales_area, ""), ("", document_type), ("", ""))
    return next((rules[key] for key in keys if key in rules), "")


def pricing_day(basis: str, days: Mapping[str, date | None], today: date) -> PricingDay:
    """The day that a basis gives a document, by its `days`; a day that the document has not is its document date."""
    if basis == "today":
        return PricingDay(today, basis)
    if basis and (found := days.get(basis)) is not None:
        return PricingDay(found, basis)
    return PricingDay(days["document_date"] or today, "document_date")
