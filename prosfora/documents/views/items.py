"""The grid: rows that are added, changed, moved and removed, each answered with only what changed."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from prosfora.documents import queries, services
from prosfora.documents.forms import line_changes, quick_lines
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.permissions import inquiry_to, order_to, quotation_to
from prosfora.documents.queries.price_facts import explain_price
from prosfora.documents.rules.lines import ItemLine, LineFields, conditions_from_stored
from prosfora.documents.views.pages import page_context, refused_row, rows_answer, seen_version
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import NotVisible, Refused

LOADERS = {"inquiries": inquiry_to, "quotations": quotation_to, "orders": order_to}
CATEGORY = {"inquiries": "inquiry", "quotations": "quotation", "orders": "order"}


def _document(request: UserRequest, plural: str, number: str, verb: str = "change", lock: bool = True) -> SalesDocument:
    return LOADERS[plural](f"{verb}_{CATEGORY[plural]}", user=request.user, number=number, lock=lock)


def _change(
    request: UserRequest,
    document: SalesDocument,
    *,
    changed: dict[int, LineFields] | None = None,
    added: tuple[ItemLine, ...] = (),
    removed: tuple[int, ...] = (),
) -> list[int]:
    if document.category == "inquiry":
        return services.change_inquiry(
            inquiry=document, changed=changed, added=added, removed=removed, by=request.user, at=request.now,
            version=seen_version(request),
        )  # fmt: skip
    return services.change_quotation(
        quotation=document, changed=changed, added=added, removed=removed, by=request.user, at=request.now,
        version=seen_version(request),
    )  # fmt: skip


def _item(document: SalesDocument, position: int) -> Item:
    found = Item.objects.filter(document=document, position=position).first()
    if found is None:
        raise NotVisible("")
    return found


@require_POST
@transaction.atomic
def add_items(request: UserRequest, plural: str, number: str) -> HttpResponse:
    """Rows typed or pasted into the quick entry."""
    document = _document(request, plural, number)
    try:
        positions = _change(request, document, added=tuple(quick_lines(request.POST.get("lines", ""))))
    except Refused as refusal:
        return refused_row(request, refusal)
    return rows_answer(request, document, positions, "added")


@require_POST
@transaction.atomic
def change_item(request: UserRequest, plural: str, number: str, position: int) -> HttpResponse:
    """One row changed; it and whatever else the change touched come back."""
    document = _document(request, plural, number)
    item = _item(document, position)
    try:
        kept = conditions_from_stored(item.manual_conditions)
        changes = line_changes(request.POST, kept, document.currency, item.unit)
        positions = _change(request, document, changed={position: changes})
    except Refused as refusal:
        return refused_row(request, refusal)
    return rows_answer(request, document, {*positions, position})


@require_POST
@transaction.atomic
def remove_item(request: UserRequest, plural: str, number: str, position: int) -> HttpResponse:
    """One row removed; a line offers to put it back."""
    document = _document(request, plural, number)
    item = _item(document, position)
    try:
        _change(request, document, removed=(position,))
    except Refused as refusal:
        return refused_row(request, refusal)
    shown = {**page_context(request, document), "removed": item, "fragment": True}
    return render(request, "documents/grid.html#grid", shown)


@require_POST
@transaction.atomic
def duplicate_item(request: UserRequest, plural: str, number: str, position: int) -> HttpResponse:
    """The same row once more at the end."""
    document = _document(request, plural, number)
    item = _item(document, position)
    line = ItemLine(
        product=item.product_number, quantity=item.quantity, unit=item.unit, text=item.text, note=item.note,
        category=item.category, requested_date=item.requested_date,
        manual=conditions_from_stored(item.manual_conditions),
    )  # fmt: skip
    try:
        positions = _change(request, document, added=(line,))
    except Refused as refusal:
        return refused_row(request, refusal)
    return rows_answer(request, document, positions, "added")


@require_POST
@transaction.atomic
def move_item(request: UserRequest, plural: str, number: str, position: int, way: str) -> HttpResponse:
    """One row up or down: it changes numbers with its neighbour."""
    document = _document(request, plural, number)
    _item(document, position)
    near = Item.objects.filter(document=document)
    near = (
        near.filter(position__lt=position).order_by("-position")
        if way == "up"
        else near.filter(position__gt=position).order_by("position")
    )
    neighbour = near.values_list("position", flat=True).first()
    try:
        if neighbour is not None:
            _change(request, document, changed={position: {"position": neighbour}, neighbour: {"position": position}})
    except Refused as refusal:
        return refused_row(request, refusal)
    return render(request, "documents/grid.html#grid", {**page_context(request, document), "fragment": True})


@require_GET
def display_item(request: UserRequest, plural: str, number: str, position: int) -> HttpResponse:
    """The side panel of one row, also a page of its own: why the price, when available, what was last paid."""
    document = _document(request, plural, number, "display", lock=False)
    item = _item(document, position)
    paid = {}
    if item.product_id:
        paid = queries.last_price_paid(
            user=request.user, customer_id=document.sold_to_id, product_ids=[item.product_id]
        )
    shown = {
        **page_context(request, document, [position]),
        "item": item,
        "priced": explain_price(document, position),
        "paid": paid.get(item.product_id or 0),
    }
    return render(request, f"documents/item.html{'#panel' if request.htmx else ''}", shown)
