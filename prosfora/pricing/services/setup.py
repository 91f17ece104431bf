"""What a fresh installation needs before its first price."""

import datetime as dt
import uuid

from django.db import transaction

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.pricing.models import (
    Access,
    AccessSequence,
    ConditionType,
    PricingProcedure,
    PricingVersion,
    ProcedureDetermination,
    Step,
)
from prosfora.pricing.queries.configuration import forget_configuration
from prosfora.pricing.rules.standard import PROCEDURES, SEQUENCES, STANDARD, TYPES, ProcedureSeed
from prosfora.pricing.services.taxes import install_taxes


@transaction.atomic
def install_standard_pricing(*, by: Actor, at: dt.datetime) -> None:
    """Install the standard types, accesses, procedures and the Greek and EU taxes; what is there stays."""
    _install_types()
    for seed in PROCEDURES:
        _install_procedure(seed)
    touch_configuration()
    install_taxes(by=by, at=at)
    record(verb="install_standard_pricing", subject=Subject("pricing", STANDARD, STANDARD), by=by, at=at)


def _install_types() -> None:
    for code, (name, keys) in SEQUENCES.items():
        sequence, is_new = AccessSequence.objects.get_or_create(code=code, defaults={"name": name})
        if is_new:
            Access.objects.bulk_create(
                Access(sequence=sequence, number=place * 10, fields=list(fields))
                for place, fields in enumerate(keys, start=1)
            )
    for seed in TYPES:
        ConditionType.objects.get_or_create(
            code=seed.code,
            defaults={
                "name_en": seed.name_en,
                "name_el": seed.name_el,
                "condition_class": seed.condition_class,
                "calculation": seed.calculation,
                "sign": seed.sign,
                "sequence_id": seed.sequence or None,
                **seed.options,
            },
        )


def touch_configuration() -> None:
    """Tell every process that types, accesses or procedures changed."""
    PricingVersion.objects.update_or_create(pk=1, defaults={"mark": uuid.uuid4().hex})
    forget_configuration()


def _install_procedure(seed: ProcedureSeed) -> None:
    procedure, is_new = PricingProcedure.objects.get_or_create(
        code=seed.code, defaults={"name": seed.name, "tax_included": seed.tax_included, "is_used": True}
    )
    if is_new:
        Step.objects.bulk_create(
            Step(
                procedure=procedure,
                step=step.step,
                counter=step.counter,
                condition_type_id=step.type or None,
                label=step.label,
                from_step=step.from_step,
                **step.options,
            )
            for step in seed.steps
        )
    ProcedureDetermination.objects.get_or_create(
        sales_area="",
        document_type="",
        customer_procedure=seed.customer_procedure,
        defaults={"procedure": procedure},
    )
