"""What offers take of promotions: held when they are issued, used when they are accepted, given back otherwise.

Whoever takes something holds the promotion's row until the transaction ends, so that of two offers that want the last
of a budget the second finds nothing left.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.db.models import F
from django.utils.translation import gettext as _

from prosfora.company.queries import NoExchangeRate, exchange_rate
from prosfora.kit import writing
from prosfora.kit.errors import Refused
from prosfora.pricing.models import FOREVER, Coupon, Promotion, PromotionUse
from prosfora.pricing.queries.promotions import coupon_facts, promotion_facts
from prosfora.pricing.rules.facts import HeaderFacts
from prosfora.pricing.rules.promotions import CouponFacts, PromotionFacts, bar_of
from prosfora.pricing.telling_promotions import bar_words
from prosfora.values.money import round_money


class PromotionRefused(Refused):
    """A promotion that the offer's prices name no longer gives what they say."""


def hold_promotions(
    *,
    document: str,
    header: HeaderFacts,
    drawn: Mapping[str, Decimal],
    until: dt.date | None,
    today: dt.date,
    at: dt.datetime,
) -> None:
    """Hold for an offer what its prices take of promotions, until its last day: amounts by number, in its currency.

    A constant number of statements. Raises PromotionRefused where less is left, naming what is.
    """
    rows = _locked(drawn)
    facts = promotion_facts([row.pk for row in rows], day=today, customers=[header.customer])
    coupons = coupon_facts([header.coupon], day=today)
    coupon = coupons.get(header.coupon)
    own = Coupon.objects.filter(code=header.coupon).first() if coupon else None
    uses = []
    for row in rows:
        amount = _checked(facts[row.pk], header, coupon, drawn[row.number])
        opened_by = own if coupon and coupon.promotion == row.number else None
        uses.append(
            PromotionUse(
                promotion=row, document=document, customer=header.customer, coupon=opened_by, status="held",
                amount=amount, value=drawn[row.number], held_until=until or FOREVER, at=at,
            )
        )  # fmt: skip
    own_again = ["customer", "coupon", "status", "amount", "value", "held_until", "at"]  # an offer that was extended
    PromotionUse.objects.bulk_create(
        uses, update_conflicts=True, unique_fields=["promotion", "document"], update_fields=own_again
    )


def settle_promotions(*, document: str, drawn: Mapping[str, Decimal], at: dt.datetime) -> None:
    """An offer was accepted: what the order's prices take is used, the rest of what was held is given back."""
    numbers = PromotionUse.objects.filter(document=document, status="held").values_list("promotion__number", flat=True)
    rows = {row.pk: row for row in _locked(list(numbers))}
    for use in PromotionUse.objects.filter(document=document, status="held", promotion__in=rows):
        promotion = rows[use.promotion_id]
        value = drawn.get(promotion.number)
        if value is None:
            use.status = "released"
        else:
            share = use.amount * value / use.value if use.value else use.amount
            use.status, use.value = "used", value
            use.amount = min(use.amount, round_money(share, promotion.currency))
            taken = {"given": F("given") + use.amount, "uses": F("uses") + 1}
            Promotion.objects.filter(pk=promotion.pk).update(**taken)
        use.at = at
        use.save(update_fields=["status", "amount", "value", "at"])


def release_promotions(*, documents: Collection[str], at: dt.datetime) -> None:
    """Offers came to nothing: what they held is free again. One statement."""
    PromotionUse.objects.filter(document__in=documents, status="held").update(status="released", at=at)


def _locked(numbers: Mapping[str, Decimal] | Sequence[str]) -> list[Promotion]:
    """The promotions, their rows held, always in the same order, so that two offers never wait for each other."""
    return list(Promotion.objects.select_for_update().filter(number__in=list(numbers)).order_by("pk"))


def _checked(promotion: PromotionFacts, header: HeaderFacts, coupon: CouponFacts | None, value: Decimal) -> Decimal:
    """What an offer takes, in the promotion's currency. Raises PromotionRefused."""
    field = "coupon" if coupon and coupon.promotion == promotion.number else "campaign"
    if bar := bar_of(promotion, header, coupon):
        words = _("%(why)s. Price the offer again")
        raise PromotionRefused(words % {"why": bar_words(bar, promotion, header)}, field)
    try:
        rate = exchange_rate(promotion.currency, header.currency, header.pricing_date)
    except NoExchangeRate as missing:
        raise PromotionRefused(missing.message, field) from missing
    amount = round_money(value / rate, promotion.currency)
    period = promotion.period_on(header.pricing_date)
    left = promotion.budget_left(period) if period else None
    if left is not None and amount > left:
        words = _("Promotion %(number)s has only %(left)s %(currency)s left; price the offer again")
        shown = {"number": promotion.number, "left": writing.fixed(left, 2), "currency": promotion.currency}
        raise PromotionRefused(words % shown, field)
    return amount
