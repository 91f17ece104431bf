"""Pages of prices: VK11, VK12, VK13, and what would it cost."""

from dataclasses import replace

from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import Forbidden, NotVisible, Refused
from prosfora.kit.pages import list_page
from prosfora.pricing import services
from prosfora.pricing.forms import ChangeForm, ConditionForm, FilterForm
from prosfora.pricing.permissions import area_to, condition_to
from prosfora.pricing.queries import history_of
from prosfora.pricing.queries.records import listed_conditions, terms_of
from prosfora.pricing.telling import key_words
from prosfora.pricing.templatetags.pricing import type_name
from prosfora.pricing.views.listing import CONDITIONS, url_of


@require_GET
def list_conditions(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """VK13: the records of the user's sales areas."""
    if not allows(request.user, "pricing.display_condition"):
        raise NotVisible("")
    filters = FilterForm(request.GET)
    rows = listed_conditions(request.user, filters.wanted)
    new_url = reverse("pricing:create_condition") if allows(request.user, "pricing.create_condition") else ""
    return list_page(request, replace(CONDITIONS, new_url=new_url), rows, filters=filters)


@require_GET
def display_condition(request: UserRequest, condition_id: int) -> HttpResponse:
    """One price with its history."""
    record = condition_to("display_condition", user=request.user, condition_id=condition_id)
    page = {
        "record": record,
        "key": key_words(record.key.items()),
        "name": type_name(record.condition_type_id),
        "scales": terms_of(record).scales,
        "history": history_of(record),
        "may_change": allows(request.user, "pricing.change_condition", record.sales_area_id or ""),
    }
    return render(request, "pricing/condition.html", page)


@require_http_methods(["GET", "POST"])
def create_condition(request: UserRequest) -> HttpResponse:
    """VK11."""
    if not allows(request.user, "pricing.create_condition"):
        raise Forbidden("")
    proposed = {name: request.GET[name] for name in ("condition_type", "key", "promotion") if name in request.GET}
    form = ConditionForm(request.POST or None, initial={"valid_from": today(request.now), **proposed})
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            facts = form.facts
            area_to("create_condition", user=request.user, sales_area=facts["sales_area"])
            made = services.create_condition(**facts, by=request.user, at=request.now)
        except Refused as error:
            refusal = error
        else:
            return redirect("pricing:display_condition", condition_id=made.pk)
    return _form(request, form, refusal, _("New price"), reverse("pricing:list_conditions"))


@require_http_methods(["GET", "POST"])
@transaction.atomic
def change_condition(request: UserRequest, condition_id: int) -> HttpResponse:
    """VK12: the record ends, its successor begins."""
    record = condition_to("change_condition", user=request.user, condition_id=condition_id)
    form = ChangeForm(request.POST) if request.method == "POST" else ChangeForm.of(record, today(request.now))
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = services.change_condition(
                condition=record, changes=form.changes, valid_from=form.cleaned_data["valid_from"], by=request.user,
                at=request.now, version=record.version,
            )  # fmt: skip
        except Refused as error:
            refusal = error
        else:
            return redirect("pricing:display_condition", condition_id=made.pk)
    return _form(request, form, refusal, _("Change price"), url_of(record))


@require_http_methods(["POST"])
@transaction.atomic
def delete_condition(request: UserRequest, condition_id: int) -> HttpResponse:
    """Let a price end today."""
    record = condition_to("delete_condition", user=request.user, condition_id=condition_id)
    services.delete_condition(condition=record, ends_on=today(request.now), by=request.user, at=request.now)
    return redirect("pricing:list_conditions")


def _form(request: UserRequest, form: object, refusal: Refused | None, title: str, back: str) -> HttpResponse:
    page = {"form": form, "refusal": refusal, "title": title, "back_url": back}
    return render(request, "kit/form.html", page, status=422 if request.method == "POST" else 200)
