"""Drafts of condition records: the work list of who may release them, and the page that shows one beside what holds."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Forbidden, NotVisible, Refused
from prosfora.kit.pages import Column, Listing, list_page
from prosfora.pricelists import services
from prosfora.pricelists.permissions import drafts_to
from prosfora.pricelists.queries import changes_of, drafts_to_release, release_terms
from prosfora.pricelists.queries.drafts import DraftChange
from prosfora.pricelists.rules.draft_changes import INCOMPARABLE
from prosfora.pricing.forms import FilterForm
from prosfora.pricing.models import FOREVER
from prosfora.pricing.queries.records import terms_of
from prosfora.pricing.telling import amount_words, key_words
from prosfora.pricing.templatetags.pricing import type_name

MOST = 200  # drafts at once


def _held(row: DraftChange) -> str:
    return "; ".join(amount_words(one) for one in row.held)


def _percent(row: DraftChange) -> Decimal | None:
    return None if row.largest == INCOMPARABLE else row.largest


DRAFTS = Listing(
    name="pricelists:list_draft_prices",
    title=_("Draft prices to release"),
    columns=(
        Column(_("Key"), lambda row: key_words(row.draft.key.items())),
        Column(_("Type"), lambda row: f"{row.draft.condition_type_id} {type_name(row.draft.condition_type_id)}"),
        Column(_("Amount now"), _held),
        Column(_("Draft"), lambda row: amount_words(row.draft)),
        Column(_("Largest change"), _percent, "percent"),
        Column(_("Sales area"), "draft.sales_area_id"),
        Column(_("Valid from"), "draft.valid_from", "day"),
        Column(_("Valid to"), lambda row: None if row.draft.valid_to >= FOREVER else row.draft.valid_to, "day"),
        Column(_("By"), "draft.created_by"),
        Column(_("When"), "draft.created_at", "moment"),
    ),
    orders={
        "oldest": (_("oldest first"), ("id",)),
        "newest": (_("newest first"), ("-id",)),
        "key": (_("type and key"), ("condition_type_id", "lookup", "id")),
    },
    open_row=lambda row: reverse("pricelists:release_condition", args=[row.draft.pk]),
    empty=_("No draft price waits for its release."),
    keeps_views=False,
)


@require_GET
def list_draft_prices(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """The drafts of the sales areas where the user may release; several are chosen and released at once."""
    if not allows(request.user, "pricelists.release_condition"):
        raise NotVisible("")
    filters = FilterForm(request.GET)
    rows = drafts_to_release(request.user, filters.wanted)
    listing = replace(DRAFTS, bulk=((reverse("pricelists:release_conditions"), pgettext_lazy("prices", "Release")),))
    return list_page(request, listing, rows, filters=filters, computed=changes_of)


@require_http_methods(["GET", "POST"])
def release_condition(request: UserRequest, condition_id: int) -> HttpResponseBase:
    """What the draft says and what holds now; then it is released."""
    draft = drafts_to("release_condition", user=request.user, ids=[condition_id])[0]
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            seen = _seen([f"{condition_id}-{request.POST.get('version', '')}"])
            services.release_condition(conditions=[draft], by=request.user, at=request.now, versions=seen)
        except Refused as error:
            refusal = error
    if not refusal and (request.method == "POST" or not draft.is_draft):
        return redirect("pricing:display_condition", draft.pk)
    change = changes_of([draft])[0]
    page = {
        "draft": draft, "change": change, "key": key_words(draft.key.items()), "scales": terms_of(draft).scales,
        "percent": _percent(change), "is_incomparable": change.largest == INCOMPARABLE,
        "release_terms": release_terms(draft.sales_area_id), "refusal": refusal,
    }  # fmt: skip
    return render(request, "pricelists/release_draft.html", page, status=refusal.status if refusal else 200)


@require_POST
def release_conditions(request: UserRequest) -> HttpResponse:
    """Release the chosen drafts, all of them or none."""
    if not allows(request.user, "pricelists.release_condition"):
        raise Forbidden("")
    versions = _seen(request.POST.getlist("row")[:MOST])
    if versions:
        drafts = drafts_to("release_condition", user=request.user, ids=versions)
        try:
            services.release_condition(conditions=drafts, by=request.user, at=request.now, versions=versions)
        except Refused as refusal:
            messages.warning(request, refusal.message)
        else:
            count = len(drafts)
            sentence = ngettext("%(count)s draft price released.", "%(count)s draft prices released.", count)
            messages.success(request, sentence % {"count": count})
    return redirect("pricelists:list_draft_prices")


def _seen(chosen: list[str]) -> Mapping[int, int]:
    """The drafts that a page sends back, by id with the version it showed: "12-1"."""
    pairs = [one.partition("-") for one in chosen]
    readable = [(number, version) for number, _dash, version in pairs if number.isdecimal() and version.isdecimal()]
    return {int(number): int(version) for number, version in readable if len(number) < 19 and len(version) < 10}
