"""What an item keeps of a price, as it is stored: plain JSON, exact; decimals and days are text."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from prosfora.pricing.rules.book import PreviousPrice
from prosfora.pricing.rules.facts import Kept, Named


def kept_as_stored(kept: Kept) -> dict[str, Any]:
    """What is kept as plain JSON; what says nothing is left out."""
    facts: dict[str, Any] = {
        "day": kept.day.isoformat(),
        "new": sorted(kept.new),
        "named": [_row(one) for one in kept.named],
        "fixed": kept.is_fixed,
        "drawn": {number: str(amount) for number, amount in kept.drawn},
        "previous": [str(kept.previous.amount), *kept.previous[1:]] if kept.previous else None,
        "cost": [str(kept.cost[0]), kept.cost[1]] if kept.cost else None,
    }
    return {name: value for name, value in facts.items() if value or name == "named"}


def kept_from_stored(stored: Mapping[str, Any] | None) -> Kept | None:
    """What an item keeps; None where it keeps nothing."""
    if not stored:
        return None
    previous, cost = stored.get("previous"), stored.get("cost")
    return Kept(
        date.fromisoformat(stored["day"]),
        frozenset(stored.get("new", ())),
        tuple([_named(row) for row in stored["named"]]),
        bool(stored.get("fixed")),
        tuple((number, Decimal(amount)) for number, amount in stored.get("drawn", {}).items()),
        PreviousPrice(Decimal(previous[0]), *previous[1:]) if previous else None,
        (Decimal(cost[0]), cost[1]) if cost else None,
    )


def _row(one: Named) -> list[Any]:
    scale = None if one.scale_from is None else str(one.scale_from)
    key = [list(part) for part in one.key]
    return [one.step, one.condition_type, one.record, one.access, key, scale, one.day.isoformat()]


def _named(row: list[Any]) -> Named:
    step, condition_type, record, access, key, scale, day = row
    return Named(
        step, condition_type, record, access, tuple([(name, value) for name, value in key]),
        None if scale is None else Decimal(scale), date.fromisoformat(day),
    )  # fmt: skip
