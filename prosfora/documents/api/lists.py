"""Lists and flows, the same for all three categories."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.db import DataError
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field, StringConstraints

from prosfora.documents.api.answers import DocumentBrief
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries import DocumentFilter, flow, item_flow, listed_documents, orders_of
from prosfora.documents.queries.lists import USUAL_ORDER
from prosfora.documents.rules.checks import FIRST_DAY, LAST_DAY
from prosfora.documents.rules.statuses import Status
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import BadCursor, Page, cursor_page
from prosfora.kit.clock import today as company_day
from prosfora.kit.errors import Forbidden, Refused

Word = Annotated[str, StringConstraints(max_length=200, pattern="^[^\\x00]*$")]
Code = Annotated[str, StringConstraints(max_length=12, pattern="^[A-Za-z0-9-]*$")]
Day = Annotated[dt.date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Value = Annotated[Decimal, Field(max_digits=15, decimal_places=4)]


class UnknownOrder(Refused):
    """The list has no such order."""


class ListQuery(Schema):
    """What a list is narrowed to. Days are inclusive; `valid_from` and `valid_to` bound an offer's last day."""

    q: Word = ""
    area: Code = ""
    status: list[Status] = Field(default_factory=list, max_length=10)
    responsible: Annotated[int, Field(ge=1, le=2**31)] | Literal["me"] | None = None
    sold_to: Code = ""
    customer: Word = ""
    date_from: Day | None = None
    date_to: Day | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    due_to: Day | None = None
    net_from: Value | None = None
    net_to: Value | None = None
    open_only: bool = False
    expired: bool | None = None
    incomplete: bool | None = None
    superseded: bool = True  # false leaves out quotations in whose place a newer revision stands
    order: Annotated[str, StringConstraints(max_length=20)] = USUAL_ORDER
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, StringConstraints(max_length=500)] = ""


def page_of(request: UserRequest, category: str, wanted: ListQuery) -> Page[DocumentBrief]:
    """One page of a category's list. Raises Forbidden, UnknownOrder, BadCursor."""
    if not request.user.rights.allows(f"documents.display_{category}"):
        raise Forbidden(_("You may not read these documents."))
    orders = orders_of(category)
    if wanted.order not in orders:
        raise UnknownOrder(_("Choose one of: %(allowed)s") % {"allowed": ", ".join(orders)}, "order")
    today = company_day(request.now)
    rows = listed_documents(request.user, category, _filter(request, wanted), today=today)
    try:
        found, following = cursor_page(
            rows, order=orders[wanted.order], cursor=wanted.cursor or None, limit=wanted.limit
        )
    except (ValidationError, DataError, ValueError, TypeError, OverflowError, ArithmeticError):
        raise BadCursor(_("This cursor is not from an earlier page of the same list"), "cursor") from None
    return Page[DocumentBrief](items=[DocumentBrief.of(row, today) for row in found], next_cursor=following)


def flow_of(document: SalesDocument) -> dict[str, Any]:
    """The documents before and after, and which item came from which."""
    steps = [
        {
            "category": step.category,
            "number": step.number,
            "status": step.status,
            "document_date": step.document_date,
            "net": str(step.net),
            "currency": step.currency,
            "depth": step.depth,
            "predecessors": list(step.predecessors),
        }
        for step in flow(document)
    ]
    items = [
        {
            "source": link.source,
            "source_position": link.source_position,
            "target": link.target,
            "target_position": link.target_position,
            "quantity": str(link.quantity),
            "unit": link.unit,
        }
        for link in item_flow(document)
    ]
    return {"documents": steps, "items": items}


def _filter(request: UserRequest, wanted: ListQuery) -> DocumentFilter:
    given = wanted.model_dump(exclude={"order", "limit", "cursor", "status", "responsible"})
    responsible = request.user.pk if wanted.responsible == "me" else wanted.responsible
    return DocumentFilter(**given, status=[status.value for status in wanted.status], responsible=responsible)
