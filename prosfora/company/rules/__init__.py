"""Pure decisions about our own side: working days, exchange rates, number ranges."""

from prosfora.company.rules.calendars import EVERY_WEEKDAY, WorkingDays
from prosfora.company.rules.rates import Rate, best_rate

__all__ = ["EVERY_WEEKDAY", "Rate", "WorkingDays", "best_rate"]
