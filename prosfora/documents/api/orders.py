"""Orders handed over."""

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from prosfora.documents.api.answers import DocumentBrief, DocumentOut, FlowOut, answer
from prosfora.documents.api.bodies import Number
from prosfora.documents.api.lists import ListQuery, flow_of, page_of
from prosfora.documents.permissions import order_to
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import Page
from prosfora.kit.clock import today as company_day

router = Router(tags=["orders"])


@router.get("/orders", response=Page[DocumentBrief], summary="List orders")
def list_orders(request: UserRequest, wanted: Query[ListQuery]) -> Page[DocumentBrief]:
    """Orders of your sales areas, newest number first unless ordered otherwise."""
    return page_of(request, "order", wanted)


@router.get("/orders/{number}", response=DocumentOut, summary="Display an order")
def display_order(request: UserRequest, number: Number) -> HttpResponse:
    """The order as it was handed over."""
    return answer(request, order_to("display_order", user=request.user, number=number))


@router.get("/orders/{number}/flow", response=FlowOut, summary="Show an order's document flow")
def order_flow(request: UserRequest, number: Number) -> dict[str, Any]:
    """Where it came from."""
    return flow_of(order_to("display_order", user=request.user, number=number), company_day(request.now))
