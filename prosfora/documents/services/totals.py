"""Totals of a document from all its items."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.rules.categories import counts, is_goods
from prosfora.documents.rules.checks import Found
from prosfora.documents.rules.totals import MOST_VALUE, Worth, add_up, taxes_as_stored
from prosfora.documents.services.refusals import refuse
from prosfora.pricing.rules.facts import PricedDocument


class Row(Protocol):
    """What totals read of an item: the model's row, or a light one."""

    position: int
    category: str
    rejection_reason_id: int | None
    net: Decimal
    tax: Decimal
    tax_code: str
    tax_rate: Decimal
    cost: Decimal | None
    probability: int


def total_up(document: SalesDocument, rows: Sequence[Row], priced: PricedDocument | None = None) -> dict[int, Decimal]:
    """Put the totals of all items on the header; each item's tax by position is returned. Raises FactsRefused."""
    refuse(_too_large(rows))
    reasons = {row["code"]: row["reason_key"] for row in document.taxes}
    if priced is not None:
        document.procedure = priced.procedure
        reasons |= {line.code: line.reason_key for line in priced.taxes}
    totals = add_up((_worth(row) for row in rows if is_goods(row.category)), document.currency, reasons)
    document.net, document.tax, document.total = totals.net, totals.tax, totals.total
    document.cost, document.expected_value = totals.cost, totals.expected
    document.taxes = taxes_as_stored(totals.taxes)
    return dict(totals.item_taxes)


def put_taxes(items: Iterable[Item], taxes: Mapping[int, Decimal]) -> None:
    """Each item's share of the tax lines on the item."""
    for item in items:
        item.tax = taxes.get(item.position, Decimal(0))


def _worth(row: Row) -> Worth:
    return Worth(
        row.position,
        row.net,
        row.tax_code,
        row.tax_rate,
        row.cost,
        row.probability,
        counts(row.category, rejected=row.rejection_reason_id is not None),
    )


def _too_large(rows: Iterable[Row]) -> Iterable[Found]:
    for row in rows:
        if abs(row.net) >= MOST_VALUE:
            yield f"items.{row.position}.quantity", "value_too_large", {}
