"""All addresses: the site's own, then each room's `urls.py` (app_name = the room). A new room is added to ROOMS."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from prosfora.site import views
from prosfora.site.api import api

ROOMS = (
    "identity", "audit", "jobs", "files", "company", "approvals", "parties", "catalog", "pricing", "pricelists",
    "documents", "portal", "insights",
)  # fmt: skip

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("palette", views.palette, name="palette"),
    path("settings/", views.settings_page, name="settings"),
    path("language", views.choose_language, name="set_language"),
    path("theme", views.set_theme, name="set_theme"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    *(path("", include(f"prosfora.{room}.urls")) for room in ROOMS if find_spec(f"prosfora.{room}.urls")),
]

handler400 = "prosfora.site.errors.bad_request"
handler403 = "prosfora.site.errors.forbidden"
handler404 = "prosfora.site.errors.not_found"
handler500 = "prosfora.site.errors.server_error"
