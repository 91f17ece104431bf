"""Many condition records at once: set-up and imports."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from prosfora.audit.rules import changes_between
from prosfora.audit.services import Actor, Happening, record_all
from prosfora.kit import writing
from prosfora.kit.database import among, bulk_insert, one_after_another
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.rules.terms import Terms
from prosfora.pricing.services.refusals import PeriodsOverlap
from prosfora.pricing.services.rows import facts, new_row, subject, type_rule
from prosfora.pricing.telling import key_words


@dataclass(frozen=True, slots=True)
class NewCondition:
    """A record to be made: what `create_condition` takes."""

    condition_type: str
    key: Mapping[str, str]
    terms: Terms
    sales_area: str | None = None


@transaction.atomic
def create_conditions(*, conditions: Sequence[NewCondition], by: Actor, at: dt.datetime) -> list[ConditionRecord]:
    """Record many price elements in a constant number of statements, each journalled as `create_condition`.

    The values of the keys are not looked up: the caller knows its products and customers. Raises UnknownKey,
    BadCondition, PeriodsOverlap.
    """
    kinds = {code: type_rule(code) for code in {wanted.condition_type for wanted in conditions}}
    rows = [
        new_row(kinds[wanted.condition_type], wanted.key, wanted.sales_area, wanted.terms, by, at)
        for wanted in conditions
    ]
    _refuse_overlaps(rows)
    store(rows)
    happenings = [Happening(subject(row), changes_between({}, facts(row)), fresh=True) for row in rows]
    record_all(verb="create_condition", happenings=happenings, by=by, at=at)
    return rows


def store(rows: Sequence[ConditionRecord]) -> None:
    """Insert rows; one that has no lineage begins its own, which bears its id."""
    bulk_insert(rows)
    begun = [row for row in rows if row.lineage is None]
    for row in begun:
        row.lineage = row.pk
    for start in range(0, len(begun), 500):
        mine = [row.pk for row in begun[start : start + 500]]
        ConditionRecord.objects.filter(pk__in=mine).update(lineage=F("pk"))


def _refuse_overlaps(rows: Sequence[ConditionRecord]) -> None:
    one_after_another([row.lookup for row in rows])
    standing = among(ConditionRecord.objects.filter(status="released"), "lookup", sorted({row.lookup for row in rows}))
    by_key: dict[tuple[str, str | None, str], list[tuple[dt.date, dt.date]]] = {}
    for row in (*standing, *rows):
        by_key.setdefault((row.lookup, row.sales_area_id, row.currency), []).append((row.valid_from, row.valid_to))
    for (lookup, _area, _currency), periods in by_key.items():
        if found := _overlap(sorted(periods)):
            key = next(f"{row.condition_type_id}, {key_words(row.key.items())}" for row in rows if row.lookup == lookup)
            words = _("%(key)s: from %(first)s on another amount holds already")
            raise PeriodsOverlap(words % {"key": key, "first": writing.day(found)}, "valid_from")


def _overlap(periods: Iterable[tuple[dt.date, dt.date]]) -> dt.date | None:
    """The first day on which two of these periods hold."""
    last = dt.date.min
    for begins, ends in periods:
        if begins <= last:
            return begins
        last = max(last, ends)
    return None
