"""Keeping bytes: once per content, complete or not at all."""

import datetime as dt
import hashlib
import os
import tempfile
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.files.models import StoredFile
from prosfora.files.queries import path_of
from prosfora.files.services.refusals import CannotStore


def store(*, content: bytes, media_type: str, at: dt.datetime) -> StoredFile:
    """Keep bytes under their SHA-256; the same content twice is kept once, damaged bytes are mended.

    Written to a temporary file, synced, then renamed, so that a crash or a full disk leaves nothing half-written.
    Not atomic as a whole: the disk is written before the database is locked, and bytes nobody names do no harm.
    Raises CannotStore.
    """
    digest = hashlib.sha256(content).hexdigest()
    target = path_of(digest)
    try:
        if not target.exists() or target.read_bytes() != content:
            _write_whole(target, content)
    except OSError as error:
        sentence = _("The file could not be kept (%(error)s); free space on the server's disk and try again")
        raise CannotStore(sentence % {"error": error.strerror or error}) from error
    return _register(digest, len(content), media_type, at)


@transaction.atomic
def _register(digest: str, size: int, media_type: str, at: dt.datetime) -> StoredFile:
    facts = {"size": size, "media_type": media_type, "created_at": at}
    return StoredFile.objects.get_or_create(digest=digest, defaults=facts)[0]


def _write_whole(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
        _sync_folder(target.parent)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Make the new name outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
