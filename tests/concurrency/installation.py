"""A whole Prosfora of its own: var folder, database file or PostgreSQL database, real processes, real requests."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psycopg

from prosfora.site.command import ready

REPOSITORY = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-W", "ignore", "-m", "prosfora.site.command"]
LOOK_EVERY = 0.05  # seconds
PATIENCE = 40.0  # seconds, on a machine that does other things too


@dataclass
class Answer:
    status: int
    body: Any
    headers: Message  # names in any case


@dataclass
class Installation:
    """`var` and `url` make it one of its own; `smtp` is the port its mails go to."""

    var: Path
    url: str
    smtp: int = 1
    port: int = 0
    started: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        own = {"PROSFORA_VAR": str(self.var), "PROSFORA_DATABASE_URL": self.url, "PROSFORA_SMTP_PORT": str(self.smtp)}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PROSFORA_", "DJANGO_"))}
        return {**kept, **own}

    def run(self, *words: str) -> str:
        """What a subcommand prints; it must succeed."""
        done = subprocess.run(
            [*COMMAND, *words], env=self.environment, cwd=REPOSITORY, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"prosfora {' '.join(words)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self, *words: str, before: Callable[[], object] | None = None) -> "subprocess.Popen[bytes]":
        """Start a subcommand in a process group of its own; its output goes to var/log."""
        with (self.var / "log").open("ab") as log:
            process = subprocess.Popen(
                [*COMMAND, *words], env=self.environment, cwd=REPOSITORY, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=before,
            )  # fmt: skip
        self.started.append(process)
        return process

    def serve(self, *options: str) -> "subprocess.Popen[bytes]":
        """Start server and worker; returns when the first request is answered."""
        self.port = self.port or free_port()
        process = self.start("serve", "--port", str(self.port), "--no-demo", *options)
        until(lambda: self._answers(process), "the server answers")
        return process

    def _answers(self, process: "subprocess.Popen[bytes]") -> bool:
        assert process.poll() is None, (self.var / "log").read_text()
        try:
            return self.call("GET", "/healthz", prefix="").status == 200
        except (URLError, OSError):
            return False

    def call(
        self, method: str, path: str, body: Any = None, *, key: str = "", prefix: str = "/api/v1", **headers: str
    ) -> Answer:
        """Call the running server. Raises URLError, OSError when it is gone."""
        sent = {"Content-Type": "application/json", **headers} | ({"Authorization": f"Bearer {key}"} if key else {})
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"http://127.0.0.1:{self.port}{prefix}{path}", data, sent, method=method)
        try:
            with urlopen(request, timeout=PATIENCE) as answer:
                return Answer(answer.status, _parsed(answer.read()), answer.headers)
        except HTTPError as error:
            return Answer(error.code, _parsed(error.read()), error.headers)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What stands in the database, read beside the product."""
        if self.url.startswith("sqlite"):
            connection = sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=20)
            try:
                return connection.execute(sql).fetchall()
            finally:
                connection.close()
        with psycopg.connect(self.url) as session:
            return session.execute(sql).fetchall()

    def shorten_log(self) -> None:
        """Bring SQLite's write-ahead log into its database; nothing on PostgreSQL."""
        if self.url.startswith("sqlite"):
            self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def key_of(self, username: str) -> str:
        """A fresh key of one of the demo company's users."""
        return self.run("token", "add", username, "test").strip().splitlines()[-1]

    def exit_code(self, process: "subprocess.Popen[bytes]") -> int:
        """What a process ends with by itself; what it and its children are at, where it does not end."""
        try:
            until(lambda: process.poll() is not None, "the process ends")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{_state(process.pid)}\n{(self.var / 'log').read_text()}") from None
        return process.returncode

    def stop(self) -> None:
        """End whatever still runs."""
        for process in self.started:
            kill_group(process)


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text.decode(errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(holds: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait for something to become true. Patience is counted in looks: a machine that stood still uses none up."""
    for _ in range(round(patience / LOOK_EVERY)):
        if holds():
            return
        time.sleep(LOOK_EVERY)
    raise AssertionError(f"not within {patience:.0f} s of looking: {what}")


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """The plug is pulled: every process of the group at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def children(pid: int) -> list[int]:
    """The living children of a process."""
    listed = subprocess.run(["ps", "-o", "pid=,stat=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    rows: Sequence[list[str]] = [line.split() for line in listed.stdout.splitlines()]
    return [int(number) for number, state in rows if not state.startswith("Z")]


def _state(pid: int) -> str:
    """A process and its children, thread by thread: state, what the kernel has each wait for, signals."""
    listed = ["ps", "-L", "-o", "pid,tid,ppid,stat,etime,wchan:24,pending,blocked,args", "-p"]
    family = ",".join(str(number) for number in (pid, *children(pid)))
    return subprocess.run([*listed, family], capture_output=True, text=True, check=False).stdout


def is_alive(pid: int) -> bool:
    """Whether a process runs (one that is dead and not yet collected does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def template(kind: str, folder: Path, postgres: str) -> Iterator[Installation]:
    """The demo company, prepared once and copied for every test."""
    folder.mkdir()
    with database_of_its_own(kind, folder, postgres) as url:
        made = Installation(folder, url)
        made.run("prepare")
        yield made


@contextmanager
def copy_of(original: Installation, folder: Path, postgres: str) -> Iterator[Installation]:
    """A fresh installation with the same data; whatever it starts ends with it."""
    shutil.copytree(original.var, folder, ignore=shutil.ignore_patterns("log", "prepared.json", "*-wal", "*-shm"))
    kind = "sqlite" if original.url.startswith("sqlite") else "postgresql"
    with database_of_its_own(kind, folder, postgres, original.url) as url:
        installation = Installation(folder, url)
        _note_as_prepared(installation)
        try:
            yield installation
        finally:
            installation.stop()


def _note_as_prepared(installation: Installation) -> None:
    before = dict(os.environ)
    os.environ.update(installation.environment)
    try:
        ready.note_preparation()
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def database_of_its_own(kind: str, folder: Path, postgres: str, original: str = "") -> Iterator[str]:
    """The address of a fresh database, or of a copy; gone with all it holds when its user is done."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'prosfora.sqlite3'}"
        return
    server, name = postgres.rsplit("/", 1)[0], f"prosfora_{uuid.uuid4().hex[:12]}"
    source = f' TEMPLATE "{original.rsplit("/", 1)[1]}"' if original else ""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as session:
        session.execute(f'CREATE DATABASE "{name}"{source}')  # type: ignore[arg-type]
        try:
            yield f"{server}/{name}"
        finally:
            session.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]
