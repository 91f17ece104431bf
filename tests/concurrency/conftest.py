"""Installations of their own, on SQLite and, where one is reachable, on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from prosfora.site.demo.sink import Sink, smtp_sink
from tests.concurrency.installation import Installation, copy_of, template

KINDS = [
    pytest.param("sqlite", marks=pytest.mark.one_pass),
    pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.one_pass]),
]


@pytest.fixture(scope="session", params=KINDS)
def original(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_url: str
) -> Iterator[Installation]:
    with template(request.param, tmp_path_factory.mktemp("original") / "var", postgres_url) as made:
        yield made


@pytest.fixture
def mails() -> Iterator[tuple[int, Sink]]:
    """A real SMTP server: its port and what it received."""
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def installation(
    original: Installation, mails: tuple[int, Sink], tmp_path: Path, postgres_url: str
) -> Iterator[Installation]:
    """The demo company on a database of its own, mailing to `mails`."""
    with copy_of(original, tmp_path / "var", postgres_url) as made:
        made.smtp = mails[0]
        yield made
