"""The product's page and its fragments: one template, one context."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from prosfora.catalog.forms import TAX_CLASSES, ComponentForm, CustomerNumberForm, LinkForm, ReceiptForm, StockForm
from prosfora.catalog.models import Product
from prosfora.catalog.permissions import VERBS, allowed_for
from prosfora.catalog.queries import product_page, usual_plant
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import Refused


def page_of(request: UserRequest, product: Product, refusal: Refused | None = None) -> dict[str, Any]:
    """What the product's template and each of its partials needs."""
    now, user, plant = today(request.now), request.user, usual_plant(request.user)
    page = product_page(user, product, now)
    names = [verb.removeprefix("catalog.") for verb in VERBS]
    return {
        "page": page,
        "product": product,
        "facts": page.facts,
        "text": page.facts.text(user.language),
        "areas": sorted(page.facts.areas),
        "tax_class": dict(TAX_CLASSES).get(product.tax_class, product.tax_class),
        "today": now,
        "plant": plant,
        "verbs": {verb for verb in names if allowed_for(user, verb, page.facts.areas)},
        "stock_form": StockForm(initial={"plant": plant}, auto_id="stock_%s"),
        "receipt_form": ReceiptForm(initial={"plant": plant}, auto_id="receipt_%s"),
        "component_form": ComponentForm(auto_id="component_%s"),
        "link_form": LinkForm(auto_id="link_%s"),
        "customer_number_form": CustomerNumberForm(auto_id="customer_%s"),
        "refusal": refusal,
    }


def changed(request: UserRequest, product: Product, part: str, refusal: Refused | None = None) -> HttpResponse:
    """The part of the page that a verb changed, or why it did not; the whole page for a browser without scripts."""
    if getattr(request, "htmx", False):
        context = page_of(request, product, refusal)
        return render(request, f"catalog/product.html#{part}", context, status=422 if refusal else 200)
    if refusal:
        raise refusal
    return redirect("catalog:display_product", product.number)
