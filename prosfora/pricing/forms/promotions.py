"""Shape of what people type about promotions."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.company.models import SalesArea
from prosfora.pricing.forms.conditions import DAY, NotReadable, TypedNumber
from prosfora.pricing.models import FOREVER, Coupon, Promotion, PromotionPeriod
from prosfora.pricing.rules.limits import AMOUNT_MOST
from prosfora.pricing.services import NewCoupon, PromotionTerms

MOST_USES = 2_000_000_000


def _uses(label: Any) -> forms.IntegerField:
    help_text = gettext_lazy("Blank: without limit")
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST_USES, help_text=help_text)


class PromotionFilterForm(forms.Form):
    """What the list of promotions can be narrowed by."""

    q = forms.CharField(label=gettext_lazy("Number or name"), required=False, max_length=80)
    valid_on = forms.DateField(label=gettext_lazy("Valid on"), required=False, widget=DAY)


class _Terms(forms.Form):
    """When a promotion holds and what it may give."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    budget = TypedNumber(
        most=AMOUNT_MOST, label=gettext_lazy("Budget"), required=False, help_text=gettext_lazy("Blank: without limit")
    )
    uses_limit = _uses(gettext_lazy("Uses in all"))
    uses_per_customer = _uses(gettext_lazy("Uses per customer"))
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), widget=DAY)
    valid_to = forms.DateField(label=gettext_lazy("Valid to"), required=False, widget=DAY)
    coupons = forms.CharField(
        label=gettext_lazy("Coupons"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=200_000,
        help_text=gettext_lazy(
            "One code a line; behind it, where wanted, whose it is alone and how often it holds: "
            "SAVE10 customer=1000001 uses=1. Without coupons the promotion holds for everybody."
        ),
    )

    @property
    def terms(self) -> dict[str, Any]:
        """What both verbs take. Raises NotReadable."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "terms": PromotionTerms(given["budget"], given["uses_limit"], given["uses_per_customer"]),
            "valid_from": given["valid_from"],
            "valid_to": given["valid_to"] or FOREVER,
            "coupons": typed_coupons(given["coupons"]),
        }


class PromotionForm(_Terms):
    """VB21: a new promotion."""

    number = forms.CharField(label=gettext_lazy("Number"), max_length=10)
    sales_area = forms.ModelChoiceField(
        SalesArea.objects.order_by("code"),
        label=gettext_lazy("Sales area"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, initial="EUR")
    field_order = ("number", "name", "sales_area", "currency")

    @property
    def facts(self) -> dict[str, Any]:
        """The keyword arguments of create_promotion. Raises NotReadable."""
        given = self.cleaned_data
        return {
            **self.terms,
            "number": given["number"],
            "currency": given["currency"].strip().upper(),
            "sales_area": given["sales_area"].pk if given["sales_area"] else None,
        }


class ChangePromotionForm(_Terms):
    """VB22: other terms from a day on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("name", "valid_from", "valid_to")

    @classmethod
    def of(
        cls, promotion: Promotion, period: PromotionPeriod | None, coupons: Iterable[Coupon], day: dt.date
    ) -> "ChangePromotionForm":
        """The form with what holds now."""
        kept: dict[str, Any] = {"name": promotion.name, "version": promotion.version, "valid_from": day}
        if period is not None:
            last = None if period.valid_to >= FOREVER else period.valid_to
            kept |= {"budget": period.budget, "uses_limit": period.uses_limit, "valid_to": last}
            kept |= {"uses_per_customer": period.uses_per_customer, "valid_from": max(day, period.valid_from)}
        return cls(initial={**kept, "coupons": "\n".join(map(coupon_line, coupons))})


def coupon_line(coupon: Coupon) -> str:
    """A coupon as it is typed."""
    customer = f" customer={coupon.customer}" if coupon.customer else ""
    return f"{coupon.code}{customer}{'' if coupon.uses_limit is None else f' uses={coupon.uses_limit}'}"


def typed_coupons(text: str) -> list[NewCoupon]:
    """The coupons, one a line. Raises NotReadable."""
    return [_coupon(line.split()) for line in text.splitlines() if line.strip()]


def _coupon(words: list[str]) -> NewCoupon:
    customer, uses = "", None
    for word in words[1:]:
        name, _equals, value = word.partition("=")
        if name == "customer" and value:
            customer = value
        elif name == "uses" and value.isdecimal() and int(value) <= MOST_USES:
            uses = int(value)
        else:
            line = _("“%(line)s” is no coupon: write SAVE10 customer=1000001 uses=1")
            raise NotReadable(line % {"line": " ".join(words)[:60]}, "coupons")
    return NewCoupon(words[0], customer, uses)
