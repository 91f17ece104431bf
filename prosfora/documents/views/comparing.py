"""Revisions and variants on pages: which there are, and what differs between two of them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from prosfora.documents.models import SalesDocument
from prosfora.documents.permissions import quotation_to
from prosfora.documents.queries.comparing import compared
from prosfora.documents.queries.relatives import relatives_of, usual_counterpart
from prosfora.documents.telling_comparison import PARTS, told_facts, told_items
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today


@require_GET
def display_relatives(request: UserRequest, number: str) -> HttpResponse:
    """The revisions and variants of an offer, which of them stand."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    rows = relatives_of(quotation, today=today(request.now))
    return render(request, "documents/relatives.html", {"rows": rows, "document": quotation})


@require_GET
def display_comparison(request: UserRequest, number: str) -> HttpResponse:
    """What differs between a quotation and another: `with` names it, `all` shows what is the same too."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    other = request.GET.get("with") or usual_counterpart(quotation)
    page = {
        "document": quotation,
        "number": number,
        "relatives": relatives_of(quotation, today=today(request.now)),
        "wants_all": "all" in request.GET,
        "other": other,
    }
    if other:
        page |= _compared(request, quotation, quotation_to("display_quotation", user=request.user, number=other))
    return render(request, "documents/comparison.html", page)


def _compared(request: UserRequest, one: SalesDocument, other: SalesDocument) -> dict[str, object]:
    """The older on the left."""
    left, right = sorted((one, other), key=lambda document: document.pk)
    found = compared(left, right, today=today(request.now))
    shown = found if "all" in request.GET else found.differences
    may_see_cost = allows(request.user, "catalog.display_cost", one.sales_area_id)
    parts = [(name, word, told_facts(getattr(shown, name), shown)) for name, word in PARTS.items()]
    return {
        "left": left,
        "right": right,
        "count": found.count,
        "parts": [(word, facts) for name, word, facts in parts if facts and name != "totals"],
        "totals": next(facts for name, _word, facts in parts if name == "totals"),
        "items": told_items(shown, may_see_cost=may_see_cost),
    }
