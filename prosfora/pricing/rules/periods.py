"""Periods of one price: a new one is laid over those that stand, and every day outside it keeps what it had."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from prosfora.pricing.rules.terms import FOREVER

DAY = timedelta(days=1)


class End(Enum):
    """Where the last day of a new period comes from."""

    STATED = auto()  # it is named
    OPEN = auto()  # there is none of its own: until the next period begins, else for good
    KEPT = auto()  # that of the period it begins in; open where it begins in none


@dataclass(frozen=True, slots=True)
class Standing:
    """A period that holds now, under its record's number."""

    number: int
    first: date
    last: date

    def holds_on(self, day: date) -> bool:
        """Whether a day lies within it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Cut:
    """What becomes of a standing period: where it ends now, and where its terms begin again behind the new one."""

    number: int
    ends_on: date | None  # None: it never holds any more
    resumes_on: date | None  # None: nothing of it is left behind


def last_day(standing: Iterable[Standing], first: date, end: End, stated: date = FOREVER) -> date:
    """The last day of a new period that begins on `first`."""
    if end is End.STATED:
        return stated
    periods = list(standing)
    holding = next((one for one in periods if one.holds_on(first)), None)
    if end is End.KEPT and holding is not None:
        return holding.last
    following = min((one.first for one in periods if one.first > first), default=None)
    return FOREVER if following is None else following - DAY


def cuts(standing: Iterable[Standing], first: date, last: date) -> tuple[Cut, ...]:
    """What a new period from `first` to `last` takes from those that stand, earliest first."""
    touched = (one for one in standing if one.first <= last and one.last >= first)
    return tuple(
        Cut(
            one.number,
            ends_on=first - DAY if one.first < first else None,
            resumes_on=last + DAY if one.last > last else None,
        )
        for one in sorted(touched, key=lambda one: one.first)
    )


def touched(standing: Iterable[Standing], first: date, last: date) -> str:
    """The standing periods that a new one would touch, as a draft remembers them: "12@2026-12-31 15@9999-12-31"."""
    met = (one for one in standing if one.first <= last and one.last >= first)
    return " ".join(f"{one.number}@{one.last.isoformat()}" for one in sorted(met, key=lambda one: one.first))


def numbers_in(remembered: str) -> list[int]:
    """The records whose periods such a text names."""
    return [int(part.partition("@")[0]) for part in remembered.split()]


def in_rounds[T](items: Iterable[T], name: Callable[[T], Hashable]) -> list[list[T]]:
    """The items in as few rounds as can be, no two of one name in a round; those of one name keep their order."""
    rounds: list[list[T]] = []
    seen: Counter[Hashable] = Counter()
    for item in items:
        place = seen[name(item)]
        seen[name(item)] += 1
        if place == len(rounds):
            rounds.append([])
        rounds[place].append(item)
    return rounds
