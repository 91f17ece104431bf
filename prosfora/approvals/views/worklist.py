"""What waits for one's approval."""

from collections.abc import Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from prosfora.approvals.kinds import approval_of
from prosfora.approvals.models import ApprovalStep
from prosfora.approvals.permissions import may
from prosfora.approvals.queries.people import hats_of
from prosfora.approvals.queries.requests import waiting_for
from prosfora.approvals.telling import approver_words, reason_words
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.pages import Column, Listing, list_page


def _url(step: ApprovalStep) -> str:
    return reverse(approval_of(step.request.kind).page, args=[step.request.key])


WAITING = Listing(
    name="approvals:list_approvals",
    title=_("Waiting for my approval"),
    columns=(
        Column(_("Number"), "request.key"),
        Column(_("Customer"), "request.label"),
        Column(_("Why"), "why"),
        Column(_("As"), lambda step: approver_words(step.approver)),
        Column(_("Asked by"), lambda step: step.request.asked_by or "–"),
        Column(_("Since"), "opened_at", "moment"),
    ),
    orders={"oldest": (_("oldest first"), ("opened_at", "id"))},
    open_row=_url,
    empty=_("Nothing waits for your approval."),
    keeps_views=False,
)


@require_GET
def list_approvals(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """The steps that the user can decide, for himself or for those who delegated to him."""
    may("display_approval", user=request.user)
    rows = waiting_for(hats_of(request.user, today(request.now)))

    def told(steps: Sequence[ApprovalStep]) -> list[ApprovalStep]:
        for step in steps:
            step.why = _why(step, request.user)
        return list(steps)

    return list_page(request, WAITING, rows, computed=told)


def _why(step: ApprovalStep, user: User) -> str:
    costs = allows(user, approval_of(step.request.kind).costs, step.request.scope)
    reasons = [reason for reason in step.request.reasons if reason["rule"] in step.rules]
    return "; ".join(reason_words(reason, costs=costs) for reason in reasons)
