"""Installations of their own for the tests that need real processes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from prosfora.jobs.tests.install import Install, template


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory, django_db_setup: Any) -> Iterator[Callable[[Path], Install]]:
    with template(tmp_path_factory.mktemp("template")) as copy:
        yield copy


@pytest.fixture
def install(copies: Callable[[Path], Install], tmp_path: Path) -> Iterator[Install]:
    made = copies(tmp_path)
    yield made
    made.stop_all()
