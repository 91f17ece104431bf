"""Reads about users and their rights."""

import datetime as dt
import hashlib

from django.db.models import F, Q, QuerySet

from prosfora.identity.models import ApiToken, SavedView, User


def allows(user: User, verb: str, scope: str | None = None) -> bool:
    """Whether the user may do the verb ("documents.issue_quotation") in that sales area; None: in any."""
    return user.is_active and user.rights.allows(verb, scope)


def token_user(clear: str, at: dt.datetime) -> ApiToken | None:
    """The living token with this clear text, its user loaded with it; None when unknown, expired or revoked."""
    digest = hashlib.sha256(clear.encode()).hexdigest()
    rows = ApiToken.objects.select_related("user").filter(digest=digest, revoked_at=None, expires_at__gt=at)
    token = rows.first()
    return token if token is not None and token.user.is_active else None


def saved_views(user: User, page: str) -> "QuerySet[SavedView]":
    """The user's own views of a list and those others share, by name."""
    rows = SavedView.objects.filter(Q(user=user) | Q(shared=True), page=page)
    return rows.annotate(owner=F("user__username")).order_by("name")
