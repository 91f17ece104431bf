"""Where a running Prosfora keeps its things, known without Django."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prosfora.kit.errors import Refused

REPOSITORY = Path(__file__).resolve().parents[3]


class InUse(Refused):
    """Prosfora is running on this var folder."""


def var_dir() -> Path:
    """The folder of everything that changes: database, files, secret, collected assets. Made when missing."""
    folder = Path(os.environ.get("PROSFORA_VAR", REPOSITORY / "var")).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def database_url() -> str:
    """The database's address as settings read it."""
    return os.environ.get("PROSFORA_DATABASE_URL") or f"sqlite:///{var_dir() / 'prosfora.sqlite3'}"


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite address; None for any other database."""
    scheme, _separator, path = url.partition(":///")
    return Path(path) if scheme == "sqlite" else None


def keep_secret() -> None:
    """Make the signing secret once, readable by its owner only, unless the environment gives one."""
    if os.environ.get("PROSFORA_SECRET_KEY"):
        return
    path = var_dir() / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50) + "\n")


def preparation_note() -> Path:
    """Where the last preparation is written down."""
    return var_dir() / "prepared.json"


def forget_preparation() -> None:
    """Make the next start look at migrations and assets afresh."""
    preparation_note().unlink(missing_ok=True)


@contextmanager
def serving() -> Iterator[None]:
    """Held while a server runs on this var folder; several may."""
    with (var_dir() / "serving.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


@contextmanager
def nobody_serves() -> Iterator[None]:
    """Held by those who need the var folder to themselves. Raises InUse."""
    with (var_dir() / "serving.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(f"Prosfora is running on {var_dir()}; stop it first") from None
        yield
