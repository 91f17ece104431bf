"""Condition records for programs."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from prosfora.identity.api import idempotent
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import PAGE_LIMIT, Page, cursor_page, etag, expected_version
from prosfora.kit.clock import today
from prosfora.pricing import services
from prosfora.pricing.models import FOREVER, ConditionRecord
from prosfora.pricing.permissions import area_to, condition_to
from prosfora.pricing.queries.records import ConditionFilter, listed_conditions
from prosfora.pricing.rules.limits import AMOUNT_MOST
from prosfora.pricing.rules.terms import TermChanges

router = Router()
type Status = Literal["released", "draft"]

Amount = Field(max_digits=15, decimal_places=4, ge=-AMOUNT_MOST, le=AMOUNT_MOST)
OptionalAmount = Field(None, max_digits=15, decimal_places=4, ge=-AMOUNT_MOST, le=AMOUNT_MOST)
Limit = Field(None, max_digits=15, decimal_places=4, ge=-AMOUNT_MOST, le=AMOUNT_MOST)


class ScaleLevel(Schema):
    """From this quantity on, this rate."""

    start: Decimal = Field(max_digits=15, decimal_places=3, ge=0)
    rate: Decimal = Amount


class Stated(Schema):
    """An amount, or that the price is on request."""

    amount: Decimal | None = OptionalAmount
    on_request: bool = False  # of a price: instead of an amount

    def refuse_neither(self) -> None:
        """One of the two must be said. Raises BadCondition."""
        if self.amount is None and not self.on_request:
            raise services.BadCondition(_("State an amount, or that the price is on request"), "amount")


class NewCondition(Stated):
    """A price element for a key and a period."""

    condition_type: str = Field(max_length=4)
    key: dict[str, str] = Field(max_length=8)
    currency: str = Field("", max_length=3, pattern="^([A-Z]{3})?$")
    per: Decimal = Field(Decimal(1), max_digits=9, decimal_places=3, gt=0)
    unit: str = Field("", max_length=3)
    scales: list[ScaleLevel] = Field(default_factory=list, max_length=50)
    scale_unit: str = Field("", max_length=3)
    lower_limit: Decimal | None = Limit
    upper_limit: Decimal | None = Limit
    promotion: str = Field("", max_length=10)
    sales_area: str | None = Field(None, max_length=12)
    valid_from: dt.date
    valid_to: dt.date = FOREVER
    status: Status = "released"


class ChangedCondition(Stated):
    """Another amount from a day on; what is not named stays, a limit sent as null is taken away.

    With the status draft the change waits for its release; a record that is a draft is edited, whatever is said here.
    """

    valid_from: dt.date
    valid_to: dt.date | None = None
    status: Status = "released"
    scales: list[ScaleLevel] | None = Field(None, max_length=50)
    scale_unit: str = Field("", max_length=3)
    lower_limit: Decimal | None = Limit
    upper_limit: Decimal | None = Limit

    @property
    def changes(self) -> TermChanges:
        """The terms that change."""
        given: dict[str, Any] = self.dict(exclude_unset=True, exclude={"valid_from", "valid_to", "status", "scales"})
        if self.amount is None:
            given.pop("amount", None)
        changes: TermChanges = {}
        changes.update(given)  # type: ignore[typeddict-item]  # the fields above are terms
        if self.scales is not None:
            changes["scales"] = tuple((level.start, level.rate) for level in self.scales)
        return changes


class Condition(Schema):
    """A condition record as programs read it."""

    id: int
    condition_type: str
    key: dict[str, str]
    sales_area: str | None
    promotion: str
    amount: Decimal | None  # none of a price on request
    on_request: bool
    currency: str
    per: Decimal
    unit: str
    scales: list[tuple[str, str]]
    scale_unit: str
    lower_limit: Decimal | None
    upper_limit: Decimal | None
    valid_from: dt.date
    valid_to: dt.date
    status: str
    version: int

    @staticmethod
    def of(row: ConditionRecord) -> dict[str, Any]:
        """A record as JSON."""
        return {
            "id": row.pk,
            "condition_type": row.condition_type_id,
            "key": row.key,
            "sales_area": row.sales_area_id,
            "promotion": row.promotion.number if row.promotion_id and row.promotion else "",
            "amount": None if row.on_request else str(row.amount),
            "on_request": bool(row.on_request),
            "currency": row.currency,
            "per": str(row.per),
            "unit": row.unit,
            "scales": row.scales,
            "scale_unit": row.scale_unit,
            "lower_limit": None if row.lower_limit is None else str(row.lower_limit),
            "upper_limit": None if row.upper_limit is None else str(row.upper_limit),
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat(),
            "status": row.status,
            "version": row.version,
        }


class DistanceSales(Schema):
    """The day from which consumers in other member states pay the VAT of their own country."""

    since: dt.date


class ConditionQuery(Schema):
    """Filters of the list."""

    q: str = Field("", max_length=100)
    condition_type: str = Field("", max_length=4)
    valid_on: dt.date | None = None
    status: Literal["released", "draft", "all"] = "released"
    cursor: str | None = Field(None, max_length=2000)
    limit: int = Field(PAGE_LIMIT, ge=1, le=200)


@router.get("/conditions", response=Page[Condition])
def list_conditions(request: UserRequest, wanted: Query[ConditionQuery]) -> dict[str, Any]:
    """Condition records, one page."""
    status = "" if wanted.status == "all" else wanted.status
    asked = ConditionFilter(wanted.q, wanted.condition_type, wanted.valid_on, status=status)
    rows = listed_conditions(request.user, asked)
    found, following = cursor_page(
        rows, order=("condition_type_id", "lookup", "id"), cursor=wanted.cursor, limit=wanted.limit
    )
    return {"items": [Condition.of(row) for row in found], "next_cursor": following}


@router.post("/conditions", summary="Record a price")
@idempotent
def create_condition(request: HttpRequest, payload: NewCondition) -> HttpResponse:
    """VK11 for programs."""
    user: Any = request.user
    area_to("create_condition", user=user, sales_area=payload.sales_area)
    payload.refuse_neither()
    facts = payload.dict(exclude={"status"}) | {"draft": payload.status == "draft"}
    facts["amount"] = payload.amount or Decimal(0)
    facts["scales"] = [(level.start, level.rate) for level in payload.scales]
    made = services.create_condition(**facts, by=user, at=request.now)  # type: ignore[attr-defined]  # UserRequest
    return _answer(made, 201)


@router.post(
    "/conditions/tax_distance_sales", summary="Tax distance sales where the goods arrive", response=list[Condition]
)
def tax_distance_sales(request: UserRequest, payload: DistanceSales) -> list[dict[str, Any]]:
    """The records of the other member states' standard rates."""
    area_to("tax_distance_sales", user=request.user, sales_area=None)
    made = services.tax_distance_sales(since=payload.since, by=request.user, at=request.now)
    return [Condition.of(row) for row in made]


@router.get("/conditions/{int:condition_id}")
def display_condition(request: UserRequest, condition_id: int) -> HttpResponse:
    """VK13 for programs."""
    return _answer(condition_to("display_condition", user=request.user, condition_id=condition_id), 200)


@router.patch("/conditions/{int:condition_id}")
@transaction.atomic
def change_condition(request: UserRequest, condition_id: int, payload: ChangedCondition) -> HttpResponse:
    """VK12 for programs: the successor is returned, or the draft."""
    record = condition_to("change_condition", user=request.user, condition_id=condition_id)
    payload.refuse_neither()
    made = services.change_condition(
        condition=record, changes=payload.changes, valid_from=payload.valid_from, valid_to=payload.valid_to,
        draft=payload.status == "draft", by=request.user, at=request.now, version=expected_version(request),
    )  # fmt: skip
    return _answer(made, 200)


@router.delete("/conditions/{int:condition_id}")
@transaction.atomic
def delete_condition(request: UserRequest, condition_id: int, ends_on: dt.date | None = None) -> HttpResponse:
    """End a record: `ends_on` is its last day, today where none is given. A draft is withdrawn."""
    record = condition_to("delete_condition", user=request.user, condition_id=condition_id)
    ends = ends_on or today(request.now)
    ended = services.delete_condition(
        condition=record, ends_on=ends, by=request.user, at=request.now, version=expected_version(request)
    )
    return _answer(ended, 200)


def _answer(record: ConditionRecord, status: int) -> HttpResponse:
    headers = {"ETag": etag(record.version), "Location": f"/api/v1/conditions/{record.pk}"}
    return JsonResponse(Condition.of(record), status=status, headers=headers)
