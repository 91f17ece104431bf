"""Lists of documents, filtered and ordered, whose first page costs the same for rare and for common filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.figures import end_of
from prosfora.documents.rules import statuses
from prosfora.documents.rules.release import NEEDED
from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
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
FEW = 1_500  # so many rows are fetched and sorted; more are met soon enough when walking the order's index
# What a list reads of a document; traces, texts and conditions stay in the database.
COLUMNS = (
    "id", "category", "number", "revision", "variant", "successor", "status", "sales_area_id", "sold_to_id",
    "sold_to_name", "sort_name",
    "customer_reference", "document_date", "valid_to", "valid_until", "requested_date", "answer_due_at", "answered_at",
    "currency", "responsible_id", "tax_included", "net", "tax", "total", "rounding", "cost", "expected_value",
    "probability", "source", "is_complete", "reference_status", "delivery_status", "issued_at", "closed_at",
    "version", "changed_at",
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
    superseded: bool = True  # False leaves out what a newer revision stands for, unless that status is asked for


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
    walks, conditions = _walked_conditions(user, category, wanted), _conditions(wanted, today)
    rows = SalesDocument.objects.filter(conditions, category=category)
    few = _few(rows.filter(**walks), wanted.q, narrowed=bool(walks or conditions))
    rows = walked(rows, **walks) if few is None else SalesDocument.objects.filter(pk__in=few)
    names = ("username", "first_name", "last_name")
    shown = matching(rows, wanted.q, few=True).select_related("responsible")
    return shown.only(*COLUMNS, *(f"responsible__{name}" for name in names))


def waiting_for_release(user: User, wanted: DocumentFilter, *, today: date) -> "QuerySet[SalesDocument]":
    """The drafts that a filter leaves and whose prices wait for a release, where the user may release them."""
    scopes = user.rights.scopes("documents.release_price")
    rows = listed_documents(user, "quotation", wanted, today=today)
    rows = rows.filter(status=statuses.Status.DRAFT, release_status=NEEDED)
    return rows if EVERYWHERE in scopes else rows.filter(sales_area__in=sorted(scopes))


def _few(rows: "QuerySet[SalesDocument]", q: str, *, narrowed: bool) -> list[int] | None:
    """The ids of all documents that are wanted, where they are few; None where there are many."""
    if narrowed and (ids := ids_if_few(rows.values_list("pk", flat=True), FEW)) is not None:
        return ids
    return ids_if_few(matching(rows, q).values_list("pk", flat=True), FEW) if q else None


def _walked_conditions(user: User, category: str, wanted: DocumentFilter) -> dict[str, Any]:
    """What is asked of columns that every list index holds: checked there, row by row, never looked up."""
    asked: dict[str, Any] = {}
    scopes = user.rights.scopes(f"documents.display_{category}")
    if wanted.area:
        asked["sales_area"] = wanted.area
    elif EVERYWHERE not in scopes:
        asked["sales_area__in"] = sorted(scopes)
    if wanted.responsible is not None:
        asked["responsible"] = wanted.responsible
    statuses_wanted: set[str] = set(wanted.status) or (set(statuses.OPEN) if wanted.open_only else set())
    if wanted.expired:
        statuses_wanted = {statuses.Status.ISSUED}
    if not wanted.superseded and not statuses_wanted:
        statuses_wanted = {status.value for status in statuses.Status} - {statuses.Status.SUPERSEDED}
    if statuses_wanted:
        asked["status__in"] = sorted(statuses_wanted)
    return asked


def _conditions(wanted: DocumentFilter, today: date) -> Q:
    """What else the filter asks of the header's own columns."""
    asked: dict[str, Any] = {
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
    if wanted.customer:
        start = fold(wanted.customer)[:60]
        conditions &= Q(sort_name__gte=start, sort_name__lt=start + "\uffff")
    if wanted.incomplete is not None:
        conditions &= Q(is_complete=not wanted.incomplete)
    if wanted.expired is not None:
        over = Q(valid_until__lt=today)
        conditions &= over if wanted.expired else ~(over & Q(status=statuses.Status.ISSUED))
    return conditions
