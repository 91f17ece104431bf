"""What binds us, on the quotation's page: sealed PDF, canonical JSON, UBL."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from prosfora.documents.permissions import quotation_to
from prosfora.documents.queries.binding import frozen_json, frozen_of, frozen_ubl
from prosfora.identity.requests import UserRequest
from prosfora.offers.queries.sealed import sealed_file


@require_GET
def display_binding(request: UserRequest, number: str) -> HttpResponse:
    """The frozen offer's digest, its seal and its files; nothing of a draft."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    frozen = frozen_of(quotation)
    facts = {"number": number, "frozen": frozen, "sealed": sealed_file(frozen) if frozen else None}
    return render(request, "documents/binding.html", facts)


@require_GET
def display_offer_json(request: UserRequest, number: str) -> HttpResponse:
    """The canonical JSON, byte by byte as it was frozen."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    return as_file(frozen_json(quotation).content.encode(), "application/json", f"{number}.json")


@require_GET
def display_offer_ubl(request: UserRequest, number: str) -> HttpResponse:
    """The UBL Quotation."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    return as_file(frozen_ubl(quotation), "application/xml", f"{number}.xml")


def as_file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Bytes to be kept under a name."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
