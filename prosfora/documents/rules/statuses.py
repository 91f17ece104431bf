"""The lives of inquiry, quotation and order: one table that buttons, checks, API and docs read."""

from datetime import date
from enum import StrEnum


class Status(StrEnum):
    OPEN = "open"  # inquiry asked, not answered
    ANSWERED = "answered"
    QUOTED = "quoted"
    CLOSED = "closed"
    DRAFT = "draft"  # quotation being made
    IN_APPROVAL = "in_approval"  # waits for the approvals that rules ask for
    APPROVED = "approved"  # may go out as it is
    ISSUED = "issued"
    EXPIRED = "expired"  # its last day is over and the daily job has noted it
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"  # a newer revision stands in its place
    HANDED_OVER = "handed_over"  # order ready for the ERP


# What a quotation may be, in the order of its life.
QUOTATION = (
    Status.DRAFT, Status.IN_APPROVAL, Status.APPROVED, Status.ISSUED, Status.EXPIRED, Status.ACCEPTED,
    Status.DECLINED, Status.WITHDRAWN, Status.SUPERSEDED, Status.CLOSED,
)  # fmt: skip

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
    ("quotation", Status.DRAFT, "request_approval"): Status.IN_APPROVAL,
    ("quotation", Status.DRAFT, "issue_quotation"): Status.ISSUED,
    ("quotation", Status.IN_APPROVAL, "approve_quotation"): Status.APPROVED,  # with its last step
    ("quotation", Status.IN_APPROVAL, "return_quotation"): Status.DRAFT,
    ("quotation", Status.IN_APPROVAL, "recall_approval"): Status.DRAFT,
    ("quotation", Status.APPROVED, "request_approval"): Status.IN_APPROVAL,  # of a rule made since
    ("quotation", Status.APPROVED, "issue_quotation"): Status.ISSUED,
    # A change keeps the status, unless it goes beyond what was approved or asked (services/standing.py).
    **{
        ("quotation", status, verb): status
        for status in (Status.IN_APPROVAL, Status.APPROVED)
        for verb in ("change_quotation", "reprice_quotation", "reject_items", "release_price")
    },
    ("quotation", Status.ISSUED, "deliver_quotation"): Status.ISSUED,
    ("quotation", Status.ISSUED, "accept_quotation"): Status.ACCEPTED,
    ("quotation", Status.ISSUED, "decline_quotation"): Status.DECLINED,
    ("quotation", Status.ISSUED, "withdraw_quotation"): Status.WITHDRAWN,
    ("quotation", Status.DRAFT, "withdraw_quotation"): Status.WITHDRAWN,
    ("quotation", Status.IN_APPROVAL, "withdraw_quotation"): Status.WITHDRAWN,
    ("quotation", Status.APPROVED, "withdraw_quotation"): Status.WITHDRAWN,
    ("quotation", Status.ISSUED, "expire_quotation"): Status.EXPIRED,
    ("quotation", Status.ISSUED, "extend_validity"): Status.ISSUED,
    ("quotation", Status.EXPIRED, "extend_validity"): Status.ISSUED,
    ("quotation", Status.EXPIRED, "decline_quotation"): Status.DECLINED,
    ("quotation", Status.EXPIRED, "withdraw_quotation"): Status.WITHDRAWN,
    ("quotation", Status.ISSUED, "close_dead_offers"): Status.DECLINED,
    ("quotation", Status.EXPIRED, "close_dead_offers"): Status.DECLINED,
    ("quotation", Status.ISSUED, "stop_reminders"): Status.ISSUED,
    **{("quotation", status, "follow_up_quotation"): status for status in (Status.ISSUED, Status.EXPIRED)},
    **{
        ("quotation", status, "revise_quotation"): status  # the revision is a document of its own
        for status in (Status.ISSUED, Status.EXPIRED, Status.DECLINED, Status.WITHDRAWN)
    },
    **{
        ("quotation", status, "add_variant"): status
        for status in (Status.DRAFT, Status.IN_APPROVAL, Status.APPROVED, Status.ISSUED)
    },
    **{("quotation", status, "copy_quotation"): status for status in QUOTATION},
}

UNDER_APPROVAL = frozenset({Status.IN_APPROVAL, Status.APPROVED})
NOT_OUT = UNDER_APPROVAL | {Status.DRAFT}  # no customer has seen it

# What befalls a quotation through a verb that is done to a relative: (status, what is noted on it) → status after. A
# revision that is issued supersedes what stood; of variants that stand side by side one is accepted.
BEFALLS: dict[tuple[Status, str], Status] = {
    (Status.ISSUED, "supersede_quotation"): Status.SUPERSEDED,
    (Status.EXPIRED, "supersede_quotation"): Status.SUPERSEDED,
    **{(status, "close_variant"): Status.CLOSED for status in (*sorted(NOT_OUT), Status.ISSUED, Status.EXPIRED)},
}

# An expired offer is open until somebody says what became of it: extended, declined, withdrawn.
OPEN = NOT_OUT | {Status.OPEN, Status.ANSWERED, Status.QUOTED, Status.ISSUED, Status.EXPIRED}
FOLLOWED_UP = (Status.ISSUED, Status.EXPIRED)  # where a day to follow up still means something
BY_ITSELF = frozenset({"expire_quotation"})  # what the system does, and nobody is offered
CHANGEABLE = NOT_OUT | {Status.OPEN, Status.ANSWERED}


def after(category: str, status: str, verb: str) -> Status | None:
    """The status a verb leads to, None where the verb is not possible now."""
    return TRANSITIONS.get((category, Status(status), verb))


def possible(category: str, status: str) -> list[str]:
    """The verbs that are possible now, in the order of the table."""
    return [verb for (cat, now, verb) in TRANSITIONS if cat == category and now == status and verb not in BY_ITSELF]


def befalling(what: str) -> list[str]:
    """The statuses in which a quotation is open to what its relatives bring on it."""
    return [status.value for (status, how) in BEFALLS if how == what]


def is_expired(status: str, valid_to: date | None, today: date) -> bool:
    """Whether an offer can no longer be accepted because its last day lies before `today` (company's day).

    The day decides, whatever is stored: the job that stores "expired" may be late, and an offer is none the better
    for it.
    """
    return status == Status.EXPIRED or (status == Status.ISSUED and valid_to is not None and valid_to < today)


def current(status: str, valid_to: date | None, today: date) -> str:
    """The status as it is on a day: that of an issued offer whose last day is over is "expired", noted or not."""
    return Status.EXPIRED.value if is_expired(status, valid_to, today) else status
