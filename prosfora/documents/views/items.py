"""The grid: rows that are added, changed, moved and removed, each answered with only what changed."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.core.signing import BadSignature
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prosfora.company.queries.tables import reasons
from prosfora.documents import queries
from prosfora.documents.forms.entry import Unreadable
from prosfora.documents.forms.lines import by_line, line_changes, quick_lines
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.neighbours import free_position_after, neighbour
from prosfora.documents.rules.lines import ItemLine, LineFields, conditions_from_stored
from prosfora.documents.services import reject_items
from prosfora.documents.services.lines import line_of
from prosfora.documents.services.refusals import FactsRefused
from prosfora.documents.views.changing import change, seen_version
from prosfora.documents.views.pages import (
    changed_answer,
    document_to,
    gone_to,
    page_context,
    refused_change,
)
from prosfora.documents.views.undoing import line_from_token, token_of
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Forbidden, NotVisible, Refused
from prosfora.pricing.forms import TargetForm


def grid_verb(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A verb of the grid: gets the document, locked, and answers only what changed or what is wrong.

    Without htmx the document's page is shown again.
    """

    @require_POST
    @transaction.atomic
    @wraps(view)
    def answer(
        request: UserRequest, plural: str, number: str, position: int | None = None, **parts: Any
    ) -> HttpResponseBase:
        document = document_to(request, plural, number, "change", lock=True)
        try:
            shown = view(request, document, **({} if position is None else {"position": position}), **parts)
        except (NotVisible, Forbidden):
            raise
        except Refused as refusal:
            return refused_change(request, document, refusal, position)
        return shown if request.htmx else gone_to(request, document)

    return answer


def _item(document: SalesDocument, position: int) -> Item:
    rows = Item.objects.filter(document=document, position=position).select_related("rejection_reason")
    found = rows.first()
    if found is None:
        raise NotVisible(_("There is no item %(position)s; somebody removed it.") % {"position": position})
    found.document = document
    return found


@grid_verb
def add_items(request: UserRequest, document: SalesDocument) -> HttpResponse:
    """Rows typed or pasted into the quick entry."""
    text = request.POST.get("lines", "")
    lines = quick_lines(text)
    if not lines:
        raise Unreadable(_("Type a product and a quantity, as BOLT-M8 40"), "lines")
    try:
        positions = change(request, document, added=lines)
    except FactsRefused as refusal:
        raise by_line(refusal, text) from refusal
    own = [position for position in positions if position not in document.came]
    return changed_answer(request, document, positions, appended=own[-len(lines) :])


@grid_verb
def change_item(request: UserRequest, document: SalesDocument, position: int) -> HttpResponse:
    """One row changed; it and whatever else the change touched come back."""
    item = _item(document, position)
    if "rejection_reason" in request.POST:
        return changed_answer(request, document, {*_reject(request, document, position), position})
    kept = conditions_from_stored(item.manual_conditions)
    changes = line_changes(request.POST, kept, document.currency, item.unit)
    positions = change(request, document, changed={position: changes})
    return changed_answer(request, document, {*positions, position})


def _reject(request: UserRequest, document: SalesDocument, position: int) -> list[int]:
    """The row gets a rejection reason, or loses it."""
    reason = request.POST["rejection_reason"].strip()[:4]
    return reject_items(
        document=document,
        reasons={position: reason},
        by=request.user,
        at=request.now,
        version=seen_version(request),
    )


@grid_verb
def remove_item(request: UserRequest, document: SalesDocument, position: int) -> HttpResponse:
    """One row removed; a line offers to put it back."""
    item = _item(document, position)
    near = neighbour(document, position, above=False) or neighbour(document, position, above=True) or 0
    undo = token_of(line_of(item))
    positions = change(request, document, removed=(position,))
    return changed_answer(request, document, positions, removed=item, undo=undo, focus=near)


@grid_verb
def restore_item(request: UserRequest, document: SalesDocument) -> HttpResponse:
    """A removed row comes back as it was, at its number."""
    try:
        line = line_from_token(request.POST.get("line", ""))
    except BadSignature:
        raise Unreadable(_("This row can no longer be put back; enter it again"), "line") from None
    return _inserted(request, document, line)


@grid_verb
def duplicate_item(request: UserRequest, document: SalesDocument, position: int) -> HttpResponse:
    """The same row once more, right below."""
    line = line_of(_item(document, position))
    place = free_position_after(document, position)
    return _inserted(request, document, replace(line, position=place, free_for=None, part_of=None, bundle=None))


def _inserted(request: UserRequest, document: SalesDocument, line: ItemLine) -> HttpResponse:
    """A row among the others: it comes back with the number of the row it stands behind."""
    positions = change(request, document, added=(line,))
    if line.free_for is not None and line.position in document.came:
        return changed_answer(request, document, positions, focus=line.position)
    new = line.position or max(positions)
    behind = neighbour(document, new, above=True)
    return changed_answer(request, document, positions, inserted=new, behind=behind, focus=new)


@grid_verb
def move_item(request: UserRequest, document: SalesDocument, position: int, way: str) -> HttpResponse:
    """One row up or down: it changes numbers with its neighbour."""
    _item(document, position)
    other = neighbour(document, position, above=way == "up")
    if other is None:
        return changed_answer(request, document, [position], focus=position)
    changed: dict[int, LineFields] = {position: {"position": other}, other: {"position": position}}
    positions = change(request, document, changed=changed)
    return changed_answer(request, document, {*positions, position, other}, focus=other)


def _target(request: UserRequest, document: SalesDocument, position: int) -> dict[str, Any]:
    """The question what would have to change for another price, and its answer where it was asked."""
    form = TargetForm(request.GET if "unit_price" in request.GET else None)
    if not form.is_bound or not form.is_valid():
        return {"target_form": form}
    return {
        "target_form": form,
        "target": queries.explain_target(document, position, form.cleaned_data["unit_price"]),
    }


@require_GET
def display_item(request: UserRequest, plural: str, number: str, position: int) -> HttpResponse:
    """The side panel of one row, also a page of its own: why the price, when available, what was last paid."""
    document = document_to(request, plural, number, "display")
    item = _item(document, position)
    context = page_context(request, document, [position])
    shown = {
        **context,
        "item": item,
        "row": next(row for row in context["page"].rows if row.item.position == position),
        "insight": queries.item_insight(item, user=request.user, at=request.now),
        "rejection_reasons": reasons("rejection"),
        **_target(request, document, position),
    }
    return render(request, f"documents/item.html{'#panel' if request.htmx else ''}", shown)
