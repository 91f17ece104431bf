"""Which documents a user sees, and finding them."""

from django.db.models import QuerySet

from prosfora.documents.models import SalesDocument
from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.database import matching


def visible_documents(user: User, category: str) -> "QuerySet[SalesDocument]":
    """The documents of a category ("inquiry", "quotation", "order") in the sales areas the user may read."""
    scopes = user.rights.scopes(f"documents.display_{category}")
    rows = SalesDocument.objects.filter(category=category)
    return rows if EVERYWHERE in scopes else rows.filter(sales_area__in=sorted(scopes))


def visible_inquiries(user: User) -> "QuerySet[SalesDocument]":
    """The inquiries the user may read, unordered."""
    return visible_documents(user, "inquiry")


def visible_quotations(user: User) -> "QuerySet[SalesDocument]":
    """The quotations the user may read, unordered."""
    return visible_documents(user, "quotation")


def visible_orders(user: User) -> "QuerySet[SalesDocument]":
    """The order hand-overs the user may read, unordered."""
    return visible_documents(user, "order")


def search_documents(*, user: User, text: str, limit: int = 20) -> list[SalesDocument]:
    """Documents of all three categories by number, customer name or customer's reference, newest first."""
    found: list[SalesDocument] = []
    for category in ("inquiry", "quotation", "order"):
        rows = matching(visible_documents(user, category), text)
        found += rows.select_related("sold_to").order_by("-id")[:limit]
    return sorted(found, key=lambda document: -document.pk)[:limit]
