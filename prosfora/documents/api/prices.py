"""Why an item costs what it costs, and what would have to change, for programs."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated

from django.http import HttpResponse, JsonResponse
from ninja import Query, Router

from prosfora.documents.api.bodies import DocumentNumber, Number
from prosfora.documents.models import SalesDocument
from prosfora.documents.permissions import inquiry_to, order_to, quotation_to
from prosfora.documents.queries import explain_price, explain_target
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import NotVisible
from prosfora.pricing.queries.targets import TARGET_MOST
from prosfora.pricing.telling_prices import price_in_plain, target_in_plain

router = Router(tags=["prices"])
UnitPrice = Annotated[Decimal, Query(ge=0, le=TARGET_MOST, max_digits=17, decimal_places=4)]
PATH = "/{number}/items/{position}/explain_price"


@router.get("/inquiries" + PATH, summary="Explain the price of an inquiry's item")
def explain_inquired_price(
    request: UserRequest, number: Number, position: int, unit_price: UnitPrice | None = None
) -> HttpResponse:
    """The waterfall, what lost, and with `unit_price` every change that leads to it; in the reader's language."""
    return _explained(request, inquiry_to, "display_inquiry", number, position, unit_price)


@router.get("/quotations" + PATH, summary="Explain the price of a quotation's item")
def explain_quoted_price(
    request: UserRequest, number: DocumentNumber, position: int, unit_price: UnitPrice | None = None
) -> HttpResponse:
    """The waterfall, what lost, and with `unit_price` every change that leads to it; in the reader's language."""
    return _explained(request, quotation_to, "display_quotation", number, position, unit_price)


@router.get("/orders" + PATH, summary="Explain the price of an order's item")
def explain_ordered_price(
    request: UserRequest, number: Number, position: int, unit_price: UnitPrice | None = None
) -> HttpResponse:
    """The waterfall, what lost, and with `unit_price` every change that leads to it; in the reader's language."""
    return _explained(request, order_to, "display_order", number, position, unit_price)


def _explained(
    request: UserRequest, load: Callable[..., SalesDocument], verb: str, number: str, position: int,
    unit_price: Decimal | None,
) -> HttpResponse:  # fmt: skip
    document = load(verb, user=request.user, number=number)
    priced = explain_price(document, position)
    if priced is None:
        raise NotVisible(str(position))
    may_see_cost = allows(request.user, "catalog.display_cost")
    told = {"currency": document.currency, **price_in_plain(priced, may_see_cost=may_see_cost)}
    target = None if unit_price is None else explain_target(document, position, unit_price)
    return JsonResponse(
        told if target is None else told | {"target": target_in_plain(target, may_see_cost=may_see_cost)}
    )
