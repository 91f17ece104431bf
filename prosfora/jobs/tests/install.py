"""A whole installation beside the tests' own database: for tests that start, kill and race real processes.

It lies on the same kind of database as the test run: an SQLite file, or a database on the same PostgreSQL server. What
happens in it is asked of short programs (`ask`), each a process of its own, as in life.
"""

import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
_PREAMBLE = "import json, os, sys\nimport django\ndjango.setup()\nfrom prosfora.kit.clock import now\n"


class Install:
    """One installation in a folder of its own; `env` is what its processes run with."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.notes = folder / "notes.txt"
        self.env = {
            **os.environ,
            "PROSFORA_VAR": str(folder),
            "PROSFORA_DATABASE_URL": database_url,
            "PROSFORA_SECRET_KEY": "only-for-tests",
            "DJANGO_SETTINGS_MODULE": "prosfora.site.settings",
            "PYTHONPATH": str(ROOT),
            "NOTES": str(self.notes),
        }
        self.processes: list[subprocess.Popen[str]] = []

    def ask(self, program: str) -> Any:
        """Run a program in a process of its own; what it prints last, read as JSON."""
        done = subprocess.run(
            [sys.executable, "-c", _PREAMBLE + textwrap.dedent(program)],
            env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.strip().splitlines()[-1]) if done.stdout.strip() else None

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `manage.py …` and leave it running; it is killed when the test ends."""
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self.env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def noted(self) -> list[str]:
        """What the sample jobs have noted so far."""
        return self.notes.read_text().split() if self.notes.exists() else []

    def stop_all(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.communicate()


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something that another process does."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "nothing happened in time"
        time.sleep(0.05)


@contextmanager
def template(folder: Path) -> Iterator[Callable[[Path], Install]]:
    """Migrate one empty database, and hand out a maker of installations that start from a copy of it."""
    if connection.vendor == "sqlite":
        source = Install(folder, f"sqlite:///{folder}/prosfora.sqlite3")
        _migrate(source)
        yield lambda target: _sqlite_copy(folder, target)
        return
    made = [f"h_install_{os.getpid()}"]
    _recreate(made[0])
    _migrate(Install(folder, _url(made[0])))

    def copy(target: Path) -> Install:
        name = f"{made[0]}_{len(made)}"
        _recreate(name, made[0])
        made.append(name)
        return Install(target, _url(name))

    try:
        yield copy
    finally:
        for name in made:
            _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _migrate(install: Install) -> None:
    install.ask("from django.core.management import call_command\ncall_command('migrate', verbosity=0)")


def _sqlite_copy(source: Path, target: Path) -> Install:
    for path in source.glob("prosfora.sqlite3*"):
        shutil.copy(path, target)
    return Install(target, f"sqlite:///{target}/prosfora.sqlite3")


def _url(name: str) -> str:
    given = connection.settings_dict
    password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    return f"postgres://{given['USER']}{password}@{given['HOST']}:{given['PORT'] or 5432}/{name}"


def _recreate(name: str, source: str = "template1") -> None:
    _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def _execute(statement: str) -> None:
    import psycopg

    with psycopg.connect(_url("postgres"), autocommit=True) as direct:
        direct.execute(statement)
