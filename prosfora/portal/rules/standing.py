"""How an offer stands towards the customer, and whether a link still opens it."""

from datetime import date, datetime, timedelta
from enum import StrEnum

READING_DAYS = 30  # after the last day of an offer, usually
OPEN_ENDED_DAYS = 365  # of an offer without a last day, from its issue


class Standing(StrEnum):
    OPEN = "open"  # can be accepted
    EXPIRED = "expired"
    SUPERSEDED = "superseded"  # a newer revision stands in its place
    CLOSED = "closed"  # another variant was accepted
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    ACCEPTED = "accepted"


class LinkState(StrEnum):
    WORKS = "works"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


_BY_STATUS = {
    "issued": Standing.OPEN,
    "expired": Standing.EXPIRED,
    "superseded": Standing.SUPERSEDED,
    "closed": Standing.CLOSED,
    "withdrawn": Standing.WITHDRAWN,
    "declined": Standing.DECLINED,
    "accepted": Standing.ACCEPTED,
}


def standing(status: str, valid_to: date | None, today: date) -> Standing:
    """How an issued offer stands on the company's day. A status nobody told us of cannot be accepted."""
    found = _BY_STATUS.get(status, Standing.WITHDRAWN)
    return Standing.EXPIRED if found is Standing.OPEN and valid_to is not None and valid_to < today else found


def last_day(wanted: date | None, valid_to: date | None, issued_on: date, reading_days: int) -> date:
    """The last day on which a link opens the page: as was said, else some days after the offer's last day."""
    if wanted is not None:
        return wanted
    return valid_to + timedelta(reading_days) if valid_to else issued_on + timedelta(OPEN_ENDED_DAYS)


def link_state(withdrawn_at: datetime | None, until: date, today: date) -> LinkState:
    """Whether a link works on the company's day."""
    if withdrawn_at is not None:
        return LinkState.WITHDRAWN
    return LinkState.EXPIRED if until < today else LinkState.WORKS
