"""Files of condition records, carried out as the worker would."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from prosfora.files.imports import Order, importer_of
from prosfora.files.models import ImportRun
from prosfora.files.running import carry_out
from prosfora.files.services.imports import start_import, undo_import
from prosfora.identity.models import User
from prosfora.pricing.models import ConditionRecord
from tests.cast import MONDAY

HEADERS = (
    "condition_type", "customer", "product", "sales_area", "amount", "currency", "per", "unit", "scales",
    "valid_from", "valid_to",
)  # fmt: skip


def a_line(**cells: str) -> list[str]:
    """A line about BOLT-M8's base price in the cast's sales area, but for the cells named."""
    said = {
        "condition_type": "PR00", "product": "BOLT-M8", "sales_area": "GR01-10-00", "amount": "24.00",
        "currency": "EUR", "per": "1", "unit": "PCE", "valid_from": "2026-06-01", **cells,
    }  # fmt: skip
    return [said.get(name, "") for name in HEADERS]


def table(*lines: Sequence[str], headers: Sequence[str] = HEADERS) -> bytes:
    """Lines as a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows([headers, *lines])
    return text.getvalue().encode()


def workbook(*lines: Sequence[Any], headers: Sequence[str] = HEADERS) -> bytes:
    """Lines as an XLSX file."""
    book, content = Workbook(), io.BytesIO()
    for row in (headers, *lines):
        book.active.append(list(row))
    book.save(content)
    return content.getvalue()


def brought(content: bytes, by: User, *, at: dt.datetime = MONDAY, scope: str = "", **options: Any) -> ImportRun:
    """The import of a file, carried out."""
    options.setdefault("dry_run", False)
    run = start_import(kind="conditions", name="prices.csv", content=content, scope=scope, by=by, at=at, **options)
    return _carried_out(run, by, at)


def taken_back(run: ImportRun, by: User, at: dt.datetime = MONDAY) -> ImportRun:
    """The run after its undo."""
    return _carried_out(undo_import(run=run, by=by, at=at), by, at)


def _carried_out(run: ImportRun, by: User, at: dt.datetime) -> ImportRun:
    importer = importer_of("conditions")
    assert importer is not None
    carry_out(run, importer, Order(by=by, at=at, scope=run.scope))
    run.refresh_from_db()
    return run


def complaints(run: ImportRun) -> list[tuple[int, str]]:
    """Line and column of every flaw."""
    return [(error["line"], error["column"]) for error in run.errors]


def periods(lookup: str = "PR00|product=BOLT-M8", **where: Any) -> list[tuple[str, str, str]]:
    """What is released for a key: first day, last day, amount."""
    rows = ConditionRecord.objects.filter(lookup=lookup, status="released", **where).order_by("valid_from")
    return [(f"{row.valid_from:%d.%m.%y}", _last(row.valid_to), f"{row.amount.normalize():f}") for row in rows]


def _last(day: dt.date) -> str:
    return "" if day.year == 9999 else f"{day:%d.%m.%y}"
