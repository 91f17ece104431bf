"""Numbers, money, days and moments written the reader's way (Babel, loaded when first needed)."""

import datetime as dt
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache

from django.utils import timezone, translation

from prosfora.values.money import minor_units

NO_BREAK = "\u00a0"
_HALF_UP = Context(rounding=ROUND_HALF_UP)


def language() -> str:
    """The language of the answer being written: en or el."""
    return (translation.get_language() or "en")[:2]


@cache
def _mark(locale: str) -> tuple[str, str]:
    from babel.numbers import get_decimal_symbol, get_group_symbol  # heavy: loaded by the first page that needs it

    return get_decimal_symbol(locale), get_group_symbol(locale)


def amount(value: Decimal, currency: str, locale: str | None = None) -> str:
    """An amount with the currency's decimals and no currency sign: 1,234.50 or 1.234,50."""
    return fixed(value, minor_units(currency), locale)


def fixed(value: Decimal, places: int, locale: str | None = None) -> str:
    """A number with exactly `places` decimals, half-up as amounts are rounded, grouped, never a minus zero.

    Written without Babel's cost per cell.
    """
    point, group = _mark(locale or language())
    with localcontext(_HALF_UP):
        written = f"{value:z,.{places}f}"
    return written.translate({ord(","): group, ord("."): point})


def money(value: Decimal, currency: str, locale: str | None = None) -> str:
    """An amount with its currency code behind it: 1.234,50 EUR."""
    return f"{amount(value, currency, locale)}{NO_BREAK}{currency}"


def number(value: Decimal | int, locale: str | None = None, most: int = 3) -> str:
    """A number with the decimals it has, at most `most`, grouped: 1.200 or 0,5."""
    written = fixed(Decimal(value), most, locale)
    return written.rstrip("0").rstrip(_mark(locale or language())[0]) if most else written


def percent(value: Decimal | int, locale: str | None = None) -> str:
    """A percentage as the trade writes it: 24 % or 2,5 %."""
    return f"{number(value, locale)}{NO_BREAK}%"


def day(value: dt.date, locale: str | None = None) -> str:
    """A day, short: 23/11/2026."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def long_day(value: dt.date, locale: str | None = None) -> str:
    """A day in words: 23 November 2026, 23 Νοεμβρίου 2026."""
    from babel.dates import format_date  # see _mark

    return format_date(value, "d MMMM y", locale=locale or language())


def month(value: dt.date, locale: str | None = None) -> str:
    """A month in words: November 2026, Νοέμβριος 2026."""
    from babel.dates import format_date  # see _mark

    return format_date(value, "LLLL y", locale=locale or language())


def moment(value: dt.datetime, locale: str | None = None) -> str:
    """Day and minute in the reader's time zone."""
    local = timezone.localtime(value)
    return f"{day(local.date(), locale)} {local:%H:%M}"
