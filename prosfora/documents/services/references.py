"""Document flow when it is written: what followers take from their predecessors, and give back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Sum

from prosfora.documents.models import FlowLink, Item, SalesDocument
from prosfora.documents.rules.document_types import type_of
from prosfora.documents.rules.references import document_status, item_status
from prosfora.documents.services.rows import update_items
from prosfora.kit.database import bulk_change


def link(pairs: Iterable[tuple[Item, Item, Decimal]]) -> None:
    """Note that targets took quantities from sources (source, target, quantity in the source's unit)."""
    FlowLink.objects.bulk_create([FlowLink(source=s, target=t, quantity=quantity) for s, t, quantity in pairs])


def follow_quantities(items: Mapping[int, Decimal]) -> None:
    """Items (by id) now have these quantities: what they take from their predecessors follows. One query where they
    have none.
    """
    links = list(FlowLink.objects.filter(target__in=items).select_related("source__document"))
    for one in links:
        one.quantity = items[one.target_id]
    if links:
        FlowLink.objects.bulk_update(links, ["quantity"])
        recount([one.source for one in links])


def return_quantities(item_ids: Collection[int]) -> None:
    """Items are about to go: their predecessors get the quantities back."""
    links = list(FlowLink.objects.filter(target__in=item_ids).select_related("source__document"))
    if links:
        FlowLink.objects.filter(pk__in=[one.pk for one in links]).delete()
        recount([one.source for one in links])


def recount(sources: Sequence[Item]) -> None:
    """Count again what followers took of items, and derive their documents' reference status."""
    taken = FlowLink.objects.filter(source__in=sources).values("source").annotate(taken=Sum("quantity"))
    by_source = {row["source"]: row["taken"] for row in taken}
    for item in sources:
        item.referenced_quantity = by_source.get(item.pk, Decimal(0))
    update_items(sources)
    _refresh_all({item.document_id: item.document for item in sources})


def refresh_reference_status(document: SalesDocument) -> None:
    """Derive the document's reference status from all its items and store it where it changed."""
    _refresh_all({document.pk: document})


def _refresh_all(documents: Mapping[int, SalesDocument]) -> None:
    """The same for many documents, by id; a constant number of statements."""
    rows = Item.objects.filter(document__in=documents, free_for=None, part_of=None)
    statuses = defaultdict[int, list[str]](list)
    for pk, quantity, taken, reason in rows.exclude(category__in=("text", "section")).values_list(
        "document_id", "quantity", "referenced_quantity", "rejection_reason"
    ):
        on_first = type_of(documents[pk].category).closes_on_first_reference
        statuses[pk].append(
            item_status(quantity, taken, rejected=reason is not None, closes_on_first_reference=on_first)
        )
    changed = []
    for pk, document in documents.items():
        found = document_status(statuses[pk])
        if found != document.reference_status:
            document.reference_status = found
            changed.append(document)
    bulk_change(changed, ["reference_status"])
