"""Whether what an administrator enters can be stored: each fault with its field and reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from prosfora.company.rules import countries, currencies
from prosfora.company.rules.identifiers import BadMail, BadPhone, BadVat, check_mail, check_vat, normalise_phone


class Fault(StrEnum):
    """Why a field cannot be stored; pages and programs get a sentence for each."""

    MISSING = "missing"
    BAD_CODE = "bad_code"
    BAD_COUNTRY = "bad_country"
    BAD_CURRENCY = "bad_currency"
    BAD_VAT = "bad_vat"
    BAD_PHONE = "bad_phone"
    BAD_MAIL = "bad_mail"
    BAD_WEEKDAYS = "bad_weekdays"
    BAD_DAY = "bad_day"
    BAD_RATE = "bad_rate"
    BAD_PERCENT = "bad_percent"
    BAD_DAYS = "bad_days"
    TOO_LONG = "too_long"
    SAME_CURRENCY = "same_currency"
    DISCOUNT_AFTER_NET = "discount_after_net"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one field, with the value that caused it."""

    field: str
    fault: Fault
    value: str = ""


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What a letterhead says."""

    name: str
    legal_name: str
    vat_number: str
    street: str
    postal_code: str
    city: str
    country: str = "GR"
    currency: str = "EUR"
    registration_number: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""
    bank: str = ""
    letterhead_note: str = ""


LONGEST = {
    "name": 120, "legal_name": 200, "registration_number": 40, "street": 120, "postal_code": 12, "city": 80,
    "web": 200, "bank": 120, "letterhead_note": 2_000,
}  # fmt: skip
HIGHEST_RATE = Decimal(10) ** 9  # nine digits before the point, nine after


def company_problems(facts: CompanyFacts) -> Iterator[Problem]:
    """Everything wrong with a letterhead."""
    for field in ("name", "legal_name", "vat_number", "street", "postal_code", "city"):
        if not getattr(facts, field).strip():
            yield Problem(field, Fault.MISSING)
    for field, most in LONGEST.items():
        if len(getattr(facts, field)) > most:
            yield Problem(field, Fault.TOO_LONG, str(most))
    if facts.country not in countries.codes():
        yield Problem("country", Fault.BAD_COUNTRY, facts.country)
    yield from currency_problems("currency", facts.currency)
    for field, check, bad, fault in (
        ("vat_number", lambda text: check_vat(facts.country, text), BadVat, Fault.BAD_VAT),
        ("phone", lambda text: normalise_phone(text, facts.country), BadPhone, Fault.BAD_PHONE),
        ("email", check_mail, BadMail, Fault.BAD_MAIL),
    ):
        value = getattr(facts, field)
        try:
            _stored = check(value) if value.strip() else ""
        except bad:
            yield Problem(field, fault, value)


def code_problems(field: str, code: str, longest: int) -> Iterator[Problem]:
    """A code is one to `longest` capital Latin letters or digits."""
    if not re.fullmatch(rf"[A-Z0-9]{{1,{longest}}}", code):
        yield Problem(field, Fault.BAD_CODE, code)


def name_problems(field: str, name: str, longest: int) -> Iterator[Problem]:
    """A name is there and not too long."""
    if not name.strip():
        yield Problem(field, Fault.MISSING)
    if len(name) > longest:
        yield Problem(field, Fault.TOO_LONG, str(longest))


def country_problems(field: str, code: str) -> Iterator[Problem]:
    """A country is one of ISO 3166."""
    if code not in countries.codes():
        yield Problem(field, Fault.BAD_COUNTRY, code)


def currency_problems(field: str, code: str) -> Iterator[Problem]:
    """A currency is one of ISO 4217."""
    if code not in currencies.codes():
        yield Problem(field, Fault.BAD_CURRENCY, code)


def calendar_problems(weekdays: str, days_off: list[str]) -> Iterator[Problem]:
    """Weekdays are digits 1 to 7, each once; days off are ISO dates."""
    if not re.fullmatch(r"[1-7]{1,7}", weekdays) or len(set(weekdays)) != len(weekdays):
        yield Problem("weekdays", Fault.BAD_WEEKDAYS, weekdays)
    for day in days_off:
        try:
            date.fromisoformat(day)
        except ValueError:
            yield Problem("days_off", Fault.BAD_DAY, day)


def rate_problems(source: str, target: str, rate: Decimal) -> Iterator[Problem]:
    """A rate joins two different currencies and is above zero."""
    yield from currency_problems("source", source)
    yield from currency_problems("target", target)
    if source == target:
        yield Problem("target", Fault.SAME_CURRENCY, target)
    if not rate.is_finite() or not 0 < rate < HIGHEST_RATE:
        yield Problem("rate", Fault.BAD_RATE, str(rate))


def terms_problems(net_days: int, discount_percent: Decimal, discount_days: int) -> Iterator[Problem]:
    """A cash discount is a percentage, granted within the net days; neither lies in the past."""
    if not discount_percent.is_finite() or not 0 <= discount_percent < 100:
        yield Problem("discount_percent", Fault.BAD_PERCENT, str(discount_percent))
    if not 0 <= net_days <= 999:
        yield Problem("net_days", Fault.BAD_DAYS, str(net_days))
    if discount_days < 0:
        yield Problem("discount_days", Fault.BAD_DAYS, str(discount_days))
    if discount_days > net_days:
        yield Problem("discount_days", Fault.DISCOUNT_AFTER_NET, str(discount_days))
