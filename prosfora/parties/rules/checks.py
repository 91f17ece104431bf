"""Whether a party's facts can be stored: every part cleaned, every fault named with its field and reason."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from prosfora.company.rules.attributes import Known, tidied, wrong_piece
from prosfora.company.rules.countries import codes
from prosfora.parties.rules.facts import AddressFacts, AreaTerms, PartyFacts
from prosfora.parties.rules.identifiers import BadMail, BadPhone, BadVat, check_mail, check_vat, normalise_phone


class Fault(StrEnum):
    """Why a field cannot be stored; pages and programs get a sentence for each."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    BAD_CHARACTER = "bad_character"
    UNKNOWN_CHOICE = "unknown_choice"
    NO_ATTRIBUTE = "no_attribute"
    BAD_VAT = "bad_vat"
    BAD_PHONE = "bad_phone"
    BAD_MAIL = "bad_mail"
    BAD_WEB = "bad_web"
    BAD_COUNTRY = "bad_country"
    BAD_CURRENCY = "bad_currency"
    NOT_A_PERCENTAGE = "not_a_percentage"
    TWO_STANDARD_ADDRESSES = "two_standard_addresses"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one field ("phone", "addresses.0.city"), with the value that caused it."""

    field: str
    fault: Fault
    value: str = ""


LIMITS = {
    "name": 200, "name_addition": 200, "registration_number": 40, "external_number": 40, "note": 10_000, "web": 200,
}  # fmt: skip
ADDRESS_LIMITS = {
    "name": 200, "street": 120, "house_number": 12, "addition": 120, "postal_code": 12, "city": 80, "region": 80,
}  # fmt: skip
TERMS_LIMITS = {
    "price_group": 4, "price_list": 4, "customer_group": 4, "customer_procedure": 2, "incoterms_place": 70,
    "attributes": 240,
}  # fmt: skip
KINDS = ("organisation", "person")
ADDRESS_KINDS = ("standard", "delivery", "billing", "other")
INCOTERMS = ("EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF")  # Incoterms 2020
TAX_CLASSES = ("0", "1", "2", "3")  # exempt, full, reverse charge at home, private consumer
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_WEB = re.compile(r"https?://[^\s/$.?#][^\s]*", re.IGNORECASE)
_BARE_HOST = re.compile(r"([\w-]+\.)+[^\W\d_]{2,}(/\S*)?", re.IGNORECASE)
_LINES = frozenset("\n\r\t")


def examine(facts: PartyFacts) -> tuple[PartyFacts, list[Problem]]:
    """The facts as they would be stored (blanks trimmed, identifiers in stored form) and everything wrong with them.

    A field with a problem keeps what was given.
    """
    problems: list[Problem] = []
    values: dict[str, object] = {}
    for name, limit in LIMITS.items():
        values[name] = _text(getattr(facts, name), name, limit, problems, keep_lines=name == "note")
    if not values["name"]:
        problems.append(Problem("name", Fault.MISSING))
    values["country"] = _country(facts.country, "country", problems)
    values["language"] = _matching(facts.language, "language", _LANGUAGE, Fault.UNKNOWN_CHOICE, problems)
    values["email"] = _checked(facts.email, "email", check_mail, BadMail, Fault.BAD_MAIL, problems)
    values["web"] = _web(str(values["web"]), problems)
    values["phone"] = _phone(facts.phone, facts.country, "phone", problems)
    values["phones"] = tuple(
        _phone(phone, facts.country, f"phones.{place}", problems) for place, phone in enumerate(facts.phones)
    )
    values["vat_number"] = _checked(
        facts.vat_number, "vat_number", lambda text: check_vat(facts.country, text), BadVat, Fault.BAD_VAT, problems
    )
    values["addresses"] = tuple(_addresses(facts.addresses, problems))
    if facts.kind not in KINDS:
        problems.append(Problem("kind", Fault.UNKNOWN_CHOICE, facts.kind))
    if not 0 <= facts.probability <= 100:
        problems.append(Problem("probability", Fault.NOT_A_PERCENTAGE, str(facts.probability)))
    return replace(facts, **values), problems  # type: ignore[arg-type]  # every name is a field of the facts


def text_problems(field: str, text: str, longest: int, *, needed: bool = False) -> list[Problem]:
    """What is wrong with a single line of text."""
    problems: list[Problem] = []
    cleaned = _text(text, field, longest, problems)
    return [Problem(field, Fault.MISSING)] if needed and not cleaned else problems


def attribute_problems(terms: AreaTerms, known: Known) -> list[Problem]:
    """The first own attribute that is none, or has a value it may not have."""
    wrong = wrong_piece(terms.attributes, known)
    return [Problem("attributes", Fault.NO_ATTRIBUTE, wrong)] if wrong else []


def examine_terms(terms: AreaTerms) -> tuple[AreaTerms, list[Problem]]:
    """The same for the data of one sales area, as far as it needs no table."""
    problems: list[Problem] = []
    values: dict[str, object] = {}
    if terms.attributes:
        terms = replace(terms, attributes=tidied(terms.attributes))
    for name, limit in TERMS_LIMITS.items():
        given = getattr(terms, name)
        if given and (tidy := _text(given, name, limit, problems)) != given:
            values[name] = tidy
    if terms.currency:
        _matching(terms.currency, "currency", _CURRENCY, Fault.BAD_CURRENCY, problems)
    if terms.incoterms and terms.incoterms not in INCOTERMS:
        problems.append(Problem("incoterms", Fault.UNKNOWN_CHOICE, terms.incoterms))
    if terms.tax_class not in TAX_CLASSES:
        problems.append(Problem("tax_class", Fault.UNKNOWN_CHOICE, terms.tax_class))
    return replace(terms, **values) if values else terms, problems  # type: ignore[arg-type]  # every name is a text field of the terms


def _addresses(addresses: Iterable[AddressFacts], problems: list[Problem]) -> Iterator[AddressFacts]:
    seen_standard = False
    for place, address in enumerate(addresses):
        field = f"addresses.{place}"
        values = {
            name: _text(getattr(address, name), f"{field}.{name}", limit, problems)
            for name, limit in ADDRESS_LIMITS.items()
        }
        country = _country(address.country, f"{field}.country", problems)
        if address.kind not in ADDRESS_KINDS:
            problems.append(Problem(f"{field}.kind", Fault.UNKNOWN_CHOICE, address.kind))
        if address.kind == "standard" and seen_standard:
            problems.append(Problem(f"{field}.kind", Fault.TWO_STANDARD_ADDRESSES))
        seen_standard = seen_standard or address.kind == "standard"
        yield AddressFacts(kind=address.kind, country=country, **values)


def _text(text: str, field: str, limit: int, problems: list[Problem], *, keep_lines: bool = False) -> str:
    """Trimmed, composed (NFC), inner runs of blanks as one; control characters and overlength are problems."""
    if not text:
        return ""
    if not text.isprintable():
        allowed = _LINES if keep_lines else frozenset("\t")
        if any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") and c not in allowed for c in text):
            problems.append(Problem(field, Fault.BAD_CHARACTER, text[:80]))
            return text
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    text = text.strip() if keep_lines else " ".join(text.split())
    if len(text) > limit:
        problems.append(Problem(field, Fault.TOO_LONG, str(limit)))
    return text


def _country(code: str, field: str, problems: list[Problem]) -> str:
    code = code.strip().upper()
    if code not in codes():
        problems.append(Problem(field, Fault.BAD_COUNTRY, code[:80]))
    return code


def _matching(text: str, field: str, shape: re.Pattern[str], fault: Fault, problems: list[Problem]) -> str:
    if not shape.fullmatch(text):
        problems.append(Problem(field, fault, text[:80]))
    return text


def _phone(text: str, country: str, field: str, problems: list[Problem]) -> str:
    return _checked(text, field, lambda given: normalise_phone(given, country), BadPhone, Fault.BAD_PHONE, problems)


def _checked(
    text: str,
    field: str,
    check: Callable[[str], str],
    bad: type[ValueError],
    fault: Fault,
    problems: list[Problem],
) -> str:
    """The stored form of a non-blank text by `check`; a problem where it raises `bad`."""
    if not text.strip():
        return ""
    try:
        return check(text)
    except bad:
        problems.append(Problem(field, fault, text[:80]))
        return text


def _web(text: str, problems: list[Problem]) -> str:
    """A web address; a bare host gets https:// in front."""
    if not text or _WEB.fullmatch(text):
        return text
    if _BARE_HOST.fullmatch(text):
        return f"https://{text}"
    problems.append(Problem("web", Fault.BAD_WEB, text[:80]))
    return text
