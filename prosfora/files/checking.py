"""Reading a file as rows of an importer's columns, batch by batch, every line checked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prosfora.files.imports import Flaw, Importer, Order, Row
from prosfora.files.rules.columns import BadCell, Column, Fault, Layout, layout, read_cell
from prosfora.files.rules.reading import NotReadable, Table, Unreadable, open_table
from prosfora.files.rules.tables import Line
from prosfora.files.telling import bad_cell_sentence, cell_sentence

BATCH_LINES = 1_000
MOST_ERRORS = 1_000  # kept and shown; all are counted
LONGEST_VALUE = 80


@dataclass(slots=True)
class Batch:
    """Some lines of a file after their check: those that are good, and what is wrong with the others."""

    rows: list[Row] = field(default_factory=list)  # all that could be read
    good: list[tuple[int, Any]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    bad_lines: int = 0  # that could not be read; bad ones among `rows` come on top
    flawed: int = 0
    created: int = 0
    updated: int = 0


@dataclass(slots=True)
class Tally:
    """What all batches of a file came to."""

    rows: int = 0
    error_count: int = 0
    created: int = 0
    updated: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)

    def count(self, batch: Batch) -> None:
        """Add one batch."""
        self.rows += len(batch.rows) + batch.bad_lines
        self.error_count += batch.bad_lines + batch.flawed
        self.created += batch.created
        self.updated += batch.updated
        self.errors += batch.errors[: MOST_ERRORS - len(self.errors)]


class Reader:
    """One file read for one importer. Raises NotReadable where the file as a whole cannot be."""

    def __init__(self, content: bytes, options: Mapping[str, Any], importer: Importer[Any, Any]) -> None:
        self.importer = importer
        self.comma = bool(options.get("decimal_comma"))
        self.columns: Mapping[str, Column] = {column.name: column for column in importer.columns()}
        self.table: Table = open_table(
            content, encoding=options.get("encoding", ""), delimiter=options.get("delimiter", "")
        )
        self.layout: Layout = layout(self.table.headers, list(self.columns.values()), options.get("columns"))
        if not self.layout.places:
            raise NotReadable(Unreadable.UNKNOWN_COLUMNS)
        if self.layout.doubled:
            raise NotReadable(Unreadable.DOUBLED_HEADERS, ", ".join(self.layout.doubled)[:200])
        if self.layout.missing:
            labels = [str(self.columns[name].label) for name in self.layout.missing]
            raise NotReadable(Unreadable.MISSING_COLUMNS, ", ".join(labels))

    def taken(self) -> dict[str, Any]:
        """What the file was read with, for people to see and correct."""
        return {
            "encoding": self.table.encoding,
            "is_certain": self.table.is_certain,
            "delimiter": self.table.delimiter,
            "decimal_comma": self.comma,
            "headers": list(self.table.headers),
            "columns": {name: self.table.headers[place] for name, place in self.layout.places.items()},
            "unknown": list(self.layout.unknown),
        }

    def batches(self, order: Order) -> Iterator[Batch]:
        """All lines, a thousand at a time, lines of one group never parted, each batch checked."""
        seen: dict[str, int] = {}
        for lines in self._grouped():
            yield self._checked(lines, seen, order)

    def _grouped(self) -> Iterator[list[Line]]:
        place = self.layout.places.get(self.importer.group_by) if self.importer.group_by else None
        lines: list[Line] = []
        for line in self.table.lines():
            if len(lines) >= BATCH_LINES and (place is None or _cell(line, place) != _cell(lines[-1], place)):
                yield lines
                lines = []
            lines.append(line)
        if lines:
            yield lines

    def _checked(self, lines: Sequence[Line], seen: dict[str, int], order: Order) -> Batch:
        batch = Batch()
        for line in lines:
            row = self._row(line, batch)
            if row is not None:
                batch.rows.append(row)
        facts = self.importer.prepare(batch.rows, order)
        keys = []
        for row in batch.rows:
            key = self.importer.key(row, order)
            checked = self.importer.check(row, facts)
            flaws: list[Flaw] = checked if isinstance(checked, list) else []
            if key and seen.setdefault(key, row.line) != row.line:
                flaws = [*flaws, Flaw("", cell_sentence(Fault.SAME_KEY, str(seen[key])), key)]
            if flaws:
                batch.flawed += 1
                batch.errors += [_error(row.line, flaw) for flaw in flaws]
            else:
                batch.good.append((row.line, checked))
                keys.append(key)
        known = self.importer.versions([key for key in keys if key]) if any(keys) else {}
        batch.updated = sum(key in known for key in keys)
        batch.created = len(keys) - batch.updated
        return batch

    def _row(self, line: Line, batch: Batch) -> Row | None:
        """The line's values; None, with its errors noted, where it cannot be read."""
        if line.fault is not None:
            batch.bad_lines += 1
            batch.errors.append(_error(line.number, Flaw("", cell_sentence(line.fault, line.detail))))
            return None
        values: dict[str, Any] = {}
        flaws: list[Flaw] = []
        for name, place in self.layout.places.items():
            cell = line.cells[place]
            try:
                values[name] = read_cell(cell, self.columns[name], decimal_comma=self.comma)
            except BadCell as bad:
                flaws.append(Flaw(name, bad_cell_sentence(bad), str(cell)))
        if flaws:
            batch.bad_lines += 1
            batch.errors += [_error(line.number, flaw) for flaw in flaws]
            return None
        return Row(line.number, values)


def _cell(line: Line, place: int) -> Any:
    return line.cells[place] if place < len(line.cells) else None


def _error(line: int, flaw: Flaw) -> dict[str, Any]:
    """A flaw as it is stored and shown; a NUL, which no database keeps, is shown as its picture."""
    value = flaw.value[:LONGEST_VALUE].replace("\0", "\u2400")
    return {"line": line, "column": flaw.column, "value": value, "reason": flaw.reason}
