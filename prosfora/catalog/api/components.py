"""What bundles consist of, for programs."""

from django.db import transaction
from ninja import Router, Status

from prosfora.catalog.api.schemas import ComponentIn, ComponentName, ComponentOut
from prosfora.catalog.permissions import component_of, product_to
from prosfora.catalog.queries import components_of
from prosfora.catalog.services import remove_component, set_component
from prosfora.identity.requests import UserRequest

router = Router()


@router.get("/products/{path:number}/components", response=list[ComponentOut])
def list_components(request: UserRequest, number: str) -> list[dict[str, object]]:
    """The parts of a bundle that the user sees, by number."""
    product = product_to("display_product", user=request.user, number=number)
    rows = components_of(request.user, product)
    return [{"part": row.part.number, "quantity": row.quantity, "unit": row.unit} for row in rows]


@router.post("/products/{path:number}/set_component", response={204: None})
@transaction.atomic
def post_component(request: UserRequest, number: str, body: ComponentIn) -> Status[None]:
    """Put a part into the bundle, or give it another quantity."""
    product = product_to("set_component", user=request.user, number=number, lock=True)
    part = product_to("display_product", user=request.user, number=body.part)
    set_component(product=product, part=part, quantity=body.quantity, unit=body.unit, by=request.user, at=request.now)
    return Status(204, None)


@router.post("/products/{path:number}/remove_component", response={204: None})
@transaction.atomic
def post_component_removal(request: UserRequest, number: str, body: ComponentName) -> Status[None]:
    """Take a part out of the bundle."""
    product = product_to("remove_component", user=request.user, number=number, lock=True)
    remove_component(component=component_of(product, part=body.part), by=request.user, at=request.now)
    return Status(204, None)
