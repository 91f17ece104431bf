"""Inquiries: the customer's questions."""

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from prosfora.documents import services
from prosfora.documents.api.answers import DocumentBrief, DocumentOut, FlowOut, answer
from prosfora.documents.api.bodies import (
    AnswersBody,
    DocumentBody,
    DocumentPatch,
    Number,
    QuoteBody,
    ReasonBody,
    RejectBody,
)
from prosfora.documents.api.lists import ListQuery, flow_of, page_of
from prosfora.documents.permissions import area_to, inquiry_to
from prosfora.identity.api import idempotent
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import Page, expected_version
from prosfora.kit.clock import today as company_day
from prosfora.parties.permissions import party_to

router = Router(tags=["inquiries"])


@router.get("/inquiries", response=Page[DocumentBrief], summary="List inquiries")
def list_inquiries(request: UserRequest, wanted: Query[ListQuery]) -> Page[DocumentBrief]:
    """Inquiries of your sales areas, newest number first unless ordered otherwise."""
    return page_of(request, "inquiry", wanted)


@router.post("/inquiries", response={201: DocumentOut}, summary="Create an inquiry")
@idempotent
def create_inquiry(request: UserRequest, body: DocumentBody) -> HttpResponse:
    """Note what a customer asks for; prices and dates are found at once."""
    inquiry = services.create_inquiry(
        sales_area=area_to("create_inquiry", user=request.user, code=body.sales_area),
        sold_to=party_to("display_party", user=request.user, number=body.sold_to),
        header=body.fields(),
        items=[line.line() for line in body.items],
        partners=body.partners,
        texts=body.texts,
        by=request.user,
        at=request.now,
    )
    return answer(request, inquiry, 201)


@router.get("/inquiries/{number}", response=DocumentOut, summary="Display an inquiry")
def display_inquiry(request: UserRequest, number: Number) -> HttpResponse:
    """The inquiry with its answers; its version is the ETag."""
    return answer(request, inquiry_to("display_inquiry", user=request.user, number=number))


@router.patch("/inquiries/{number}", response=DocumentOut, summary="Change an inquiry")
def change_inquiry(request: UserRequest, number: Number, body: DocumentPatch) -> HttpResponse:
    """Change what was sent; an answered inquiry is open again.

    The answer's `items` are those that changed; `Prefer: return=representation` gets all.
    """
    inquiry = inquiry_to("change_inquiry", user=request.user, number=number)
    version = expected_version(request)
    changed = services.change_inquiry(
        inquiry=inquiry, **body.changes(), by=request.user, at=request.now, version=version
    )
    return answer(request, inquiry, positions=changed)


@router.get("/inquiries/{number}/flow", response=FlowOut, summary="Show an inquiry's document flow")
def inquiry_flow(request: UserRequest, number: Number) -> dict[str, Any]:
    """What came of it."""
    return flow_of(inquiry_to("display_inquiry", user=request.user, number=number), company_day(request.now))


@router.post("/inquiries/{number}/answer_inquiry", response=DocumentOut, summary="Answer an inquiry")
def answer_inquiry(request: UserRequest, number: Number, body: AnswersBody) -> HttpResponse:
    """Give the three answers per item; those left out are proposed from availability and price."""
    inquiry = inquiry_to("answer_inquiry", user=request.user, number=number)
    services.answer_inquiry(
        inquiry=inquiry,
        answers=[one.answer() for one in body.answers],
        by=request.user,
        at=request.now,
        version=expected_version(request),
    )
    return answer(request, inquiry)


@router.post("/inquiries/{number}/quote_inquiry", response={201: DocumentOut}, summary="Quote an inquiry")
@idempotent
def quote_inquiry(request: UserRequest, number: Number, body: QuoteBody) -> HttpResponse:
    """Make a quotation with reference: everything open, or the quantities sent."""
    inquiry = inquiry_to("quote_inquiry", user=request.user, number=number)
    quotation = services.quote_inquiry(
        inquiry=inquiry,
        quantities=body.quantities,
        rejections=body.rejections,
        pricing_type=body.pricing_type,
        by=request.user,
        at=request.now,
        version=expected_version(request),
    )
    return answer(request, quotation, 201)


@router.post("/inquiries/{number}/close_inquiry", response=DocumentOut, summary="Close an inquiry")
def close_inquiry(request: UserRequest, number: Number, body: ReasonBody) -> HttpResponse:
    """End it without an offer, with a reason of kind “close”."""
    inquiry = inquiry_to("close_inquiry", user=request.user, number=number)
    version = expected_version(request)
    services.close_inquiry(
        inquiry=inquiry, reason=body.reason, note=body.note, by=request.user, at=request.now, version=version
    )
    return answer(request, inquiry)


@router.post("/inquiries/{number}/reject_items", response=DocumentOut, summary="Reject items of an inquiry")
def reject_inquiry_items(request: UserRequest, number: Number, body: RejectBody) -> HttpResponse:
    """Say why items will not be quoted."""
    inquiry = inquiry_to("reject_items", user=request.user, number=number)
    version = expected_version(request)
    services.reject_items(document=inquiry, reasons=body.reasons, by=request.user, at=request.now, version=version)
    return answer(request, inquiry)
