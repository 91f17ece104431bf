"""Formulas that people wrote: whether they can be read, and whether what names them can use them."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from prosfora.pricing.rules.book import ProcedureRule, StepRule
from prosfora.pricing.rules.expressions import Formula, Purpose, Unreadable, read
from prosfora.pricing.rules.setup.findings import ERROR, WARNING, Finding

WITHOUT_EFFECT = ("tax", "limit", "rounding", "cost")  # classes whose values come about otherwise


def check_formulas(formulas: Mapping[str, Formula], own: Collection[str] = ()) -> Iterator[Finding]:
    """What is wrong in each formula, with the column."""
    for code, formula in formulas.items():
        try:
            read(code, formula.purpose, formula.expression, own)
        except Unreadable as wrong:
            yield Finding(f"formula_{wrong.code}", ERROR, "formula", code, wrong.column, wrong.detail, wrong.other)


def check_named(procedure: ProcedureRule, step: StepRule) -> Iterator[Finding]:
    """Whether a step can use the own formulas it names, and they read earlier steps only."""
    asked = ((step.requirement, Purpose.REQUIREMENT), (step.base, Purpose.BASE), (step.formula, Purpose.VALUE))
    for code, purpose in asked:
        formula = procedure.formulas.get(code)
        if formula is None:
            continue
        if formula.purpose != purpose:
            yield Finding("formula_of_other_purpose", ERROR, "procedure", procedure.code, step.step, code)
        elif purpose != Purpose.REQUIREMENT:
            yield from _effect(procedure.code, step, code)
        yield from _steps_read(procedure, step, formula)


def _effect(code: str, step: StepRule, formula: str) -> Iterator[Finding]:
    kind = step.type
    if kind is None or kind.condition_class in WITHOUT_EFFECT:
        yield Finding("formula_without_effect", ERROR, "procedure", code, step.step, formula)
    elif step.base == formula and (
        kind.scale_kind == "interval" or (kind.calculation == "fixed" and not kind.is_group)
    ):
        yield Finding("base_without_effect", WARNING, "procedure", code, step.step, formula)


def _steps_read(procedure: ProcedureRule, step: StepRule, formula: Formula) -> Iterator[Finding]:
    for first, last, column in formula.steps:
        where = (procedure.code, step.step, formula.code, str(last), column)
        if last >= step.step:
            yield Finding("formula_reads_later", ERROR, "procedure", *where)
        elif not any(first <= other.step <= last for other in procedure.steps):
            yield Finding("formula_reads_no_step", ERROR, "procedure", *where)


def check_requirement(
    code: str, number: int, name: str, formulas: Mapping[str, Formula], built_in: Collection[str]
) -> Sequence[Finding]:
    """Whether an access can ask a requirement: one that exists, and that needs no step to have been computed."""
    if not name or name in built_in:
        return ()
    formula = formulas.get(name)
    if formula is None:
        return (Finding("unknown_requirement", ERROR, "sequence", code, number, name),)
    if formula.purpose != Purpose.REQUIREMENT:
        return (Finding("formula_of_other_purpose", ERROR, "sequence", code, number, name),)
    if formula.needs_price:
        return (Finding("access_reads_price", ERROR, "sequence", code, number, name),)
    return ()
