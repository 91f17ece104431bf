"""Condition records from files: what prosfora.files asks of a room."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from prosfora.files.imports import Clash, Flaw, Order, Row, Written
from prosfora.files.rules.columns import Column
from prosfora.pricing.rules.periods import in_rounds
from prosfora.pricing.services.drafts import lay_drafts
from prosfora.pricing.services.imports.columns import ALL
from prosfora.pricing.services.imports.known import VERB, Known, load_known, name_of, present_names
from prosfora.pricing.services.imports.lines import check_line
from prosfora.pricing.services.laying import Wanted, lay, place_of
from prosfora.pricing.services.undoing import noted, present_records, undo_written


class ConditionImporter:
    """Condition records from CSV and XLSX.

    A line states what holds for a key from a day on. Where another amount holds then, that record ends the day before
    and the line's begins: a change is a new period, never an edit. A blank last day lets it hold until the next one
    begins; where the file has no such column, the period keeps the end it had. Lines that say what is so already write
    nothing. A line whose status is draft is saved as one and waits for its release.
    """

    kind = "conditions"
    title: Any = gettext_lazy("Prices (condition records)")
    verb = VERB
    scoped = True
    group_by = ""

    def columns(self) -> Sequence[Column]:
        return ALL

    def key(self, row: Row, order: Order) -> str:
        return name_of(row, order)

    def prepare(self, rows: Sequence[Row], order: Order) -> Known:
        return load_known(rows, order)

    def check(self, row: Row, facts: Known) -> Wanted | list[Flaw]:
        return check_line(row, facts)

    def write(self, rows: Sequence[tuple[int, Wanted]], facts: Known, order: Order) -> Sequence[Written]:
        """Lay the new periods over those that stand; lines about one price one after another, the others at once."""
        written = []
        for is_draft, put in ((False, lay), (True, lay_drafts)):
            mine = [pair for pair in rows if pair[1].row.is_draft is is_draft]
            for some in in_rounds(mine, lambda pair: place_of(pair[1].row)):
                lines = {id(wanted.row): line for line, wanted in some}
                laid = put(wanted=[one for _line, one in some], verb="import_conditions", by=order.by, at=order.at)
                written += [noted(lines[id(one.row)], one) for one in laid]
        return sorted(written, key=lambda one: one.line)

    def versions(self, keys: Sequence[str]) -> Mapping[str, int]:
        """Of records noted by an import, or of lines: whether a price holds on their first day already."""
        lines = [key for key in keys if "|" in key]
        return present_records([key for key in keys if "|" not in key]) | present_names(lines)

    def undo(self, rows: Sequence[Written], order: Order) -> Sequence[Clash]:
        return undo_written(rows, order)
