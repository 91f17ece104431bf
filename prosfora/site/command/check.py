"""Look whether everything stands as it should: database, migrations, guards, journal, files, worker, mail."""

import argparse
import os
import socket
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from prosfora.audit.queries import verify_all
from prosfora.files.models import StoredFile
from prosfora.files.queries import DamagedFile, content, path_of
from prosfora.jobs.queries import dead_letters, living_workers
from prosfora.kit.clock import now
from prosfora.site.command.place import var_dir
from prosfora.site.guards import missing_guards

SHOWN = 5  # examples of what is wrong


class Mark(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found; a warning does not make the check fail."""

    mark: Mark
    sentence: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--files", action="store_true", help="read every stored file and compare its digest")


def run(options: argparse.Namespace) -> int:
    findings = []
    for finding in looks(every_byte=options.files):
        findings.append(finding)
        print(f"{finding.mark:<8} {finding.sentence}", flush=True)
    return int(any(finding.mark is Mark.FAILED for finding in findings))


def looks(*, every_byte: bool = False) -> Iterator[Finding]:
    """All findings, one after the other; without a database or its tables the rest cannot be asked."""
    yield (reached := _database())
    if reached.mark is Mark.FAILED:
        return
    yield (migrated := _migrations())
    if migrated.mark is Mark.FAILED:
        return
    every: tuple[Callable[[], Finding], ...] = (_guards, _journal, _worker, _dead_letters, _mail, _secret, _seal)
    for look in every:
        yield look()
    yield _files(every_byte)


def _database() -> Finding:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return Finding(Mark.FAILED, f"the database cannot be reached: {str(error).strip()}")
    return Finding(Mark.OK, f"the database answers ({connection.vendor})")


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return Finding(Mark.FAILED, f"{len(missing)} migrations are not applied; `prosfora prepare` applies them")
    return Finding(Mark.OK, "all migrations are applied")


def _guards() -> Finding:
    if missing := missing_guards():
        return Finding(Mark.FAILED, f"triggers or search indexes are gone: {', '.join(missing)}")
    return Finding(Mark.OK, "append-only triggers and search indexes stand")


def _journal() -> Finding:
    broken = [f"{entry.kind} {entry.key} entry {entry.sequence} ({reason})" for entry, reason in verify_all()]
    if broken:
        return Finding(Mark.FAILED, f"the journal was tampered with in {len(broken)} places: {_some(broken)}")
    return Finding(Mark.OK, "the journal's chains are whole")


def _worker() -> Finding:
    living = living_workers(now()).count()
    if not living:
        return Finding(
            Mark.WARNING, "no job worker is alive: nothing is mailed; `prosfora serve` or `worker` starts one"
        )
    return Finding(Mark.OK, f"{living} job worker(s) alive")


def _dead_letters() -> Finding:
    if count := dead_letters().count():
        return Finding(Mark.WARNING, f"{count} jobs were given up; an administrator sees them under Jobs")
    return Finding(Mark.OK, "no job was given up")


def _mail() -> Finding:
    options: Any = settings.MAILERS["default"]["OPTIONS"]
    server = f"{options['host']}:{options['port']}"
    try:
        socket.create_connection((options["host"], options["port"]), timeout=3).close()
    except OSError as error:
        return Finding(Mark.WARNING, f"the mail server {server} cannot be reached ({error}): PROSFORA_SMTP_HOST, _PORT")
    return Finding(Mark.OK, f"the mail server {server} answers")


def _secret() -> Finding:
    kept = var_dir() / "secret_key"
    if kept.exists() and stat.S_IMODE(kept.stat().st_mode) & 0o077:
        return Finding(Mark.FAILED, f"others can read the signing secret: chmod 600 {kept}")
    return Finding(Mark.OK, "the signing secret is kept")


def _seal() -> Finding:
    if not (settings.SEAL_KEY_FILE or settings.SEAL_PKCS11["module"]):
        return Finding(Mark.WARNING, "offers are sealed with a demo key that proves nothing: PROSFORA_SEAL_KEY_FILE")
    if settings.SEAL_KEY_FILE and not os.access(settings.SEAL_KEY_FILE, os.R_OK):
        return Finding(Mark.FAILED, f"the seal's key file {settings.SEAL_KEY_FILE} cannot be read")
    return Finding(Mark.OK, "offers are sealed with the company's own key")


def _files(every_byte: bool) -> Finding:
    digests = StoredFile.objects.values_list("digest", flat=True).order_by("digest")
    wrong = [digest[:12] for digest in digests.iterator() if not _is_whole(digest, every_byte)]
    if wrong:
        return Finding(Mark.FAILED, f"{len(wrong)} stored files are missing or damaged: {_some(wrong)}")
    return Finding(Mark.OK, "stored files are whole" if every_byte else "stored files are there (--files reads them)")


def _is_whole(digest: str, every_byte: bool) -> bool:
    if not every_byte:
        return path_of(digest).is_file()
    try:
        content(digest)
    except (DamagedFile, OSError):
        return False
    return True


def _some(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
