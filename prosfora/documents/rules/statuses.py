"""The lives of inquiry, quotation and order: one table that buttons, checks, API and docs read."""

from datetime import date
from enum import StrEnum


class Status(StrEnum):
    OPEN = "open"  # inquiry asked, not answered
    ANSWERED = "answered"
    QUOTED = "quoted"
    CLOSED = "closed"
    DRAFT = "draft"  # quotation being made
    ISSUED = "issued"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"  # a newer revision stands in its place
    HANDED_OVER = "handed_over"  # order ready for the ERP


# (category, status, verb) → status after. A verb that keeps the status stands with the same status.
TRANSITIONS: dict[tuple[str, Status, str], Status] = {
    ("inquiry", Status.OPEN, "change_inquiry"): Status.OPEN,
    ("inquiry", Status.ANSWERED, "change_inquiry"): Status.OPEN,  # what was answered is no longer what is asked
    ("inquiry", Status.OPEN, "answer_inquiry"): Status.ANSWERED,
    ("inquiry", Status.ANSWERED, "answer_inquiry"): Status.ANSWERED,
    ("inquiry", Status.OPEN, "quote_inquiry"): Status.QUOTED,
    ("inquiry", Status.ANSWERED, "quote_inquiry"): Status.QUOTED,
    ("inquiry", Status.QUOTED, "quote_inquiry"): Status.QUOTED,
    ("inquiry", Status.OPEN, "close_inquiry"): Status.CLOSED,
    ("inquiry", Status.ANSWERED, "close_inquiry"): Status.CLOSED,
    ("inquiry", Status.OPEN, "reject_items"): Status.OPEN,
    ("inquiry", Status.ANSWERED, "reject_items"): Status.ANSWERED,
    ("inquiry", Status.QUOTED, "reject_items"): Status.QUOTED,
    ("quotation", Status.DRAFT, "change_quotation"): Status.DRAFT,
    ("quotation", Status.DRAFT, "reprice_quotation"): Status.DRAFT,
    ("quotation", Status.DRAFT, "reject_items"): Status.DRAFT,
    ("quotation", Status.DRAFT, "release_price"): Status.DRAFT,
    ("quotation", Status.DRAFT, "issue_quotation"): Status.ISSUED,
    ("quotation", Status.ISSUED, "deliver_quotation"): Status.ISSUED,
    ("quotation", Status.ISSUED, "accept_quotation"): Status.ACCEPTED,
    ("quotation", Status.ISSUED, "decline_quotation"): Status.DECLINED,
    ("quotation", Status.ISSUED, "withdraw_quotation"): Status.WITHDRAWN,
    ("quotation", Status.DRAFT, "withdraw_quotation"): Status.WITHDRAWN,
    **{
        ("quotation", status, "revise_quotation"): status  # the revision is a document of its own
        for status in (Status.ISSUED, Status.DECLINED, Status.WITHDRAWN)
    },
    **{("quotation", status, "add_variant"): status for status in (Status.DRAFT, Status.ISSUED)},
    **{
        ("quotation", status, "copy_quotation"): status
        for status in (
            Status.DRAFT, Status.ISSUED, Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN, Status.SUPERSEDED,
            Status.CLOSED,
        )
    },
}  # fmt: skip

# What befalls a quotation through a verb that is done to a relative: (status, what is noted on it) → status after. A
# revision that is issued supersedes what stood; of variants that stand side by side one is accepted.
BEFALLS: dict[tuple[Status, str], Status] = {
    (Status.ISSUED, "supersede_quotation"): Status.SUPERSEDED,
    (Status.DRAFT, "close_variant"): Status.CLOSED,
    (Status.ISSUED, "close_variant"): Status.CLOSED,
}

OPEN = frozenset({Status.OPEN, Status.ANSWERED, Status.QUOTED, Status.DRAFT, Status.ISSUED})
BEING_MADE = frozenset({Status.DRAFT})  # of quotations: not yet what the customer has
CHANGEABLE = frozenset({Status.OPEN, Status.ANSWERED, Status.DRAFT})


def after(category: str, status: str, verb: str) -> Status | None:
    """The status a verb leads to, None where the verb is not possible now."""
    return TRANSITIONS.get((category, Status(status), verb))


def possible(category: str, status: str) -> list[str]:
    """The verbs that are possible now, in the order of the table."""
    return [verb for (cat, now, verb) in TRANSITIONS if cat == category and now == status]


def befalling(what: str) -> list[str]:
    """The statuses in which a quotation is open to what its relatives bring on it."""
    return [status.value for (status, how) in BEFALLS if how == what]


def is_expired(status: str, valid_to: date | None, today: date) -> bool:
    """Whether an issued offer can no longer be accepted because its last day lies before `today` (company's day).

    Derived when asked, never stored: nothing has to run at midnight, and a longer validity revives the offer.
    """
    return status == Status.ISSUED and valid_to is not None and valid_to < today
