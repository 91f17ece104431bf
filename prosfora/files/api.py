"""Imports for programs: send a file, look at its run, import or undo it."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from prosfora.files.models import ImportRun
from prosfora.files.permissions import importer_to, run_to, visible_imports
from prosfora.files.rules.names import is_trick
from prosfora.files.services import FileRefused, import_file, start_import, undo_import
from prosfora.files.services.imports import Reading
from prosfora.identity.api import idempotent
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import Page, cursor_page

router = Router(tags=["imports"])

_BODY = {
    "requestBody": {
        "required": True,
        "description": "The file: as a form field `file`, or as the body itself with its name in the query.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                    "required": ["file"],
                }
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


class LineError(Schema):
    """Why a line is bad; an empty column means the line as a whole."""

    line: int
    column: str
    value: str
    reason: str


class ImportOut(Schema):
    """An import run. `status`: waiting, checking, checked, refused, importing, imported, undoing, undone."""

    id: int
    kind: str
    name: str
    scope: str
    status: str
    dry_run: bool
    good_rows_only: bool
    rows: int
    done: int
    created: int
    updated: int
    error_count: int
    errors: list[LineError]
    refusal: str
    taken: dict[str, Any]
    by_name: str
    at: dt.datetime
    finished_at: dt.datetime | None


class ImportQuery(Schema):
    """How the file is to be read, and what is to be done with it."""

    scope: str = Field("", max_length=20, description="Sales area, where the kind has one")
    name: str = Field("", max_length=200, description="File name, where the body is the file")
    dry_run: bool = False
    good_rows_only: bool = False
    decimal: Literal["point", "comma"] = "point"
    encoding: Literal["", "utf-8", "utf-16", "windows-1253", "windows-1252"] = ""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""


class RunsQuery(Schema):
    """Which page of the list."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=500)


class ImportChoice(Schema):
    """Whether bad lines are left out."""

    good_rows_only: bool = False


@router.get("/imports", response=Page[ImportOut], summary="Imports, newest first")
def list_imports(request: UserRequest, wanted: Query[RunsQuery]) -> Page[ImportOut]:
    """Your own runs; with the right to display imports, those of your sales areas."""
    rows = visible_imports(request.user)
    found, following = cursor_page(rows, order=("-at", "-id"), cursor=wanted.cursor, limit=wanted.limit)
    return Page[ImportOut](items=[ImportOut.from_orm(run) for run in found], next_cursor=following)


@router.get("/imports/{int:run_id}", response=ImportOut, summary="One import")
def display_import(request: UserRequest, run_id: int) -> ImportRun:
    """Where a run stands, with its bad lines (the first 1,000)."""
    return run_to("display_import", user=request.user, run_id=run_id)


@router.post("/imports/{kind}", response={202: ImportOut}, summary="Import a file", openapi_extra=_BODY)
@idempotent
def start(request: UserRequest, kind: str, asked: Query[ImportQuery]) -> HttpResponse:
    """Take a CSV or XLSX file in. It is checked, and unless `dry_run` imported, in the background: watch `Location`.

    A file with bad lines is refused whole unless `good_rows_only`.
    """
    importer_to("check_file" if asked.dry_run else "import_file", user=request.user, kind=kind, scope=asked.scope)
    name, content = _sent_file(request, asked.name)
    run = start_import(
        kind=kind,
        name=name,
        content=content,
        scope=asked.scope,
        reading=Reading(asked.encoding, asked.delimiter, asked.decimal == "comma"),
        dry_run=asked.dry_run,
        good_rows_only=asked.good_rows_only,
        by=request.user,
        at=request.now,
    )
    return _accepted(run)


@router.post("/imports/{int:run_id}/import_file", response={202: ImportOut}, summary="Import a checked file")
def import_checked(request: UserRequest, run_id: int, chosen: ImportChoice) -> HttpResponse:
    """Import a file that a dry run has checked, or that was refused for its bad lines."""
    run = run_to("import_file", user=request.user, run_id=run_id)
    return _accepted(import_file(run=run, good_rows_only=chosen.good_rows_only, by=request.user, at=request.now))


@router.post("/imports/{int:run_id}/undo_import", response={202: ImportOut}, summary="Undo an import")
def undo(request: UserRequest, run_id: int) -> HttpResponse:
    """Take an import back as a whole; refused in the run's `refusal` where records were changed since."""
    run = run_to("undo_import", user=request.user, run_id=run_id)
    return _accepted(undo_import(run=run, by=request.user, at=request.now))


def _sent_file(request: UserRequest, name: str) -> tuple[str, bytes]:
    """The file of a form, or the body itself. Raises FileRefused."""
    if is_trick(name):
        raise FileRefused(_("The file's name holds a path; give it a plain name"), "name")
    if request.content_type != "multipart/form-data":
        return name or "import", request.body
    sent = request.FILES.get("file")
    if sent is None:
        raise FileRefused(_("Send the file in the form field “file”"), "file")
    return sent.name or "import", sent.read()


def _accepted(run: ImportRun) -> HttpResponse:
    answer = HttpResponse(ImportOut.from_orm(run).model_dump_json(), status=202, content_type="application/json")
    answer["Location"] = reverse("api:display_import", args=[run.pk])
    return answer
