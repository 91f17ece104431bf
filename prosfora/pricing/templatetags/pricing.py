"""A price's trace in words."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from prosfora.kit import writing
from prosfora.pricing.models import FOREVER, ConditionRecord
from prosfora.pricing.queries.configuration import is_confidential, type_names
from prosfora.pricing.rules.facts import Loser, PriceElement
from prosfora.pricing.rules.target import Way
from prosfora.pricing.telling import ON_REQUEST, amount_words, key_words, rate_words

register = template.Library()

SUBTOTALS: dict[str, Promise] = {
    "gross_value": gettext_lazy("Gross value"),
    "net_value": gettext_lazy("Net value"),
    "net_value_2": gettext_lazy("Net value with freight"),
    "value_with_tax": gettext_lazy("Value with VAT"),
    "total": gettext_lazy("Total with VAT"),
    "net_of_tax": gettext_lazy("Net value, the VAT taken out"),
    "margin": gettext_lazy("Margin"),
}
REASONS: dict[str, Promise] = {
    "superseded_by_manual": gettext_lazy("replaced by the price entered"),
    "superseded_by_net_price": gettext_lazy("replaced by the net price entered"),
    "no_record": gettext_lazy("no record for this key"),
    "key_blank": gettext_lazy("a part of the key is blank here"),
    "later_access": gettext_lazy("a more specific record was found first"),
    "less_specific_record": gettext_lazy("another record of the same key comes first"),
    "below_first_scale": gettext_lazy("the quantity does not reach the first scale level"),
    "beyond_last_scale": gettext_lazy("the quantity exceeds the last scale level"),
    "requirement_not_met": gettext_lazy("its requirement is not met here"),
    "not_valid_on_date": gettext_lazy("not valid on this day"),
    "used_up": gettext_lazy("what it may give is used up"),
    "coupon_missing": gettext_lazy("only with a coupon of its promotion"),
    "other_customer": gettext_lazy("the coupon is for another customer"),
    "other_area": gettext_lazy("its promotion holds in another sales area"),
    "used_by_customer": gettext_lazy("this customer has used its promotion as often as he may"),
    "excluded": gettext_lazy("another one excludes it"),
    "lower_priority": gettext_lazy("a price of higher priority was found"),
    "no_previous_price": gettext_lazy("the customer was given none lately"),
    "other_unit": gettext_lazy("given per a unit that the product is not kept in"),
    "in_previous_price": gettext_lazy("the price given before contains it"),
    "price_on_request": gettext_lazy("does not count, since the price is on request"),
}


@register.filter
def type_name(code: str) -> str:
    """A condition type in words of the reader's language; its code where there is none (any more)."""
    english, greek = type_names().get(code, (code, code))
    return greek if writing.language() == "el" else english


@register.filter
def shown(elements: Iterable[PriceElement], may_see_cost: bool) -> list[PriceElement]:
    """The elements a reader may see: cost, margin and accrued rebates only with the right to them."""
    if may_see_cost:
        return list(elements)
    return [one for one in elements if one.label_key != "margin" and not is_confidential(one.condition_type)]


@register.filter
def element_name(element: PriceElement) -> str:
    """What a line of the waterfall is called."""
    return type_name(element.condition_type) if element.condition_type else str(SUBTOTALS.get(element.label_key, ""))


@register.filter
def element_key(element: PriceElement) -> str:
    """The key that hit, as words: customer 1000001, product BOLT-M8. The promotion stands by itself."""
    return key_words(part for part in element.key if part[0] != "campaign" or not element.promotion)


@register.filter
def record_key(record: ConditionRecord) -> str:
    """The key of a condition record in words."""
    return key_words(record.key.items())


@register.filter
def element_rate(element: PriceElement) -> str:
    """The rate as people state it: 5 % or 24,00 EUR / 100 PCE. One of the cost is not told, since it tells the cost."""
    if element.calculation == "on_request":
        return str(ON_REQUEST)
    if element.rate is None or not element.condition_type or element.calculation == "cost":
        return ""
    if element.calculation == "percent":
        sign = "-" if element.value < 0 < element.rate else ""
        return f"{sign}{writing.percent(element.rate)}"
    text = writing.fixed(element.rate, 2 if element.rate == round(element.rate, 2) else 4)
    per = "" if element.per == 1 else f"{writing.number(element.per)} "
    return (
        f"{text} {element.rate_currency} / {per}{element.unit}" if element.unit else f"{text} {element.rate_currency}"
    )


@register.filter
def reason_words(reason: str) -> str:
    """Why an element or a record does not count."""
    return str(REASONS.get(reason, reason))


@register.filter
def told(losers: Iterable[Loser], may_see_cost: bool) -> list[Loser]:
    """The losers a reader may see."""
    return [loser for loser in losers if may_see_cost or not is_confidential(loser.condition_type)]


@register.filter
def losers_in_words(losers: Iterable[Loser]) -> list[tuple[str, str, str]]:
    """What was looked for and lost: name, key, reason."""
    return [(type_name(loser.condition_type), _loser_key(loser), reason_words(loser.reason)) for loser in losers]


def _loser_key(loser: Loser) -> str:
    key, rate = key_words(loser.key), pgettext("price element", "rate")
    return f"{key}; {rate} {writing.number(loser.rate, most=4)}" if isinstance(loser.rate, Decimal) else key


@register.filter
def way_words(way: Way) -> str:
    """What to change: the type entered at a rate, a record with another one, a larger quantity."""
    if way.rate is None:
        return _("order %(quantity)s, where a scale begins") % {"quantity": writing.number(way.quantity)}
    if way.means == "record":
        return _("the condition record would say %(rate)s") % {"rate": _way_rate(way, way.rate)}
    return _("enter %(rate)s") % {"rate": _way_rate(way, way.rate)}


def _way_rate(way: Way, rate: Decimal) -> str:
    if way.calculation == "percent":
        return writing.percent(rate)
    text = f"{writing.number(rate, most=4)} {way.currency}"
    per = "" if way.per == 1 else f"{writing.number(way.per)} "
    return f"{text} / {per}{way.unit}" if way.unit else text


@register.filter
def way_problem(code: str) -> str:
    """Why a way may not be gone as it is."""
    return _("outside the limits") if code == "outside_limits" else _("the item stays doubtful")


@register.filter
def way_now(way: Way) -> str:
    """What the rate is now; nothing where there is none."""
    return "" if way.now is None else _way_rate(way, way.now)


@register.filter
def said(value: object) -> object:
    """What a setting says: yes and no in words, numbers as people write them, nothing as nothing."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return writing.number(value, most=4)
    return "" if value is None else value


@register.filter
def exactly(value: object) -> object:
    """What a formula reads or comes to: a number with all its decimals up to ten; nothing as a dash."""
    if isinstance(value, Decimal):
        return writing.number(value, most=10)
    return "–" if value in (None, "") else said(value)


@register.filter
def ticked(value: object) -> object:
    """The same in a table, where only what is so is said."""
    return "" if value is False else said(value)


@register.filter
def record_amount(record: ConditionRecord) -> str:
    """What a condition record says: 24.50 EUR, or price on request."""
    return amount_words(record)


@register.filter
def rate(value: Decimal, currency: str) -> str:
    """`{{ record.amount|rate:record.currency }}` → 24.50 EUR or 2.5 %."""
    return rate_words(value, currency)


@register.filter
def period(first: dt.date, last: dt.date | None) -> str:
    """A period of validity: 01/01/2026–31/12/2026, or from 01/01/2026 where it has no end."""
    begin = writing.day(first)
    return f"{begin}–{end}" if (end := until(last)) else _("from %(day)s") % {"day": begin}


@register.filter
def until(day: dt.date | None) -> str:
    """The last day of a period; nothing where it has no end."""
    return "" if day is None or day >= FOREVER else writing.day(day)
