"""Importing files: check, import, undo. The verbs put work into the queue; `files.running` does it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.files.imports import importer_of
from prosfora.files.models import ImportRun
from prosfora.files.rules.encodings import ENCODINGS
from prosfora.files.rules.names import safe_name
from prosfora.files.rules.reading import MOST_BYTES, NotReadable, Unreadable
from prosfora.files.rules.runs import after
from prosfora.files.rules.tables import DELIMITERS
from prosfora.files.running import carry_out_import
from prosfora.files.services.refusals import CannotImport, FileTooLarge, NotNow, UnknownKind
from prosfora.files.services.storage import store
from prosfora.files.telling import file_sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read; blank where its own bytes decide. `columns` maps headers to column names."""

    encoding: str = ""
    delimiter: str = ""
    decimal_comma: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)


def start_import(
    *,
    kind: str,
    name: str,
    content: bytes,
    scope: str = "",
    reading: Reading | None = None,
    dry_run: bool = True,
    good_rows_only: bool = False,
    by: Actor,
    at: dt.datetime,
) -> ImportRun:
    """Take a file in and put its check, or without `dry_run` its import, into the queue.

    A file that is no table of the kind's columns may still be taken: its run ends refused, saying why. Raises
    UnknownKind, FileTooLarge, CannotImport, CannotStore.
    """
    if importer_of(kind) is None:
        raise UnknownKind(_("Nothing called %(kind)s can be imported") % {"kind": kind[:30]}, "kind")
    if len(content) > MOST_BYTES:
        too_large = NotReadable(Unreadable.TOO_LARGE, str(MOST_BYTES // 1024 // 1024))
        raise FileTooLarge(file_sentence(too_large), "file")
    reading = reading or Reading()
    _refuse_bad_reading(reading)
    kept = store(content=content, media_type="application/octet-stream", at=at)
    return _take_in(kind, safe_name(name), kept.digest, scope, reading, dry_run, good_rows_only, by, at)


def _refuse_bad_reading(reading: Reading) -> None:
    if reading.encoding and reading.encoding not in ENCODINGS:
        raise CannotImport(_("Unknown encoding; use one of: %(all)s") % {"all": ", ".join(ENCODINGS)}, "encoding")
    if reading.delimiter and reading.delimiter not in DELIMITERS:
        raise CannotImport(_("Unknown delimiter; use a comma, semicolon, tab or bar"), "delimiter")


@transaction.atomic
def _take_in(
    kind: str,
    name: str,
    digest: str,
    scope: str,
    reading: Reading,
    dry_run: bool,
    good_rows_only: bool,
    by: Actor,
    at: dt.datetime,
) -> ImportRun:
    run = ImportRun.objects.create(
        kind=kind,
        file_id=digest,
        name=name,
        scope=scope,
        options=asdict(reading),
        dry_run=dry_run,
        good_rows_only=good_rows_only,
        by=by.pk,
        by_name=by.get_username(),
        at=at,
    )
    verb = "check_file" if dry_run else "import_file"
    record(verb=verb, subject=subject(run), by=by, at=at, fresh=True, data={"kind": kind, "digest": digest})
    carry_out_import.enqueue(run.pk)
    return run


@transaction.atomic
def check_file(*, run: ImportRun, reading: Reading, by: Actor, at: dt.datetime) -> ImportRun:
    """Check the same file again, read another way. Raises NotNow, CannotImport."""
    _refuse_bad_reading(reading)
    run = _advanced(run, verb="check_file")
    run.options, run.dry_run = asdict(reading), True
    return _queued(run, verb="check_file", by=by, at=at)


@transaction.atomic
def import_file(*, run: ImportRun, good_rows_only: bool, by: Actor, at: dt.datetime) -> ImportRun:
    """Import a checked file: whole, or with `good_rows_only` without its bad lines. Raises NotNow."""
    run = _advanced(run, verb="import_file")
    run.dry_run, run.good_rows_only = False, good_rows_only
    return _queued(run, verb="import_file", by=by, at=at)


@transaction.atomic
def undo_import(*, run: ImportRun, by: Actor, at: dt.datetime) -> ImportRun:
    """Take an import back as a whole; the worker refuses it where records were changed since. Raises NotNow."""
    return _queued(_advanced(run, verb="undo_import"), verb="undo_import", by=by, at=at)


def subject(run: ImportRun) -> Subject:
    """The journal's name for a run."""
    return Subject("import", str(run.pk), run.name, run.scope)


def _advanced(run: ImportRun, verb: str) -> ImportRun:
    """The run, locked, in the state the verb leads to."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    following = after(locked.status, verb)
    if following is None:
        raise NotNow(_("That is not possible now: the run is %(status)s") % {"status": locked.status})
    locked.status = following
    return locked


def _queued(run: ImportRun, verb: str, by: Actor, at: dt.datetime) -> ImportRun:
    run.finished_at, run.refusal = None, ""
    run.save()
    record(verb=verb, subject=subject(run), by=by, at=at)
    carry_out_import.enqueue(run.pk)
    return run
