"""Condition types that no procedure reads."""

from collections.abc import Mapping

from prosfora.pricing.rules.book import ProcedureRule, TypeRule
from prosfora.pricing.rules.setup.findings import NOTE, Finding


def used_types(procedures: Mapping[str, ProcedureRule]) -> set[str]:
    """The types that are a step of some procedure."""
    return {step.type.code for procedure in procedures.values() for step in procedure.steps if step.type is not None}


def check_types(types: Mapping[str, TypeRule], procedures: Mapping[str, ProcedureRule]) -> list[Finding]:
    """Types that are in no procedure: what is recorded for them never counts."""
    return [Finding("type_in_no_procedure", NOTE, "type", code) for code in types if code not in used_types(procedures)]
