"""The effect of a price change: items in two prices added up by customer and by product. Pure and exact.

Each item's amounts are converted into the company's currency and rounded there once; every sum is a sum of those
rounded amounts, so that the customers' rows, the products' rows and the total agree to the cent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from prosfora.values.money import round_money

NOTHING = Decimal(0)
HUNDRED = Decimal(100)
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)  # an amount of 17 digits times a rate of 18 needs 35


class ItemEffect(NamedTuple):
    """One item before and after the change, in the company's currency. Costs None: not known."""

    product: str
    net_before: Decimal
    net_after: Decimal
    cost_before: Decimal | None = None
    cost_after: Decimal | None = None


@dataclass(slots=True)
class Sums:
    """What some items come to. Margins are those of the items whose cost is known; `without_cost` are the others."""

    documents: int = 0
    items: int = 0
    touched: int = 0  # items whose net value differs
    without_cost: int = 0
    net_before: Decimal = NOTHING
    net_after: Decimal = NOTHING
    margin_before: Decimal = NOTHING
    margin_after: Decimal = NOTHING

    @property
    def difference(self) -> Decimal:
        """How much more the net value is after the change."""
        return self.net_after - self.net_before

    @property
    def margin_difference(self) -> Decimal:
        """How much more the margin is after the change."""
        return self.margin_after - self.margin_before

    def add(self, item: ItemEffect) -> None:
        """Count one item in."""
        self.items += 1
        self.touched += item.net_after != item.net_before
        self.net_before += item.net_before
        self.net_after += item.net_after
        if item.cost_before is None or item.cost_after is None:
            self.without_cost += 1
            return
        self.margin_before += item.net_before - item.cost_before
        self.margin_after += item.net_after - item.cost_after


@dataclass(slots=True)
class Effect:
    """The whole effect: the total, and what falls to each customer and to each product."""

    total: Sums = field(default_factory=Sums)
    customers: dict[str, Sums] = field(default_factory=dict)
    products: dict[str, Sums] = field(default_factory=dict)

    def add_document(self, customer: str, items: Iterable[ItemEffect]) -> None:
        """Count a document with its items in; a document counts once for each of its products."""
        of_customer = self.customers.setdefault(customer, Sums())
        seen: set[str] = set()
        for item in items:
            of_product = self.products.setdefault(item.product, Sums())
            for sums in (self.total, of_customer, of_product):
                sums.add(item)
            if item.product not in seen:
                seen.add(item.product)
                of_product.documents += 1
        self.total.documents += 1
        of_customer.documents += 1


def converted(amount: Decimal, rate: Decimal, currency: str) -> Decimal:
    """`amount` × `rate`, exactly, then rounded half-up once to the minor unit of `currency`."""
    return round_money(EXACT.multiply(amount, rate), currency)


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """`part` in per cent of `whole`, half-up to two places; None of nothing."""
    if not whole:
        return None
    return (part * HUNDRED / abs(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)


class Bar(NamedTuple):
    """One bar of a chart that grows left (less) or right (more) of a middle line."""

    x: int
    width: int
    is_less: bool


def bars(values: Iterable[Decimal], width: int) -> list[Bar]:
    """Bars in proportion to the largest value, which reaches half the width; whatever is not nought shows one step."""
    amounts = list(values)
    half, largest = width // 2, max((abs(value) for value in amounts), default=NOTHING)
    found = []
    for value in amounts:
        share = int((abs(value) * half / largest).quantize(Decimal(1), ROUND_HALF_UP)) if largest else 0
        length = max(share, 1) if value else 0
        found.append(Bar(half - length if value < 0 else half, length, value < 0))
    return found


def counted_problems(problems: Iterable[Mapping[str, str]]) -> dict[str, int]:
    """How many documents each reason kept out, of those that are listed."""
    found: dict[str, int] = {}
    for problem in problems:
        found[problem["code"]] = found.get(problem["code"], 0) + 1
    return found
