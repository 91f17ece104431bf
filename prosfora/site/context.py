"""What every page of the frame needs."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from prosfora.identity.models import User
from prosfora.kit.shortcuts import SHORTCUTS
from prosfora.kit.writing import language
from prosfora.site.assets import scripts, stylesheets
from prosfora.site.navigation import account_entries, rail, url_or_none

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame: rail, theme, language, shortcuts; worked out only when a whole page is rendered."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "language": language(),
        "theme": theme if theme in THEMES else "",
        "stylesheets": stylesheets(),
        "scripts": scripts(),
        "navigation": rail(user, request.path) if isinstance(user, User) else [],
        "shortcuts": json.dumps({name: shortcut.key for name, shortcut in SHORTCUTS.items()}),
        "help": list(SHORTCUTS.values()),
        "palette_url": url_or_none("palette"),
        "views_url": url_or_none("identity:list_views"),
        "account": account_entries(user) if isinstance(user, User) else [],
        "has_no_users": lambda: not User.objects.exists(),  # asked by the sign-in page alone
    }
