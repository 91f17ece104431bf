"""Quotations: the offers that bind us."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from prosfora.documents import services
from prosfora.documents.api.answers import DocumentBrief, DocumentOut, FlowOut, PreviewOut, answer
from prosfora.documents.api.bodies import (
    AcceptBody,
    CopyBody,
    DocumentBody,
    DocumentNumber,
    DocumentPatch,
    IssueBody,
    NoBody,
    PricingType,
    ReasonBody,
    RejectBody,
    ReleaseBody,
    RepriceBody,
    RepricedOut,
    RepriceManyBody,
    ReviseBody,
)
from prosfora.documents.api.lists import ListQuery, flow_of, page_of
from prosfora.documents.permissions import area_to, quotation_to, quotations_to
from prosfora.documents.queries.previewing import repricing_preview
from prosfora.documents.queries.pricing_dates import day_priced_again
from prosfora.documents.queries.printing import pdf_of
from prosfora.identity.api import idempotent
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import Page, expected_version
from prosfora.kit.clock import today as company_day
from prosfora.parties.permissions import party_to

router = Router(tags=["quotations"])


@router.get("/quotations", response=Page[DocumentBrief], summary="List quotations")
def list_quotations(request: UserRequest, wanted: Query[ListQuery]) -> Page[DocumentBrief]:
    """Quotations of your sales areas, newest number first unless ordered otherwise."""
    return page_of(request, "quotation", wanted)


@router.post("/quotations", response={201: DocumentOut}, summary="Create a quotation")
@idempotent
def create_quotation(request: UserRequest, body: DocumentBody) -> HttpResponse:
    """Make a draft offer for a customer or prospect, priced and checked for availability."""
    quotation = services.create_quotation(
        sales_area=area_to("create_quotation", user=request.user, code=body.sales_area),
        sold_to=party_to("display_party", user=request.user, number=body.sold_to),
        header=body.fields(),
        items=[line.line() for line in body.items],
        partners=body.partners,
        texts=body.texts,
        by=request.user,
        at=request.now,
    )
    return answer(request, quotation, 201)


@router.post("/quotations/reprice_quotations", response=RepricedOut, summary="Price many quotations again")
def reprice_quotations(request: UserRequest, body: RepriceManyBody) -> RepricedOut:
    """Prices and free goods only; what was entered stays unless the type says otherwise, what is no draft is passed
    over.
    """
    ids = quotations_to("reprice_quotations", user=request.user, numbers=body.numbers)
    if body.pricing_date is not None:
        quotations_to("change_pricing_date", user=request.user, numbers=body.numbers)
    done = services.reprice_quotations(
        ids=ids, pricing_date=body.pricing_date, pricing_type=body.pricing_type, by=request.user, at=request.now
    )
    return RepricedOut(documents=done.documents, changed=done.changed, items=done.items, refused=list(done.refused))


@router.get("/quotations/{number}", response=DocumentOut, summary="Display a quotation")
def display_quotation(request: UserRequest, number: DocumentNumber) -> HttpResponse:
    """The quotation with its items; its version is the ETag."""
    return answer(request, quotation_to("display_quotation", user=request.user, number=number))


@router.patch("/quotations/{number}", response=DocumentOut, summary="Change a quotation")
def change_quotation(request: UserRequest, number: DocumentNumber, body: DocumentPatch) -> HttpResponse:
    """Change what was sent; only what it touches is priced again. `If-Match` with a stale ETag is refused with 412.

    The answer's `items` are those that changed; `Prefer: return=representation` gets all.
    """
    quotation = quotation_to("change_quotation", user=request.user, number=number)
    version = expected_version(request)
    changed = services.change_quotation(
        quotation=quotation, **body.changes(), by=request.user, at=request.now, version=version
    )
    return answer(request, quotation, positions=changed)


@router.get("/quotations/{number}/pdf", response={200: bytes}, summary="Fetch a quotation's PDF")
def quotation_pdf(request: UserRequest, number: DocumentNumber) -> HttpResponse:
    """The PDF as it went out, or a draft's as it would be printed now."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    made = HttpResponse(pdf_of(quotation, today=company_day(request.now)), content_type="application/pdf")
    made["Content-Disposition"] = f'inline; filename="quotation-{quotation.number}.pdf"'
    return made


@router.get("/quotations/{number}/flow", response=FlowOut, summary="Show a quotation's document flow")
def quotation_flow(request: UserRequest, number: DocumentNumber) -> dict[str, Any]:
    """Where it came from and what became of it."""
    return flow_of(quotation_to("display_quotation", user=request.user, number=number))


@router.post("/quotations/{number}/copy_quotation", response={201: DocumentOut}, summary="Copy a quotation")
@idempotent
def copy_quotation(request: UserRequest, number: DocumentNumber, body: CopyBody) -> HttpResponse:
    """A new draft like this one without its links, for the same or another party."""
    quotation = quotation_to("copy_quotation", user=request.user, number=number)
    other = party_to("display_party", user=request.user, number=body.sold_to) if body.sold_to else None
    copy = services.copy_quotation(
        quotation=quotation, sold_to=other, pricing_type=body.pricing_type, by=request.user, at=request.now
    )
    return answer(request, copy, 201)


@router.post("/quotations/{number}/revise_quotation", response={201: DocumentOut}, summary="Revise a quotation")
@idempotent
def revise_quotation(request: UserRequest, number: DocumentNumber, body: ReviseBody) -> HttpResponse:
    """A draft of the next revision under the same number; the offer stands until that is issued. Also of an offer that
    expired or came to nothing.
    """
    quotation = quotation_to("revise_quotation", user=request.user, number=number)
    version = expected_version(request)
    revision = services.revise_quotation(
        quotation=quotation, pricing_type=body.pricing_type, by=request.user, at=request.now, version=version
    )
    return answer(request, revision, 201)


@router.post("/quotations/{number}/add_variant", response={201: DocumentOut}, summary="Add a variant of a quotation")
@idempotent
def add_variant(request: UserRequest, number: DocumentNumber, body: ReviseBody) -> HttpResponse:
    """A draft of a variant (B, C …) beside an open one; of variants that stand side by side one is accepted."""
    quotation = quotation_to("add_variant", user=request.user, number=number)
    version = expected_version(request)
    variant = services.add_variant(
        quotation=quotation, pricing_type=body.pricing_type, by=request.user, at=request.now, version=version
    )
    return answer(request, variant, 201)


@router.get("/quotations/{number}/reprice_quotation", response=PreviewOut, summary="Preview a quotation priced again")
def preview_repricing(
    request: UserRequest, number: DocumentNumber, pricing_date: dt.date | None = None, pricing_type: PricingType = "C"
) -> PreviewOut:
    """What the prices of a day, and a pricing type, would change on a draft; nothing is written."""
    quotation = quotation_to("reprice_quotation", user=request.user, number=number)
    day = pricing_date or day_priced_again(quotation, company_day(request.now)).day
    return PreviewOut.of(repricing_preview(quotation, day, pricing_type))


@router.post("/quotations/{number}/reprice_quotation", response=DocumentOut, summary="Price a quotation again")
def reprice_quotation(request: UserRequest, number: DocumentNumber, body: RepriceBody) -> HttpResponse:
    """Price a draft again: by which day, and what of its prices stays."""
    quotation = quotation_to("reprice_quotation", user=request.user, number=number)
    version = expected_version(request)
    services.reprice_quotation(
        quotation=quotation, pricing_date=body.pricing_date, pricing_type=body.pricing_type, by=request.user,
        at=request.now, version=version,
    )  # fmt: skip
    return answer(request, quotation)


@router.post("/quotations/{number}/release_price", response=DocumentOut, summary="Release a quotation's prices")
def release_price(request: UserRequest, number: DocumentNumber, body: ReleaseBody) -> HttpResponse:
    """Let prices under a floor or a least margin go out, or return the draft with a comment."""
    quotation = quotation_to("release_price", user=request.user, number=number)
    services.release_price(
        quotation=quotation, comment=body.comment, returned=body.returned, by=request.user, at=request.now,
        version=expected_version(request),
    )  # fmt: skip
    return answer(request, quotation)


@router.post("/quotations/{number}/issue_quotation", response=DocumentOut, summary="Issue a quotation")
def issue_quotation(request: UserRequest, number: DocumentNumber, body: IssueBody) -> HttpResponse:
    """Make it binding. Missing facts are refused with their list; PDF and mail follow in the background."""
    quotation = quotation_to("issue_quotation", user=request.user, number=number)
    version = expected_version(request)
    services.issue_quotation(
        quotation=quotation, deliver=body.deliver, by=request.user, at=request.now, version=version
    )
    return answer(request, quotation)


@router.post("/quotations/{number}/deliver_quotation", response=DocumentOut, summary="Send a quotation again")
def deliver_quotation(request: UserRequest, number: DocumentNumber, body: NoBody) -> HttpResponse:
    """Mail the issued offer once more."""
    quotation = quotation_to("deliver_quotation", user=request.user, number=number)
    version = expected_version(request)
    services.deliver_quotation(quotation=quotation, by=request.user, at=request.now, version=version)
    return answer(request, quotation)


@router.post("/quotations/{number}/accept_quotation", response={201: DocumentOut}, summary="Accept a quotation")
@idempotent
def accept_quotation(request: UserRequest, number: DocumentNumber, body: AcceptBody) -> HttpResponse:
    """Record the customer's yes, once; the order that is handed over is returned."""
    quotation = quotation_to("accept_quotation", user=request.user, number=number)
    order = services.accept_quotation(
        quotation=quotation,
        chosen=body.chosen,
        customer_reference=body.customer_reference,
        evidence=body.evidence,
        by=request.user,
        at=request.now,
        version=expected_version(request),
    )
    return answer(request, order, 201)


@router.post("/quotations/{number}/decline_quotation", response=DocumentOut, summary="Decline a quotation")
def decline_quotation(request: UserRequest, number: DocumentNumber, body: ReasonBody) -> HttpResponse:
    """Record the customer's no, with a reason of kind “decline”."""
    quotation = quotation_to("decline_quotation", user=request.user, number=number)
    version = expected_version(request)
    services.decline_quotation(
        quotation=quotation, reason=body.reason, note=body.note, by=request.user, at=request.now, version=version
    )
    return answer(request, quotation)


@router.post("/quotations/{number}/withdraw_quotation", response=DocumentOut, summary="Withdraw a quotation")
def withdraw_quotation(request: UserRequest, number: DocumentNumber, body: ReasonBody) -> HttpResponse:
    """Take it back, with a reason of kind “close”."""
    quotation = quotation_to("withdraw_quotation", user=request.user, number=number)
    version = expected_version(request)
    services.withdraw_quotation(
        quotation=quotation, reason=body.reason, note=body.note, by=request.user, at=request.now, version=version
    )
    return answer(request, quotation)


@router.post("/quotations/{number}/reject_items", response=DocumentOut, summary="Reject items of a quotation")
def reject_quotation_items(request: UserRequest, number: DocumentNumber, body: RejectBody) -> HttpResponse:
    """Take items out of a draft's total, with reasons of kind “rejection”."""
    quotation = quotation_to("reject_items", user=request.user, number=number)
    version = expected_version(request)
    services.reject_items(document=quotation, reasons=body.reasons, by=request.user, at=request.now, version=version)
    return answer(request, quotation)
