"""The API of all rooms under /api/v1: sign-in by token, one shape of refusal, the OpenAPI document."""

import importlib
import importlib.util
import json
import logging
import secrets
from decimal import Decimal
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from prosfora.identity.api import TokenAuth
from prosfora.kit.api import problem
from prosfora.kit.errors import NotVisible, Refused

logger = logging.getLogger("prosfora.api")

ROOMS = (
    "identity", "files", "company", "approvals", "parties", "catalog", "pricing", "pricelists", "documents", "portal",
    "insights",
)  # fmt: skip
LONGEST_INTEGER = 18  # digits: what both databases can hold
DEEPEST = 40  # levels of nesting no honest body reaches


class BadBody(Refused):
    """The body is not the JSON we take."""

    status = 400


class BadRequest(Refused):
    """Some fields have the wrong shape; `problems` names each."""


class NotSignedIn(Refused):
    """No token, or one that is unknown, expired or revoked."""

    status = 401


class TooLarge(Refused):
    """More bytes than one call may bring."""

    status = 413


class NotTaken(Refused):
    """The framework refused the call before any verb was asked."""


class InternalError(Refused):
    """A bug; the reference finds it in the log."""

    status = 500


class ExactParser(Parser):
    """JSON with exact decimals; what a database could not keep is refused before any verb sees it."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body's object. Raises BadBody."""
        try:
            text = request.body.decode()
            parsed = json.loads(text, parse_float=Decimal, parse_int=_integer, parse_constant=_no_constant)
            if "\\u" in text or "\x00" in text:
                _check_text(parsed)
        except (ValueError, RecursionError) as error:
            raise BadBody(_("The body is not JSON that we can read: %(why)s") % {"why": error}) from None
        return parsed  # type: ignore[no-any-return]  # the schema checks that it is an object


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_INTEGER:
        raise ValueError(f"integer of {len(digits)} digits")
    return int(digits)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _check_text(value: Any) -> None:
    """Raise ValueError for a NUL or half a surrogate pair anywhere: no database keeps them."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            one.encode()  # raises UnicodeEncodeError, a ValueError
            if "\0" in one:
                raise ValueError("NUL character")


api = NinjaAPI(
    title="Prosfora",
    version="1",
    description=(
        "Inquiries, quotations, customers, products and prices. Amounts and quantities are strings, days ISO 8601. "
        "Every refusal is a problem document (RFC 9457) whose `errors` point at fields. Creating calls take an "
        "`Idempotency-Key`, changing calls `If-Match` with the ETag of the last read."
    ),
    auth=TokenAuth(),
    parser=ExactParser(),
    docs_url=None,
    urls_namespace="api",
)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problem(request, refusal)


@api.exception_handler(ValidationError)
def _misshaped(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems: dict[str, list[str]] = {}
    for entry in error.errors:
        problems.setdefault(_field(entry["loc"]), []).append(str(entry["msg"]))
    return problem(request, BadRequest(_("Some fields have the wrong shape"), problems=problems))


def _field(place: tuple[str | int, ...]) -> str:
    """Where a value stands, dotted, without "body" and the parameter's name: what JSON pointers are made of."""
    inner = place[2:] if place[0] in ("body", "form", "file") else place[1:]
    return ".".join(str(part) for part in inner)


@api.exception_handler(AuthenticationError)
def _not_signed_in(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    answer = problem(request, NotSignedIn(_("Send a valid token: Authorization: Bearer pfa_…")))
    answer["WWW-Authenticate"] = 'Bearer realm="Prosfora"'
    return answer


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(request, NotVisible(_("There is nothing at this address")))


@api.exception_handler(HttpError)
def _not_taken(request: HttpRequest, error: HttpError) -> HttpResponse:
    refusal = NotTaken(str(error))
    refusal.status = error.status_code
    return problem(request, refusal)


@api.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    if isinstance(error, RequestDataTooBig):
        return problem(request, TooLarge(_("The body is too large; send less at a time, files as a form")))
    return problem(request, BadBody(_("The request cannot be read")))


@api.exception_handler(Exception)
def _bug(request: HttpRequest, error: Exception) -> HttpResponse:
    reference = secrets.token_hex(4)
    logger.error("reference %s: %s %s", reference, request.method, request.path, exc_info=error)
    sentence = _("Something went wrong on our side; tell your administrator the reference %(reference)s")
    return problem(request, InternalError(sentence % {"reference": reference}, data={"reference": reference}))


def _mount_rooms() -> None:
    """Mount the router of every room that has one; a room's paths begin with its nouns, so all mount at the root."""
    for room in ROOMS:
        if importlib.util.find_spec(f"prosfora.{room}.api") is None:
            continue
        module = importlib.import_module(f"prosfora.{room}.api")
        if hasattr(module, "router"):
            api.add_router("", module.router)


leftovers = Router()  # one of its own: what hangs on `api` itself is asked before the rooms' routers


@leftovers.get("/{path:rest}", include_in_schema=False)
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address under /api/v1."""
    raise NotVisible(_("There is nothing at this address"))


_mount_rooms()
api.add_router("", leftovers)
