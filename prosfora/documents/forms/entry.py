"""Numbers and days as people type them, in the notation of their language."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from prosfora.kit.errors import Refused
from prosfora.kit.writing import language
from prosfora.values.numbers import NotADay, NotANumber, parse_day, parse_decimal


class Unreadable(Refused):
    """What was typed is no number, day or line."""


def number(text: str, field: str) -> Decimal:
    """The number a person typed; "1.200" is a thousand in Greek, one and a fifth in English. Raises Unreadable."""
    try:
        return parse_decimal(text, decimal_comma=language() == "el")
    except NotANumber:
        raise Unreadable(_("“%(text)s” is not a number") % {"text": text[:40]}, field) from None


def day(text: str, field: str) -> date | None:
    """The day a person typed, None where he left it blank. Raises Unreadable."""
    if not text.strip():
        return None
    try:
        return parse_day(text)
    except NotADay:
        raise Unreadable(_("“%(text)s” is not a day") % {"text": text[:40]}, field) from None
