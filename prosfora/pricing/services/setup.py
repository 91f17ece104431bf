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
from prosfora.pricing.rules.standard import PROCEDURE, SEQUENCES, TYPES
from prosfora.pricing.services.taxes import install_taxes

STANDARD = "RVAA01"


@transaction.atomic
def install_standard_pricing(*, by: Actor, at: dt.datetime) -> None:
    """Install the standard types, accesses, procedure and the Greek and EU taxes; what is there stays."""
    _install_types()
    _install_procedure()
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


def _install_procedure() -> None:
    procedure, is_new = PricingProcedure.objects.get_or_create(
        code=STANDARD, defaults={"name": "Standard: prices without tax", "is_used": True}
    )
    if is_new:
        Step.objects.bulk_create(
            Step(
                procedure=procedure,
                step=seed.step,
                counter=seed.counter,
                condition_type_id=seed.type or None,
                label=seed.label,
                from_step=seed.from_step,
                **seed.options,
            )
            for seed in PROCEDURE
        )
    ProcedureDetermination.objects.get_or_create(sales_area="", document_type="", defaults={"procedure": procedure})
