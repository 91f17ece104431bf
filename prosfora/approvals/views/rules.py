"""Approval rules: the list, a new one, changing and retiring one."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.approvals import services
from prosfora.approvals.forms import NewRuleForm, RuleForm, start_of
from prosfora.approvals.permissions import area_to, may, rule_to
from prosfora.approvals.queries.in_force import visible_rules
from prosfora.approvals.services.approval_rules import facts_of
from prosfora.approvals.views.asking import ask, seen_version
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.errors import Refused

_BACK = "approvals:list_approval_rules"


@require_GET
def list_approval_rules(request: UserRequest) -> HttpResponse:
    """The rules in force, with the retired ones behind them."""
    return _shown(request)


def _shown(request: UserRequest, refusal: Refused | None = None) -> HttpResponse:
    may("display_approval_rule", user=request.user)
    rows = list(visible_rules(request.user).order_by("code"))
    page = {
        "rules": [row for row in rows if row.retired_at is None],
        "retired": [row for row in rows if row.retired_at is not None],
        "scopes": request.user.rights.scopes("approvals.change_approval_rule"),
        "may_create": allows(request.user, "approvals.create_approval_rule"),
        "may_install": not rows and allows(request.user, "approvals.install_approval_defaults", EVERYWHERE),
        "refusal": refusal,
    }
    return render(request, "approvals/rules.html", page, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def create_approval_rule(request: UserRequest) -> HttpResponse:
    """A new rule."""
    may("create_approval_rule", user=request.user)
    form = NewRuleForm(request.POST or None)

    def create() -> None:
        area = area_to("create_approval_rule", user=request.user, code=form.cleaned_data["sales_area"])
        services.create_approval_rule(
            code=form.cleaned_data["code"], sales_area=area, wanted=form.facts(), by=request.user, at=request.now
        )

    return ask(request, form, _("New approval rule"), create, back=_BACK)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def change_approval_rule(request: UserRequest, code: str) -> HttpResponse:
    """Change limit, approvers, name."""
    rule = rule_to("change_approval_rule", user=request.user, code=code)
    form = RuleForm(request.POST or None, initial=start_of(facts_of(rule)))

    def change() -> None:
        services.change_approval_rule(
            rule=rule, wanted=form.facts(), by=request.user, at=request.now, version=seen_version(request)
        )

    return ask(request, form, str(rule), change, back=_BACK, version=rule.version)


@require_POST
@transaction.atomic
def retire_approval_rule(request: UserRequest, code: str) -> HttpResponse:
    """Let a rule hold no longer."""
    rule = rule_to("retire_approval_rule", user=request.user, code=code)
    try:
        services.retire_approval_rule(rule=rule, by=request.user, at=request.now, version=seen_version(request))
    except Refused as refusal:
        return _shown(request, refusal)
    return redirect(_BACK)


@require_POST
@transaction.atomic
def install_approval_defaults(request: UserRequest) -> HttpResponse:
    """The usual rules, to start from."""
    may("install_approval_defaults", user=request.user, scope=EVERYWHERE)
    services.install_approval_defaults(by=request.user, at=request.now)
    return redirect(_BACK)
