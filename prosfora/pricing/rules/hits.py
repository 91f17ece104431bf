"""What a step applies to an item: a record at one level of its scale, an amount a person typed, or a constant."""

from decimal import Decimal
from typing import Any

from prosfora.pricing.rules.book import Record, StepRule, TypeRule
from prosfora.pricing.rules.facts import ManualCondition
from prosfora.pricing.rules.measures import ONE

type Key = tuple[tuple[str, str], ...]
type Levels = tuple[tuple[Decimal, Decimal], ...]
PERCENTAGES = ("percent", "cost")
NOT_PER_UNIT = (*PERCENTAGES, "fixed")
ON_REQUEST = "on_request"  # the calculation of a record that says so instead of an amount
CENT = Decimal("0.01")


class Hit:
    """A rate ready to be multiplied. `factor` is the signed rate in document currency, `divisor` what it is per.

    `head` and `tail` are the parts of the price element that do not depend on the item. `exchange` None: no rate leads
    to the document's currency.
    """

    __slots__ = (
        "access", "calculation", "divisor", "exchange", "factor", "head", "is_plain", "key", "rate", "record", "scales",
        "tail", "unit",
    )  # fmt: skip

    def __init__(
        self,
        step: StepRule,
        kind: TypeRule,
        rate: Decimal,
        source: Record | ManualCondition,
        exchange: Decimal | None,
        calculation: str,
        *,
        scales: Levels = (),
    ) -> None:
        self.rate, self.calculation, self.exchange, self.scales = rate, calculation, exchange, scales
        unit, per, code = source.unit, source.per, kind.code
        self.unit = unit
        if calculation in PERCENTAGES:
            factor, self.divisor = rate * CENT, None
        else:
            factor = rate if exchange is None else rate * exchange
            self.divisor = per if per != 1 and calculation not in NOT_PER_UNIT else None
        self.factor = -factor if kind.sign == "minus" else factor
        self.head: tuple[Any, ...] = (
            step.step,
            step.counter,
            code,
            code,
            calculation,
            rate,
            source.currency,
            per,
            unit,
        )
        self.is_plain = calculation == "percent" and not scales
        self.record: Record | None = None
        self.access: int | None = None
        self.key: Key = ()
        self.tail: tuple[Any, ...] = ()

    def at(self, step: StepRule, kind: TypeRule, level: tuple[Decimal, Decimal]) -> "Hit":
        """The same record at a level of its scale."""
        start, rate = level
        assert self.record is not None
        found = Hit(step, kind, rate, self.record, self.exchange, self.calculation)
        found.record, found.access, found.key = self.record, self.access, self.key
        found.tail = (*self.tail[:8], start, *self.tail[9:])
        return found


def hit_of_record(
    step: StepRule, kind: TypeRule, record: Record, exchange: Decimal | None, access: int, key: Key
) -> Hit:
    """A record that an access found."""
    calculation = record.calculation or kind.calculation
    if record.on_request:
        calculation, exchange = ON_REQUEST, ONE
    hit = Hit(step, kind, record.amount, record, exchange, calculation, scales=record.scales)
    hit.record, hit.access, hit.key = record, access, key
    hit.is_plain = hit.is_plain and record.value_left is None
    if record.on_request:
        hit.head = (*hit.head[:5], None, *hit.head[6:])
    hit.tail = (
        step.statistical or kind.is_statistical, True, "", False, record.id, record.version, access, key, None,
        record.valid_from, record.valid_to, record.promotion,
    )  # fmt: skip
    return hit


def hit_of_typed(
    step: StepRule, kind: TypeRule, typed: ManualCondition, exchange: Decimal | None, *, manual: bool = True
) -> Hit:
    """An amount that a person typed, or that the step itself knows (`manual` False)."""
    hit = Hit(step, kind, typed.amount, typed, exchange, kind.calculation)
    hit.tail = (step.statistical or kind.is_statistical, True, "", manual, None, None, None, (), None, None, None, "")
    return hit
