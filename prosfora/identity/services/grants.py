"""Giving rights and taking them back."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.services import Actor, record
from prosfora.identity.models import RoleGrant, User
from prosfora.identity.rules import EVERYWHERE, Role, declared_verbs
from prosfora.identity.rules.people import is_area
from prosfora.identity.services.locking import locked, refuse_without_administrator
from prosfora.identity.services.refusals import UnknownRight
from prosfora.identity.services.users import subject
from prosfora.identity.telling import role_word


@transaction.atomic
def grant_role(*, user: User, role: str = "", verb: str = "", scope: str = "", by: Actor, at: dt.datetime) -> RoleGrant:
    """Give a user a role, or one verb, in a sales area ("GR01-10-00"; blank: everywhere). Twice is once.

    Raises UnknownRight.
    """
    if (role and role not in set(Role)) or (verb and verb not in declared_verbs()) or bool(role) == bool(verb):
        roles = ", ".join(map(role_word, Role))
        raise UnknownRight(_("Name one role (%(roles)s) or one verb") % {"roles": roles}, "role")
    if not is_area(scope):
        raise UnknownRight(_("A sales area is written like GR01-10-00"), "scope")
    stored = locked(user)
    grant, is_new = RoleGrant.objects.get_or_create(user=stored, role=role, verb=verb, scope=scope)
    if is_new:
        record(verb="grant_role", subject=subject(stored), by=by, at=at, changes={"grant": [None, str(grant)]})
    return grant


@transaction.atomic
def revoke_role(*, grant: RoleGrant, by: Actor, at: dt.datetime) -> None:
    """Take a right back. Raises LastAdministrator."""
    stored = locked(grant.user)
    if grant.role == Role.ADMINISTRATOR and grant.scope == EVERYWHERE:
        refuse_without_administrator(stored)
    record(verb="revoke_role", subject=subject(stored), by=by, at=at, changes={"grant": [str(grant), None]})
    grant.delete()
