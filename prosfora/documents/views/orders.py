"""The order hand-over on pages."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from prosfora.documents.permissions import order_to
from prosfora.documents.views.pages import document_answer
from prosfora.identity.requests import UserRequest


@require_GET
def display_order(request: UserRequest, number: str) -> HttpResponse:
    """What an accepted quotation became."""
    return document_answer(request, order_to("display_order", user=request.user, number=number))
