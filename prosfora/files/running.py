"""Carrying import runs out: read everything, check everything, then write in batches; or take it all back.

Killed at any point, a run goes on where it stopped: nothing is written before all lines are checked, each batch is one
transaction with the note of what it did, and lines noted are not written again.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from prosfora.audit.services import CHANNEL
from prosfora.files.checking import Batch, Reader, Tally
from prosfora.files.imports import Clash, Importer, Order, Written, importer_of
from prosfora.files.models import ImportedRow, ImportRun
from prosfora.files.queries import content
from prosfora.files.rules.reading import NotReadable
from prosfora.files.rules.runs import Status
from prosfora.files.telling import file_sentence
from prosfora.jobs.tasks import job
from prosfora.kit.clock import now
from prosfora.kit.database import alike, bulk_append
from prosfora.kit.errors import Refused

MOST_KEPT = 20_000  # checked lines that wait in memory for their writing; longer files are checked twice
MOST_CLASHES = 100
BATCH = 1_000


class NotUndone(Exception):
    """Some records cannot be taken back; the whole undo is rolled back."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(len(clashes))
        self.clashes = clashes


@job(tries=4)
def carry_out_import(run_id: int) -> None:
    """Check, import or undo a run, as its state says; nothing where it is done already."""
    run = ImportRun.objects.select_related("file").filter(pk=run_id).first()
    importer = importer_of(run.kind) if run is not None else None
    if run is None or importer is None:
        return
    user = get_user_model().objects.get(pk=run.by)
    order = Order(by=user, at=now(), scope=run.scope)
    channel = CHANNEL.set("import")
    try:
        with translation.override(getattr(user, "language", None)):
            carry_out(run, importer, order)
    finally:
        CHANNEL.reset(channel)


def carry_out(run: ImportRun, importer: Importer[Any, Any], order: Order) -> None:
    """The work of `carry_out_import`, for who runs it without a queue."""
    if run.status == Status.UNDOING:
        _undo(run, importer, order)
    elif run.status in (Status.WAITING, Status.CHECKING, Status.IMPORTING):
        _check_and_import(run, importer, order)


def _check_and_import(run: ImportRun, importer: Importer[Any, Any], order: Order) -> None:
    try:
        reader = Reader(content(run.file_id), run.options, importer)
        run.taken, run.errors, run.refusal = reader.taken(), [], ""
        kept = _check(run, reader, order)
        if run.dry_run:
            _finish(run, Status.CHECKED, order.at)
        elif run.error_count and not run.good_rows_only:
            _finish(run, Status.REFUSED, order.at)
        else:
            _write(run, kept if kept is not None else reader.batches(order), importer, order)
            _finish(run, Status.IMPORTED, order.at)
    except NotReadable as bad:
        run.refusal = file_sentence(bad)
        _finish(run, Status.REFUSED, order.at)
    except Refused as refusal:
        run.refresh_from_db()
        run.refusal = refusal.message
        _finish(run, Status.IMPORTED if run.written_to else Status.REFUSED, order.at)


def _check(run: ImportRun, reader: Reader, order: Order) -> list[Batch] | None:
    """Check every line, noting progress; the good ones, or None where they are too many to keep."""
    resumed = run.status == Status.IMPORTING
    run.status = Status.IMPORTING if resumed else Status.CHECKING
    tally, kept = Tally(), []
    for batch in reader.batches(order):
        tally.count(batch)
        kept.append(batch)
        if tally.rows > MOST_KEPT:
            kept = []
        run.rows, run.done = tally.rows, tally.rows
        run.save(update_fields=["status", "rows", "done", "taken", "errors", "refusal"])
    run.rows, run.errors, run.error_count = tally.rows, tally.errors, tally.error_count
    if run.dry_run:
        run.created, run.updated = tally.created, tally.updated
    return kept if tally.rows <= MOST_KEPT else None


def _write(run: ImportRun, batches: Iterable[Batch], importer: Importer[Any, Any], order: Order) -> None:
    """Write the good lines batch by batch, leaving out what an earlier, killed attempt has written."""
    run.status, run.done = Status.IMPORTING, 0
    if not run.written_to:
        run.created = run.updated = 0
    for batch in batches:
        good = [(line, item) for line, item in batch.good if line > run.written_to]
        run.done += len(batch.rows) + batch.bad_lines
        if good:
            with transaction.atomic():
                rows = [row for row in batch.rows if row.line > run.written_to]
                _note(run, importer.write(good, importer.prepare(rows, order), order))
                run.written_to = good[-1][0]
                run.save(update_fields=["status", "done", "created", "updated", "written_to"])


def _note(run: ImportRun, written: Sequence[Written]) -> None:
    run.created += sum(row.before is None for row in written)
    run.updated += sum(row.before is not None for row in written)
    blank = ImportedRow(run=run)
    bulk_append([alike(blank, line=row.line, key=row.key, version=row.version, before=row.before) for row in written])


def _finish(run: ImportRun, status: Status, at: dt.datetime) -> None:
    run.status, run.finished_at = status, at
    run.save()


def _undo(run: ImportRun, importer: Importer[Any, Any], order: Order) -> None:
    """Take everything back in one transaction, newest line first; or nothing, naming what stands in the way."""
    try:
        with transaction.atomic():
            clashes = [*_changed_since(run, importer)]
            for rows in [] if clashes else _batches_of(run):
                clashes += importer.undo(rows, order)
            if clashes:
                raise NotUndone(clashes)
            _finish(run, Status.UNDONE, order.at)
    except NotUndone as refusal:
        run.refresh_from_db()
        run.errors = [{"line": 0, "column": "", "value": c.key, "reason": c.reason} for c in refusal.clashes]
        run.errors = run.errors[:MOST_CLASHES]
        run.refusal = _("Nothing was taken back: %(count)s records stand in the way") % {"count": len(refusal.clashes)}
        _finish(run, Status.IMPORTED, order.at)


def _changed_since(run: ImportRun, importer: Importer[Any, Any]) -> Iterator[Clash]:
    for rows in _batches_of(run):
        latest = {row.key: row.version for row in reversed(rows)}
        present = importer.versions(list(latest))
        for key, version in latest.items():
            if key not in present:
                yield Clash(key, _("It is no longer there"))
            elif present[key] != version:
                yield Clash(key, _("It was changed since"))


def _batches_of(run: ImportRun) -> Iterator[list[Written]]:
    """What a run did, newest line first, a thousand records at a time."""
    rows = run.imported.order_by("-line")
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        found = rows.filter(pk__in=ids[start : start + BATCH])
        yield [Written(row.line, row.key, row.version, row.before) for row in found]
