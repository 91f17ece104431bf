"""Storing items: all new ones in one statement, all changed ones in another, untouched ones not at all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.rules.totals import Share

_FIELDS = tuple(f for f in Item._meta.concrete_fields if f.name not in ("id", "document"))
_COLUMNS = tuple(f.attname for f in _FIELDS)
_COMPARED = tuple(name for name in _COLUMNS if name != "checked_at")  # asking again alone is no change
_FAR = 10_000_000  # beyond every item number: where moved items wait for their new place


def rows_of(document: SalesDocument) -> list[Item]:
    """All items of a document by number, with their reasons; each knows the very document given."""
    rows = Item.objects.filter(document=document).select_related("rejection_reason").order_by("position")
    items = list(rows)
    for item in items:
        item.document = document
    return items


def state_of(item: Item) -> tuple[Any, ...]:
    """Everything stored on an item, to be compared later."""
    return tuple(getattr(item, name) for name in _COMPARED)


def update_items(items: Sequence[Item]) -> None:
    """Store changed items again, in one statement however many."""
    if items:
        Item.objects.bulk_create(
            items, update_conflicts=True, unique_fields=["id"], update_fields=[f.name for f in _FIELDS]
        )


def make_room(items: Iterable[Item]) -> None:
    """Take items off their numbers, so that they can swap them: numbers are unique at every moment."""
    for item in items:
        Item.objects.filter(pk=item.pk).update(position=_FAR + item.position)


def update_shares(shares: Mapping[int, Share]) -> None:
    """Store another share of the totals on items (by id) that are not touched otherwise: a residual cent moved."""
    if shares:
        Item.objects.bulk_update(
            [Item(pk=pk, net=share.net, tax=share.tax) for pk, share in shares.items()], ["net", "tax"]
        )


def line_facts(position: int, line: ItemLine) -> dict[str, Any]:
    """A line as the journal compares it, field by field under its number."""
    facts: dict[str, Any] = {
        "product": line.product,
        "quantity": f"{line.quantity.normalize():f} {line.unit}".strip(),
        "text": line.text,
        "note": line.note,
        "category": line.category,
        "alternative_to": line.alternative_to,
        "requested_date": line.requested_date,
        "plant": line.plant,
        "manual": ", ".join(f"{c.condition_type} {c.amount.normalize():f}" for c in line.manual),
        "rejection_reason": line.rejection_reason,
        "probability": line.probability,
    }
    return {f"{position}.{name}": value for name, value in facts.items() if value not in ("", None)}
