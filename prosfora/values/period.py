"""Half-open periods of days: the first day belongs to the period, `until` no longer does."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` up to, not including, `until`; `until=None` never ends."""

    start: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.start:
            raise ValueError("A period must end after it starts")

    @classmethod
    def through(cls, start: date, last_day: date | None) -> "Period":
        """The period whose last day is `last_day`, as people state validity; 31.12.9999 stands for no end (SAP)."""
        return cls(start, None if last_day in (None, date.max) else last_day + timedelta(days=1))

    @property
    def last_day(self) -> date | None:
        return None if self.until is None else self.until - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day < self.until)

    def overlaps(self, other: "Period") -> bool:
        return (other.until is None or self.start < other.until) and (self.until is None or other.start < self.until)
