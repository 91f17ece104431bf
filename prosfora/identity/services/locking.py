"""Holding a user's record while one of his rights, tokens or views is changed."""

from django.utils.translation import gettext as _

from prosfora.audit.queries import last_change
from prosfora.identity.models import RoleGrant, User
from prosfora.identity.rules import EVERYWHERE, Role
from prosfora.identity.services.refusals import LastAdministrator
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.kit.writing import moment


def locked(user: User) -> User:
    """The user as stored now, held until the transaction ends."""
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def refuse_stale(user: User, version: int | None) -> None:
    """Raise ChangedMeanwhile, naming who and when, where the user was changed after `version` was read."""
    if version is None or version == user.version:
        return
    last = last_change("user", user.username)
    who, when = (last.actor, moment(last.at)) if last else ("?", "?")
    sentence = _("%(name)s was changed meanwhile by %(who)s at %(when)s; look again, then repeat your change")
    raise ChangedMeanwhile(sentence % {"name": user, "who": who, "when": when})


def refuse_without_administrator(user: User) -> None:
    """Raise LastAdministrator where nobody but this user could let others in. Locks the administrators' rights."""
    rights = RoleGrant.objects.select_for_update(of=("self",)).filter(
        role=Role.ADMINISTRATOR, scope=EVERYWHERE, user__is_active=True
    )
    if list(rights.values_list("user", flat=True)) == [user.pk]:
        raise LastAdministrator(_("%(name)s is the last administrator; name another one first") % {"name": user})
