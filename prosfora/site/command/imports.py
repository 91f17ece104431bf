"""Read parties, products, conditions or quotations from a CSV or XLSX file.

The file is checked first; one bad line keeps all of it out, unless --good-rows-only.
"""

import argparse
import os
import time
from pathlib import Path

from prosfora.files.imports import importer_of, importers
from prosfora.files.models import ImportRun
from prosfora.files.rules.runs import BUSY, Status
from prosfora.files.running import carry_out_import
from prosfora.files.services import start_import
from prosfora.files.services.imports import Reading
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.jobs.queries import living_workers
from prosfora.kit.clock import now
from prosfora.kit.errors import Refused
from prosfora.site.command.table import print_table
from prosfora.site.command.user import named_user

SHOWN = 20  # bad lines on the terminal; the page and the API show the first 1,000
DONE = (Status.IMPORTED, Status.CHECKED)


class CannotRead(Refused):
    """The kind, the file or the user is not known."""


def arguments(parser: argparse.ArgumentParser) -> None:
    kinds = ", ".join(importer.kind for importer in importers())
    parser.add_argument("kind", help=f"what the lines are: {kinds}")
    parser.add_argument("file", type=Path, help="a CSV or XLSX file")
    parser.add_argument("--dry-run", action="store_true", help="check only")
    parser.add_argument("--good-rows-only", action="store_true", help="import the good lines of a file with bad ones")
    parser.add_argument("--area", default="", help="sales area, as GR01-10-00")
    parser.add_argument("--encoding", default="", help="where the file's own bytes do not say it")
    parser.add_argument("--decimal-comma", action="store_true", help="figures are written 1.234,56")
    parser.add_argument("--as", dest="username", help="import as this user; else as anyone who may")


def run(options: argparse.Namespace) -> int:
    user = _importing_user(options)
    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise CannotRead(f"cannot read {options.file}: {error.strerror}", "file") from error
    started = start_import(
        kind=options.kind,
        name=options.file.name,
        content=content,
        scope=options.area,
        reading=Reading(encoding=options.encoding, decimal_comma=options.decimal_comma),
        dry_run=options.dry_run,
        good_rows_only=options.good_rows_only,
        by=user,
        at=now(),
    )
    return _report(_carried_out(started))


def _importing_user(options: argparse.Namespace) -> User:
    importer = importer_of(options.kind)
    if importer is None:
        kinds = ", ".join(known.kind for known in importers())
        raise CannotRead(f"nothing called {options.kind} can be imported; choose one of: {kinds}", "kind")
    users = [named_user(options.username)] if options.username else User.objects.filter(is_active=True).order_by("pk")
    for user in users:
        if allows(user, importer.verb, options.area or None):
            return user
    raise CannotRead(f"{options.username or 'nobody'} may import {options.kind} there", "as")


def _carried_out(run: ImportRun) -> ImportRun:
    """The run when it is over: a living worker does the work, else this process."""
    if not living_workers(now()).exists():
        carry_out_import.call(run.pk)
    run.refresh_from_db()
    while run.status in BUSY:
        time.sleep(0.2)
        run.refresh_from_db()
    return run


def _report(run: ImportRun) -> int:
    counts = f"{run.rows} lines, {run.created} created, {run.updated} updated, {run.error_count} bad"
    print(f"{run.name}: {run.status}; {counts}")
    if run.refusal:
        print(run.refusal)
    if run.errors:
        rows = [(str(bad["line"]), bad["column"], str(bad["value"])[:30], bad["reason"]) for bad in run.errors[:SHOWN]]
        print_table(("line", "column", "value", "reason"), rows, right=(0,))
        if run.error_count > SHOWN:
            print(f"… and {run.error_count - SHOWN} more")
    return os.EX_OK if run.status in DONE else 1
