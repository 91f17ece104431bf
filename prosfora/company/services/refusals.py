"""What the verbs of this room refuse, each with a sentence the user can act on."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.company.rules.checks import Fault, Problem
from prosfora.kit.errors import Refused


class NotStorable(Refused):
    """Some fields cannot be stored as given; `problems` says which and why."""


class CodeTaken(Refused):
    """There is a record of that code already."""


class NoPicture(Refused):
    """The logo is no PNG or JPEG picture, or too large."""


_SENTENCES = {
    Fault.MISSING: gettext_lazy("Please fill this in"),
    Fault.BAD_CODE: gettext_lazy("A code has only capital Latin letters and digits"),
    Fault.BAD_COUNTRY: gettext_lazy("“%(value)s” is not a country; use its two-letter code"),
    Fault.BAD_CURRENCY: gettext_lazy("“%(value)s” is not a currency; use its three-letter code"),
    Fault.BAD_VAT: gettext_lazy("“%(value)s” is not a valid VAT number of this country; check the digits"),
    Fault.BAD_PHONE: gettext_lazy("“%(value)s” is not a phone number; write +, country code and number"),
    Fault.BAD_MAIL: gettext_lazy("“%(value)s” is not a mail address"),
    Fault.BAD_WEEKDAYS: gettext_lazy("Write each working weekday once, from 1 (Monday) to 7 (Sunday)"),
    Fault.BAD_DAY: gettext_lazy("“%(value)s” is not a day; write it as 2026-11-23"),
    Fault.BAD_RATE: gettext_lazy("A rate is a number above zero"),
    Fault.BAD_PERCENT: gettext_lazy("Must be at least 0 and below 100"),
    Fault.BAD_DAYS: gettext_lazy("Must lie between 0 and 999"),
    Fault.TOO_LONG: gettext_lazy("Too long: at most %(value)s characters"),
    Fault.SAME_CURRENCY: gettext_lazy("A rate needs two different currencies"),
    Fault.DISCOUNT_AFTER_NET: gettext_lazy("The cash discount must end before the net days do"),
}


def refuse_problems(problems: Iterable[Problem]) -> None:
    """Raise NotStorable where there are problems."""
    by_field: dict[str, list[str]] = {}
    for problem in problems:
        sentence = str(_SENTENCES[problem.fault]) % {"value": problem.value}
        by_field.setdefault(problem.field, []).append(sentence)
    if by_field:
        raise NotStorable(_("Some fields need your attention"), problems=by_field)


def refuse_taken(rows: "models.QuerySet[models.Model]", code: str) -> None:
    """Raise CodeTaken where the rows are not none."""
    if rows.exists():
        raise CodeTaken(_("“%(code)s” is taken; choose another code") % {"code": code}, "code")
