"""Pages that belong to no single room: the start, the command bar, settings, language and colours, health."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from prosfora.identity import services as identity
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.site.context import THEME_COOKIE, THEMES
from prosfora.site.home import home_page
from prosfora.site.navigation import settings_for
from prosfora.site.palette import answers, forbidden_command

ONE_YEAR = 365 * 24 * 3600


@require_GET
def home(request: UserRequest) -> HttpResponse:
    """Today: what is due, what is open, or what to do first."""
    page = home_page(user=request.user, today=today(request.now), everybody="all" in request.GET)
    return render(request, "site/home.html", {"page": page})


@require_GET
def palette(request: UserRequest) -> HttpResponse:
    """The command bar's results; without htmx the first of them is opened."""
    text = request.GET.get("q", "")[:200]
    hits = answers(request.user, text)
    if not request.htmx and hits:
        return redirect(hits[0].url)
    fragment = "#hits" if request.htmx else ""
    forbidden = None if hits else forbidden_command(request.user, text)
    return render(request, f"site/palette.html{fragment}", {"hits": hits, "q": text, "forbidden": forbidden})


@require_GET
def settings_page(request: UserRequest) -> HttpResponse:
    """All settings that exist and that the user may use."""
    return render(request, "site/settings.html", {"groups": settings_for(request.user)})


@login_not_required
@require_POST
def choose_language(request: UserRequest) -> HttpResponseBase:
    """The language of the pages: kept on the user, before sign-in in a cookie."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and check_for_language(language):
        identity.set_language(user=request.user, language=language, by=request.user, at=request.now)
    return set_language(request)


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light or dark colours, kept in a cookie; anything else follows the device."""
    wanted = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    answer = redirect(wanted if safe else "/")
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        secure = request.is_secure()
        answer.set_cookie(THEME_COOKIE, theme, max_age=ONE_YEAR, samesite="Lax", secure=secure, httponly=True)
    else:
        answer.delete_cookie(THEME_COOKIE)
    return answer


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@login_not_required
@require_GET
@cache_control(max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@login_not_required
@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """Where old browsers look for the icon."""
    return HttpResponsePermanentRedirect(static("kit/icon.svg"))
