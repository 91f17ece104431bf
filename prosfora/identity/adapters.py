"""How allauth behaves here: nobody signs himself up, sign-ins are in the journal, single sign-on knows our people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.userkit import filter_users_by_email, filter_users_by_username
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from prosfora.identity.models import User
from prosfora.identity.services import note_sign_in, refuse_sign_in
from prosfora.kit.clock import now


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in by password, second factor and passkey."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Too many failed sign-ins: this name is locked for five minutes. Have you lost your password? An "
            "administrator can give you a new one."
        ),
        "account_inactive": _("This user is shut out. Ask an administrator."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Administrators let people in; nobody signs himself up."""
        return False

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """Note the sign-in in the journal."""
        answer: HttpResponse = super().post_login(request, user, **options)
        note_sign_in(user=user, by=user, at=now())
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a wrong password in the journal of the user it was tried for, if there is one."""
        super().authentication_failed(request, **credentials)
        users = list(_tried(credentials))
        if len(users) == 1:
            refuse_sign_in(user=users[0], by=users[0], at=now())


def _tried(credentials: dict[str, Any]) -> list[User]:
    if name := credentials.get("username"):
        found: list[User] = list(filter_users_by_username(name))
        return found
    return list(filter_users_by_email(credentials["email"])) if credentials.get("email") else []


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Single sign-on: people are known by the mail address their server has verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whether people nobody has entered here are let in; they have no rights until an administrator gives some."""
        return bool(getattr(settings, "OIDC_LETS_IN", False))
