"""Totals of a document from its items: net, tax per rate, cost, expected value. As the pricing engine adds them up, so
that orders and single changed items need not be priced again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from prosfora.documents.rules.worth import expected_value
from prosfora.pricing.rules.facts import TaxLine
from prosfora.values.money import round_money

NOTHING = Decimal(0)
HUNDRED = Decimal(100)
MOST_VALUE = Decimal(10) ** 11  # beyond it SQLite would no longer keep every cent of a sum


@dataclass(frozen=True, slots=True)
class Worth:
    """What totals need to know of an item that is a good. Money in document currency, rounded."""

    position: int
    net: Decimal
    tax_code: str
    tax_rate: Decimal
    cost: Decimal | None
    probability: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the items that count; `item_taxes` gives every item's tax, those that count summing to `tax`."""

    net: Decimal
    tax: Decimal
    total: Decimal
    cost: Decimal | None
    expected: Decimal
    taxes: tuple[TaxLine, ...]
    item_taxes: Mapping[int, Decimal]


def add_up(items: Iterable[Worth], currency: str, reasons: Mapping[str, str] | None = None) -> Totals:
    """Net and cost are sums of rounded items; tax is rounded once per rate (EN 16931 BR-CO-17) and what that differs
    from the items' own is put on the largest of them. The cost is unknown as soon as one item's is. `reasons` keeps
    the legal reason of a tax code.
    """
    all_items = list(items)
    counted = [item for item in all_items if item.counts]
    item_taxes = {item.position: _own_tax(item, currency) for item in all_items}
    groups: dict[tuple[str, Decimal], list[Worth]] = defaultdict(list)
    for item in counted:
        if item.tax_code:
            groups[item.tax_code, item.tax_rate].append(item)
    lines = [
        _tax_line(code, rate, group, currency, reasons or {}, item_taxes)
        for (code, rate), group in sorted(groups.items(), key=lambda entry: (-entry[0][1], entry[0][0]))
    ]
    net = round_money(sum((item.net for item in counted), NOTHING), currency)  # one spelling: databases add zeros
    tax = sum((line.tax for line in lines), NOTHING)
    return Totals(
        net=net,
        tax=tax,
        total=net + tax,
        cost=_cost(counted),
        expected=expected_value(((item.net, item.probability) for item in counted), currency),
        taxes=tuple(lines),
        item_taxes=item_taxes,
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


def _own_tax(item: Worth, currency: str) -> Decimal:
    return round_money(item.net * item.tax_rate / HUNDRED, currency)


def _tax_line(
    code: str,
    rate: Decimal,
    group: list[Worth],
    currency: str,
    reasons: Mapping[str, str],
    item_taxes: dict[int, Decimal],
) -> TaxLine:
    base = round_money(sum((item.net for item in group), NOTHING), currency)
    tax = round_money(base * rate / HUNDRED, currency)
    if difference := tax - sum((item_taxes[item.position] for item in group), NOTHING):
        largest = max(group, key=lambda item: (abs(item.net), -item.position))
        item_taxes[largest.position] += difference
    return TaxLine(code, rate, base, tax, reasons.get(code, ""))


def _cost(items: Iterable[Worth]) -> Decimal | None:
    total = NOTHING
    for item in items:
        if item.cost is None:
            return None
        total += item.cost
    return total
