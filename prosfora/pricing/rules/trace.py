"""A price's trace as an item keeps it: plain JSON, exact, stable, one short row per element and loser.

{"elements": [[…]], "losers": [[…]], "problems": [[code, detail]]}, each part left out where it is empty. Decimals and
days are text. The columns stand in `_element_row` and `_loser_row`; new ones are only ever appended, so that what was
stored years ago is still read.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from prosfora.pricing.rules.book import Previous, PreviousPrice
from prosfora.pricing.rules.facts import Loser, PricedItem, PriceElement, Problem

_STATISTICAL, _ACTIVE, _MANUAL = 1, 2, 4
PROMOTION = 20  # the column that only elements of promotions have


class Trace(NamedTuple):
    """What was stored of a price."""

    elements: tuple[PriceElement, ...]
    losers: tuple[Loser, ...] = ()
    problems: tuple[Problem, ...] = ()


def to_json(priced: PricedItem) -> dict[str, Any]:
    """The trace of a priced item as plain JSON."""
    parts = {
        "elements": [_element_row(element) for element in priced.elements],
        "losers": [_loser_row(loser) for loser in priced.losers],
        "problems": [
            [problem.code, {name: str(value) for name, value in problem.detail.items()}] for problem in priced.problems
        ],
    }
    return {name: rows for name, rows in parts.items() if rows or name == "elements"}


def from_json(stored: Mapping[str, Any], position: int = 0) -> Trace:
    """The trace an item keeps; `position` is the item's, for its problems."""
    return Trace(
        tuple([_element(row) for row in stored.get("elements", ())]),
        tuple([_loser(row) for row in stored.get("losers", ())]),
        tuple([Problem(code, position, dict(detail)) for code, detail in stored.get("problems", ())]),
    )


def types_in(stored: Mapping[str, Any]) -> set[str]:
    """The condition types in a stored trace, without reading the rest."""
    return {row[2] for row in stored.get("elements", ())}


def records_in(stored: Mapping[str, Any]) -> set[int]:
    """The ids of the condition records that made a stored price: what `verify` recomputes it from."""
    return {row[13] for row in stored.get("elements", ()) if row[13] is not None}


def previous_in(customer: str, stored: Iterable[tuple[str, Mapping[str, Any]]]) -> Previous:
    """The prices given before that stored prices were made from or looked at, from (product, trace): what `verify`
    makes them from again, whatever was offered since.
    """
    found: dict[tuple[str, str], PreviousPrice] = {}
    for product, trace in stored:
        for row in trace.get("elements", ()):
            if row[13] is None and row[16] and row[16][0][0] == "document":
                (_name, document), (_item, position) = row[16]
                found[customer, product] = PreviousPrice(Decimal(row[5]), row[6], row[8], document, int(position))
    return found


def _element_row(element: PriceElement) -> list[Any]:
    flags = _STATISTICAL * element.statistical | _ACTIVE * element.active | _MANUAL * element.manual
    return [
        element.step,
        element.counter,
        element.condition_type,
        element.label_key,
        element.calculation,
        None if element.rate is None else str(element.rate),
        element.rate_currency,
        str(element.per),
        element.unit,
        str(element.base),
        str(element.value),
        flags,
        element.inactive_reason,
        element.record,
        element.record_version,
        element.access,
        _pairs(element.key),
        None if element.scale_from is None else str(element.scale_from),
        None if element.valid_from is None else element.valid_from.isoformat(),
        None if element.valid_to is None else element.valid_to.isoformat(),
        *([element.promotion] if element.promotion else []),
    ]


def _element(row: Sequence[Any]) -> PriceElement:
    flags = row[11]
    return PriceElement(
        step=row[0],
        counter=row[1],
        condition_type=row[2],
        label_key=row[3],
        calculation=row[4],
        rate=_decimal(row[5]),
        rate_currency=row[6],
        per=Decimal(row[7]),
        unit=row[8],
        base=Decimal(row[9]),
        value=Decimal(row[10]),
        statistical=bool(flags & _STATISTICAL),
        active=bool(flags & _ACTIVE),
        manual=bool(flags & _MANUAL),
        inactive_reason=row[12],
        record=row[13],
        record_version=row[14],
        access=row[15],
        key=tuple([(name, value) for name, value in row[16]]),
        scale_from=_decimal(row[17]),
        valid_from=_day(row[18]),
        valid_to=_day(row[19]),
        promotion=row[PROMOTION] if len(row) > PROMOTION else "",
    )


def _loser_row(loser: Loser) -> list[Any]:
    rate = None if loser.rate is None else str(loser.rate)
    return [loser.step, loser.condition_type, loser.access, loser.reason, loser.record, _pairs(loser.key), rate]


def _loser(row: Sequence[Any]) -> Loser:
    key = tuple([(name, value) for name, value in row[5]])
    return Loser(row[0], row[1], row[2], row[3], row[4], key, _decimal(row[6]))


def _pairs(key: Iterable[tuple[str, str]]) -> list[list[str]]:
    """As JSON gives it back, so that equal traces are equal."""
    return [list(part) for part in key]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
