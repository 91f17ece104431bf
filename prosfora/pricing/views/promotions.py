"""Pages of promotions: VB21, VB22, VB23."""

from dataclasses import replace
from typing import Any

from django.db.models import Max, Min, Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prosfora.identity.queries import allows
from prosfora.identity.requests import UserRequest
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.clock import today
from prosfora.kit.errors import ChangedMeanwhile, Forbidden, NotVisible, Refused
from prosfora.kit.pages import Column, Listing, list_page
from prosfora.pricing import services
from prosfora.pricing.forms.promotions import ChangePromotionForm, PromotionFilterForm, PromotionForm
from prosfora.pricing.models import FOREVER, Coupon, Promotion
from prosfora.pricing.permissions import area_to, promotion_to
from prosfora.pricing.queries.promotions import (
    given_by,
    period_at,
    periods_of,
    standing_of,
    uses_of,
    visible_promotions,
)

SHOWN = 50


def url_of(row: Promotion) -> str:
    """The page of a promotion."""
    return reverse("pricing:display_promotion", kwargs={"number": row.number})


def _last(row: Any) -> object:
    return None if row.last is None or row.last >= FOREVER else row.last


PROMOTIONS = Listing(
    name="pricing:list_promotions",
    title=gettext_lazy("Promotions"),
    columns=(
        Column(gettext_lazy("Number"), "number"),
        Column(gettext_lazy("Name"), "name"),
        Column(gettext_lazy("Sales area"), "sales_area_id"),
        Column(gettext_lazy("Only with a coupon"), lambda row: _("yes") if row.needs_coupon else ""),
        Column(gettext_lazy("Valid from"), "first", "day"),
        Column(gettext_lazy("Valid to"), _last, "day"),
        Column(gettext_lazy("Uses"), "uses"),
    ),
    orders={
        "newest": (gettext_lazy("newest first"), ("-id",)),
        "number": (gettext_lazy("number"), ("number", "id")),
    },
    open_row=url_of,
    empty=gettext_lazy("No promotion yet. Open the first with VB21."),
)


@require_GET
def list_promotions(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """VB23: the promotions of the user's sales areas."""
    if not allows(request.user, "pricing.display_promotion"):
        raise NotVisible("")
    filters = PromotionFilterForm(request.GET)
    filters.is_valid()
    rows = _narrowed(visible_promotions(request.user), filters.cleaned_data)
    new_url = reverse("pricing:create_promotion") if allows(request.user, "pricing.create_promotion") else ""
    return list_page(request, _with_new(new_url), rows, filters=filters)


def _narrowed(rows: "QuerySet[Promotion]", wanted: dict[str, Any]) -> "QuerySet[Promotion]":
    if q := (wanted.get("q") or "").strip():
        rows = rows.filter(Q(number__istartswith=q) | Q(name__icontains=q))
    if day := wanted.get("valid_on"):
        held = Q(periods__status="released", periods__valid_from__lte=day, periods__valid_to__gte=day)
        rows = rows.filter(pk__in=Promotion.objects.filter(held).values("pk"))
    released = Q(periods__status="released")
    return rows.annotate(
        first=Min("periods__valid_from", filter=released), last=Max("periods__valid_to", filter=released)
    )


def _with_new(url: str) -> Listing:
    return replace(PROMOTIONS, new_url=url)


@require_GET
def display_promotion(request: UserRequest, number: str) -> HttpResponse:
    """What a promotion gives, what is left of it, and who took what."""
    promotion = promotion_to("display_promotion", user=request.user, number=number)
    area = promotion.sales_area_id or EVERYWHERE
    may_see_uses = allows(request.user, "pricing.display_promotion", area)  # each names a customer of some area
    page = {
        "promotion": promotion,
        "standing": standing_of(promotion.number, today(request.now)),
        "periods": periods_of(promotion),
        "coupons": Coupon.objects.filter(promotion=promotion).order_by("code")[:SHOWN],
        "records": given_by(promotion, request.user)[:SHOWN],
        "uses": uses_of(promotion)[:SHOWN] if may_see_uses else None,
        "may_change": allows(request.user, "pricing.change_promotion", area),
        "may_record": allows(request.user, "pricing.create_condition", area),
    }
    return render(request, "pricing/promotion.html", page)


@require_http_methods(["GET", "POST"])
def create_promotion(request: UserRequest) -> HttpResponse:
    """VB21."""
    if not allows(request.user, "pricing.create_promotion"):
        raise Forbidden("")
    form = PromotionForm(request.POST or None, initial={"valid_from": today(request.now)})
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            facts = form.facts
            area_to("create_promotion", user=request.user, sales_area=facts["sales_area"])
            made = services.create_promotion(**facts, by=request.user, at=request.now)
        except Refused as error:
            refusal = error
        else:
            return redirect(url_of(made))
    return _form(request, form, refusal, _("New promotion"), reverse("pricing:list_promotions"))


@require_http_methods(["GET", "POST"])
def change_promotion(request: UserRequest, number: str) -> HttpResponse:
    """VB22: other terms from a day on."""
    promotion = promotion_to("change_promotion", user=request.user, number=number)
    if request.method == "POST":
        form = ChangePromotionForm(request.POST)
    else:
        day = today(request.now)
        coupons = Coupon.objects.filter(promotion=promotion).order_by("code")
        form = ChangePromotionForm.of(promotion, period_at(promotion, day), coupons, day)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.change_promotion(
                promotion=promotion, **form.terms, by=request.user, at=request.now,
                version=form.cleaned_data["version"],
            )  # fmt: skip
        except Refused as error:
            refusal = error
        else:
            return redirect(url_of(promotion))
    return _form(request, form, refusal, _("Change promotion"), url_of(promotion))


@require_POST
def end_promotion(request: UserRequest, number: str) -> HttpResponse:
    """Let a promotion end today."""
    promotion = promotion_to("end_promotion", user=request.user, number=number)
    services.end_promotion(promotion=promotion, ends_on=today(request.now), by=request.user, at=request.now)
    return redirect(url_of(promotion))


def _form(request: UserRequest, form: object, refusal: Refused | None, title: str, back: str) -> HttpResponse:
    page = {"form": form, "refusal": refusal, "title": title, "back_url": back}
    status = 409 if isinstance(refusal, ChangedMeanwhile) else 422
    return render(request, "kit/form.html", page, status=status if request.method == "POST" else 200)
