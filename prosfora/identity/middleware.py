"""Who asks: sign-in, language, time zone, the journal's channel, the mark that a token was used."""

import datetime as dt
import zoneinfo
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from prosfora.audit.services import CHANNEL
from prosfora.identity.models import ApiToken
from prosfora.identity.services import touch_token

API = "/api/"
TOUCH_EVERY = dt.timedelta(minutes=1)


class UserLanguage:
    """Answers in the user's language and time zone; before sign-in, in the browser's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        CHANNEL.set("page")
        language = getattr(request.user, "language", None) or translation.get_language_from_request(request)
        with translation.override(language), timezone.override(_zone(getattr(request.user, "time_zone", ""))):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        token = getattr(request, "token", None)
        if token is not None and _is_due(token, request.now):  # type: ignore[attr-defined]  # kit.middleware sets it
            # The response's own list of things to do once its bytes have left: no signal, no waiting caller.
            response._resource_closers.append(partial(_note_use, token, request.now))  # type: ignore[attr-defined]
        return response


def _zone(name: str) -> dt.tzinfo | None:
    """The time zone of that name; None, the company's, where there is no such zone."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None


def _is_due(token: ApiToken, at: dt.datetime) -> bool:
    return token.last_used_at is None or at - token.last_used_at > TOUCH_EVERY


def _note_use(token: ApiToken, at: dt.datetime) -> None:
    try:
        touch_token(token_id=token.pk, by=token.user, at=at)
    except OperationalError:
        return  # the database was busy; the next call notes it


class SignInRequired(LoginRequiredMiddleware):
    """Every page asks for sign-in unless it says otherwise; programs sign in by token at the API itself."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Send strangers to the sign-in page."""
        if request.path.startswith(API):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> Any:
        """The sign-in page; a fragment's request is told to go there instead of swapping it in."""
        answer = super().handle_no_permission(request, view_func)
        if not getattr(request, "htmx", False):
            return answer
        return HttpResponseClientRedirect(f"{resolve_url(self.get_login_url(view_func))}?next={quote(_seen(request))}")


def _seen(request: HttpRequest) -> str:
    """The page that the fragment was asked from."""
    return str(request.htmx.current_url_abs_path or "/")  # type: ignore[attr-defined]  # django_htmx sets it
