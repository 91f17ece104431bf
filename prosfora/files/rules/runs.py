"""What becomes of an import run, and which verbs its states allow."""

from enum import StrEnum


class Status(StrEnum):
    """Where an import run stands."""

    WAITING = "waiting"  # for the worker
    CHECKING = "checking"
    CHECKED = "checked"  # a dry run ended: nothing written
    REFUSED = "refused"  # bad lines, or unreadable: nothing written
    IMPORTING = "importing"
    IMPORTED = "imported"
    UNDOING = "undoing"
    UNDONE = "undone"


TRANSITIONS = {
    (Status.CHECKED, "import_file"): Status.WAITING,
    (Status.REFUSED, "import_file"): Status.WAITING,
    (Status.CHECKED, "check_file"): Status.WAITING,
    (Status.REFUSED, "check_file"): Status.WAITING,
    (Status.IMPORTED, "undo_import"): Status.UNDOING,
}
BUSY = frozenset({Status.WAITING, Status.CHECKING, Status.IMPORTING, Status.UNDOING})


def after(status: str, verb: str) -> Status | None:
    """The state a verb leads to; None where it is not possible now."""
    return TRANSITIONS.get((Status(status), verb))
