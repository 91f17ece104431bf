"""The set-up of prices is changed as a whole: one setting at a time, checked with all the others, or not at all."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.queries import last_change
from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, record
from prosfora.kit.database import one_after_another
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.kit.writing import moment
from prosfora.pricing.models import (
    Access,
    AccessSequence,
    ConditionType,
    CopyingRule,
    Formula,
    PricingDateRule,
    PricingProcedure,
    ProcedureDetermination,
    Step,
)
from prosfora.pricing.queries.settings import STEP_FIELDS, TYPE_FIELDS, area_codes, set_up
from prosfora.pricing.rules.book import AccessRule
from prosfora.pricing.rules.expressions.reading import one_line
from prosfora.pricing.rules.settings import (
    DeterminationRow,
    DeterminationSetting,
    DocumentSetting,
    FormulaSetting,
    ProcedureSetting,
    SequenceSetting,
    Setting,
    SetUp,
    StepSetting,
    TypeSetting,
    in_order,
    same_but_names,
    version_of,
)
from prosfora.pricing.rules.setup.proposed import errors_of
from prosfora.pricing.services.refusals import BadSetup, CodeTaken, SetupInUse, bad_setup
from prosfora.pricing.services.setup import touch_configuration

DETERMINATION = "OVKK"  # the journal's names for the tables of which there is one each
DOCUMENTS = "VTAA"
FORMULA_FIELDS = ("name_en", "name_el", "purpose", "expression")


@transaction.atomic
def configure_prices(
    *,
    wanted: Setting,
    is_new: bool = False,
    is_gone: bool = False,
    copied_from: str = "",
    version: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> Setting:
    """Let a setting hold: an access sequence, a condition type, a procedure, a formula, which document takes which
    procedure, or how documents are priced.

    It is checked together with everything else as it would then be; nothing is written where any of it would be wrong.
    What prices or documents were made from changes its names only. `is_gone` deletes what nothing was made from and
    nothing names. Raises CodeTaken, ChangedMeanwhile, SetupInUse, BadSetup.
    """
    one_after_another(["set-up of prices"])
    list(ConditionType.objects.select_for_update().order_by("pk").values_list("pk"))  # no first record meanwhile
    known, sent, wanted = set_up(), wanted, in_order(wanted)
    if isinstance(wanted, FormulaSetting):
        wanted = replace(wanted, expression=one_line(wanted.expression))
    before = known.find(wanted)
    _refuse_wrong_moment(before, known, wanted, is_new, version)
    if is_gone:
        _refuse_needed(known, wanted)
        _delete(wanted)
    else:
        findings = errors_of(wanted, known, area_codes())
        if findings:
            raise bad_setup(findings, sent)
        _write(wanted)
    touch_configuration()
    told = changes_between({} if before is None else facts_of(before), {} if is_gone else facts_of(wanted))
    data = {"copied_from": copied_from} if copied_from else {}
    record(verb="configure_prices", subject=subject_of(wanted), by=by, at=at, changes=told, data=data)
    return wanted


def _refuse_wrong_moment(
    before: Setting | None, known: SetUp, wanted: Setting, is_new: bool, version: int | None
) -> None:
    if before is None:
        if not is_new:
            raise BadSetup(_("There is nothing of this code to change; create it first"), "code")
        return
    if is_new:
        raise CodeTaken(_("This code is taken; choose another one"), "code")
    if version is not None and version_of(before) != version:
        subject = subject_of(before)
        last = last_change(subject.kind, subject.key)
        who, when = (last.actor, moment(last.at)) if last else ("?", "?")
        words = _("%(who)s changed this setting meanwhile, at %(when)s; look at it again, then decide")
        raise ChangedMeanwhile(words % {"who": who, "when": when})
    if known.is_used(before) and not same_but_names(before, wanted):
        words = _("Prices or documents were made from it and could not be made again: copy it, and change the copy")
        raise SetupInUse(words, "code")


def _refuse_needed(known: SetUp, wanted: Setting) -> None:
    naming = known.naming(wanted)
    if isinstance(wanted, DeterminationSetting | DocumentSetting) or known.is_used(wanted):
        raise SetupInUse(_("Prices or documents were made from it: it stays"), "code")
    if naming:
        raise SetupInUse(
            _("%(codes)s still need it; change or delete them first") % {"codes": ", ".join(naming)}, "code"
        )


def _delete(wanted: Setting) -> None:
    match wanted:
        case SequenceSetting():
            AccessSequence.objects.filter(code=wanted.code).delete()
        case TypeSetting():
            ConditionType.objects.filter(code=wanted.code).delete()
        case ProcedureSetting():
            PricingProcedure.objects.filter(code=wanted.code).delete()
        case FormulaSetting():
            Formula.objects.filter(code=wanted.code).delete()
        case DeterminationSetting() | DocumentSetting():
            pass


def _write(wanted: Setting) -> None:
    match wanted:
        case SequenceSetting():
            _write_sequence(wanted)
        case TypeSetting():
            facts: dict[str, Any] = {name: getattr(wanted, name) for name in TYPE_FIELDS if name != "code"}
            ConditionType.objects.update_or_create(
                code=wanted.code, defaults={**facts, "sequence_id": wanted.sequence or None}
            )
        case ProcedureSetting():
            _write_procedure(wanted)
        case FormulaSetting():
            told = {name: getattr(wanted, name) for name in FORMULA_FIELDS}
            Formula.objects.update_or_create(code=wanted.code, defaults=told)
        case DeterminationSetting():
            _write_determination(wanted)
        case DocumentSetting():
            _write_documents(wanted)


def _write_sequence(wanted: SequenceSetting) -> None:
    AccessSequence.objects.update_or_create(code=wanted.code, defaults={"name": wanted.name})
    Access.objects.filter(sequence=wanted.code).delete()
    Access.objects.bulk_create(
        Access(
            sequence_id=wanted.code, number=access.number, fields=list(access.fields),
            requirement=access.requirement, exclusive=access.exclusive, optional=list(access.optional),
        )
        for access in wanted.accesses
    )  # fmt: skip


def _write_procedure(wanted: ProcedureSetting) -> None:
    exclusions = [[rule.method, list(rule.first), list(rule.second)] for rule in wanted.exclusions]
    facts = {"name": wanted.name, **_reckoning(wanted), "exclusions": exclusions}
    PricingProcedure.objects.update_or_create(code=wanted.code, defaults=facts)
    Step.objects.filter(procedure=wanted.code).delete()
    Step.objects.bulk_create(
        Step(
            procedure_id=wanted.code, condition_type_id=step.condition_type or None,
            **{name: getattr(step, name) for name in STEP_FIELDS},
        )
        for step in wanted.steps
    )  # fmt: skip


def _reckoning(setting: ProcedureSetting) -> dict[str, Any]:
    return {"tax_included": setting.tax_included, "tax_rounding": setting.tax_rounding}


def _write_determination(wanted: DeterminationSetting) -> None:
    """What documents could find until now stays used: it may have priced some."""
    PricingProcedure.objects.filter(proceduredetermination__isnull=False).update(is_used=True)
    ProcedureDetermination.objects.all().delete()
    ProcedureDetermination.objects.bulk_create(
        ProcedureDetermination(
            sales_area=row.sales_area, document_type=row.document_type,
            customer_procedure=row.customer_procedure, procedure_id=row.procedure,
        )
        for row in wanted.rows
    )  # fmt: skip
    PricingProcedure.objects.filter(code__in={row.procedure for row in wanted.rows}).update(is_used=True)


def _write_documents(wanted: DocumentSetting) -> None:
    PricingDateRule.objects.all().delete()
    CopyingRule.objects.all().delete()
    PricingDateRule.objects.bulk_create(
        PricingDateRule(sales_area=row.sales_area, document_type=row.document_type, basis=row.basis)
        for row in wanted.dates
    )
    CopyingRule.objects.bulk_create(
        CopyingRule(source=row.source, target=row.target, pricing_type=row.pricing_type) for row in wanted.copies
    )


def subject_of(setting: Setting) -> Subject:
    """The journal's name for a setting."""
    match setting:
        case SequenceSetting():
            return Subject("access_sequence", setting.code, f"{setting.code} {setting.name}")
        case TypeSetting():
            return Subject("condition_type", setting.code, f"{setting.code} {setting.name_en}")
        case ProcedureSetting():
            return Subject("procedure", setting.code, f"{setting.code} {setting.name}")
        case FormulaSetting():
            return Subject("formula", setting.code, f"{setting.code} {setting.name_en}")
        case DeterminationSetting():
            return Subject("procedure_determination", DETERMINATION, DETERMINATION)
        case DocumentSetting():
            return Subject("document_pricing", DOCUMENTS, DOCUMENTS)


def facts_of(setting: Setting) -> dict[str, Any]:
    """What change documents show of a setting: a line for each access, step, exclusion and determination."""
    match setting:
        case SequenceSetting():
            return {"name": setting.name, **{f"access.{one.number}": _access(one) for one in setting.accesses}}
        case TypeSetting():
            return {name: getattr(setting, name) for name in (*TYPE_FIELDS, "sequence")}
        case FormulaSetting():
            return {name: getattr(setting, name) for name in FORMULA_FIELDS}
        case ProcedureSetting():
            steps = {f"step.{one.step}.{one.counter}": _step(one) for one in setting.steps}
            exclusions = [f"{rule.method} {_codes(rule.first)} / {_codes(rule.second)}" for rule in setting.exclusions]
            told = "; ".join(exclusions) or None
            return {"name": setting.name, **_reckoning(setting), **steps, "exclusions": told}
        case DeterminationSetting():
            return {_row(row): row.procedure for row in setting.rows}
        case DocumentSetting():
            dates = {f"pricing_date.{_starred(row.key)}": row.basis for row in setting.dates}
            return {**dates, **{f"copying.{_starred(row.key)}": row.pricing_type for row in setting.copies}}


def _access(access: AccessRule) -> str:
    key = " + ".join(f"{name}?" if name in access.optional else name for name in access.fields)
    parts = [key, access.requirement, "" if access.exclusive else "not exclusive"]
    return ", ".join(part for part in parts if part)


def _step(step: StepSetting) -> str:
    reads = "" if step.from_step is None else f"{step.from_step}–{step.to_step or step.from_step}"
    flags = [name for name in ("manual_only", "mandatory", "statistical") if getattr(step, name)]
    parts = [step.condition_type or step.label, reads, step.requirement, step.base, step.formula, *flags]
    return ", ".join(part for part in parts if part)


def _codes(codes: tuple[str, ...]) -> str:
    return " ".join(codes)


def _row(row: DeterminationRow) -> str:
    return f"determination.{_starred(row.key)}"


def _starred(key: tuple[str, ...]) -> str:
    return " ".join(part or "*" for part in key)
