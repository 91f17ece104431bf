"""Whether a setting may come into force: looked at by itself, then with everything else as it would be."""

from collections.abc import Collection

from prosfora.pricing.rules.settings import Setting, SetUp, formula_rules, procedure_rules, type_rules
from prosfora.pricing.rules.setup import check_configuration
from prosfora.pricing.rules.setup.findings import ERROR, NOTE, Finding
from prosfora.pricing.rules.setup.shape import check_shape


def errors_of(wanted: Setting, set_up: SetUp, sales_areas: Collection[str]) -> list[Finding]:
    """What forbids a setting: its own errors, then those that the whole set-up would have and has not yet.

    What was wrong elsewhere before does not keep anybody from setting this right.
    """
    found = check_shape(wanted, set_up, sales_areas)
    if found:
        return found
    known = {_mark(one) for one in _findings(set_up, sales_areas)}
    return [
        one
        for one in _findings(set_up.having(wanted), sales_areas)
        if one.severity == ERROR and (_is_about(one, wanted) or _mark(one) not in known)
    ]


def doubts_of(wanted: Setting, set_up: SetUp, sales_areas: Collection[str]) -> list[Finding]:
    """What is doubtful about a setting in force, but forbids nothing: warnings and errors of its own."""
    return [one for one in _findings(set_up, sales_areas) if one.severity != NOTE and _is_about(one, wanted)]


def _mark(finding: Finding) -> tuple[str, str, str, int | None, str]:
    return finding.code, finding.kind, finding.place, finding.number, finding.detail


def _findings(set_up: SetUp, sales_areas: Collection[str]) -> list[Finding]:
    types = type_rules(set_up)
    return check_configuration(
        sequences={code: setting.accesses for code, setting in set_up.sequences.items()},
        types=types,
        procedures=procedure_rules(set_up, types),
        determination={row.key: row.procedure for row in set_up.determination.rows},
        sales_areas=sales_areas,
        formulas=formula_rules(set_up),
        own_facts=set_up.own_facts,
    )


_KINDS = {
    "SequenceSetting": "sequence", "TypeSetting": "type", "ProcedureSetting": "procedure", "FormulaSetting": "formula",
}  # fmt: skip


def _is_about(finding: Finding, wanted: Setting) -> bool:
    return finding.kind == _KINDS.get(type(wanted).__name__) and finding.place == getattr(wanted, "code", "")
