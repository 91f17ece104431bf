"""Promotions as prices ask for them, and for people: what they may give, what is left, who took what."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.pricing.models import ConditionRecord, Coupon, Promotion, PromotionPeriod, PromotionUse
from prosfora.pricing.queries.records import visible_conditions
from prosfora.pricing.rules.promotions import CouponFacts, PeriodFacts, PromotionFacts

NONE = Decimal(0)
VERB = "pricing.display_promotion"
_PERIOD = ("valid_from", "valid_to", "budget", "uses_limit", "uses_per_customer")
_OF_PROMOTION = ("number", "name", "currency", "sales_area_id", "needs_coupon", "given", "uses")


def counting(day: dt.date) -> Q:
    """The uses that take from a promotion on a day: accepted offers, and issued ones that have not lapsed."""
    return Q(status="used") | Q(status="held", held_until__gte=day)


def promotion_numbers(ids: Collection[int]) -> dict[int, str]:
    """The numbers of promotions by id; one statement, none where none is asked for."""
    return dict(Promotion.objects.filter(pk__in=ids).values_list("pk", "number")) if ids else {}


def promotion_facts(
    ids: Collection[int], *, day: dt.date, customers: Iterable[str] = (), besides: str = ""
) -> dict[int, PromotionFacts]:
    """Promotions by id with what is taken of them on a day; two statements, a third where customers have limits.

    What the offer `besides` holds does not count: whoever asks stands in its place.
    """
    held: dict[int, tuple[Decimal, int]] = {
        pk: (amount, count)
        for pk, amount, count in _held_by_others(besides)
        .filter(promotion__in=ids, status="held", held_until__gte=day)
        .values_list("promotion")
        .annotate(Sum("amount"), Count("pk"))
    }
    rows = Promotion.objects.filter(pk__in=ids).values_list(
        "pk", *_OF_PROMOTION, "periods__status", *(f"periods__{name}" for name in _PERIOD)
    )
    known: dict[int, tuple[str, ...]] = {}
    periods: dict[int, list[PeriodFacts]] = defaultdict(list)
    for pk, *row in rows.order_by("pk", "periods__valid_from"):
        known[pk] = tuple(row[:7])
        if row[7] == "released":
            periods[pk].append(PeriodFacts(*row[8:]))
    limited = [pk for pk, own in periods.items() if any(period.uses_per_customer is not None for period in own)]
    uses = _customer_uses(limited, set(customers), day, besides) if limited else {}
    found = {}
    for pk, (number, name, currency, area, needs_coupon, given, count) in known.items():
        amount, more = held.get(pk, (NONE, 0))
        found[pk] = PromotionFacts(
            number, name, currency, area or "", bool(needs_coupon), tuple(periods[pk]), Decimal(given) + amount,
            int(count) + more, uses.get(pk, {}),
        )  # fmt: skip
    return found


def _held_by_others(besides: str) -> "QuerySet[PromotionUse]":
    return PromotionUse.objects.exclude(document=besides, status="held") if besides else PromotionUse.objects.all()


def coupon_facts(codes: Iterable[str], *, day: dt.date, besides: str = "") -> dict[str, CouponFacts]:
    """Coupons by code, as they are on a day, without what the offer `besides` holds; one statement."""
    wanted = {code for code in codes if code and "\0" not in code}
    if not wanted:
        return {}
    rows = Coupon.objects.filter(code__in=wanted).annotate(
        taken=Count("promotionuse", filter=Q(promotionuse__status="used") | _held(day, besides))
    )
    return {
        code: CouponFacts(code, number, customer, None if limit is None else max(limit - taken, 0))
        for code, number, customer, limit, taken in rows.values_list(
            "code", "promotion__number", "customer", "uses_limit", "taken"
        )
    }


def _held(day: dt.date, besides: str) -> Q:
    held = Q(promotionuse__status="held", promotionuse__held_until__gte=day)
    return held & ~Q(promotionuse__document=besides) if besides else held


def _customer_uses(
    ids: Collection[int], customers: Collection[str], day: dt.date, besides: str
) -> dict[int, Mapping[str, int]]:
    uses: dict[int, dict[str, int]] = defaultdict(dict)
    rows = _held_by_others(besides).filter(counting(day), promotion__in=ids, customer__in=customers)
    for pk, customer, count in rows.values_list("promotion", "customer").annotate(Count("pk")):
        uses[pk][customer] = count
    return {**uses}


def visible_promotions(user: User) -> "QuerySet[Promotion]":
    """The promotions of the user's sales areas and those that hold in all of them."""
    scopes = user.rights.scopes(VERB) if user.is_active else frozenset[str]()
    if EVERYWHERE in scopes:
        return Promotion.objects.all()
    rows = Promotion.objects.filter(Q(sales_area=None) | Q(sales_area__in=scopes))
    return rows if scopes else rows.none()


def periods_of(promotion: Promotion) -> "QuerySet[PromotionPeriod]":
    """Every period a promotion has or had, newest first."""
    return PromotionPeriod.objects.filter(promotion=promotion).order_by("-valid_from", "-version")


def period_at(promotion: Promotion, day: dt.date) -> PromotionPeriod | None:
    """The period that holds on a day, else the next one to begin, else the last one."""
    rows = periods_of(promotion).filter(status="released")
    return rows.filter(valid_to__gte=day).last() or rows.first()


def given_by(promotion: Promotion, user: User) -> "QuerySet[ConditionRecord]":
    """The records through which it gives, those the user may see."""
    return visible_conditions(user).filter(promotion=promotion, status="released").order_by("lookup", "id")


def uses_of(promotion: Promotion) -> "QuerySet[PromotionUse]":
    """What offers took of it or hold, newest first."""
    rows = PromotionUse.objects.filter(promotion=promotion).exclude(status="released")
    return rows.select_related("coupon").order_by("-id")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a promotion stands on a day: the period that holds or is next, what is left of budget and uses."""

    facts: PromotionFacts
    period: PeriodFacts | None

    @property
    def budget_left(self) -> Decimal | None:
        """In the promotion's currency; None without a budget."""
        return self.facts.budget_left(self.period) if self.period else None

    @property
    def uses_left(self) -> int | None:
        """None without a limit."""
        return self.facts.uses_left(self.period) if self.period else None


def standing_of(number: str, day: dt.date) -> Standing | None:
    """What is left of a promotion on a day; None where there is none of that number."""
    pk = Promotion.objects.filter(number=number).values_list("pk", flat=True).first()
    if pk is None:
        return None
    facts = promotion_facts([pk], day=day)[pk]
    return Standing(facts, facts.period_on(day))
