"""What is wrong with a product as stated: (field, code) pairs, for people and programs alike."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from prosfora.catalog.rules.facts import ProductData
from prosfora.catalog.rules.units import UNITS
from prosfora.company.rules.attributes import Known, wrong_piece

KINDS = ("stock", "service", "order")
STATUSES = ("active", "announced", "blocked", "phased_out")
TAX_CLASSES = ("0", "1", "2", "3", "4")  # none, full, reduced, super-reduced, full on islands too
LONGEST_NUMBER = 40
LONGEST_NAME = 200
LONGEST_TEXT = 20_000
MOST_QUANTITY = Decimal(10) ** 12
MOST_WEIGHT = Decimal(10) ** 10
MOST_COST = Decimal(10) ** 11
MOST_RATIO = 2**31 - 1
MOST_LEAD_TIME = 999

_LENGTHS = {"group": 9, "pricing_group": 2, "hierarchy": 18, "item_category_group": 4, "attributes": 240}
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: the field it belongs to, a code that pages put into words, and the value concerned."""

    field: str
    code: str
    value: str = ""


def problems_of(data: ProductData) -> list[Problem]:
    """All that keeps a product from being stored as stated, in the order of the form."""
    return [*_codes(data), *_lengths(data), *_amounts(data), *_units(data), *_texts(data), *_validity(data)]


def attribute_problems(data: ProductData, known: Known) -> list[Problem]:
    """The first own attribute that is none, or has a value it may not have."""
    wrong = wrong_piece(data.attributes, known)
    return [Problem("attributes", "no_attribute", wrong)] if wrong else []


def number_problem(number: str) -> str:
    """Why a text cannot be a product number, as a code; blank where it can.

    Slashes are part of many makers' numbers (6205-2RS/C3); they may not lead, end or be doubled, as in an address.
    """
    if not number or len(number) > LONGEST_NUMBER:
        return "number_length"
    printable = number.isprintable() and "  " not in number and number == number.strip()
    addressable = not number.startswith("/") and not number.endswith("/") and "//" not in number
    dots_only = any(part in (".", "..") for part in number.split("/"))
    return "" if printable and addressable and not dots_only else "number_characters"


def is_gtin(digits: str) -> bool:
    """Whether a GTIN-8, -12, -13 or -14 has the right check digit (GS1 General Specifications, section 7.9)."""
    if len(digits) not in (8, 12, 13, 14) or not (digits.isascii() and digits.isdigit()):
        return False
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return total % 10 == 0


def _codes(data: ProductData) -> Iterator[Problem]:
    for field, value, known in (
        ("kind", data.kind, KINDS),
        ("status", data.status, STATUSES),
        ("tax_class", data.tax_class, TAX_CLASSES),
    ):
        if value not in known:
            yield Problem(field, "unknown_code", value)
    if not _CURRENCY.fullmatch(data.cost_currency):
        yield Problem("cost_currency", "unknown_code", data.cost_currency)
    if data.gtin and not is_gtin(data.gtin):
        yield Problem("gtin", "gtin_check_digit", data.gtin)


def _lengths(data: ProductData) -> Iterator[Problem]:
    if not data.name.strip():
        yield Problem("name", "required")
    if len(data.name) > LONGEST_NAME:
        yield Problem("name", "too_long", str(LONGEST_NAME))
    if _CONTROLS.search(data.name):
        yield Problem("name", "control_characters")
    for field, most in _LENGTHS.items():
        value: str = getattr(data, field)
        if len(value) > most:
            yield Problem(field, "too_long", str(most))
        if _CONTROLS.search(value):
            yield Problem(field, "control_characters")


def _amounts(data: ProductData) -> Iterator[Problem]:
    for field, most, places in (
        ("gross_weight", MOST_WEIGHT, 3),
        ("net_weight", MOST_WEIGHT, 3),
        ("volume", MOST_WEIGHT, 3),
        ("cost", MOST_COST, 4),
        ("minimum_quantity", MOST_QUANTITY, 3),
        ("rounding_quantity", MOST_QUANTITY, 3),
    ):
        value: Decimal | None = getattr(data, field)
        if value is not None and (code := amount_problem(value, most=most, places=places)):
            yield Problem(field, code, str(places))
    if data.gross_weight and data.net_weight > data.gross_weight:
        yield Problem("net_weight", "heavier_than_gross")
    if not 0 <= data.lead_time_days <= MOST_LEAD_TIME:
        yield Problem("lead_time_days", "out_of_range", str(MOST_LEAD_TIME))


def amount_problem(value: Decimal, *, most: Decimal, places: int) -> str:
    """Why an amount cannot be kept, as a code; blank where it can."""
    if not value.is_finite() or value >= most:
        return "too_large"
    if value < 0:
        return "negative"
    return "too_many_places" if value != round(value, places) else ""


def _units(data: ProductData) -> Iterator[Problem]:
    if data.base_unit not in UNITS:
        yield Problem("base_unit", "unknown_unit", data.base_unit)
    kept = [row.unit for row in data.units]
    if data.sales_unit and data.sales_unit not in (data.base_unit, *kept):
        yield Problem("sales_unit", "unit_without_conversion", data.sales_unit)
    for unit, times in Counter(kept).items():
        if times > 1 or unit == data.base_unit:
            yield Problem("units", "unit_twice", unit)
    for row in data.units:
        if row.unit not in UNITS:
            yield Problem("units", "unknown_unit", row.unit)
        if not (0 < row.numerator <= MOST_RATIO and 0 < row.denominator <= MOST_RATIO):
            yield Problem("units", "ratio_not_positive", row.unit)


def _texts(data: ProductData) -> Iterator[Problem]:
    for language, times in Counter(row.language for row in data.texts).items():
        if times > 1:
            yield Problem("texts", "language_twice", language)
    for row in data.texts:
        if not _LANGUAGE.fullmatch(row.language):
            yield Problem("texts", "unknown_language", row.language)
        if not row.name.strip():
            yield Problem("texts", "text_without_name", row.language)
        if len(row.name) > LONGEST_NAME or len(row.sales_text) > LONGEST_TEXT:
            yield Problem("texts", "too_long", str(LONGEST_TEXT))
        if _CONTROLS.search(row.name + row.sales_text):
            yield Problem("texts", "control_characters")


def _validity(data: ProductData) -> Iterator[Problem]:
    if data.sold_from and data.sold_until and data.sold_until < data.sold_from:
        yield Problem("sold_until", "ends_before_it_begins")
