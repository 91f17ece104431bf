"""Promotions: opened, changed by a new period, ended; their pages and what programs read."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from prosfora.audit.models import JournalEntry
from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import ConditionRecord, Coupon, Promotion, PromotionPeriod, PromotionUse
from prosfora.pricing.queries.promotions import standing_of
from prosfora.pricing.rules.facts import HeaderFacts
from prosfora.pricing.rules.promotions import CouponFacts, PeriodFacts, PromotionFacts, bar_of, budget_in
from prosfora.pricing.services import (
    BadCondition,
    BadPromotion,
    CodeTaken,
    NewCoupon,
    PromotionTerms,
    change_promotion,
    end_promotion,
)
from prosfora.pricing.services.refusals import PeriodsOverlap
from prosfora.pricing.tests.builders import SYSTEM, a_price, a_promotion, a_promotion_price, standard_pricing
from prosfora.pricing.tests.importing import brought, table
from prosfora.pricing.tests.test_api import client_of
from tests.cast import MONDAY

AREA = "GR01-10-00"
MAY, JUNE, JULY = (dt.date(2026, month, 1) for month in (5, 6, 7))
DAY = dt.timedelta(days=1)


@pytest.fixture
def pricing(company: object) -> None:
    standard_pricing()
    a_product("BOLT-M8")


def changed(promotion: Promotion, *, valid_from: dt.date, budget: str, **facts: Any) -> Promotion:
    terms = PromotionTerms(budget=Decimal(budget))
    return change_promotion(promotion=promotion, terms=terms, valid_from=valid_from, by=SYSTEM, at=MONDAY, **facts)


def periods(promotion: Promotion) -> list[tuple[str, dt.date, Decimal | None]]:
    rows = PromotionPeriod.objects.filter(promotion=promotion).order_by("version")
    return [(row.status, row.valid_from, row.budget) for row in rows]


@pytest.mark.usefixtures("pricing")
def test_a_change_ends_the_period_and_begins_the_next_which_counts_on() -> None:
    promotion = a_promotion(budget="100", since=MAY)
    changed(promotion, valid_from=JUNE, budget="150")

    first, second = PromotionPeriod.objects.filter(promotion=promotion).order_by("version")

    assert (first.budget, first.valid_to, second.budget) == (Decimal(100), JUNE - DAY, Decimal(150))
    Promotion.objects.filter(pk=promotion.pk).update(given=Decimal(30))
    assert [standing.budget_left for day in (MAY, JUNE) if (standing := standing_of("SPRING", day))] == [70, 120]


@pytest.mark.usefixtures("pricing")
def test_a_change_from_the_first_day_on_keeps_the_replaced_period_for_proof() -> None:
    promotion = a_promotion(budget="100", since=MAY)

    changed(promotion, valid_from=MAY, budget="150")

    assert periods(promotion) == [("withdrawn", MAY, Decimal(100)), ("released", MAY, Decimal(150))]


@pytest.mark.usefixtures("pricing")
def test_a_budget_is_never_set_below_what_is_given_and_promised() -> None:
    promotion = a_promotion(budget="100", since=MAY)
    Promotion.objects.filter(pk=promotion.pk).update(given=Decimal(30))
    PromotionUse.objects.create(
        promotion=promotion, document="20000001", customer="1", status="held", amount=Decimal(20), value=Decimal(20),
        at=MONDAY,
    )  # fmt: skip

    with pytest.raises(BadPromotion) as refusal:
        changed(promotion, valid_from=JUNE, budget="49.99")

    assert refusal.value.field == "budget"
    assert periods(changed(promotion, valid_from=JUNE, budget="50"))[1][2] == Decimal(50)


@pytest.mark.usefixtures("pricing")
def test_a_stale_change_and_one_that_meets_another_period_are_refused() -> None:
    promotion = a_promotion(budget="100", since=MAY, until=JUNE - DAY)
    changed(promotion, valid_from=JULY, budget="200")

    with pytest.raises(ChangedMeanwhile):
        changed(promotion, valid_from=JULY, budget="300", version=1)
    with pytest.raises(BadPromotion) as refusal:
        changed(promotion, valid_from=JUNE, budget="300")

    assert refusal.value.field == "valid_to"


@pytest.mark.usefixtures("pricing")
def test_ending_a_promotion_withdraws_what_has_not_begun() -> None:
    promotion = a_promotion(budget="100", since=MAY)
    changed(promotion, valid_from=JULY, budget="200")

    end_promotion(promotion=promotion, ends_on=JUNE, by=SYSTEM, at=MONDAY)

    assert [status for status, _first, _budget in periods(promotion)] == ["released", "withdrawn"]
    verbs = JournalEntry.objects.filter(kind="promotion", key="SPRING").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["create_promotion", "change_promotion", "end_promotion"]


@pytest.mark.usefixtures("pricing")
def test_coupons_are_one_whatever_their_case_and_stay_once_they_were_used() -> None:
    promotion = a_promotion(codes=("Save10", "Έκπτωση"), since=MAY)
    assert set(Coupon.objects.values_list("code", flat=True)) == {"SAVE10", "ΈΚΠΤΩΣΗ"}
    with pytest.raises(CodeTaken):
        a_promotion("AUTUMN", codes=("save10",))
    coupon = Coupon.objects.get(code="SAVE10")
    PromotionUse.objects.create(
        promotion=promotion, document="20000001", customer="1", coupon=coupon, status="used", amount=Decimal(1),
        value=Decimal(1), at=MONDAY,
    )  # fmt: skip

    with pytest.raises(BadPromotion) as refusal:
        changed(promotion, valid_from=JUNE, budget="100", coupons=[NewCoupon("ΈΚΠΤΩΣΗ")])
    changed(promotion, valid_from=JUNE, budget="100", coupons=[NewCoupon("SAVE10")])

    assert refusal.value.field == "coupons"
    assert list(Coupon.objects.values_list("code", flat=True)) == ["SAVE10"]


@pytest.mark.usefixtures("pricing")
def test_what_belongs_to_a_promotion_names_one_that_exists_and_holds_there() -> None:
    a_promotion("LOCAL", sales_area="GR01-20-00")

    with pytest.raises(BadCondition) as unknown:
        a_promotion_price(promotion="NOSUCH", campaign="NOSUCH")
    assert unknown.value.field == "promotion"
    assert a_promotion_price(promotion="LOCAL").promotion == Promotion.objects.get(number="LOCAL")
    with pytest.raises(PeriodsOverlap):
        a_promotion_price(promotion="LOCAL")


@pytest.mark.parametrize(
    ("facts", "coupon", "bar"),
    [
        ({}, None, ""),
        ({"sales_area": "GR01-20-00"}, None, "other_area"),
        ({"periods": ()}, None, "ended"),
        ({"periods": (PeriodFacts(MAY, MAY),)}, None, "ended"),
        ({"periods": (PeriodFacts(MAY, MAY), PeriodFacts(JULY, JULY))}, None, "not_begun"),
        ({"needs_coupon": True}, None, "coupon_missing"),
        ({"needs_coupon": True}, CouponFacts("X", "OTHER"), "coupon_missing"),
        ({"needs_coupon": True}, CouponFacts("X", "SPRING"), ""),
        ({"needs_coupon": True}, CouponFacts("X", "SPRING", customer="2"), "other_customer"),
        ({"needs_coupon": True}, CouponFacts("X", "SPRING", customer="1", uses_left=0), "used_up"),
        ({"periods": (PeriodFacts(MAY, JULY, uses_per_customer=1),)}, None, "used_by_customer"),
        ({"periods": (PeriodFacts(MAY, JULY, uses_limit=2),)}, None, "used_up"),
        ({"periods": (PeriodFacts(MAY, JULY, budget=Decimal(5)),)}, None, "used_up"),
        ({"periods": (PeriodFacts(MAY, JULY, Decimal(6), 3, 2),)}, None, ""),
    ],
)
def test_why_a_promotion_does_not_hold(facts: dict[str, Any], coupon: CouponFacts | None, bar: str) -> None:
    standing = {"periods": (PeriodFacts(MAY, JULY),), "given": Decimal(5), "uses": 2, "customer_uses": {"1": 1}}
    promotion = PromotionFacts("SPRING", "Spring sale", "EUR", **{**standing, **facts})
    header = HeaderFacts(AREA, "QT", "EUR", JUNE, customer="1", coupon=coupon.code if coupon else "")

    assert bar_of(promotion, header, coupon) == bar


@given(
    left=st.decimals(min_value="0", max_value="100000", places=2),
    rate=st.decimals(min_value="0.0001", max_value="1000", places=9),
)
def test_what_is_left_in_another_currency_is_never_more_than_is_left(left: Decimal, rate: Decimal) -> None:
    promotion = PromotionFacts("SPRING", "", "USD", periods=(PeriodFacts(MAY, JULY, budget=left),))
    header = HeaderFacts(AREA, "QT", "EUR", JUNE)

    shown = budget_in(promotion, promotion.periods[0], header, {"USD": rate})

    assert shown is not None
    assert 0 <= shown <= left * rate
    assert left * rate - shown < Decimal("0.01")


def form(**facts: Any) -> dict[str, Any]:
    return {"number": "SPRING", "name": "Spring sale", "sales_area": AREA, "currency": "EUR", "budget": "1,000",
            "valid_from": "2026-05-01", "coupons": "save10\nvip customer=1000001 uses=1", **facts}  # fmt: skip


@pytest.mark.usefixtures("pricing")
def test_a_clerk_opens_changes_and_ends_a_promotion_on_its_pages(pricing_clerk: User) -> None:
    a_party(number="1000001")
    client = Client()
    client.force_login(pricing_clerk)

    assert client.post("/promotions/new", form())["Location"] == "/promotions/SPRING/"
    shown = client.get("/promotions/SPRING/").content.decode()
    change = client.get("/promotions/SPRING/change_promotion").content.decode()
    sent = form(valid_from="2026-06-01", budget="1,500", version="1")
    assert client.post("/promotions/SPRING/change_promotion", sent)["Location"] == "/promotions/SPRING/"
    stale = client.post("/promotions/SPRING/change_promotion", sent)
    listed = client.get("/promotions/?q=spr").content.decode()
    assert client.post("/promotions/SPRING/end_promotion")["Location"] == "/promotions/SPRING/"

    assert "1,000.00" in shown
    assert "VIP" in shown
    assert "VIP customer=1000001 uses=1" in change
    assert stale.status_code == 409
    assert "Spring sale" in listed


@pytest.mark.usefixtures("pricing")
def test_a_bad_coupon_is_said_at_the_form(pricing_clerk: User) -> None:
    client = Client()
    client.force_login(pricing_clerk)

    answer = client.post("/promotions/new", form(coupons="SAVE10 twice"))

    assert answer.status_code == 422
    assert "write SAVE10 customer=1000001 uses=1" in answer.content.decode()
    assert not Promotion.objects.exists()


@pytest.mark.usefixtures("pricing")
def test_a_seller_sees_what_is_left_and_cannot_change_it(seller: User, outsider: User) -> None:
    a_promotion(budget="100", sales_area=AREA)
    a_promotion_price()
    mine, theirs = Client(), Client()
    mine.force_login(seller)
    theirs.force_login(outsider)

    shown = mine.get("/promotions/SPRING/").content.decode()

    assert "100.00" in shown
    assert "promotion SPRING" in shown  # the key of what it gives
    assert mine.get("/promotions/SPRING/change_promotion").status_code == 403
    assert theirs.get("/promotions/SPRING/").status_code == 404
    assert "SPRING" not in theirs.get("/promotions/").content.decode()


@pytest.mark.usefixtures("pricing")
def test_programs_open_read_change_and_end_a_promotion(pricing_clerk: User) -> None:
    client = client_of(pricing_clerk)
    body = {"number": "SPRING", "name": "Spring sale", "currency": "EUR", "sales_area": AREA, "budget": "1000",
            "uses_limit": 5, "valid_from": "2026-05-01", "coupons": [{"code": "save10"}]}  # fmt: skip

    made = client.post("/api/v1/promotions", body, content_type="application/json")
    path = made["Location"]
    change = {"valid_from": "2026-06-01", "budget": "1500"}
    after = client.patch(path, change, content_type="application/json", headers={"if-match": made["ETag"]}).json()
    stale = client.patch(path, change, content_type="application/json", headers={"if-match": made["ETag"]})
    ended = client.post(f"{path}/end_promotion", {"ends_on": "2026-06-30"}, content_type="application/json").json()

    assert made.status_code == 201
    assert [row["code"] for row in made.json()["coupons"]] == ["SAVE10"]
    assert [(row["budget"], row["uses_limit"]) for row in after["periods"]] == [("1500.0000", 5), ("1000.0000", 5)]
    assert stale.status_code == 412
    assert ended["periods"][0]["valid_to"] == "2026-06-30"
    assert [row["number"] for row in client.get("/api/v1/promotions").json()["items"]] == ["SPRING"]


@pytest.mark.usefixtures("pricing")
def test_what_would_it_cost_with_a_coupon(seller: User) -> None:
    a_price("BOLT-M8", "10.00")
    a_promotion(codes=("SAVE10",))
    a_promotion_price()
    body: dict[str, Any] = {"lines": [{"product": "BOLT-M8", "quantity": "10"}], "date": "2026-11-23"}
    client = client_of(seller)

    def net(**facts: str) -> Any:
        return client.post("/api/v1/price", {**body, **facts}, content_type="application/json").json()

    assert (net()["net"], net(coupon="save10")["net"]) == ("100.00", "90.00")
    step = next(row for row in net(coupon="save10")["lines"][0]["trace"] if row["type"] == "KA00")
    assert step["promotion"] == "SPRING"
    refused = client.post("/api/v1/price", {**body, "coupon": "nosuch"}, content_type="application/json")
    assert (refused.status_code, "There is no coupon" in refused.json()["detail"]) == (422, True)


@pytest.mark.usefixtures("pricing")
def test_a_price_recorded_from_the_promotions_page_belongs_to_it(pricing_clerk: User) -> None:
    a_promotion(sales_area=AREA)
    client = Client()
    client.force_login(pricing_clerk)
    page = client.get("/prices/new?condition_type=KA00&promotion=SPRING&key=campaign%3DSPRING").content.decode()

    client.post("/prices/new", {"condition_type": "KA00", "key": "campaign=SPRING", "amount": "10",
                                "promotion": "SPRING", "sales_area": AREA, "valid_from": "2026-05-01"})  # fmt: skip

    assert "campaign=SPRING" in page
    assert ConditionRecord.objects.get(condition_type="KA00").promotion == Promotion.objects.get()


@pytest.mark.usefixtures("pricing")
def test_a_file_lays_prices_of_a_promotion_and_names_one_that_is_not_there(administrator: User) -> None:
    a_promotion(sales_area="GR01-20-00")
    a_promotion("ALL")
    headers = ("condition_type", "campaign", "product", "promotion", "sales_area", "amount", "currency", "valid_from")
    lines = [
        ("KA00", "ALL", "", "", AREA, "10", "%", "2026-06-01"),
        ("K004", "", "BOLT-M8", "ALL", AREA, "5", "%", "2026-06-01"),
    ]
    wrong = [
        ("KA00", "NONE", "", "", AREA, "10", "%", "2026-06-01"),
        ("KA00", "SPRING", "", "", AREA, "9", "%", "2026-06-01"),
    ]

    good = brought(table(*lines, headers=headers), administrator)
    bad = brought(table(*wrong, headers=headers), administrator)

    assert (good.errors, [error["column"] for error in bad.errors]) == ([], ["promotion", "promotion"])
    rows = ConditionRecord.objects.filter(condition_type__in=("KA00", "K004")).order_by("condition_type")
    assert [row.promotion and row.promotion.number for row in rows] == ["ALL", "ALL"]
