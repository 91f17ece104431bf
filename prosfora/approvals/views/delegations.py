"""Standing in for somebody who is away."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.approvals import services
from prosfora.approvals.forms import DelegationForm
from prosfora.approvals.permissions import delegation_to, giver_to, may, person_named
from prosfora.approvals.queries.delegations import visible_delegations
from prosfora.approvals.views.asking import ask
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today

_BACK = "approvals:list_delegations"


@require_GET
def list_delegations(request: UserRequest) -> HttpResponse:
    """Who stands in for whom, now and later."""
    may("delegate_approvals", user=request.user)
    page = {
        "delegations": visible_delegations(request.user, today(request.now)),
        "for_others": allows(request.user, "approvals.delegate_for_others"),
    }
    return render(request, "approvals/delegations.html", page)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def delegate_approvals(request: UserRequest) -> HttpResponse:
    """Let somebody decide while one is away."""
    may("delegate_approvals", user=request.user)
    for_others = allows(request.user, "approvals.delegate_for_others")
    form = DelegationForm(request.user, today(request.now), request.POST or None, for_others=for_others)

    def delegate() -> None:
        given = form.cleaned_data
        services.delegate_approvals(
            giver=giver_to(user=request.user, username=given.get("giver", "")),
            taker=person_named(given["taker"], "taker"),
            starts=given["starts"],
            ends=given["ends"],
            reason=given["reason"],
            by=request.user,
            at=request.now,
        )

    return ask(request, form, _("Delegate approvals"), delegate, back=_BACK)


@require_POST
@transaction.atomic
def end_delegation(request: UserRequest, delegation_id: int) -> HttpResponse:
    """End one before its time."""
    delegation = delegation_to("end_delegation", user=request.user, delegation_id=delegation_id)
    services.end_delegation(delegation=delegation, by=request.user, at=request.now)
    return redirect(_BACK)
