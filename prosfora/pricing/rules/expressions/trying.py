"""A formula tried out: computed from the facts of an item, or from facts that somebody typed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

from prosfora.pricing.rules.book import ConditionBook
from prosfora.pricing.rules.engine import price, stand_before
from prosfora.pricing.rules.expressions.facts import Fact, Kind, Scope, Value
from prosfora.pricing.rules.expressions.formula import Fails, Formula
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, PriceElement
from prosfora.pricing.rules.measures import EXACT


class Trial(NamedTuple):
    """What a formula comes to, or why it has no answer, and what its facts were."""

    result: Decimal | bool | None
    failed: Fails | None
    facts: tuple[tuple[Fact, Value], ...]


class _Typed(Scope):
    """Facts that were said, not found."""

    __slots__ = ("given",)

    def __init__(self, given: Mapping[str, Value]) -> None:
        self.given = given

    def fact(self, fact: Fact) -> Value:
        """What was said of a fact."""
        return self.given[fact.name]


def try_formula(formula: Formula, given: Mapping[str, Value]) -> Trial:
    """What a formula comes to with these facts; a number that is not given is not known, a text blank."""
    facts = {fact.name: given.get(fact.name, _nothing(fact)) for fact in formula.reads}
    told = tuple((fact, facts[fact.name]) for fact in formula.reads)
    try:
        with localcontext(EXACT):
            found: Any = formula.compute(_Typed(facts))
    except Fails as failed:
        return Trial(None, failed, told)
    return Trial(found, None, told)


def _nothing(fact: Fact) -> Value:
    return {Kind.NUMBER: None, Kind.TEXT: "", Kind.TRUTH: False}[fact.kind]


def facts_before(
    formula: Formula, header: HeaderFacts, items: Sequence[ItemFacts], book: ConditionBook, position: int, step: int
) -> dict[str, Value]:
    """The facts that a formula reads of an item, as they are when the document's procedure comes to a step (0: at its
    end); rate, base and value are what that step came to.
    """
    run = stand_before(header, items, book, step)
    state = next(one for one in run.states if one.item.position == position)
    found = _element(header, items, book, position, step)
    scope = Scope(run, state) if found is None else Scope(run, state, found.rate, found.base, found.value)
    with localcontext(EXACT):
        return {fact.name: fact.read(scope) for fact in formula.reads}


def _element(
    header: HeaderFacts, items: Sequence[ItemFacts], book: ConditionBook, position: int, step: int
) -> PriceElement | None:
    priced = price(header, items, book, trace=False)
    item = next(one for one in priced.items if one.position == position)
    return next((one for one in item.elements if one.step == step and one.condition_type), None)
