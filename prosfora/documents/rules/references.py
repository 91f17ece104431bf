"""What later documents have taken from an item, and what that makes of item and document."""

from collections.abc import Collection
from decimal import Decimal

OPEN, PARTLY, FULLY, REJECTED = "open", "partly", "fully", "rejected"
NOTHING = Decimal(0)


def open_quantity(
    quantity: Decimal, referenced: Decimal, *, rejected: bool, closes_on_first_reference: bool
) -> Decimal:
    """What may still be taken over, in sales units. An inquiry item closes with the first reference, even a part of
    it; a quotation item when all of it is referenced (SAP completion rules A and B); a rejected item is closed.
    """
    if rejected or (closes_on_first_reference and referenced > 0):
        return NOTHING
    return max(quantity - referenced, NOTHING)


def item_status(quantity: Decimal, referenced: Decimal, *, rejected: bool, closes_on_first_reference: bool) -> str:
    """open, partly or fully referenced, or rejected. A quotation of 100 with an order of 80 is partly referenced."""
    if rejected:
        return REJECTED
    if referenced <= 0:
        return OPEN
    return FULLY if closes_on_first_reference or referenced >= quantity else PARTLY


def document_status(items: Collection[str]) -> str:
    """The document's own: rejected when all items are, fully when nothing is left open, open when all are."""
    kinds = set(items)
    if not kinds or kinds == {OPEN}:
        return OPEN
    if kinds == {REJECTED}:
        return REJECTED
    return FULLY if kinds <= {FULLY, REJECTED} else PARTLY if kinds & {PARTLY, FULLY} else OPEN
