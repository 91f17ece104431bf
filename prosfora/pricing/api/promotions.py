"""Promotions for programs."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router, Schema
from pydantic import Field

from prosfora.identity.api import idempotent
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import PAGE_LIMIT, Page, cursor_page, etag, expected_version
from prosfora.kit.clock import today
from prosfora.pricing import services
from prosfora.pricing.models import FOREVER, Coupon, Promotion, PromotionPeriod
from prosfora.pricing.permissions import area_to, promotion_to
from prosfora.pricing.queries.promotions import period_at, periods_of, standing_of, visible_promotions
from prosfora.pricing.rules.limits import AMOUNT_MOST
from prosfora.pricing.services import NewCoupon, PromotionTerms

router = Router()
MOST_USES = 2_000_000_000
Budget = Field(None, max_digits=15, decimal_places=4, ge=0, le=AMOUNT_MOST)
Uses = Field(None, ge=0, le=MOST_USES)
TERMS = ("budget", "uses_limit", "uses_per_customer")


class CouponBody(Schema):
    """A code, whose it is alone, how often it may be used."""

    code: str = Field(max_length=20, min_length=1)
    customer: str = Field("", max_length=10)
    uses_limit: int | None = Uses

    @property
    def fact(self) -> NewCoupon:
        """The coupon as the verbs take it."""
        return NewCoupon(self.code, self.customer, self.uses_limit)


class NewPromotion(Schema):
    """A promotion with its first period; with coupons it holds only for documents that name one."""

    number: str = Field(max_length=10, min_length=1)
    name: str = Field(max_length=80, min_length=1)
    currency: str = Field(max_length=3, pattern="^[A-Z]{3}$")
    sales_area: str | None = Field(None, max_length=12)
    budget: Decimal | None = Budget
    uses_limit: int | None = Uses
    uses_per_customer: int | None = Uses
    valid_from: dt.date
    valid_to: dt.date = FOREVER
    coupons: list[CouponBody] = Field(default_factory=list, max_length=5_000)


class ChangedPromotion(Schema):
    """Other terms from a day on; what is not named stays, a limit sent as null is taken away."""

    valid_from: dt.date
    valid_to: dt.date | None = None
    name: str = Field("", max_length=80)
    budget: Decimal | None = Budget
    uses_limit: int | None = Uses
    uses_per_customer: int | None = Uses
    coupons: list[CouponBody] | None = Field(None, max_length=5_000)

    def terms(self, standing: PromotionPeriod | None) -> PromotionTerms:
        """The terms that hold from then on."""
        sent = self.dict(exclude_unset=True)
        return PromotionTerms(**{name: sent.get(name, getattr(standing, name, None)) for name in TERMS})


class EndedPromotion(Schema):
    """The last day; today where none is given."""

    ends_on: dt.date | None = None


class PromotionOut(Schema):
    """A promotion in a list; `given` is what accepted offers took, in its currency."""

    number: str
    name: str
    sales_area: str | None
    currency: str
    needs_coupon: bool
    given: Decimal
    uses: int
    version: int

    @staticmethod
    def of(row: Promotion) -> dict[str, Any]:
        """A promotion as JSON."""
        return {
            "number": row.number,
            "name": row.name,
            "sales_area": row.sales_area_id,
            "currency": row.currency,
            "needs_coupon": row.needs_coupon,
            "given": str(row.given),
            "uses": row.uses,
            "version": row.version,
        }


class PromotionQuery(Schema):
    """Where a list goes on."""

    cursor: str | None = Field(None, max_length=2000)
    limit: int = Field(PAGE_LIMIT, ge=1, le=200)


@router.get("/promotions", response=Page[PromotionOut])
def list_promotions(request: UserRequest, wanted: Query[PromotionQuery]) -> dict[str, Any]:
    """Promotions, one page."""
    rows = visible_promotions(request.user)
    found, following = cursor_page(rows, order=("number", "id"), cursor=wanted.cursor, limit=wanted.limit)
    return {"items": [PromotionOut.of(row) for row in found], "next_cursor": following}


@router.post("/promotions", summary="Open a promotion")
@idempotent
def create_promotion(request: HttpRequest, payload: NewPromotion) -> HttpResponse:
    """VB21 for programs."""
    user: Any = request.user
    area_to("create_promotion", user=user, sales_area=payload.sales_area)
    made = services.create_promotion(
        number=payload.number, name=payload.name, currency=payload.currency, sales_area=payload.sales_area,
        terms=PromotionTerms(payload.budget, payload.uses_limit, payload.uses_per_customer),
        valid_from=payload.valid_from, valid_to=payload.valid_to, coupons=[one.fact for one in payload.coupons],
        by=user, at=request.now,  # type: ignore[attr-defined]  # UserRequest
    )  # fmt: skip
    return _answer(made, today(request.now), 201)  # type: ignore[attr-defined]  # UserRequest


@router.get("/promotions/{number}")
def display_promotion(request: UserRequest, number: str) -> HttpResponse:
    """VB23 for programs: with its periods, its coupons and what is left."""
    return _answer(promotion_to("display_promotion", user=request.user, number=number), today(request.now), 200)


@router.patch("/promotions/{number}")
def change_promotion(request: UserRequest, number: str, payload: ChangedPromotion) -> HttpResponse:
    """VB22 for programs."""
    promotion = promotion_to("change_promotion", user=request.user, number=number)
    standing = period_at(promotion, payload.valid_from)
    changed = services.change_promotion(
        promotion=promotion, terms=payload.terms(standing), valid_from=payload.valid_from,
        valid_to=payload.valid_to or (standing.valid_to if standing else FOREVER), name=payload.name,
        coupons=None if payload.coupons is None else [one.fact for one in payload.coupons],
        by=request.user, at=request.now, version=expected_version(request),
    )  # fmt: skip
    return _answer(changed, today(request.now), 200)


@router.post("/promotions/{number}/end_promotion")
def end_promotion(request: UserRequest, number: str, payload: EndedPromotion) -> HttpResponse:
    """End a promotion; offers that hold some of it keep that."""
    promotion = promotion_to("end_promotion", user=request.user, number=number)
    day = today(request.now)
    ended = services.end_promotion(
        promotion=promotion, ends_on=payload.ends_on or day, by=request.user, at=request.now,
        version=expected_version(request),
    )  # fmt: skip
    return _answer(ended, day, 200)


def _answer(promotion: Promotion, day: dt.date, status: int) -> HttpResponse:
    standing = standing_of(promotion.number, day)
    body = {
        **PromotionOut.of(promotion),
        "budget_left": None if standing is None or standing.budget_left is None else str(standing.budget_left),
        "uses_left": standing.uses_left if standing else None,
        "periods": [_period(row) for row in periods_of(promotion).filter(status="released")],
        "coupons": [
            {"code": row.code, "customer": row.customer, "uses_limit": row.uses_limit}
            for row in Coupon.objects.filter(promotion=promotion).order_by("code")
        ],
    }
    headers = {"ETag": etag(promotion.version), "Location": f"/api/v1/promotions/{promotion.number}"}
    return JsonResponse(body, status=status, headers=headers)


def _period(row: PromotionPeriod) -> dict[str, Any]:
    return {
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat(),
        "budget": None if row.budget is None else str(row.budget),
        "uses_limit": row.uses_limit,
        "uses_per_customer": row.uses_per_customer,
    }
