"""Verbs that ask for something before they are done: a page with a short form, never a browser's dialog."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from prosfora.documents.forms.verbs import ReasonForm
from prosfora.documents.models import SalesDocument
from prosfora.documents.views.changing import seen_version
from prosfora.documents.views.pages import LABELS, PLURALS, gone_to
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Refused


def asked_for_reason(
    request: UserRequest, document: SalesDocument, verb: str, kind: str, call: Callable[..., SalesDocument]
) -> HttpResponseBase:
    """Ask for a coded reason, then do the verb and show the document."""
    form = ReasonForm(kind, request.POST or None)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            call(**form.cleaned_data, by=request.user, at=request.now, version=seen_version(request))
        except Refused as error:
            refusal = error
        else:
            return gone_to(request, document)
    return asked(request, document, verb, form, refusal)


def asked(
    request: UserRequest, document: SalesDocument, verb: str, form: forms.Form, refusal: Refused | None
) -> HttpResponse:
    """The page that asks, again with what is wrong after a refused answer."""
    page = {
        "form": form,
        "refusal": refusal,
        "title": f"{LABELS[verb]} – {document.number} {document.sold_to_name}",
        "submit_label": LABELS[verb],
        "version": document.version,
        "back_url": f"/{PLURALS[document.category]}/{document.number}/",
    }
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return render(request, "kit/form.html", page, status=status)
