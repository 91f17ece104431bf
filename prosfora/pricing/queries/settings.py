"""The set-up of prices as it stands: every setting, and what is in use."""

from django.db.models import Exists, OuterRef

from prosfora.company.models import SalesArea
from prosfora.company.queries.attributes import attribute_facts
from prosfora.pricing.models import (
    Access,
    AccessSequence,
    ConditionRecord,
    ConditionType,
    CopyingRule,
    Formula,
    PricingDateRule,
    PricingProcedure,
    ProcedureDetermination,
    Step,
)
from prosfora.pricing.rules.book import AccessRule, Exclusion
from prosfora.pricing.rules.settings import (
    CopyingRow,
    DateRow,
    DeterminationRow,
    DeterminationSetting,
    DocumentSetting,
    FormulaSetting,
    ProcedureSetting,
    SequenceSetting,
    SetUp,
    StepSetting,
    TypeSetting,
    in_order,
)

TYPE_FIELDS = tuple(name for name in TypeSetting.__slots__ if name != "sequence")
STEP_FIELDS = tuple(name for name in StepSetting.__slots__ if name != "condition_type")


def set_up() -> SetUp:
    """Everything at once, from twelve statements, whatever it holds."""
    procedures = list(PricingProcedure.objects.order_by("code"))
    return SetUp(
        sequences=_sequences(),
        types={row.code: _type(row) for row in ConditionType.objects.order_by("code")},
        procedures=_procedures(procedures),
        determination=determination(),
        documents=document_setting(),
        recorded_types=_recorded(),
        determined=frozenset(row.code for row in procedures if row.is_used),
        formulas={row.code: _formula(row) for row in Formula.objects.order_by("code")},
        own_facts=frozenset(attribute_facts()),
    )


def area_codes() -> frozenset[str]:
    """The sales areas that a determination may name."""
    return frozenset(SalesArea.objects.values_list("code", flat=True))


def determination() -> DeterminationSetting:
    """Which document takes which procedure."""
    rows = [
        DeterminationRow(row.procedure_id, row.sales_area, row.document_type, row.customer_procedure)
        for row in ProcedureDetermination.objects.all()
    ]
    found = in_order(DeterminationSetting(tuple(rows)))
    assert isinstance(found, DeterminationSetting)
    return found


def document_setting() -> DocumentSetting:
    """How documents are priced: by which day, and what becomes of prices in copies."""
    dates = PricingDateRule.objects.values_list("basis", "sales_area", "document_type")
    copies = CopyingRule.objects.values_list("source", "target", "pricing_type")
    found = in_order(DocumentSetting(tuple(DateRow(*row) for row in dates), tuple(CopyingRow(*row) for row in copies)))
    assert isinstance(found, DocumentSetting)
    return found


def _recorded() -> frozenset[str]:
    """Types with any record, drafts and withdrawn ones too: one look into the index for each."""
    records = ConditionRecord.objects.filter(condition_type=OuterRef("pk"))
    return frozenset(ConditionType.objects.filter(Exists(records)).values_list("code", flat=True))


def _sequences() -> dict[str, SequenceSetting]:
    accesses: dict[str, list[AccessRule]] = {}
    for row in Access.objects.order_by("sequence_id", "number"):
        rule = AccessRule(row.number, tuple(row.fields), row.requirement, row.exclusive, tuple(row.optional))
        accesses.setdefault(row.sequence_id, []).append(rule)
    return {
        row.code: SequenceSetting(row.code, row.name, tuple(accesses.get(row.code, ())))
        for row in AccessSequence.objects.order_by("code")
    }


def _type(row: ConditionType) -> TypeSetting:
    facts = {name: getattr(row, name) for name in TYPE_FIELDS}
    return TypeSetting(**facts, sequence=row.sequence_id or "")


def _formula(row: Formula) -> FormulaSetting:
    return FormulaSetting(row.code, row.name_en, row.name_el, row.purpose, row.expression)


def _procedures(rows: list[PricingProcedure]) -> dict[str, ProcedureSetting]:
    steps: dict[str, list[StepSetting]] = {}
    for step in Step.objects.order_by("procedure_id", "step", "counter"):
        facts = {name: getattr(step, name) for name in STEP_FIELDS}
        made = StepSetting(**facts, condition_type=step.condition_type_id or "")
        steps.setdefault(step.procedure_id, []).append(made)
    return {
        row.code: ProcedureSetting(
            row.code, row.name, row.tax_included, tuple(steps.get(row.code, ())),
            tuple(Exclusion(method, tuple(first), tuple(second)) for method, first, second in row.exclusions),
        )
        for row in rows
    }  # fmt: skip
