"""When a failed job is tried again, and when it is given up."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Up to `tries` runs; the wait doubles from `first_wait` up to `longest_wait`."""

    tries: int = 6
    first_wait: dt.timedelta = dt.timedelta(seconds=10)
    longest_wait: dt.timedelta = dt.timedelta(hours=1)

    def wait_after(self, failures: int) -> dt.timedelta | None:
        """How long to wait after that many failures; None when it is a dead letter now."""
        if failures >= self.tries:
            return None
        return min(self.first_wait * int(2 ** (failures - 1)), self.longest_wait)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A job the worker starts by itself: the dotted path of its task and how often; None: as each day begins.

    The day is the company's: what is due at its end starts within seconds after midnight, whatever the clocks did.
    """

    name: str
    task: str
    every: dt.timedelta | None


def is_due(last_run: dt.datetime | None, every: dt.timedelta, at: dt.datetime) -> bool:
    """Whether a scheduled job's next run has come."""
    return last_run is None or at - last_run >= every


def is_new_day(last_run: dt.date | None, today: dt.date) -> bool:
    """Whether a job of each day has not run on this one."""
    return last_run is None or last_run < today
