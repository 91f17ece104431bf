"""A formula that was read: what it is for, what it reads, and how it answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import DecimalException
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from prosfora.pricing.rules.measures import RESULT_MOST

if TYPE_CHECKING:
    from prosfora.pricing.rules.expressions.facts import Fact, Scope


class Purpose(StrEnum):
    """What a formula is asked for."""

    BASE = "base"  # what a rate is multiplied with, instead of the usual base
    VALUE = "value"  # what a condition comes to, instead of rate × base
    REQUIREMENT = "requirement"  # whether a step or an access is looked at


class Fails(ArithmeticError):
    """A formula has no answer for an item. `code`: divides_by_zero, fact_blank, out_of_bounds, unreadable."""

    def __init__(self, code: str, column: int = 1, fact: str = "") -> None:
        super().__init__(code)
        self.code, self.column, self.fact = code, column, fact


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression ready to be computed. `reads` are its facts in the order they appear, each once."""

    code: str
    purpose: Purpose
    expression: str
    answer: Callable[["Scope"], Any] = field(repr=False, compare=False)
    reads: tuple["Fact", ...] = field(default=(), compare=False)
    steps: tuple[tuple[int, int, int], ...] = ()  # whose values it reads: the first, the last, the column

    @property
    def looks_beyond(self) -> bool:
        """Whether its answer for one item may depend on the other items of the document."""
        return any(fact.is_of_document for fact in self.reads)

    @property
    def needs_price(self) -> bool:
        """Whether it reads what earlier steps came to, which an access cannot know."""
        return any(fact.is_of_price for fact in self.reads)

    def is_reading(self, name: str) -> bool:
        """Whether it reads a fact."""
        return any(fact.name == name for fact in self.reads)

    def compute(self, scope: "Scope") -> Any:
        """The answer: an exact Decimal, or whether the requirement is met. Raises Fails."""
        try:
            found = self.answer(scope)
        except DecimalException:
            raise Fails("out_of_bounds") from None
        if self.purpose != Purpose.REQUIREMENT and abs(found) > RESULT_MOST:
            raise Fails("out_of_bounds")
        return found
