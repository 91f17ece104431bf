"""Prices under a floor or a least margin: which need a release, and which one given before still stands for."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

ONE = Decimal(1)
NEEDED, RELEASED, RETURNED = "needed", "released", "returned"
type Kept = Mapping[str, Any]  # of one item, as `released_as_stored` writes it


class Limited(NamedTuple):
    """An item whose price lies under a limit: `net` for `quantity` in `unit`; `reasons` are limits, by type.

    Where prices contain the tax, `net` is still to be divided by `per`, 1.24 at 24 per cent: so neither a cent of the
    document's tax that is settled on the item nor the rounding of its own makes it worse.
    """

    product: str
    unit: str
    currency: str
    quantity: Decimal
    net: Decimal
    reasons: frozenset[str]
    per: Decimal = ONE


def reasons_of(problems: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The limits that an item's price does not keep, from its problems."""
    return frozenset(row["detail"].get("type", "") for row in problems if row["code"] == "needs_release")


def state_of(item: Limited, kept: Kept | None) -> str | None:
    """None where no limit is broken; "released" where what was released is no better than this; else "needed".

    A release stands for its product, unit, currency and limits, at its price per unit or a higher one: compared
    exactly, as net × the other quantity.
    """
    if not item.reasons:
        return None
    if kept is None or (kept["product"], kept["unit"], kept["currency"]) != (item.product, item.unit, item.currency):
        return NEEDED
    units, kept_units = item.quantity * item.per, Decimal(kept["quantity"]) * Decimal(kept.get("per", ONE))
    is_worse = item.net * kept_units < Decimal(kept["net"]) * units
    return NEEDED if is_worse or item.reasons - set(kept["reasons"]) else RELEASED


def released_as_stored(item: Limited) -> dict[str, Any]:
    """What a release keeps of an item: exactly the price it was given for."""
    return {
        "product": item.product, "unit": item.unit, "currency": item.currency, "quantity": str(item.quantity),
        "net": str(item.net), "per": str(item.per), "reasons": sorted(item.reasons),
    }  # fmt: skip


def status_of(states: Iterable[str | None]) -> str | None:
    """What a document's items come to: "needed" as soon as one needs it, "released" where all that did are."""
    found = set(states)
    return NEEDED if NEEDED in found else RELEASED if RELEASED in found else None
