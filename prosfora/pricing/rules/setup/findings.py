"""What a check of the set-up answers with."""

from collections.abc import Iterable
from typing import NamedTuple

ERROR, WARNING, NOTE = "error", "warning", "note"
SEVERITIES = (ERROR, WARNING, NOTE)


class Finding(NamedTuple):
    """Something wrong or doubtful in the set-up, and where it stands.

    `code` names reason and remedy (telling); `severity`: an "error" makes wrong prices or none, a "warning" is hardly
    meant, a "note" does nothing. `kind` and `place` say where: an access sequence, a condition type, a procedure, a
    determination, a sales area, a formula; `number` is the access, the step, or the column of a formula. `detail` and
    `other` are what the words name.
    """

    code: str
    severity: str
    kind: str  # sequence, type, procedure, determination, sales_area, formula
    place: str
    number: int | None = None
    detail: str = ""
    other: str = ""
    column: int | None = None  # of a formula that the place names


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then warnings, then notes; each in the order they were found."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
