"""Coupon codes of a promotion: unique whatever their case, and kept once an offer used them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from prosfora.parties.models import Party
from prosfora.pricing.models import Coupon, Promotion, PromotionUse
from prosfora.pricing.rules.promotions import coupon_code
from prosfora.pricing.services.promotion_checks import BadPromotion
from prosfora.pricing.services.refusals import CodeTaken

MOST = 5_000


@dataclass(frozen=True, slots=True)
class NewCoupon:
    """A code, the customer it is for alone, how often it may be used in all."""

    code: str
    customer: str = ""
    uses_limit: int | None = None


def put_coupons(promotion: Promotion, wanted: Sequence[NewCoupon]) -> list[str]:
    """Make these the coupons of a promotion; their codes are returned. Raises BadPromotion, CodeTaken."""
    by_code = {coupon_code(one.code): one for one in wanted}
    _refuse_bad(by_code, len(wanted))
    standing = {row.code: row for row in Coupon.objects.filter(promotion=promotion)}
    others = Coupon.objects.filter(code__in=by_code).exclude(promotion=promotion)
    if (taken := others.values_list("code", flat=True).first()) is not None:
        raise CodeTaken(_("Coupon %(code)s belongs to another promotion") % {"code": taken}, "coupons")
    _remove([row for code, row in standing.items() if code not in by_code])
    fresh = [
        Coupon(promotion=promotion, code=code, customer=one.customer, uses_limit=one.uses_limit)
        for code, one in by_code.items()
        if code not in standing
    ]
    Coupon.objects.bulk_create(fresh)
    changed = [row for code, row in standing.items() if code in by_code and _take(row, by_code[code])]
    Coupon.objects.bulk_update(changed, ["customer", "uses_limit"])
    return sorted(by_code)


def _refuse_bad(by_code: dict[str, NewCoupon], count: int) -> None:
    if count > MOST:
        raise BadPromotion(_("A promotion has at most %(most)s coupons") % {"most": MOST}, "coupons")
    for code in by_code:
        if not code or len(code) > 20 or not code.isprintable() or any(mark in code for mark in "|= "):
            words = _("“%(code)s” is no coupon: at most 20 characters, without blanks, | and =")
            raise BadPromotion(words % {"code": code[:40]}, "coupons")
    wanted = {one.customer for one in by_code.values() if one.customer}
    known = set(Party.objects.filter(number__in=wanted).values_list("number", flat=True)) if wanted else set()
    for number in sorted(wanted - known):
        raise BadPromotion(_("There is no customer %(number)s") % {"number": number}, "coupons")


def _remove(rows: Sequence[Coupon]) -> None:
    used = PromotionUse.objects.filter(coupon__in=rows).values_list("coupon__code", flat=True).first() if rows else None
    if used is not None:
        words = _("Coupon %(code)s was used and stays; end the promotion, or limit the coupon’s uses")
        raise BadPromotion(words % {"code": used}, "coupons")
    Coupon.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _take(row: Coupon, wanted: NewCoupon) -> bool:
    """Put customer and limit on a coupon; whether that changed it."""
    before = (row.customer, row.uses_limit)
    row.customer, row.uses_limit = wanted.customer, wanted.uses_limit
    return before != (row.customer, row.uses_limit)
