"""Available-to-promise: what can be delivered on which day. A simulation: nothing is ever reserved here.

Available on a day = stock − safety stock + receipts expected by then − quantities already confirmed. A quantity that
is confirmed for a later day only blocks what later receipts do not cover, so that no promise is broken by another
(cumulated ATP). From today + replenishment lead time on, any quantity can be had.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from itertools import accumulate

from prosfora.catalog.rules.facts import StockFacts
from prosfora.company.rules import WorkingDays

NOTHING = Decimal(0)
SMALLEST = Decimal("0.001")
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A quantity (base units) that can leave the plant on a day."""

    day: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Proposal:
    """The answer to "so much on that day?": what is there on the day, one full date, and partial deliveries.

    `day` is the first working day on or after the wanted one, never before today.
    """

    wanted: Decimal
    day: date
    available: Decimal  # what can be promised on `day`; not more than wanted
    full_day: date  # the first day on which all of it can leave at once
    partial: tuple[Delivery, ...]  # as much as possible as early as possible; sums to `wanted`

    @property
    def is_available(self) -> bool:
        """Whether all of it can leave on the day."""
        return self.full_day == self.day

    @property
    def on_the_day(self) -> tuple[Delivery, ...]:
        """All on the day as one schedule line; empty where that cannot be done."""
        return self.one_delivery if self.is_available else ()

    @property
    def one_delivery(self) -> tuple[Delivery, ...]:
        """All of it on the first full date as one schedule line."""
        return (Delivery(self.full_day, self.wanted),) if self.wanted > 0 else ()


def propose(
    *,
    wanted: Decimal,
    day: date,
    today: date,
    facts: StockFacts,
    confirmed: Sequence[tuple[date, Decimal]] = (),
    working_days: WorkingDays,
    step: Decimal | None = None,
) -> Proposal:
    """When `wanted` base units can leave the plant, if they are wanted on `day`.

    `confirmed` are the quantities promised to others and the days they leave. Partial deliveries are multiples of
    `step` base units (a box of 12: 12), by default whole units where the product knows no others. Days are working
    days of the plant; a wanted day in the past is today's question.
    """
    day = working_days.next_working(max(day, today))
    anything = max(day, _replenished(today, facts, working_days))
    if wanted <= 0:
        return Proposal(wanted, day, NOTHING, day, ())
    limits = _limits(day, anything, facts, confirmed, working_days)
    full_day = next((at for at, limit in limits if limit >= wanted), anything)
    step = step or (ONE if facts.whole_units_only else SMALLEST)
    partial = _partial(wanted, [*limits, (anything, wanted)], step)
    available = partial[0].quantity if partial[0].day == day else NOTHING
    return Proposal(wanted, day, available, full_day, partial)


def together(wanted: Decimal, parts: Sequence[tuple[Decimal, Proposal]], step: Decimal = ONE) -> Proposal:
    """When so many bundles can leave, from what was proposed for the parts of all of them: not before the last part.

    `parts` are (base units of the part that one bundle takes, its proposal); at least one. What every part is there for
    on the day, in multiples of `step` bundles, can leave on the day, the rest with the last part.
    """
    day = max(proposal.day for _each, proposal in parts)
    full_day = max(proposal.full_day for _each, proposal in parts)
    sets = min(proposal.available / each for each, proposal in parts)
    available = wanted if full_day == day else min(wanted, (sets / step).to_integral_value(ROUND_FLOOR) * step)
    lines = (Delivery(day, available), Delivery(full_day, wanted - available))
    return Proposal(wanted, day, available, full_day, tuple(line for line in lines if line.quantity > 0))


def _replenished(today: date, facts: StockFacts, working_days: WorkingDays) -> date:
    """The first day from which any quantity can be had."""
    return today if facts.kind == "service" else working_days.add(today, facts.lead_time_days)


def _limits(
    day: date,
    anything: date,
    facts: StockFacts,
    confirmed: Sequence[tuple[date, Decimal]],
    working_days: WorkingDays,
) -> list[tuple[date, Decimal]]:
    """What can be promised on `day` and on each day before `anything` on which a receipt makes it more."""
    if facts.kind != "stock":
        return []
    changes: dict[date, Decimal] = {day: facts.stock - facts.safety_stock}
    for expected, quantity in facts.receipts:
        at = max(day, working_days.next_working(expected))  # goods that come on a free day are there on the next
        changes[at] = changes.get(at, NOTHING) + quantity
    for leaves, quantity in confirmed:
        at = max(day, leaves)
        changes[at] = changes.get(at, NOTHING) - quantity
    days = sorted(changes)
    levels = list(accumulate(changes[at] for at in days))
    promised = list(accumulate(reversed(levels), min))[::-1]  # never more than every later day can bear
    return [
        (at, limit) for at, limit in zip(days, promised, strict=True) if at < anything and working_days.is_working(at)
    ]


def _partial(wanted: Decimal, limits: Sequence[tuple[date, Decimal]], step: Decimal) -> tuple[Delivery, ...]:
    """As much as possible as early as possible, in multiples of `step`; the last delivery takes the odd rest."""
    deliveries: list[Delivery] = []
    done = NOTHING
    for at, limit in limits:
        reachable = wanted if limit >= wanted else (limit / step).to_integral_value(ROUND_FLOOR) * step
        if reachable > done:
            deliveries.append(Delivery(at, reachable - done))
            done = reachable
    return tuple(deliveries)
