"""What a document may bring: probability and expected value."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from prosfora.values.money import round_money

HUNDRED = Decimal(100)


def proposed_probability(of_type: int, of_customer: int) -> int:
    """An item's probability in per cent: the type's times the customer's, half-up (80 % × 50 % = 40 %)."""
    return int((Decimal(of_type * of_customer) / HUNDRED).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def expected_value(items: Iterable[tuple[Decimal, int]], currency: str) -> Decimal:
    """Σ net × probability over the items that count, rounded once, half-up to the currency's minor unit."""
    exact = sum((net * percent for net, percent in items), Decimal(0)) / HUNDRED
    return round_money(exact, currency)


def weighted_probability(net: Decimal, expected: Decimal) -> int | None:
    """The document's probability in per cent, weighted by value: 150 of 300 is 50. None without a value."""
    if not net:
        return None
    return int((expected * HUNDRED / net).quantize(Decimal(1), rounding=ROUND_HALF_UP))
