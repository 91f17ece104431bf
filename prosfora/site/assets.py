"""Stylesheets and scripts: which ones a page loads, and under which names they are served."""

from functools import cache
from pathlib import Path

from django.apps import apps
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):
    """Hashed names, cached for ever, for whatever `collectstatic` collected; plain names for the rest."""

    def stored_name(self, name: str) -> str:
        """The name a page refers to."""
        collected = self.hash_key(self.clean_name(name.partition("#")[0]).replace("\\", "/"))
        return super().stored_name(name) if collected in self.hashed_files else name


@cache
def stylesheets() -> tuple[str, ...]:
    """Every room's `static/<room>/css/*.css`; `kit/css/layers.css` first, because it orders the layers."""
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
