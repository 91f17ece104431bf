"""Every test of this room keeps its files in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prosfora.files import imports
from prosfora.files.imports import declare_importer
from prosfora.files.tests.importing import ViewImporter


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def importer() -> Iterator[ViewImporter]:
    made = ViewImporter()
    declare_importer(made)
    yield made
    del imports._importers[made.kind]
