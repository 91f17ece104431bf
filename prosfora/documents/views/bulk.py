"""What is done to several documents of a list at once, and taken back at once."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.signing import BadSignature
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from prosfora.documents.models import SalesDocument
from prosfora.documents.queries import visible_documents
from prosfora.documents.rules.lines import HeaderFields
from prosfora.documents.views.changing import change
from prosfora.documents.views.pages import LOADERS, PLURALS
from prosfora.documents.views.undoing import sealed, unsealed
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import Forbidden, Refused
from prosfora.kit.pages import Text

MOST = 200  # documents at once
USUAL_VALIDITY = dt.timedelta(days=30)
type Was = dict[str, Any]  # document number → its header field as it was, for the way back


def actions_for(request: UserRequest, category: str) -> list[tuple[str, Text]]:
    """What the list of a category offers this user for selected rows."""
    if category == "order" or not allows(request.user, f"documents.change_{category}"):
        return []
    plural = PLURALS[category]
    found: list[tuple[str, Text]] = [(reverse(f"documents:take_over_{plural}"), gettext_lazy("Take over"))]
    if category == "quotation":
        found.append((reverse("documents:set_validity"), gettext_lazy("Valid 30 days from today")))
    return found


@require_POST
def take_over_inquiries(request: UserRequest) -> HttpResponse:
    """Make oneself responsible for inquiries."""
    return _in_bulk(request, "inquiry", "responsible", request.user.username)


@require_POST
def take_over_quotations(request: UserRequest) -> HttpResponse:
    """Make oneself responsible for drafts."""
    return _in_bulk(request, "quotation", "responsible", request.user.username)


@require_POST
def set_validity(request: UserRequest) -> HttpResponse:
    """Let drafts be valid for the usual time from today; an issued offer is extended by a verb of its own."""
    return _in_bulk(request, "quotation", "valid_to", today(request.now) + USUAL_VALIDITY)


@require_POST
def give_back_inquiries(request: UserRequest) -> HttpResponse:
    """Take back what was done to inquiries at once."""
    return _taken_back(request, "inquiry")


@require_POST
def give_back_quotations(request: UserRequest) -> HttpResponse:
    """Take back what was done to quotations at once."""
    return _taken_back(request, "quotation")


def _in_bulk(request: UserRequest, category: str, field: str, value: Any) -> HttpResponse:
    """Set one header field of the chosen documents, each by itself; say how many, which not, and offer the way back."""
    _require(request, category)
    ids = [int(row) for row in request.POST.getlist("row")[:MOST] if row.isdecimal() and len(row) < 19]
    chosen = visible_documents(request.user, category).filter(pk__in=ids).order_by("number")
    was: Was = {}
    for number in chosen.values_list("number", flat=True):
        was |= _set(request, category, number, field, value)
    if was:
        messages.success(request, _said(category, len(was), sealed({"field": field, "was": was})))
    elif not ids:
        messages.warning(request, _("Select rows first: X on a row, or its box."))
    return _back(request, category)


def _taken_back(request: UserRequest, category: str) -> HttpResponse:
    """Give the documents of a token their former values."""
    _require(request, category)
    try:
        facts = unsealed(request.POST.get("of", ""))
    except BadSignature:
        messages.warning(request, _("This can no longer be taken back."))
        return _back(request, category)
    done: Was = {}
    for number, value in facts["was"].items():
        is_day = facts["field"] == "valid_to" and value
        done |= _set(request, category, number, facts["field"], dt.date.fromisoformat(value) if is_day else value)
    messages.success(request, _("%(count)s taken back.") % {"count": len(done)})
    return _back(request, category)


@transaction.atomic
def _set(request: UserRequest, category: str, number: str, field: str, value: Any) -> Was:
    """Set a field of one document; what it was, nothing where it was refused, which is told."""
    try:
        document = LOADERS[category](f"change_{category}", user=request.user, number=number, lock=True)
        before = _field(document, field)
        header: HeaderFields = {field: value}  # type: ignore[misc]  # one of the two names above
        change(request, document, header=header)
    except Refused as refusal:
        messages.warning(request, f"{number}: {refusal.message}")
        return {}
    return {number: before}


def _field(document: SalesDocument, field: str) -> str | None:
    if field == "responsible":
        return document.responsible.username
    return document.valid_to.isoformat() if document.valid_to else None


def _said(category: str, count: int, token: str) -> str:
    said = ngettext("%(count)s document was changed.", "%(count)s documents were changed.", count) % {"count": count}
    url = reverse(f"documents:give_back_{PLURALS[category]}")
    button = '<button form="bulk" class="small" formaction="{}" name="of" value="{}">{}</button>'
    return format_html("{} " + button, said, url, token, _("Undo"))


def _require(request: UserRequest, category: str) -> None:
    if not allows(request.user, f"documents.change_{category}"):
        raise Forbidden("")


def _back(request: UserRequest, category: str) -> HttpResponse:
    """Back to the list as it was narrowed."""
    query = urlsplit(request.headers.get("Referer", "")).query
    url = reverse(f"documents:list_{PLURALS[category]}")
    return redirect(f"{url}?{query}" if query else url)
