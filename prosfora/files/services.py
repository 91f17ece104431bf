"""Keeping bytes: once per content, complete or not at all."""

import datetime as dt
import hashlib
import os
import tempfile
from pathlib import Path, PurePosixPath, PureWindowsPath

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.files.models import Attachment, StoredFile
from prosfora.files.queries import path_of
from prosfora.kit.errors import Refused

LARGEST_ATTACHMENT = 20 * 1024 * 1024


class CannotStore(Refused):
    """The disk refused the bytes: full, read-only or broken."""

    status = 507


class FileTooLarge(Refused):
    """More bytes than an attachment may have."""

    status = 413


@transaction.atomic
def store(*, content: bytes, media_type: str, at: dt.datetime) -> StoredFile:
    """Keep bytes under their SHA-256; the same content twice is kept once.

    Written to a temporary file, synced, then renamed, so that a crash or a full disk leaves nothing half-written.
    Raises CannotStore.
    """
    digest = hashlib.sha256(content).hexdigest()
    target = path_of(digest)
    if not target.exists():
        try:
            _write_whole(target, content)
        except OSError as error:
            sentence = _("The file could not be kept (%(error)s); free space on the server's disk and try again")
            raise CannotStore(sentence % {"error": error.strerror}) from error
    kept, _is_new = StoredFile.objects.get_or_create(
        digest=digest, defaults={"size": len(content), "media_type": media_type, "created_at": at}
    )
    return kept


def _write_whole(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def safe_name(name: str) -> str:
    """The last part of a file name, without path tricks and control characters, at most 200 characters."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(". ")
    return kept[-200:] or "file"


@transaction.atomic
def attach_file(
    *, subject: Subject, name: str, content: bytes, media_type: str, by: Actor, at: dt.datetime
) -> Attachment:
    """Hang a file on a record. Raises FileTooLarge, CannotStore."""
    if len(content) > LARGEST_ATTACHMENT:
        raise FileTooLarge(_("The file is larger than 20 MB; attach a smaller one"), "file")
    kept = store(content=content, media_type=media_type, at=at)
    attachment = Attachment.objects.create(
        kind=subject.kind, key=subject.key, file=kept, name=safe_name(name), added_by=by.pk, added_at=at
    )
    changes = {"attachment": [None, attachment.name]}
    record(verb="attach_file", subject=subject, by=by, at=at, changes=changes, data={"digest": kept.digest})
    return attachment


@transaction.atomic
def detach_file(*, attachment: Attachment, subject: Subject, by: Actor, at: dt.datetime) -> None:
    """Take a file off a record; its bytes stay, the journal names them."""
    changes = {"attachment": [attachment.name, None]}
    record(verb="detach_file", subject=subject, by=by, at=at, changes=changes, data={"digest": attachment.file_id})
    attachment.delete()
