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
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.clock import today
from prosfora.kit.errors import Forbidden, NotVisible, Refused
from prosfora.kit.pages import list_page
from prosfora.pricing import services
from prosfora.pricing.forms import ChangeForm, ConditionForm, DraftFilterForm, DraftForm, FilterForm
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.permissions import area_to, condition_to
from prosfora.pricing.queries import history_of
from prosfora.pricing.queries.records import drafts_beside, laid_under, listed_conditions, terms_of
from prosfora.pricing.telling import key_words
from prosfora.pricing.templatetags.pricing import type_name
from prosfora.pricing.views.listing import CONDITIONS, url_of, with_status


@require_GET
def list_conditions(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """VK13: the records of the user's sales areas."""
    if not allows(request.user, "pricing.display_condition"):
        raise NotVisible("")
    sees_drafts = allows(request.user, "pricing.display_draft")
    filters = DraftFilterForm(request.GET) if sees_drafts else FilterForm(request.GET)
    rows = listed_conditions(request.user, filters.wanted)
    new_url = reverse("pricing:create_condition") if allows(request.user, "pricing.create_condition") else ""
    listing = with_status(CONDITIONS) if sees_drafts else CONDITIONS
    return list_page(request, replace(listing, new_url=new_url), rows, filters=filters)


@require_GET
def display_condition(request: UserRequest, condition_id: int) -> HttpResponse:
    """One price with its history."""
    record = condition_to("display_condition", user=request.user, condition_id=condition_id)
    scope = EVERYWHERE if record.sales_area_id is None else record.sales_area_id
    page = {
        "record": record,
        "key": key_words(record.key.items()),
        "name": type_name(record.condition_type_id),
        "scales": terms_of(record).scales,
        "history": history_of(record),
        "may_change": allows(request.user, "pricing.change_condition", record.sales_area_id or ""),
        "may_release": record.is_draft and allows(request.user, "pricelists.release_condition", scope),
        "beside": drafts_beside(record, request.user),
        "under": laid_under(record, request.user) if record.is_draft else (),
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
    kind = DraftForm if record.is_draft else ChangeForm
    form = kind(request.POST) if request.method == "POST" else kind.of(record, today(request.now))
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = services.change_condition(
                condition=record, changes=form.changes, **form.period, by=request.user, at=request.now,
                version=_seen(request, record),
            )  # fmt: skip
        except Refused as error:
            refusal = error
        else:
            return redirect("pricing:display_condition", condition_id=made.pk)
    title = _("Change draft") if record.is_draft else _("Change price")
    version = record.version if record.is_draft else None
    return _form(request, form, refusal, title, url_of(record), version)


@require_http_methods(["POST"])
@transaction.atomic
def delete_condition(request: UserRequest, condition_id: int) -> HttpResponse:
    """Let a price end today; a draft is withdrawn."""
    record = condition_to("delete_condition", user=request.user, condition_id=condition_id)
    version = _seen(request, record) if record.is_draft else None
    services.delete_condition(
        condition=record, ends_on=today(request.now), by=request.user, at=request.now, version=version
    )
    return redirect("pricing:list_conditions")


def _seen(request: UserRequest, record: ConditionRecord) -> int:
    """The version the page was made from; where it says none, that of the record of its address."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else record.version


def _form(
    request: UserRequest, form: object, refusal: Refused | None, title: str, back: str, version: int | None = None
) -> HttpResponse:
    page = {"form": form, "refusal": refusal, "title": title, "back_url": back, "version": version}
    return render(request, "kit/form.html", page, status=422 if request.method == "POST" else 200)
