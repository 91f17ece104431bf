"""Stylesheets and scripts: which ones a page loads, and under which names they are served."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """Hashed names, cached for ever, for whatever `collectstatic` collected; plain names for the rest."""

    def stored_name(self, name: str) -> str:
        """The name a page refers to."""
        collected = self.hash_key(self.clean_name(name.partition("#")[0]).replace("\\", "/"))
        return super().stored_name(name) if collected in self.hashed_files else name


@cache
def stylesheets() -> tuple[str, ...]:
    """Every `.css` of every room; `kit/css/layers.css` first, because it orders the layers."""
    return tuple(sorted(_found("css"), key=lambda name: name != "kit/css/layers.css"))


@cache
def scripts() -> tuple[str, ...]:
    """Every `.js` of every room: modules that define one custom element each."""
    return tuple(_found("js"))


def _found(ending: str) -> Iterator[str]:
    for room in apps.get_app_configs():
        if room.name.startswith("prosfora."):
            static = Path(room.path) / "static"
            yield from (file.relative_to(static).as_posix() for file in sorted(static.rglob(f"*.{ending}")))
