"""Own formulas while a document is priced: what one cannot answer gives no value, and a problem at the item."""

from decimal import Decimal

from prosfora.pricing.rules.book import StepRule
from prosfora.pricing.rules.expressions.facts import Scope
from prosfora.pricing.rules.expressions.formula import Fails, Formula
from prosfora.pricing.rules.facts import Problem
from prosfora.pricing.rules.hits import ON_REQUEST, Hit
from prosfora.pricing.rules.run import Run
from prosfora.pricing.rules.state import ItemState

type Amount = tuple[Decimal, Decimal]  # base, signed value


def own_base(step: StepRule, state: ItemState, hit: Hit, usual: Amount, run: Run) -> Amount:
    """The base that the step's formula says, and what the rate makes of it. Raises Fails.

    What is made of the cost does not tell its base: the element says so by its calculation.
    """
    formula = run.book.procedure.formulas[step.base]
    base = formula.compute(Scope(run, state, hit.rate, usual[0]))
    if formula.is_reading("cost"):
        hit.head = (*hit.head[:4], "cost", *hit.head[5:])
    exact = base * hit.factor
    return base, exact if hit.divisor is None else exact / hit.divisor


def has_own_base(step: StepRule, hit: Hit, run: Run) -> bool:
    """Whether the step's base is a formula that works here: neither on an amount as such nor on what is on request."""
    return step.base in run.book.procedure.formulas and hit.calculation not in ("fixed", ON_REQUEST)


def own_value(step: StepRule, state: ItemState, hit: Hit, usual: Amount, run: Run) -> Decimal:
    """The exact value that the step's formula says. Raises Fails."""
    return number_of(run.book.procedure.formulas[step.formula], Scope(run, state, hit.rate, *usual))


def own_share(step: StepRule, state: ItemState, run: Run) -> Decimal:
    """By what an amount is spread over the items. One without an answer gets nothing of it, and says so."""
    try:
        return number_of(run.book.procedure.formulas[step.base], Scope(run, state))
    except Fails as failed:
        note(state, step.base, step.type.code if step.type else "", failed)
        return Decimal(0)


def number_of(formula: Formula, scope: Scope) -> Decimal:
    """What a formula of a number answers. Raises Fails."""
    found: Decimal = formula.compute(scope)
    return found


def is_met(code: str, state: ItemState, kind: str, run: Run) -> bool:
    """Whether an own requirement is met; one without an answer is not, and says so. `kind` is the condition type."""
    try:
        return bool(run.book.procedure.formulas[code].compute(Scope(run, state)))
    except Fails as failed:
        note(state, code, kind, failed)
        return False


def note(state: ItemState, code: str, kind: str, failed: Fails) -> None:
    """Say at the item, once, that a formula has no answer, and where in it."""
    detail = {"type": kind, "formula": code, "column": str(failed.column)}
    if failed.fact:
        detail["fact"] = failed.fact
    problem = Problem(f"formula_{failed.code}", state.item.position, detail)
    if problem not in state.problems:
        state.problems.append(problem)
