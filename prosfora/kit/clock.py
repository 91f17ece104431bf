"""The only place that reads the clock."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today(at: dt.datetime) -> dt.date:
    """The company's calendar day at that moment (settings.TIME_ZONE)."""
    return timezone.localtime(at, timezone.get_default_timezone()).date()
