"""What approval rules look at, worked out from what a quotation stores of its items."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from prosfora.approvals.rules.facts import Floor, discount_of
from prosfora.documents.rules.categories import Category, counts, is_goods
from prosfora.documents.rules.release import NEEDED, RELEASED

_REPLACED = frozenset({"superseded_by_manual", "superseded_by_net_price"})
_VALUE, _WHY, _RECORD = 10, 12, 13  # columns of a stored element (rules.traces)


class Offered(NamedTuple):
    """An item as it is offered: `value` and `list_value` as its prices are told, with the tax where they contain it."""

    position: int
    category: str
    alternative_to: int | None
    is_earned: bool  # free goods that a promise of ours gives, not the seller
    net: Decimal
    value: Decimal
    list_value: Decimal
    release: str | None


def list_value(gross: Decimal, trace: Mapping[str, Any]) -> Decimal:
    """What an item comes to at list prices, also where a price entered by hand has taken the place of the list's."""
    replaced = (
        Decimal(row[_VALUE])
        for row in trace.get("elements", ())
        if row[_WHY] in _REPLACED and row[_RECORD] is not None and not row[_VALUE].startswith("-")
    )
    return max(gross, next(replaced, Decimal(0)))


def offered(items: Iterable[Offered]) -> list[Offered]:
    """The goods among items."""
    return [item for item in items if is_goods(item.category)]


def largest_discount(items: Iterable[Offered]) -> Decimal:
    """The largest discount of any item, alternatives and options too, in per cent; earned free goods are none."""
    found = (discount_of(item.list_value, item.value) for item in items if not item.is_earned)
    return max(found, default=Decimal(0))


def whole_discount(items: Sequence[Offered]) -> Decimal:
    """The discount of everything that counts together, in per cent."""
    counting = [item for item in items if counts(item.category, rejected=False)]
    at_list = sum((item.list_value for item in counting), Decimal(0))
    return discount_of(at_list, sum((item.value for item in counting), Decimal(0)))


def most_net(items: Sequence[Offered]) -> Decimal:
    """The most that the customer can order: with every option, and of alternatives the dearest."""
    net = sum((item.net for item in items if counts(item.category, rejected=False)), Decimal(0))
    net += sum((item.net for item in items if item.category == Category.OPTION), Decimal(0))
    mains = {item.position: item.net for item in items if item.category != Category.ALTERNATIVE}
    dearest: dict[int | None, Decimal] = {}
    for item in items:
        if item.category == Category.ALTERNATIVE:
            dearest[item.alternative_to] = max(item.net, dearest.get(item.alternative_to, item.net))
    more = (value - mains.get(main or 0, Decimal(0)) for main, value in dearest.items())
    return net + sum((max(value, Decimal(0)) for value in more), Decimal(0))


def floor_of(items: Iterable[Offered]) -> Floor:
    """How the prices stand to their floors and least margins, as rules.release has judged them."""
    states = {item.release for item in items}
    return Floor.WAITING if NEEDED in states else Floor.RELEASED if RELEASED in states else Floor.KEPT


def days_bound(start: Iterable[dt.date | None], valid_to: dt.date | None) -> int | None:
    """For how many days an offer binds us, counted from the earliest of some days; None where it has no end."""
    return None if valid_to is None else (valid_to - min(day for day in start if day is not None)).days
