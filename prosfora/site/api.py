"""The API for programs: every room's router under one version, one way to sign in, one shape of error."""

import logging
import secrets
from importlib import import_module
from importlib.util import find_spec

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from prosfora.identity.api import TokenAuth
from prosfora.kit.api import problem
from prosfora.kit.errors import NotVisible, Refused

logger = logging.getLogger("prosfora.site")
ROOMS = ("identity", "files", "company", "parties", "catalog", "pricing", "documents")

api = NinjaAPI(
    title="Prosfora",
    version="1",
    description="Inquiries, quotations, prices, parties and products for programs.",
    auth=TokenAuth(),
    docs_url=None,
    urls_namespace="api",
)


class BadInput(Refused):
    """The body or a parameter does not have the shape the OpenAPI document asks for."""


class Unauthenticated(Refused):
    """No token, or one that is unknown, expired or revoked."""

    status = 401


class ServerFault(Refused):
    """A bug of ours; the reference finds it in the log."""

    status = 500


for room in ROOMS:
    if find_spec(f"prosfora.{room}.api") and hasattr(module := import_module(f"prosfora.{room}.api"), "router"):
        api.add_router("", module.router)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problem(request, error)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems: dict[str, list[str]] = {}
    for entry in error.errors:
        place = ".".join(str(part) for part in entry["loc"] if part not in ("body", "query", "path", "payload"))
        problems.setdefault(place or "body", []).append(str(entry["msg"]))
    sentence = _("The request does not have the expected shape; see errors for the places")
    return problem(request, BadInput(sentence, problems=problems))


@api.exception_handler(AuthenticationError)
def _unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(request, Unauthenticated(_("Send a valid token: Authorization: Bearer pfa_…")))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, NotVisible(_("There is no such record for you")))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    refusal = BadInput(str(error))
    refusal.status = error.status_code
    return problem(request, refusal)


@api.exception_handler(Exception)
def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    reference = secrets.token_hex(4)
    logger.error("reference %s: %s %s failed", reference, request.method, request.path, exc_info=error)
    sentence = _("The server failed on this call; quote reference %(reference)s") % {"reference": reference}
    return problem(request, ServerFault(sentence, data={"reference": reference}))
