"""Availability, and the stock and receipts it is computed from."""

from decimal import Decimal

from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prosfora.catalog import queries, services
from prosfora.catalog.forms import QuestionForm, ReceiptForm, StockForm
from prosfora.catalog.permissions import product_to, receipt_of
from prosfora.catalog.views.page import changed
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import Refused


class NotReadable(Refused):
    """What was typed is not of the shape the form asks for."""


def shape_problems(form: Form) -> NotReadable:
    """The sentences of an invalid form as a refusal."""
    problems = {form[name].label or name: [str(error) for error in errors] for name, errors in form.errors.items()}
    told = "; ".join(f"{label}: {' '.join(sentences)}" for label, sentences in problems.items())
    return NotReadable(told or _("Fill the form in"))


@require_GET
def availability(request: UserRequest, number: str) -> HttpResponse:
    """When a quantity can leave a plant: all on the day, on one later day, or in part."""
    product = product_to("display_product", user=request.user, number=number)
    form, now = QuestionForm(request.GET), today(request.now)
    try:
        if not form.is_valid():
            raise shape_problems(form)
        asked = form.cleaned_data
        answer = queries.promise(
            product=product,
            quantity=Decimal(asked["quantity"]),
            unit=asked["unit"],
            day=asked["day"] or now,
            plant=asked["plant"] or queries.usual_plant(request.user),
            today=now,
        )
    except Refused as refusal:
        return render(request, "kit/refusal.html#message", {"refusal": refusal}, status=refusal.status)
    return render(request, "catalog/availability.html", {"answer": answer, "proposal": answer.proposal})


@require_POST
def set_stock(request: UserRequest, number: str) -> HttpResponse:
    """State what lies in a plant."""
    form = StockForm(request.POST)
    with transaction.atomic():
        product = product_to("set_stock", user=request.user, number=number, lock=True)
        if not form.is_valid():
            return changed(request, product, "supply", shape_problems(form))
        typed = form.cleaned_data
        try:
            services.set_stock(
                product=product,
                plant=typed["plant"].code,
                quantity=typed["quantity"],
                safety_stock=typed["safety_stock"],
                by=request.user,
                at=request.now,
            )
        except Refused as refusal:
            return changed(request, product, "supply", refusal)
    return changed(request, product, "supply")


@require_POST
def add_receipt(request: UserRequest, number: str) -> HttpResponse:
    """Expect a quantity in a plant on a day."""
    form = ReceiptForm(request.POST)
    with transaction.atomic():
        product = product_to("add_receipt", user=request.user, number=number, lock=True)
        if not form.is_valid():
            return changed(request, product, "supply", shape_problems(form))
        typed = form.cleaned_data
        try:
            services.add_receipt(
                product=product,
                plant=typed["plant"].code,
                day=typed["day"],
                quantity=typed["quantity"],
                reference=typed["reference"],
                by=request.user,
                at=request.now,
            )
        except Refused as refusal:
            return changed(request, product, "supply", refusal)
    return changed(request, product, "supply")


@require_POST
def remove_receipt(request: UserRequest, number: str, receipt: int) -> HttpResponse:
    """No longer expect a receipt."""
    with transaction.atomic():
        product = product_to("remove_receipt", user=request.user, number=number, lock=True)
        services.remove_receipt(receipt=receipt_of(product, receipt), by=request.user, at=request.now)
    return changed(request, product, "supply")
