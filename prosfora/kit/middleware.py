"""What every request passes through: the clock is read once; refusals become readable answers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from prosfora.kit.clock import now
from prosfora.kit.errors import Refused
from prosfora.kit.htmx import refusal_page

type Handler = Callable[[HttpRequest], HttpResponse]


class RequestClock:
    """Puts the moment of the request on it as `request.now`; nothing below reads the clock again."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = now()  # type: ignore[attr-defined]  # identity.requests.UserRequest declares it
        return self.get_response(request)


class RefusalAnswers:
    """A `Refused` that a page did not handle itself becomes a page or fragment with its sentence and status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal_page(request, error) if isinstance(error, Refused) else None
