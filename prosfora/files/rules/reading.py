"""A file's bytes as a table: header, lines, and what was taken to read it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from prosfora.files.rules.encodings import NotText, decode
from prosfora.files.rules.sheets import NotASheet, TooLargeUnpacked, check_size, is_workbook, read_sheet
from prosfora.files.rules.tables import MOST_COLUMNS, Line, delimiter_of, fitted, read_lines

MOST_BYTES = 40 * 1024 * 1024
MOST_LINES = 200_000
_BINARY_MARKS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0", b"GIF8", b"\x7fELF", b"\x1f\x8b", b"Rar!")


class Unreadable(StrEnum):
    """Why a file cannot be imported at all; the services put it into words."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_LINES = "too_many_lines"
    TOO_MANY_COLUMNS = "too_many_columns"
    NOT_A_TABLE = "not_a_table"
    NOT_TEXT = "not_text"
    DAMAGED = "damaged"
    DOUBLED_HEADERS = "doubled_headers"
    MISSING_COLUMNS = "missing_columns"
    UNKNOWN_COLUMNS = "unknown_columns"


class NotReadable(ValueError):
    """The file cannot be imported; `why` and `detail` say what to do about it."""

    def __init__(self, why: Unreadable, detail: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Table:
    """A readable file: its header and what was taken to read it (blank for workbooks)."""

    headers: Sequence[str]
    content: bytes
    text: str = ""
    encoding: str = ""
    delimiter: str = ""
    is_certain: bool = True

    def lines(self) -> Iterator[Line]:
        """The lines after the header, each as wide as it. Raises NotReadable where the file breaks off damaged."""
        width = len(self.headers)
        try:
            for count, line in enumerate(self._all_lines()):
                if count == 0:
                    continue
                if count > MOST_LINES:
                    raise NotReadable(Unreadable.TOO_MANY_LINES, str(MOST_LINES))
                yield _padded(line, width) if not self.delimiter else fitted(line, width)
        except NotASheet as error:
            raise NotReadable(Unreadable.DAMAGED, str(error)[:200]) from error

    def _all_lines(self) -> Iterator[Line]:
        return read_lines(self.text, self.delimiter) if self.delimiter else read_sheet(self.content)


def open_table(content: bytes, *, encoding: str = "", delimiter: str = "") -> Table:
    """The table in a file: a workbook by its first bytes, else text. Raises NotReadable."""
    if not content.strip(b" \t\r\n\0"):
        raise NotReadable(Unreadable.EMPTY)
    if len(content) > MOST_BYTES:
        raise NotReadable(Unreadable.TOO_LARGE, str(MOST_BYTES // 1024 // 1024))
    if is_workbook(content):
        return _workbook(content)
    if content.startswith(_BINARY_MARKS):
        raise NotReadable(Unreadable.NOT_A_TABLE)
    try:
        read = decode(content, encoding)
    except NotText as error:
        raise NotReadable(Unreadable.NOT_TEXT, str(error)) from error
    if read.text.count("\0") > len(read.text) // 100:
        raise NotReadable(Unreadable.NOT_A_TABLE)
    mark = delimiter or delimiter_of(read.text)
    headers = _headers(read_lines(read.text, mark))
    return Table(headers, b"", read.text, read.encoding, mark, read.is_certain)


def _workbook(content: bytes) -> Table:
    try:
        check_size(content)
        return Table(_headers(read_sheet(content)), content)
    except TooLargeUnpacked as error:
        raise NotReadable(Unreadable.TOO_LARGE, str(MOST_BYTES // 1024 // 1024)) from error
    except NotASheet as error:
        raise NotReadable(Unreadable.DAMAGED, str(error)[:200]) from error


def _headers(lines: Iterator[Line]) -> tuple[str, ...]:
    first = next(lines, None)
    if first is None:
        raise NotReadable(Unreadable.EMPTY)
    if first.fault is not None or len(first.cells) > MOST_COLUMNS:
        raise NotReadable(Unreadable.TOO_MANY_COLUMNS if first.fault is None else Unreadable.NOT_A_TABLE)
    headers = tuple("" if cell is None else str(cell).replace("\0", "").strip() for cell in first.cells)
    twice = [header for header, count in Counter(h.casefold() for h in headers if h).items() if count > 1]
    if twice:
        raise NotReadable(Unreadable.DOUBLED_HEADERS, ", ".join(twice)[:200])
    return headers


def _padded(line: Line, width: int) -> Line:
    """A sheet's line: blank cells at its end are not stored, so that a short line is whole."""
    cells: list[Any] = list(line.cells)
    return fitted(Line(line.number, cells + [None] * (width - len(cells)), line.fault, line.detail), width)
