"""Bytes are kept once, whole or not at all, and proven on every read."""

import errno
import hashlib
import os
import resource
from pathlib import Path
from typing import Any

import pytest

from prosfora.files.models import StoredFile
from prosfora.files.queries import DamagedFile, content, path_of
from prosfora.files.services import CannotStore, store
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
OFFER = b"%PDF-1.7 the offer"


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_are_kept_under_their_digest() -> None:
    kept = store(content=OFFER, media_type="application/pdf", at=MONDAY)
    assert kept.digest == hashlib.sha256(OFFER).hexdigest()
    assert (kept.size, kept.media_type) == (len(OFFER), "application/pdf")
    assert content(kept.digest) == OFFER


def test_the_same_bytes_twice_are_kept_once(media: Path) -> None:
    first = store(content=OFFER, media_type="application/pdf", at=MONDAY)
    second = store(content=OFFER, media_type="application/pdf", at=MONDAY)
    assert first == second
    assert StoredFile.objects.count() == len(files_under(media)) == 1


def test_damaged_bytes_are_never_served() -> None:
    kept = store(content=OFFER, media_type="application/pdf", at=MONDAY)
    path_of(kept.digest).write_bytes(b"%PDF-1.7 another")
    with pytest.raises(DamagedFile):
        content(kept.digest)


def test_storing_again_mends_damaged_bytes() -> None:
    kept = store(content=OFFER, media_type="application/pdf", at=MONDAY)
    path_of(kept.digest).write_bytes(b"half")
    store(content=OFFER, media_type="application/pdf", at=MONDAY)
    assert content(kept.digest) == OFFER


@pytest.mark.parametrize("step", ["fsync", "replace", "mkdir", "write"])
def test_a_full_disk_is_said_clearly_and_leaves_nothing(
    step: str, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The operating system is made to answer as a full disk does, at every step of the writing."""

    def full(*_args: Any, **_options: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = {"fsync": "os.fsync", "replace": "os.replace", "mkdir": "pathlib.Path.mkdir", "write": "os.fdopen"}[step]
    monkeypatch.setattr(target, full)

    with pytest.raises(CannotStore, match="No space left on device"):
        store(content=OFFER, media_type="application/pdf", at=MONDAY)

    assert StoredFile.objects.count() == 0
    assert not [path for path in files_under(media) if path.name.startswith(".part-")]


def test_a_write_that_the_system_cuts_short_leaves_nothing(media: Path) -> None:
    """No part of ours is replaced: the operating system itself is told to let no file grow beyond 4 KB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(CannotStore):
            store(content=os.urandom(100_000), media_type="application/pdf", at=MONDAY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert StoredFile.objects.count() == 0
    assert files_under(media) == []


def test_a_missing_file_is_an_error_not_an_empty_answer() -> None:
    with pytest.raises(FileNotFoundError):
        content("0" * 64)
