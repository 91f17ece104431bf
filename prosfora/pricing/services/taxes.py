"""The taxes of the law as condition records."""

import datetime as dt
from collections.abc import Iterable

from prosfora.audit.services import Actor
from prosfora.kit.database import among
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.rules.keys import lookup_of
from prosfora.pricing.rules.tax_law import TAXES, TaxSeed
from prosfora.pricing.rules.terms import Terms
from prosfora.pricing.services.bulk import NewCondition, create_conditions

TAX = "MWST"


def install_taxes(*, by: Actor, at: dt.datetime) -> list[ConditionRecord]:
    """Record the taxes of the law that have no record under their key yet; what somebody recorded stays."""
    seeds = {lookup_of(TAX, tuple(seed.key), seed.key) or "": seed for seed in TAXES}
    known = set(among(ConditionRecord.objects.all(), "lookup", sorted(seeds)).values_list("lookup", flat=True))
    return record_taxes([seed for lookup, seed in seeds.items() if lookup not in known], by, at)


def record_taxes(seeds: Iterable[TaxSeed], by: Actor, at: dt.datetime) -> list[ConditionRecord]:
    """These taxes as records that hold in all sales areas."""
    wanted = [NewCondition(TAX, seed.key, _terms(seed)) for seed in seeds]
    return create_conditions(conditions=wanted, by=by, at=at) if wanted else []


def _terms(seed: TaxSeed) -> Terms:
    return Terms(seed.rate, seed.since, seed.until, tax_code=seed.code, reason_key=seed.reason_key)
