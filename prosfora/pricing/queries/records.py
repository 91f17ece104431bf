"""Reads of condition records for people and programs."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, Q, QuerySet

from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.database import among, ids_if_few, starting_with
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.rules.periods import numbers_in
from prosfora.pricing.rules.terms import Terms

FEW = 1_000
KEY_PARTS = ("product", "customer", "other_key")
VERB, OF_DRAFTS = "pricing.display_condition", "pricing.display_draft"


def visible_conditions(user: User) -> "QuerySet[ConditionRecord]":
    """The records of the user's sales areas and those that hold in all of them; floors and least margins only for who
    may see costs, drafts only for who may see drafts.
    """
    scopes = user.rights.scopes(VERB) if user.is_active else frozenset[str]()
    rows = _without_drafts(ConditionRecord.objects.select_related("condition_type", "promotion"), user)
    if not user.rights.allows("catalog.display_cost"):
        rows = rows.exclude(condition_type__condition_class="limit")
    if EVERYWHERE in scopes:
        return rows
    return rows.filter(Q(sales_area=None) | Q(sales_area__in=scopes)) if scopes else rows.none()


def _without_drafts(rows: "QuerySet[ConditionRecord]", user: User) -> "QuerySet[ConditionRecord]":
    """The rows without what nobody released, in sales areas where the user may not see drafts."""
    scopes = user.rights.scopes(OF_DRAFTS)
    if EVERYWHERE in scopes:
        return rows
    mine = Q(sales_area=None) | Q(sales_area__in=scopes)
    unreleased = Q(status="draft") | Q(laid_over__isnull=False, released_by=None)
    return rows.filter(~unreleased | mine) if scopes else rows.exclude(unreleased)


def valid_records(rows: "QuerySet[ConditionRecord]", day: dt.date) -> "QuerySet[ConditionRecord]":
    """Those that hold on a day."""
    return rows.filter(valid_from__lte=day, valid_to__gte=day)


def history_of(record: ConditionRecord) -> "QuerySet[ConditionRecord]":
    """Every period of the same price, newest first."""
    return ConditionRecord.objects.filter(lineage=record.lineage).order_by("-valid_from", "-version")


def newest_version(record: ConditionRecord) -> int:
    """How often this price was set: the version that people and programs see, since a change makes a new record."""
    return ConditionRecord.objects.filter(lineage=record.lineage).aggregate(last=Max("version"))["last"] or 0


def newest_versions(lineages: Iterable[int | None]) -> dict[int | None, int]:
    """The same for many prices in one statement."""
    rows = ConditionRecord.objects.filter(lineage__in=set(lineages)).order_by()
    return dict(rows.values_list("lineage").annotate(Max("version")))


def standing_records(lookups: Collection[str], since: dt.date) -> "QuerySet[ConditionRecord]":
    """The released records of these keys that hold on a day or later, in all sales areas and currencies."""
    released = ConditionRecord.objects.select_related("promotion").filter(status="released", valid_to__gte=since)
    return among(released, "lookup", sorted(lookups)).order_by("valid_from", "id")


def drafts_of_keys(lookups: Collection[str]) -> "QuerySet[ConditionRecord]":
    """The drafts of these keys, in all sales areas and currencies."""
    drafts = ConditionRecord.objects.select_related("promotion").filter(status="draft")
    return among(drafts, "lookup", sorted(lookups)).order_by("valid_from", "id")


def drafts_beside(record: ConditionRecord, user: User) -> "QuerySet[ConditionRecord]":
    """The drafts of the same key, sales area and currency that a user may see."""
    drafts = visible_conditions(user).filter(status="draft", lookup=record.lookup, currency=record.currency)
    return drafts.filter(sales_area=record.sales_area_id).exclude(pk=record.pk).order_by("valid_from", "id")


def laid_under(draft: ConditionRecord, user: User) -> "QuerySet[ConditionRecord]":
    """The records that stood in a draft's place when it was saved."""
    return visible_conditions(user).filter(pk__in=numbers_in(draft.laid_over or "")).order_by("valid_from", "id")


def terms_of(record: ConditionRecord) -> Terms:
    """What a record says beside its key."""
    scales = tuple((Decimal(level), Decimal(rate)) for level, rate in record.scales)
    told = {name: getattr(record, name) for name in Terms.__slots__ if name not in ("scales", "on_request")}
    return Terms(**told, scales=scales, on_request=bool(record.on_request))


@dataclass(frozen=True, slots=True)
class ConditionFilter:
    """What a list of records is narrowed to; blank narrows nothing."""

    q: str = ""  # the beginning of a product, customer or group of the key
    condition_type: str = ""
    valid_on: dt.date | None = None
    sales_area: str = ""
    status: str = ""  # released, draft; blank: both


def listed_conditions(user: User, wanted: ConditionFilter) -> "QuerySet[ConditionRecord]":
    """The visible records that a filter leaves, withdrawn ones left out."""
    rows = visible_conditions(user).exclude(status="withdrawn")
    if wanted.condition_type:
        rows = rows.filter(condition_type=wanted.condition_type.upper())
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.sales_area:
        rows = rows.filter(sales_area=wanted.sales_area)
    if wanted.q.strip():
        rows = _with_key(rows, wanted.q.strip())
    return valid_records(rows, wanted.valid_on) if wanted.valid_on else rows


def _with_key(rows: "QuerySet[ConditionRecord]", q: str) -> "QuerySet[ConditionRecord]":
    """Rows whose key begins so, by three indexes, each walked no further than needed."""
    begun = [starting_with(ConditionRecord.objects.all(), name, q) for name in KEY_PARTS]
    found = [ids_if_few(some.values_list("pk", flat=True), FEW) for some in begun]
    if all(ids is not None for ids in found):
        return rows.filter(pk__in=[pk for ids in found for pk in ids or ()])
    any_of = Q()
    for name in KEY_PARTS:
        any_of |= Q(**{f"{name}__gte": q, f"{name}__lt": q + "\x7f"})
    return rows.filter(any_of)
