"""Pages of users, of oneself, of tokens and saved views."""

from prosfora.identity.views.account import account, issue_token, list_tokens, revoke_token
from prosfora.identity.views.saved_views import delete_view, list_views, rename_view, save_view, share_view
from prosfora.identity.views.users import (
    change_user,
    create_user,
    deactivate_user,
    display_user,
    explain,
    grant_role,
    list_users,
    reactivate_user,
    reset_factors,
    revoke_role,
    set_password,
)

__all__ = [
    "account",
    "change_user",
    "create_user",
    "deactivate_user",
    "delete_view",
    "display_user",
    "explain",
    "grant_role",
    "issue_token",
    "list_tokens",
    "list_users",
    "list_views",
    "reactivate_user",
    "rename_view",
    "reset_factors",
    "revoke_role",
    "revoke_token",
    "save_view",
    "set_password",
    "share_view",
]
