"""The verbs of this room and who holds them; its loaders."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from prosfora.identity.models import ApiToken, RoleGrant, SavedView, User
from prosfora.identity.queries import allows
from prosfora.identity.rules import ALL_ROLES, Role
from prosfora.kit.errors import Forbidden, NotVisible

ADMINISTRATORS = (Role.ADMINISTRATOR,)
EVERYBODY = tuple(sorted(ALL_ROLES))
VERBS: dict[str, tuple[Role, ...]] = {
    "identity.display_user": (Role.ADMINISTRATOR, Role.AUDITOR),
    "identity.create_user": ADMINISTRATORS,
    "identity.change_user": ADMINISTRATORS,
    "identity.set_password": ADMINISTRATORS,
    "identity.reset_factors": ADMINISTRATORS,
    "identity.deactivate_user": ADMINISTRATORS,
    "identity.reactivate_user": ADMINISTRATORS,
    "identity.grant_role": ADMINISTRATORS,
    "identity.revoke_role": ADMINISTRATORS,
    "identity.note_sign_in": EVERYBODY,
    "identity.refuse_sign_in": EVERYBODY,
    "identity.issue_token": EVERYBODY,
    "identity.revoke_token": EVERYBODY,
    "identity.touch_token": EVERYBODY,
    "identity.set_language": EVERYBODY,
    "identity.change_account": EVERYBODY,
    "identity.save_view": EVERYBODY,
    "identity.rename_view": EVERYBODY,
    "identity.share_view": EVERYBODY,
    "identity.delete_view": EVERYBODY,
    "audit.display_journal": (Role.AUDITOR, Role.ADMINISTRATOR),
    "jobs.display_job": (Role.ADMINISTRATOR, Role.AUDITOR),
    "jobs.retry_job": ADMINISTRATORS,
    "jobs.discard_job": ADMINISTRATORS,
}


def user_to(verb: str, *, user: User, username: str) -> User:
    """The user record for an administrator's verb. Raises NotVisible, Forbidden."""
    if not allows(user, "identity.display_user"):
        raise NotVisible(_("There is nobody here for you"))
    found = User.objects.filter(username=username).first()
    if found is None:
        raise NotVisible(_("There is no user %(name)s") % {"name": username[:150]})
    if not allows(user, f"identity.{verb}"):
        raise Forbidden(_("You may see users, but not do that to them"))
    return found


def users_to(verb: str, *, user: User) -> "QuerySet[User]":
    """All users, for who may see them or do the verb ("create_user"). Raises NotVisible, Forbidden."""
    if not allows(user, "identity.display_user"):
        raise NotVisible(_("There is nobody here for you"))
    if not allows(user, f"identity.{verb}"):
        raise Forbidden(_("You may see users, but not do that to them"))
    return User.objects.all()


def grant_to(verb: str, *, user: User, username: str, grant_id: int) -> RoleGrant:
    """One right of a user, for an administrator's verb. Raises NotVisible, Forbidden."""
    owner = user_to(verb, user=user, username=username)
    grant = RoleGrant.objects.select_related("user").filter(pk=grant_id, user=owner).first()
    if grant is None:
        raise NotVisible(_("This right was taken back already"))
    return grant


def token_to(verb: str, *, user: User, token_id: int) -> ApiToken:
    """One of the user's own tokens; an administrator reaches everybody's. Raises NotVisible, Forbidden."""
    rows = ApiToken.objects.select_related("user")
    if not allows(user, "identity.change_user"):
        rows = rows.filter(user=user)
    token = rows.filter(pk=token_id).first()
    if token is None:
        raise NotVisible(_("There is no such token of yours"))
    if not allows(user, f"identity.{verb}"):
        raise Forbidden(_("You may not do that to tokens"))
    return token


def view_to(verb: str, *, user: User, view_id: int) -> SavedView:
    """One of the user's own saved views. Raises NotVisible, Forbidden."""
    view = SavedView.objects.select_related("user").filter(pk=view_id, user=user).first()
    if view is None:
        raise NotVisible(_("There is no such view of yours"))
    if not allows(user, f"identity.{verb}"):
        raise Forbidden(_("You may not do that to views"))
    return view
