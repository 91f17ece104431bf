"""Releasing drafts of single condition records, under the rule that proposals are released by."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit import writing
from prosfora.pricelists.queries import changes_of, release_rules
from prosfora.pricelists.queries.drafts import DraftChange
from prosfora.pricelists.rules.statuses import ReleaseTerms, hindrance
from prosfora.pricelists.services.refusals import HINDRANCES, MayNotRelease
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.services.drafts import locked_drafts, name_of, release_drafts


@transaction.atomic
def release_condition(
    *, conditions: Sequence[ConditionRecord], by: User, at: dt.datetime, versions: Mapping[int, int] | None = None
) -> list[ConditionRecord]:
    """Let drafts of condition records hold from their first days on, all of them or none; a constant number of
    statements.

    Each begins a period, as every new price does: records in its way end the day before. `versions` are those that
    were seen, by id. Who may is said by the release rule of the sales area; whoever saved a draft last is its author.
    Raises MayNotRelease, ChangedMeanwhile, DraftOutdated, PeriodsOverlap, UnknownKey, BadCondition.
    """
    rows = locked_drafts(conditions, versions or {})
    rules = release_rules(row.sales_area_id for row in rows)
    for change in changes_of(rows):
        _refuse_hindered(change, rules[change.draft.sales_area_id], by)
    release_drafts(rows, verb="release_condition", by=by, at=at)
    return rows


def _refuse_hindered(change: DraftChange, terms: ReleaseTerms, by: User) -> None:
    draft = change.draft
    scope = EVERYWHERE if draft.sales_area_id is None else draft.sales_area_id
    why = hindrance(
        terms, is_author=draft.created_by == by.get_username(), largest=change.largest,
        may_approve=allows(by, "pricelists.approve_prices", scope),
    )  # fmt: skip
    if why:
        beyond = writing.number(terms.approve_beyond) if terms.approve_beyond is not None else ""
        raise MayNotRelease(f"{name_of(draft)}: {HINDRANCES[why] % {'percent': beyond}}")
