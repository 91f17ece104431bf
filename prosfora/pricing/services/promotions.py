"""Verbs of promotions. A period is never edited: a change ends it and begins the next one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from prosfora.audit.rules import Subject, changes_between
from prosfora.audit.services import Actor, record
from prosfora.pricing.models import FOREVER, Coupon, Promotion, PromotionPeriod
from prosfora.pricing.services.coupons import NewCoupon, put_coupons
from prosfora.pricing.services.promotion_checks import (
    refuse_bad_promotion,
    refuse_bad_terms,
    refuse_overlapping,
    refuse_stale_promotion,
)

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PromotionTerms:
    """What a promotion may give in all, and to one customer; None: without end."""

    budget: Decimal | None = None
    uses_limit: int | None = None
    uses_per_customer: int | None = None


@transaction.atomic
def create_promotion(
    *,
    number: str,
    name: str,
    currency: str,
    terms: PromotionTerms,
    valid_from: dt.date,
    valid_to: dt.date = FOREVER,
    sales_area: str | None = None,
    coupons: Sequence[NewCoupon] = (),
    by: Actor,
    at: dt.datetime,
) -> Promotion:
    """Open a promotion (VB21) with its first period; with coupons it holds only for documents that name one.

    The budget is in `currency`; `valid_to` is the last day; `sales_area` None holds in all. Raises BadPromotion,
    CodeTaken.
    """
    number = number.strip().upper()
    refuse_bad_promotion(number, name, currency)
    refuse_bad_terms(terms.budget, currency, valid_from, valid_to)
    made = Promotion.objects.create(
        number=number, name=name.strip(), currency=currency, sales_area_id=sales_area, needs_coupon=bool(coupons),
        created_by=by.get_username(), created_at=at,
    )  # fmt: skip
    codes = put_coupons(made, coupons)
    period = _begin(made, terms, valid_from, valid_to, by, at)
    told = changes_between({}, {"currency": currency, **_facts(made, period, codes)})
    record(verb="create_promotion", subject=subject_of(made), by=by, at=at, changes=told, fresh=True)
    return made


@transaction.atomic
def change_promotion(
    *,
    promotion: Promotion,
    terms: PromotionTerms,
    valid_from: dt.date,
    valid_to: dt.date = FOREVER,
    name: str = "",
    coupons: Sequence[NewCoupon] | None = None,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> Promotion:
    """Let other terms hold from a day on (VB22): the period that holds then ends the day before.

    A change from a period's first day on replaces it; the replaced one stays for proof, withdrawn. Budget and uses are
    counted over all periods. `coupons` is the whole list; a code that an offer used stays in it. Raises BadPromotion,
    CodeTaken, ChangedMeanwhile.
    """
    promotion = _locked(promotion, version)
    refuse_bad_promotion(promotion.number, name or promotion.name, promotion.currency)
    refuse_bad_terms(terms.budget, promotion.currency, valid_from, valid_to, promotion)
    old, codes = _period_on(promotion, valid_from), _codes(promotion)
    before = _facts(promotion, old, codes) if old else {}
    if old is not None:
        _end(old, valid_from - DAY)
    refuse_overlapping(promotion, valid_from, valid_to)
    if coupons is not None:
        codes = put_coupons(promotion, coupons)
        promotion.needs_coupon = bool(codes)
    promotion.name = name.strip() or promotion.name
    promotion.version += 1
    promotion.save(update_fields=["name", "needs_coupon", "version"])
    made = _begin(promotion, terms, valid_from, valid_to, by, at)
    told = changes_between(before, _facts(promotion, made, codes))
    record(verb="change_promotion", subject=subject_of(promotion), by=by, at=at, changes=told)
    return promotion


@transaction.atomic
def end_promotion(
    *, promotion: Promotion, ends_on: dt.date, by: Actor, at: dt.datetime, version: int | None = None
) -> Promotion:
    """End a promotion: `ends_on` is its last day, later periods are withdrawn. Offers that hold some of it keep that.

    Raises ChangedMeanwhile.
    """
    promotion = _locked(promotion, version)
    before = _last_day(promotion)
    for period in PromotionPeriod.objects.filter(promotion=promotion, status="released", valid_to__gt=ends_on):
        _end(period, ends_on)
    promotion.version += 1
    promotion.save(update_fields=["version"])
    told = changes_between({"valid_to": before}, {"valid_to": _last_day(promotion)})
    record(verb="end_promotion", subject=subject_of(promotion), by=by, at=at, changes=told)
    return promotion


def subject_of(promotion: Promotion) -> Subject:
    """The journal's name for a promotion."""
    return Subject("promotion", promotion.number, promotion.name, promotion.sales_area_id or "")


def _locked(promotion: Promotion, version: int | None) -> Promotion:
    found = Promotion.objects.select_for_update().get(pk=promotion.pk)
    refuse_stale_promotion(found, version)
    return found


def _begin(
    promotion: Promotion, terms: PromotionTerms, first: dt.date, last: dt.date, by: Actor, at: dt.datetime
) -> PromotionPeriod:
    newest = PromotionPeriod.objects.filter(promotion=promotion).aggregate(last=Max("version"))["last"] or 0
    return PromotionPeriod.objects.create(
        promotion=promotion, valid_from=first, valid_to=last, budget=terms.budget, uses_limit=terms.uses_limit,
        uses_per_customer=terms.uses_per_customer, version=newest + 1, created_by=by.get_username(), created_at=at,
    )  # fmt: skip


def _end(period: PromotionPeriod, last_day: dt.date) -> None:
    """Let a period end on a day; one that would never hold is withdrawn."""
    if last_day < period.valid_from:
        period.status = "withdrawn"
    else:
        period.valid_to = min(last_day, period.valid_to)
    period.save(update_fields=["status", "valid_to"])


def _period_on(promotion: Promotion, day: dt.date) -> PromotionPeriod | None:
    rows = PromotionPeriod.objects.filter(promotion=promotion, status="released")
    return rows.filter(valid_from__lte=day, valid_to__gte=day).first()


def _last_day(promotion: Promotion) -> dt.date | None:
    rows = PromotionPeriod.objects.filter(promotion=promotion, status="released")
    last: dt.date | None = rows.aggregate(last=Max("valid_to"))["last"]
    return last


def _codes(promotion: Promotion) -> list[str]:
    return list(Coupon.objects.filter(promotion=promotion).order_by("code").values_list("code", flat=True))


def _facts(promotion: Promotion, period: PromotionPeriod, codes: Sequence[str]) -> dict[str, Any]:
    """The values that the journal compares."""
    return {
        "name": promotion.name,
        "valid_from": period.valid_from,
        "valid_to": period.valid_to,
        "budget": None if period.budget is None else f"{period.budget:f}",
        "uses_limit": period.uses_limit,
        "uses_per_customer": period.uses_per_customer,
        "coupons": ", ".join(codes) or None,
    }
