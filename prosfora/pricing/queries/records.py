"""Reads of condition records for people and programs."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.pricing.models import ConditionRecord

VERB = "pricing.display_condition"


def visible_conditions(user: User) -> "QuerySet[ConditionRecord]":
    """The records of the user's sales areas and those that hold in all of them."""
    scopes = user.rights.scopes(VERB) if user.is_active else frozenset[str]()
    rows = ConditionRecord.objects.select_related("condition_type")
    if EVERYWHERE in scopes:
        return rows
    return rows.filter(Q(sales_area=None) | Q(sales_area__in=scopes)) if scopes else rows.none()


def valid_records(rows: "QuerySet[ConditionRecord]", day: dt.date) -> "QuerySet[ConditionRecord]":
    """Those that hold on a day."""
    return rows.filter(valid_from__lte=day, valid_to__gte=day)


def history_of(record: ConditionRecord) -> "QuerySet[ConditionRecord]":
    """Every period of the same price, newest first."""
    return ConditionRecord.objects.filter(lineage=record.lineage).order_by("-valid_from", "-id")


@dataclass(frozen=True, slots=True)
class ConditionFilter:
    """What a list of records is narrowed to; blank narrows nothing."""

    q: str = ""  # a part of the key: a product, a customer
    condition_type: str = ""
    valid_on: dt.date | None = None


def listed_conditions(user: User, wanted: ConditionFilter) -> "QuerySet[ConditionRecord]":
    """The visible records that a filter leaves, withdrawn ones left out."""
    rows = visible_conditions(user).exclude(lookup__startswith="-")
    if wanted.condition_type:
        rows = rows.filter(condition_type=wanted.condition_type.upper())
    if wanted.q:
        rows = rows.filter(lookup__icontains=wanted.q.strip())
    return valid_records(rows, wanted.valid_on) if wanted.valid_on else rows
