"""Hanging files on records."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.files.models import Attachment
from prosfora.files.rules.media_types import media_type_of
from prosfora.files.rules.names import is_trick, safe_name
from prosfora.files.services.refusals import FileRefused, FileTooLarge
from prosfora.files.services.storage import store

LARGEST_ATTACHMENT = 20 * 1024 * 1024


def attach_file(*, subject: Subject, name: str, content: bytes, by: Actor, at: dt.datetime) -> Attachment:
    """Hang a file on a record; its type is taken from its bytes and its name's ending, never from the sender.

    The bytes are on disk before the database is locked. Raises FileTooLarge, FileRefused, CannotStore.
    """
    if len(content) > LARGEST_ATTACHMENT:
        raise FileTooLarge(_("The file is larger than 20 MB; attach a smaller one"), "file")
    if not content:
        raise FileRefused(_("The file is empty"), "file")
    if is_trick(name):
        raise FileRefused(_("The file's name holds a path; give it a plain name"), "file")
    kept_name = safe_name(name)
    media_type = media_type_of(kept_name, content)
    if media_type is None:
        raise FileRefused(_("Files of this type are not taken; send a document, a table, an image or a mail"), "file")
    kept = store(content=content, media_type=media_type, at=at)
    return _hang(subject, kept.digest, kept_name, by, at)


@transaction.atomic
def _hang(subject: Subject, digest: str, name: str, by: Actor, at: dt.datetime) -> Attachment:
    attachment = Attachment.objects.create(
        kind=subject.kind, key=subject.key, file_id=digest, name=name, added_by=by.pk, added_at=at
    )
    changes = {"attachment": [None, name]}
    record(verb="attach_file", subject=subject, by=by, at=at, changes=changes, data={"digest": digest})
    return attachment


@transaction.atomic
def detach_file(*, attachment: Attachment, subject: Subject, by: Actor, at: dt.datetime) -> None:
    """Take a file off a record; its bytes stay, the journal names them."""
    changes = {"attachment": [attachment.name, None]}
    record(verb="detach_file", subject=subject, by=by, at=at, changes=changes, data={"digest": attachment.file_id})
    attachment.delete()
