"""Importing parties from files: what prosfora.files asks of a room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from prosfora.files.imports import Clash, Flaw, Order, Row, Written
from prosfora.files.rules.columns import Column
from prosfora.parties.services.imports.columns import ALL
from prosfora.parties.services.imports.known import Known, keys_of, load_known, versions_by_key
from prosfora.parties.services.imports.planning import Planned, plan
from prosfora.parties.services.imports.undoing import undo_written
from prosfora.parties.services.imports.writing import write_planned


@dataclass(frozen=True, slots=True)
class _Facts:
    known: Known
    scope: str


class PartyImporter:
    """Customers, prospects and other parties from CSV and XLSX.

    A line updates the party that its number, its number in another system or its VAT number names, and takes up a new
    one where none does. A column that the file lacks leaves its field as it is; a blank cell blanks it.
    """

    kind = "parties"
    title: Any = _("Customers and prospects")
    verb = "parties.import_parties"
    scoped = True
    group_by = ""

    def columns(self) -> Sequence[Column]:
        return ALL

    def key(self, row: Row, order: Order) -> str:
        return next(iter(keys_of(row)), "")

    def prepare(self, rows: Sequence[Row], order: Order) -> _Facts:
        return _Facts(load_known(rows), order.scope)

    def check(self, row: Row, facts: _Facts) -> Planned | list[Flaw]:
        return plan(row, facts.known, facts.scope)

    def write(self, rows: Sequence[tuple[int, Planned]], facts: _Facts, order: Order) -> Sequence[Written]:
        return write_planned(rows, facts.known, order)

    def versions(self, keys: Sequence[str]) -> Mapping[str, int]:
        return versions_by_key(set(keys))

    def undo(self, rows: Sequence[Written], order: Order) -> Sequence[Clash]:
        return undo_written(rows, order)
