"""A price's waterfall as an item keeps it: one short row per element, exact, cheap to write by the thousand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from prosfora.pricing.rules.facts import PricedItem, PriceElement

_STATISTICAL, _ACTIVE, _MANUAL = 1, 2, 4
PROMOTION = 20  # the column that only elements of promotions have


def trace_as_stored(answer: PricedItem) -> dict[str, Any]:
    """The elements of a priced item as plain JSON; decimals and dates as text."""
    return {"elements": [_row(element) for element in answer.elements]}


def elements_from_stored(stored: Mapping[str, Any]) -> tuple[PriceElement, ...]:
    """The elements an item keeps."""
    return tuple(_element(row) for row in stored.get("elements", ()))


def types_in(stored: Mapping[str, Any]) -> set[str]:
    """The condition types in a stored trace."""
    return {row[2] for row in stored.get("elements", ())}


type _Place = tuple[int, int, str, int]  # step, counter, condition type, and which of several


def differing(
    left: Mapping[str, Any], right: Mapping[str, Any], *, by_value: bool
) -> list[tuple[str, PriceElement | None, PriceElement | None]]:
    """The elements in which two stored prices differ, each with its condition type; None where a price has none.

    What an element is made of counts: rate, record, promotion, of fixed amounts the value. With `by_value` a value is
    told where nothing else differs: not where the quantity does, which says it. Only what differs is read.
    """
    if left == right:
        return []
    ours, theirs = _making_up(left), _making_up(right)
    pairs = [(place, ours.get(place), theirs.get(place)) for place in sorted({**ours, **theirs})]
    found = [pair for pair in pairs if _made_of(pair[1]) != _made_of(pair[2])]
    if by_value and not found:
        found = [(place, one, other) for place, one, other in pairs if one and other and one[10] != other[10]]
    return [
        (place[2], None if one is None else _element(one), None if other is None else _element(other))
        for place, one, other in found
    ]


def _making_up(stored: Mapping[str, Any]) -> dict[_Place, Sequence[Any]]:
    """The rows that make up a price, by where they stand in the procedure."""
    found: dict[_Place, Sequence[Any]] = {}
    for row in stored.get("elements", ()):
        if row[2] and row[11] & _ACTIVE:
            turn = 0
            while (place := (row[0], row[1], row[2], turn)) in found:
                turn += 1
            found[place] = row
    return found


def _made_of(row: Sequence[Any] | None) -> tuple[Any, ...] | None:
    """What an element is made of, whatever the quantity."""
    if row is None:
        return None
    return (*row[4:9], row[13], row[PROMOTION:], row[10] if row[4] == "fixed" else None)


def drawn_in(traces: Iterable[Mapping[str, Any]], *, counting: bool = False) -> dict[str, Decimal]:
    """What stored prices took of the budget of each promotion they name, by number: discounts, as positive amounts.

    With `counting` only what makes up the price; otherwise also what another condition switched off afterwards.
    """
    drawn: dict[str, Decimal] = {}
    for stored in traces:
        for row in stored.get("elements", ()):
            if len(row) > PROMOTION and (not counting or row[11] & _ACTIVE):
                value = Decimal(row[10])
                drawn[row[PROMOTION]] = drawn.get(row[PROMOTION], Decimal(0)) + max(-value, Decimal(0))
    return drawn


def _row(element: PriceElement) -> list[Any]:
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
        _STATISTICAL * element.statistical | _ACTIVE * element.active | _MANUAL * element.manual,
        element.inactive_reason,
        element.record,
        element.record_version,
        element.access,
        [list(part) for part in element.key],  # as JSON gives it back, so that equal traces are equal
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
        key=tuple((name, value) for name, value in row[16]),
        scale_from=_decimal(row[17]),
        valid_from=_day(row[18]),
        valid_to=_day(row[19]),
        promotion=row[PROMOTION] if len(row) > PROMOTION else "",
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def problems_as_stored(answer: PricedItem) -> list[dict[str, Any]]:
    """What the engine found doubtful about an item, as `Item.problems` keeps it."""
    return [
        {"code": problem.code, "detail": {name: str(value) for name, value in problem.detail.items()}}
        for problem in answer.problems
    ]
