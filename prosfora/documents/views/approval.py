"""Approving quotations on pages: asking, deciding, the panel with the steps, the link of a mail."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.approvals.queries.requests import asked_about, can_decide
from prosfora.approvals.telling import approver_words, need_words, reason_words, steps_words
from prosfora.documents import services
from prosfora.documents.forms.verbs import ApprovalForm
from prosfora.documents.models import SalesDocument
from prosfora.documents.permissions import Linked, linked_quotation, quotation_to
from prosfora.documents.queries.approving import approval_of, offered_rows
from prosfora.documents.views.changing import seen_version
from prosfora.documents.views.pages import LABELS, document_answer, gone_to, may, shown_again
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import Refused


@require_GET
def display_approvals(request: UserRequest, number: str) -> HttpResponse:
    """What still needs an approval, and everything asked and decided so far."""
    quotation = quotation_to("display_quotation", user=request.user, number=number)
    costs = _sees_costs(request.user, quotation)
    found, missing = asked_about("quotation", number), _missing(request, quotation)
    waiting = next((one.request for one in found if one.is_waiting), None)
    possible = quotation.possible(today(request.now))
    page = {
        "document": quotation,
        "missing": [] if waiting else missing,
        "asked": [(one, [reason_words(reason, costs=costs) for reason in one.request.reasons]) for one in found],
        "may_ask": missing and "request_approval" in possible and may(request, "request_approval", quotation),
        "may_decide": waiting is not None
        and "approve_quotation" in possible
        and can_decide(waiting, request.user, today(request.now)),
    }
    return render(request, "documents/approvals.html", page)


def _missing(request: UserRequest, quotation: SalesDocument) -> list[tuple[str, str]]:
    """Why approvals are missing, and who would decide."""
    approval, costs = approval_of(quotation, today=today(request.now)), _sees_costs(request.user, quotation)
    found = approval.missing if approval else ()
    return [(need_words(need, costs=costs), steps_words(need.rule.steps)) for need in found]


def _sees_costs(user: User, quotation: SalesDocument) -> bool:
    return allows(user, "catalog.display_cost", quotation.sales_area_id)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def request_approval(request: UserRequest, number: str) -> HttpResponseBase:
    """Why it needs an approval and whose; then they are asked."""
    quotation = quotation_to("request_approval", user=request.user, number=number, lock=True)
    form = ApprovalForm(request.POST or None)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.request_approval(
                quotation=quotation, **form.cleaned_data, by=request.user, at=request.now, version=seen_version(request)
            )
        except Refused as error:
            refusal = error
        else:
            return gone_to(request, quotation)
    missing = [f"{why} – {who}" for why, who in _missing(request, quotation)]
    page = {"form": form, "refusal": refusal, "reasons": missing, "submit_label": LABELS["request_approval"]}
    return _asked(request, quotation, LABELS["request_approval"], page)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def approve_quotation(request: UserRequest, number: str) -> HttpResponseBase:
    """What waits for whose approval, to look at; then this user's step is approved."""
    return _decided(request, number, "approve_quotation", services.approve_quotation)


@require_POST
@transaction.atomic
def return_quotation(request: UserRequest, number: str) -> HttpResponseBase:
    """Give it back, saying what should change."""
    return _decided(request, number, "return_quotation", services.return_quotation)


def _decided(
    request: UserRequest, number: str, verb: str, call: Callable[..., SalesDocument]
) -> HttpResponseBase:  # fmt: skip
    quotation = quotation_to(verb, user=request.user, number=number, lock=True)
    form = ApprovalForm(request.POST or None)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            call(
                quotation=quotation, **form.cleaned_data, by=request.user, at=request.now, version=seen_version(request)
            )
        except Refused as error:
            refusal = error
        else:
            return gone_to(request, quotation)
    page = {
        **_what_waits(quotation, request.user), "form": form, "refusal": refusal, "submit_label": _("Approve"),
        "return_url": reverse("documents:return_quotation", args=[number]), "may_return": True,
    }  # fmt: skip
    asked = page["asked"]
    if request.method == "GET" and not (asked and can_decide(asked.request, request.user, today(request.now))):
        page["form"] = None  # to look at only
    return _asked(request, quotation, LABELS["approve_quotation"], page)


def _what_waits(quotation: SalesDocument, user: User) -> dict[str, Any]:
    asked = next((one for one in asked_about("quotation", quotation.number) if one.is_waiting), None)
    reasons, costs = asked.request.reasons if asked else [], _sees_costs(user, quotation)
    return {"asked": asked, "reasons": [reason_words(reason, costs=costs) for reason in reasons]}


def _asked(request: UserRequest, quotation: SalesDocument, title: Any, page: dict[str, Any]) -> HttpResponse:
    refusal, form = page["refusal"], page["form"]
    shown = {
        "document": quotation, "number": quotation.number, "title": title, "items": offered_rows(quotation),
        "base_url": f"/quotations/{quotation.number}", **page,
    }  # fmt: skip
    status = refusal.status if refusal else 422 if form is not None and form.errors else 200
    return render(request, "documents/approve.html", shown, status=status)


@require_POST
@transaction.atomic
def recall_approval(request: UserRequest, number: str) -> HttpResponseBase:
    """Take the question back."""
    quotation = quotation_to("recall_approval", user=request.user, number=number, lock=True)
    try:
        services.recall_approval(quotation=quotation, by=request.user, at=request.now, version=seen_version(request))
    except Refused as refusal:
        return document_answer(request, quotation, refusal=refusal)
    return shown_again(request, quotation)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@transaction.atomic
def decide_by_link(request: UserRequest, token: str) -> HttpResponse:
    """The link of a mail: looking at it shows what is to be decided, since scanners of mail follow links; only the
    form decides, in the name of whom the link was sent to, and once.
    """
    linked = linked_quotation(token, signed_in=request.user, at=request.now)
    with translation.override(linked.user.language):
        return _by_link(request, linked)


def _by_link(request: UserRequest, linked: Linked) -> HttpResponse:
    quotation, form = linked.quotation, ApprovalForm(request.POST or None)
    told: dict[str, Any] = {"by": linked.user, "at": request.now, "by_mail": True, "step_id": linked.step.pk}
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        verb = services.return_quotation if "returned" in request.POST else services.approve_quotation
        try:
            verb(quotation=quotation, **form.cleaned_data, version=seen_version(request), **told)
        except Refused as error:
            refusal = error
        else:
            return render(request, "documents/decided.html", {"document": quotation, "linked": linked})
    page = {
        **_what_waits(quotation, linked.user), "form": form, "refusal": refusal, "submit_label": _("Approve"),
        "may_return": True, "base_url": "", "decided_as": f"{linked.user} ({approver_words(linked.step.approver)})",
    }  # fmt: skip
    return _asked(request, quotation, LABELS["approve_quotation"], page)
