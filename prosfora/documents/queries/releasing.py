"""What waits for the release of its prices, and whether a release given before still stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.drafting import LightItem
from prosfora.documents.rules.release import NEEDED, Limited, reasons_of, state_of, status_of


@dataclass(frozen=True, slots=True)
class Broken:
    """A limit that an item does not keep. `why` is "floor" (amounts in document currency) or "margin" (per cent)."""

    item: Item
    why: str
    condition_type: str
    limit: Decimal
    value: Decimal
    difference: Decimal


def limited(document: SalesDocument, item: Item) -> Limited:
    """An item as the rules of release see it; a rejected one breaks no limit."""
    reasons = reasons_of(item.problems) if item.rejection_reason_id is None else frozenset[str]()
    value, per = (item.net + item.tax, 1 + item.tax_rate / 100) if document.tax_included else (item.net, Decimal(1))
    return Limited(item.product_number, item.unit, document.currency, item.quantity, value, reasons, per)


def judge_release(document: SalesDocument, items: Iterable[Item], others: Sequence[LightItem] = ()) -> None:
    """Note on items and document whether prices need a release. Only quotations ask; `others` are not in hand."""
    if document.category != "quotation":
        return
    kept: dict[str, Any] = (document.price_release or {}).get("items") or {}
    states = [light.release for light in others]
    for item in items:
        item.release = state_of(limited(document, item), kept.get(str(item.pk)))
        states.append(item.release)
    document.release_status = status_of(states)


def needing(document: SalesDocument) -> list[Item]:
    """The items whose prices need a release; one statement."""
    return list(Item.objects.filter(document=document, release=NEEDED).order_by("position"))


def broken_limits(items: Iterable[Item]) -> list[Broken]:
    """Every limit that these items do not keep, as they were priced."""
    return [
        Broken(item, found["why"], found["type"], *(Decimal(found[name]) for name in ("limit", "value", "difference")))
        for item in items
        for found in (row["detail"] for row in item.problems if row["code"] == "needs_release")
    ]
