"""What all steps of one pricing run share."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from prosfora.pricing.rules.book import ConditionBook, Record, TypeRule
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, ManualCondition
from prosfora.pricing.rules.keys import header_values
from prosfora.pricing.rules.measures import ONE
from prosfora.pricing.rules.state import ItemState
from prosfora.values.money import minor_unit

ROUNDINGS = {"half_up": ROUND_HALF_UP, "up": ROUND_UP, "down": ROUND_DOWN}


class Run:
    """One document being priced: its facts and book, its items' states, what people typed."""

    __slots__ = (
        "applied",
        "book",
        "budgets",
        "by_position",
        "classes",
        "drawn",
        "has_previous",
        "header",
        "header_typed",
        "held",
        "kept",
        "marks",
        "minor",
        "on_request",
        "present",
        "rounding_unit",
        "states",
        "trace",
        "typed",
        "unreached",
        "values",
        "zero",
    )

    def __init__(self, header: HeaderFacts, book: ConditionBook, states: Sequence[ItemState], trace: bool) -> None:
        self.header: HeaderFacts = header
        self.book, self.states, self.trace = book, states, trace
        self.values = header_values(header)
        self.minor = minor_unit(header.currency)
        self.zero = Decimal(0).quantize(self.minor)
        self.present = {lookup.partition("|")[0] for lookup in book.records}  # types with any record at all
        self.classes = {s.type.code: s.type.condition_class for s in book.procedure.steps if s.type}
        self.applied: set[int] = set()  # steps that found anything so far
        self.unreached: set[int] = set()  # positions for which the present step's scale had no level
        # By promotion or record, of kept prices by themselves: what may still be given of it.
        self.budgets: dict[tuple[int | str, bool], Decimal] = {}
        self.marks: dict[Any, list[Any]] = {}  # what tells the items apart, by what reads it (search)
        self.rounding_unit: Decimal | None = None  # what the amount to be paid is a multiple of
        self.on_request = False  # whether any record that was found says so
        self.by_position: dict[int, ItemState] = {}  # filled where an access asks an own formula
        self.header_typed: dict[str, list[ManualCondition]] = {}
        self.typed: dict[str, dict[int, list[ManualCondition]]] = {}
        self.held: dict[Any, Any] = {}  # hits of kept records
        self.kept = [state.item.kept for state in states if state.item.kept is not None]
        self.has_previous = bool(book.previous) or any(kept.previous for kept in self.kept)
        self.drawn: dict[str, Decimal] = {}  # what kept prices took of promotions, by number
        for kept in self.kept:
            self.present.update([one.condition_type for one in kept.named])
            for number, amount in kept.drawn:
                self.drawn[number] = self.drawn.get(number, Decimal(0)) + amount
        for state in states:
            for entry in state.item.manual:
                self.typed.setdefault(entry.condition_type, {}).setdefault(state.item.position, []).append(entry)
        for entry in header.manual:
            self.header_typed.setdefault(entry.condition_type, []).append(entry)

    def exchange(self, currency: str, day: date | None = None) -> Decimal | None:
        """The rate into document currency, of the pricing date or the day of a kept price; None without one."""
        if not currency or currency == self.header.currency:
            return ONE
        if day is None or day == self.header.pricing_date:
            return self.book.rates.get(currency)
        return self.book.held_rates.get(day, {}).get(currency)

    @property
    def header_day(self) -> date | None:
        """The day whose exchange rates amounts entered on the header have: that of the kept prices where all items have
        the same, else the pricing date.
        """
        days = {kept.day for kept in self.kept}
        return days.pop() if len(days) == 1 and len(self.kept) == len(self.states) else None

    def state_of(self, item: ItemFacts) -> ItemState:
        """What is known of an item so far."""
        if not self.by_position:
            self.by_position = {state.item.position: state for state in self.states}
        return self.by_position[item.position]

    def within_budget(self, record: Record, value: Decimal, *, is_kept: bool = False) -> Decimal:
        """`value`, or what is left of the record's budget where that is less."""
        assert record.value_left is not None
        source = record.promotion or record.id, is_kept
        left = self.budgets.get(source, record.value_left)
        given = min(abs(value), left)
        self.budgets[source] = left - given
        return given.copy_sign(value)

    def rounded(self, kind: TypeRule, value: Decimal) -> Decimal:
        """`value` rounded the type's way to the currency's minor unit; never a minus zero."""
        return value.quantize(self.minor, ROUNDINGS[kind.rounding]) or self.zero
