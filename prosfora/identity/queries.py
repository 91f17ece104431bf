"""Reads about users and their rights."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from prosfora.identity.models import ApiToken, RoleGrant, SavedView, User


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


def listed_users(users: "QuerySet[User]", *, text: str = "", role: str = "", active: str = "") -> "QuerySet[User]":
    """The users whose name or mail holds a text, who hold a role somewhere, who are active ("1") or not ("0")."""
    if text:
        found = Q()
        for field in ("username", "first_name", "last_name", "email"):
            found |= Q(**{f"{field}__icontains": text})
        users = users.filter(found)
    if role:
        users = users.filter(pk__in=RoleGrant.objects.filter(role=role).values("user"))
    return users.filter(is_active=active == "1") if active else users


def roles_of(users: Iterable[User]) -> dict[int, list[str]]:
    """The role names of some users, each once, by user id; one query."""
    roles: dict[int, list[str]] = {}
    ids = [user.pk for user in users]
    for user_id, role in RoleGrant.objects.filter(user__in=ids).order_by("role").values_list("user", "role"):
        if role and role not in roles.setdefault(user_id, []):
            roles[user_id].append(role)
    return roles


def grants_of(user: User) -> "QuerySet[RoleGrant]":
    """The rights of a user, roles first."""
    return user.grants.order_by("-role", "verb", "scope")


def tokens_of(user: User) -> "QuerySet[ApiToken]":
    """The tokens of a user, those in force first, the newest first among them."""
    return user.tokens.order_by(F("revoked_at").asc(nulls_first=True), "-created_at", "-id")


def factors_of(user: User) -> list[str]:
    """The kinds of second factors and passkeys a user has set up."""
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def lasting_query(query: str) -> str:
    """A list's query string without blank filters and what only says where somebody was in the list."""
    kept = QueryDict(query, mutable=True)
    for name, values in list(kept.lists()):
        if name in ("cursor", "export", "csrfmiddlewaretoken") or not any(values):
            del kept[name]
    return kept.urlencode()
