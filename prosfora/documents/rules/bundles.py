"""Quantities of a bundle's parts: an exact ratio to the bundle's quantity, whatever is rounded on the way."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from prosfora.documents.rules.quantities import PLACES


def ratio_of(quantity: Decimal, of: Decimal) -> str:
    """How much of a part one base unit of the bundle takes, as an exact ratio ("2", "7/3"); of nothing, all of it."""
    return str(Fraction(quantity) / Fraction(of)) if of else str(Fraction(quantity))


def quantity_by(ratio: str, bundles: Decimal) -> Decimal:
    """What so many base units of the bundle take of a part, in the part's unit, commercially rounded to 3 places."""
    return rounded(Fraction(ratio) * Fraction(bundles), PLACES)


def rounded(exact: Fraction, places: Decimal) -> Decimal:
    """A ratio as a decimal number, commercially rounded."""
    with localcontext(prec=60):
        return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(places, ROUND_HALF_UP)


def whole(quantity: Decimal) -> Decimal:
    """The same rounded up to whole base units: half a bolt is taken as one."""
    return quantity.to_integral_value(ROUND_CEILING)


def complete_on(days: Iterable[date | None]) -> date | None:
    """The day on which the last part of a bundle is there; None where a part has no day."""
    known = list(days)
    return None if None in known else max((day for day in known if day), default=None)
