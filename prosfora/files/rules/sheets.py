"""Spreadsheets (XLSX): their lines with typed cells, and what makes a file too dangerous to open."""

import datetime as dt
import io
import math
import struct
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from prosfora.files.rules.columns import Fault
from prosfora.files.rules.tables import Line

MARK = b"PK\x03\x04"
MOST_UNPACKED = 300 * 1024 * 1024
MOST_GROWTH = 200  # times; honest sheets reach 30, bombs a thousand
MOST_PARTS = 2_000
MOST_BLANK_LINES = 1_000  # a sheet formatted to its last line ends here

# Everything that a damaged or forged workbook has been seen to make zipfile, the XML parser and openpyxl raise.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    AssertionError,
)


class NotASheet(ValueError):
    """The bytes are no workbook that we can read."""


class TooLargeUnpacked(ValueError):
    """The workbook would unpack to more than we take: a bomb, or a mistake."""


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are a zip archive, as every XLSX is."""
    return content.startswith(MARK)


def check_size(content: bytes) -> None:
    """Refuse an archive that grows beyond reason, before anything is unpacked. Raises NotASheet, TooLargeUnpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except _DAMAGE as error:
        raise NotASheet(str(error)) from error
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > max(len(content), 50_000) * MOST_GROWTH:
        raise TooLargeUnpacked(str(unpacked))


def read_sheet(content: bytes, sheet: str = "") -> Iterator[Line]:
    """The filled lines of the first (or the named) sheet; formulas give the value they showed when saved.

    Raises NotASheet, TooLargeUnpacked.
    """
    check_size(content)
    try:
        yield from _lines(content, sheet)
    except _DAMAGE as error:
        raise NotASheet(str(error)) from error


def _lines(content: bytes, sheet: str) -> Iterator[Line]:
    import warnings

    from openpyxl import load_workbook  # heavy: loaded by the first workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which an import does not read
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    page = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
    blank = 0
    for number, cells in enumerate(page.iter_rows(), start=1):
        values = [_value(cell) for cell in cells]
        while values and values[-1] in (None, ""):
            values.pop()
        if not values:
            blank += 1
            if blank > MOST_BLANK_LINES:
                return
            continue
        blank = 0
        broken = next((cell for cell in cells if cell.data_type == "e"), None)
        yield Line(number, values, Fault.SPREADSHEET_ERROR if broken else None, str(broken.value) if broken else "")


def _value(cell: Any) -> Any:
    """A cell's value: numbers exactly as they show (15 digits), midnights as days."""
    value = cell.value
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, float):
        return Decimal(f"{value:.15g}") if math.isfinite(value) else str(value)
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time.min else value
    return value if isinstance(value, dt.date) else str(value)
