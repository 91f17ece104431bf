"""Money and currencies: exact decimal amounts, rounded half-up to the currency's minor unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import cycle

# ISO 4217 exponents that are not 2.
MINOR_UNITS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}


class CurrencyMismatch(ValueError):
    """Two amounts in different currencies were added or compared."""


def minor_units(currency: str) -> int:
    """Decimal places of a currency's minor unit (EUR 2, JPY 0, KWD 3; ISO 4217)."""
    return MINOR_UNITS.get(currency, 2)


@cache
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01 for EUR, 1 for JPY."""
    return Decimal(1).scaleb(-minor_units(currency))


def round_money(amount: Decimal, currency: str) -> Decimal:
    """`amount` rounded half-up to the currency's minor unit, away from zero (−0.005 → −0.01); never a minus zero."""
    rounded = amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)
    return rounded or abs(rounded)


def to_multiple(amount: Decimal, unit: Decimal) -> Decimal:
    """`amount` rounded half-up to a multiple of `unit`: 73.80 to 74 of 1, 0.13 to 0.15 of 0.05."""
    return (amount / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP) * unit


def distribute(total: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Split `total` in proportion to `weights`; the rounded parts sum to the rounded total.

    The residual goes to the part with the largest weight (the first of equals). Where it is more than one minor unit,
    the next largest take one unit each, so that no part strays from its exact share by more than a unit and a half.
    Weights that sum to zero: equal parts. No weights: an empty list.
    """
    if not weights:
        return []
    total = round_money(total, currency)
    basis = sum(weights, Decimal(0))
    shares = list(weights) if basis else [Decimal(1)] * len(weights)
    basis = basis or Decimal(len(weights))
    parts = [round_money(total * share / basis, currency) for share in shares]
    if residual := total - sum(parts, Decimal(0)):
        unit = minor_unit(currency).copy_sign(residual)
        largest_first = sorted(range(len(shares)), key=lambda place: -abs(shares[place]))
        for place, _ in zip(cycle(largest_first), range(int(residual / unit)), strict=False):
            parts[place] += unit
    return parts


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An exact amount in one currency. Not rounded by itself; `rounded()` rounds half-up to the minor unit."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        return Money(self.amount * factor, self.currency)

    def rounded(self) -> "Money":
        return Money(round_money(self.amount, self.currency), self.currency)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be mixed without a rate")
        return other.amount
