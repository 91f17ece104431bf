"""Promotions on documents: the coupon or campaign of a header, and what offers hold of their budgets."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.rules.categories import Category
from prosfora.documents.rules.checks import Found
from prosfora.documents.rules.lines import HeaderFields
from prosfora.documents.rules.revisions import STRANGER, Kin
from prosfora.documents.rules.traces import drawn_in
from prosfora.documents.services.refusals import refuse
from prosfora.pricing.models import Promotion
from prosfora.pricing.queries.promotions import coupon_facts, promotion_facts
from prosfora.pricing.rules.facts import HeaderFacts
from prosfora.pricing.rules.promotions import CouponFacts, bar_of, coupon_code
from prosfora.pricing.services import hold_promotions, release_promotions, settle_promotions
from prosfora.pricing.telling_promotions import bar_words

type Drawn = Mapping[str, Decimal]  # what is taken of each promotion, by number


def set_promotion(document: SalesDocument, given: HeaderFields) -> None:
    """Put a coupon or a promotion on a header; a coupon brings its promotion along. No query where neither changes.

    Raises FactsRefused where it is unknown, has not begun, has ended, is used up or is not for this customer or area.
    """
    before = document.coupon or "", document.campaign or ""
    code = coupon_code(given["coupon"]) if "coupon" in given else before[0]
    number = given["campaign"].strip().upper() if "campaign" in given else before[1]
    if (code, number) == before:
        return
    if code != before[0]:
        number = _promotion_of(document, code) if code else number if number != before[1] else ""
    elif code:  # another promotion, or none: the coupon was of the old one
        code = ""
    if number and not code:
        _refuse_barred(document, number, None, "campaign")
    document.coupon, document.campaign = code or None, number or None


def _promotion_of(document: SalesDocument, code: str) -> str:
    coupon = coupon_facts([code], day=document.pricing_date, besides=document.instead_of).get(code)
    if coupon is None:
        refuse([("coupon", "unknown_coupon", {"value": code})])
        return ""
    _refuse_barred(document, coupon.promotion, coupon, "coupon")
    return coupon.promotion


def _refuse_barred(document: SalesDocument, number: str, coupon: CouponFacts | None, field: str) -> None:
    if why := _why_not(document, number, coupon):
        refuse([(field, "promotion_barred", {"why": why})])


def _why_not(document: SalesDocument, number: str, coupon: CouponFacts | None) -> str:
    """Why a promotion does not hold for a document, in words; blank where it does."""
    header = promotion_header(document, coupon.code if coupon else "")
    pk = Promotion.objects.filter(number=number).values_list("pk", flat=True).first() if "\0" not in number else None
    if pk is None:
        refuse([("campaign", "unknown_promotion", {"value": number})])
        return ""
    facts = promotion_facts([pk], day=header.pricing_date, customers=[header.customer], besides=header.instead_of)
    promotion = facts[pk]
    bar = bar_of(promotion, header, coupon)
    return bar_words(bar, promotion, header) if bar else ""


@dataclass(frozen=True, slots=True)
class Named:
    """A line of a file that names a coupon or a promotion for a customer."""

    line: int
    coupon: str
    campaign: str
    customer: str
    day: dt.date


def faults_of(named: Sequence[Named], area: str, today: dt.date) -> dict[int, list[Found]]:
    """What is wrong with coupons and promotions that a file names, by line; a constant number of queries."""
    coupons = coupon_facts({coupon_code(one.coupon) for one in named}, day=today)
    numbers = {one.campaign.strip().upper() for one in named} | {facts.promotion for facts in coupons.values()}
    ids = dict(Promotion.objects.filter(number__in=numbers).values_list("pk", "number"))
    facts = promotion_facts(ids, day=today, customers={one.customer for one in named})
    promotions = {promotion.number: promotion for promotion in facts.values()}
    faults: dict[int, list[Found]] = {}
    for one in named:
        coupon = coupons.get(coupon_code(one.coupon))
        if one.coupon and coupon is None:
            faults[one.line] = [("coupon", "unknown_coupon", {"value": one.coupon})]
            continue
        promotion = promotions.get(coupon.promotion if coupon else one.campaign.strip().upper())
        header = HeaderFacts(area, "QT", "", one.day, customer=one.customer)
        if promotion is None:
            faults[one.line] = [("campaign", "unknown_promotion", {"value": one.campaign})]
        elif bar := bar_of(promotion, header, coupon):
            why = {"why": bar_words(bar, promotion, header)}
            faults[one.line] = [("coupon" if coupon else "campaign", "promotion_barred", why)]
    return faults


def kept_promotion(document: SalesDocument, day: dt.date, kin: Kin = STRANGER) -> HeaderFields:
    """The coupon or promotion that a copy made on `day` takes over: one that holds no more is left behind. What a
    revision's predecessor holds of it is there for the revision.
    """
    if not (document.coupon or document.campaign):
        return {}
    copy = SalesDocument(
        sales_area_id=document.sales_area_id, sold_to=document.sold_to, document_type=document.document_type,
        currency=document.currency, pricing_date=day, **asdict(kin),
    )  # fmt: skip
    coupons = coupon_facts([document.coupon], day=day, besides=copy.instead_of) if document.coupon else {}
    coupon = coupons.get(document.coupon or "")
    if _why_not(copy, document.campaign or "", coupon):
        return {}
    return {"coupon": document.coupon} if document.coupon else {"campaign": document.campaign or ""}


def promotion_header(document: SalesDocument, coupon: str) -> HeaderFacts:
    """The header as promotions ask for it."""
    return HeaderFacts(
        sales_area=document.sales_area_id,
        document_type=document.document_type,
        currency=document.currency,
        pricing_date=document.pricing_date,
        customer=document.sold_to.number,
        coupon=coupon,
        instead_of=document.instead_of,
    )


def hold(document: SalesDocument, items: Iterable[Item], today: dt.date, at: dt.datetime) -> None:
    """Hold what an offer may take of promotions at most, whatever the customer chooses. No query where none.

    Raises PromotionRefused.
    """
    drawn = most_drawn(items)
    document.promotions = sorted(drawn) or None
    if drawn:
        header = promotion_header(document, document.coupon or "")
        hold_promotions(
            document=document.number, header=header, drawn=drawn, until=document.valid_to, today=today, at=at
        )


def most_drawn(items: Iterable[Item]) -> Drawn:
    """What these items may take of each promotion at most, by number: those that count, options in addition, and of a
    main item and its alternatives, of which one is bought, the one that takes most.
    """
    own: dict[int, Drawn] = {}
    instead: dict[int, list[Drawn]] = {}
    for item in items:
        if item.rejection_reason_id is not None:
            continue
        one = drawn_in([item.price_trace], counting=True)
        if item.category == Category.ALTERNATIVE and item.alternative_to is not None:
            instead.setdefault(item.alternative_to, []).append(one)
        else:
            main = item.free_for or item.position
            own[main] = _combined((own.get(main, {}), one), sum)
    return _combined((_combined((own.get(main, {}), *instead.get(main, ())), max) for main in {*own, *instead}), sum)


def _combined(parts: Iterable[Drawn], how: Callable[[list[Decimal]], Decimal | int]) -> Drawn:
    found = list(parts)
    numbers = sorted({number for one in found for number in one})
    return {number: Decimal(how([one.get(number, Decimal(0)) for one in found])) for number in numbers}


def settle(document: SalesDocument, ordered: Iterable[Item], at: dt.datetime) -> None:
    """Use what the order takes of what its offer held, and give back the rest."""
    if document.promotions:
        drawn = drawn_in((item.price_trace for item in ordered), counting=True)
        settle_promotions(document=document.number, drawn=drawn, at=at)


def release(document: SalesDocument, at: dt.datetime) -> None:
    """Give back what an offer held that came to nothing."""
    if document.promotions:
        release_promotions(document=document.number, at=at)
