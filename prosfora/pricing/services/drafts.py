"""Drafts of condition records (KFRST): saved, edited and withdrawn freely, since they price no document; released by
being laid over what stands, as every other new period is.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from prosfora.audit.rules import changes_between
from prosfora.audit.services import Actor, Happening, record, record_all
from prosfora.kit import writing
from prosfora.kit.database import one_after_another
from prosfora.kit.errors import ChangedMeanwhile, Refused
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries.configuration import configuration
from prosfora.pricing.queries.records import drafts_of_keys, standing_records, terms_of
from prosfora.pricing.rules.book import TypeRule
from prosfora.pricing.rules.periods import in_rounds, last_day, touched
from prosfora.pricing.rules.terms import TermChanges, changed_terms, flaws_of
from prosfora.pricing.services.bulk import store
from prosfora.pricing.services.laying import (
    Ended,
    Laid,
    Place,
    Wanted,
    lay,
    period_of,
    place_of,
    put_periods,
    says_the_same,
    tell_all,
)
from prosfora.pricing.services.refusals import BadCondition, DraftOutdated, PeriodsOverlap, UnknownKey, refuse
from prosfora.pricing.services.rows import (
    facts,
    new_row,
    put_terms,
    refuse_overlap,
    refuse_unknown_values,
    subject,
    type_rule,
)
from prosfora.pricing.telling import key_words

type Standing = Mapping[Place, Sequence[ConditionRecord]]


def as_draft(row: ConditionRecord) -> ConditionRecord:
    """Make a row, not yet saved, a draft that remembers what stands in its place. One statement."""
    row.status = "draft"
    row.laid_over = _remembered(row, _standing([row]))
    return row


def rewrite_draft(
    draft: ConditionRecord,
    changes: TermChanges,
    valid_from: dt.date,
    valid_to: dt.date | None,
    *,
    by: Actor,
    at: dt.datetime,
    version: int | None,
) -> ConditionRecord:
    """Put other terms on a draft, in place. One that stood over nothing may not come to stand over a price.

    Raises BadCondition, PeriodsOverlap, ChangedMeanwhile.
    """
    row = locked_drafts([draft], {} if version is None else {draft.pk: version})[0]
    before, old = facts(row), terms_of(row)
    new = changed_terms(old, changes, valid_from, valid_to or old.valid_to)
    refuse(flaws_of(type_rule(row.condition_type_id), new))
    put_terms(row, new)
    if not row.laid_over:
        refuse_overlap(row)
    as_draft(row).version += 1
    row.created_by, row.created_at = by.get_username(), at
    row.save()
    record(verb="change_condition", subject=subject(row), by=by, at=at, changes=changes_between(before, facts(row)))
    return row


def withdraw_draft(draft: ConditionRecord, *, by: Actor, at: dt.datetime, version: int | None) -> ConditionRecord:
    """Drop a draft; it stays readable in the journal. Raises ChangedMeanwhile."""
    row = locked_drafts([draft], {} if version is None else {draft.pk: version})[0]
    before = facts(row)
    row.status = "withdrawn"
    row.save(update_fields=["status"])
    record(verb="delete_condition", subject=subject(row), by=by, at=at, changes=changes_between(before, facts(row)))
    return row


def locked_drafts(drafts: Sequence[ConditionRecord], versions: Mapping[int, int]) -> list[ConditionRecord]:
    """The drafts as they are now, kept from everybody else until the transaction ends; two statements.

    `versions` are those that were seen, by id. Raises ChangedMeanwhile.
    """
    one_after_another(sorted({draft.lookup for draft in drafts}))
    rows = ConditionRecord.objects.select_for_update(of=("self",)).select_related("promotion")
    found = list(rows.filter(pk__in=[draft.pk for draft in drafts]).order_by("pk"))
    for row in found:
        if not row.is_draft:
            raise ChangedMeanwhile(_not_waiting(row))
        if versions.get(row.pk, row.version) != row.version:
            words = _("%(key)s: %(who)s changed this draft meanwhile, at %(when)s; look at it again, then decide")
            when = writing.moment(row.created_at)
            raise ChangedMeanwhile(words % {"key": name_of(row), "who": row.created_by, "when": when})
    return found


def _not_waiting(row: ConditionRecord) -> str:
    if row.released_by and row.released_at:
        words = _("%(key)s: %(who)s released this draft already, at %(when)s")
        return words % {"key": name_of(row), "who": row.released_by, "when": writing.moment(row.released_at)}
    if row.is_released:
        return _("%(key)s is no draft: it holds already") % {"key": name_of(row)}
    return _("%(key)s was withdrawn: there is nothing to release or change any more") % {"key": name_of(row)}


def release_drafts(rows: Sequence[ConditionRecord], *, verb: str, by: Actor, at: dt.datetime) -> None:
    """Let locked drafts hold, all of them or none; a constant number of statements. Call inside a transaction.

    Everything that was checked when they were saved is checked again, since types, keys and prices may have changed.
    Raises UnknownKey, BadCondition, PeriodsOverlap, DraftOutdated.
    """
    _refuse_flawed(rows, by, at)
    _refuse_rivals(rows)
    _refuse_outdated(rows)
    told = [Happening(subject(row), {"status": ["draft", "released"]}) for row in rows]
    for row in rows:
        row.released_by, row.released_at = by.get_username(), at
    for some in in_rounds([Wanted(row) for row in rows], lambda one: place_of(one.row)):
        lay(wanted=some, verb=verb, by=by, at=at)
    if idle := next((row for row in rows if row.is_draft), None):
        raise BadCondition(_("%(key)s: this very price holds already") % {"key": name_of(idle)})
    record_all(verb=verb, happenings=told, by=by, at=at)


def lay_drafts(*, wanted: Sequence[Wanted], verb: str, by: Actor, at: dt.datetime) -> list[Laid]:
    """Save these rows as drafts, one per place, in a constant number of statements; what is so already is left out.

    A draft of the same place and first day is withdrawn for it. Call inside the verb's transaction.
    """
    if not wanted:
        return []
    rows = [one.row for one in wanted]
    one_after_another(sorted({row.lookup for row in rows}))
    standing, waiting = _standing(rows), _by_place(drafts_of_keys({row.lookup for row in rows}))
    laid = []
    for one in wanted:
        row, here = one.row, standing.get(place_of(one.row), [])
        row.valid_to = last_day([period_of(each) for each in here], row.valid_from, one.end, row.valid_to)
        same = [each for each in waiting.get(place_of(row), []) if each.valid_from == row.valid_from]
        if not says_the_same([*here, *(each for each in same if each.valid_to == row.valid_to)], row):
            row.laid_over = _remembered(row, standing)
            laid.append(Laid(row, tuple(_replaced(each) for each in same)))
    put_periods([lost.row for one in laid for lost in one.ended])
    store([one.row for one in laid])
    tell_all(verb, (one for each in laid for one in _happenings(each)), by, at)
    return laid


def _happenings(laid: Laid) -> Iterator[Happening]:
    """A draft begun, and those it was put in the place of."""
    yield Happening(subject(laid.row), changes_between({}, facts(laid.row)), fresh=True)
    for lost in laid.ended:
        yield Happening(subject(lost.row), changes_between(lost.before, facts(lost.row)))


def _replaced(draft: ConditionRecord) -> Ended:
    lost = Ended(draft, draft.valid_to, facts(draft))
    draft.status = "withdrawn"
    return lost


def _refuse_flawed(rows: Sequence[ConditionRecord], by: Actor, at: dt.datetime) -> None:
    """Types and their accesses may have changed, products and customers may be gone."""
    kinds = configuration().types
    for row in rows:
        try:
            _refuse_flaw(row, kinds[row.condition_type_id], by, at)
        except Refused as refusal:
            raise type(refusal)(f"{name_of(row)}: {refusal.message}", refusal.field) from None
    refuse_unknown_values(*(row.key for row in rows))


def _refuse_flaw(row: ConditionRecord, kind: TypeRule, by: Actor, at: dt.datetime) -> None:
    again = new_row(kind, row.key, row.sales_area_id, terms_of(row), by, at)
    if again.lookup != row.lookup:
        raise UnknownKey(_("The condition type is looked up by another key now"), "key")


def _refuse_rivals(rows: Sequence[ConditionRecord]) -> None:
    """Two drafts of one price cannot both hold on one day."""
    for some in _by_place(rows).values():
        ordered = sorted(some, key=lambda row: row.valid_from)
        for earlier, later in pairwise(ordered):
            if later.valid_from <= earlier.valid_to:
                words = _("%(key)s: two of these drafts hold on %(day)s; release one of them only")
                raise PeriodsOverlap(words % {"key": name_of(later), "day": writing.day(later.valid_from)})


def _refuse_outdated(rows: Sequence[ConditionRecord]) -> None:
    """A price that was changed after the draft was saved must be looked at again."""
    standing = _standing(rows)
    old = [name_of(row) for row in rows if row.laid_over != _remembered(row, standing)]
    if old:
        words = _("Changed since the draft was saved: %(keys)s. Look at it, save the draft again, then release it")
        raise DraftOutdated(words % {"keys": "; ".join(old[:5]) + (" …" if len(old) > 5 else "")})


def _standing(rows: Sequence[ConditionRecord]) -> Standing:
    """The released records of these rows' places; one statement."""
    return _by_place(standing_records({row.lookup for row in rows}, min(row.valid_from for row in rows)))


def _by_place(rows: Iterable[ConditionRecord]) -> dict[Place, list[ConditionRecord]]:
    found: dict[Place, list[ConditionRecord]] = {}
    for row in rows:
        found.setdefault(place_of(row), []).append(row)
    return found


def _remembered(row: ConditionRecord, standing: Standing) -> str:
    return touched([period_of(one) for one in standing.get(place_of(row), [])], row.valid_from, row.valid_to)


def name_of(row: ConditionRecord) -> str:
    """Which price a draft is about, in a sentence."""
    return f"{row.condition_type_id}, {key_words(row.key.items())}"
