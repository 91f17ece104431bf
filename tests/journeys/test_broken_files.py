"""Real files, whole and broken, given to every import: each bad line is told with its reason, never a trace."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from prosfora.documents.services import install_document_defaults
from prosfora.files.imports import Order, importer_of
from prosfora.files.models import ImportRun
from prosfora.files.running import carry_out
from prosfora.files.services import start_import
from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.pricing.tests.builders import standard_pricing
from tests.cast import DIRECT_SALES, MONDAY

CORPORA = Path(settings.CORPORA_DIR)
KINDS = ("parties", "products", "stock", "quotations", "conditions")
TABLES = sorted(path for path in CORPORA.rglob("*.csv") if path.stat().st_size < 400_000)
LARGE = 60_000  # bytes of a table that are enough to find out


@pytest.fixture
def trade(company: object, administrator: User) -> User:
    """A company in which everything can be imported, and who imports."""
    standard_pricing()
    install_document_defaults(by=administrator, at=MONDAY)
    return administrator


def brought(kind: str, content: bytes, name: str, by: User, **options: bool) -> ImportRun:
    """The import of a file, carried out to its end."""
    importer = importer_of(kind)
    assert importer is not None
    scope = DIRECT_SALES if importer.scoped else ""
    run = start_import(kind=kind, name=name, content=content, scope=scope, by=by, at=MONDAY, **options)
    if run.status != "refused":
        carry_out(run, importer, Order(by=by, at=MONDAY, scope=scope))
    run.refresh_from_db()
    return run


def assert_told(run: ImportRun, place: str) -> None:
    """A file that cannot be read says why; a bad line says where and why."""
    assert run.status in ("refused", "checked", "imported"), (place, run.status)
    if run.status == "refused":
        assert run.refusal or run.errors, place
    for error in run.errors:
        assert error["line"] >= 1, (place, error)
        assert error["reason"].strip(), (place, error)
        assert "Traceback" not in error["reason"], (place, error)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_every_table_of_the_corpora_is_read_or_refused_with_a_reason(kind: str, trade: User) -> None:
    assert len(TABLES) >= 10, f"the corpora are at {CORPORA} (PROSFORA_CORPORA)"

    for path in TABLES:
        run = brought(kind, path.read_bytes()[:LARGE], path.name, trade, dry_run=True)
        assert_told(run, f"{path} as {kind}")
        assert (run.created == 0) or run.dry_run


def _mixed(content: bytes) -> bytes:
    lines = content.decode().splitlines()
    return "\n".join([lines[0], *random.Random(4).sample(lines[1:], len(lines) - 1), *lines[1:5]]).encode()


def _poisoned(content: bytes) -> bytes:
    head, *rest = content.decode().splitlines()
    poison = ("=HYPERLINK(1)", "<script>alert(1)</script>", "../../etc/passwd", "9" * 400, "x" * 5_000, "\u202e", "-")
    cells = [line.split(",") for line in rest]
    for place, row in enumerate(cells):
        row[place % len(row)] = poison[place % len(poison)]
    return "\n".join([head, *(",".join(row) for row in cells)]).encode()


BREAKS: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda content: content[: len(content) // 2 + 3],
    "saved in an old encoding": lambda content: content.decode().encode("cp1253", errors="replace"),
    "saved in sixteen bits": lambda content: content.decode().encode("utf-16"),
    "with zero bytes": lambda content: content.replace(b",", b",\0", 40),
    "with a quotation mark too many": lambda content: content.replace(b",", b',"', 7),
    "in another order, some lines twice": _mixed,
    "with poison in its cells": _poisoned,
    "without its first line": lambda content: content.split(b"\n", 1)[1],
    "with semicolons for some commas": lambda content: content.replace(b",", b";", 300),
    "with random bytes": lambda content: bytes(b if b % 97 else 255 - b for b in content),
}


@pytest.mark.django_db
@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("kind", ["parties", "products"])
def test_a_broken_file_gives_errors_by_line_and_leaves_the_good_lines(kind: str, how: str, trade: User) -> None:
    table = CORPORA / "northwind" / ("customers.csv" if kind == "parties" else "products.csv")
    content = BREAKS[how](table.read_bytes())

    tried = brought(kind, content, table.name, trade, dry_run=True)
    assert_told(tried, how)
    assert not Party.objects.exists()

    taken = brought(kind, content, table.name, trade, dry_run=False, good_rows_only=True)
    assert_told(taken, how)
    if taken.status == "imported":
        assert taken.created + taken.error_count > 0
        assert taken.created == tried.created
