"""Columns of an import: which header means which field, and what a cell says."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from prosfora.values.numbers import NotADay, NotANumber, parse_day, parse_decimal

_YES = frozenset({"1", "x", "yes", "y", "true", "ναι", "ν", "✓"})
_NO = frozenset({"0", "no", "n", "false", "οχι", "ο", "-"})
_NOT_A_SIGN = re.compile(r"[\W_]+")
_LINES = frozenset("\n\r\t")
_MASKED = re.compile(r"'(?=[=+@-])")  # how our own exports lead a text that a spreadsheet would run
_PAIRS = re.compile(r"[;\n]")
_HARMFUL = frozenset({"Cc", "Cs", "Co", "Cn"})  # controls, halves of pairs, private and unassigned characters


class Kind(StrEnum):
    """How a column's cells are read."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    DAY = "day"
    FLAG = "flag"
    PAIRS = "pairs"  # of numbers: 1=24.00; 1000=22.50


class Fault(StrEnum):
    """Why a cell or a line cannot be read; the services put it into words."""

    MISSING = "missing"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    NOT_A_DAY = "not_a_day"
    NOT_A_FLAG = "not_a_flag"
    NOT_PAIRS = "not_pairs"
    NOT_A_CHOICE = "not_a_choice"
    TOO_LONG = "too_long"
    BAD_CHARACTER = "bad_character"
    SPREADSHEET_ERROR = "spreadsheet_error"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_FEW_CELLS = "too_few_cells"
    BROKEN_QUOTES = "broken_quotes"
    SAME_KEY = "same_key"


@dataclass(frozen=True, slots=True)
class Column:
    """A field that an import takes.

    `headers` are further names a file may give it, in any language; case, accents, blanks and underscores do not
    count. `choices` limits texts. A required column must be in the file and filled in every line.
    """

    name: str
    label: Any  # a text, translated when shown
    kind: Kind = Kind.TEXT
    required: bool = False
    headers: Sequence[str] = ()
    choices: Sequence[str] = ()
    longest: int = 200
    example: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a file keeps which column, and what does not fit."""

    places: Mapping[str, int] = field(default_factory=dict)  # column name → index of the cell
    unknown: tuple[str, ...] = ()  # headers that mean nothing here: their cells are not read
    missing: tuple[str, ...] = ()  # required columns the file does not have
    doubled: tuple[str, ...] = ()  # headers of which two mean the same column


class BadCell(ValueError):
    """A cell cannot be read; `fault` says why, `detail` what was expected."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.detail = detail


def folded(header: str) -> str:
    """A header as it is compared: without case, accents, blanks and marks."""
    bare = "".join(c for c in unicodedata.normalize("NFD", header.casefold()) if not unicodedata.combining(c))
    return _NOT_A_SIGN.sub("", bare.replace("ς", "σ"))


def layout(headers: Sequence[str], columns: Sequence[Column], chosen: Mapping[str, str] | None = None) -> Layout:
    """Find each column by its names; `chosen` (header → column name, "" for none) is what a person decided."""
    meaning = {
        folded(name): column.name
        for column in columns
        for name in (column.name, str(column.label), *column.headers)
        if folded(name)
    }
    names = {column.name for column in columns}
    places: dict[str, int] = {}
    unknown, doubled = [], []
    for place, header in enumerate(headers):
        name = (chosen or {}).get(header, meaning.get(folded(header), ""))
        if name not in names:
            unknown.append(header)
        elif name in places:
            doubled.append(header)
        else:
            places[name] = place
    missing = tuple(c.name for c in columns if c.required and c.name not in places)
    return Layout(places, tuple(h for h in unknown if h.strip()), missing, tuple(doubled))


def read_cell(cell: Any, column: Column, *, decimal_comma: bool) -> Any:
    """What a cell says in its column's kind: text as str, else None where it is blank. Raises BadCell.

    An apostrophe before = + - @, which an export puts there so that no spreadsheet runs the text, is no part of it.
    Cells of a spreadsheet arrive as numbers, days and truth values already, those of a text table as str.
    """
    if isinstance(cell, str):
        cell = cell.strip()
    if cell is None or cell == "":
        if column.required:
            raise BadCell(Fault.MISSING)
        return "" if column.kind is Kind.TEXT else None
    return _READERS[column.kind](cell, column, decimal_comma)


def _text(cell: Any, column: Column, _comma: bool) -> str:
    text = _plain(cell)
    if _MASKED.match(text):
        text = text[1:]
    if not text.isprintable() and any(unicodedata.category(c) in _HARMFUL and c not in _LINES for c in text):
        raise BadCell(Fault.BAD_CHARACTER)
    if len(text) > column.longest:
        raise BadCell(Fault.TOO_LONG, str(column.longest))
    if column.choices and text not in column.choices:
        raise BadCell(Fault.NOT_A_CHOICE, ", ".join(column.choices))
    return text


def _plain(cell: Any) -> str:
    """A number or day that stands in a text column, as a person would type it: 1000012, not 1000012.0."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def _number(cell: Any, _column: Column, comma: bool) -> Decimal:
    if isinstance(cell, Decimal):
        return cell
    try:
        return parse_decimal(_plain(cell), decimal_comma=comma)
    except NotANumber:
        raise BadCell(Fault.NOT_A_NUMBER, "1.234,50" if comma else "1,234.50") from None


def _integer(cell: Any, column: Column, comma: bool) -> int:
    number = _number(cell, column, comma)
    if number != number.to_integral_value():
        raise BadCell(Fault.NOT_WHOLE)
    return int(number)


def _day(cell: Any, _column: Column, _comma: bool) -> dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    try:
        return parse_day(_plain(cell))
    except NotADay:
        raise BadCell(Fault.NOT_A_DAY) from None


def _flag(cell: Any, _column: Column, _comma: bool) -> bool:
    said = folded(_plain(cell)) or _plain(cell)
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise BadCell(Fault.NOT_A_FLAG)


def _pairs(cell: Any, _column: Column, comma: bool) -> tuple[tuple[Decimal, Decimal], ...]:
    pairs = [part.split("=") for part in _PAIRS.split(_plain(cell)) if part.strip()]
    try:
        return tuple(
            (parse_decimal(left, decimal_comma=comma), parse_decimal(right, decimal_comma=comma))
            for left, right in pairs
        )
    except ValueError:  # NotANumber is one; so is a part without its equals sign
        raise BadCell(Fault.NOT_PAIRS, "1=24,00; 1000=22,50" if comma else "1=24.00; 1000=22.50") from None


_READERS: dict[Kind, Callable[[Any, Column, bool], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.INTEGER: _integer,
    Kind.DAY: _day,
    Kind.FLAG: _flag,
    Kind.PAIRS: _pairs,
}
