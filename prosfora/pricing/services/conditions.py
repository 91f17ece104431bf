"""Verbs of condition records. A record is never edited: a change ends its period and begins the next one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, record
from prosfora.kit.errors import ChangedMeanwhile, Refused
from prosfora.pricing.models import FOREVER, Access, ConditionRecord, ConditionType
from prosfora.pricing.rules.keys import lookup_of

DAY = dt.timedelta(days=1)


class UnknownKey(Refused):
    """The condition type is not looked up by this combination of facts."""


class PeriodsOverlap(Refused):
    """Another record of the same key holds in part of this period."""


class BadCondition(Refused):
    """Amount, currency, unit, scale or period do not fit the condition type."""


@transaction.atomic
def create_condition(
    *,
    condition_type: str,
    key: Mapping[str, str],
    amount: Decimal,
    currency: str = "",
    per: Decimal = Decimal(1),
    unit: str = "",
    scales: Sequence[tuple[Decimal, Decimal]] = (),
    lower_limit: Decimal | None = None,
    upper_limit: Decimal | None = None,
    sales_area: str | None = None,
    tax_code: str = "",
    reason_key: str = "",
    valid_from: dt.date,
    valid_to: dt.date = FOREVER,
    by: Actor,
    at: dt.datetime,
) -> ConditionRecord:
    """Record a price element for a key and a period (VK11). Discounts are entered positive, percentages as 5 for 5 %.

    `key` names facts of one of the type's accesses; `sales_area` None holds in all of them; `valid_to` is the last
    day. Raises UnknownKey, BadCondition, PeriodsOverlap.
    """
    kind = ConditionType.objects.filter(code=condition_type).first()
    if kind is None:
        raise BadCondition(_("There is no condition type %(code)s") % {"code": condition_type}, "condition_type")
    _check(kind, amount, currency, per, unit, scales, valid_from, valid_to)
    made = ConditionRecord(
        condition_type=kind,
        key=dict(key),
        lookup=_lookup(kind, key),
        sales_area_id=sales_area,
        amount=amount,
        currency="" if kind.calculation == "percent" else currency,
        per=per,
        unit=unit,
        scales=[[str(start), str(rate)] for start, rate in scales],
        lower_limit=lower_limit,
        upper_limit=upper_limit,
        tax_code=tax_code,
        reason_key=reason_key,
        valid_from=valid_from,
        valid_to=valid_to,
        created_by=by.get_username(),
        created_at=at,
    )
    _refuse_overlap(made)
    made.save(force_insert=True)
    made.lineage = made.pk
    made.save(update_fields=["lineage"])
    record(
        verb="create_condition",
        subject=subject(made),
        by=by,
        at=at,
        changes=changes_between({}, facts(made)),
        fresh=True,
    )
    return made


@transaction.atomic
def change_condition(
    *,
    condition: ConditionRecord,
    amount: Decimal,
    valid_from: dt.date,
    scales: Sequence[tuple[Decimal, Decimal]] | None = None,
    valid_to: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> ConditionRecord:
    """Let another amount hold from a day on (VK12): the record ends the day before, its successor is returned.

    Prices of days before `valid_from` stay what they were. A change from the record's own first day on replaces its
    whole period; the old one is kept in the journal only by its values. Raises BadCondition, ChangedMeanwhile.
    """
    _refuse_stale(condition, version)
    if not condition.valid_from <= valid_from <= condition.valid_to:
        raise BadCondition(_("The change must begin within the record's own period"), "valid_from")
    kind = condition.condition_type
    levels = [(Decimal(a), Decimal(b)) for a, b in condition.scales] if scales is None else list(scales)
    ends = valid_to or condition.valid_to
    _check(kind, amount, condition.currency, condition.per, condition.unit, levels, valid_from, ends)
    before = facts(condition)
    made = ConditionRecord.objects.get(pk=condition.pk)
    made.pk = None
    made.amount, made.valid_from, made.valid_to = amount, valid_from, ends
    made.scales = [[str(start), str(rate)] for start, rate in levels]
    made.version = condition.version + 1
    made.created_by, made.created_at = by.get_username(), at
    if condition.valid_from == valid_from:
        ConditionRecord.objects.filter(pk=condition.pk).update(lookup=_withdrawn(condition))
    else:
        condition.valid_to = valid_from - DAY
        condition.save(update_fields=["valid_to"])
    _refuse_overlap(made)
    made.save(force_insert=True)
    changes = changes_between(before, facts(made))
    record(verb="change_condition", subject=subject(made), by=by, at=at, changes=changes)
    return made


@transaction.atomic
def delete_condition(
    *, condition: ConditionRecord, ends_on: dt.date, by: Actor, at: dt.datetime, version: int | None = None
) -> ConditionRecord:
    """End a record: `ends_on` is its last day; a day before its first withdraws it altogether. Rows stay for proof."""
    _refuse_stale(condition, version)
    before = facts(condition)
    if ends_on < condition.valid_from:
        condition.lookup = _withdrawn(condition)
    else:
        condition.valid_to = min(ends_on, condition.valid_to)
    condition.save(update_fields=["valid_to", "lookup"])
    changes = changes_between(before, facts(condition))
    record(verb="delete_condition", subject=subject(condition), by=by, at=at, changes=changes)
    return condition


def subject(condition: ConditionRecord) -> Subject:
    """The journal's name for a price: all its periods are one record there."""
    scope = condition.sales_area_id or ""
    return Subject("condition", str(condition.lineage), condition.lookup, scope)


def facts(condition: ConditionRecord) -> dict[str, object]:
    """The values of a record that change documents show."""
    return {
        "lookup": condition.lookup,
        "amount": f"{condition.amount.normalize():f}",
        "currency": condition.currency,
        "per": f"{condition.per.normalize():f}",
        "unit": condition.unit,
        "scales": condition.scales or None,
        "valid_from": condition.valid_from,
        "valid_to": condition.valid_to,
    }


def _lookup(kind: ConditionType, key: Mapping[str, str]) -> str:
    accesses = Access.objects.filter(sequence=kind.sequence_id).order_by("number")
    combinations = [list(access.fields) for access in accesses]
    for fields in combinations:
        if set(fields) == set(key):
            lookup = lookup_of(kind.code, fields, {name: str(key[name]).strip() for name in fields})
            if lookup is not None and len(lookup) <= 240 and "|" not in "".join(key.values()):
                return lookup
    known = "; ".join(" + ".join(fields) for fields in combinations) or _("nothing: it is entered by hand only")
    sentence = _("%(type)s can be recorded for: %(known)s; every part needs a value")
    raise UnknownKey(sentence % {"type": kind.code, "known": known}, "key")


def _check(
    kind: ConditionType,
    amount: Decimal,
    currency: str,
    per: Decimal,
    unit: str,
    scales: Sequence[tuple[Decimal, Decimal]],
    valid_from: dt.date,
    valid_to: dt.date,
) -> None:
    if valid_to < valid_from:
        raise BadCondition(_("The last day lies before the first"), "valid_to")
    if per <= 0:
        raise BadCondition(_("An amount is per one or more units"), "per")
    if kind.calculation == "percent" and kind.sign == "minus" and amount > 100:
        raise BadCondition(_("A discount cannot be more than 100 %%") % {}, "amount")
    if kind.calculation != "percent" and len(currency) != 3:
        raise BadCondition(_("Name the currency of the amount, as EUR"), "currency")
    if kind.calculation in ("quantity", "gross_weight", "net_weight", "volume") and not unit:
        raise BadCondition(_("Name the unit the amount is for, as PCE or KGM"), "unit")
    starts = [start for start, _rate in scales]
    if any(start < 0 for start in starts) or starts != sorted(set(starts)):
        raise BadCondition(_("Scale levels must rise from line to line"), "scales")


def _refuse_overlap(made: ConditionRecord) -> None:
    same = ConditionRecord.objects.select_for_update().filter(
        lookup=made.lookup, sales_area=made.sales_area_id, currency=made.currency,
        valid_from__lte=made.valid_to, valid_to__gte=made.valid_from,
    )  # fmt: skip
    other = same.first()
    if other is not None:
        sentence = _("From %(first)s to %(last)s another amount holds for this key; change that one instead")
        raise PeriodsOverlap(sentence % {"first": other.valid_from, "last": other.valid_to}, "valid_from")


def _refuse_stale(condition: ConditionRecord, version: int | None) -> None:
    newest = (
        ConditionRecord.objects.filter(lineage=condition.lineage).order_by("-version").values_list("version", flat=True)
    )
    if version is not None and newest.first() != version:
        raise ChangedMeanwhile(_("This price was changed meanwhile; look at it again, then decide"))


def _withdrawn(condition: ConditionRecord) -> str:
    """The lookup of a record that must not be found any more: it stays readable, and unique by its id."""
    return f"-{condition.pk}|{condition.lookup}"[:240]
