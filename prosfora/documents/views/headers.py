"""Header, texts and partners of an open document: each field saves itself."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django_htmx.http import reswap, retarget

from prosfora.documents.forms.headers import HeaderForm, partners_of, texts_of
from prosfora.documents.models import SalesDocument
from prosfora.documents.views.changing import change
from prosfora.documents.views.pages import (
    changed_answer,
    document_answer,
    gone_to,
    may,
    refused_change,
)
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Refused


def change_header(request: UserRequest, document: SalesDocument) -> HttpResponseBase:
    """Save the fields that were sent; rows and totals that depend on them come back."""
    form = HeaderForm(document, request.POST, may_hand_over=may(request, "change_responsible", document))
    if not form.is_valid():
        return _wrong(request, document, form)
    partners = partners_of(request.POST)
    try:
        positions = change(request, document, header=form.header, partners=partners, texts=texts_of(request.POST))
    except Refused as refusal:
        return _refused(request, document, form, refusal)
    if not request.htmx:
        return gone_to(request, document)
    shown = HeaderForm(document, may_hand_over="responsible" in form.fields)
    names = dict.fromkeys(form.header)
    if names.keys() & {"coupon", "campaign"}:  # one moves the other
        names |= {"coupon": None, "campaign": None}
    saved = [shown[name] for name in names]
    return changed_answer(request, document, positions, shows_partners=bool(partners), saved=saved)


def _refused(request: UserRequest, document: SalesDocument, form: HeaderForm, refusal: Refused) -> HttpResponse:
    """The field that was refused says why; anything else is said above the grid."""
    if request.htmx and refusal.field in form.fields:
        form.add_error(refusal.field, refusal.message)
        return _wrong(request, document, form)
    if request.htmx:
        return refused_change(request, document, refusal)
    document.refresh_from_db()
    return document_answer(request, document, refusal=refusal)


def _wrong(request: UserRequest, document: SalesDocument, form: HeaderForm) -> HttpResponse:
    """The one field that could not be saved, with what was typed and what is wrong."""
    if not request.htmx:
        return document_answer(request, document, header_form=form)
    name = next(iter(form.errors))
    answer = render(request, "documents/facts.html#field", {"bound": form[name]}, status=422)
    return reswap(retarget(answer, f"#field-{name}"), "outerHTML")
