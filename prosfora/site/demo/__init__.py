"""The demo company and the main job done headless: used by `make run`, `make demo`, screenshots and journeys."""

from prosfora.site.demo.company import load_demo
from prosfora.site.demo.logins import demo_logins

__all__ = ["demo_logins", "load_demo"]
