"""Language and time zone of whoever is signed in."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from prosfora.audit.services import CHANNEL

API = "/api/"


class UserLanguage:
    """Answers in the user's language; before sign-in, in the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", None) or translation.get_language_from_request(request)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SignInRequired(LoginRequiredMiddleware):
    """Every page asks for sign-in unless it says otherwise; programs sign in by token at the API itself."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Send strangers to the sign-in page."""
        CHANNEL.set("page")
        if request.path.startswith(API):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
