"""Whether a set-up can do what it says: types, accesses, procedures, formulas and which document takes which."""

from collections.abc import Collection, Mapping

from prosfora.pricing.rules.book import AccessRule, ProcedureRule, TypeRule
from prosfora.pricing.rules.expressions import Formula
from prosfora.pricing.rules.setup.accesses import check_sequence
from prosfora.pricing.rules.setup.determination import check_determination
from prosfora.pricing.rules.setup.findings import Finding, by_severity
from prosfora.pricing.rules.setup.formulas import check_formulas
from prosfora.pricing.rules.setup.procedures import check_procedure
from prosfora.pricing.rules.setup.unread import check_types


def check_configuration(
    *,
    sequences: Mapping[str, tuple[AccessRule, ...]],
    types: Mapping[str, TypeRule],
    procedures: Mapping[str, ProcedureRule],
    determination: Mapping[tuple[str, str, str], str],
    sales_areas: Collection[str],
    formulas: Mapping[str, Formula] | None = None,
    own_facts: Collection[str] = (),
) -> list[Finding]:
    """Everything that is wrong or doubtful in a configuration, what makes wrong prices first."""
    written = formulas or {}
    found = [
        finding
        for code, accesses in sequences.items()
        for finding in check_sequence(code, accesses, written, own_facts)
    ]
    found += [finding for procedure in procedures.values() for finding in check_procedure(procedure)]
    found += check_formulas(written, own_facts)
    found += check_types(types, procedures)
    found += check_determination(determination, procedures, sales_areas)
    return by_severity(found)


__all__ = ["Finding", "by_severity", "check_configuration", "check_procedure", "check_sequence", "check_types"]
