"""The verbs on a product besides changing it: stock, receipts, links, customers' numbers."""

from django.db import transaction
from ninja import Router, Status

from prosfora.catalog.api.schemas import CustomerNumberIn, LinkIn, ReceiptId, ReceiptIn, ReceiptOut, StockIn, StockOut
from prosfora.catalog.permissions import customer_number_of, link_of, product_to, receipt_of
from prosfora.catalog.services import (
    add_receipt,
    assign_customer_number,
    link_product,
    remove_customer_number,
    remove_receipt,
    set_stock,
    unlink_product,
)
from prosfora.identity.requests import UserRequest
from prosfora.parties.permissions import party_to

router = Router()


@router.post("/products/{path:number}/set_stock", response=StockOut)
@transaction.atomic
def post_stock(request: UserRequest, number: str, body: StockIn) -> dict[str, object]:
    """State what lies in a plant."""
    product = product_to("set_stock", user=request.user, number=number, lock=True)
    stock = set_stock(
        product=product,
        plant=body.plant,
        quantity=body.quantity,
        safety_stock=body.safety_stock,
        by=request.user,
        at=request.now,
    )
    return {"plant": stock.plant_id, "quantity": stock.quantity, "safety_stock": stock.safety_stock}


@router.post("/products/{path:number}/add_receipt", response={201: ReceiptOut})
@transaction.atomic
def post_receipt(request: UserRequest, number: str, body: ReceiptIn) -> Status[dict[str, object]]:
    """Expect a quantity in a plant on a day."""
    product = product_to("add_receipt", user=request.user, number=number, lock=True)
    receipt = add_receipt(
        product=product,
        plant=body.plant,
        day=body.day,
        quantity=body.quantity,
        reference=body.reference,
        by=request.user,
        at=request.now,
    )
    return Status(201, {"id": receipt.pk, **body.dict()})


@router.post("/products/{path:number}/remove_receipt", response={204: None})
@transaction.atomic
def post_removal(request: UserRequest, number: str, body: ReceiptId) -> Status[None]:
    """No longer expect a receipt."""
    product = product_to("remove_receipt", user=request.user, number=number, lock=True)
    remove_receipt(receipt=receipt_of(product, body.id), by=request.user, at=request.now)
    return Status(204, None)


@router.post("/products/{path:number}/link_product", response={204: None})
@transaction.atomic
def post_link(request: UserRequest, number: str, body: LinkIn) -> Status[None]:
    """Name another product as alternative, accessory or successor."""
    product = product_to("link_product", user=request.user, number=number, lock=True)
    other = product_to("display_product", user=request.user, number=body.other)
    link_product(product=product, kind=body.kind, other=other, by=request.user, at=request.now)
    return Status(204, None)


@router.post("/products/{path:number}/unlink_product", response={204: None})
@transaction.atomic
def post_unlink(request: UserRequest, number: str, body: LinkIn) -> Status[None]:
    """Take a link back."""
    product = product_to("unlink_product", user=request.user, number=number, lock=True)
    link = link_of(product, kind=body.kind, other=body.other)
    unlink_product(link=link, by=request.user, at=request.now)
    return Status(204, None)


@router.post("/products/{path:number}/assign_customer_number", response={204: None})
@transaction.atomic
def post_customer_number(request: UserRequest, number: str, body: CustomerNumberIn) -> Status[None]:
    """Note what number a customer has for the product."""
    product = product_to("assign_customer_number", user=request.user, number=number, lock=True)
    party = party_to("display_party", user=request.user, number=body.customer)
    assign_customer_number(product=product, party=party, number=body.number, by=request.user, at=request.now)
    return Status(204, None)


@router.post("/products/{path:number}/remove_customer_number", response={204: None})
@transaction.atomic
def post_customer_number_removal(request: UserRequest, number: str, body: CustomerNumberIn) -> Status[None]:
    """The customer no longer calls the product so."""
    product = product_to("remove_customer_number", user=request.user, number=number, lock=True)
    party = party_to("display_party", user=request.user, number=body.customer)
    assigned = customer_number_of(product, party=party, number=body.number)
    remove_customer_number(assigned=assigned, by=request.user, at=request.now)
    return Status(204, None)
