"""Taking laid periods back: new ones are withdrawn, those they shortened hold as before."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from prosfora.audit.rules import changes_between
from prosfora.audit.services import Actor, Happening
from prosfora.files.imports import Clash, Order, Written
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.database import one_after_another
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.services.imports.known import scopes_of
from prosfora.pricing.services.laying import Laid, put_periods, tell_all
from prosfora.pricing.services.rows import facts, subject


def noted(line: int, laid: Laid) -> Written:
    """What to keep of a laid period: the record's number with its last day, and what an undo gives back to others."""
    before = {
        "ended": [[one.row.pk, one.row.status, _day(one.row.valid_to), _day(one.last)] for one in laid.ended],
        "resumed": [[row.pk, _day(row.valid_to)] for row in laid.resumed],
    }
    return Written(line, f"{laid.row.pk}@{_day(laid.row.valid_to)}", laid.row.version, before if laid.ended else None)


def present_records(keys: Sequence[str]) -> dict[str, int]:
    """The versions of those noted records that still hold or wait; one statement."""
    numbers = {key: int(key.partition("@")[0]) for key in keys}
    rows = ConditionRecord.objects.filter(pk__in=set(numbers.values())).exclude(status="withdrawn")
    versions = dict(rows.values_list("pk", "version"))
    return {key: versions[number] for key, number in numbers.items() if number in versions}


def undo_written(rows: Sequence[Written], order: Order) -> list[Clash]:
    """Take these lines of an import back; nothing where something clashes."""
    return take_back(rows, scopes=scopes_of(order), verb="undo_import", by=order.by, at=order.at)


def take_back(
    rows: Sequence[Written], *, scopes: Collection[str], verb: str, by: Actor, at: dt.datetime
) -> list[Clash]:
    """Take noted periods back, newest first, in a constant number of statements; nothing where something clashes.

    `scopes` are the sales areas whose prices the user may change. Call inside the verb's transaction.
    """
    numbers = {number for row in rows for number in _numbers(row)}
    one_after_another(sorted(set(ConditionRecord.objects.filter(pk__in=numbers).values_list("lookup", flat=True))))
    records = ConditionRecord.objects.select_related("promotion").in_bulk(numbers)
    before = {number: facts(record) for number, record in records.items()}
    clashes = [clash for row in rows for clash in _take_back(row, records, scopes)]
    if clashes:
        return clashes
    changed = [record for number, record in records.items() if facts(record) != before[number]]
    put_periods(changed)
    happenings = [Happening(subject(row), changes_between(before[row.pk], facts(row))) for row in changed]
    tell_all(verb, happenings, by, at)
    return []


def _take_back(row: Written, records: Mapping[int, ConditionRecord], scopes: Collection[str]) -> Iterator[Clash]:
    """Put one line's records back, in memory."""
    number, _at, last = row.key.partition("@")
    made, kept = records[int(number)], row.before or {}
    status_then = made.status if made.is_draft else "released"  # drafts replace drafts, prices replace prices
    fresh = [(made, last), *((records[pk], day) for pk, day in kept.get("resumed", []))]
    ended = [(records[pk], status, day, former) for pk, status, day, former in kept.get("ended", [])]
    if EVERYWHERE not in scopes and made.sales_area_id not in scopes:
        yield Clash(_name(made), _("It holds where you may not change prices"))
    elif any((one.status, _day(one.valid_to)) != (status_then, day) for one, day in fresh) or any(
        (one.status, _day(one.valid_to)) != (status, day) for one, status, day, _former in ended
    ):
        yield Clash(_name(made), _("It was changed since"))
    else:
        for one, _last in fresh:
            one.status = "withdrawn"
        for one, _status, _last, former in ended:
            one.status, one.valid_to = status_then, dt.date.fromisoformat(former)


def _numbers(row: Written) -> Iterator[int]:
    kept: Mapping[str, Any] = row.before or {}
    yield int(row.key.partition("@")[0])
    yield from (note[0] for note in (*kept.get("ended", []), *kept.get("resumed", [])))


def _name(record: ConditionRecord) -> str:
    return f"{record.lookup} {_day(record.valid_from)}"


def _day(day: dt.date) -> str:
    return day.isoformat()
