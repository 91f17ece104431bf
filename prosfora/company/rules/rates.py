"""Exchange rates: direct, inverse, or crossed through the company's currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

RATE_PLACES = Decimal("0.000000001")  # nine decimals, as rates are stored


@dataclass(frozen=True, slots=True)
class Rate:
    """One `source` is worth `rate` of `target`."""

    source: str
    target: str
    rate: Decimal


def best_rate(rates: Iterable[Rate], *, source: str, target: str, via: str) -> Decimal | None:
    """How many `target` one `source` is worth, rounded half-up to nine decimals; None where nothing leads there.

    A direct rate wins over its inverse, both over a cross through `via` (the company's currency). `rates` holds at
    most one rate per pair: the one in force on the day.
    """
    if source == target:
        return Decimal(1)
    known = {(rate.source, rate.target): rate.rate for rate in rates}
    straight = _either_way(known, source, target)
    if straight is None:
        there, onward = _either_way(known, source, via), _either_way(known, via, target)
        straight = None if there is None or onward is None else there * onward
    return None if straight is None else straight.quantize(RATE_PLACES, rounding=ROUND_HALF_UP)


def _either_way(known: dict[tuple[str, str], Decimal], source: str, target: str) -> Decimal | None:
    if (source, target) in known:
        return known[source, target]
    inverse = known.get((target, source))
    return None if inverse is None else 1 / inverse
