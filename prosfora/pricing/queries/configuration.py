"""Types, accesses, procedures, formulas as the engine reads them; kept per process until their version mark changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from django.db import connection
from django.utils.translation import gettext as _

from prosfora.company.queries.attributes import attribute_names
from prosfora.kit.errors import Refused
from prosfora.kit.prepared import Prepared
from prosfora.pricing.models import (
    Access,
    ConditionType,
    CopyingRule,
    Formula,
    FreeGoodsRecord,
    PricingDateRule,
    PricingProcedure,
    PricingVersion,
    ProcedureDetermination,
    Step,
)
from prosfora.pricing.rules.book import AccessRule, Exclusion, ProcedureRule, StepRule, TypeRule
from prosfora.pricing.rules.expressions import Formula as FormulaRule
from prosfora.pricing.rules.expressions import Purpose, read_or_stub
from prosfora.pricing.rules.settings import formulas_named


class NoProcedure(Refused):
    """No pricing procedure is determined for this sales area and document type."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything but the records: types, procedures and own formulas by code, and which document takes which."""

    types: Mapping[str, TypeRule]
    procedures: Mapping[str, ProcedureRule]
    determination: Mapping[tuple[str, str, str], str]
    names: Mapping[str, tuple[str, str]]  # of types, in English and in Greek
    pricing_dates: Mapping[tuple[str, str], str]  # by sales area and document type: a name of rules.dates.BASES
    copying: Mapping[tuple[str, str], str]  # from and to which document type: the pricing type
    formulas: Mapping[str, FormulaRule]
    own_facts: Mapping[str, tuple[str, str]]  # attributes of customers and products, with their names
    has_free_goods: bool = False  # whether any were ever recorded: only then documents look for them


CONFIDENTIAL = ("cost", "rebate", "limit")  # classes that only who may see costs reads on a price
_kept: dict[tuple[str, str], Configuration] = {}
_MARK = Prepared(lambda: PricingVersion.objects.order_by("id").values_list("mark")[:1])


def configuration() -> Configuration:
    """The configuration in force. One statement when it has not changed since this process read it."""
    marks = _MARK()
    known = (str(connection.settings_dict["NAME"]), str(marks[0][0]) if marks else "")
    if known not in _kept:
        _kept.clear()
        _kept[known] = _read()
    return _kept[known]


def forget_configuration() -> None:
    """Let this process read the configuration again; others do so with their next price."""
    _kept.clear()


def type_names() -> Mapping[str, tuple[str, str]]:
    """What types are called, as this process last read it: no statement, and at the latest the next price is newer."""
    known = next(iter(_kept.values()), None)
    return (known or configuration()).names


def own_fact_names(name: str) -> tuple[str, str]:
    """What an own attribute is called, in English and in Greek, as last read here; itself where it is new."""
    known = next(iter(_kept.values()), None) or configuration()
    return known.own_facts.get(name, (name, name))


def is_confidential(code: str) -> bool:
    """Whether elements of a type are for who may see the cost: cost itself, accrued rebates, floors and margins.

    As this process last read the types: no statement.
    """
    known = next(iter(_kept.values()), None) or configuration()
    kind = known.types.get(code)
    return kind is not None and kind.condition_class in CONFIDENTIAL


def procedure_for(sales_area: str, document_type: str, customer_procedure: str = "") -> ProcedureRule:
    """The procedure of the most specific determination: sales area before document type before the customer's.

    Raises NoProcedure.
    """
    return procedure_in(configuration(), sales_area, document_type, customer_procedure)


def procedure_in(
    found: Configuration, sales_area: str, document_type: str, customer_procedure: str = ""
) -> ProcedureRule:
    """The same in a configuration at hand, without a statement. Raises NoProcedure."""
    for wanted in product((sales_area, ""), (document_type, ""), (customer_procedure, "")):
        if wanted in found.determination:
            return found.procedures[found.determination[wanted]]
    sentence = _("No pricing procedure is determined for sales area %(area)s and document type %(type)s")
    raise NoProcedure(sentence % {"area": sales_area, "type": document_type})


def _read() -> Configuration:
    accesses: dict[str, list[AccessRule]] = {}
    for row in Access.objects.order_by("sequence_id", "number"):
        rule = AccessRule(row.number, tuple(row.fields), row.requirement, row.exclusive, tuple(row.optional))
        accesses.setdefault(row.sequence_id, []).append(rule)
    rows = list(ConditionType.objects.all())
    types = {row.code: _type(row, accesses.get(row.sequence_id or "", [])) for row in rows}
    steps: dict[str, list[StepRule]] = {}
    for step in Step.objects.order_by("procedure_id", "step", "counter"):
        steps.setdefault(step.procedure_id, []).append(_step(step, types))
    own = attribute_names()
    formulas = {
        row.code: read_or_stub(row.code, Purpose(row.purpose), row.expression, own)
        for row in Formula.objects.order_by("pk")
    }
    procedures = {
        row.code: _procedure(row, tuple(steps.get(row.code, [])), formulas) for row in PricingProcedure.objects.all()
    }
    determination = {
        (row.sales_area, row.document_type, row.customer_procedure): row.procedure_id
        for row in ProcedureDetermination.objects.all()
    }
    names = {row.code: (row.name_en, row.name_el) for row in rows}
    dates = {(row.sales_area, row.document_type): row.basis for row in PricingDateRule.objects.all()}
    copying = {(row.source, row.target): row.pricing_type for row in CopyingRule.objects.all()}
    return Configuration(
        types, procedures, determination, names, dates, copying, formulas, own, FreeGoodsRecord.objects.exists()
    )  # fmt: skip


def _procedure(
    row: PricingProcedure, steps: tuple[StepRule, ...], formulas: Mapping[str, FormulaRule]
) -> ProcedureRule:
    named = formulas_named(steps, formulas)
    return ProcedureRule(row.code, steps, _exclusions(row), row.tax_included, row.tax_rounding, named)


def _type(row: ConditionType, accesses: list[AccessRule]) -> TypeRule:
    return TypeRule(
        code=row.code,
        condition_class=row.condition_class,
        calculation=row.calculation,
        sign=row.sign,
        scale_basis=row.scale_basis,
        scale_kind=row.scale_kind,
        is_header=row.is_header,
        is_group=row.is_group,
        is_manual=row.is_manual,
        rounding=row.rounding,
        accesses=tuple(accesses),
        is_statistical=row.is_statistical or row.condition_class in ("rebate", "limit"),  # never part of a price
        group_over=row.group_over,
        lower_limit=row.lower_limit,
        upper_limit=row.upper_limit,
    )


def _exclusions(row: PricingProcedure) -> tuple[Exclusion, ...]:
    return tuple(Exclusion(method, tuple(first), tuple(second)) for method, first, second in row.exclusions)


def _step(row: Step, types: Mapping[str, TypeRule]) -> StepRule:
    return StepRule(
        step=row.step,
        counter=row.counter,
        type=types[row.condition_type_id] if row.condition_type_id else None,
        label=row.label,
        from_step=row.from_step,
        to_step=row.to_step,
        requirement=row.requirement,
        manual_only=row.manual_only,
        mandatory=row.mandatory,
        statistical=row.statistical,
        base=row.base,
        formula=row.formula,
    )
