"""What people read when a request fails, each with what to do next."""

import logging
import re
import secrets

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from prosfora.kit.api import problem
from prosfora.kit.errors import NotVisible

logger = logging.getLogger("prosfora.site")
_SECRET = re.compile(r"^/o/[^/]+")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be read."""
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: visible, but not allowed."""
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is nothing, or nothing for this user; programs get a problem document."""
    if request.path.startswith("/api/"):
        return problem(request, NotVisible(_("There is nothing at this address")))
    return _error(request, 404)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form did not come from a page of ours, or that page was too old."""
    logger.warning("form refused at %s: %s", _place(request), reason)
    return _error(request, 403, kind="csrf")


def server_error(request: HttpRequest) -> HttpResponse:
    """500 under a reference that the log knows. The page asks neither session nor database: they may be what broke."""
    reference = secrets.token_hex(4)
    logger.error("reference %s: %s %s failed", reference, request.method, _place(request))
    body = loader.render_to_string("site/broken.html", {"reference": reference})
    return HttpResponse(body, status=500)


def _place(request: HttpRequest) -> str:
    """The path as a log may hold it: without the secret of a customer's link."""
    return _SECRET.sub("/o/…", request.path)


def _error(request: HttpRequest, status: int, kind: str = "") -> HttpResponse:
    return render(request, "site/error.html", {"kind": kind or str(status)}, status=status)
