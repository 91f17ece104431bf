"""Totals of a document from all its items."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.rules.categories import counts, is_goods
from prosfora.documents.rules.checks import Found
from prosfora.documents.rules.totals import MOST_VALUE, Share, Worth, add_up, taxes_as_stored
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
    unpriced: bool | None


type Shares = Mapping[int, Share]  # by position


def total_up(document: SalesDocument, rows: Sequence[Row], priced: PricedDocument | None = None) -> Shares:
    """Put the totals of all items on the header, reckoned as the engine did or, without its answer, as they were.

    Each item's share is returned. Raises FactsRefused.
    """
    refuse(_too_large(rows))
    reasons = {row["code"]: row["reason_key"] for row in document.taxes}
    if priced is not None:
        _take_over(document, priced)
        reasons |= {line.code: line.reason_key for line in priced.taxes}
    goods = (_worth(row) for row in rows if is_goods(row.category))
    totals = add_up(goods, document.currency, document.reckoning, reasons)
    document.net, document.tax, document.total = totals.net, totals.tax, totals.total
    document.rounding = totals.rounding
    document.cost, document.expected_value = totals.cost, totals.expected
    document.taxes = taxes_as_stored(totals.taxes)
    return totals.shares


def _take_over(document: SalesDocument, priced: PricedDocument) -> None:
    """How the engine reckoned. Without any item it could not look for what payments are rounded to."""
    told = priced.reckoning
    document.procedure = priced.procedure
    document.tax_included, document.tax_rounding = told.tax_included, told.tax_rounding
    if priced.items:
        document.rounding_unit = told.rounding_unit


def put_shares(items: Iterable[Item], shares: Shares) -> None:
    """Each item's share of the totals on the item."""
    for item in items:
        share = shares.get(item.position)
        item.tax = share.tax if share else Decimal(0)
        if share:
            item.net = share.net


def _worth(row: Row) -> Worth:
    return Worth(
        row.position,
        row.net,
        row.tax,
        row.tax_code,
        row.tax_rate,
        Decimal(0) if row.unpriced else row.cost,  # it is in the bundle's, or its parts'
        row.probability,
        counts(row.category, rejected=row.rejection_reason_id is not None),
    )


def _too_large(rows: Iterable[Row]) -> Iterable[Found]:
    for row in rows:
        if abs(row.net) >= MOST_VALUE:
            yield f"items.{row.position}.quantity", "value_too_large", {}
