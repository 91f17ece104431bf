"""Pricing a draft again on pages: first what would change, then the change."""

import datetime as dt

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from prosfora.documents import services
from prosfora.documents.forms.verbs import RepriceForm
from prosfora.documents.models import SalesDocument
from prosfora.documents.permissions import quotation_to
from prosfora.documents.queries.previewing import Preview, repricing_preview
from prosfora.documents.queries.pricing_dates import day_priced_again, reason_for
from prosfora.documents.services.refusals import problem_sentence
from prosfora.documents.views.changing import seen_version
from prosfora.documents.views.pages import document_answer, page_context, shown_again
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import Refused
from prosfora.pricing.telling_repricing import DATE_REASONS


@require_http_methods(["GET", "POST"])
@transaction.atomic
def reprice_quotation(request: UserRequest, number: str) -> HttpResponseBase:
    """Show what the prices of a day, by a pricing type, would change; then put them on the draft.

    Where none is asked for, it is the day of the rule of its type, else today.
    """
    quotation = quotation_to("reprice_quotation", user=request.user, number=number, lock=request.method == "POST")
    form = RepriceForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return _preview(request, quotation, form, None)
    day = form.cleaned_data["pricing_date"] or day_priced_again(quotation, today(request.now)).day
    if request.method != "POST":
        return _preview(request, quotation, form, day)
    try:
        services.reprice_quotation(
            quotation=quotation, pricing_date=day, pricing_type=form.cleaned_data["pricing_type"], by=request.user,
            at=request.now, version=seen_version(request),
        )  # fmt: skip
    except Refused as refusal:
        return document_answer(request, quotation, refusal=refusal)
    return shown_again(request, quotation)


def _preview(request: UserRequest, quotation: SalesDocument, form: RepriceForm, day: dt.date | None) -> HttpResponse:
    """The page that shows the differences; without a day only its form with what is wrong."""
    preview, refusal = None, None
    try:
        preview = repricing_preview(quotation, day, form.cleaned_data["pricing_type"]) if day else None
    except Refused as error:
        refusal = error
    if preview and not form["pricing_date"].value():
        form = RepriceForm({"pricing_date": preview.day.isoformat(), "pricing_type": preview.pricing_type})
    page = {
        **page_context(request, quotation, ()),
        "form": form,
        "preview": preview,
        "rows": _rows(preview) if preview else (),
        "refusal": refusal,
        "why": DATE_REASONS[reason_for(quotation, day, today(request.now))] if day else "",
    }
    return render(
        request, "documents/reprice.html", page, status=refusal.status if refusal else 200 if preview else 422
    )


def _rows(preview: Preview) -> list[tuple[object, list[str]]]:
    """The changed items with what would be doubtful about them, in words."""
    return [(row, [problem_sentence(doubt) for doubt in row.doubts]) for row in preview.changed]
