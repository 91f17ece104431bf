"""Following offers up on pages: extended, looked at again, reminded of; the rules of it."""

import datetime as dt

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.documents import services
from prosfora.documents.forms.validity import ExtendForm, FollowUpForm, ValidityRuleForm, as_typed
from prosfora.documents.permissions import quotation_to, rule_area_to
from prosfora.documents.queries.validity import following_up, terms_for
from prosfora.documents.views.asking import asked
from prosfora.documents.views.changing import seen_version
from prosfora.documents.views.pages import document_answer, gone_to, may
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.clock import today
from prosfora.kit.errors import Forbidden, Refused

USUAL_EXTENSION = dt.timedelta(days=30)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def extend_validity(request: UserRequest, number: str) -> HttpResponseBase:
    """A later last day, with its reason; the customer is told."""
    quotation = quotation_to("extend_validity", user=request.user, number=number, lock=True)
    proposed = max(today(request.now), quotation.valid_to or dt.date.min) + USUAL_EXTENSION
    form = ExtendForm(proposed, request.POST or None)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.extend_validity(
                quotation=quotation, **form.cleaned_data, by=request.user, at=request.now, version=seen_version(request)
            )
        except Refused as error:
            refusal = error
        else:
            return gone_to(request, quotation)
    return asked(request, quotation, "extend_validity", form, refusal)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def follow_up_quotation(request: UserRequest, number: str) -> HttpResponseBase:
    """What the customer said, and when the offer is looked at again."""
    quotation = quotation_to("follow_up_quotation", user=request.user, number=number, lock=True)
    form = FollowUpForm(quotation.follow_up_on, request.POST if request.method == "POST" else None)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.follow_up_quotation(
                quotation=quotation, **form.cleaned_data, by=request.user, at=request.now, version=seen_version(request)
            )
        except Refused as error:
            refusal = error
        else:
            return gone_to(request, quotation)
    return asked(request, quotation, "follow_up_quotation", form, refusal)


@require_POST
@transaction.atomic
def stop_reminders(request: UserRequest, number: str) -> HttpResponseBase:
    """No more reminders of this offer."""
    quotation = quotation_to("stop_reminders", user=request.user, number=number, lock=True)
    try:
        services.stop_reminders(quotation=quotation, by=request.user, at=request.now, version=seen_version(request))
    except Refused as refusal:
        return document_answer(request, quotation, refusal=refusal)
    return gone_to(request, quotation)


@require_GET
def display_following_up(request: UserRequest, number: str) -> HttpResponse:
    """The part of the offer's page that says how it is followed up."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    shown = {
        "document": quotation,
        "found": following_up(quotation, today=today(request.now)),
        "may_stop": may(request, "stop_reminders", quotation)
        and "stop_reminders" in quotation.possible(today(request.now)),
    }
    return render(request, "documents/following_up.html", shown)


@require_http_methods(["GET", "POST"])
def change_validity_rule(request: UserRequest) -> HttpResponseBase:
    """How offers of a sales area are followed up, and who is reminded of them."""
    if not allows(request.user, "documents.change_validity_rule"):
        raise Forbidden("")
    sent = request.method == "POST"
    is_everywhere = allows(request.user, "documents.change_validity_rule", EVERYWHERE)
    area = request.GET.get("sales_area", "" if is_everywhere else request.user.home_area)[:12]
    initial = {"sales_area": area, **as_typed(terms_for(area))}
    form = ValidityRuleForm(request.POST if sent else None, initial=initial)
    refusal: Refused | None = None
    if sent and form.is_valid():
        chosen = form.cleaned_data["sales_area"].pk if form.cleaned_data["sales_area"] else ""
        rule_area_to("change_validity_rule", user=request.user, code=chosen)
        try:
            services.change_validity_rule(sales_area=chosen, terms=form.terms, by=request.user, at=request.now)
        except Refused as error:
            refusal = error
        else:
            return redirect(reverse("settings"))
    page = {"form": form, "refusal": refusal, "title": _("How offers are followed up"), "back_url": reverse("settings")}
    return render(request, "kit/form.html", page, status=422 if sent else 200)
