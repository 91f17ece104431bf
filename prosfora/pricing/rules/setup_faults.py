"""What is wrong with types, accesses, procedures and their determination: found without looking at any record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from prosfora.pricing.rules.book import AccessRule, ProcedureRule, StepRule, TypeRule
from prosfora.pricing.rules.exclusions import METHODS
from prosfora.pricing.rules.formulas import CONSTANTS, GROUP_FORMULAS, ITEM_FORMULAS
from prosfora.pricing.rules.keys import AVAILABLE
from prosfora.pricing.rules.measures import FACTS
from prosfora.pricing.rules.requirements import REQUIREMENTS

FAULT, HINT = "fault", "hint"  # prices are wrong or missing; or something never takes effect
MONEY_LABELS = {False: ("net_value", "total"), True: ("total", "net_of_tax")}  # by whether prices contain the tax
BASES = frozenset({"", "quantity", "time", *FACTS})


@dataclass(frozen=True, slots=True)
class SetupFault:
    """One finding: a code that pages put into words with its remedy, how grave, where.

    `place` names type, access, procedure and step, or the key of a record; `record` its id where it is about one.
    """

    code: str
    severity: str
    place: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    record: int | None = None


def faults_of_types(types: Mapping[str, TypeRule]) -> Iterator[SetupFault]:
    """Accesses that can never win, hide others, or join facts that do not exist."""
    for kind in types.values():
        for place, access in enumerate(kind.accesses):
            where = f"{kind.code}/{access.number}"
            for name in access.fields:
                if name not in AVAILABLE:
                    yield SetupFault("unknown_fact", FAULT, where, {"fact": name})
            if access.requirement and access.requirement not in REQUIREMENTS:
                yield SetupFault("unknown_requirement", FAULT, where, {"name": access.requirement})
            yield from _hidden(kind.code, access, kind.accesses[:place])


def _hidden(code: str, access: AccessRule, earlier: tuple[AccessRule, ...]) -> Iterator[SetupFault]:
    """An earlier access with the same key always wins; one with a part of it wins wherever it has a record."""
    for other in earlier:
        if other.requirement or not other.exclusive:
            continue
        numbers = {"other": other.number}
        if set(other.fields) == set(access.fields):
            yield SetupFault("access_unreachable", FAULT, f"{code}/{access.number}", numbers)
        elif set(other.fields) < set(access.fields):
            yield SetupFault("general_before_specific", FAULT, f"{code}/{access.number}", numbers)


def faults_of_procedure(procedure: ProcedureRule) -> Iterator[SetupFault]:
    """Steps that build on themselves, on later or missing ones, on nothing; what is never filled; what is missing."""
    if not procedure.steps:
        yield SetupFault("no_steps", FAULT, procedure.code)
        return
    known = {step.step for step in procedure.steps}
    for place, step in enumerate(procedure.steps):
        where = f"{procedure.code} {step.step}.{step.counter}"
        yield from _reference_faults(step, known, where)
        yield from _name_faults(step, where)
        if step.type is not None:
            yield from _filling_faults(step, step.type, where)
            if _is_share(step, step.type) and not any(one.type for one in procedure.steps[:place]):
                yield SetupFault("share_of_nothing", FAULT, where)
    labels = {step.label for step in procedure.steps}
    for label in MONEY_LABELS[procedure.tax_included]:
        if label not in labels:
            yield SetupFault("no_subtotal", FAULT, procedure.code, {"name": label})
    yield from _exclusion_faults(procedure)
    yield from _circles(procedure)


def _reference_faults(step: StepRule, known: set[int], where: str) -> Iterator[SetupFault]:
    for number in (step.from_step, step.to_step):
        if number is not None and number not in known:
            yield SetupFault("missing_step", FAULT, where, {"step": number})
        elif number is not None and number > step.step:
            yield SetupFault("later_step", FAULT, where, {"step": number})
    if step.from_step is not None and step.to_step is not None and step.to_step < step.from_step:
        yield SetupFault("range_reversed", FAULT, where)


def _name_faults(step: StepRule, where: str) -> Iterator[SetupFault]:
    if step.requirement and step.requirement not in REQUIREMENTS:
        yield SetupFault("unknown_requirement", FAULT, where, {"name": step.requirement})
    if step.formula and step.formula not in {*ITEM_FORMULAS, *GROUP_FORMULAS, *CONSTANTS}:
        yield SetupFault("unknown_formula", FAULT, where, {"name": step.formula})
    if step.base not in BASES:
        yield SetupFault("unknown_base", FAULT, where, {"name": step.base})


def _filling_faults(step: StepRule, kind: TypeRule, where: str) -> Iterator[SetupFault]:
    """A type that is neither found nor entered nor computed never has a value."""
    is_computed = kind.condition_class == "cost" or step.formula in CONSTANTS
    if step.manual_only and not kind.is_manual:
        yield SetupFault("manual_not_allowed", FAULT, where, {"type": kind.code})
    elif not kind.accesses and not kind.is_manual and not is_computed:
        yield SetupFault("never_filled", FAULT if step.mandatory else HINT, where, {"type": kind.code})


def _is_share(step: StepRule, kind: TypeRule) -> bool:
    return kind.calculation == "percent" and not step.base and step.formula not in CONSTANTS


def _exclusion_faults(procedure: ProcedureRule) -> Iterator[SetupFault]:
    types = {step.type.code for step in procedure.steps if step.type is not None}
    for rule in procedure.exclusions:
        if rule.method not in METHODS:
            yield SetupFault("unknown_method", FAULT, procedure.code, {"name": rule.method})
        for code in (*rule.first, *rule.second):
            if code not in types:
                yield SetupFault("excluded_is_no_step", HINT, procedure.code, {"type": code})


def _circles(procedure: ProcedureRule) -> Iterator[SetupFault]:
    """Steps that build on one another in a circle, each circle once, told from its first step on."""
    builds_on = {}
    for step in procedure.steps:
        if step.from_step is not None:
            last = step.from_step if step.to_step is None else step.to_step
            builds_on[step.step] = [one.step for one in procedure.steps if step.from_step <= one.step <= last]
    told: set[frozenset[int]] = set()
    for start in builds_on:
        circle = _circle_from(start, builds_on)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            steps = " → ".join(map(str, [*circle, circle[0]]))
            yield SetupFault("circular_reference", FAULT, f"{procedure.code} {min(circle)}", {"steps": steps})


def _circle_from(start: int, builds_on: Mapping[int, list[int]]) -> list[int]:
    """The way from a step back to itself; empty where there is none."""
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop()
        for following in builds_on.get(way[-1], ()):
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


def faults_of_determination(
    determination: Mapping[tuple[str, str, str], str], procedures: Mapping[str, ProcedureRule]
) -> Iterator[SetupFault]:
    """Documents that no procedure would price."""
    if ("", "", "") not in determination:
        yield SetupFault("no_usual_procedure", HINT, "*")
    for (area, document_type, customer), code in determination.items():
        if code not in procedures or not procedures[code].steps:
            where = " ".join(part or "*" for part in (area, document_type, customer))
            yield SetupFault("determined_is_empty", FAULT, where, {"procedure": code})
