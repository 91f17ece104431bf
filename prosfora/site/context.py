"""What every page of the frame needs."""

import json
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from prosfora.identity.models import User
from prosfora.kit.shortcuts import SHORTCUTS
from prosfora.kit.writing import language
from prosfora.site.navigation import rail, url_or_none

KIT_SHEETS = ("tokens", "base", "frame", "controls", "tables")
KIT_SCRIPTS = ("shortcuts", "command-bar", "row-keys", "type-ahead")
ROOM_ASSETS = ("documents", "pricing", "catalog", "parties", "site")
THEME_COOKIE = "theme"


@cache
def stylesheets() -> tuple[str, ...]:
    """All style sheets in layer order: the kit's, then those of the rooms that have one."""
    rooms = [f"{room}/{room}.css" for room in ROOM_ASSETS if finders.find(f"{room}/{room}.css")]
    return (*(f"kit/css/{name}.css" for name in KIT_SHEETS), *rooms)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame: rail, theme, language, shortcuts; worked out only when a whole page is rendered."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "language": language(),
        "theme": theme if theme in ("light", "dark") else "light",
        "stylesheets": stylesheets(),
        "scripts": [f"kit/js/{name}.js" for name in KIT_SCRIPTS],
        "navigation": rail(user, request.path) if isinstance(user, User) else [],
        "shortcuts": json.dumps({name: shortcut.key for name, shortcut in SHORTCUTS.items()}),
        "help": list(SHORTCUTS.values()),
        "palette_url": url_or_none("palette"),
        "views_url": url_or_none("identity:list_views"),
        "account_url": url_or_none("identity:account") or "/",
    }
