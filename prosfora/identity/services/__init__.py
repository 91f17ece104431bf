"""Verbs of users, their rights, the tokens of their programs, and their saved views."""

from prosfora.identity.services.cleaning import forget_calls, prune
from prosfora.identity.services.grants import grant_role, revoke_role
from prosfora.identity.services.refusals import (
    BadExpiry,
    LastAdministrator,
    NameTaken,
    NotYourself,
    UnknownPage,
    UnknownRight,
    UserNotValid,
    ViewNameTaken,
)
from prosfora.identity.services.saved_views import delete_view, rename_view, save_view, share_view
from prosfora.identity.services.tokens import issue_token, revoke_token, touch_token
from prosfora.identity.services.users import (
    change_account,
    change_user,
    create_user,
    deactivate_user,
    note_sign_in,
    reactivate_user,
    refuse_sign_in,
    reset_factors,
    set_language,
    set_password,
    subject,
)

__all__ = [
    "BadExpiry",
    "LastAdministrator",
    "NameTaken",
    "NotYourself",
    "UnknownPage",
    "UnknownRight",
    "UserNotValid",
    "ViewNameTaken",
    "change_account",
    "change_user",
    "create_user",
    "deactivate_user",
    "delete_view",
    "forget_calls",
    "grant_role",
    "issue_token",
    "note_sign_in",
    "prune",
    "reactivate_user",
    "refuse_sign_in",
    "rename_view",
    "reset_factors",
    "revoke_role",
    "revoke_token",
    "save_view",
    "set_language",
    "set_password",
    "share_view",
    "subject",
    "touch_token",
]
