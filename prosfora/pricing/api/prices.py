"""What would it cost, for programs."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, JsonResponse
from ninja import Router, Schema
from pydantic import Field

from prosfora.identity.requests import UserRequest
from prosfora.kit.clock import today
from prosfora.pricing.queries.configuration import is_confidential
from prosfora.pricing.queries.simulation import AskedLine, simulate
from prosfora.pricing.rules.facts import Loser, PricedDocument, PriceElement
from prosfora.pricing.rules.limits import QUANTITY_MOST

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
    lines: list[PriceLine] = Field(min_length=1, max_length=1000)
    trace: bool = True


@router.post("/price", summary="Price lines without storing anything")
def price(request: UserRequest, payload: PriceQuestion) -> HttpResponse:
    """The price of each line with its trace; a constant number of statements."""
    lines = [AskedLine(line.product, line.quantity, line.unit) for line in payload.lines]
    answer = simulate(
        user=request.user, customer=payload.customer, sales_area=payload.sales_area, currency=payload.currency,
        day=payload.date or today(request.now), lines=lines, trace=payload.trace,
        procedure=payload.procedure, coupon=payload.coupon, campaign=payload.campaign,
    )  # fmt: skip
    return JsonResponse(priced(answer, lines, payload.trace))


def priced(answer: PricedDocument, lines: list[AskedLine], trace: bool) -> dict[str, Any]:
    """A priced document as programs read it; amounts as text, exact."""
    return {
        "currency": answer.currency,
        "net": str(answer.net),
        "tax": str(answer.tax),
        "total": str(answer.total),
        "rounding": str(answer.rounding),
        "payable": str(answer.payable),
        "procedure": answer.procedure,
        "taxes": [
            {"code": line.code, "rate": str(line.rate), "base": str(line.base), "tax": str(line.tax)}
            for line in answer.taxes
        ],
        "lines": [
            {
                "product": line.product,
                "quantity": str(line.quantity),
                "unit": line.unit,
                "unit_price": str(item.unit_price),
                "discount_percent": None if item.discount_percent is None else str(item.discount_percent),
                "net": str(item.net),
                "tax": str(item.tax),
                "total": str(item.total),
                "tax_rate": str(item.tax_rate),
                "problems": [problem.code for problem in item.problems],
                "trace": [element_json(element) for element in item.elements if is_open(element)] if trace else [],
                "losers": [loser_json(one) for one in item.losers if not is_confidential(one.condition_type)]
                if trace
                else [],
            }
            for line, item in zip(lines, answer.items, strict=True)
        ],
    }


def is_open(element: PriceElement) -> bool:
    """Whether everybody may read it: cost, margin and accrued rebates are shown on pages, to who may see the cost."""
    return element.label_key != "margin" and not is_confidential(element.condition_type)


def element_json(element: PriceElement) -> dict[str, Any]:
    """One line of the waterfall. A price made from the cost does not tell its base and rate, which are the cost."""
    is_secret = element.calculation == "cost"
    return {
        "step": element.step,
        "type": element.condition_type,
        "label": element.label_key,
        "rate": None if element.rate is None or is_secret else str(element.rate),
        "base": str(element.value if is_secret else element.base),
        "value": str(element.value),
        "record": element.record,
        "key": dict(element.key),
        "promotion": element.promotion,
        "active": element.active,
        "reason": element.inactive_reason,
    }


def loser_json(loser: Loser) -> dict[str, Any]:
    """What lost, and why."""
    return {
        "step": loser.step,
        "type": loser.condition_type,
        "access": loser.access,
        "reason": loser.reason,
        "key": dict(loser.key),
        "record": loser.record,
    }
