"""Verbs of users, their rights and the tokens of their programs."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.identity.models import ApiToken, RoleGrant, SavedView, User
from prosfora.identity.rules import Role, declared_verbs
from prosfora.kit.errors import Refused

TOKEN_PREFIX = "pfa_"  # noqa: S105  a mark that scanners of leaked keys can find, no secret


class NameTaken(Refused):
    """Another user has this name."""


class UnknownRight(Refused):
    """The role or verb does not exist."""


def subject(user: User) -> Subject:
    """The journal's name for a user."""
    return Subject("user", user.username, str(user))


@transaction.atomic
def create_user(
    *,
    username: str,
    email: str,
    password: str | None,
    first_name: str = "",
    last_name: str = "",
    language: str = "en",
    home_area: str = "",
    by: Actor,
    at: dt.datetime,
) -> User:
    """Let a person sign in; without a password only by a passkey, OpenID Connect or as a technical user."""
    if User.objects.filter(username=username).exists():
        raise NameTaken(_("A user named %(name)s exists; choose another name") % {"name": username}, "username")
    user = User(
        username=username,
        email=email,
        first_name=first_name,
        last_name=last_name,
        language=language,
        home_area=home_area,
        date_joined=at,
    )
    user.set_password(password)
    user.save(force_insert=True)
    record(verb="create_user", subject=subject(user), by=by, at=at, fresh=True)
    return user


@transaction.atomic
def set_password(*, user: User, password: str, by: Actor, at: dt.datetime) -> None:
    """Give a user a new password; the journal keeps that it happened, never what it is."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record(verb="set_password", subject=subject(user), by=by, at=at)


@transaction.atomic
def set_language(*, user: User, language: str, by: Actor, at: dt.datetime) -> None:
    """Answer the user in another language from now on."""
    changes = {"language": [user.language, language]}
    user.language = language
    user.save(update_fields=["language"])
    record(verb="set_language", subject=subject(user), by=by, at=at, changes=changes)


@transaction.atomic
def deactivate_user(*, user: User, by: Actor, at: dt.datetime) -> None:
    """Shut a user out; records that name him stay as they are. His tokens die with him."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    record(verb="deactivate_user", subject=subject(user), by=by, at=at, changes={"is_active": ["True", "False"]})


@transaction.atomic
def grant_role(*, user: User, role: str = "", verb: str = "", scope: str = "", by: Actor, at: dt.datetime) -> RoleGrant:
    """Give a user a role, or one verb, in a sales area ("GR01-10-00"; blank: everywhere). Twice is once."""
    if (role and role not in set(Role)) or (verb and verb not in declared_verbs()) or bool(role) == bool(verb):
        raise UnknownRight(_("Name one role (%(roles)s) or one verb") % {"roles": ", ".join(Role)}, "role")
    grant, is_new = RoleGrant.objects.get_or_create(user=user, role=role, verb=verb, scope=scope)
    if is_new:
        changes = {"grant": [None, str(grant)]}
        record(verb="grant_role", subject=subject(user), by=by, at=at, changes=changes)
    return grant


@transaction.atomic
def revoke_role(*, grant: RoleGrant, by: Actor, at: dt.datetime) -> None:
    """Take a right back."""
    record(verb="revoke_role", subject=subject(grant.user), by=by, at=at, changes={"grant": [str(grant), None]})
    grant.delete()


@transaction.atomic
def issue_token(
    *, user: User, name: str, expires_at: dt.datetime, verbs: Collection[str] = (), by: Actor, at: dt.datetime
) -> tuple[ApiToken, str]:
    """Make a program's key; the clear text is returned this once, only its SHA-256 is kept.

    `verbs` narrows it to some of its user's rights ("documents.create_quotation"); empty keeps them all.
    """
    unknown = sorted(set(verbs) - set(declared_verbs()))
    if unknown:
        raise UnknownRight(_("There is no verb %(verbs)s") % {"verbs": ", ".join(unknown)}, "verbs")
    clear = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=clear[:12],
        digest=hashlib.sha256(clear.encode()).hexdigest(),
        verbs=sorted(verbs),
        created_at=at,
        expires_at=expires_at,
    )
    changes = {"token": [None, str(token)]}
    record(verb="issue_token", subject=subject(user), by=by, at=at, changes=changes)
    return token, clear


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor, at: dt.datetime) -> None:
    """End a token at once."""
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record(verb="revoke_token", subject=subject(token.user), by=by, at=at, changes={"token": [str(token), None]})


@transaction.atomic
def save_view(
    *, user: User, page: str, name: str, query: str, shared: bool = False, by: Actor, at: dt.datetime
) -> SavedView:
    """Keep a list's filters, order and columns under a name; the same name is overwritten."""
    view, _is_new = SavedView.objects.update_or_create(
        user=user, page=page, name=name, defaults={"query": query, "shared": shared}
    )
    changes = {name: [None, query]}
    record(verb="save_view", subject=subject(user), by=by, at=at, changes=changes)
    return view


@transaction.atomic
def delete_view(*, view: SavedView, by: Actor, at: dt.datetime) -> None:
    """Forget a saved view."""
    record(verb="delete_view", subject=subject(view.user), by=by, at=at, changes={view.name: [view.query, None]})
    view.delete()


@transaction.atomic
def touch_token(*, token_id: int, by: Actor, at: dt.datetime) -> None:
    """Note that a token was used; called at most once a minute and not journalled: it changes no right."""
    ApiToken.objects.filter(pk=token_id).update(last_used_at=at)
