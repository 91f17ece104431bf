"""Dead offers: the work list, and closing what was ticked with a reason for each."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from prosfora.company.queries.tables import reasons
from prosfora.documents import services
from prosfora.documents.filters import DocumentFilter
from prosfora.documents.queries.lists import DocumentFilter as WantedDocuments
from prosfora.documents.queries.validity import dead_offers
from prosfora.documents.rules.statuses import Status
from prosfora.documents.rules.validity import proposed_reason
from prosfora.documents.views.lists import CUSTOMER, NET, NUMBER, QUOTATIONS, RESPONSIBLE, STATUS
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import NotVisible, Refused
from prosfora.kit.pages import Column, Listing, list_page
from prosfora.kit.writing import language

MOST = 200  # offers at once


def why(row: Any) -> Promise:
    """Why a listed offer is proposed for closing."""
    if row.current_status == Status.EXPIRED:
        return gettext_lazy("expired long ago")
    return gettext_lazy("no answer for long")


DEAD = Listing(
    name="documents:list_dead_offers",
    title=gettext_lazy("Dead offers"),
    columns=(
        NUMBER,
        CUSTOMER,
        STATUS,
        Column(gettext_lazy("Why"), why),
        Column(gettext_lazy("Valid to"), "valid_to", "day"),
        Column(gettext_lazy("No answer since"), "silent_since", "day"),
        RESPONSIBLE,
        NET,
    ),
    orders=QUOTATIONS.orders,
    open_row=lambda row: f"/quotations/{row.number}/",
    sums=("currency", "net"),
    bulk=(("/quotations/close_dead_offers", gettext_lazy("Close")),),
    empty=gettext_lazy("No offer is dead: each is in force or was closed with its reason."),
    keeps_views=False,
)


@require_GET
def list_dead_offers(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """The offers proposed for closing, in the sales areas where the user may close them."""
    _require(request)
    filters = DocumentFilter("quotation", request.user, request.GET)
    return list_page(
        request, DEAD, dead_offers(request.user, filters.wanted, today=today(request.now)), filters=filters
    )


@require_POST
def close_dead_offers(request: UserRequest) -> HttpResponseBase:
    """Ask for the reason of each ticked offer, then close them."""
    _require(request)
    ids = [int(row) for row in request.POST.getlist("row")[:MOST] if row.isdecimal() and len(row) < 19]
    dead = dead_offers(request.user, WantedDocuments(), today=today(request.now)).filter(pk__in=ids)
    rows = list(dead.order_by("number"))
    if not rows:
        messages.warning(request, _("Select rows first: X on a row, or its box."))
        return redirect(DEAD.name)
    given = {row.pk: request.POST.get(f"reason_{row.pk}", "")[:4] for row in rows}
    note = request.POST.get("note", "")[:2000]
    refusal: Refused | None = None
    if "close" in request.POST and all(given.values()):
        try:
            closed = services.close_dead_offers(reasons=given, note=note, by=request.user, at=request.now)
        except Refused as error:
            refusal = error
        else:
            said = ngettext("%(count)s offer was closed.", "%(count)s offers were closed.", len(closed))
            messages.success(request, said % {"count": len(closed)})
            return redirect(DEAD.name)
    greek, is_missing = language() == "el", "close" in request.POST and refusal is None
    page = {
        "rows": [(row, given[row.pk] or proposed_reason(row.silent_since), why(row)) for row in rows],
        "reasons": [(one.code, one.name_el if greek else one.name_en) for one in reasons("decline")],
        "note": note,
        "refusal": refusal,
        "is_missing": is_missing,
        "back_url": reverse(DEAD.name),
    }
    return render(request, "documents/close_dead_offers.html", page, status=422 if refusal or is_missing else 200)


def _require(request: UserRequest) -> None:
    if not allows(request.user, "documents.close_dead_offers"):
        raise NotVisible("")
