"""Reads about users and their rights."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from prosfora.identity.models import ApiToken, RoleGrant, SavedView, User
from prosfora.identity.rules import Grant, Rights, Role
from prosfora.kit.prepared import Asked, Prepared, columns

_OF_TOKEN = ("id", "user_id", "verbs", "last_used_at")
_OF_USER = columns(User)
_TOKENS = Prepared(
    lambda: (
        ApiToken.objects.filter(digest=Asked("digest"), revoked_at=None, expires_at__gt=Asked("at"))
        .filter(user__is_active=True)
        .order_by("user__grants__id")
        .values_list(
            *_OF_TOKEN, *columns(User, "user__"), "user__grants__scope", "user__grants__role", "user__grants__verb"
        )
    )
)


def allows(user: User, verb: str, scope: str | None = None) -> bool:
    """Whether the user may do the verb ("documents.issue_quotation") in that sales area; None: in any."""
    return user.is_active and user.rights.allows(verb, scope)


def token_user(clear: str, at: dt.datetime) -> ApiToken | None:
    """The living token with this clear text, its user and his rights narrowed to it loaded with it; one query.

    None when it is unknown, expired or revoked, or its user is shut out.
    """
    rows = _TOKENS(digest=hashlib.sha256(clear.encode()).hexdigest(), at=at)
    if not rows:
        return None
    first = len(_OF_TOKEN)
    last = first + len(_OF_USER)
    token = ApiToken.from_db("default", _OF_TOKEN, rows[0][:first])
    token.user = User.from_db("default", _OF_USER, rows[0][first:last])
    grants = tuple(
        Grant(scope, Role(role) if role else None, verb) for *_, scope, role, verb in rows if scope is not None
    )
    token.user.rights = Rights(grants, limited_to=frozenset(token.verbs) if token.verbs else None)
    return token


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
