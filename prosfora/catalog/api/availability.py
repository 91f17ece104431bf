"""Availability and what it is computed from."""

from datetime import date
from decimal import Decimal
from typing import Any

from ninja import Query, Router, Schema

from prosfora.catalog.api.schemas import AvailabilityOut, SupplyOut
from prosfora.catalog.permissions import product_to
from prosfora.catalog.queries import promise, supply, usual_plant
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today

router = Router()


class Wanted(Schema):
    quantity: Decimal = Decimal(1)
    unit: str = ""
    day: date | None = None
    plant: str = ""


@router.get("/products/{path:number}/availability", response=AvailabilityOut)
def availability(request: UserRequest, number: str, wanted: Query[Wanted]) -> dict[str, Any]:
    """When a quantity can leave a plant, by stock and receipts; nothing is reserved."""
    now = today(request.now)
    answer = promise(
        product=product_to("display_product", user=request.user, number=number),
        quantity=wanted.quantity,
        unit=wanted.unit,
        day=wanted.day or now,
        plant=wanted.plant or usual_plant(request.user),
        today=now,
    )
    proposal = answer.proposal
    return {
        "product": answer.product.number,
        "plant": answer.plant,
        "quantity": answer.quantity,
        "unit": answer.unit,
        "base_quantity": proposal.wanted,
        "base_unit": answer.product.base_unit,
        "wanted_day": answer.wanted_day,
        "day": proposal.day,
        "is_available": proposal.is_available,
        "available": proposal.available,
        "full_day": proposal.full_day,
        "on_the_day": proposal.on_the_day,
        "one_delivery": proposal.one_delivery,
        "partial": proposal.partial,
    }


@router.get("/products/{path:number}/supply", response=SupplyOut)
def display_supply(request: UserRequest, number: str) -> dict[str, Any]:
    """What plants hold and expect of a product."""
    found = supply(product_to("display_product", user=request.user, number=number))
    return {
        "stock": [
            {"plant": row.plant_id, "quantity": row.quantity, "safety_stock": row.safety_stock} for row in found.stocks
        ],
        "receipts": [
            {
                "id": row.pk,
                "plant": row.plant_id,
                "day": row.day,
                "quantity": row.quantity,
                "reference": row.reference,
            }
            for row in found.receipts
        ],
    }
