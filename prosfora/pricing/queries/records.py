"""Reads of condition records for people and programs."""

import datetime as dt

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
