"""What goes with a product, and what customers call it."""

from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from prosfora.catalog import services
from prosfora.catalog.forms import CustomerNumberForm, LinkForm
from prosfora.catalog.permissions import customer_number_of, link_of, product_to
from prosfora.catalog.views.page import changed
from prosfora.catalog.views.supply import shape_problems
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Refused
from prosfora.parties.permissions import party_to


@require_POST
def link_product(request: UserRequest, number: str) -> HttpResponse:
    """Name another product as alternative, accessory or successor."""
    form = LinkForm(request.POST)
    with transaction.atomic():
        product = product_to("link_product", user=request.user, number=number, lock=True)
        try:
            if not form.is_valid():
                raise shape_problems(form)
            other = product_to("display_product", user=request.user, number=form.cleaned_data["other"])
            kind = form.cleaned_data["kind"]
            services.link_product(product=product, kind=kind, other=other, by=request.user, at=request.now)
        except Refused as refusal:
            return changed(request, product, "links", refusal)
    return changed(request, product, "links")


@require_POST
def unlink_product(request: UserRequest, number: str) -> HttpResponse:
    """Take a link back."""
    with transaction.atomic():
        product = product_to("unlink_product", user=request.user, number=number, lock=True)
        link = link_of(product, kind=request.POST.get("kind", ""), other=request.POST.get("other", ""))
        services.unlink_product(link=link, by=request.user, at=request.now)
    return changed(request, product, "links")


@require_POST
def assign_customer_number(request: UserRequest, number: str) -> HttpResponse:
    """Note what number a customer has for the product."""
    form = CustomerNumberForm(request.POST)
    with transaction.atomic():
        product = product_to("assign_customer_number", user=request.user, number=number, lock=True)
        try:
            if not form.is_valid():
                raise shape_problems(form)
            party = party_to("display_party", user=request.user, number=form.cleaned_data["customer"])
            own = form.cleaned_data["number"]
            services.assign_customer_number(product=product, party=party, number=own, by=request.user, at=request.now)
        except Refused as refusal:
            return changed(request, product, "customer_numbers", refusal)
    return changed(request, product, "customer_numbers")


@require_POST
def remove_customer_number(request: UserRequest, number: str) -> HttpResponse:
    """The customer no longer calls the product so."""
    with transaction.atomic():
        product = product_to("remove_customer_number", user=request.user, number=number, lock=True)
        party = party_to("display_party", user=request.user, number=request.POST.get("customer", ""))
        assigned = customer_number_of(product, party=party, number=request.POST.get("number", ""))
        services.remove_customer_number(assigned=assigned, by=request.user, at=request.now)
    return changed(request, product, "customer_numbers")
