"""What a bundle consists of."""

from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from prosfora.catalog import services
from prosfora.catalog.forms import ComponentForm
from prosfora.catalog.permissions import component_of, product_to
from prosfora.catalog.views.page import changed
from prosfora.catalog.views.supply import shape_problems
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Refused


@require_POST
def set_component(request: UserRequest, number: str) -> HttpResponse:
    """Put a part into the bundle, or give it another quantity."""
    form = ComponentForm(request.POST)
    with transaction.atomic():
        product = product_to("set_component", user=request.user, number=number, lock=True)
        try:
            if not form.is_valid():
                raise shape_problems(form)
            typed = form.cleaned_data
            part = product_to("display_product", user=request.user, number=typed["part"])
            services.set_component(
                product=product,
                part=part,
                quantity=typed["quantity"],
                unit=typed["unit"],
                by=request.user,
                at=request.now,
            )
        except Refused as refusal:
            return changed(request, product, "components", refusal)
    return changed(request, product, "components")


@require_POST
def remove_component(request: UserRequest, number: str) -> HttpResponse:
    """Take a part out of the bundle."""
    with transaction.atomic():
        product = product_to("remove_component", user=request.user, number=number, lock=True)
        component = component_of(product, part=request.POST.get("part", ""))
        services.remove_component(component=component, by=request.user, at=request.now)
    return changed(request, product, "components")
