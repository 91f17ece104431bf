"""What cannot be right in what was entered, found without looking anything up: codes that the services put in words."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from prosfora.documents.rules.categories import CATEGORIES, CHOICES, is_goods
from prosfora.documents.rules.lines import HeaderFields, ItemAnswer, ItemLine, ManualCondition
from prosfora.documents.rules.quantities import MOST, PLACES

type Found = tuple[str, str, Mapping[str, Any]]  # field, code, what the sentence needs

FIRST_DAY, LAST_DAY = date(1980, 1, 1), date(2099, 12, 31)
LONGEST_NOTE = 10_000
MOST_AMOUNT = Decimal("9999999999.9999")
AMOUNT_PLACES = Decimal("0.0001")
SOURCES = ("phone", "mail", "web", "visit", "fair", "letter", "edi")
INCOTERMS = ("EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF")
PRICES_ENTERED = frozenset({"PB00", "PN00"})
DISCOUNTS_ENTERED = frozenset({"RA00", "RA01", "HA00"})  # in per cent
TEXT_KINDS = ("intro", "terms", "closing", "internal")

_HEADER_TEXTS = {
    "external_number": 40,
    "customer_reference": 35,
    "currency": 3,
    "customer_group": 4,
    "price_group": 4,
    "price_list": 4,
    "incoterms_place": 70,
    "payment_terms": 4,
    "plant": 4,
    "order_reason": 4,
    "language": 5,
    "responsible": 150,
    "coupon": 20,
    "campaign": 10,
}
_HEADER_DAYS = (
    "customer_reference_date", "document_date", "pricing_date", "valid_from", "valid_to", "requested_date",
)  # fmt: skip
_LINE_TEXTS = {"product": 40, "unit": 20, "text": 200, "plant": 4, "rejection_reason": 4}


def is_readable(text: str) -> bool:
    """Whether a text can be stored and sent: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def header_problems(given: HeaderFields) -> Iterator[Found]:
    """What is wrong with header fields by themselves."""
    facts: Mapping[str, Any] = given
    yield from _texts(facts, _HEADER_TEXTS)
    yield from _days(facts, _HEADER_DAYS)
    if given.get("source", "phone") not in SOURCES:
        yield "source", "not_in_list", {"allowed": ", ".join(SOURCES)}
    if given.get("incoterms") and given["incoterms"] not in INCOTERMS:
        yield "incoterms", "not_in_list", {"allowed": ", ".join(INCOTERMS)}
    if not 0 <= given.get("probability", 0) <= 100:
        yield "probability", "not_a_percentage", {}
    yield from _conditions(given.get("manual", ()))


def line_problems(line: ItemLine) -> Iterator[Found]:
    """What is wrong with an item by itself; product, unit and quantity are judged together with the product."""
    facts = {name: getattr(line, name) for name in (*_LINE_TEXTS, "requested_date")}
    yield from _texts(facts, _LINE_TEXTS)
    yield from _days(facts, ("requested_date",))
    if not is_readable(line.note):
        yield "note", "unreadable", {}
    elif len(line.note) > LONGEST_NOTE:
        yield "note", "too_long", {"most": LONGEST_NOTE}
    if line.category not in CATEGORIES:
        yield "category", "not_in_list", {"allowed": ", ".join(CATEGORIES)}
    elif not is_goods(line.category) and not line.text.strip():
        yield "text", "text_missing", {}
    elif is_goods(line.category) and not line.product.strip() and not line.text.strip():
        yield "product", "product_missing", {}
    if line.alternative_to is not None and line.category not in CHOICES:
        yield "alternative_to", "no_alternative", {}
    if line.probability is not None and not 0 <= line.probability <= 100:
        yield "probability", "not_a_percentage", {}
    yield from _conditions(line.manual)


def answer_problems(answer: ItemAnswer) -> Iterator[Found]:
    """What is wrong with an answer to an item."""
    yield from _texts({"note": answer.note}, {"note": 200})
    yield from _days({"day": answer.day}, ("day",))
    if answer.price is not None and not (answer.price.is_finite() and 0 <= answer.price <= MOST_AMOUNT):
        yield "price", "amount_out_of_range", {"most": MOST_AMOUNT}


def text_fault(field: str, text: str, most: int = LONGEST_NOTE) -> Iterator[Found]:
    """What is wrong with one text."""
    yield from _texts({field: text}, {field: most})


def quantity_in_range(quantity: Decimal) -> bool:
    """Whether a quantity can be computed with at all: a finite number of at most 12 digits before the point."""
    return quantity.is_finite() and abs(quantity) <= MOST and quantity == quantity.quantize(PLACES)


def text_problems(texts: Mapping[str, str]) -> Iterator[Found]:
    """What is wrong with long texts by kind."""
    for kind, text in texts.items():
        if kind not in TEXT_KINDS:
            yield "texts", "not_in_list", {"allowed": ", ".join(TEXT_KINDS)}
        elif not is_readable(text):
            yield f"texts.{kind}", "unreadable", {}
        elif len(text) > LONGEST_NOTE:
            yield f"texts.{kind}", "too_long", {"most": LONGEST_NOTE}


def _texts(facts: Mapping[str, Any], longest: Mapping[str, int]) -> Iterator[Found]:
    for name, most in longest.items():
        text = facts.get(name) or ""
        if not is_readable(text):
            yield name, "unreadable", {}
        elif len(text) > most:
            yield name, "too_long", {"most": most}


def _days(facts: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Found]:
    for name in names:
        day = facts.get(name)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            yield name, "day_out_of_range", {"first": FIRST_DAY, "last": LAST_DAY}


def _conditions(manual: tuple[ManualCondition, ...]) -> Iterator[Found]:
    for condition in manual:
        if not _fits(condition.amount) or not _fits(condition.per) or condition.per <= 0:
            yield "manual", "amount_out_of_range", {"most": MOST_AMOUNT}
        elif condition.condition_type in DISCOUNTS_ENTERED and condition.amount > 100:
            yield "manual", "discount_too_large", {}
        elif condition.condition_type in PRICES_ENTERED and condition.amount < 0:
            yield "manual", "price_negative", {}
        if not all(
            is_readable(t) and len(t) <= 4 for t in (condition.condition_type, condition.currency, condition.unit)
        ):
            yield "manual", "unreadable", {}


def _fits(amount: Decimal) -> bool:
    return amount.is_finite() and abs(amount) <= MOST_AMOUNT and amount == amount.quantize(AMOUNT_PLACES)
