"""What would it cost, for programs."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, JsonResponse
from ninja import Router, Schema
from pydantic import Field

from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.pricing.queries.simulation import AskedLine, simulate, simulate_target
from prosfora.pricing.queries.targets import TARGET_MOST
from prosfora.pricing.rules.facts import PricedDocument
from prosfora.pricing.rules.limits import QUANTITY_MOST
from prosfora.pricing.telling_prices import element_in_plain, loser_in_plain, target_in_plain
from prosfora.pricing.templatetags.pricing import shown, told

router = Router()


class PriceLine(Schema):
    """A product with the quantity wanted; without a unit its sales unit."""

    product: str = Field(max_length=40, min_length=1)
    quantity: Decimal = Field(max_digits=15, decimal_places=3, gt=0, le=QUANTITY_MOST)
    unit: str = Field("", max_length=3)


class PriceQuestion(Schema):
    """What would these lines cost this customer on this day?"""

    customer: str = Field("", max_length=10)
    sales_area: str = Field("", max_length=12)
    date: dt.date | None = None
    currency: str = Field("", max_length=3)
    coupon: str = Field("", max_length=20)
    campaign: str = Field("", max_length=10)  # the number of a promotion; a coupon brings its own along
    procedure: str = Field("", max_length=8)  # to be tried; by itself the one that documents find
    with_drafts: bool = False  # as if the drafts that you may see were released
    lines: list[PriceLine] = Field(min_length=1, max_length=1000)
    trace: bool = True


class TargetQuestion(Schema):
    """What would have to change for this line to cost this customer `unit_price`?"""

    customer: str = Field("", max_length=10)
    sales_area: str = Field("", max_length=12)
    date: dt.date | None = None
    currency: str = Field("", max_length=3)
    coupon: str = Field("", max_length=20)
    campaign: str = Field("", max_length=10)
    with_drafts: bool = False
    line: PriceLine
    unit_price: Decimal = Field(ge=0, le=TARGET_MOST, max_digits=17, decimal_places=4)


@router.post("/price", summary="Price lines without storing anything")
def price(request: UserRequest, payload: PriceQuestion) -> HttpResponse:
    """The price of each line with its trace; a constant number of statements."""
    lines = [AskedLine(line.product, line.quantity, line.unit) for line in payload.lines]
    answer = simulate(
        user=request.user, customer=payload.customer, sales_area=payload.sales_area, currency=payload.currency,
        day=payload.date or today(request.now), lines=lines, trace=payload.trace,
        procedure=payload.procedure, coupon=payload.coupon, campaign=payload.campaign, drafts=payload.with_drafts,
    )  # fmt: skip
    return JsonResponse(priced(answer, lines, payload.trace))


def priced(answer: PricedDocument, lines: list[AskedLine], trace: bool) -> dict[str, Any]:
    """A priced document as programs read it; amounts as text, exact."""
    return {
        "currency": answer.currency,
        "tax_included": answer.reckoning.tax_included,
        "net": str(answer.net),
        "tax": str(answer.tax),
        "total": str(answer.total),
        "rounding": str(answer.rounding),
        "payable": str(answer.payable),
        "without_price": list(answer.without_price),  # items 10, 20 …: the totals are without them
        "procedure": answer.procedure,
        "drafts": sorted(answer.drafts_that_count),  # condition records that nobody has released yet
        "taxes": [
            {"code": line.code, "rate": str(line.rate), "base": str(line.base), "tax": str(line.tax)}
            for line in answer.taxes
        ],
        "lines": [
            {
                "product": line.product,
                "quantity": str(line.quantity),
                "unit": line.unit,
                "unit_price": None if item.is_on_request else str(item.unit_price),
                "on_request": item.is_on_request,
                "discount_percent": None if item.discount_percent is None else str(item.discount_percent),
                "value": str(item.value),  # what the price comes to: net, or with the tax where it contains it
                "net": str(item.net),
                "tax": str(item.tax),
                "total": str(item.total),
                "tax_rate": str(item.tax_rate),
                "problems": [problem.code for problem in item.problems],
                "trace": [
                    element_in_plain(element) | {"draft": element.record in answer.drafts}
                    for element in shown(item.elements, may_see_cost=False)
                ]
                if trace
                else [],
                "losers": [loser_in_plain(loser) for loser in told(item.losers, may_see_cost=False)] if trace else [],
            }
            for line, item in zip(lines, answer.items, strict=True)
        ],
    }


@router.post("/price/target", summary="What would have to change for a line to reach a price")
def price_target(request: UserRequest, payload: TargetQuestion) -> HttpResponse:
    """Every single change that leads to the unit price; nothing is stored. Three statements."""
    line = payload.line
    target = simulate_target(
        user=request.user, customer=payload.customer, sales_area=payload.sales_area, currency=payload.currency,
        day=payload.date or today(request.now), line=AskedLine(line.product, line.quantity, line.unit),
        unit_price=payload.unit_price, coupon=payload.coupon, campaign=payload.campaign, drafts=payload.with_drafts,
    )  # fmt: skip
    return JsonResponse(target_in_plain(target, may_see_cost=allows(request.user, "catalog.display_cost")))
