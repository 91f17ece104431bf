"""Factory calendars."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.company.models import FactoryCalendar
from prosfora.company.rules.checks import calendar_problems, code_problems, country_problems, name_problems
from prosfora.company.services.changes import change_row
from prosfora.company.services.refusals import refuse_problems, refuse_taken


@transaction.atomic
def create_calendar(
    *,
    code: str,
    name: str,
    country: str,
    subdivision: str = "",
    weekdays: str = "12345",
    days_off: Sequence[str] = (),
    by: Actor,
    at: dt.datetime,
) -> FactoryCalendar:
    """Open a calendar: weekdays ("12345") less the country's holidays less further days off (ISO dates).

    Raises CodeTaken, NotStorable.
    """
    days = sorted(set(days_off))
    refuse_problems(
        [
            *code_problems("code", code, 8),
            *name_problems("name", name, 80),
            *country_problems("country", country),
            *calendar_problems(weekdays, days),
        ]
    )
    refuse_taken(FactoryCalendar.objects.filter(code=code), code)
    calendar = FactoryCalendar.objects.create(
        code=code, name=name, country=country, subdivision=subdivision, weekdays=weekdays, days_off=days
    )
    record(verb="create_calendar", subject=_subject(calendar), by=by, at=at, fresh=True)
    return calendar


@transaction.atomic
def change_calendar(
    *,
    calendar: FactoryCalendar,
    name: str,
    country: str,
    subdivision: str,
    weekdays: str,
    days_off: Sequence[str],
    by: Actor,
    at: dt.datetime,
) -> FactoryCalendar:
    """Change a calendar; dates promised before stay as promised. Raises NotStorable."""
    days = sorted(set(days_off))
    refuse_problems(
        [
            *name_problems("name", name, 80),
            *country_problems("country", country),
            *calendar_problems(weekdays, days),
        ]
    )
    values = {
        "name": name,
        "country": country,
        "subdivision": subdivision,
        "weekdays": weekdays,
        "days_off": days,
    }
    change_row(calendar, values, verb="change_calendar", subject=_subject(calendar), by=by, at=at)
    return calendar


def _subject(calendar: FactoryCalendar) -> Subject:
    return Subject("calendar", calendar.code, calendar.name)
