"""The named facts that formulas may use: of the item, of its document, of the price so far."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from prosfora.pricing.rules.expressions.formula import Purpose
from prosfora.pricing.rules.keys import HEADER_FIELDS, ITEM_FIELDS, item_fact
from prosfora.pricing.rules.measures import ZERO

if TYPE_CHECKING:
    from prosfora.pricing.rules.facts import ItemFacts
    from prosfora.pricing.rules.run import Run
    from prosfora.pricing.rules.state import ItemState

type Value = Decimal | str | bool | None  # None: a number that is not known


class Kind(StrEnum):
    """What a fact or a part of an expression is."""

    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"


class Scope:
    """What a formula is computed from: one item while its document is priced, and the condition at hand."""

    __slots__ = ("base", "rate", "run", "state", "value")

    def __init__(
        self,
        run: "Run",
        state: "ItemState",
        rate: Decimal | None = None,
        base: Decimal | None = None,
        value: Decimal | None = None,
    ) -> None:
        self.run, self.state, self.rate, self.base, self.value = run, state, rate, base, value

    def fact(self, fact: "Fact") -> Value:
        """What a fact is here."""
        return fact.read(self)


@dataclass(frozen=True, slots=True)
class Fact:
    """A name with its kind; `read` answers it. A text that is not known is blank, a number None."""

    name: str
    kind: Kind
    read: Callable[[Scope], Value]
    is_of_document: bool = False  # depends on the other items
    is_of_price: bool = False  # depends on earlier steps
    first: int = 0  # those it names, from the first to the last
    last: int = -1


def _item(name: str, of: "Callable[[ItemFacts], Value]", kind: Kind = Kind.NUMBER) -> Fact:
    return Fact(name, kind, lambda scope: of(scope.state.item))


def _summed(name: str, of: "Callable[[ItemState], Decimal]", *, is_of_price: bool = False) -> Fact:
    """A sum over the items that count."""

    def read(scope: Scope) -> Decimal:
        return sum((of(state) for state in scope.run.states if state.item.counts), ZERO)

    return Fact(name, Kind.NUMBER, read, is_of_document=True, is_of_price=is_of_price)


def _day(name: str, of: Callable[[Scope], int]) -> Fact:
    return Fact(name, Kind.NUMBER, lambda scope: Decimal(of(scope)))


def _cost(scope: Scope) -> Decimal | None:
    """What the item costs us, in document currency; None where the cost or its rate is not known."""
    item = scope.state.item
    exchange = scope.run.exchange(item.cost_currency)
    return None if item.cost is None or exchange is None else item.base_quantity * item.cost * exchange


def _days_to_delivery(scope: Scope) -> Decimal | None:
    wanted = scope.state.item.delivery_date
    return None if wanted is None else Decimal((wanted - scope.run.header.pricing_date).days)


def _of_header(name: str) -> Fact:
    return Fact(name, Kind.TEXT, lambda scope: scope.run.values[name])


def _of_key(name: str, attribute: str) -> Fact:
    return Fact(name, Kind.TEXT, lambda scope: str(getattr(scope.state.item, attribute)))


_NUMBERS = (
    _item("quantity", lambda item: item.quantity),
    _item("base_quantity", lambda item: item.base_quantity),
    _item("gross_weight", lambda item: item.base_quantity * item.gross_weight),
    _item("net_weight", lambda item: item.base_quantity * item.net_weight),
    _item("volume", lambda item: item.base_quantity * item.volume),
    _item("duration", lambda item: item.duration),
    Fact("cost", Kind.NUMBER, _cost),
    Fact("days_to_delivery", Kind.NUMBER, _days_to_delivery),
    Fact("value_so_far", Kind.NUMBER, lambda scope: scope.state.running, is_of_price=True),
    _summed("document_items", lambda _state: Decimal(1)),
    _summed("document_gross_weight", lambda state: state.item.base_quantity * state.item.gross_weight),
    _summed("document_net_weight", lambda state: state.item.base_quantity * state.item.net_weight),
    _summed("document_volume", lambda state: state.item.base_quantity * state.item.volume),
    _summed("document_value", lambda state: state.running, is_of_price=True),
    _day("pricing_year", lambda scope: scope.run.header.pricing_date.year),
    _day("pricing_month", lambda scope: scope.run.header.pricing_date.month),
    _day("pricing_day", lambda scope: scope.run.header.pricing_date.day),
    _day("pricing_weekday", lambda scope: scope.run.header.pricing_date.isoweekday()),
)
_TEXTS = (
    *(_of_header(name) for name in (*HEADER_FIELDS, "tax_case")),
    *(_of_key(name, attribute) for name, attribute in ITEM_FIELDS.items()),
    *(_of_key(name, name) for name in ("unit", "base_unit", "duration_unit")),
    Fact("currency", Kind.TEXT, lambda scope: scope.run.header.currency),
    Fact("document_type", Kind.TEXT, lambda scope: scope.run.header.document_type),
)
_TRUTHS = (
    _item("is_free", lambda item: item.is_free, Kind.TRUTH),
    _item("is_return", lambda item: item.quantity < 0, Kind.TRUTH),
)
# Of the condition at hand: what requirements cannot know, and bases not all of.
_RATE = Fact("rate", Kind.NUMBER, lambda scope: scope.rate, is_of_price=True)
_BASE = Fact("base", Kind.NUMBER, lambda scope: scope.base, is_of_price=True)
_VALUE = Fact("value", Kind.NUMBER, lambda scope: scope.value, is_of_price=True)
_OF_CONDITION = {Purpose.BASE: (_RATE, _BASE), Purpose.VALUE: (_RATE, _BASE, _VALUE), Purpose.REQUIREMENT: ()}


def facts_for(purpose: Purpose, own: Iterable[str] = ()) -> Mapping[str, Fact]:
    """The facts that a formula may use, by name, its condition's first; `own` are the attributes that are declared."""
    found = (*_OF_CONDITION[purpose], *_NUMBERS, *_TEXTS, *_TRUTHS, *map(_of_attribute, own))
    return {fact.name: fact for fact in found}


def _of_attribute(name: str) -> Fact:
    if item_fact(name):
        return _of_key(name, name)
    return Fact(name, Kind.TEXT, lambda scope: scope.run.values.get(name, ""))


def step_fact(first: int, last: int | None) -> Fact:
    """What an earlier step came to, or the conditions that count between two of them."""

    def read(scope: Scope) -> Decimal:
        return scope.state.said(first) if last is None else scope.state.base(first, last)

    name = f"step({first})" if last is None else f"steps({first}, {last})"
    return Fact(name, Kind.NUMBER, read, is_of_price=True, first=first, last=first if last is None else last)
