"""Numbers and days as people type them, in English and Greek notation, read without guessing."""

import re
from datetime import date
from decimal import Decimal

_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_GREEK = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_ENGLISH = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
LONGEST_NUMBER = 40


class NotANumber(ValueError):
    """The text is no number, or can be read as two different ones."""


class NotADay(ValueError):
    """The text is no calendar day."""


def parse_decimal(text: str, *, decimal_comma: bool) -> Decimal:
    """The number a person typed: `1.234,50` and `1234,50` where the comma is decimal, else `1,234.50`.

    A single mark followed by other than three digits is the decimal mark whichever it is; followed by exactly
    three it is read by the notation in force (`1.234` is 1234 in Greek, 1.234 in English). Raises NotANumber.
    """
    squeezed = re.sub(r"[\s\u00a0\u202f']", "", text)
    if not squeezed or len(squeezed) > LONGEST_NUMBER:
        raise NotANumber(text)
    if decimal_comma and _GREEK.fullmatch(squeezed):
        return Decimal(squeezed.replace(".", "").replace(",", "."))
    if not decimal_comma and _ENGLISH.fullmatch(squeezed):
        return Decimal(squeezed.replace(",", ""))
    if _PLAIN.fullmatch(squeezed):
        return Decimal(squeezed.replace(",", "."))
    if _GREEK.fullmatch(squeezed) and "," in squeezed:
        return Decimal(squeezed.replace(".", "").replace(",", "."))
    if _ENGLISH.fullmatch(squeezed) and "." in squeezed:
        return Decimal(squeezed.replace(",", ""))
    raise NotANumber(text)


def parse_day(text: str) -> date:
    """`2026-11-23`, `23/11/2026`, `23.11.2026` or `23-11-2026`; the day comes before the month. Raises NotADay."""
    stripped = text.strip()
    try:
        if match := _DAY_FIRST.fullmatch(stripped):
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(stripped)
    except ValueError:
        raise NotADay(text) from None
