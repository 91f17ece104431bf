"""Working days of plants: weekdays less public holidays less the calendar's own days off."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from django.db.models import QuerySet

from prosfora.company.models import FactoryCalendar, Plant
from prosfora.company.rules import WorkingDays


def working_days(plant_codes: Iterable[str], years: Iterable[int]) -> dict[str, WorkingDays]:
    """The working days of each plant over those years, in one query; holidays are computed once per process.

    Unknown plants are absent from the answer.
    """
    plants = Plant.objects.filter(code__in=set(plant_codes)).select_related("calendar")
    wanted = tuple(sorted(set(years)))
    return {plant.code: calendar_days(plant.calendar, wanted) for plant in plants}


def calendar_days(calendar: FactoryCalendar, years: Iterable[int]) -> WorkingDays:
    """A calendar's working days over those years."""
    public = (public_holidays(calendar.country, calendar.subdivision, year) for year in years)
    own = frozenset(date.fromisoformat(day) for day in calendar.days_off)
    return WorkingDays(frozenset(int(digit) for digit in calendar.weekdays), own.union(*(set(days) for days in public)))


@cache
def public_holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    """A country's public holidays of one year with their names; of an unknown region the country's, of an unknown
    country none.

    Greek movable feasts follow the Orthodox Easter (package `holidays`).
    """
    # Loaded on first use: the package costs 20 MB that a process without availability checks never needs.
    import holidays

    try:
        return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
    except NotImplementedError:
        return public_holidays(country, "", year) if subdivision else {}


def calendars() -> "QuerySet[FactoryCalendar]":
    """All calendars by code."""
    return FactoryCalendar.objects.order_by("code")


def free_days(calendar: FactoryCalendar, year: int) -> list[tuple[date, str]]:
    """The days of a year on which a calendar's plants would work but do not, with the holiday's name, by day."""
    public = public_holidays(calendar.country, calendar.subdivision, year)
    own = {day: public.get(day, "") for day in map(date.fromisoformat, calendar.days_off) if day.year == year}
    worked = frozenset(int(digit) for digit in calendar.weekdays)
    return sorted((day, name) for day, name in {**public, **own}.items() if day.isoweekday() in worked)
