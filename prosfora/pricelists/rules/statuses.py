"""What becomes of a proposal, and who may release it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """Where a proposal stands."""

    COMPUTING = "computing"  # its lines are being made
    DRAFT = "draft"
    RETURNED = "returned"  # to its author, with a comment
    RELEASING = "releasing"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"


TRANSITIONS = {
    (Status.DRAFT, "leave_out_prices"): Status.DRAFT,
    (Status.DRAFT, "recompute_prices"): Status.COMPUTING,
    (Status.RETURNED, "recompute_prices"): Status.COMPUTING,
    (Status.DRAFT, "release_prices"): Status.RELEASING,
    (Status.DRAFT, "return_prices"): Status.RETURNED,
    (Status.DRAFT, "withdraw_prices"): Status.WITHDRAWN,
    (Status.RETURNED, "withdraw_prices"): Status.WITHDRAWN,
    (Status.RELEASED, "undo_prices"): Status.UNDONE,
}
BUSY = frozenset({Status.COMPUTING, Status.RELEASING})
OPEN = frozenset({Status.COMPUTING, Status.DRAFT, Status.RETURNED, Status.RELEASING})
SUPPOSABLE = frozenset({Status.DRAFT, Status.RETURNED})  # its prices are known and do not hold yet


class Outcome(StrEnum):
    """What a line of a proposal would do."""

    NEW = "new"  # begin a new period
    UNCHANGED = "unchanged"  # nothing: what is proposed holds already
    REFUSED = "refused"  # nothing: it cannot be, for a reason
    LEFT_OUT = "left_out"  # nothing: somebody took it out


def after(status: str, verb: str) -> Status | None:
    """The status a verb leads to; None where it is not possible now."""
    return TRANSITIONS.get((Status(status), verb))


def possible(status: str) -> tuple[str, ...]:
    """The verbs that a status allows."""
    return tuple(verb for before, verb in TRANSITIONS if before == status)


@dataclass(frozen=True, slots=True)
class ReleaseTerms:
    """Who may release: whether it must be another person than the author, and beyond which change a lead decides."""

    other_person: bool = False
    approve_beyond: Decimal | None = None  # per cent up or down; None: a lead is never needed


def hindrance(terms: ReleaseTerms, *, is_author: bool, may_approve: bool, largest: Decimal | None) -> str:
    """Why somebody may not release: "other_person", "approval"; "" where nothing stands in the way.

    `largest` is the largest change up or down in per cent.
    """
    if terms.other_person and is_author:
        return "other_person"
    beyond = terms.approve_beyond is not None and largest is not None and largest > terms.approve_beyond
    return "approval" if beyond and not may_approve else ""
