"""Text tables (CSV): which marks they use, their header, their lines with what is wrong with each."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from prosfora.files.rules.columns import Fault

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 32_767  # what a spreadsheet's cell can hold
MOST_COLUMNS = 200
SAMPLE_LINES = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a file: the number of its first line (1 is the header), its cells, what is wrong with it."""

    number: int
    cells: Sequence[Any]
    fault: Fault | None = None
    detail: str = ""


def delimiter_of(text: str) -> str:
    """The mark that parts the cells: the one that gives most lines the same number of cells, more than one."""
    sample = "".join(islice(io.StringIO(text, newline=""), SAMPLE_LINES))
    return max(DELIMITERS, key=lambda mark: _evenness(sample, mark))


def _evenness(sample: str, mark: str) -> tuple[float, int]:
    widths = Counter(len(cells) for cells in _records(sample, mark) if cells)
    widths.pop(1, None)
    if not widths:
        return (0.0, 0)
    width, lines = widths.most_common(1)[0]
    return (lines / sum(widths.values()) * lines, width)


def _records(sample: str, mark: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=mark)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue


def read_lines(text: str, delimiter: str) -> Iterator[Line]:
    """Every record of a text table, blank ones left out; broken quotes and over-long cells are faults of the line.

    The reader goes on after a fault: one bad line hides no other, save what an open quotation mark swallows.
    """
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Line(first, (), _fault_of(str(error)), str(LONGEST_CELL))
            continue
        if any(cell.strip() for cell in cells):
            yield Line(first, cells)


def _fault_of(message: str) -> Fault:
    return Fault.TOO_LONG if "field limit" in message else Fault.BROKEN_QUOTES


def fitted(line: Line, width: int) -> Line:
    """A line with as many cells as the header; missing or surplus cells that hold something are a fault."""
    cells = list(line.cells)
    if line.fault is not None or len(cells) == width:
        return line
    if len(cells) > width:
        surplus = any(_is_filled(cell) for cell in cells[width:])
        fault = Fault.TOO_MANY_CELLS if surplus else None
        return Line(line.number, cells[:width], fault, f"{len(cells)} / {width}")
    return Line(line.number, cells + [""] * (width - len(cells)), Fault.TOO_FEW_CELLS, f"{len(cells)} / {width}")


def _is_filled(cell: Any) -> bool:
    return cell is not None and bool(str(cell).strip())
