"""The backup's one file: database and stored files with the digest of each, so that damage is found before use."""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prosfora.kit.errors import Refused

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1 << 20


class DamagedArchive(Refused):
    """The file is no backup of ours, or not whole."""


def write(target: Path, *, database: Path, files: Path, facts: dict[str, Any]) -> int:
    """Write the archive beside `target` and put it there when it is whole; how many stored files it holds.

    The database was copied before: stored files are never changed and come before the rows that name them, so that
    whatever the copy names is in the folder now.
    """
    members = {f"database/{database.name}": database}
    members |= {f"files/{path.relative_to(files)}": path for path in _stored(files)}
    part = target.with_name(target.name + ".part")
    digests = {}
    with tarfile.open(part, "w:gz", compresslevel=1) as tar:
        for name, path in members.items():
            digests[name] = digest(path)
            tar.add(path, arcname=name, recursive=False)
        manifest = json.dumps({"format": FORMAT, **facts, "sha256": digests}, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(manifest)
        tar.addfile(entry, io.BytesIO(manifest))
    part.chmod(0o600)
    part.replace(target)
    return len(members) - 1


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack an archive into an empty folder and prove every member; its manifest. Raises DamagedArchive."""
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, EOFError, tarfile.TarError, ValueError) as error:
        raise DamagedArchive(f"{source} is no whole backup ({error}); take another one") from error
    if manifest.get("format") != FORMAT:
        raise DamagedArchive(f"{source} is of another format; restore it with the release that wrote it")
    for name, expected in manifest["sha256"].items():
        path = folder / name
        if not path.is_file() or digest(path) != expected:
            raise DamagedArchive(f"{name} in {source} is damaged or missing; take another backup")
    return manifest


def digest(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def _stored(files: Path) -> Iterator[Path]:
    """Stored files, without those that are still being written."""
    return (path for path in sorted(files.rglob("*")) if path.is_file() and not path.name.startswith(".part-"))
