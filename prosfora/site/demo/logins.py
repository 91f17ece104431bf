"""Who may sign in to the demo company."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

DEMO_DIR = Path(settings.BASE_DIR) / "demo"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    username: str
    password: str
    role: str
    scope: str


def demo_logins() -> list[DemoLogin]:
    """The demo company's users with the password they share."""
    plan = json.loads((DEMO_DIR / "company.json").read_text(encoding="utf-8"))
    return [DemoLogin(u["username"], plan["password"], u["role"], u["scope"]) for u in plan["users"]]
