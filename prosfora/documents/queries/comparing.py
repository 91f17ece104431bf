"""Two quotations compared: what was frozen of the issued ones, what drafts are now."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from prosfora.documents.models import DocumentPartner, DocumentText, Item, Rows, SalesDocument
from prosfora.documents.queries.freezing import offer_of
from prosfora.documents.rules.comparing import Comparison, compare, explained
from prosfora.offers.models import FrozenOffer
from prosfora.offers.queries.frozen import content_of
from prosfora.offers.rules.content import Offer

# What an offer says of an item: traces of prices and what only drafting asks for stay in the database.
_OFFERED = (
    "document", "position", "category", "alternative_to", "part_of", "free_for", "product", "product_number",
    "customer_product", "text", "note", "quantity", "unit", "unit_price", "gross_value", "net", "tax", "tax_code",
    "tax_rate", "unpriced", "problems", "schedule", "rejection_reason", "referenced_quantity", "is_complete",
    "requested_date", "confirmed_date",
)  # fmt: skip


def compared(left: SalesDocument, right: SalesDocument, *, today: date) -> Comparison:
    """The older quotation, `left`, and the newer one, field by field, with the price elements that differ.

    A constant number of statements. Raises offers.queries.frozen.DamagedOffer.
    """
    rows = FrozenOffer.objects.filter(number__in=(left.number, right.number)).defer("proof")
    frozen = {row.number: row for row in rows}
    older, newer = (_offer(document, frozen.get(document.number), today) for document in (left, right))
    found = compare(older, newer, _origins(left, right))
    priced = [row for row in found.items if row.is_priced_otherwise]
    if not priced:
        return found
    return explained(
        found,
        _traces(left, [row.left.position for row in priced if row.left]),
        _traces(right, [row.right.position for row in priced if row.right]),
    )


def _offer(document: SalesDocument, frozen: FrozenOffer | None, today: date) -> Offer:
    if frozen:
        return content_of(frozen)
    document.at_hand = Rows(  # what an offer is made of, without the traces of its prices
        items=list(Item.objects.filter(document=document).only(*_OFFERED).order_by("position")),
        partners=list(DocumentPartner.objects.filter(document=document)),
        texts=dict(DocumentText.objects.filter(document=document).values_list("kind", "text")),
        mandatory=(),
    )
    offer = offer_of(document, today=today)
    document.at_hand = None
    return offer


def _origins(left: SalesDocument, right: SalesDocument) -> dict[int, int]:
    """Which item of the newer one is which of the older one, by positions; none where they are no relatives."""
    head = left.first_id or left.pk
    if head != (right.first_id or right.pk):
        return {}
    born: dict[int, dict[int, int]] = {left.pk: {}, right.pk: {}}
    rows = Item.objects.filter(document__in=born).values_list("document_id", "pk", "origin", "position")
    for document, pk, origin, position in rows:
        born[document][origin or pk] = position
    olds = born[left.pk]
    return {position: olds[origin] for origin, position in born[right.pk].items() if origin in olds}


def _traces(document: SalesDocument, positions: Collection[int]) -> Mapping[int, Mapping[str, Any]]:
    """The stored waterfalls of items."""
    rows = Item.objects.filter(document=document, position__in=positions)
    return dict(rows.values_list("position", "price_trace"))
