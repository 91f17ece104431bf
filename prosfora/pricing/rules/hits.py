"""What a step applies to an item: a record at one level of its scale, an amount a person typed, or a constant."""

from decimal import Decimal
from typing import Any

from prosfora.pricing.rules.book import Record, StepRule, TypeRule
from prosfora.pricing.rules.facts import ManualCondition, PriceElement
from prosfora.pricing.rules.measures import ONE

type Key = tuple[tuple[str, str], ...]
type Levels = tuple[tuple[Decimal, Decimal], ...]
PERCENTAGES = ("percent", "cost")
NOT_PER_UNIT = (*PERCENTAGES, "fixed")
ON_REQUEST = "on_request"  # the calculation of a record that says so instead of an amount
CENT = Decimal("0.01")
_tuple_as = tuple.__new__  # a PriceElement from its parts, for a third of what calling the class costs


class Line:
    """What a line of the waterfall says whatever the item: `head` and `tail` of its price element, between which stand
    base and value.
    """

    __slots__ = ("code", "head", "label", "statistical", "step", "tail")

    def __init__(self, head: tuple[Any, ...], tail: tuple[Any, ...]) -> None:
        self.head, self.tail = head, tail
        self.step: int = head[0]
        self.code: str = head[2]  # condition type; "" of a subtotal
        self.label: str = head[3]
        self.statistical: bool = tail[0]

    @property
    def is_previous(self) -> bool:
        """Whether it is a price that the customer was given before: its key is the document and item it stood in."""
        record, key = self.tail[4], self.tail[7]
        return record is None and bool(key) and key[0][0] == "document"

    def element(self, base: Decimal, value: Decimal, inactive_reason: str | None = None) -> PriceElement:
        """The line with an item's figures; a reason says that it does not count."""
        figures, tail = (base, value), self.tail
        if inactive_reason is not None:
            tail = (tail[0], False, inactive_reason, *tail[3:])
        return _tuple_as(PriceElement, self.head + figures + tail)


class Hit(Line):
    """A rate ready to be multiplied. `factor` is the signed rate in document currency, `divisor` what it is per.

    `exchange` None: no rate leads to the document's currency.
    """

    __slots__ = (
        "access", "calculation", "divisor", "exchange", "factor", "is_per_unit", "is_plain", "key", "rate", "record",
        "scales", "unit",
    )  # fmt: skip

    def __init__(
        self,
        step: StepRule,
        kind: TypeRule,
        rate: Decimal,
        source: Record | ManualCondition,
        exchange: Decimal | None,
        calculation: str,
        tail: tuple[Any, ...],
        *,
        scales: Levels = (),
    ) -> None:
        unit, per, code = source.unit, source.per, kind.code
        super().__init__((step.step, step.counter, code, code, calculation, rate, source.currency, per, unit), tail)
        self.rate, self.calculation, self.exchange, self.scales = rate, calculation, exchange, scales
        self.unit = unit
        if calculation in PERCENTAGES:
            factor, self.divisor = rate * CENT, None
        else:
            factor = rate if exchange is None else rate * exchange
            self.divisor = per if per != 1 and calculation not in NOT_PER_UNIT else None
        self.factor = -factor if kind.sign == "minus" else factor
        self.is_plain = calculation == "percent" and not scales
        self.is_per_unit = calculation == "quantity" and not scales and self.divisor is None and exchange is not None
        self.record: Record | None = None
        self.access: int | None = None
        self.key: Key = ()

    def at(self, step: StepRule, kind: TypeRule, level: tuple[Decimal, Decimal]) -> "Hit":
        """The same record at a level of its scale."""
        start, rate = level
        assert self.record is not None
        tail = (*self.tail[:8], start, *self.tail[9:])
        found = Hit(step, kind, rate, self.record, self.exchange, self.calculation, tail)
        found.record, found.access, found.key = self.record, self.access, self.key
        return found


def hit_of_record(
    step: StepRule, kind: TypeRule, record: Record, exchange: Decimal | None, access: int, key: Key
) -> Hit:
    """A record that an access found."""
    calculation = record.calculation or kind.calculation
    if record.on_request:
        calculation, exchange = ON_REQUEST, ONE
    tail = (
        step.statistical or kind.is_statistical, True, "", False, record.id, record.version, access, key, None,
        record.valid_from, record.valid_to, record.promotion,
    )  # fmt: skip
    hit = Hit(step, kind, record.amount, record, exchange, calculation, tail, scales=record.scales)
    hit.record, hit.access, hit.key = record, access, key
    if record.on_request:
        hit.head = (*hit.head[:5], None, *hit.head[6:])
    if record.value_left is not None:
        hit.is_plain = hit.is_per_unit = False
    return hit


def hit_of_typed(
    step: StepRule, kind: TypeRule, typed: ManualCondition, exchange: Decimal | None, *, manual: bool = True
) -> Hit:
    """An amount that a person typed, or that the step itself knows (`manual` False)."""
    tail = (step.statistical or kind.is_statistical, True, "", manual, None, None, None, (), None, None, None, "")
    return Hit(step, kind, typed.amount, typed, exchange, kind.calculation, tail)
