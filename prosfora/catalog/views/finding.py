"""Lists of products, and the options of every field that finds one."""

from dataclasses import replace

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from prosfora.catalog import queries
from prosfora.catalog.filters import ProductFilters
from prosfora.catalog.permissions import may_display
from prosfora.catalog.rules.units import unit_short
from prosfora.identity.requests import UserRequest
from prosfora.kit.pages import Column, Listing, list_page
from prosfora.kit.writing import language

LISTING = Listing(
    name="catalog:list_products",
    title=_("Products"),
    columns=[
        Column(_("Number"), "number"),
        Column(_("Text"), "name"),
        Column(_("Product group"), "group"),
        Column(_("Kind"), lambda product: product.get_kind_display()),
        Column(_("Unit"), lambda product: unit_short(product.base_unit, language())),
        Column(_("Status"), lambda product: (product.status, product.get_status_display()), "chip"),
        Column(_("Last change"), "changed_at", "moment"),
    ],
    orders={
        "number": (_("by number"), queries.ORDERS["number"]),
        "name": (_("by name"), queries.ORDERS["name"]),
        "changed": (_("last changed first"), queries.ORDERS["changed"]),
    },
    open_row=lambda product: reverse("catalog:display_product", args=[product.number]),
    new_label=_("New product"),
    empty=_("No products yet. Take up the first one, or import a file of them."),
)


@require_GET
def list_products(request: UserRequest) -> HttpResponseBase:
    """Products the user sees, filtered and ordered; also as CSV and XLSX."""
    may_display(request.user)
    filters = ProductFilters(request.GET)
    rows = queries.listed_products(request.user, filters.wanted())
    may_create = request.user.rights.allows("catalog.create_product")
    listing = replace(LISTING, new_url=reverse("catalog:create_product") if may_create else "")
    return list_page(request, listing, rows, filters=filters)


@require_GET
def product_options(request: UserRequest) -> HttpResponse:
    """The products that fit what is typed in a field or the grid, named in the reader's language."""
    found = queries.search_products(user=request.user, text=request.GET.get("q", "")[:200], limit=8)
    facts = queries.product_facts([product for product in found if product.status != "blocked"])
    rows = [(row, row.text(language()).name) for row in facts.values()]
    return render(request, "catalog/options.html", {"rows": rows})
