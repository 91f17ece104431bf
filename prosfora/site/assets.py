"""Which stylesheets and scripts a page loads: kit's in their order, then one folder per room, found at start."""

from functools import cache
from pathlib import Path

from django.apps import apps


@cache
def stylesheets() -> tuple[str, ...]:
    """Every room's `static/<room>/css/*.css`; kit's `layers.css` first, because it names the order of the layers."""
    return _found("css")


@cache
def scripts() -> tuple[str, ...]:
    """Every room's `static/<room>/js/*.js`: modules that define one custom element each."""
    return _found("js")


def _found(kind: str) -> tuple[str, ...]:
    rooms = [config for config in apps.get_app_configs() if config.name.startswith("prosfora.")]
    names = [
        f"{room.label}/{kind}/{file.name}"
        for room in rooms
        for file in sorted((Path(room.path) / "static" / room.label / kind).glob(f"*.{kind}"))
    ]
    return tuple(sorted(names, key=lambda name: name != "kit/css/layers.css"))
