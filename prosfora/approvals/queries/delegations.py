"""Delegations as people look at them."""

from datetime import date

from django.db.models import Q, QuerySet

from prosfora.approvals.models import Delegation
from prosfora.identity.models import User
from prosfora.identity.queries import allows


def visible_delegations(user: User, today: date) -> "QuerySet[Delegation]":
    """Those not over yet that a user gave or takes; all of them for who may delegate for others."""
    rows = Delegation.objects.filter(ends__gte=today, ended_at=None).select_related("giver", "taker")
    if not allows(user, "approvals.delegate_for_others"):
        rows = rows.filter(Q(giver=user) | Q(taker=user))
    return rows.order_by("starts", "pk")


def possible_takers() -> "QuerySet[User]":
    """Everybody who could stand in: active users who hold any right."""
    return User.objects.filter(is_active=True, grants__isnull=False).distinct().order_by("username")
