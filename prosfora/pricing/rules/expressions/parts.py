"""The parts of an expression as they compute: each a function of the scope, exact in Decimal, nothing else."""

import operator
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from prosfora.pricing.rules.expressions.facts import Fact, Kind, Scope
from prosfora.pricing.rules.expressions.formula import Fails
from prosfora.pricing.rules.measures import ONE, ZERO

type Answer = Callable[[Scope], Any]


class Part(NamedTuple):
    """A piece of an expression: what it answers, what that is, and the column it begins in (1 is the first)."""

    kind: Kind
    answer: Answer
    column: int
    constant: Any = None  # its value, where it reads no fact


def constant(value: Decimal | str | bool, kind: Kind, column: int) -> Part:
    """A number, a text, or True and False."""
    return Part(kind, lambda _scope: value, column, value)


def fact(found: Fact, column: int) -> Part:
    """A named fact. A number that is not known fails, a text that is not known is blank."""

    def answer(scope: Scope) -> Any:
        value = scope.fact(found)
        if value is None:
            raise Fails("fact_blank", column, found.name)
        return value

    return Part(found.kind, answer, column)


def is_known(found: Fact, column: int) -> Part:
    """Whether a number is known, or a text is not blank."""
    return Part(Kind.TRUTH, lambda scope: scope.fact(found) not in (None, ""), column)


def negated(part: Part, column: int) -> Part:
    """The number with the other sign."""
    inner = part.answer
    return Part(Kind.NUMBER, lambda scope: -inner(scope), column)


def denied(part: Part) -> Part:
    """not."""
    inner = part.answer
    return Part(Kind.TRUTH, lambda scope: not inner(scope), part.column)


def sum_of(left: Part, right: Part) -> Part:
    """+"""
    one, other = left.answer, right.answer
    return Part(Kind.NUMBER, lambda scope: one(scope) + other(scope), left.column)


def difference(left: Part, right: Part) -> Part:
    """-"""
    one, other = left.answer, right.answer
    return Part(Kind.NUMBER, lambda scope: one(scope) - other(scope), left.column)


def product(left: Part, right: Part) -> Part:
    """*"""
    one, other = left.answer, right.answer
    return Part(Kind.NUMBER, lambda scope: one(scope) * other(scope), left.column)


def quotient(left: Part, right: Part) -> Part:
    """/, at the engine's 28 digits."""
    one, other, column = left.answer, right.answer, right.column

    def answer(scope: Scope) -> Any:
        divisor = other(scope)
        if not divisor:
            raise Fails("divides_by_zero", column)
        return one(scope) / divisor

    return Part(Kind.NUMBER, answer, left.column)


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "Eq": operator.eq, "NotEq": operator.ne, "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt,
    "GtE": operator.ge, "In": lambda one, others: one in others, "NotIn": lambda one, others: one not in others,
}  # fmt: skip


def comparison(first: Part, rest: Sequence[tuple[str, Answer]]) -> Part:
    """a < b <= c: as in mathematics, from left to right."""
    begin, steps = first.answer, [(COMPARISONS[name], answer) for name, answer in rest]

    def answer(scope: Scope) -> bool:
        left = begin(scope)
        for compare, other in steps:
            right = other(scope)
            if not compare(left, right):
                return False
            left = right
        return True

    return Part(Kind.TRUTH, answer, first.column)


def both(parts: Sequence[Part]) -> Part:
    """and: what stands behind the first that is not so is not looked at."""
    answers = [part.answer for part in parts]
    return Part(Kind.TRUTH, lambda scope: all(answer(scope) for answer in answers), parts[0].column)


def either(parts: Sequence[Part]) -> Part:
    """or: what stands behind the first that is so is not looked at."""
    answers = [part.answer for part in parts]
    return Part(Kind.TRUTH, lambda scope: any(answer(scope) for answer in answers), parts[0].column)


def choice(test: Part, then: Part, otherwise: Part) -> Part:
    """a if test else b: only the one that holds is computed."""
    asked, one, other = test.answer, then.answer, otherwise.answer
    return Part(then.kind, lambda scope: one(scope) if asked(scope) else other(scope), then.column)


def smallest(parts: Sequence[Part], column: int) -> Part:
    """min(a, b, …)."""
    answers = [part.answer for part in parts]
    return Part(Kind.NUMBER, lambda scope: min(answer(scope) for answer in answers), column)


def largest(parts: Sequence[Part], column: int) -> Part:
    """max(a, b, …)."""
    answers = [part.answer for part in parts]
    return Part(Kind.NUMBER, lambda scope: max(answer(scope) for answer in answers), column)


def absolute(part: Part, column: int) -> Part:
    """abs(a)."""
    inner = part.answer
    return Part(Kind.NUMBER, lambda scope: abs(inner(scope)), column)


def rounded(part: Part, digits: int, column: int, rounding: str = ROUND_HALF_UP) -> Part:
    """round(a, digits): half up, as the engine rounds; -2 rounds to hundreds."""
    inner, places = part.answer, ONE.scaleb(-digits)
    return Part(Kind.NUMBER, lambda scope: inner(scope).quantize(places, rounding) + ZERO, column)


def floor(part: Part, column: int) -> Part:
    """floor(a): the whole number not above it."""
    return rounded(part, 0, column, ROUND_FLOOR)


def ceiling(part: Part, column: int) -> Part:
    """ceiling(a): the whole number not below it."""
    return rounded(part, 0, column, ROUND_CEILING)
