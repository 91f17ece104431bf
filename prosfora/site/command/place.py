"""Where a running Prosfora keeps its things, known without Django."""

import os
import secrets
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]


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
