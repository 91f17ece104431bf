"""Free goods of many documents at once: what changes is found, checked for availability and stored together."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.drafting import supply
from prosfora.documents.queries.earning import Products
from prosfora.documents.queries.price_facts import plant_of
from prosfora.documents.services.lines import line_of
from prosfora.documents.services.references import follow_quantities, return_quantities
from prosfora.documents.services.rows import line_facts
from prosfora.documents.services.schedules import check_availability
from prosfora.kit.clock import today as company_day
from prosfora.kit.database import bulk_change, bulk_insert

EARNED = ("quantity", "base_quantity", "unit", "base_unit", "free_goods")  # what earning changes on stored items
_DATES = ("schedule", "confirmed_date", "confirmed_quantity", "checked_at")
_FREE = ("product_id", "product_number", "text", "plant_id", "requested_date", "probability")


@dataclass(frozen=True, slots=True)
class Earned:
    """What changed in the free goods of a document: items that came, that went, and those of another quantity."""

    came: Sequence[Item] = ()
    gone: Sequence[Item] = ()
    changed: Mapping[int, tuple[Item, Decimal]] | None = None  # by id: the item, its quantity before

    def __bool__(self) -> bool:
        return bool(self.came or self.gone or self.changed)

    @property
    def altered(self) -> list[Item]:
        """Stored items of another quantity."""
        return [item for item, _before in (self.changed or {}).values()]

    def told(self) -> dict[str, list[Any]]:
        """What the journal says: whole lines that came and went, quantities before and after."""
        told: dict[str, list[Any]] = {}
        for item in self.came:
            told |= {name: [None, value] for name, value in line_facts(item.position, line_of(item)).items()}
        for item in self.gone:
            told |= {name: [value, None] for name, value in line_facts(item.position, line_of(item)).items()}
        for item, before in (self.changed or {}).values():
            told[f"{item.position}.quantity"] = [f"{n.normalize():f} {item.unit}" for n in (before, item.quantity)]
        return told


def earned_by(before: Sequence[Item], items: Sequence[Item], quantities: Mapping[int, Decimal]) -> Earned:
    """What became different between the items of a document and those it has with what they earn."""
    stays = {item.pk for item in items if item.pk is not None}
    changed = {
        item.pk: (item, quantities[item.pk])
        for item in items
        if item.pk is not None and quantities[item.pk] != item.quantity
    }
    came = [item for item in items if item.pk is None]
    return Earned(came, [item for item in before if item.pk not in stays], changed)


def check_earned(documents: Iterable[tuple[SalesDocument, Earned]], known: Products, at: dt.datetime) -> None:
    """Availability of what came and of what changed, in one or two statements for all documents."""
    found = [(document, [*one.came, *one.altered]) for document, one in documents if one]
    rows = [(document, item) for document, items in found for item in items if item.product_id is not None]
    days = {day for document, item in rows if (day := item.requested_date or document.requested_date)}
    wanted = [(known[item.product_number], plant_of(document, item)) for document, item in rows]
    supplied = supply(wanted, company_day(at), days)
    for document, items in found:
        check_availability(document, items, supplied, at)


def store_earned(earned: Iterable[Earned]) -> None:
    """Store what changed beside the prices; a constant number of statements."""
    some = [one for one in earned if one]
    if not some:
        return
    altered = [item for one in some for item in one.altered]
    gone = [item.pk for one in some for item in one.gone]
    if gone:
        return_quantities(gone)
        Item.objects.filter(pk__in=gone).delete()
    if altered:
        bulk_change(altered, (*_DATES, *_FREE))
        # Only another product brings the customer's number for it; it is not read for those that stay.
        others = [item for item in altered if "customer_product" not in item.get_deferred_fields()]
        bulk_change(others, ["customer_product"])
        follow_quantities({item.pk: item.quantity for item in altered})
    bulk_insert([item for one in some for item in one.came])
