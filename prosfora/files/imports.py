"""What a room implements so that its records can be imported from files, and the register of those rooms.

A room declares its importer in `AppConfig.ready`: `declare_importer(PartyImporter())`. The machinery (services/imports)
reads the file, turns cells into values, asks `check` for every line, and writes in batches; it keeps per record what
was before, so that the whole run can be undone.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from prosfora.audit.services import Actor
from prosfora.files.rules.columns import Column

_importers: dict[str, "Importer[Any, Any]"] = {}


@dataclass(frozen=True, slots=True)
class Order:
    """Who imports, when, into which sales area ("GR01-10-00"; blank where the kind has none).

    `notes` is what an importer wants to remember from one batch of a file to the next; a long file is checked twice.
    """

    by: Actor
    at: dt.datetime
    scope: str = ""
    notes: dict[Any, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file. `values` holds what its columns say: str, Decimal, int, date, bool, or None where blank.

    A column the file does not have is absent from `values`: an update leaves that field as it is.
    """

    line: int
    values: Mapping[str, Any]

    def get(self, name: str, default: Any = None) -> Any:
        """What a column says, `default` where the file has no such column."""
        return self.values.get(name, default)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a line cannot be imported: a sentence for people, the column and value it is about."""

    column: str
    reason: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What the import did to one record: `before` are the values it changed (None: the record was created).

    `version` is the record's version after the import: a later one means that somebody changed it since.
    """

    line: int
    key: str
    version: int = 1
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A record that an undo cannot take back, and why."""

    key: str
    reason: str


class Importer[Facts, Good](Protocol):
    """One kind of records that files can bring.

    `kind` is the word in the address and the API ("parties"), `title` its translated name, `verb` the right that an
    import needs ("parties.import_parties"), `scoped` whether a sales area is asked for. Lines with the same value in
    the column `group_by` are never parted (lines of one document); blank where each line is a record.
    """

    kind: str
    title: Any
    verb: str
    scoped: bool
    group_by: str

    def columns(self) -> Sequence[Column]:
        """The columns a file may have."""

    def key(self, row: Row, order: Order) -> str:
        """What makes two lines the same record; blank where every line is its own. A second line is a flaw."""

    def prepare(self, rows: Sequence[Row], order: Order) -> Facts:
        """Load everything `check` and `write` need for these lines (at most 1,000): a constant number of queries."""

    def check(self, row: Row, facts: Facts) -> "Good | list[Flaw]":
        """The line as it will be written, or everything wrong with it. Asks no database."""

    def write(self, rows: Sequence[tuple[int, Good]], facts: Facts, order: Order) -> Sequence[Written]:
        """Create or update these (line, record) pairs, journalled, in the transaction that surrounds the call."""

    def versions(self, keys: Sequence[str]) -> Mapping[str, int]:
        """The present version of each record that still exists."""

    def undo(self, rows: Sequence[Written], order: Order) -> Sequence[Clash]:
        """Take these changes back, journalled: delete what was created, restore what was before.

        Returns what cannot be taken back (a created record that others name); then the whole undo is rolled back.
        """


def declare_importer(importer: Importer[Any, Any]) -> None:
    """Make a kind known; called once, at start-up."""
    _importers[importer.kind] = importer


def importer_of(kind: str) -> Importer[Any, Any] | None:
    """The importer of a kind, None where there is none."""
    return _importers.get(kind)


def importers() -> Sequence[Importer[Any, Any]]:
    """All of them, by kind."""
    return [_importers[kind] for kind in sorted(_importers)]
