"""Factory calendars: which days count as working days."""

from dataclasses import dataclass
from datetime import date, timedelta

EVERY_WEEKDAY = frozenset({1, 2, 3, 4, 5})
_ONE_DAY = timedelta(days=1)
LONGEST_CLOSURE = 366  # days without one working day after which a calendar is taken to be empty


class NoWorkingDay(ValueError):
    """The calendar has no working day within a year: nothing could ever be delivered by it."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A plant's calendar: ISO weekdays (1 = Monday) that are worked, less the holidays."""

    weekdays: frozenset[int] = EVERY_WEEKDAY
    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day.isoweekday() in self.weekdays and day not in self.holidays

    def next_working(self, day: date) -> date:
        """`day` itself where it is worked, else the first working day after it. Raises NoWorkingDay."""
        return self._seek(day, _ONE_DAY)

    def add(self, day: date, n: int) -> date:
        """The day `n` working days after `day` (before it, where `n` is negative); n = 0 is `next_working(day)`.

        A start on a free day counts from the next working day (the last one before it, going back), as a factory
        calendar's date arithmetic does. Raises NoWorkingDay.
        """
        step = _ONE_DAY if n >= 0 else -_ONE_DAY
        day = self._seek(day, step)
        for _ in range(abs(n)):
            day = self._seek(day + step, step)
        return day

    def _seek(self, day: date, step: timedelta) -> date:
        for _ in range(LONGEST_CLOSURE):
            if self.is_working(day):
                return day
            day += step
        raise NoWorkingDay(f"No working day within a year of {day}")
