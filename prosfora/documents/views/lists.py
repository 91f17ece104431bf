"""The lists: VA15, VA25, orders; as fragments on other rooms' pages."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from prosfora.documents.filters import STATUS_WORDS, DocumentFilter
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.lists import listed_documents, orders_of
from prosfora.documents.rules.statuses import Status
from prosfora.documents.views.bulk import actions_for
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import NotVisible
from prosfora.kit.pages import Column, Listing, Text, list_page

WORDS = {
    "-number": _("newest first"),
    "number": _("oldest first"),
    "-net": _("largest first"),
    "net": _("smallest first"),
    "customer": _("customer"),
    "valid_to": _("ends first"),
    "answer_due": _("due first"),
}


def orders(category: str) -> dict[str, tuple[Text, tuple[str, ...]]]:
    """The orders of a list, the usual one first."""
    known = orders_of(category)
    return {name: (word, known[name]) for name, word in WORDS.items() if name in known}


def status_chip(row: Any) -> tuple[str, object]:
    """The status of a listed document as code and word."""
    return row.current_status, STATUS_WORDS[Status(row.current_status)]


NUMBER = Column(_("Number"), "number")
CUSTOMER = Column(_("Customer"), "sold_to_name")
STATUS = Column(_("Status"), status_chip, "chip")
DATE = Column(_("Date"), "document_date", "day")
REFERENCE = Column(_("Reference"), "customer_reference")
NET = Column(_("Net value"), "net", "money")
TOTAL = Column(_("Total"), "total", "money")
RESPONSIBLE = Column(_("Responsible"), "responsible")


def _url(row: SalesDocument) -> str:
    return reverse(f"documents:display_{row.category}", kwargs={"number": row.number})


INQUIRIES = Listing(
    name="documents:list_inquiries",
    title=_("Inquiries"),
    columns=(
        NUMBER,
        CUSTOMER,
        STATUS,
        DATE,
        Column(_("Answer due"), "answer_due_at", "moment"),
        REFERENCE,
        RESPONSIBLE,
        NET,
    ),
    orders=orders("inquiry"),
    open_row=_url,
    sums=("currency", "net"),
    empty=_("No inquiry yet. Write down the first question of a customer with VA11."),
)
QUOTATIONS = Listing(
    name="documents:list_quotations",
    title=_("Quotations"),
    columns=(
        NUMBER,
        CUSTOMER,
        STATUS,
        DATE,
        Column(_("Valid to"), "valid_to", "day"),
        REFERENCE,
        RESPONSIBLE,
        NET,
        TOTAL,
    ),
    orders=orders("quotation"),
    open_row=_url,
    sums=("currency", "net"),
    empty=_("No quotation yet. Make the first with VA21, or from an inquiry."),
)
ORDERS_LIST = Listing(
    name="documents:list_orders",
    title=_("Orders"),
    columns=(NUMBER, CUSTOMER, STATUS, DATE, REFERENCE, RESPONSIBLE, NET, TOTAL),
    orders=orders("order"),
    open_row=_url,
    sums=("currency", "net"),
    empty=_("No order yet: an order is made when a quotation is accepted."),
)


def _list(request: UserRequest, category: str, listing: Listing) -> HttpResponse | StreamingHttpResponse:
    if not allows(request.user, f"documents.display_{category}"):
        raise NotVisible("")
    filters = DocumentFilter(category, request.user, request.GET)
    rows = listed_documents(request.user, category, filters.wanted, today=today(request.now))
    if request.htmx and request.GET.get("customer"):
        latest = rows.order_by("-document_date", "-id")[:10]
        return render(request, "documents/of_customer.html", {"rows": latest, "listing": listing})
    new = f"documents:create_{category}"
    may_create = category != "order" and allows(request.user, f"documents.create_{category}")
    offered = replace(listing, new_url=reverse(new) if may_create else "", bulk=actions_for(request, category))
    return list_page(request, offered, rows, filters=filters)


@require_GET
def list_inquiries(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """VA15."""
    return _list(request, "inquiry", INQUIRIES)


@require_GET
def list_quotations(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """VA25."""
    return _list(request, "quotation", QUOTATIONS)


@require_GET
def list_orders(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """What accepted quotations became."""
    return _list(request, "order", ORDERS_LIST)
