"""Asking, the list of runs, a run's page, calling one off."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.company.queries import areas_for
from prosfora.documents.filters import STATUS_WORDS
from prosfora.documents.rules.statuses import Status
from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.insights import services
from prosfora.insights.forms import PriceChangeForm, first_shown
from prosfora.insights.models import PriceEffect, PriceSimulation
from prosfora.insights.permissions import area_to, may_display, sees_cost, simulation_to
from prosfora.insights.queries import largest_effects, visible_simulations
from prosfora.insights.rules.effect import Bar, bars, percent_of
from prosfora.insights.telling import reason_words, status_word, supposed_words
from prosfora.jobs.queries import is_dead
from prosfora.kit.clock import today
from prosfora.kit.errors import Forbidden, Refused
from prosfora.kit.pages import Column, Listing, list_page

BAR_WIDTH = 120


def url_of(row: PriceSimulation) -> str:
    """The page of a run."""
    return reverse("insights:display_simulation", args=[row.pk])


SIMULATIONS = Listing(
    name="insights:list_simulations",
    title=_("Simulations of price changes"),
    columns=(
        Column(_("Title"), "title"),
        Column(_("Status"), lambda row: (row.status, status_word(row)), "chip"),
        Column(_("By"), "author_name"),
        Column(_("When"), "created_at", "moment"),
        Column(_("Sales area"), "sales_area_id"),
        Column(_("Quotations"), "documents", "number"),
        Column(_("Net before"), "net_before", "money"),
        Column(_("Difference"), "difference", "money"),
    ),
    orders={"newest": (_("newest first"), ("-id",))},
    open_row=url_of,
    new_label=_("Simulate a price change"),
    empty=_("No price change was simulated yet."),
)


@require_GET
def list_simulations(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """The runs of the user's sales areas: who asked what and when."""
    may_display(request.user)
    may = allows(request.user, "insights.simulate_price_change")
    listing = replace(SIMULATIONS, new_url=reverse("insights:simulate_price_change") if may else "")
    return list_page(request, listing, visible_simulations(request.user))


@require_http_methods(["GET", "POST"])
def simulate_price_change(request: UserRequest) -> HttpResponse:
    """Choose quotations and say what is supposed."""
    areas = areas_for(request.user, "insights.simulate_price_change")
    if not areas:
        raise Forbidden("")
    sent, day = request.method == "POST", today(request.now)
    home = next((one.pk for one in areas if one.pk == request.user.home_area), areas[0].pk)
    initial = None if sent else first_shown(day, home, request.GET)
    form = PriceChangeForm(request.POST if sent else None, initial=initial, user=request.user, areas=areas)
    refusal: Refused | None = None
    if sent and form.is_valid():
        try:
            area = area_to("simulate_price_change", user=request.user, code=form.cleaned_data["sales_area"].pk)
            made = services.simulate_price_change(
                sales_area=area, question=form.question(day), by=request.user, at=request.now
            )
        except Refused as error:
            refusal = error
        else:
            return redirect(url_of(made))
    back = reverse("insights:list_simulations")
    page = {"form": form, "refusal": refusal, "title": _("Simulate a price change"), "back_url": back}
    return render(request, "insights/ask.html", page, status=422 if sent else 200)


@require_GET
def display_simulation(request: UserRequest, simulation_id: int) -> HttpResponse:
    """A run: how far it is, then its result; asked again every second while it runs."""
    simulation = simulation_to("display_simulation", user=request.user, simulation_id=simulation_id)
    fragment = "#simulation" if request.htmx else ""
    return render(request, f"insights/simulation.html{fragment}", page_of(request, simulation))


@require_POST
def cancel_simulation(request: UserRequest, simulation_id: int) -> HttpResponse:
    """Call a run off."""
    simulation = simulation_to("cancel_simulation", user=request.user, simulation_id=simulation_id)
    try:
        services.cancel_simulation(simulation=simulation, by=request.user, at=request.now)
    except services.NotNow as refusal:
        simulation.refresh_from_db()
        page = page_of(request, simulation, refusal)
        return render(request, "insights/simulation.html", page, status=refusal.status)
    return redirect(url_of(simulation))


@dataclass(frozen=True, slots=True)
class Charted:
    """A customer or product with its bar and where its page is."""

    effect: PriceEffect
    bar: Bar
    url: str


def page_of(request: UserRequest, simulation: PriceSimulation, refusal: Refused | None = None) -> dict[str, Any]:
    """Everything the page of a run shows."""
    is_done = simulation.is_done
    return {
        "simulation": simulation,
        "refusal": refusal,
        "status_word": status_word(simulation),
        "supposed": supposed_words(simulation),
        "statuses": ", ".join(str(STATUS_WORDS[Status(one)]) for one in simulation.document_statuses),
        "may_see_cost": sees_cost(request.user, simulation),
        "may_cancel": simulation.is_busy
        and allows(request.user, "insights.cancel_simulation", simulation.sales_area_id),
        "is_dead": simulation.is_busy and is_dead(simulation.job),
        "percent": percent_of(simulation.difference, simulation.net_before),
        "margin_percent": percent_of(simulation.margin_difference, simulation.margin_before),
        "bar_width": BAR_WIDTH,
        "customers": _charted(simulation, "customer") if is_done else [],
        "products": _charted(simulation, "product") if is_done else [],
        "problems": [(one["number"], reason_words(one)) for one in simulation.problems],
    }


def _charted(simulation: PriceSimulation, kind: str) -> list[Charted]:
    rows = largest_effects(simulation, kind)
    shapes = bars([row.difference for row in rows], BAR_WIDTH)
    return [Charted(row, bar, record_url(row)) for row, bar in zip(rows, shapes, strict=True)]


def record_url(row: PriceEffect) -> str:
    """The page of the customer or product."""
    name = "parties:display_party" if row.kind == "customer" else "catalog:display_product"
    return reverse(name, kwargs={"number": row.number})
