"""Links of mails by which one person decides one step: signed, and good for some days."""

import datetime as dt
from dataclasses import dataclass

from django.core import signing

GOOD_FOR = dt.timedelta(days=7)
_SALT = "prosfora.approvals.link"


@dataclass(frozen=True, slots=True)
class Link:
    """Who may decide which step by it, until when."""

    step: int
    user: int
    until: dt.datetime


def signed(step: int, user: int, at: dt.datetime) -> str:
    """The part of an address that nobody can guess or change."""
    return signing.dumps([step, user, int((at + GOOD_FOR).timestamp())], salt=_SALT)


def read(token: str) -> Link | None:
    """What a link says, also one that is over; None where it is not ours."""
    try:
        step, user, until = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    return Link(step, user, dt.datetime.fromtimestamp(until, dt.UTC))
