"""Changes of many prices for programs."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpResponse, JsonResponse
from ninja import Field, Query, Router, Schema

from prosfora.catalog.queries import ORDERS
from prosfora.identity.api import idempotent
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import PAGE_LIMIT, Page, cursor_page, etag, expected_version
from prosfora.kit.clock import today
from prosfora.kit.writing import language
from prosfora.pricelists import services
from prosfora.pricelists.models import PriceProposal, ProposedPrice
from prosfora.pricelists.permissions import area_to, may_display_net_prices, proposal_to
from prosfora.pricelists.queries import Selection, lines_of, visible_proposals
from prosfora.pricelists.queries.net_prices import (
    NetPriceQuestion,
    ProductPrices,
    listed_for,
    price_list_for,
    priced_products,
)
from prosfora.pricelists.queries.printing import net_prices_pdf
from prosfora.pricelists.rules.adjustment import Adjustment, Rounding
from prosfora.pricelists.telling import flaw_words
from prosfora.pricelists.telling_prices import discount_words, problem_word
from prosfora.pricing.rules.limits import AMOUNT_MOST

router = Router()

Amount = Field(Decimal(0), max_digits=15, decimal_places=4, ge=-AMOUNT_MOST, le=AMOUNT_MOST)
Step = Field(Decimal(0), max_digits=15, decimal_places=4, ge=0, le=AMOUNT_MOST)


class SelectionIn(Schema):
    """Which prices: a condition type, the day they hold on, facts of their keys ("BOLT*": all that begin so)."""

    condition_type: str = Field(max_length=4)
    valid_on: dt.date
    key: dict[str, str] = Field(default_factory=dict, max_length=8)
    currency: str = Field("", max_length=3)
    product_group: str = Field("", max_length=9)
    pricing_group: str = Field("", max_length=2)
    hierarchy: str = Field("", max_length=18)


class RoundingIn(Schema):
    """Multiples of `step` plus `ending`: 1 and 0.90 give 11.90, 12.90."""

    step: Decimal = Step
    ending: Decimal = Step
    way: Literal["nearest", "up", "down"] = "nearest"


class ChangeIn(Schema):
    """`value` per cent more, `value` more, or `value` instead; then rounded."""

    method: Literal["percent", "amount", "replace"] = "percent"
    value: Decimal = Amount
    rounding: RoundingIn = Field(default_factory=RoundingIn)
    limits: bool = True


class TargetIn(Schema):
    """The part of the keys that is replaced, by which part and value."""

    source: str = Field(max_length=40)
    name: str = Field(max_length=40)
    value: str = Field(max_length=40)


class NewProposal(Schema):
    """A change of many prices, or with `target` their copy."""

    title: str = Field(max_length=120, min_length=1)
    sales_area: str | None = Field(None, max_length=12)
    selection: SelectionIn
    change: ChangeIn = Field(default_factory=ChangeIn)
    valid_from: dt.date
    valid_to: dt.date | None = None
    target: TargetIn | None = None


class Proposal(Schema):
    """A proposal as programs read it."""

    id: int
    title: str
    status: str
    sales_area: str | None
    valid_from: dt.date
    valid_to: dt.date | None
    count: int
    done: int
    new: int
    unchanged: int
    refused: int
    left_out: int
    largest: Decimal | None
    refusal: str
    comment: str
    author: str
    released_by: str
    version: int

    @staticmethod
    def of(row: PriceProposal) -> dict[str, Any]:
        """A proposal as JSON."""
        names = (
            "title", "status", "count", "done", "new", "unchanged", "refused", "left_out", "refusal", "comment",
            "released_by", "version",
        )  # fmt: skip
        return {
            "id": row.pk,
            **{name: getattr(row, name) for name in names},
            "sales_area": row.sales_area_id,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
            "largest": None if row.largest is None else str(row.largest),
            "author": row.author_name,
        }


class Line(Schema):
    """One price of a proposal: what it says, what it would say."""

    id: int
    condition: int
    key: dict[str, str]
    currency: str
    on_request: bool
    amount: Decimal | None  # none of a price on request
    proposed: Decimal | None
    scales: list[tuple[str, str]]
    percent: Decimal | None
    outcome: str
    reason: str

    @staticmethod
    def of(row: ProposedPrice) -> dict[str, Any]:
        """A line as JSON; amounts as text, exact."""
        return {
            "id": row.pk,
            "condition": row.source_id,
            "key": row.key,
            "currency": row.source.currency,
            "on_request": bool(row.source.on_request),
            "amount": None if row.source.on_request else str(row.amount),
            "proposed": None if row.source.on_request else str(row.proposed),
            "scales": row.scales,
            "percent": None if row.percent is None else str(row.percent),
            "outcome": row.outcome,
            "reason": flaw_words(row),
        }


class PageQuery(Schema):
    """Which page."""

    cursor: str | None = Field(None, max_length=2000)
    limit: int = Field(PAGE_LIMIT, ge=1, le=200)


class LinesQuery(PageQuery):
    """Which lines."""

    outcome: Literal["", "new", "unchanged", "refused", "left_out"] = ""


class LeftOut(Schema):
    """Lines to take out, or with `back` in again."""

    lines: list[int] = Field(max_length=1000)
    back: bool = False


class NetPricesQuery(PageQuery):
    """Whose net prices, of which products."""

    customer: str = Field("", max_length=10)
    sales_area: str = Field("", max_length=12)
    currency: str = Field("", max_length=3)
    date: dt.date | None = None
    q: str = Field("", max_length=200)
    group: str = Field("", max_length=9)
    selection: str = Field("", max_length=20, description="bought, offered, or all products")

    def asked(self, today: dt.date) -> NetPriceQuestion:
        """As the room asks it."""
        return NetPriceQuestion(
            customer=self.customer, day=self.date or today, sales_area=self.sales_area, currency=self.currency,
            q=self.q, group=self.group, selection=self.selection,
        )  # fmt: skip


class NetPriceLevel(Schema):
    """From this quantity on: list price and net price per unit, and in words what lies between them."""

    quantity: str
    list_price: str
    net_price: str
    discount_percent: str | None
    discounts: str


class NetPriceRow(Schema):
    """A product's net prices. `changes_on`: the first day on which they would differ; `problem`: why there are none."""

    product: str
    customer_product: str
    text: str
    unit: str
    currency: str
    changes_on: dt.date | None
    follows_exchange_rate: bool
    no_price_from: str | None
    problem: str
    reason: str
    levels: list[NetPriceLevel]

    @staticmethod
    def of(row: ProductPrices) -> dict[str, Any]:
        """A row as JSON; amounts as text, exact."""
        return {
            "product": row.number,
            "customer_product": row.product.customer_number,
            "text": row.product.text(language()).name,
            "unit": row.unit,
            "currency": row.currency,
            "changes_on": row.prices.until,
            "follows_exchange_rate": row.prices.follows_rate,
            "no_price_from": None if row.prices.beyond is None else str(row.prices.beyond),
            "problem": row.prices.problem,
            "reason": problem_word(row.prices),
            "levels": [
                {
                    "quantity": str(level.quantity),
                    "list_price": str(level.list_price),
                    "net_price": str(level.net_price),
                    "discount_percent": None if level.discount_percent is None else str(level.discount_percent),
                    "discounts": discount_words(level.elements),
                }
                for level in row.prices.levels
            ],
        }


class Comment(Schema):
    """What the author should change."""

    comment: str = Field(max_length=2000, min_length=1)


@router.get("/net_prices", response=Page[NetPriceRow], summary="A customer's net price list")
def list_net_prices(request: UserRequest, wanted: Query[NetPricesQuery]) -> dict[str, Any]:
    """What a customer pays for each product, one page; each price is that of a document with this product alone."""
    may_display_net_prices(request.user)
    asked = wanted.asked(today(request.now))
    buyer = price_list_for(request.user, asked)
    products, following = cursor_page(
        listed_for(request.user, asked, buyer), order=ORDERS["number"], cursor=wanted.cursor, limit=wanted.limit
    )
    return {"items": [NetPriceRow.of(row) for row in priced_products(buyer, products)], "next_cursor": following}


@router.get("/net_prices/pdf", summary="A customer's net price list as PDF")
def print_net_prices(request: UserRequest, wanted: Query[NetPricesQuery]) -> HttpResponse:
    """In the customer's language; products without a price are left out."""
    may_display_net_prices(request.user)
    asked = wanted.asked(today(request.now))
    buyer = price_list_for(request.user, asked)
    products = listed_for(request.user, asked, buyer).order_by(*ORDERS["number"])
    return HttpResponse(net_prices_pdf(buyer, products, at=request.now), content_type="application/pdf")


@router.get("/price_proposals", response=Page[Proposal])
def list_proposals(request: UserRequest, wanted: Query[PageQuery]) -> dict[str, Any]:
    """Proposals, newest first."""
    found, following = cursor_page(
        visible_proposals(request.user), order=("-id",), cursor=wanted.cursor, limit=wanted.limit
    )
    return {"items": [Proposal.of(row) for row in found], "next_cursor": following}


@router.post("/price_proposals/propose_prices", summary="Propose a change of many prices")
@idempotent
def propose_prices(request: UserRequest, payload: NewProposal) -> HttpResponse:
    """Nothing holds before the release; more than 1,000 prices are computed in the background."""
    area_to("propose_prices", user=request.user, sales_area=payload.sales_area)
    change = payload.change
    made = services.propose_prices(
        title=payload.title,
        sales_area=payload.sales_area,
        selection=Selection(**payload.selection.dict()),
        change=Adjustment(change.method, change.value, Rounding(**change.rounding.dict()), change.limits),
        valid_from=payload.valid_from,
        valid_to=payload.valid_to,
        target=services.Target(**payload.target.dict()) if payload.target else None,
        by=request.user,
        at=request.now,
    )
    return _answer(made, 201)


@router.get("/price_proposals/{int:proposal_id}")
def display_proposal(request: UserRequest, proposal_id: int) -> HttpResponse:
    """Where a proposal stands."""
    return _answer(proposal_to("display_proposal", user=request.user, proposal_id=proposal_id))


@router.get("/price_proposals/{int:proposal_id}/lines", response=Page[Line])
def list_lines(request: UserRequest, proposal_id: int, wanted: Query[LinesQuery]) -> dict[str, Any]:
    """The preview, one page."""
    proposal = proposal_to("display_proposal", user=request.user, proposal_id=proposal_id)
    rows = lines_of(proposal, wanted.outcome)
    found, following = cursor_page(rows, order=("id",), cursor=wanted.cursor, limit=wanted.limit)
    return {"items": [Line.of(row) for row in found], "next_cursor": following}


@router.post("/price_proposals/{int:proposal_id}/leave_out_prices")
def leave_out_prices(request: UserRequest, proposal_id: int, payload: LeftOut) -> HttpResponse:
    """Take lines out of a draft, or in again."""
    proposal = proposal_to("leave_out_prices", user=request.user, proposal_id=proposal_id)
    services.leave_out_prices(
        proposal=proposal, lines=payload.lines, back=payload.back, by=request.user, at=request.now,
        version=expected_version(request),
    )  # fmt: skip
    proposal.refresh_from_db()
    return _answer(proposal)


@router.post("/price_proposals/{int:proposal_id}/recompute_prices")
def recompute_prices(request: UserRequest, proposal_id: int) -> HttpResponse:
    """Make the lines anew from the prices of now."""
    proposal = proposal_to("recompute_prices", user=request.user, proposal_id=proposal_id)
    version = expected_version(request)
    return _answer(services.recompute_prices(proposal=proposal, by=request.user, at=request.now, version=version))


@router.post("/price_proposals/{int:proposal_id}/release_prices")
def release_prices(request: UserRequest, proposal_id: int) -> HttpResponse:
    """Let the new prices hold from their day on."""
    proposal = proposal_to("release_prices", user=request.user, proposal_id=proposal_id)
    version = expected_version(request)
    return _answer(services.release_prices(proposal=proposal, by=request.user, at=request.now, version=version))


@router.post("/price_proposals/{int:proposal_id}/return_prices")
def return_prices(request: UserRequest, proposal_id: int, payload: Comment) -> HttpResponse:
    """Give a proposal back to its author."""
    proposal = proposal_to("return_prices", user=request.user, proposal_id=proposal_id)
    returned = services.return_prices(
        proposal=proposal, comment=payload.comment, by=request.user, at=request.now, version=expected_version(request)
    )
    return _answer(returned)


@router.post("/price_proposals/{int:proposal_id}/withdraw_prices")
def withdraw_prices(request: UserRequest, proposal_id: int) -> HttpResponse:
    """Drop a proposal that was not released."""
    proposal = proposal_to("withdraw_prices", user=request.user, proposal_id=proposal_id)
    version = expected_version(request)
    return _answer(services.withdraw_prices(proposal=proposal, by=request.user, at=request.now, version=version))


@router.post("/price_proposals/{int:proposal_id}/undo_prices")
def undo_prices(request: UserRequest, proposal_id: int) -> HttpResponse:
    """Take all released prices back."""
    proposal = proposal_to("undo_prices", user=request.user, proposal_id=proposal_id)
    version = expected_version(request)
    return _answer(services.undo_prices(proposal=proposal, by=request.user, at=request.now, version=version))


def _answer(row: PriceProposal, status: int = 200) -> HttpResponse:
    headers = {"ETag": etag(row.version), "Location": f"/api/v1/price_proposals/{row.pk}"}
    return JsonResponse(Proposal.of(row), status=status, headers=headers)
