"""What a rate is multiplied with: quantities in any unit of the product, weights, volumes; and levels of scales."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from prosfora.pricing.rules.facts import ItemFacts

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
# The engine's own arithmetic, whatever the caller's: 28 digits, so that equal facts give equal prices anywhere.
EXACT = Context(prec=28, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])
RESULT_MOST = Decimal(10) ** 15  # of a formula that people wrote
# How many of a unit a kilogram or a litre is, as an exact fraction.
KILOGRAM = {
    "": (ONE, None), "KGM": (ONE, None), "GRM": (Decimal(1000), None), "MGM": (Decimal(1_000_000), None),
    "TNE": (ONE, Decimal(1000)), "LBR": (ONE, Decimal("0.45359237")),
}  # fmt: skip
LITRE = {
    "": (ONE, None), "LTR": (ONE, None), "MLT": (Decimal(1000), None), "HLT": (ONE, HUNDRED),
    "MTQ": (ONE, Decimal(1000)),
}  # fmt: skip
# Months have no fixed number of days: the two kinds are never converted into each other.
TIME = {"DAY": ("day", ONE), "WEE": ("day", Decimal(7)), "MON": ("month", ONE), "ANN": ("month", Decimal(12))}
FACTS = {"gross_weight": "gross_weight", "net_weight": "net_weight", "volume": "volume"}
type Levels = Sequence[tuple[Decimal, Decimal]]


class NoUnitConversion(LookupError):
    """The unit is none of the product's, or no unit of weight or volume."""


def measure(item: ItemFacts, kind: str, unit: str) -> tuple[Decimal, Decimal | None]:
    """The item's quantity, weight or volume in `unit` as numerator and divisor, so that one division comes last.

    A blank unit means the sales unit, kilograms or litres. Raises NoUnitConversion.
    """
    if kind in FACTS:
        factor, divisor = _factor(KILOGRAM if kind != "volume" else LITRE, unit)
        return item.base_quantity * getattr(item, FACTS[kind]) * factor, divisor
    if kind == "time":
        size, divisor = duration(item, unit)
        return item.quantity * size, divisor
    if not unit or unit == item.unit:
        return item.quantity, None
    if unit == item.base_unit:
        return item.base_quantity, None
    for name, size in item.unit_factors:
        if name == unit:
            return item.base_quantity, size
    raise NoUnitConversion(unit)


def is_kept_in(item: ItemFacts, unit: str) -> bool:
    """Whether quantities of the item can be told in a unit."""
    return unit in ("", item.unit, item.base_unit) or any(name == unit for name, _size in item.unit_factors)


def duration(item: ItemFacts, unit: str) -> tuple[Decimal, Decimal | None]:
    """How long an item runs, in `unit` (a blank one is the item's own), as measure does. Raises NoUnitConversion."""
    unit = unit or item.duration_unit
    if unit == item.duration_unit:
        return item.duration, None
    if unit not in TIME or item.duration_unit not in TIME or TIME[unit][0] != TIME[item.duration_unit][0]:
        raise NoUnitConversion(unit)
    return item.duration * TIME[item.duration_unit][1], TIME[unit][1]


def _factor(table: dict[str, tuple[Decimal, Decimal | None]], unit: str) -> tuple[Decimal, Decimal | None]:
    try:
        return table[unit]
    except KeyError:
        raise NoUnitConversion(unit) from None


def reached(item: ItemFacts, basis: str, unit: str) -> Decimal:
    """How far up a scale an item reaches: its size without its sign, so that a return reads the level of a sale.

    A scale of time counts how long one unit runs, however many there are.
    Without a unit of its own a quantity scale counts base units: one dozen reaches "from 4".
    """
    if basis == "quantity" and not unit:
        return abs(item.base_quantity)
    size, divisor = duration(item, unit) if basis == "time" else measure(item, basis, unit)
    return abs(size / divisor if divisor is not None else size)


def level_at(scales: Levels, kind: str, size: Decimal) -> tuple[Decimal, Decimal] | None:
    """The level of a from-scale (the last that `size` reaches) or a to-scale (the first that holds it), or none."""
    if kind == "to":
        return next((level for level in scales if size <= level[0]), None)
    hit = None
    for level in scales:
        if size < level[0]:
            break
        hit = level
    return hit


def brackets(scales: Levels, size: Decimal) -> Iterator[tuple[tuple[Decimal, Decimal], Decimal]]:
    """Every level of an interval scale with the part of `size` that it prices.

    With (0, 10), (100, 9), (500, 8) and 620: 100 at 10, 400 at 9, 120 at 8. What lies under the first level is
    priced at the first rate.
    """
    for place, level in enumerate(scales):
        begin = ZERO if place == 0 else level[0]
        end = scales[place + 1][0] if place + 1 < len(scales) else size
        if size <= begin:
            return
        yield level, min(end, size) - begin
