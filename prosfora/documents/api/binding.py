"""What binds us of a quotation, for programs: canonical JSON and UBL; the sealed PDF is at /pdf."""

from django.http import HttpResponse
from ninja import Router

from prosfora.documents.api.bodies import Number
from prosfora.documents.permissions import quotation_to
from prosfora.documents.queries.binding import frozen_json, frozen_ubl
from prosfora.identity.requests import UserRequest

router = Router(tags=["quotations"])


@router.get("/quotations/{number}/offer", response={200: bytes}, summary="Fetch the frozen offer")
def quotation_offer(request: UserRequest, number: Number) -> HttpResponse:
    """The canonical JSON (RFC 8785) that was frozen when the offer was issued, byte by byte; its ETag is its SHA-256.

    A draft, or an offer older than this, is refused with 409. The format is described in the developers' documentation.
    """
    frozen = frozen_json(quotation_to("display_quotation", user=request.user, number=number))
    made = HttpResponse(frozen.content.encode(), content_type="application/json")
    made["ETag"] = f'"{frozen.digest}"'
    return made


@router.get("/quotations/{number}/ubl", response={200: bytes}, summary="Fetch the offer as UBL")
def quotation_ubl(request: UserRequest, number: Number) -> HttpResponse:
    """The offer as UBL 2.1 Quotation, the same bytes as inside the sealed PDF. Refused as the frozen offer is."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    return HttpResponse(frozen_ubl(quotation), content_type="application/xml")
