"""Lists of documents, filtered and ordered, whose first page costs the same for rare and for common filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.figures import end_of
from prosfora.documents.queries.visible import visible_documents
from prosfora.documents.rules import statuses
from prosfora.identity.models import User
from prosfora.kit.database import ids_if_few, matching, walked
from prosfora.kit.search import fold

# What a list can be ordered by: its name in the address → fields, the last of them unique. There is an index for each.
ORDERS: dict[str, tuple[str, ...]] = {
    "number": ("number",),
    "-number": ("-number",),
    "date": ("document_date", "id"),
    "-date": ("-document_date", "-id"),
    "net": ("net", "id"),
    "-net": ("-net", "-id"),
    "valid_to": ("valid_until", "id"),
    "-valid_to": ("-valid_until", "-id"),
    "customer": ("sort_name", "id"),
    "-customer": ("-sort_name", "-id"),
}
INQUIRY_ORDERS = {**ORDERS, "answer_due": ("answer_due_at", "id"), "-answer_due": ("-answer_due_at", "-id")}
USUAL_ORDER = "-number"
FEW = 2_000  # so many rows are fetched and sorted; more are met soon enough when walking the order's index
HITS = 10_000  # the same for the hits of a text
# What a list reads of a document; traces, texts and conditions stay in the database.
COLUMNS = (
    "id", "category", "number", "revision", "status", "sales_area_id", "sold_to_id", "sold_to_name", "sort_name",
    "customer_reference", "document_date", "valid_to", "valid_until", "requested_date", "answer_due_at", "answered_at",
    "currency", "responsible_id", "net", "tax", "total", "cost", "expected_value", "probability", "source",
    "is_complete", "reference_status", "delivery_status", "issued_at", "closed_at", "version", "changed_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What a list is narrowed to; blank or None narrows nothing. Days are inclusive."""

    q: str = ""  # number, customer's name or reference, any words of them
    area: str = ""
    status: Sequence[str] = ()
    responsible: int | None = None
    sold_to: str = ""  # party number
    customer: str = ""  # how the customer's name begins
    date_from: date | None = None
    date_to: date | None = None
    valid_from: date | None = None  # valid to, this day or later
    valid_to: date | None = None
    due_to: date | None = None  # inquiries: answer due by the end of this day
    net_from: Decimal | None = None
    net_to: Decimal | None = None
    open_only: bool = False
    expired: bool | None = None  # offers whose last day lies before `today`
    incomplete: bool | None = None


def orders_of(category: str) -> dict[str, tuple[str, ...]]:
    """The orders a category's list offers."""
    return INQUIRY_ORDERS if category == "inquiry" else ORDERS


def listed_documents(user: User, category: str, wanted: DocumentFilter, *, today: date) -> "QuerySet[SalesDocument]":
    """The visible documents of a category that a filter leaves, without order, read as far as lists show them.

    On SQLite up to two small queries learn whether few or many are left: few are named by their ids and sorted, many
    are left to a walk along the order's index.
    """
    if wanted.area and not user.rights.allows(f"documents.display_{category}", wanted.area):
        return SalesDocument.objects.none()
    rows = visible_documents(user, category)
    conditions = _conditions(wanted, today)
    few = _few(rows, conditions, wanted.q)
    if few is not None:
        found = matching(SalesDocument.objects.filter(conditions, pk__in=few), wanted.q, few=True)
    else:
        found = matching(walked(rows.filter(conditions), category=category), wanted.q, few=True)
    return found.select_related("responsible").only(
        *COLUMNS, "responsible__username", "responsible__first_name", "responsible__last_name"
    )


def _few(rows: "QuerySet[SalesDocument]", conditions: Q, q: str) -> list[int] | None:
    """The ids of a few documents among which all that are wanted are; None where there are many."""
    hits = ids_if_few(matching(rows, q).values_list("pk", flat=True), HITS) if q else None
    if hits is not None:
        return hits
    return ids_if_few(rows.filter(conditions).values_list("pk", flat=True), FEW) if conditions else None


def _conditions(wanted: DocumentFilter, today: date) -> Q:
    """What the filter asks of the header's own columns."""
    asked: dict[str, Any] = {
        "sales_area": wanted.area,
        "responsible": wanted.responsible,
        "sold_to__number": wanted.sold_to,
        "document_date__gte": wanted.date_from,
        "document_date__lte": wanted.date_to,
        "valid_until__gte": wanted.valid_from,
        "valid_until__lte": wanted.valid_to,
        "answer_due_at__lt": end_of(wanted.due_to) if wanted.due_to else None,
        "net__gte": wanted.net_from,
        "net__lte": wanted.net_to,
    }
    conditions = Q(**{name: value for name, value in asked.items() if value not in ("", None)})
    if wanted.status:
        conditions &= Q(status__in=list(wanted.status))
    if wanted.open_only:
        conditions &= Q(status__in=sorted(statuses.OPEN))
    if wanted.customer:
        start = fold(wanted.customer)[:60]
        conditions &= Q(sort_name__gte=start, sort_name__lt=start + "\uffff")
    if wanted.incomplete is not None:
        conditions &= Q(is_complete=not wanted.incomplete)
    if wanted.expired is not None:
        over = Q(status=statuses.Status.ISSUED, valid_until__lt=today)
        conditions &= over if wanted.expired else ~over
    return conditions
