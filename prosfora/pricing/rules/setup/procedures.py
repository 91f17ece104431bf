"""Procedures: references that lead nowhere or in a circle, steps that add nothing, values nobody names."""

from collections.abc import Iterator, Sequence

from prosfora.pricing.rules.book import ProcedureRule, StepRule
from prosfora.pricing.rules.exclusions import METHODS
from prosfora.pricing.rules.formulas import BUILT_IN, CONSTANTS, PREVIOUS_PRICES, is_own
from prosfora.pricing.rules.requirements import REQUIREMENTS
from prosfora.pricing.rules.setup.findings import ERROR, WARNING, Finding
from prosfora.pricing.rules.setup.formulas import check_named

NET_VALUES = ("net_value", "net_value_2", "net_of_tax")
BY_THEMSELVES = {*CONSTANTS, *PREVIOUS_PRICES}


def check_procedure(procedure: ProcedureRule) -> list[Finding]:
    """What is wrong with a procedure: step by step, then what it lacks as a whole."""
    if not procedure.steps:
        return [Finding("no_steps", ERROR, "procedure", procedure.code)]
    found: list[Finding] = []
    for place, step in enumerate(procedure.steps):
        before = procedure.steps[:place]
        found += _names(procedure, step)
        found += check_named(procedure, step)
        found += _references(procedure.code, step, procedure.steps)
        found += _bases(procedure, step, before)
        found += _filled(procedure.code, step)
    return [*found, *_labels(procedure), *_taxes(procedure), *_limits(procedure), *_exclusions(procedure)]


def is_filled_by_itself(step: StepRule) -> bool:
    """Whether a step needs neither record nor person: the cost, or a formula that brings its own rate."""
    return (
        step.formula in BY_THEMSELVES or is_own(step) or (step.type is not None and step.type.condition_class == "cost")
    )


def _names(procedure: ProcedureRule, step: StepRule) -> Iterator[Finding]:
    code, own = procedure.code, procedure.formulas
    if step.requirement and step.requirement not in REQUIREMENTS and step.requirement not in own:
        yield Finding("unknown_requirement", ERROR, "procedure", code, step.step, step.requirement)
    if step.formula and step.formula not in BUILT_IN and step.formula not in own:
        yield Finding("unknown_formula", ERROR, "procedure", code, step.step, step.formula)
    if step.type is None and not step.label:
        yield Finding("step_of_nothing", ERROR, "procedure", code, step.step)


def _references(code: str, step: StepRule, steps: Sequence[StepRule]) -> Iterator[Finding]:
    """From and to: earlier steps that exist, in their order. A step is computed once, from what stands before it."""
    first, last = step.from_step, step.to_step
    if first is None:
        if last is not None:
            yield Finding("to_without_from", ERROR, "procedure", code, step.step, str(last))
        return
    end = first if last is None else last
    if end < first:
        yield Finding("range_backwards", ERROR, "procedure", code, step.step, str(first), str(end))
    elif first <= step.step <= end:
        yield Finding("circular_base", ERROR, "procedure", code, step.step, str(first), str(end))
    elif end > step.step:
        yield Finding("base_is_later", ERROR, "procedure", code, step.step, str(end))
    elif not any(first <= other.step <= end for other in steps):
        yield Finding("base_is_missing", ERROR, "procedure", code, step.step, str(first), str(end))


def _bases(procedure: ProcedureRule, step: StepRule, before: Sequence[StepRule]) -> Iterator[Finding]:
    """Subtotals and percentages with nothing under them."""
    code = procedure.code
    if any(_references(code, step, before)) or step.label == "margin":
        return
    first = step.from_step
    within = before
    if first is not None:
        within = [other for other in before if first <= other.step <= (first if step.to_step is None else step.to_step)]
    if any(other.type is None or _counts(other) for other in within):
        return
    if step.type is None:
        yield Finding("subtotal_of_nothing", WARNING, "procedure", code, step.step, step.label)
    elif step.type.calculation == "percent" and not step.formula and step.base not in procedure.formulas:
        yield Finding("percent_of_nothing", ERROR, "procedure", code, step.step, step.type.code)


def _counts(step: StepRule) -> bool:
    return step.type is not None and not (step.statistical or step.type.is_statistical)


def _filled(code: str, step: StepRule) -> Iterator[Finding]:
    """Whether anything can fill the step: a record, a person, or its own formula."""
    kind = step.type
    if kind is None or is_filled_by_itself(step):
        return
    if step.manual_only and not kind.is_manual:
        yield Finding("manual_only_forbidden", ERROR, "procedure", code, step.step, kind.code)
    elif step.mandatory and not kind.accesses and not kind.is_manual:
        yield Finding("mandatory_never_filled", ERROR, "procedure", code, step.step, kind.code)
    elif not kind.accesses and not kind.is_manual:
        yield Finding("never_filled", WARNING, "procedure", code, step.step, kind.code)


def _labels(procedure: ProcedureRule) -> Iterator[Finding]:
    """Without its net value and its total named, a document has neither."""
    labels = {step.label for step in procedure.steps if step.type is None}
    if not labels.intersection(NET_VALUES):
        yield Finding("no_net_value", ERROR, "procedure", procedure.code, detail="net_value")
    if "total" not in labels:
        yield Finding("no_total", ERROR, "procedure", procedure.code, detail="total")


def _taxes(procedure: ProcedureRule) -> Iterator[Finding]:
    """Whether the steps take the tax out of the prices just where these are said to contain it."""
    is_taken = any(step.formula == "tax_included" for step in procedure.steps)
    is_left = any(step.label == "net_of_tax" for step in procedure.steps)
    if procedure.tax_included and not (is_taken and is_left):
        yield Finding("tax_not_taken_out", WARNING, "procedure", procedure.code, detail="net_of_tax")
    elif not procedure.tax_included and (is_taken or is_left):
        yield Finding("tax_taken_out", WARNING, "procedure", procedure.code)


def _limits(procedure: ProcedureRule) -> Iterator[Finding]:
    """Limits without a base of their own that are asked before there is a net value: everything lies under them."""
    wanted = {"net_of_tax"} if procedure.tax_included else {*NET_VALUES}
    known = False
    for step in procedure.steps:
        known = known or step.label in wanted
        is_limit = step.type is not None and step.type.condition_class == "limit"
        if is_limit and step.from_step is None and not known:
            yield Finding("limit_before_net_value", WARNING, "procedure", procedure.code, step.step)


def _exclusions(procedure: ProcedureRule) -> Iterator[Finding]:
    known = {step.type.code for step in procedure.steps if step.type is not None}
    for exclusion in procedure.exclusions:
        if exclusion.method not in METHODS:
            yield Finding("unknown_exclusion", ERROR, "procedure", procedure.code, detail=exclusion.method)
        for code in (*exclusion.first, *exclusion.second):
            if code not in known:
                yield Finding("exclusion_of_nothing", WARNING, "procedure", procedure.code, detail=code)
