"""Distance sales inside the EU: from a day on taxed where the goods arrive."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, Happening, record, record_all
from prosfora.kit.database import one_after_another
from prosfora.kit.errors import Refused
from prosfora.pricing.models import AccessSequence, ConditionRecord
from prosfora.pricing.rules.tax_law import DESTINATION_KEY, destination_taxes
from prosfora.pricing.services.laying import put_periods
from prosfora.pricing.services.rows import facts, subject
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.services.taxes import TAX, record_taxes

BY_DESTINATION = f"{TAX}|tax_case=eu_consumer|destination_country="
GREEK_CONSUMERS = f"{TAX}|tax_case=eu_consumer|departure_country="
TAXED_CLASSES = tuple(f"product_tax_class={name}" for name in "1234")


class AlreadyTaxed(Refused):
    """Distance sales are taxed where the goods arrive already."""


class NoRoom(Refused):
    """No access can be put before the first one."""


@transaction.atomic
def tax_distance_sales(*, since: dt.date, by: Actor, at: dt.datetime) -> list[ConditionRecord]:
    """From a day on, let consumers in other member states pay the VAT of their own country (one-stop shop).

    Greek VAT ends for them the day before; the standard rates of the 26 other states begin. Products of reduced classes
    then have no tax there, and say so, until the rate of their country is recorded. Directive 2006/112/EC, articles 33
    and 59c. Raises AlreadyTaxed, NoRoom. A constant number of statements.
    """
    one_after_another([BY_DESTINATION])
    if ConditionRecord.objects.filter(lookup__startswith=BY_DESTINATION).exists():
        raise AlreadyTaxed(_("Distance sales are taxed where the goods arrive already; change those records"), "since")
    _make_findable()
    _end_greek_vat(since - dt.timedelta(days=1), by, at)
    made = record_taxes(destination_taxes(since), by, at)
    record(verb="tax_distance_sales", subject=Subject("pricing", TAX, TAX), by=by, at=at)
    return made


def _make_findable() -> None:
    """An access by country of destination before those that are there."""
    sequence = AccessSequence.objects.get(pk=TAX)
    accesses = list(sequence.accesses.order_by("number"))
    if any(access.fields == list(DESTINATION_KEY) for access in accesses):
        return
    first = accesses[0].number if accesses else 10
    if not first:
        raise NoRoom(_("Access 0 of sequence %(code)s leaves no room before it; renumber it") % {"code": TAX}, "since")
    sequence.accesses.create(number=first // 2, fields=list(DESTINATION_KEY))
    touch_configuration()


def _end_greek_vat(last: dt.date, by: Actor, at: dt.datetime) -> None:
    """Greek rates for consumers abroad end; what is exempt stays so."""
    rows = [
        row
        for row in ConditionRecord.objects.filter(
            lookup__startswith=GREEK_CONSUMERS, status="released", valid_to__gt=last
        ).order_by("id")
        if row.lookup.endswith(TAXED_CLASSES)
    ]
    before = [facts(row) for row in rows]
    for row in rows:
        if row.valid_from > last:
            row.status = "withdrawn"
        else:
            row.valid_to = last
    put_periods(rows)
    happenings = [
        Happening(subject(row), changes_between(old, facts(row))) for row, old in zip(rows, before, strict=True)
    ]
    record_all(verb="delete_condition", happenings=happenings, by=by, at=at)
