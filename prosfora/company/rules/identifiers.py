"""Identifiers with checks: VAT numbers by each country's rules, phone numbers in E.164, mail addresses."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Protocol

# The member states whose VAT number starts with their ISO code; Greece's starts with EL.
_ISO_PREFIXED = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT",
     "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)  # fmt: skip
EU = _ISO_PREFIXED | {"GR"}
_PREFIXES = {"GR": "EL"}  # where the VAT prefix differs from the ISO code; "XI" is Northern Ireland
_COUNTRIES = {"EL": "GR", "XI": "GB"}
_SPACING = re.compile(r"[\s./\-]+")
_PLAUSIBLE = re.compile(r"[A-Z0-9]{4,18}")
_MAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]",
    re.IGNORECASE,
)
LONGEST_MAIL = 254
# Greek capitals that look Latin, as they slip into numbers typed with a Greek keyboard.
_LOOKALIKES = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")


class VatRule(Protocol):
    """A country's rule: the number in its compact form, or a ValidationError of stdnum."""

    def validate(self, number: str, /) -> str: ...


class BadVat(ValueError):
    """The number fails the check of its country."""


class BadPhone(ValueError):
    """The text is no phone number that could be dialled."""


class BadMail(ValueError):
    """The text is no mail address."""


@lru_cache(maxsize=5_000)  # an import asks for each number of a batch several times
def check_vat(country: str, number: str) -> str:
    """A VAT number in its stored form, checked by its country's rules: "094259216" of GR becomes "EL094259216".

    The country is that of the number's own prefix where it has one, else `country` (ISO code). Where no rule is
    known the number is only cleaned. Source of the rules: python-stdnum. Raises BadVat.
    """
    text = _SPACING.sub("", unicodedata.normalize("NFKC", number)).upper().translate(_LOOKALIKES)
    home = _PREFIXES.get(country, country)
    prefix = text[:2] if _is_prefix(text[:2]) else home
    rule = _non_country_rule() if prefix == "EU" else _vat_rule(_COUNTRIES.get(prefix, prefix))
    if rule is None:
        return _plausible(text)
    return _checked(rule, text.removeprefix(prefix), prefix, text)


def _is_prefix(letters: str) -> bool:
    return letters in _COUNTRIES or letters in _ISO_PREFIXED or letters in ("GB", "CH", "NO", "EU")


def _checked(rule: VatRule, bare: str, prefix: str, text: str) -> str:
    from stdnum.exceptions import ValidationError

    try:
        if prefix in ("CH", "EU"):  # these rules read their own letters: CHE-123.456.788 MWST, EU372022452
            return rule.validate(text)
        return prefix + rule.validate(bare).removeprefix(prefix)
    except ValidationError:
        raise BadVat(text) from None


def _plausible(text: str) -> str:
    if not _PLAUSIBLE.fullmatch(text):
        raise BadVat(text)
    return text


@cache
def _vat_rule(country: str) -> VatRule | None:
    """The library's module for a country's VAT number; loaded on first use, one small module per country."""
    from stdnum.util import get_cc_module

    return get_cc_module(country.lower(), "vat") if re.fullmatch("[A-Z]{2}", country) else None


def _non_country_rule() -> VatRule:
    """The one-stop-shop numbers of sellers from outside the EU."""
    from stdnum.eu import oss  # loaded on first use, as the others

    return oss


def normalise_phone(text: str, country: str) -> str:
    """A phone number as dialled from anywhere, in E.164: "210 3612345" in GR becomes "+302103612345".

    Numbers without an international prefix belong to `country` (ISO code). A number must be possible there (length
    and shape), not known to be assigned: assignments change faster than tables. Raises BadPhone.
    """
    # Loaded on first use: the metadata cost 10 MB; country files load one by one.
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise BadPhone(text) from None
    if not phonenumbers.is_possible_number(number) or number.extension:
        raise BadPhone(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable_phone(e164: str) -> str:
    """A stored number with the spaces its country writes: "+30 21 0361 2345"."""
    import phonenumbers  # loaded on first use, as in normalise_phone

    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def check_mail(text: str) -> str:
    """A mail address without blanks around it, its domain in lower case. Raises BadMail."""
    address = text.strip()
    if len(address) > LONGEST_MAIL or not _MAIL.fullmatch(address):
        raise BadMail(text)
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"
