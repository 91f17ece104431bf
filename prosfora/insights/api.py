"""Simulations of price changes for programs."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpResponse, JsonResponse
from ninja import Field, Query, Router, Schema

from prosfora.identity.api import idempotent
from prosfora.identity.requests import UserRequest
from prosfora.insights import services
from prosfora.insights.models import PriceEffect, PriceSimulation
from prosfora.insights.permissions import area_to, may_display, sees_cost, simulation_to
from prosfora.insights.queries import effects_of, visible_simulations
from prosfora.insights.rules.change import PriceChange
from prosfora.insights.services.questions import MOST_RECORDS
from prosfora.insights.telling import reason_words, supposed_words
from prosfora.kit.api import PAGE_LIMIT, Page, cursor_page
from prosfora.kit.clock import today
from prosfora.pricelists.rules.adjustment import Adjustment, Rounding
from prosfora.pricing.rules.limits import AMOUNT_MOST

router = Router(tags=["insights"])

Amount = Field(Decimal(0), max_digits=15, decimal_places=4, ge=-AMOUNT_MOST, le=AMOUNT_MOST)
Step = Field(Decimal(0), max_digits=15, decimal_places=4, ge=0, le=AMOUNT_MOST)
MARGINS = ("margin_before", "margin_after", "margin_difference")
type Status = Literal["draft", "issued", "expired", "accepted", "declined", "withdrawn"]
ORDERS = {
    "effect": ("-size", "id"), "-difference": ("-difference", "-id"), "difference": ("difference", "id"),
    "number": ("number", "id"),
}  # fmt: skip


def _counted() -> list[Status]:
    """What counts by default: offers that bind us or became an order."""
    return ["issued", "accepted"]


class SupposedRounding(Schema):
    """Multiples of `step` plus `ending`: 1 and 0.90 give 11.90, 12.90."""

    step: Decimal = Step
    ending: Decimal = Step
    way: Literal["nearest", "up", "down"] = "nearest"


class SupposedChange(Schema):
    """The prices of a condition type so many per cent, or so much, more; then rounded.

    `only`: facts that keys must name (product_group, product, price_list, customer_group, customer); "BOLT*" for all
    that begin so.
    """

    condition_type: str = Field(max_length=4)
    method: Literal["percent", "amount", "replace"] = "percent"
    value: Decimal = Amount
    rounding: SupposedRounding = Field(default_factory=SupposedRounding)
    only: dict[str, str] = Field(default_factory=dict, max_length=8)

    def change(self) -> PriceChange:
        """As the room reads it."""
        rounding = Rounding(self.rounding.step, self.rounding.ending, self.rounding.way)
        return PriceChange(self.condition_type, Adjustment(self.method, self.value, rounding), self.only)


class PriceChangeQuestion(Schema):
    """Which quotations, priced when, and what is supposed: a change, an open price proposal, or condition records.

    Without days the last twelve months; without `pricing_date` today's prices, with `own_dates` those of each
    quotation's pricing date; `since`: the change holds for pricing dates from then on.
    """

    sales_area: str = Field("", max_length=12)
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    statuses: list[Status] = Field(default_factory=_counted, max_length=6)
    customer: str = Field("", max_length=10)
    pricing_date: dt.date | None = None
    own_dates: bool = False
    since: dt.date | None = None
    title: str = Field("", max_length=120)
    change: SupposedChange | None = None
    proposal: int | None = Field(None, ge=1, lt=10**18)
    records: list[int] = Field(default_factory=list, max_length=MOST_RECORDS)

    def question(self, day: dt.date) -> services.Question:
        """As the room asks it."""
        last = self.last_day or day
        return services.Question(
            first_day=self.first_day or last - dt.timedelta(days=365), last_day=last, statuses=tuple(self.statuses),
            customer=self.customer, pricing_date=None if self.own_dates else self.pricing_date or day,
            since=self.since, title=self.title, change=self.change.change() if self.change else None,
            proposal=self.proposal, records=self.records,
        )  # fmt: skip


class Simulation(Schema):
    """A run with its progress (`done` of `count` quotations) and, once it is done, its totals in `currency`.

    Margins are null where you may not see costs. `problems`: the first quotations that have no price, and why.
    """

    id: int
    title: str
    status: str
    sales_area: str
    first_day: dt.date
    last_day: dt.date
    statuses: list[str]
    customer: str
    pricing_date: dt.date | None
    since: dt.date | None
    supposed: str
    count: int
    done: int
    currency: str
    documents: int
    items: int
    touched: int
    net_before: Decimal
    net_after: Decimal
    difference: Decimal
    margin_before: Decimal | None
    margin_after: Decimal | None
    margin_difference: Decimal | None
    without_cost: int | None
    unpriced: int
    problems: list[dict[str, str]]
    author: str
    created_at: dt.datetime
    finished_at: dt.datetime | None

    @staticmethod
    def of(row: PriceSimulation, *, margins: bool) -> dict[str, Any]:
        """A run as JSON; amounts as text, exact."""
        same = (
            "title", "status", "first_day", "last_day", "customer", "pricing_date", "since", "count", "done",
            "currency", "documents", "items", "touched", "unpriced", "created_at", "finished_at",
        )  # fmt: skip
        return {
            "id": row.pk,
            **{name: getattr(row, name) for name in same},
            "sales_area": row.sales_area_id,
            "statuses": row.document_statuses,
            "supposed": supposed_words(row),
            **{name: str(getattr(row, name)) for name in ("net_before", "net_after", "difference")},
            **{name: str(getattr(row, name)) if margins else None for name in MARGINS},
            "without_cost": row.without_cost if margins else None,
            "problems": [
                {"number": one["number"], "code": one["code"], "reason": reason_words(one)} for one in row.problems
            ],
            "author": row.author_name,
        }


class SimulatedEffect(Schema):
    """What a price change would have meant for one customer or product. Margins null where you may not see costs."""

    number: str
    name: str
    currency: str
    documents: int
    items: int
    touched: int
    net_before: Decimal
    net_after: Decimal
    difference: Decimal
    margin_before: Decimal | None
    margin_after: Decimal | None
    margin_difference: Decimal | None

    @staticmethod
    def of(row: PriceEffect, *, margins: bool) -> dict[str, Any]:
        """A row as JSON; amounts as text, exact."""
        return {
            **{name: getattr(row, name) for name in ("number", "name", "currency", "documents", "items", "touched")},
            **{name: str(getattr(row, name)) for name in ("net_before", "net_after", "difference")},
            **{name: str(getattr(row, name)) if margins else None for name in MARGINS},
        }


class PageQuery(Schema):
    """Which page."""

    cursor: str | None = Field(None, max_length=2000)
    limit: int = Field(PAGE_LIMIT, ge=1, le=200)


class EffectsQuery(PageQuery):
    """Which page, in which order: the largest effect, up or down, first."""

    order: Literal["effect", "-difference", "difference", "number"] = "effect"


@router.post("/price_simulations/simulate_price_change", summary="Ask what a price change would have meant")
@idempotent
def simulate_price_change(request: UserRequest, payload: PriceChangeQuestion) -> HttpResponse:
    """A job answers: read the run until its status is done. Nothing but the run is ever written."""
    area = area_to("simulate_price_change", user=request.user, code=payload.sales_area)
    question = payload.question(today(request.now))
    made = services.simulate_price_change(sales_area=area, question=question, by=request.user, at=request.now)
    return _answer(request, made, 201)


@router.get("/price_simulations", response=Page[Simulation])
def list_simulations(request: UserRequest, wanted: Query[PageQuery]) -> dict[str, Any]:
    """Runs, newest first."""
    may_display(request.user)
    rows = visible_simulations(request.user)
    found, following = cursor_page(rows, order=("-id",), cursor=wanted.cursor, limit=wanted.limit)
    items = [Simulation.of(row, margins=sees_cost(request.user, row)) for row in found]
    return {"items": items, "next_cursor": following}


@router.get("/price_simulations/{int:simulation_id}", response=Simulation)
def display_simulation(request: UserRequest, simulation_id: int) -> dict[str, Any]:
    """How far a run is, and its totals once it is done."""
    row = simulation_to("display_simulation", user=request.user, simulation_id=simulation_id)
    return Simulation.of(row, margins=sees_cost(request.user, row))


@router.get("/price_simulations/{int:simulation_id}/customers", response=Page[SimulatedEffect])
def list_customer_effects(request: UserRequest, simulation_id: int, wanted: Query[EffectsQuery]) -> dict[str, Any]:
    """The effect by customer, one page."""
    return _effects(request, simulation_id, "customer", wanted)


@router.get("/price_simulations/{int:simulation_id}/products", response=Page[SimulatedEffect])
def list_product_effects(request: UserRequest, simulation_id: int, wanted: Query[EffectsQuery]) -> dict[str, Any]:
    """The effect by product, one page."""
    return _effects(request, simulation_id, "product", wanted)


@router.post("/price_simulations/{int:simulation_id}/cancel_simulation")
def cancel_simulation(request: UserRequest, simulation_id: int) -> HttpResponse:
    """Call a run off that waits or runs."""
    row = simulation_to("cancel_simulation", user=request.user, simulation_id=simulation_id)
    return _answer(request, services.cancel_simulation(simulation=row, by=request.user, at=request.now))


def _effects(request: UserRequest, simulation_id: int, kind: str, wanted: EffectsQuery) -> dict[str, Any]:
    row = simulation_to("display_simulation", user=request.user, simulation_id=simulation_id)
    margins = sees_cost(request.user, row)
    found, following = cursor_page(
        effects_of(row, kind), order=ORDERS[wanted.order], cursor=wanted.cursor, limit=wanted.limit
    )
    return {"items": [SimulatedEffect.of(one, margins=margins) for one in found], "next_cursor": following}


def _answer(request: UserRequest, row: PriceSimulation, status: int = 200) -> HttpResponse:
    headers = {"Location": f"/api/v1/price_simulations/{row.pk}"}
    body = Simulation.of(row, margins=sees_cost(request.user, row))
    return JsonResponse(body, status=status, headers=headers)
