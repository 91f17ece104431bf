"""Whether the last preparation still holds, told in milliseconds and without Django."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prosfora.site.command.place import REPOSITORY, database_url, preparation_note, sqlite_path

APPLIED = "SELECT app, name FROM django_migrations ORDER BY app, name"


def is_prepared() -> bool:
    """Whether code, assets and database are those that the last preparation left behind."""
    noted = noted_preparation()
    return bool(noted) and noted.get("code") == code_mark() and noted.get("database") == database_mark()


def noted_preparation() -> dict[str, Any]:
    """What the last preparation wrote down; empty before the first."""
    try:
        noted: dict[str, Any] = json.loads(preparation_note().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted


def note_preparation(**facts: Any) -> None:
    """Write down that everything is prepared, as of now."""
    note = {"code": code_mark(), "database": database_mark(), **facts}
    preparation_note().write_text(json.dumps(note, indent=1), encoding="utf-8")


def code_mark() -> str:
    """A mark of everything that migrations and collected assets depend on."""
    digest = hashlib.sha256((REPOSITORY / "requirements.lock").read_bytes())
    for path in _watched():
        stat = path.stat()
        digest.update(f"{path.relative_to(REPOSITORY)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def database_mark() -> str | None:
    """A mark of the database and the migrations applied to it; None when it was never migrated."""
    url = database_url()
    path = sqlite_path(url)
    rows = _applied_in_postgresql(url) if path is None else _applied_in_sqlite(path)
    return hashlib.sha256(f"{url} {rows}".encode()).hexdigest() if rows else None


def _watched() -> Iterator[Path]:
    rooms = REPOSITORY / "prosfora"
    yield from sorted(rooms.glob("*/migrations/*.py"))
    yield from sorted(path for path in rooms.glob("*/static/**/*") if path.is_file())


def _applied_in_sqlite(path: Path) -> list[tuple[str, str]]:
    if not path.exists():
        return []
    connection = sqlite3.connect(path)
    try:
        return [(app, name) for app, name in connection.execute(APPLIED)]
    except sqlite3.DatabaseError:
        return []
    finally:
        connection.close()


def _applied_in_postgresql(url: str) -> list[tuple[str, str]]:
    """Asked by a process of its own: the driver would stay in the supervisor, with a third of its memory."""
    asked = subprocess.run(
        [sys.executable, "-c", _ASK, APPLIED],
        env={**os.environ, "PROSFORA_ASKED": url},
        capture_output=True,
        check=False,
    )
    return [(app, name) for app, name in json.loads(asked.stdout)] if asked.returncode == 0 else []


_ASK = """
import json, os, sys, psycopg
with psycopg.connect(os.environ["PROSFORA_ASKED"], connect_timeout=5) as connection:
    print(json.dumps(connection.execute(sys.argv[1]).fetchall()))
"""
