"""Proposing prices, a proposal's page, and who may release."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.clock import today
from prosfora.kit.errors import Forbidden, Refused
from prosfora.pricelists import services
from prosfora.pricelists.forms import ProposalForm, ReleaseRuleForm
from prosfora.pricelists.models import PriceProposal
from prosfora.pricelists.permissions import area_to, proposal_to
from prosfora.pricelists.queries import lines_of, release_terms
from prosfora.pricelists.telling import change_words, selection_words, status_word, target_words

SHOWN = 10  # lines on the proposal's own page


@require_http_methods(["GET", "POST"])
def propose_prices(request: UserRequest) -> HttpResponse:
    """Choose prices, say what changes and from when."""
    if not allows(request.user, "pricelists.propose_prices"):
        raise Forbidden("")
    sent = request.method == "POST"
    form = ProposalForm(request.POST) if sent else ProposalForm.starting(today(request.now))
    refusal: Refused | None = None
    if sent and form.is_valid():
        try:
            facts = form.facts
            area_to("propose_prices", user=request.user, sales_area=facts["sales_area"])
            made = services.propose_prices(**facts, by=request.user, at=request.now)
        except Refused as error:
            refusal = error
        else:
            return redirect("pricelists:display_proposal", made.pk)
    page = {"form": form, "refusal": refusal, "title": _("Propose prices"), "back_url": _list_url()}
    return render(request, "pricelists/propose.html", page, status=422 if sent else 200)


@require_GET
def display_proposal(request: UserRequest, proposal_id: int) -> HttpResponse:
    """A proposal: what it changes, how far, what can be done now; asked again every second while busy."""
    proposal = proposal_to("display_proposal", user=request.user, proposal_id=proposal_id)
    fragment = "#proposal" if request.htmx else ""
    return render(request, f"pricelists/proposal.html{fragment}", page_of(request, proposal))


def page_of(request: UserRequest, proposal: PriceProposal, refusal: Refused | None = None) -> dict[str, object]:
    """Everything the page of a proposal shows."""
    scope = EVERYWHERE if proposal.sales_area_id is None else proposal.sales_area_id
    terms = release_terms(proposal.sales_area_id)
    return {
        "proposal": proposal,
        "refusal": refusal,
        "status_word": status_word(proposal),
        "change": change_words(proposal),
        "selection": selection_words(proposal),
        "target": target_words(proposal),
        "release_terms": terms,
        "lines": lines_of(proposal).order_by("id")[:SHOWN],
        "may_simulate": proposal.may_be_supposed and allows(request.user, "insights.simulate_price_change", scope),
        "verbs": [verb for verb in proposal.possible() if allows(request.user, f"pricelists.{verb}", scope)],
    }


@require_http_methods(["GET", "POST"])
def change_release_rule(request: UserRequest) -> HttpResponse:
    """Who may release proposals of a sales area."""
    if not allows(request.user, "pricelists.change_release_rule"):
        raise Forbidden("")
    sent = request.method == "POST"
    area = request.GET.get("sales_area", "")
    terms = release_terms(area or None)
    initial = {
        "sales_area": area, "other_person": terms.other_person, "approve_beyond": terms.approve_beyond,
    }  # fmt: skip
    form = ReleaseRuleForm(request.POST if sent else None, initial=initial)
    refusal: Refused | None = None
    if sent and form.is_valid():
        given = form.cleaned_data
        chosen = given["sales_area"].pk if given["sales_area"] else None
        area_to("change_release_rule", user=request.user, sales_area=chosen)
        try:
            services.change_release_rule(
                sales_area=chosen or "", other_person=given["other_person"], approve_beyond=given["approve_beyond"],
                by=request.user, at=request.now,
            )  # fmt: skip
        except Refused as error:
            refusal = error
        else:
            return redirect(_list_url())
    page = {"form": form, "refusal": refusal, "title": _("Who releases prices"), "back_url": _list_url()}
    return render(request, "kit/form.html", page, status=422 if sent else 200)


def _list_url() -> str:
    return reverse("pricelists:list_proposals")
