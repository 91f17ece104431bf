"""Keys of programs: shown once, kept as SHA-256, narrowed, ending, revocable."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.services import Actor, record
from prosfora.identity.models import ApiToken, User
from prosfora.identity.rules import declared_verbs
from prosfora.identity.services.locking import locked
from prosfora.identity.services.refusals import BadExpiry, UnknownRight, UserNotValid
from prosfora.identity.services.users import subject

TOKEN_PREFIX = "pfa_"  # noqa: S105  a mark that scanners of leaked keys can find, no secret


@transaction.atomic
def issue_token(
    *, user: User, name: str, expires_at: dt.datetime, verbs: Collection[str] = (), by: Actor, at: dt.datetime
) -> tuple[ApiToken, str]:
    """Make a program's key; the clear text is returned this once, only its SHA-256 is kept.

    `verbs` narrows it to some of its user's rights ("documents.create_quotation"); empty keeps them all. Raises
    UserNotValid, UnknownRight, BadExpiry.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= 100 or not name.isprintable():
        raise UserNotValid(_("Give the token a name of at most 100 characters"), "name")
    unknown = sorted(set(verbs) - set(declared_verbs()))
    if unknown:
        raise UnknownRight(_("There is no verb %(verbs)s") % {"verbs": ", ".join(unknown)}, "verbs")
    if expires_at <= at:
        raise BadExpiry(_("The token must end in the future"), "expires_at")
    stored = locked(user)
    clear = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=stored,
        name=name,
        prefix=clear[:12],
        digest=hashlib.sha256(clear.encode()).hexdigest(),
        verbs=sorted(verbs),
        created_at=at,
        expires_at=expires_at,
    )
    record(verb="issue_token", subject=subject(stored), by=by, at=at, changes={"token": [None, str(token)]})
    return token, clear


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor, at: dt.datetime) -> None:
    """End a token at once. Twice is once."""
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        return
    token.revoked_at = at
    owner = locked(token.user)
    record(verb="revoke_token", subject=subject(owner), by=by, at=at, changes={"token": [str(token), None]})


@transaction.atomic
def touch_token(*, token_id: int, by: Actor, at: dt.datetime) -> None:
    """Note that a token was used; called at most once a minute and not journalled: it changes no right."""
    ApiToken.objects.filter(pk=token_id).update(last_used_at=at)
