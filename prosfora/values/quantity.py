"""Quantities with their unit, and exact conversion between a product's units."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

QUANTITY_PLACES = Decimal("0.001")  # KWMENG keeps three decimals


@dataclass(frozen=True, slots=True)
class Conversion:
    """One sales unit in base units as an exact ratio: a box of 12 pieces is 12/1."""

    numerator: int
    denominator: int = 1

    def __post_init__(self) -> None:
        if self.numerator <= 0 or self.denominator <= 0:
            raise ValueError("A unit conversion needs two positive whole numbers")

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured amount in one unit (UN/ECE Recommendation 20 code or the company's own)."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.value.normalize():f} {self.unit}"

    def to_base(self, conversion: Conversion, base_unit: str) -> "Quantity":
        """This quantity in base units, rounded half-up to three decimals."""
        return Quantity(convert(self.value, conversion), base_unit)


def convert(value: Decimal, conversion: Conversion) -> Decimal:
    """`value` sales units in base units, rounded half-up to three decimals."""
    return (value * conversion.numerator / conversion.denominator).quantize(QUANTITY_PLACES, rounding=ROUND_HALF_UP)
