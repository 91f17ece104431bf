"""The arithmetic of one condition: which scale level counts, what the rate is applied to, how it is rounded."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from prosfora.pricing.rules.book import Record, TypeRule
from prosfora.pricing.rules.facts import ItemFacts

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
ROUNDINGS = {"half_up": ROUND_HALF_UP, "up": ROUND_UP, "down": ROUND_DOWN}


class NoUnitConversion(LookupError):
    """The record's unit is none of the product's."""


def quantity_in(item: ItemFacts, unit: str) -> Decimal:
    """The item's quantity in a record's unit, exact as far as decimals go. Raises NoUnitConversion."""
    if not unit or unit == item.unit:
        return item.quantity
    if unit == item.base_unit:
        return item.base_quantity
    for name, factor in item.unit_factors:
        if name == unit:
            return item.base_quantity / factor
    raise NoUnitConversion(unit)


def measure(item: ItemFacts, calculation: str, unit: str) -> Decimal:
    """What a rate per unit, weight or volume is multiplied with: sales units, kilograms or litres of the whole item."""
    if calculation == "gross_weight":
        return item.base_quantity * item.gross_weight
    if calculation == "net_weight":
        return item.base_quantity * item.net_weight
    if calculation == "volume":
        return item.base_quantity * item.volume
    return quantity_in(item, unit)


def scale_level(scales: Sequence[tuple[Decimal, Decimal]], reached: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """The from-scale level that `reached` hits: its start and its rate; (None, None) below the first."""
    hit: tuple[Decimal | None, Decimal | None] = (None, None)
    for start, rate in scales:
        if reached < start:
            break
        hit = (start, rate)
    return hit


def interval_sum(scales: Sequence[tuple[Decimal, Decimal]], reached: Decimal) -> Decimal:
    """Σ bracket × its rate: with (0, 10), (100, 9), (500, 8) and 620 it is 100×10 + 400×9 + 120×8 = 5,560.

    A level is where its bracket starts; what lies under the first level is priced at the first rate.
    """
    total = ZERO
    for place, (start, rate) in enumerate(scales):
        begin = ZERO if place == 0 else start
        end = scales[place + 1][0] if place + 1 < len(scales) else reached
        if reached <= begin:
            break
        total += (min(end, reached) - begin) * rate
    return total


def rate_of(kind: TypeRule, record: Record, reached: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """Rate and scale start of a record for what was reached on its scale basis; rate None below the first level."""
    if not record.scales:
        return record.amount, None
    start, rate = scale_level(record.scales, reached)
    return rate, start


def signed(kind: TypeRule, value: Decimal) -> Decimal:
    """A discount's rate is written positive and works negative; a negative discount is a surcharge."""
    return -value if kind.sign == "minus" else value
