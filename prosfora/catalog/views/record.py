"""One product: its page, taking it up, changing it."""

from django.db import transaction
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prosfora.catalog import queries, services
from prosfora.catalog.forms import (
    NewProductForm,
    ProductForm,
    TextForm,
    TextForms,
    UnitForm,
    UnitForms,
    show_problems,
    typed_texts,
    typed_units,
)
from prosfora.catalog.models import Product
from prosfora.catalog.permissions import may_create, product_to
from prosfora.catalog.rules.facts import ProductData
from prosfora.catalog.views.page import page_of
from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Refused


@require_GET
def display_product(request: UserRequest, number: str) -> HttpResponse:
    """The record page: facts, units, texts, stock and receipts, what hangs on it."""
    product = product_to("display_product", user=request.user, number=number)
    return render(request, "catalog/product.html", page_of(request, product))


@require_http_methods(["GET", "POST"])
def create_product(request: UserRequest) -> HttpResponse:
    """Take up a product."""
    may_create(request.user)
    start = ProductForm.initial_of(ProductData(name=request.GET.get("name", "")[:200]))
    form = NewProductForm(request.POST or None, initial=start, sees_cost=_sees_cost(request))
    units = UnitForms(request.POST or None, prefix="units")
    texts = TextForms(request.POST or None, prefix="texts")
    if request.method == "POST" and form.is_valid() and units.is_valid() and texts.is_valid():
        number = form.cleaned_data.pop("number")
        data = form.data_typed(typed_units(units), typed_texts(texts))
        try:
            product = services.create_product(data=data, number=number, by=request.user, at=request.now)
            return redirect("catalog:display_product", product.number)
        except Refused as refusal:
            show_problems(form, refusal)
    return _form_page(request, form, units, texts, None)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def change_product(request: UserRequest, number: str) -> HttpResponse:
    """Change a product's facts, units and texts."""
    product = product_to("change_product", user=request.user, number=number, lock=request.method == "POST")
    before = queries.data_of(product)
    form = ProductForm(request.POST or None, initial=ProductForm.initial_of(before), sees_cost=_sees_cost(request))
    units = UnitForms(request.POST or None, initial=_rows(before.units), prefix="units")
    texts = TextForms(request.POST or None, initial=_rows(before.texts), prefix="texts")
    if request.method == "POST" and form.is_valid() and units.is_valid() and texts.is_valid():
        data = form.data_typed(typed_units(units), typed_texts(texts), before)
        version = _version_seen(request)
        try:
            services.change_product(product=product, data=data, version=version, by=request.user, at=request.now)
            return redirect("catalog:display_product", product.number)
        except Refused as refusal:
            show_problems(form, refusal)
    return _form_page(request, form, units, texts, product)


def _rows(rows: tuple[object, ...]) -> list[dict[str, object]]:
    return [{name: getattr(row, name) for name in type(row).__slots__} for row in rows]  # type: ignore[attr-defined]


def _sees_cost(request: UserRequest) -> bool:
    return request.user.rights.allows("catalog.display_cost")


def _version_seen(request: UserRequest) -> int | None:
    """The version that the form was filled from."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None


def _form_page(
    request: UserRequest,
    form: ProductForm,
    units: "BaseFormSet[UnitForm]",
    texts: "BaseFormSet[TextForm]",
    product: Product | None,
) -> HttpResponse:
    back = reverse("catalog:display_product", args=[product.number]) if product else reverse("catalog:list_products")
    context = {
        "form": form,
        "units": units,
        "texts": texts,
        "title": f"{product.number} {product.name}" if product else _("New product"),
        "version": request.POST.get("version") or (product.version if product else None),
        "back_url": back,
    }
    wrong = form.is_bound and not (form.is_valid() and units.is_valid() and texts.is_valid() and not form.errors)
    return render(request, "catalog/product_form.html", context, status=422 if wrong else 200)
