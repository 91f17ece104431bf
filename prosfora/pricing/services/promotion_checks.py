"""What a promotion may say, and the refusals of what it may not."""

import datetime as dt
import re
from decimal import Decimal

from django.utils.translation import gettext as _

from prosfora.company.rules.currencies import codes
from prosfora.kit import writing
from prosfora.kit.errors import ChangedMeanwhile, Refused
from prosfora.pricing.models import Promotion, PromotionPeriod
from prosfora.pricing.queries.promotions import promotion_facts
from prosfora.pricing.rules.limits import AMOUNT_MOST

_NUMBER = re.compile(r"[^\W_](?:[\w-]{0,8}[^\W_])?")  # letters, digits, - and _ within


class BadPromotion(Refused):
    """Number, currency, budget, period or coupons of a promotion cannot be as typed."""


def refuse_bad_promotion(number: str, name: str, currency: str) -> None:
    """Raise BadPromotion where number, name or currency are none."""
    if not _NUMBER.fullmatch(number):
        words = _("A promotion’s number has at most 10 letters and digits, with - and _ within")
        raise BadPromotion(words, "number")
    if not name.strip() or len(name) > 80 or "\0" in name:
        raise BadPromotion(_("A promotion needs a name of at most 80 characters"), "name")
    if currency not in codes():
        raise BadPromotion(_("Name the currency of the amount, as EUR"), "currency")


def refuse_bad_terms(
    budget: Decimal | None, currency: str, first: dt.date, last: dt.date, promotion: Promotion | None = None
) -> None:
    """Raise BadPromotion where the period is reversed, or the budget no amount or less than what is given already."""
    if last < first:
        raise BadPromotion(_("The last day lies before the first"), "valid_to")
    if budget is None:
        return
    if not 0 <= budget <= AMOUNT_MOST or budget != round(budget, 4):
        raise BadPromotion(_("A budget is an amount of at most %(most)s") % {"most": AMOUNT_MOST}, "budget")
    given = promotion_facts([promotion.pk], day=first)[promotion.pk].given if promotion else Decimal(0)
    if budget < given:
        words = _("%(given)s %(currency)s are given or promised already; the budget cannot be less")
        raise BadPromotion(words % {"given": writing.fixed(given, 2), "currency": currency}, "budget")


def refuse_overlapping(promotion: Promotion, first: dt.date, last: dt.date) -> None:
    """Raise BadPromotion where another period of the promotion holds on one of these days."""
    rows = PromotionPeriod.objects.filter(promotion=promotion, status="released")
    other = rows.filter(valid_from__lte=last, valid_to__gte=first).order_by("valid_from").first()
    if other is not None:
        words = _("From %(first)s on other terms hold already; let the change end before")
        raise BadPromotion(words % {"first": writing.day(other.valid_from)}, "valid_to")


def refuse_stale_promotion(promotion: Promotion, version: int | None) -> None:
    """Whoever saw an older state must look again. Raises ChangedMeanwhile."""
    if version is not None and promotion.version != version:
        raise ChangedMeanwhile(_("This was changed meanwhile; look at it again, then decide"))
