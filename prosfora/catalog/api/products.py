"""Products: list, create, display, change."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from prosfora.catalog.api.schemas import Kind, ProductFields, ProductIn, ProductOut, ProductRow, Status, stated
from prosfora.catalog.models import Product
from prosfora.catalog.permissions import may_create, product_to
from prosfora.catalog.queries import ORDERS, ProductFilter, data_of, listed_products
from prosfora.catalog.rules.facts import ProductData
from prosfora.catalog.services import change_product, create_product
from prosfora.identity.api import idempotent
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import PAGE_LIMIT, Page, cursor_page, etag, expected_version
from prosfora.kit.errors import Forbidden, Refused

router = Router()
COST = {"cost", "cost_currency"}


class UnknownOrder(Refused):
    """The list cannot be ordered so."""

    status = 400


class ListQuery(Schema):
    q: str = ""
    group: str = ""
    kind: Kind | None = None
    status: Status | None = None
    order: str = "number"
    limit: int = PAGE_LIMIT
    cursor: str | None = None


@router.get("/products", response=Page[ProductRow])
def list_products(request: UserRequest, wanted: Query[ListQuery]) -> dict[str, Any]:
    """Products by number, name or last change, narrowed by text, group, kind and status."""
    if wanted.order not in ORDERS:
        raise UnknownOrder(_("Order by one of: %(orders)s") % {"orders": ", ".join(ORDERS)}, "order")
    narrowed = ProductFilter(wanted.q, wanted.group, wanted.kind or "", wanted.status or "")
    rows, following = cursor_page(
        listed_products(request.user, narrowed),
        order=ORDERS[wanted.order],
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    return {"items": rows, "next_cursor": following}


@router.post("/products", response={201: ProductOut})
@idempotent
def create(request: UserRequest, body: ProductIn) -> HttpResponse:
    """Take up a product; `Location` tells where it is."""
    may_create(request.user)
    given = body.sent()
    number = str(given.pop("number", ""))
    _refuse_hidden_cost(request.user, given)
    product = create_product(data=stated(given), number=number, by=request.user, at=request.now)
    return _answer(request, product, 201)


@router.get("/products/{path:number}", response=ProductOut)
def display(request: UserRequest, number: str) -> HttpResponse:
    """One product; its ETag is what a change sends back in `If-Match`."""
    return _answer(request, product_to("display_product", user=request.user, number=number))


@router.patch("/products/{path:number}", response=ProductOut)
@transaction.atomic
def change(request: UserRequest, number: str, body: ProductFields) -> HttpResponse:
    """Change the fields given; units, texts and areas are replaced as a whole."""
    product = product_to("change_product", user=request.user, number=number, lock=True)
    given = body.sent()
    _refuse_hidden_cost(request.user, given)
    change_product(
        product=product,
        data=stated(given, data_of(product)),
        version=expected_version(request),
        by=request.user,
        at=request.now,
    )
    return _answer(request, product)


def _answer(request: UserRequest, product: Product, status: int = 200) -> HttpResponse:
    data = data_of(product)
    told = ProductOut.model_validate(
        {name: getattr(data, name) for name in ProductData.__slots__}
        | {
            "number": product.number,
            "version": product.version,
            "units": [{"unit": u.unit, "numerator": u.numerator, "denominator": u.denominator} for u in data.units],
            "texts": [{"language": t.language, "name": t.name, "sales_text": t.sales_text} for t in data.texts],
        }
    )
    hidden = set() if allows(request.user, "catalog.display_cost") else COST
    headers = {"ETag": etag(product.version)}
    if status == 201:
        headers["Location"] = f"{request.path}/{product.number}"
    return JsonResponse(told.model_dump(mode="json", exclude=hidden), status=status, headers=headers)


def _refuse_hidden_cost(user: User, given: dict[str, Any]) -> None:
    """Who may not see cost may not state it either."""
    if COST & given.keys() and not allows(user, "catalog.display_cost"):
        raise Forbidden(_("You may not state the cost of products"), "cost")
