"""Pages that belong to no single room: the start, the command bar, colours, health, errors."""

import logging
import secrets

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from prosfora.company.models import Company
from prosfora.documents.queries import home_figures
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.site.context import THEME_COOKIE
from prosfora.site.palette import answers

logger = logging.getLogger("prosfora.site")
ONE_YEAR = 365 * 24 * 3600


@require_GET
def home(request: UserRequest) -> HttpResponse:
    """Today: what is due, what is open, or what to do first."""
    figures = home_figures(request.user, today(request.now))
    return render(request, "site/home.html", {"figures": figures, "is_set_up": Company.objects.exists()})


@require_GET
def palette(request: UserRequest) -> HttpResponse:
    """The command bar's results; without htmx the first of them is opened."""
    text = request.GET.get("q", "")[:200]
    hits = answers(request.user, text)
    if not request.htmx and hits:
        return redirect(hits[0].url)
    fragment = "#hits" if request.htmx else ""
    return render(request, f"site/palette.html{fragment}", {"hits": hits, "q": text})


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light or dark colours, kept in a cookie."""
    wanted = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    answer = redirect(wanted if safe else "/")
    theme = "dark" if request.POST.get("theme") == "dark" else "light"
    answer.set_cookie(THEME_COOKIE, theme, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return answer


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the record does not exist, or not for this user."""
    return render(request, "site/error.html", {"status": 404}, status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403: visible, but not allowed; or a form that was not ours."""
    return render(request, "site/error.html", {"status": 403}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request was no request."""
    return render(request, "site/error.html", {"status": 400}, status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """500 with a reference number that the log knows."""
    reference = secrets.token_hex(4)
    logger.error("reference %s: %s %s failed", reference, request.method, request.path)
    return render(request, "site/error.html", {"status": 500, "reference": reference}, status=500)
