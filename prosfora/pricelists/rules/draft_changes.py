"""How far a draft goes from the price that holds: what the release rule looks at."""

from collections.abc import Iterable
from decimal import Decimal

from prosfora.pricelists.rules.adjustment import percent_between
from prosfora.pricing.rules.terms import Terms

INCOMPARABLE = Decimal("Infinity")  # another unit, other scale levels, a price on request: further than any limit


def largest_change(before: Iterable[Terms], after: Terms) -> Decimal | None:
    """The largest change of an amount or a scale's rate, up or down, in per cent of what holds.

    None where nothing holds, INCOMPARABLE where one of them is no change of the other by per cent.
    """
    return max((_change(terms, after) for terms in before), default=None)


def _change(before: Terms, after: Terms) -> Decimal:
    if _measure(before) != _measure(after):
        return INCOMPARABLE
    old = [before.amount, *(rate for _level, rate in before.scales)]
    new = [after.amount, *(rate for _level, rate in after.scales)]
    return max(_percent(one / before.per, other / after.per) for one, other in zip(old, new, strict=True))


def _percent(before: Decimal, after: Decimal) -> Decimal:
    percent = percent_between(before, after)
    if percent is None:
        return INCOMPARABLE if after else Decimal(0)
    return abs(percent)


def _measure(terms: Terms) -> tuple[object, ...]:
    """What must be equal, so that amounts can be compared."""
    levels = tuple(level for level, _rate in terms.scales)
    return terms.unit, terms.calculation, terms.on_request, terms.scale_unit, terms.basket, levels
