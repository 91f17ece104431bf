"""What would it cost?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.kit.errors import NotVisible, Refused
from prosfora.pricing.forms import DraftSimulationForm, SimulationForm
from prosfora.pricing.queries.simulation import AskedLine, simulate, simulate_target


@require_GET
def simulate_price(request: UserRequest) -> HttpResponse:
    """What would it cost? Explained, nothing stored."""
    if not allows(request.user, "pricing.simulate_price"):
        raise NotVisible("")
    sees_drafts = allows(request.user, "pricing.display_draft")
    kind = DraftSimulationForm if sees_drafts else SimulationForm
    start = {"date": today(request.now), "procedure": request.GET.get("procedure", "")}
    form = kind(request.GET if "product" in request.GET else None, initial=start)
    page: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        line = AskedLine(given["product"], given["quantity"], given["unit"].upper())
        drafts = given.get("drafts", False)
        try:
            answer = simulate(
                user=request.user, customer=given["customer"], sales_area="", currency="",
                day=given["date"] or today(request.now), lines=[line], trace=True,
                procedure=given["procedure"].code if given["procedure"] else "", drafts=drafts,
            )  # fmt: skip
            if given["unit_price"] is not None:
                page["target"] = simulate_target(
                    user=request.user, customer=given["customer"], sales_area="", currency="",
                    day=given["date"] or today(request.now), line=line, unit_price=given["unit_price"],
                    procedure=given["procedure"].code if given["procedure"] else "", drafts=drafts,
                )  # fmt: skip
            page |= {
                "answer": answer, "priced": answer.items[0], "currency": answer.currency, "with_drafts": drafts,
                "drafts": answer.drafts, "drafts_that_count": len(answer.drafts_that_count),
            }  # fmt: skip
        except Refused as error:
            page["refusal"] = error
    page["may_see_cost"] = allows(request.user, "catalog.display_cost")
    return render(request, "pricing/simulation.html", page)
