"""Laying new periods over those that stand: what imports, mass changes and copies of price lists write."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from prosfora.audit.rules import changes_between
from prosfora.audit.services import Actor, Happening, record_all
from prosfora.kit.database import alike, bulk_change, one_after_another
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries.records import newest_versions, standing_records, terms_of
from prosfora.pricing.rules.periods import Cut, End, Standing, cuts, in_rounds, last_day
from prosfora.pricing.services.bulk import store
from prosfora.pricing.services.rows import facts, subject

FROM_DRAFT = ("status", "valid_to", "lineage", "version", "promotion_id", "released_by", "released_at")
type Place = tuple[str, str | None, str]  # where two periods exclude each other: key, sales area, currency


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record, not yet saved or a draft, that is to hold from its first day on."""

    row: ConditionRecord
    end: End = End.STATED


@dataclass(frozen=True, slots=True)
class Ended:
    """A record that lost days, with the last day it had and the first values it told."""

    row: ConditionRecord
    last: dt.date
    before: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Laid:
    """A new period, what it took from others, and what goes on behind it."""

    row: ConditionRecord
    ended: tuple[Ended, ...] = ()
    resumed: tuple[ConditionRecord, ...] = ()


def place_of(row: ConditionRecord) -> Place:
    """Where a record's period excludes others."""
    return row.lookup, row.sales_area_id, row.currency


def period_of(row: ConditionRecord) -> Standing:
    """A record's period as rules read it."""
    return Standing(row.pk, row.valid_from, row.valid_to)


def says_the_same(standing: Iterable[ConditionRecord], row: ConditionRecord) -> bool:
    """Whether a record with these very terms holds on all days of the row already."""
    return any(
        one.valid_from <= row.valid_from
        and one.valid_to >= row.valid_to
        and (row.promotion_id is None or row.promotion_id == one.promotion_id)
        and replace(terms_of(one), valid_from=row.valid_from, valid_to=row.valid_to) == terms_of(row)
        for one in standing
    )


def lay(*, wanted: Sequence[Wanted], verb: str, by: Actor, at: dt.datetime) -> list[Laid]:
    """Let these records hold, one per place, in a constant number of statements; what is so already is left out.

    Records in their way end the day before; their terms begin again behind a period that ends before they did. Nothing
    is edited: a record that would lose its first day is withdrawn and stays for proof. A draft becomes the record that
    holds, under its own id. Call inside the verb's transaction.
    """
    if not wanted:
        return []
    lookups = {one.row.lookup for one in wanted}
    one_after_another(sorted(lookups))
    standing: dict[Place, list[ConditionRecord]] = {}
    for row in standing_records(lookups, min(one.row.valid_from for one in wanted)):
        standing.setdefault(place_of(row), []).append(row)
    versions = newest_versions(row.lineage for rows in standing.values() for row in rows)
    laid = [done for one in wanted if (done := _laid(one, standing.get(place_of(one.row), []), versions, by, at))]
    _write(laid)
    _tell(laid, verb, by, at)
    return laid


def _laid(
    wanted: Wanted, standing: Sequence[ConditionRecord], versions: dict[int | None, int], by: Actor, at: dt.datetime
) -> Laid | None:
    """The new period with its consequences, not yet stored; None where nothing changes."""
    row, periods = wanted.row, [period_of(one) for one in standing]
    row.valid_to = last_day(periods, row.valid_from, wanted.end, row.valid_to)
    if says_the_same(standing, row):
        return None
    was_draft = row.is_draft
    if was_draft:
        row.status = "released"
    by_number = {one.pk: one for one in standing}
    found = cuts(periods, row.valid_from, row.valid_to)
    ended = tuple(_ended(by_number[cut.number], cut) for cut in found)
    if ended:
        _follow(row, ended[0].row, versions)
    elif was_draft:
        row.version += 1
    resumed = []
    for cut, lost in zip(found, ended, strict=True):
        if cut.resumes_on is not None:
            rest = alike(
                lost.row, id=None, status="released", valid_from=cut.resumes_on, valid_to=lost.last,
                created_by=by.get_username(), created_at=at, laid_over=None, released_by=None, released_at=None,
            )  # fmt: skip
            _follow(rest, lost.row, versions)
            resumed.append(rest)
    return Laid(row, ended, tuple(resumed))


def _ended(row: ConditionRecord, cut: Cut) -> Ended:
    lost = Ended(row, row.valid_to, facts(row))
    if cut.ends_on is None:
        row.status = "withdrawn"
    else:
        row.valid_to = cut.ends_on
    return lost


def _follow(row: ConditionRecord, earlier: ConditionRecord, versions: dict[int | None, int]) -> None:
    """Make a row the next version of the same price; one that was a draft never bears a version it had as such."""
    versions[earlier.lineage] = max(versions[earlier.lineage], row.version) + 1
    row.lineage, row.version = earlier.lineage, versions[earlier.lineage]
    row.promotion = row.promotion or earlier.promotion


def _write(laid: Sequence[Laid]) -> None:
    """First what ends, then what begins, so that no two ever hold on one day."""
    put_periods([lost.row for one in laid for lost in one.ended])
    begun = [row for one in laid for row in (one.row, *one.resumed)]
    bulk_change([row for row in begun if row.pk], FROM_DRAFT)
    store([row for row in begun if not row.pk])


def put_periods(rows: Sequence[ConditionRecord]) -> None:
    """Store last days and statuses, the withdrawn ones first."""
    for withdrawn in (True, False):
        some = [row for row in rows if (row.status == "withdrawn") is withdrawn]
        ConditionRecord.objects.bulk_update(some, ["valid_to", "status"], batch_size=500)


def _tell(laid: Sequence[Laid], verb: str, by: Actor, at: dt.datetime) -> None:
    """One entry per price, about what holds from the new period's first day on."""
    happenings = []
    for one in laid:
        before = one.ended[0].before if one.ended else {}
        happenings.append(Happening(subject(one.row), changes_between(before, facts(one.row)), fresh=not before))
        happenings += [
            Happening(subject(lost.row), changes_between(lost.before, facts(lost.row)))
            for lost in one.ended
            if lost.row.lineage != one.row.lineage
        ]
    tell_all(verb, happenings, by, at)


def tell_all(verb: str, happenings: Iterable[Happening], by: Actor, at: dt.datetime) -> None:
    """Write these entries, those about the same price one after another."""
    for some in in_rounds(happenings, lambda happening: happening.subject.key):
        record_all(verb=verb, happenings=some, by=by, at=at)
