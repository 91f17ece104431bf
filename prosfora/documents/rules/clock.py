"""The response clock of an inquiry: working hours from the moment it came in."""

import datetime as dt

from prosfora.company.rules import WorkingDays

OPENS, CLOSES = dt.time(9), dt.time(17)


def answer_due(came_in: dt.datetime, hours: int, calendar: WorkingDays) -> dt.datetime:
    """When an answer is due, `hours` working hours (9 to 17 by the calendar) after `came_in`.

    `came_in` is in the company's local time and so is the answer. A question on Friday at 16:00 with eight hours
    is due on Monday at 16:00.
    """
    left = dt.timedelta(hours=hours)
    now = came_in
    while True:
        day = calendar.next_working(now.date())
        opens, closes = (dt.datetime.combine(day, time, came_in.tzinfo) for time in (OPENS, CLOSES))
        now = max(now, opens)
        if now + left <= closes:
            return now + left
        left -= max(closes - now, dt.timedelta())
        now = dt.datetime.combine(day + dt.timedelta(days=1), OPENS, came_in.tzinfo)
