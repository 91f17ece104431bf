"""Goods that a quantity earns for nothing: how many, by which of the three ways of counting, and for which keys."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from prosfora.pricing.rules.keys import lookup_of

CODE = "NA00"
# What free goods can be recorded for, from specific to general: the first key that has a record wins.
KEYS = (
    ("customer", "product"),
    ("campaign", "product"),
    ("customer_group", "product"),
    ("price_group", "product"),
    ("price_list", "product"),
    ("product",),
    ("customer", "product_group"),
    ("campaign", "product_group"),
    ("product_group",),
)
ONE = Decimal(1)
NONE = Decimal(0)
type Counting = Callable[[Decimal, Decimal, Decimal], Decimal]


def pro_rata(ordered: Decimal, per: Decimal, free: Decimal) -> Decimal:
    """In proportion, rounded down: 3 per 100 give 8 for 280 (SAP's rule 1)."""
    return (ordered * free / per).quantize(ONE, ROUND_DOWN)


def rounded(ordered: Decimal, per: Decimal, free: Decimal) -> Decimal:
    """In proportion, rounded half-up: 1 per 5 gives 26 for 128."""
    return (ordered * free / per).quantize(ONE, ROUND_HALF_UP)


def per_unit(ordered: Decimal, per: Decimal, free: Decimal) -> Decimal:
    """For each full unit: 3 per 100 give 6 for 280 (rule 2)."""
    return ordered // per * free


def whole_units(ordered: Decimal, per: Decimal, free: Decimal) -> Decimal:
    """Only where the order is a multiple of the unit: 3 per 100 give none for 280 (rule 3)."""
    return per_unit(ordered, per, free) if ordered % per == 0 else NONE


COUNTINGS: dict[str, Counting] = {
    "pro_rata": pro_rata,
    "rounded": rounded,
    "per_unit": per_unit,
    "whole_units": whole_units,
}


@dataclass(frozen=True, slots=True)
class FreeGoods:
    """`free` units per `per` ordered, from `least` on: out of what is ordered (inclusive) or on top (exclusive)."""

    per: Decimal
    free: Decimal
    counting: str = "pro_rata"  # a name of COUNTINGS
    least: Decimal = NONE
    is_inclusive: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is charged and what is given, in the unit of the order."""

    charged: Decimal
    free: Decimal


def delivered(ordered: Decimal, rule: FreeGoods) -> Delivery:
    """What an order of so many is delivered as; a return gives the free goods back as well."""
    size = abs(ordered)
    free = COUNTINGS[rule.counting](size, rule.per, rule.free) if size >= rule.least else NONE
    free = min(free, size) if rule.is_inclusive else free
    free = free.copy_sign(ordered) if free else NONE
    return Delivery(ordered - free if rule.is_inclusive else ordered, free)


def lookups(values: Mapping[str, str]) -> Iterator[str]:
    """The texts that free goods of an item are looked up by, from specific to general."""
    for fields in KEYS:
        if (lookup := lookup_of(CODE, fields, values)) is not None:
            yield lookup
