"""How long an offer holds, when it is followed up, who is reminded of it and when it is dead: days and decisions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FOLLOW_UP_DAYS = 7
EXTEND_WITHIN_DAYS = 30
EXPIRED_FOR_DAYS = 30
SILENT_FOR_DAYS = 60
NO_ANSWER = "05"  # the usual reason of kind "decline" for a customer who never answered


class Kind(StrEnum):
    BEFORE_EXPIRY = "before_expiry"
    AFTER_SILENCE = "after_silence"


class Audience(StrEnum):
    RESPONSIBLE = "responsible"
    CUSTOMER = "customer"


class Waiting(StrEnum):
    """What became of a reminder."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # the offer was answered or stopped before it could go
    NO_ADDRESS = "no_address"


class Bar(StrEnum):
    """Why an offer cannot be extended to a day."""

    TOO_LATE = "too_late"  # its prices may be stale
    NO_LONGER = "no_longer"  # the new last day is not after the old one
    IN_THE_PAST = "in_the_past"
    OPEN_ENDED = "open_ended"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of a kind, so many calendar days before the last day or after the silence began, to these sides."""

    kind: Kind
    days: int
    audiences: tuple[Audience, ...]


@dataclass(frozen=True, slots=True)
class ValidityTerms:
    """How the offers of a sales area are followed up; what holds where nobody has set anything."""

    follow_up_days: int | None = FOLLOW_UP_DAYS
    extend_within_days: int = EXTEND_WITHIN_DAYS
    expired_for_days: int = EXPIRED_FOR_DAYS
    silent_for_days: int = SILENT_FOR_DAYS
    reminders: tuple[Reminder, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder that will go out on a day unless the offer is answered before."""

    kind: Kind
    audience: Audience
    day: date


def follow_up_day(terms: ValidityTerms, issued_on: date) -> date | None:
    """When an offer that is issued on a day is followed up; None where the rule asks for nothing."""
    return None if terms.follow_up_days is None else issued_on + timedelta(days=terms.follow_up_days)


def extension_bar(terms: ValidityTerms, valid_to: date | None, wanted: date, today: date) -> Bar | None:
    """Why an offer that ended, or will end, on `valid_to` cannot be extended to `wanted`; None where it can."""
    if valid_to is None:
        return Bar.OPEN_ENDED
    if today > valid_to + timedelta(days=terms.extend_within_days):
        return Bar.TOO_LATE
    if wanted <= valid_to:
        return Bar.NO_LONGER
    return Bar.IN_THE_PAST if wanted < today else None


def planned(
    terms: ValidityTerms,
    *,
    silent_since: date | None,
    valid_to: date | None,
    sent: Collection[tuple[str, str]],
    today: date,
) -> list[Planned]:
    """The reminders that are still to come for an offer in force, the next first.

    `sent` are kinds and sides that had theirs for this last day. One whose day is over goes with the next run.
    """
    if silent_since is None or (valid_to is not None and valid_to < today):
        return []
    found: list[Planned] = []
    for reminder in terms.reminders:
        day = _day_of(reminder, silent_since, valid_to)
        if day is None or (valid_to is not None and day > valid_to):
            continue
        left = [side for side in reminder.audiences if (reminder.kind, side) not in sent]
        found += [Planned(reminder.kind, side, max(day, today)) for side in left]
    return sorted(found, key=lambda one: (one.day, one.kind, one.audience))


def _day_of(reminder: Reminder, silent_since: date, valid_to: date | None) -> date | None:
    if reminder.kind == Kind.AFTER_SILENCE:
        return silent_since + timedelta(days=reminder.days)
    return None if valid_to is None else valid_to - timedelta(days=reminder.days)


def proposed_reason(silent_since: date | None) -> str:
    """The reason of kind "decline" that a dead offer is proposed to be closed with; blank where the customer spoke:
    whoever heard him knows why.
    """
    return NO_ANSWER if silent_since is not None else ""
