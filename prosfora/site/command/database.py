"""Copying a whole database out and in, while it is in use: SQLite by its backup interface, PostgreSQL by its tools."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from prosfora.kit.errors import Refused
from prosfora.site.command.place import sqlite_path


class CannotCopy(Refused):
    """The database could not be copied out or in."""


def copy_out(url: str, folder: Path) -> Path:
    """A consistent copy of the database as of one moment; others read and write meanwhile. Raises CannotCopy."""
    source = sqlite_path(url)
    if source is None:
        target = folder / "postgresql.dump"
        _postgresql("pg_dump", url, "--format=custom", f"--file={target}")
        return target
    if not source.exists():
        raise CannotCopy(f"there is no database at {source}")
    target = folder / "prosfora.sqlite3"
    origin, copy = sqlite3.connect(source), sqlite3.connect(target)
    try:
        origin.backup(copy)  # all pages in one step: one read transaction, nobody is kept from writing
        prove(copy, target)
    finally:
        origin.close()
        copy.close()
    return target


def copy_in(url: str, source: Path) -> None:
    """Put a copy in the database's place; what was there is kept beside it (SQLite). Raises CannotCopy."""
    target = sqlite_path(url)
    if (source.suffix == ".dump") != (target is None):
        raise CannotCopy("the backup is of the other kind of database; set PROSFORA_DATABASE_URL to one like it")
    if target is None:
        _postgresql("pg_restore", url, "--clean", "--if-exists", "--no-owner", "--single-transaction", str(source))
        return
    copy = sqlite3.connect(source)
    try:
        prove(copy, source)
    finally:
        copy.close()
    if target.exists():
        _empty_log(target)
        target.replace(target.with_name(target.name + ".replaced"))
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    shutil.move(source, target)


def _empty_log(path: Path) -> None:
    """Bring what still stands in the write-ahead log into the database file, so that the file alone is whole."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        pass  # it is damaged: that is why it is replaced
    finally:
        connection.close()


def holds_data(url: str) -> bool:
    """Whether there is a database with tables of ours."""
    path = sqlite_path(url)
    if path is not None:
        return path.exists() and path.stat().st_size > 0
    import psycopg  # here, because most run on SQLite

    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
        return row is not None and row[0] is not None


def prove(connection: sqlite3.Connection, path: Path) -> None:
    """Let SQLite look at every page. Raises CannotCopy."""
    try:
        answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise CannotCopy(f"the database {path} is damaged: {answer}")


def _postgresql(tool: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's tools; the password goes by the environment, which other users cannot read."""
    if shutil.which(tool) is None:
        raise CannotCopy(f"{tool} is not installed; it comes with PostgreSQL's client (apt: postgresql-client)")
    import psycopg.conninfo  # here, because most run on SQLite

    known = psycopg.conninfo.conninfo_to_dict(url)
    password = known.pop("password", None)
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    address = psycopg.conninfo.make_conninfo("", **known)
    done = subprocess.run(
        [tool, f"--dbname={address}", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotCopy(f"{tool} failed: {done.stderr.strip()[-500:]}")
