"""Numbers and days as people type them, in English and Greek notation, read without guessing."""

import re
from datetime import date
from decimal import Decimal

_PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)", re.ASCII)
# A group of thousands never begins with 0: "0.500" is half of one in every notation.
_GREEK = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
_ENGLISH = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_SPACED = re.compile(r"[+-]?[1-9]\d{0,2}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
LONGEST_NUMBER = 40


class NotANumber(ValueError):
    """The text is no number, or can be read as two different ones."""


class NotADay(ValueError):
    """The text is no calendar day."""


def parse_decimal(text: str, *, decimal_comma: bool) -> Decimal:
    """The number a person typed: `1.234,50` and `1234,50` where the comma is decimal, else `1,234.50`.

    A single mark followed by other than three digits is the decimal mark whichever it is; followed by exactly
    three it is read by the notation in force (`1.234` is 1234 in Greek, 1.234 in English). Blanks and apostrophes
    may part groups of thousands. Raises NotANumber.
    """
    typed = text.strip().replace("−", "-")
    if not typed or len(typed) > LONGEST_NUMBER:
        raise NotANumber(text)
    if _SPACED.fullmatch(typed):
        return Decimal(re.sub(r"[^\d.,+-]", "", typed).replace(",", "."))
    if _GREEK.fullmatch(typed) and (decimal_comma or "," in typed or typed.count(".") > 1):
        return Decimal(typed.replace(".", "").replace(",", "."))
    if _ENGLISH.fullmatch(typed) and (not decimal_comma or "." in typed or typed.count(",") > 1):
        return Decimal(typed.replace(",", ""))
    if _PLAIN.fullmatch(typed):
        return Decimal(typed.replace(",", "."))
    raise NotANumber(text)


def unmistakable(number: Decimal) -> Decimal:
    """The same number with the decimals it has, but never with three: no notation reads 1.2340 as a thousand."""
    places = max(0, -int(number.normalize().as_tuple().exponent))
    return number.quantize(Decimal(1).scaleb(-4 if places == 3 else -places))


def parse_day(text: str) -> date:
    """`2026-11-23`, `23/11/2026`, `23.11.2026` or `23-11-2026`; the day comes before the month. Raises NotADay.

    A midnight behind it, as databases export days, is no part of the day.
    """
    stripped = text.strip()
    if (time := _MIDNIGHT.search(stripped)) and time.end() == len(stripped):
        stripped = stripped[: time.start()]
    try:
        if match := _DAY_FIRST.fullmatch(stripped):
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(stripped)
    except ValueError:
        raise NotADay(text) from None
