"""A price's explanation for programs: exact amounts as text, codes, and the words of the reader's language."""

from typing import Any

from prosfora.pricing.rules.facts import Loser, PricedItem, PriceElement
from prosfora.pricing.rules.target import Target, Way
from prosfora.pricing.templatetags.pricing import element_name, reason_words, shown, told, type_name, way_words


def price_in_plain(priced: PricedItem, *, may_see_cost: bool) -> dict[str, Any]:
    """The price of an item, its waterfall and what lost. Cost and margin only for whoever may see them."""
    has_margin = may_see_cost and priced.margin is not None
    return {
        "position": priced.position,
        "unit_price": None if priced.is_on_request else str(priced.unit_price),
        "on_request": priced.is_on_request,
        "tax_included": priced.tax_included,
        "value": str(priced.value),
        "net": str(priced.net),
        "tax": str(priced.tax),
        "total": str(priced.total),
        "margin": str(priced.margin) if has_margin else None,
        "trace": [element_in_plain(element) for element in shown(priced.elements, may_see_cost)],
        "losers": [loser_in_plain(loser) for loser in told(priced.losers, may_see_cost)],
        "problems": [problem.code for problem in priced.problems],
    }


def element_in_plain(element: PriceElement) -> dict[str, Any]:
    """One line of the waterfall. A price made from the cost does not tell its base and rate, which are the cost."""
    is_secret = element.calculation == "cost"
    return {
        "step": element.step,
        "type": element.condition_type,
        "label": element.label_key,
        "name": element_name(element),
        "rate": None if element.rate is None or is_secret else str(element.rate),
        "base": str(element.value if is_secret else element.base),
        "value": str(element.value),
        "record": element.record,
        "key": dict(element.key),
        "promotion": element.promotion,
        "active": element.active,
        "reason": element.inactive_reason,
        "reason_words": reason_words(element.inactive_reason),
    }


def loser_in_plain(loser: Loser) -> dict[str, Any]:
    """What lost, and why."""
    return {
        "step": loser.step,
        "type": loser.condition_type,
        "name": type_name(loser.condition_type),
        "access": loser.access,
        "reason": loser.reason,
        "reason_words": reason_words(loser.reason),
        "key": dict(loser.key),
        "record": loser.record,
    }


def target_in_plain(target: Target, *, may_see_cost: bool) -> dict[str, Any]:
    """The net value wanted, the present one, and the ways there."""
    return {
        "wanted": str(target.wanted),
        "now": str(target.now.value),
        "ways": [_way_in_plain(way, may_see_cost) for way in target.ways],
    }


def _way_in_plain(way: Way, may_see_cost: bool) -> dict[str, Any]:
    return {
        "means": way.means,
        "step": way.step,
        "type": way.condition_type,
        "name": type_name(way.condition_type),
        "words": way_words(way),
        "calculation": way.calculation,
        "now": None if way.now is None else str(way.now),
        "rate": None if way.rate is None else str(way.rate),
        "currency": way.currency,
        "per": str(way.per),
        "unit": way.unit,
        "record": way.record,
        "quantity": str(way.quantity),
        "net": str(way.net),
        "unit_price": str(way.unit_price),
        "margin": str(way.margin) if may_see_cost and way.margin is not None else None,
        "reaches": way.reaches,
        "problems": list(way.problems),
    }
