"""Promotions in words: why one does not hold, and what the journal calls them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.audit.kinds import declare_kind
from prosfora.kit import writing
from prosfora.pricing.models import FreeGoodsRecord, Promotion, PromotionPeriod
from prosfora.pricing.rules.facts import HeaderFacts
from prosfora.pricing.rules.promotions import PromotionFacts

BARS: dict[str, Promise] = {
    "other_area": _("Promotion %(number)s does not hold in sales area %(area)s"),
    "not_begun": _("Promotion %(number)s holds from %(first)s on"),
    "ended": _("Promotion %(number)s ended on %(last)s"),
    "coupon_missing": _("Promotion %(number)s holds only with one of its coupons"),
    "other_customer": _("This coupon is for another customer"),
    "used_by_customer": _("This customer has used promotion %(number)s as often as he may"),
    "used_up": _("What promotion %(number)s may give is used up"),
}


def bar_words(bar: str, promotion: PromotionFacts, header: HeaderFacts) -> str:
    """Why a promotion does not hold for a document: a code of rules.promotions.bar_of, in words."""
    period = promotion.period_on(header.pricing_date)
    return str(BARS[bar]) % {
        "number": promotion.number,
        "area": header.sales_area,
        "first": writing.day(period.first) if period else "",
        "last": writing.day(period.last) if period else "",
    }


def declare_promotion() -> None:
    """Make promotions and free goods known to the journal."""
    declare_kind(
        "free_goods",
        name=_("Free goods"),
        models=(FreeGoodsRecord,),
        labels={"lookup": _("key")},
        verbs={
            "display_free_goods": _("Display free goods"),
            "create_free_goods": _("Free goods recorded"),
            "change_free_goods": _("Free goods changed"),
            "end_free_goods": _("Free goods ended"),
        },
    )
    declare_kind(
        "promotion",
        name=_("Promotion"),
        models=(Promotion, PromotionPeriod),
        labels={"coupons": _("coupons")},
        verbs={
            "display_promotion": _("Display promotions"),
            "create_promotion": _("Promotion opened"),
            "change_promotion": _("Promotion changed"),
            "end_promotion": _("Promotion ended"),
        },
    )
