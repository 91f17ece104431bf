"""What can be done to a proposal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Refused
from prosfora.pricelists import services
from prosfora.pricelists.forms import ReturnForm
from prosfora.pricelists.models import PriceProposal
from prosfora.pricelists.permissions import proposal_to
from prosfora.pricelists.views.proposals import page_of

MOST_ROWS = 1_000


@require_POST
def recompute_prices(request: UserRequest, proposal_id: int) -> HttpResponse:
    """Make the lines anew."""
    return _done(request, proposal_id, "recompute_prices", services.recompute_prices)


@require_POST
def release_prices(request: UserRequest, proposal_id: int) -> HttpResponse:
    """Let the prices hold from their day on."""
    return _done(request, proposal_id, "release_prices", services.release_prices)


@require_POST
def withdraw_prices(request: UserRequest, proposal_id: int) -> HttpResponse:
    """Drop the proposal."""
    return _done(request, proposal_id, "withdraw_prices", services.withdraw_prices)


@require_POST
def undo_prices(request: UserRequest, proposal_id: int) -> HttpResponse:
    """Take the released prices back."""
    return _done(request, proposal_id, "undo_prices", services.undo_prices)


@require_http_methods(["GET", "POST"])
def return_prices(request: UserRequest, proposal_id: int) -> HttpResponse:
    """Give the proposal back with a comment."""
    proposal = proposal_to("return_prices", user=request.user, proposal_id=proposal_id)
    form = ReturnForm(request.POST or None)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.return_prices(
                proposal=proposal, comment=form.cleaned_data["comment"], by=request.user, at=request.now,
                version=_seen(request),
            )  # fmt: skip
        except Refused as error:
            refusal = error
        else:
            return redirect("pricelists:display_proposal", proposal.pk)
    heading = _("Return with a comment")
    page = {
        "form": form, "refusal": refusal, "title": f"{heading} – {proposal.title}",
        "submit_label": _("Return"), "version": proposal.version,
        "back_url": reverse("pricelists:display_proposal", args=[proposal.pk]),
    }  # fmt: skip
    return render(request, "kit/form.html", page, status=422 if request.method == "POST" else 200)


@require_POST
def leave_out_prices(request: UserRequest, proposal_id: int) -> HttpResponse:
    """Take the chosen lines out, or with `?back=1` in again."""
    proposal = proposal_to("leave_out_prices", user=request.user, proposal_id=proposal_id)
    chosen = [int(row) for row in request.POST.getlist("row")[:MOST_ROWS] if row.isdecimal() and len(row) < 19]
    back = request.GET.get("back") == "1"
    try:
        changed = services.leave_out_prices(
            proposal=proposal, lines=chosen, back=back, by=request.user, at=request.now
        )  # fmt: skip
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        sentence = (
            ngettext("%(count)s line taken in.", "%(count)s lines taken in.", changed)
            if back
            else ngettext("%(count)s line left out.", "%(count)s lines left out.", changed)
        )
        messages.success(request, sentence % {"count": changed})
    return redirect("pricelists:list_proposed_prices", proposal.pk)


def _done(request: UserRequest, proposal_id: int, verb: str, call: Callable[..., PriceProposal]) -> HttpResponse:
    """Do a verb and show the proposal; again with the reason where it is refused."""
    proposal = proposal_to(verb, user=request.user, proposal_id=proposal_id)
    try:
        with transaction.atomic():
            call(proposal=proposal, by=request.user, at=request.now, version=_seen(request))
    except Refused as refusal:
        page: dict[str, Any] = page_of(request, proposal, refusal)
        return render(request, "pricelists/proposal.html", page, status=refusal.status)
    return redirect("pricelists:display_proposal", proposal.pk)


def _seen(request: UserRequest) -> int | None:
    """The version the page was made from."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None
