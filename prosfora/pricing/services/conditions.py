"""Verbs of condition records. A record is never edited: a change ends its period and begins the next one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import changes_between
from prosfora.audit.services import Actor, record
from prosfora.pricing.models import FOREVER, ConditionRecord
from prosfora.pricing.queries.records import newest_version, terms_of
from prosfora.pricing.rules.terms import TermChanges, Terms, changed_terms, flaws_of
from prosfora.pricing.services.drafts import as_draft, rewrite_draft, withdraw_draft
from prosfora.pricing.services.refusals import BadCondition, refuse
from prosfora.pricing.services.rows import (
    facts,
    new_row,
    promotion_of,
    put_terms,
    refuse_overlap,
    refuse_stale,
    refuse_unknown_values,
    subject,
    type_rule,
)

DAY = dt.timedelta(days=1)


@transaction.atomic
def create_condition(
    *,
    condition_type: str,
    key: Mapping[str, str],
    amount: Decimal = Decimal(0),
    currency: str = "",
    per: Decimal = Decimal(1),
    unit: str = "",
    calculation: str = "",
    scales: Sequence[tuple[Decimal, Decimal]] = (),
    scale_unit: str = "",
    lower_limit: Decimal | None = None,
    upper_limit: Decimal | None = None,
    sales_area: str | None = None,
    promotion: str = "",
    tax_code: str = "",
    reason_key: str = "",
    on_request: bool = False,
    valid_from: dt.date,
    valid_to: dt.date = FOREVER,
    draft: bool = False,
    by: Actor,
    at: dt.datetime,
) -> ConditionRecord:
    """Record a price element for a key and a period (VK11). Discounts are entered positive, percentages as 5 for 5 %.

    `key` names the facts of one of the type's accesses; `sales_area` None holds in all of them; `valid_to` is the last
    day; `scales` are (level, rate); `promotion` is the number of the one that gives it; a price
    `on_request` has no amount and no scale; a `draft` waits for its release. Raises UnknownKey, BadCondition,
    PeriodsOverlap.
    """
    kind = type_rule(condition_type)
    terms = Terms(
        amount, valid_from, valid_to, currency, per, unit, calculation, tuple(scales), scale_unit, lower_limit,
        upper_limit, tax_code, reason_key, on_request=on_request,
    )  # fmt: skip
    made = new_row(kind, key, sales_area, terms, by, at)
    refuse_unknown_values(made.key)
    made.promotion = promotion_of(promotion or made.key.get("campaign", ""), made.sales_area_id)
    refuse_overlap(made)
    _begin(as_draft(made) if draft else made, verb="create_condition", by=by, at=at)
    return made


@transaction.atomic
def copy_condition(
    *,
    condition: ConditionRecord,
    key: Mapping[str, str],
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    draft: bool = False,
    by: Actor,
    at: dt.datetime,
) -> ConditionRecord:
    """Record the same terms for another key: another customer, another product. Raises as create_condition does."""
    terms = replace(terms_of(condition), valid_from=valid_from, valid_to=valid_to or condition.valid_to)
    kind = type_rule(condition.condition_type_id)
    made = new_row(kind, {**condition.key, **key}, condition.sales_area_id, terms, by, at)
    refuse_unknown_values(made.key)
    own = condition.promotion.number if condition.promotion else ""
    made.promotion = promotion_of(made.key.get("campaign", "") or own, made.sales_area_id)
    refuse_overlap(made)
    _begin(as_draft(made) if draft else made, verb="copy_condition", by=by, at=at)
    return made


@transaction.atomic
def change_condition(
    *,
    condition: ConditionRecord,
    changes: TermChanges,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    draft: bool = False,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> ConditionRecord:
    """Let other terms hold from a day on (VK12): the record ends the day before, its successor is returned.

    Prices of other days stay what they were: where the change ends before the record did, the old terms go on after
    it. A change from the record's first day on replaces its whole period; the replaced one stays for proof, withdrawn.
    With `draft` all this waits for the release. A record that is a draft itself is edited, not followed by another.
    Raises BadCondition, PeriodsOverlap, ChangedMeanwhile.
    """
    if condition.is_draft:
        return rewrite_draft(condition, changes, valid_from, valid_to, by=by, at=at, version=version)
    refuse_stale(condition, version)
    if not condition.is_released or not condition.valid_from <= valid_from <= condition.valid_to:
        raise BadCondition(_("The change must begin within the record's own period"), "valid_from")
    before, old = facts(condition), terms_of(condition)
    new = changed_terms(old, changes, valid_from, valid_to or old.valid_to)
    refuse(flaws_of(type_rule(condition.condition_type_id), new))
    if draft:
        return _begin(as_draft(_like(condition, new, by, at)), verb="change_condition", by=by, at=at)
    _end(condition, valid_from - DAY)
    made = _successor(condition, new, by, at)
    if new.valid_to < old.valid_to:
        _successor(condition, replace(old, valid_from=new.valid_to + DAY), by, at)
    told = changes_between(before, facts(made))
    record(verb="change_condition", subject=subject(made), by=by, at=at, changes=told)
    return made


@transaction.atomic
def delete_condition(
    *, condition: ConditionRecord, ends_on: dt.date, by: Actor, at: dt.datetime, version: int | None = None
) -> ConditionRecord:
    """End a record: `ends_on` is its last day; a day before its first withdraws it altogether. Rows stay for proof.

    A draft is withdrawn whatever the day. Raises ChangedMeanwhile.
    """
    if condition.is_draft:
        return withdraw_draft(condition, by=by, at=at, version=version)
    refuse_stale(condition, version)
    before = facts(condition)
    _end(condition, ends_on)
    changes = changes_between(before, facts(condition))
    record(verb="delete_condition", subject=subject(condition), by=by, at=at, changes=changes)
    return condition


def _begin(made: ConditionRecord, *, verb: str, by: Actor, at: dt.datetime) -> ConditionRecord:
    """Store the first record of a price."""
    made.save(force_insert=True)
    made.lineage = made.pk
    made.save(update_fields=["lineage"])
    told = changes_between({}, facts(made))
    record(verb=verb, subject=subject(made), by=by, at=at, changes=told, fresh=True)
    return made


def _like(condition: ConditionRecord, terms: Terms, by: Actor, at: dt.datetime) -> ConditionRecord:
    """A record of the same key with other terms, not yet saved: the first of a price of its own."""
    made = ConditionRecord.objects.get(pk=condition.pk)
    made.pk = made.lineage = made.laid_over = made.released_by = made.released_at = None
    made.status, made.version = "released", 1
    put_terms(made, terms)
    made.created_by, made.created_at = by.get_username(), at
    return made


def _successor(condition: ConditionRecord, terms: Terms, by: Actor, at: dt.datetime) -> ConditionRecord:
    """The next version of the same price."""
    made = _like(condition, terms, by, at)
    made.lineage, made.version = condition.lineage, newest_version(condition) + 1
    refuse_overlap(made)
    made.save(force_insert=True)
    return made


def _end(condition: ConditionRecord, last_day: dt.date) -> None:
    """Let a record end on a day; one that would never hold is withdrawn."""
    if last_day < condition.valid_from:
        condition.status = "withdrawn"
    else:
        condition.valid_to = min(last_day, condition.valid_to)
    condition.save(update_fields=["valid_to", "status"])
