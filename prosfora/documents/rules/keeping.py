"""What an item keeps when its document is copied or priced again by a pricing type: its price, what it earned."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from prosfora.documents.rules.traces import elements_from_stored
from prosfora.pricing.rules.kept import kept_as_stored, kept_from_stored
from prosfora.pricing.rules.repricing import kept_price, with_new

type Stored = Mapping[str, Any]


def kept_of(
    trace: Stored, before: Stored | None, free_goods: Stored | None, repricing: str, day: date,
    classes: Mapping[str, str],
) -> dict[str, Any] | None:  # fmt: skip
    """What stays of an item by a pricing type, as `Item.kept` stores it; None where all is new.

    `trace` is its stored waterfall, `before` what it kept already, `free_goods` what it earned, `day` its pricing date,
    `classes` those of its condition types.
    """
    elements = elements_from_stored(trace)
    kept = kept_price(repricing, elements, day, classes, kept_from_stored(before))
    if kept is None:
        return None
    earned = (free_goods or {}).get("record")
    return {**kept_as_stored(kept), "type": repricing, **({"free": earned} if earned is not None else {})}


def taxed_anew(stored: Stored | None) -> dict[str, Any] | None:
    """The same, but with the tax of where the goods go now."""
    kept = kept_from_stored(stored)
    return None if kept is None or stored is None else {**stored, **kept_as_stored(with_new(kept, ["tax"]))}
