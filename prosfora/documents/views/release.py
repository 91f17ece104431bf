"""Releasing prices under a floor or a least margin: the work list, and the page that says why."""

from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from prosfora.documents import services
from prosfora.documents.filters import DocumentFilter
from prosfora.documents.forms.verbs import ReleaseForm
from prosfora.documents.permissions import quotation_to
from prosfora.documents.queries.lists import waiting_for_release
from prosfora.documents.queries.releasing import broken_limits, needing
from prosfora.documents.views.changing import seen_version
from prosfora.documents.views.lists import CUSTOMER, DATE, NET, NUMBER, QUOTATIONS, RESPONSIBLE, TOTAL
from prosfora.documents.views.pages import gone_to, page_context
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import NotVisible, Refused
from prosfora.kit.pages import Listing, list_page

WAITING = Listing(
    name="documents:list_price_releases",
    title=_("Prices to release"),
    columns=(NUMBER, CUSTOMER, DATE, RESPONSIBLE, NET, TOTAL),
    orders=QUOTATIONS.orders,
    open_row=lambda row: f"/quotations/{row.number}/release_price",
    empty=_("No draft waits for the release of its prices."),
    keeps_views=False,
)


@require_GET
def list_price_releases(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """The drafts whose prices wait for a release, in the sales areas where the user may release."""
    if not allows(request.user, "documents.release_price"):
        raise NotVisible("")
    filters = DocumentFilter("quotation", request.user, request.GET)
    rows = waiting_for_release(request.user, filters.wanted, today=today(request.now))
    return list_page(request, WAITING, rows, filters=filters)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def release_price(request: UserRequest, number: str) -> HttpResponseBase:
    """Why the prices need a release; then they are released, or the draft is returned."""
    quotation = quotation_to("release_price", user=request.user, number=number, lock=True)
    form = ReleaseForm(request.POST or None)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.release_price(
                quotation=quotation, comment=form.cleaned_data["comment"], returned="returned" in request.POST,
                by=request.user, at=request.now, version=seen_version(request),
            )  # fmt: skip
        except Refused as error:
            refusal = error
        else:
            return gone_to(request, quotation)
    page = {
        **page_context(request, quotation), "form": form, "refusal": refusal,
        "limits": broken_limits(needing(quotation)),
    }  # fmt: skip
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "documents/release.html", page, status=status)
