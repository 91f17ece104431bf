"""Free goods for programs."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router, Schema
from pydantic import Field

from prosfora.identity.api import idempotent
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import PAGE_LIMIT, Page, cursor_page, etag, expected_version
from prosfora.kit.clock import today
from prosfora.pricing import services
from prosfora.pricing.models import FOREVER, FreeGoodsRecord
from prosfora.pricing.permissions import area_to, free_goods_to
from prosfora.pricing.queries.free_goods import listed_free_goods
from prosfora.pricing.rules.limits import QUANTITY_MOST
from prosfora.pricing.services import FreeGoodsTerms

router = Router()
Quantity = Field(max_digits=15, decimal_places=3, gt=0, le=QUANTITY_MOST)
TERMS = tuple(FreeGoodsTerms.__slots__)


class Terms(Schema):
    """`free` per `per` ordered in `unit`, from `least` on; a blank `product_given` is the ordered product."""

    per: Decimal = Quantity
    free: Decimal = Quantity
    unit: str = Field(max_length=3, min_length=1)
    least: Decimal = Field(Decimal(0), max_digits=15, decimal_places=3, ge=0, le=QUANTITY_MOST)
    counting: Literal["pro_rata", "rounded", "per_unit", "whole_units"] = "per_unit"
    is_inclusive: bool = False
    product_given: str = Field("", max_length=40)

    @property
    def facts(self) -> FreeGoodsTerms:
        """The terms as the verbs take them."""
        return FreeGoodsTerms(**self.dict(include=set(TERMS)))


class NewFreeGoods(Terms):
    """What is given for nothing with a key, for a period."""

    key: dict[str, str] = Field(max_length=4)
    sales_area: str | None = Field(None, max_length=12)
    valid_from: dt.date
    valid_to: dt.date = FOREVER


class ChangedFreeGoods(Terms):
    """Other terms from a day on."""

    valid_from: dt.date
    valid_to: dt.date | None = None


class EndedFreeGoods(Schema):
    """The last day; today where none is given."""

    ends_on: dt.date | None = None


class FreeGoodsOut(Schema):
    """Free goods as programs read them."""

    id: int
    key: dict[str, str]
    sales_area: str | None
    per: Decimal
    free: Decimal
    unit: str
    least: Decimal
    counting: str
    is_inclusive: bool
    product_given: str
    valid_from: dt.date
    valid_to: dt.date
    version: int

    @staticmethod
    def of(row: FreeGoodsRecord) -> dict[str, Any]:
        """A record as JSON."""
        quantities = {name: str(getattr(row, name)) for name in ("per", "free", "least")}
        plain = ("unit", "counting", "is_inclusive", "product_given", "version")
        return {
            "id": row.pk,
            "key": row.key,
            "sales_area": row.sales_area_id,
            **quantities,
            **{name: getattr(row, name) for name in plain},
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat(),
        }


class FreeGoodsQuery(Schema):
    """Filters of the list."""

    q: str = Field("", max_length=100)
    valid_on: dt.date | None = None
    cursor: str | None = Field(None, max_length=2000)
    limit: int = Field(PAGE_LIMIT, ge=1, le=200)


@router.get("/free_goods", response=Page[FreeGoodsOut])
def list_free_goods(request: UserRequest, wanted: Query[FreeGoodsQuery]) -> dict[str, Any]:
    """Free goods, one page."""
    rows = listed_free_goods(request.user, wanted.q, wanted.valid_on)
    found, following = cursor_page(rows, order=("lookup", "id"), cursor=wanted.cursor, limit=wanted.limit)
    return {"items": [FreeGoodsOut.of(row) for row in found], "next_cursor": following}


@router.post("/free_goods", summary="Record free goods")
@idempotent
def create_free_goods(request: HttpRequest, payload: NewFreeGoods) -> HttpResponse:
    """VBN1 for programs."""
    user: Any = request.user
    area_to("create_free_goods", user=user, sales_area=payload.sales_area)
    made = services.create_free_goods(
        key=payload.key, terms=payload.facts, valid_from=payload.valid_from, valid_to=payload.valid_to,
        sales_area=payload.sales_area, by=user, at=request.now,  # type: ignore[attr-defined]  # UserRequest
    )  # fmt: skip
    return _answer(made, 201)


@router.get("/free_goods/{int:record_id}")
def display_free_goods(request: UserRequest, record_id: int) -> HttpResponse:
    """VBN3 for programs."""
    return _answer(free_goods_to("display_free_goods", user=request.user, record_id=record_id), 200)


@router.patch("/free_goods/{int:record_id}")
@transaction.atomic
def change_free_goods(request: UserRequest, record_id: int, payload: ChangedFreeGoods) -> HttpResponse:
    """VBN2 for programs: the successor is returned."""
    record = free_goods_to("change_free_goods", user=request.user, record_id=record_id)
    made = services.change_free_goods(
        free_goods=record, terms=payload.facts, valid_from=payload.valid_from, valid_to=payload.valid_to,
        by=request.user, at=request.now, version=expected_version(request),
    )  # fmt: skip
    return _answer(made, 200)


@router.post("/free_goods/{int:record_id}/end_free_goods")
@transaction.atomic
def end_free_goods(request: UserRequest, record_id: int, payload: EndedFreeGoods) -> HttpResponse:
    """End free goods."""
    record = free_goods_to("end_free_goods", user=request.user, record_id=record_id)
    ended = services.end_free_goods(
        free_goods=record, ends_on=payload.ends_on or today(request.now), by=request.user, at=request.now,
        version=expected_version(request),
    )  # fmt: skip
    return _answer(ended, 200)


def _answer(record: FreeGoodsRecord, status: int) -> HttpResponse:
    headers = {"ETag": etag(record.version), "Location": f"/api/v1/free_goods/{record.pk}"}
    return JsonResponse(FreeGoodsOut.of(record), status=status, headers=headers)
