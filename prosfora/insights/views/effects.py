"""The whole tables of a run: every customer, every product; to sort, to page through, as files."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from prosfora.identity.requests import UserRequest
from prosfora.insights.models import PriceEffect
from prosfora.insights.permissions import sees_cost, simulation_to
from prosfora.insights.queries import effects_of
from prosfora.insights.rules.effect import percent_of
from prosfora.insights.views.simulations import record_url, url_of
from prosfora.kit.pages import Column, Listing, Text, list_page


def _percent(row: PriceEffect) -> Any:
    return percent_of(row.difference, row.net_before)


COLUMNS = (
    Column(_("Number"), "number"),
    Column(_("Name"), "name"),
    Column(_("Quotations"), "documents", "number"),
    Column(_("Items"), "items", "number"),
    Column(_("Net before"), "net_before", "money"),
    Column(_("Net after"), "net_after", "money"),
    Column(_("Difference"), "difference", "money"),
    Column(_("Change"), _percent, "percent"),
)
MARGINS = (
    Column(_("Margin before"), "margin_before", "money"),
    Column(_("Margin after"), "margin_after", "money"),
    Column(_("Difference of the margin"), "margin_difference", "money"),
)
CURRENCY = Column(_("Currency"), "currency")
ORDERS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "effect": (_("largest effect first"), ("-size", "id")),
    "-difference": (_("largest gain first"), ("-difference", "-id")),
    "difference": (_("largest loss first"), ("difference", "id")),
    "-net_before": (_("largest net value first"), ("-net_before", "-id")),
    "net_before": (_("smallest net value first"), ("net_before", "id")),
    "number": (_("number"), ("number", "id")),
}
MARGIN_ORDERS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "-margin_difference": (_("largest gain of margin first"), ("-margin_difference", "-id")),
    "margin_difference": (_("largest loss of margin first"), ("margin_difference", "id")),
}
EFFECTS = Listing(
    name="insights:effects",
    title="",
    columns=COLUMNS,
    orders=ORDERS,
    open_row=record_url,
    empty=_("This simulation has no result."),
    keeps_views=False,
)
TITLES = {"customer": _("Effect by customer"), "product": _("Effect by product")}


@require_GET
def list_customer_effects(request: UserRequest, simulation_id: int) -> HttpResponse | StreamingHttpResponse:
    """What the change would have meant for each customer."""
    return _effects(request, simulation_id, "customer")


@require_GET
def list_product_effects(request: UserRequest, simulation_id: int) -> HttpResponse | StreamingHttpResponse:
    """What the change would have meant for each product."""
    return _effects(request, simulation_id, "product")


def _effects(request: UserRequest, simulation_id: int, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The table; margins, also as an order, only for who may see costs."""
    simulation = simulation_to("display_simulation", user=request.user, simulation_id=simulation_id)
    margins = sees_cost(request.user, simulation)
    columns = (*COLUMNS, *(MARGINS if margins else ()))
    listing = replace(
        EFFECTS,
        name=f"insights:list_{kind}_effects",
        title=f"{TITLES[kind]}: {simulation.title}",
        columns=columns,
        exported=(*columns, CURRENCY),
        orders={**ORDERS, **(MARGIN_ORDERS if margins else {})},
    )
    up = (url_of(simulation), simulation.title)
    return list_page(request, listing, effects_of(simulation, kind), up=up)
