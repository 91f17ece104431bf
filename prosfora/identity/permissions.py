"""The verbs of this room and who holds them; its loaders."""

from prosfora.identity.models import ApiToken, SavedView, User
from prosfora.identity.queries import allows
from prosfora.identity.rules import ALL_ROLES, Role
from prosfora.kit.errors import Forbidden, NotVisible

ADMINISTRATORS = (Role.ADMINISTRATOR,)
VERBS: dict[str, tuple[Role, ...]] = {
    "identity.display_user": (Role.ADMINISTRATOR, Role.AUDITOR),
    "identity.create_user": ADMINISTRATORS,
    "identity.set_password": ADMINISTRATORS,
    "identity.deactivate_user": ADMINISTRATORS,
    "identity.grant_role": ADMINISTRATORS,
    "identity.revoke_role": ADMINISTRATORS,
    "identity.issue_token": tuple(ALL_ROLES),
    "identity.revoke_token": tuple(ALL_ROLES),
    "identity.touch_token": tuple(ALL_ROLES),
    "identity.set_language": tuple(ALL_ROLES),
    "identity.save_view": tuple(ALL_ROLES),
    "identity.delete_view": tuple(ALL_ROLES),
    "audit.display_journal": (Role.AUDITOR, Role.ADMINISTRATOR),
    "jobs.display_job": (Role.ADMINISTRATOR, Role.AUDITOR),
    "jobs.retry_job": ADMINISTRATORS,
    "jobs.discard_job": ADMINISTRATORS,
}


def user_to(verb: str, *, user: User, username: str) -> User:
    """The user record for an administrator's verb. Raises NotVisible, Forbidden."""
    if not allows(user, "identity.display_user"):
        raise NotVisible("")
    found = User.objects.filter(username=username).first()
    if found is None:
        raise NotVisible("")
    if not allows(user, f"identity.{verb}"):
        raise Forbidden("")
    return found


def own_token_to(verb: str, *, user: User, token_id: int) -> ApiToken:
    """One of the user's own tokens; an administrator reaches everybody's."""
    rows = ApiToken.objects.select_related("user")
    if not allows(user, "identity.grant_role"):
        rows = rows.filter(user=user)
    token = rows.filter(pk=token_id).first()
    if token is None:
        raise NotVisible("")
    if not allows(user, f"identity.{verb}"):
        raise Forbidden("")
    return token


def own_view_to(verb: str, *, user: User, view_id: int) -> SavedView:
    """One of the user's own saved views."""
    view = SavedView.objects.filter(pk=view_id, user=user).first()
    if view is None:
        raise NotVisible("")
    if not allows(user, f"identity.{verb}"):
        raise Forbidden("")
    return view
