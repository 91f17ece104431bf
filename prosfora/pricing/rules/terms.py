"""What a condition record says beside its key, and what can be wrong with it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypedDict

from prosfora.catalog.rules.units import UNITS
from prosfora.company.rules.currencies import codes
from prosfora.pricing.rules.book import TypeRule
from prosfora.pricing.rules.hits import PERCENTAGES
from prosfora.pricing.rules.keys import LONGEST_LOOKUP, basket_facts, item_fact
from prosfora.pricing.rules.limits import AMOUNT_MOST, PER_MOST, QUANTITY_MOST
from prosfora.pricing.rules.measures import FACTS, KILOGRAM, LITRE, TIME

FOREVER = date(9999, 12, 31)
MOST_LEVELS = 50
FREE_TO_CHOOSE = ("discount", "surcharge", "freight")  # classes whose records may calculate otherwise than their type
_BAD_KEY = re.compile(r"[|=\x00-\x1f]")
type Levels = tuple[tuple[Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a price: amounts per `per` `unit` in a currency, percentages as 5 for 5 %, discounts positive."""

    amount: Decimal
    valid_from: date
    valid_to: date = FOREVER  # the last day
    currency: str = ""
    per: Decimal = Decimal(1)
    unit: str = ""
    calculation: str = ""  # another than the type's
    scales: Levels = ()  # (level, rate)
    scale_unit: str = ""
    lower_limit: Decimal | None = None  # of what a person may type on a document instead
    upper_limit: Decimal | None = None
    tax_code: str = ""
    reason_key: str = ""
    basket: str | None = None  # "product=A": whose items the scale reads instead of the item that gets the rate
    on_request: bool = False  # of a price: there is none until somebody names it; the amount is nought then


class TermChanges(TypedDict, total=False):
    """The terms that change; what is not named stays."""

    amount: Decimal
    currency: str
    per: Decimal
    unit: str
    calculation: str
    scales: Levels
    scale_unit: str
    basket: str | None
    lower_limit: Decimal | None
    upper_limit: Decimal | None
    tax_code: str
    reason_key: str
    on_request: bool


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong: the field and a code that services put into words."""

    field: str
    code: str
    value: str = ""


def changed_terms(old: Terms, changes: TermChanges, valid_from: date, valid_to: date) -> Terms:
    """The terms after a change. A price that becomes one on request loses amount, scale and limits; an amount that is
    stated ends that.
    """
    if changes.get("on_request"):
        old = replace(old, amount=Decimal(0), scales=(), scale_unit="", lower_limit=None, upper_limit=None)
    elif "amount" in changes:
        old = replace(old, on_request=False)
    return replace(old, **changes, valid_from=valid_from, valid_to=valid_to)


def calculation_of(kind: TypeRule, terms: Terms) -> str:
    """How a record is calculated: its own way, else its type's."""
    return terms.calculation or kind.calculation


def flaws_of(kind: TypeRule, terms: Terms) -> Iterator[Flaw]:
    """Everything that is wrong with terms of that type."""
    if terms.valid_to < terms.valid_from:
        yield Flaw("valid_to", "ends_before_it_begins")
    if terms.per <= 0:
        yield Flaw("per", "per_not_positive")
    elif terms.per > PER_MOST or terms.per != round(terms.per, 3):
        yield Flaw("per", "per_out_of_bounds", str(terms.per))
    is_otherwise = terms.calculation and terms.calculation != kind.calculation
    if is_otherwise and (kind.condition_class not in FREE_TO_CHOOSE or terms.calculation == "cost"):
        yield Flaw("calculation", "calculation_fixed", kind.code)
    if terms.on_request:
        yield from _request_flaws(kind, terms)
        return
    yield from _amount_flaws(kind, terms)
    yield from _unit_flaws(kind, terms)
    yield from _scale_flaws(kind, terms)
    yield from _limit_flaws(terms)


def _request_flaws(kind: TypeRule, terms: Terms) -> Iterator[Flaw]:
    if kind.condition_class != "price":
        yield Flaw("on_request", "only_prices_on_request", kind.code)
    if terms.amount or terms.scales or terms.lower_limit is not None or terms.upper_limit is not None:
        yield Flaw("amount", "amount_on_request")
    if terms.currency not in codes():
        yield Flaw("currency", "no_currency", terms.currency)
    if terms.unit and terms.unit not in (_units_of(kind.calculation) or ()):
        yield Flaw("unit", "no_unit", terms.unit)


def _amount_flaws(kind: TypeRule, terms: Terms) -> Iterator[Flaw]:
    for field, rate in (("amount", terms.amount), *(("scales", rate) for _level, rate in terms.scales)):
        if abs(rate) > AMOUNT_MOST:
            yield Flaw(field, "too_large", str(rate))
        elif rate != round(rate, 4):
            yield Flaw(field, "too_many_decimals", str(rate))
        elif kind.condition_class in ("price", "minimum", "tax", "limit") and rate < 0:
            yield Flaw(field, "negative", str(rate))
        elif calculation_of(kind, terms) == "percent" and kind.sign == "minus" and rate > 100:
            yield Flaw(field, "discount_over_100", str(rate))
        elif kind.condition_class == "limit" and calculation_of(kind, terms) == "percent" and rate >= 100:
            yield Flaw(field, "margin_too_high", str(rate))
        elif _is_outside(rate, kind.lower_limit, kind.upper_limit):
            yield Flaw(field, "outside_type_limits", str(rate))


def _is_outside(rate: Decimal, lower: Decimal | None, upper: Decimal | None) -> bool:
    return (lower is not None and rate < lower) or (upper is not None and rate > upper)


def _unit_flaws(kind: TypeRule, terms: Terms) -> Iterator[Flaw]:
    calculation = calculation_of(kind, terms)
    if calculation in PERCENTAGES:
        if terms.currency:
            yield Flaw("currency", "percent_has_no_currency", terms.currency)
        return
    if terms.currency not in codes():
        yield Flaw("currency", "no_currency", terms.currency)
    known = _units_of(calculation)
    if known is not None and terms.unit not in known:
        yield Flaw("unit", "no_unit", terms.unit)


def _units_of(calculation: str) -> frozenset[str] | None:
    """The units an amount can be per; None where it is per nothing."""
    if calculation in FACTS:
        return frozenset(LITRE if calculation == "volume" else KILOGRAM) - {""}
    if calculation == "time":
        return frozenset(TIME)
    return frozenset(UNITS) if calculation == "quantity" else None


def _scale_flaws(kind: TypeRule, terms: Terms) -> Iterator[Flaw]:
    levels = [level for level, _rate in terms.scales]
    if len(levels) > MOST_LEVELS:
        yield Flaw("scales", "too_many_levels", str(MOST_LEVELS))
    if any(not 0 <= level <= QUANTITY_MOST for level in levels) or levels != sorted(set(levels)):
        yield Flaw("scales", "levels_must_rise")
    if terms.basket and kind.group_over != "basket":
        yield Flaw("basket", "calculation_fixed", kind.code)
    for name, value in basket_facts(terms.basket).items() if terms.basket else ():
        if not item_fact(name) or not value:
            yield Flaw("basket", "bad_key_value", name)
    if not terms.scale_unit:
        return
    known = codes() if kind.scale_basis == "value" else _units_of(kind.scale_basis)
    if known is not None and terms.scale_unit not in known:
        yield Flaw("scale_unit", "no_unit", terms.scale_unit)


def _limit_flaws(terms: Terms) -> Iterator[Flaw]:
    lower, upper = terms.lower_limit, terms.upper_limit
    for field, limit in (("lower_limit", lower), ("upper_limit", upper)):
        if limit is not None and (abs(limit) > AMOUNT_MOST or limit != round(limit, 4)):
            yield Flaw(field, "too_large" if abs(limit) > AMOUNT_MOST else "too_many_decimals", str(limit))
    if lower is not None and upper is not None and lower > upper:
        yield Flaw("upper_limit", "limits_crossed")
    elif _is_outside(terms.amount, lower, upper):
        yield Flaw("amount", "outside_limits", str(terms.amount))


def key_flaws(lookup: str, values: dict[str, str], optional: Collection[str] = ()) -> Iterator[Flaw]:
    """What is wrong with the values of a key; the optional ones may be blank."""
    for name, value in values.items():
        if (not value and name not in optional) or _BAD_KEY.search(value):
            yield Flaw("key", "bad_key_value", name)
    if len(lookup) > LONGEST_LOOKUP:
        yield Flaw("key", "key_too_long")


def mentions(key: dict[str, str]) -> tuple[str, str, str]:
    """The customer, the product and the first other value of a key, for lists."""
    others = [value for name, value in key.items() if value and name not in ("customer", "product")]
    return key.get("customer", ""), key.get("product", ""), (others or [""])[0]
