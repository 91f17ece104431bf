"""Reading stored bytes back."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from prosfora.files.models import Attachment


class DamagedFile(RuntimeError):
    """The bytes on disk are not those that were stored; restore them from a backup."""


def path_of(digest: str) -> Path:
    """Where the bytes with this digest lie."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def content(digest: str) -> bytes:
    """The stored bytes, checked against their digest. Raises DamagedFile, FileNotFoundError."""
    found = path_of(digest).read_bytes()
    if hashlib.sha256(found).hexdigest() != digest:
        raise DamagedFile(digest)
    return found


def attachments(kind: str, key: str) -> "QuerySet[Attachment]":
    """The files that hang on a record, newest first."""
    return Attachment.objects.filter(kind=kind, key=key).select_related("file").order_by("-added_at", "-id")
