"""Totals of a document from its items: net, tax per rate, cost, expected value, what is to be paid. As the engine adds
them up, so that orders and single changed items need not be priced again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from prosfora.documents.rules.worth import expected_value
from prosfora.pricing.rules.facts import Reckoning, TaxLine
from prosfora.pricing.rules.taxes import TaxedItem, own_tax, settle
from prosfora.values.money import round_money

NOTHING = Decimal(0)
ON_TOP = Reckoning()  # prices without tax, which is rounded once per rate
RATE = Decimal("0.001")  # as finely as an item keeps its rate
MOST_VALUE = Decimal(10) ** 11  # beyond it SQLite would no longer keep every cent of a sum


@dataclass(frozen=True, slots=True)
class Worth:
    """What totals need to know of an item that is a good. Money in document currency, rounded."""

    position: int
    net: Decimal
    tax: Decimal  # as it stands; together with `net` what the item costs where prices contain the tax
    tax_code: str
    tax_rate: Decimal
    cost: Decimal | None
    probability: int
    counts: bool


class Share(NamedTuple):
    """An item's part of the totals: of those that count, `net` and `tax` sum to the document's."""

    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the items that count; `shares` gives every item's net value and tax by position. `rounding` leads from
    the total to the amount to be paid.
    """

    net: Decimal
    tax: Decimal
    total: Decimal
    rounding: Decimal
    cost: Decimal | None
    expected: Decimal
    taxes: tuple[TaxLine, ...]
    shares: Mapping[int, Share]

    @property
    def payable(self) -> Decimal:
        """The amount to be paid (EN 16931 BT-115)."""
        return self.total + self.rounding


def add_up(
    items: Iterable[Worth], currency: str, reckoning: Reckoning = ON_TOP, reasons: Mapping[str, str] | None = None
) -> Totals:
    """Net and cost are sums of rounded items; the tax is settled by the engine's own rule (pricing.rules.taxes), in the
    way of `reckoning`. What it differs from the items' own is put on the largest of each rate: on its tax, and where
    prices contain the tax taken off its net value, so that they cost what was told. The cost is unknown as soon as one
    item's is. `reasons` keeps the legal reason of a tax code.
    """
    all_items = list(items)
    shares = {item.position: _own(item, currency, reckoning) for item in all_items}
    counted = [item for item in all_items if item.counts]
    taxed = [
        TaxedItem(
            item.position, shares[item.position].net, shares[item.position].tax, item.tax_code, item.tax_rate,
            (reasons or {}).get(item.tax_code, ""),
        )
        for item in sorted(counted, key=lambda item: item.position)
        if item.tax_code or item.tax_rate
    ]  # fmt: skip
    lines, corrections = settle(taxed, currency, reckoning)
    for position, difference in corrections.items():
        own = shares[position]
        shares[position] = Share(own.net - difference if reckoning.tax_included else own.net, own.tax + difference)
    # One spelling of sums: databases add zeros.
    net = round_money(sum((shares[item.position].net for item in counted), NOTHING), currency)
    tax = round_money(sum((line.tax for line in lines), NOTHING), currency)
    return Totals(
        net=net,
        tax=tax,
        total=net + tax,
        rounding=round_money(reckoning.rounding(net + tax), currency),
        cost=_cost(counted),
        expected=expected_value(((shares[item.position].net, item.probability) for item in counted), currency),
        taxes=tuple(_spelled(line, currency) for line in lines),
        shares=shares,
    )


def taxes_as_stored(lines: Iterable[TaxLine]) -> list[dict[str, str]]:
    """Tax lines as a header keeps them."""
    return [
        {
            "code": line.code,
            "rate": str(line.rate),
            "base": str(line.base),
            "tax": str(line.tax),
            "reason_key": line.reason_key,
        }
        for line in lines
    ]


def taxes_from_stored(stored: Iterable[Mapping[str, str]]) -> tuple[TaxLine, ...]:
    """The tax lines a header keeps."""
    return tuple(
        TaxLine(row["code"], Decimal(row["rate"]), Decimal(row["base"]), Decimal(row["tax"]), row["reason_key"])
        for row in stored
    )


def _own(item: Worth, currency: str, reckoning: Reckoning) -> Share:
    """Net value and tax of an item by itself, before the document's taxes are settled."""
    if reckoning.tax_rounding == "item":
        return Share(item.net, item.tax)  # nothing was ever settled on it
    included = reckoning.tax_included
    value = item.net + item.tax if included else item.net
    tax = own_tax(value, item.tax_rate, currency, included=included)
    return Share(value - tax if included else item.net, tax)


def _spelled(line: TaxLine, currency: str) -> TaxLine:
    """The line as it is spelled wherever it comes from: prices, or the database, which adds zeros."""
    base, tax = round_money(line.base, currency), round_money(line.tax, currency)
    return TaxLine(line.code, line.rate.quantize(RATE), base, tax, line.reason_key)


def _cost(items: Iterable[Worth]) -> Decimal | None:
    total = NOTHING
    for item in items:
        if item.cost is None:
            return None
        total += item.cost
    return total
