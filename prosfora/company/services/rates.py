"""Exchange rates."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.company.models import ExchangeRate
from prosfora.company.rules.checks import code_problems, rate_problems
from prosfora.company.rules.rates import RATE_PLACES
from prosfora.company.services.refusals import refuse_problems


@transaction.atomic
def set_exchange_rate(
    *, kind: str, source: str, target: str, valid_from: dt.date, rate: Decimal, by: Actor, at: dt.datetime
) -> ExchangeRate:
    """State that one `source` is worth `rate` `target` from a day on; the same day again corrects it.

    `kind` is the rate type: M average, B bank selling, G bank buying. Nine decimals, half-up. Raises NotStorable.
    """
    refuse_problems([*code_problems("kind", kind, 1), *rate_problems(source, target, rate)])
    rate = rate.quantize(RATE_PLACES, rounding=ROUND_HALF_UP)
    known = ExchangeRate.objects.filter(kind=kind, source=source, target=target, valid_from=valid_from).first()
    before = known.rate if known else None
    row, _is_new = ExchangeRate.objects.update_or_create(
        kind=kind, source=source, target=target, valid_from=valid_from, defaults={"rate": rate}
    )
    record(
        verb="set_exchange_rate",
        subject=Subject("exchange_rate", f"{kind}:{source}:{target}", f"{source}/{target}"),
        by=by,
        at=at,
        changes={valid_from.isoformat(): [None if before is None else str(before), str(rate)]},
    )
    return row
