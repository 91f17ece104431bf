"""The prices that customers were given before: read from documents, which a room above this one knows."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Protocol

from prosfora.pricing.rules.book import Previous, ProcedureRule
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts
from prosfora.pricing.rules.formulas import PREVIOUS_PRICES


class Reader(Protocol):
    """Reads prices given to customers for products, in documents of a header's sales area and currency that are dated
    from `first` to `last`; those that contain the tax, or those that do not.
    """

    def __call__(
        self, header: HeaderFacts, customers: Collection[str], products: Collection[str], first: dt.date,
        last: dt.date, *, tax_included: bool,
    ) -> Previous: ...  # fmt: skip


_readers: list[Reader] = []


def declare_previous_prices(reader: Reader) -> None:
    """Let a room tell what customers paid; called once, at start-up."""
    _readers[:] = [reader]


def previous_prices(procedure: ProcedureRule, headers: Sequence[HeaderFacts], items: Sequence[ItemFacts]) -> Previous:
    """What these customers were last given for these products, by customer and product; nothing, and no statement,
    where the procedure does not ask for it. The headers agree in sales area, currency and pricing date.
    """
    days = [PREVIOUS_PRICES[step.formula] for step in procedure.steps if step.formula in PREVIOUS_PRICES]
    customers = {header.customer for header in headers if header.customer}
    if not days or not customers:
        return {}
    last = headers[0].pricing_date
    first = last - min(dt.timedelta(days=max(days)), last - dt.date.min)
    products = {item.product for item in items}
    for reader in _readers:
        return reader(headers[0], customers, products, first, last, tax_included=procedure.tax_included)
    return {}
