"""Where a run stands."""

from enum import StrEnum


class Status(StrEnum):
    WAITING = "waiting"  # for the worker
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


BUSY = frozenset({Status.WAITING, Status.RUNNING})
TRANSITIONS = {(status, "cancel_simulation"): Status.CANCELLED for status in BUSY}


def after(status: str, verb: str) -> Status | None:
    """The status a verb leads to; None where it is not possible now."""
    return TRANSITIONS.get((Status(status), verb))
