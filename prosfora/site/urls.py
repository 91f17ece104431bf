"""All addresses: the site's own, then each room under its plural nouns."""

from importlib.util import find_spec

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from prosfora.site import views
from prosfora.site.api import api

ROOMS = ("identity", "audit", "jobs", "files", "company", "parties", "catalog", "pricing", "documents")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("palette", views.palette, name="palette"),
    path("theme", views.set_theme, name="set_theme"),
    path("language", login_not_required(set_language), name="set_language"),
    path("healthz", views.healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    *(path("", include(f"prosfora.{room}.urls")) for room in ROOMS if find_spec(f"prosfora.{room}.urls")),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.broken
