"""The verbs of inquiry and quotation on pages: each loads, calls once, shows the document again."""

from collections.abc import Callable

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.documents import queries, services
from prosfora.documents.forms import AcceptForm, HeaderForm, ReasonForm, answers
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.permissions import inquiry_to, order_to, quotation_to
from prosfora.documents.queries.printing import offer_pdf
from prosfora.documents.rules.categories import CHOICES, is_goods
from prosfora.documents.services.inquiries import proposed_answer
from prosfora.documents.views.pages import (
    LABELS,
    document_answer,
    header_form_of,
    page_context,
    seen_version,
)
from prosfora.files.queries import content
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import Refused


@require_GET
def display_inquiry(request: UserRequest, number: str) -> HttpResponse:
    """VA13, and VA12 while it is open."""
    return document_answer(request, inquiry_to("display_inquiry", user=request.user, number=number))


@require_GET
def display_quotation(request: UserRequest, number: str) -> HttpResponse:
    """VA23, and VA22 while it is a draft."""
    return document_answer(request, quotation_to("display_quotation", user=request.user, number=number))


@require_GET
def display_order(request: UserRequest, number: str) -> HttpResponse:
    """The order hand-over."""
    return document_answer(request, order_to("display_order", user=request.user, number=number))


@require_GET
def display_flow(request: UserRequest, plural: str, number: str) -> HttpResponse:
    """The document flow as a fragment of the page."""
    load = {"inquiries": inquiry_to, "quotations": quotation_to, "orders": order_to}[plural]
    category = {"inquiries": "inquiry", "quotations": "quotation", "orders": "order"}[plural]
    document = load(f"display_{category}", user=request.user, number=number)
    return render(request, "documents/flow.html", {"steps": queries.flow(document)})


@require_POST
@transaction.atomic
def change_inquiry(request: UserRequest, number: str) -> HttpResponse:
    """Header fields of an inquiry."""
    document = inquiry_to("change_inquiry", user=request.user, number=number, lock=True)
    return _change_header(request, document)


@require_POST
@transaction.atomic
def change_quotation(request: UserRequest, number: str) -> HttpResponse:
    """Header fields of a quotation."""
    document = quotation_to("change_quotation", user=request.user, number=number, lock=True)
    return _change_header(request, document)


def _change_header(request: UserRequest, document: SalesDocument) -> HttpResponse:
    form = HeaderForm(request.POST)
    if not form.is_valid():
        return document_answer(request, document, header_form=form)
    header, version = form.header, seen_version(request)
    try:
        if document.category == "inquiry":
            services.change_inquiry(inquiry=document, header=header, by=request.user, at=request.now, version=version)
        else:
            services.change_quotation(
                quotation=document, header=header, by=request.user, at=request.now, version=version
            )
    except Refused as refusal:
        document.refresh_from_db()
        return document_answer(request, document, refusal=refusal, header_form=form)
    return _shown(request, document)


def _shown(request: UserRequest, document: SalesDocument) -> HttpResponse:
    if request.htmx:
        return render(request, "documents/document.html#whole", _whole(request, document))
    return redirect(f"documents:display_{document.category}", number=document.number)


def _whole(request: UserRequest, document: SalesDocument) -> dict[str, object]:
    return {**page_context(request, document), "header_form": header_form_of(document)}


@require_http_methods(["GET", "POST"])
@transaction.atomic
def answer_inquiry(request: UserRequest, number: str) -> HttpResponse:
    """The three answers per item, proposed, to confirm or to correct."""
    inquiry = inquiry_to("answer_inquiry", user=request.user, number=number, lock=True)
    items = [item for item in inquiry.items.order_by("position") if is_goods(item.category)]
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            given = answers(request.POST, [item.position for item in items])
            version = seen_version(request)
            services.answer_inquiry(inquiry=inquiry, answers=given, by=request.user, at=request.now, version=version)
        except Refused as error:
            refusal = error
        else:
            return redirect("documents:display_inquiry", number=number)
    rows = [(item, _answer_shown(item, inquiry)) for item in items]
    page = {"document": inquiry, "rows": rows, "refusal": refusal}
    return render(request, "documents/answer.html", page, status=refusal.status if refusal else 200)


def _answer_shown(item: Item, inquiry: SalesDocument) -> object:
    if item.answer_available is not None or item.answer_price is not None:
        return {
            "available": item.answer_available,
            "price": item.answer_price,
            "day": item.answer_date,
            "note": item.answer_note,
        }
    return proposed_answer(item, inquiry.requested_date)


@require_POST
@transaction.atomic
def quote_inquiry(request: UserRequest, number: str) -> HttpResponse:
    """A quotation with reference, in one step."""
    inquiry = inquiry_to("quote_inquiry", user=request.user, number=number, lock=True)
    try:
        quotation = services.quote_inquiry(
            inquiry=inquiry, by=request.user, at=request.now, version=seen_version(request)
        )
    except Refused as refusal:
        return document_answer(request, inquiry, refusal=refusal)
    return redirect("documents:display_quotation", number=quotation.number)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def close_inquiry(request: UserRequest, number: str) -> HttpResponse:
    """End an inquiry with a reason."""
    inquiry = inquiry_to("close_inquiry", user=request.user, number=number, lock=True)
    return _with_reason(
        request, inquiry, "close_inquiry", "close", lambda **facts: services.close_inquiry(inquiry=inquiry, **facts)
    )


@require_http_methods(["GET", "POST"])
@transaction.atomic
def decline_quotation(request: UserRequest, number: str) -> HttpResponse:
    """The customer said no."""
    quotation = quotation_to("decline_quotation", user=request.user, number=number, lock=True)
    return _with_reason(
        request, quotation, "decline_quotation", "decline",
        lambda **facts: services.decline_quotation(quotation=quotation, **facts),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@transaction.atomic
def withdraw_quotation(request: UserRequest, number: str) -> HttpResponse:
    """We take the offer back."""
    quotation = quotation_to("withdraw_quotation", user=request.user, number=number, lock=True)
    return _with_reason(
        request, quotation, "withdraw_quotation", "close",
        lambda **facts: services.withdraw_quotation(quotation=quotation, **facts),
    )  # fmt: skip


def _with_reason(
    request: UserRequest, document: SalesDocument, verb: str, kind: str, call: Callable[..., SalesDocument]
) -> HttpResponse:
    form = ReasonForm(kind, request.POST or None)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            call(**form.cleaned_data, by=request.user, at=request.now, version=seen_version(request))
        except Refused as error:
            refusal = error
        else:
            return redirect(f"documents:display_{document.category}", number=document.number)
    return _asked(request, document, verb, form, refusal)


def _asked(
    request: UserRequest, document: SalesDocument, verb: str, form: forms.Form, refusal: Refused | None
) -> HttpResponse:
    page = {
        "form": form,
        "refusal": refusal,
        "title": f"{LABELS[verb]} – {document.number}",
        "submit_label": LABELS[verb],
        "version": document.version,
        "back_url": f"/{'inquiries' if document.category == 'inquiry' else 'quotations'}/{document.number}/",
    }
    return render(request, "kit/form.html", page, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def issue_quotation(request: UserRequest, number: str) -> HttpResponse:
    """What will go out, to look at; then it is binding."""
    quotation = quotation_to("issue_quotation", user=request.user, number=number, lock=True)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            services.issue_quotation(
                quotation=quotation, by=request.user, at=request.now, version=seen_version(request)
            )
        except Refused as error:
            refusal = error
        else:
            return redirect("documents:display_quotation", number=number)
    page = {**page_context(request, quotation), "refusal": refusal}
    return render(request, "documents/issue.html", page, status=refusal.status if refusal else 200)


@require_POST
@transaction.atomic
def reprice_quotation(request: UserRequest, number: str) -> HttpResponse:
    """Price the draft again as of today."""
    quotation = quotation_to("reprice_quotation", user=request.user, number=number, lock=True)
    services.reprice_quotation(quotation=quotation, by=request.user, at=request.now, version=seen_version(request))
    return redirect("documents:display_quotation", number=number)


@require_POST
@transaction.atomic
def copy_quotation(request: UserRequest, number: str) -> HttpResponse:
    """A new draft like this one."""
    quotation = quotation_to("copy_quotation", user=request.user, number=number)
    made = services.copy_quotation(quotation=quotation, by=request.user, at=request.now)
    return redirect("documents:display_quotation", number=made.number)


@require_POST
@transaction.atomic
def deliver_quotation(request: UserRequest, number: str) -> HttpResponse:
    """Send PDF and mail again."""
    quotation = quotation_to("deliver_quotation", user=request.user, number=number, lock=True)
    services.deliver_quotation(quotation=quotation, by=request.user, at=request.now)
    return redirect("documents:display_quotation", number=number)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def accept_quotation(request: UserRequest, number: str) -> HttpResponse:
    """Record the customer's yes; the order is made."""
    quotation = quotation_to("accept_quotation", user=request.user, number=number, lock=True)
    choices = [
        (item.position, f"{item.position} {item.text}")
        for item in quotation.items.order_by("position")
        if item.category in CHOICES
    ]
    form = AcceptForm(choices, request.POST or None)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            order = services.accept_quotation(
                quotation=quotation, **form.cleaned_data, by=request.user, at=request.now, version=seen_version(request)
            )
        except Refused as error:
            refusal = error
        else:
            return redirect("documents:display_order", number=order.number)
    return _asked(request, quotation, "accept_quotation", form, refusal)


@require_GET
def display_pdf(request: UserRequest, number: str) -> HttpResponse:
    """The PDF of the issued offer, or of the draft as it would go out."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    kept = quotation.pdf_digest
    pdf = content(kept) if kept else offer_pdf(quotation, today=today(request.now))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{quotation.number}.pdf"'
    return answer


@require_GET
def display_delivery(request: UserRequest, number: str) -> HttpResponse:
    """Where the mail is: waiting, sent, failed."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    return render(request, "documents/document.html#delivery", {"document": quotation})
