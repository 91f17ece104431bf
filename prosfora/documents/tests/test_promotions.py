"""Promotions and coupons on documents: who gets what, what is left, and that a budget is never exceeded."""

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.price_facts import explain_price
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.services import (
    accept_quotation,
    change_quotation,
    copy_quotation,
    decline_quotation,
    issue_quotation,
    quote_inquiry,
    reprice_quotation,
    reprice_quotations,
    withdraw_quotation,
)
from prosfora.documents.services.refusals import FactsRefused
from prosfora.documents.tests.builders import a_customer, a_quotation, an_inquiry, an_offering, lines
from prosfora.documents.tests.paging import HTMX, browser_of, page_of
from prosfora.documents.tests.test_api import program_of
from prosfora.documents.tests.test_imports import a_row, imported, reasons
from prosfora.identity.models import User
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import Promotion, PromotionUse
from prosfora.pricing.queries.promotions import standing_of
from prosfora.pricing.services import PromotionRefused, PromotionTerms, change_promotion, end_promotion
from prosfora.pricing.tests.builders import SYSTEM, a_promotion, a_promotion_price
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")
TODAY = MONDAY.date()
TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _offering(company: object) -> None:
    an_offering()


def left(number: str = "SPRING", day: dt.date = TODAY) -> tuple[Decimal | None, int | None]:
    standing = standing_of(number, day)
    assert standing is not None
    return standing.budget_left, standing.uses_left


def issued(quotation: SalesDocument, by: User) -> SalesDocument:
    return issue_quotation(quotation=quotation, by=by, at=MONDAY, deliver=False)


def nets(quotation: SalesDocument) -> list[Decimal]:
    return list(Item.objects.filter(document=quotation).order_by("position").values_list("net", flat=True))


def test_a_coupon_gives_its_discount_and_the_trace_names_the_promotion(seller: User) -> None:
    a_promotion(codes=("SAVE10",))
    a_promotion_price()

    plain, named = a_quotation(owner=seller, items=1), a_quotation(owner=seller, items=1, coupon=" save10 ")

    assert (plain.net, named.net) == (Decimal("400.00"), Decimal("360.00"))
    assert (named.coupon, named.campaign) == ("SAVE10", "SPRING")
    priced = explain_price(named, 10)
    assert priced is not None
    assert [(e.value, e.promotion) for e in priced.elements if e.condition_type == "KA00"] == [
        (Decimal("-40.00"), "SPRING")
    ]


def test_a_promotion_of_a_product_is_for_everybody_who_orders_it(seller: User) -> None:
    a_promotion()
    a_promotion_price("5", product="BOLT-M8")

    quotation = a_quotation(owner=seller, items=1)

    assert (quotation.net, quotation.coupon, quotation.campaign) == (Decimal("380.00"), None, None)


def test_a_promotion_of_a_product_with_coupons_is_only_for_who_names_one(seller: User) -> None:
    a_promotion(codes=("SAVE10",))
    a_promotion_price("5", product="BOLT-M8")

    plain, named = a_quotation(owner=seller, items=1), a_quotation(owner=seller, items=1, coupon="SAVE10")

    assert (plain.net, named.net) == (Decimal("400.00"), Decimal("380.00"))


@pytest.mark.parametrize(
    ("made", "typed", "said"),
    [
        ({}, "NOSUCH", "There is no coupon “NOSUCH”"),
        ({"since": TODAY + dt.timedelta(days=1)}, "SAVE10", "Promotion SPRING holds from 24/11/2026 on"),
        ({"until": TODAY - dt.timedelta(days=1)}, "SAVE10", "Promotion SPRING ended on 22/11/2026"),
        ({"uses": 0}, "SAVE10", "What promotion SPRING may give is used up"),
        ({"budget": "0"}, "SAVE10", "What promotion SPRING may give is used up"),
        ({"per_customer": 0}, "SAVE10", "This customer has used promotion SPRING as often as he may"),
        ({"sales_area": "GR01-20-00"}, "SAVE10", "Promotion SPRING does not hold in sales area GR01-10-00"),
    ],
)
def test_a_refused_coupon_says_why_at_its_field(seller: User, made: dict[str, Any], typed: str, said: str) -> None:
    a_promotion(codes=("SAVE10",), **made)
    quotation = a_quotation(owner=seller, items=1)

    with pytest.raises(FactsRefused) as refusal:
        change_quotation(quotation=quotation, header={"coupon": typed}, by=seller, at=MONDAY)

    assert refusal.value.problems == {"coupon": [said]}


def test_a_promotion_with_coupons_cannot_be_named_without_one(seller: User) -> None:
    a_promotion(codes=("SAVE10",))
    quotation = a_quotation(owner=seller, items=1)

    with pytest.raises(FactsRefused) as refusal:
        change_quotation(quotation=quotation, header={"campaign": "SPRING"}, by=seller, at=MONDAY)

    assert refusal.value.problems == {"campaign": ["Promotion SPRING holds only with one of its coupons"]}


def test_taking_the_coupon_off_takes_its_promotion_and_discount_along(seller: User) -> None:
    a_promotion(codes=("SAVE10",))
    a_promotion_price()
    quotation = a_quotation(owner=seller, items=1, coupon="SAVE10")

    change_quotation(quotation=quotation, header={"coupon": ""}, by=seller, at=MONDAY)

    assert (quotation.coupon, quotation.campaign, quotation.net) == (None, None, Decimal("400.00"))


def test_naming_another_promotion_takes_the_coupon_of_the_old_one_off(seller: User) -> None:
    a_promotion(codes=("SAVE10",))
    a_promotion("AUTUMN")
    a_promotion_price("10")
    a_promotion_price("20", promotion="AUTUMN")
    quotation = a_quotation(owner=seller, items=1, coupon="SAVE10")

    change_quotation(quotation=quotation, header={"campaign": "autumn"}, by=seller, at=MONDAY)

    assert (quotation.coupon, quotation.campaign, quotation.net) == (None, "AUTUMN", Decimal("320.00"))


def test_issue_holds_acceptance_uses_and_the_rest_comes_back(seller: User) -> None:
    a_promotion(codes=("SAVE10",), budget="100", uses=3)
    a_promotion_price()
    option = ItemLine(product="BOLT-M8", quantity=Decimal(20), category="option")
    quotation = a_quotation(owner=seller, items=[*lines(1), option], coupon="SAVE10")

    assert left() == (Decimal(100), 3)  # a draft holds nothing
    issued(quotation, seller)
    assert left() == (Decimal(40), 2)  # the option might be taken

    accept_quotation(quotation=quotation, by=seller, at=TUESDAY)

    assert left() == (Decimal(60), 2)
    promotion = Promotion.objects.get(number="SPRING")
    assert (promotion.given, promotion.uses) == (Decimal(40), 1)


@pytest.mark.parametrize("verb", [decline_quotation, withdraw_quotation])
def test_an_offer_that_comes_to_nothing_gives_back_what_it_held(seller: User, verb: Callable[..., object]) -> None:
    a_promotion(codes=("SAVE10",), budget="100", uses=1)
    a_promotion_price()
    quotation = issued(a_quotation(owner=seller, items=1, coupon="SAVE10"), seller)
    assert left() == (Decimal(60), 0)

    verb(quotation=quotation, reason="01", by=seller, at=TUESDAY)

    assert left() == (Decimal(100), 1)


def test_an_offer_that_lapses_gives_back_what_it_held_without_anybody_doing_anything(seller: User) -> None:
    a_promotion(codes=("SAVE10",), budget="40")
    a_promotion_price()
    issued(a_quotation(owner=seller, items=1, coupon="SAVE10", valid_to=TODAY), seller)

    assert (left(day=TODAY)[0], left(day=TODAY + dt.timedelta(days=1))[0]) == (Decimal(0), Decimal(40))
    with pytest.raises(FactsRefused):
        a_quotation(owner=seller, items=1, coupon="SAVE10")
    late = a_quotation(owner=seller, items=1, coupon="SAVE10", at=TUESDAY)
    issue_quotation(quotation=late, by=seller, at=TUESDAY, deliver=False)

    assert left(day=TUESDAY.date())[0] == Decimal(0)


def test_a_budget_gives_until_it_is_used_up_whichever_item_is_changed(seller: User) -> None:
    a_promotion(codes=("SAVE10",), budget="60")
    a_promotion_price()
    quotation = a_quotation(owner=seller, items=2, coupon="SAVE10")
    assert nets(quotation) == [Decimal(360), Decimal(380)]  # 40, and the 20 that are left

    change_quotation(quotation=quotation, changed={20: {"quantity": Decimal(10)}}, by=seller, at=MONDAY)
    assert nets(quotation) == [Decimal(360), Decimal(90)]
    change_quotation(quotation=quotation, added=lines(1), by=seller, at=MONDAY)
    assert nets(quotation) == [Decimal(360), Decimal(90), Decimal(390)]
    change_quotation(quotation=quotation, removed=[10], by=seller, at=MONDAY)

    assert nets(quotation) == [Decimal(90), Decimal(360)]


def test_the_second_offer_for_the_last_of_a_budget_is_refused_and_can_be_priced_again(seller: User) -> None:
    a_promotion(codes=("SAVE10",), budget="60")
    a_promotion_price()
    first, second = (a_quotation(owner=seller, items=1, coupon="SAVE10") for _ in range(2))
    issued(first, seller)

    with pytest.raises(PromotionRefused) as refusal:
        issued(second, seller)

    assert refusal.value.field == "coupon"
    assert refusal.value.message == "Promotion SPRING has only 20.00 EUR left; price the offer again"
    second.refresh_from_db()
    reprice_quotation(quotation=second, by=seller, at=MONDAY)
    assert second.net == Decimal("380.00")
    issued(second, seller)
    assert left()[0] == Decimal(0)


def test_a_customer_uses_a_coupon_once_and_others_still_may(seller: User) -> None:
    a_promotion(codes=("SAVE10",), per_customer=1)
    a_promotion_price()
    issued(a_quotation(owner=seller, items=1, coupon="SAVE10"), seller)

    other = a_quotation(owner=seller, items=1, sold_to=a_party(name="Other"), coupon="SAVE10")
    with pytest.raises(FactsRefused) as refusal:
        a_quotation(owner=seller, items=1, coupon="SAVE10")

    assert other.net == Decimal("360.00")
    assert refusal.value.message == "This customer has used promotion SPRING as often as he may"


def test_a_budget_in_another_currency_is_never_exceeded_by_a_cent(seller: User) -> None:
    from prosfora.company.models import ExchangeRate

    ExchangeRate.objects.create(
        kind="M", source="USD", target="EUR", valid_from=dt.date(2026, 1, 1), rate=Decimal("0.9137")
    )
    a_promotion(codes=("SAVE10",), budget="33.33", currency="USD")
    a_promotion_price()
    quotation = a_quotation(owner=seller, items=1, coupon="SAVE10")
    assert quotation.net == Decimal("369.55")  # 33.33 × 0.9137 = 30.45…

    issued(quotation, seller)

    use = PromotionUse.objects.get()
    assert (use.value, use.amount <= Decimal("33.33")) == (Decimal("30.45"), True)


def test_an_issued_price_is_proven_and_explained_whatever_became_of_its_promotion(seller: User) -> None:
    promotion = a_promotion(codes=("SAVE10",), budget="60")
    a_promotion_price()
    quotation = issued(a_quotation(owner=seller, items=2, coupon="SAVE10"), seller)
    more = PromotionTerms(budget=Decimal(1000))
    change_promotion(promotion=promotion, terms=more, valid_from=TODAY, by=SYSTEM, at=TUESDAY)
    order = accept_quotation(quotation=quotation, by=seller, at=TUESDAY)
    end_promotion(promotion=promotion, ends_on=TODAY - dt.timedelta(days=1), by=SYSTEM, at=TUESDAY)

    documents = SalesDocument.objects.filter(pk__in=[quotation.pk, order.pk])

    assert list(recompute(documents)) == []
    assert [explained.net for p in (10, 20) if (explained := explain_price(quotation, p))] == nets(quotation)


def test_a_copy_takes_over_a_coupon_that_still_holds_and_leaves_another_behind(seller: User) -> None:
    a_promotion(codes=("SAVE10",), until=TODAY)
    a_promotion_price()
    quotation = a_quotation(owner=seller, items=1, coupon="SAVE10")

    soon = copy_quotation(quotation=quotation, by=seller, at=MONDAY)
    late = copy_quotation(quotation=quotation, by=seller, at=TUESDAY)

    assert [(one.coupon, one.net) for one in (soon, late)] == [("SAVE10", Decimal(360)), (None, Decimal(400))]


def test_an_inquiry_hands_its_coupon_to_the_quotation(seller: User) -> None:
    a_promotion(codes=("SAVE10",))
    a_promotion_price()
    inquiry = an_inquiry(owner=seller, items=1, coupon="SAVE10")

    quotation = quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)

    assert (quotation.coupon, quotation.net) == ("SAVE10", Decimal(360))


def test_repricing_many_drafts_gives_each_what_its_own_coupon_says(seller: User) -> None:
    promotion = a_promotion(codes=("SAVE10",), per_customer=1)
    a_promotion_price()
    other = a_party(name="Other")
    named = a_quotation(owner=seller, items=1, coupon="SAVE10")
    spent = a_quotation(owner=seller, items=1, coupon="SAVE10", sold_to=other)
    plain = a_quotation(owner=seller, items=1)
    issued(a_quotation(owner=seller, items=1, coupon="SAVE10", sold_to=other), seller)

    reprice_quotations(ids=[named.pk, spent.pk, plain.pk], by=seller, at=MONDAY)

    for document in (named, spent, plain):
        document.refresh_from_db()
    assert promotion.number == "SPRING"
    assert [one.net for one in (named, spent, plain)] == [Decimal(360), Decimal(400), Decimal(400)]


def test_promotions_cost_documents_without_them_no_statement(seller: User) -> None:
    def statements(items: int = 3, **header: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            quotation = a_quotation(owner=seller, items=items, sold_to=a_customer(), **header)
            issued(quotation, seller)
        return len(captured)

    statements()
    before = statements()
    a_promotion(codes=("SAVE10",), budget="10000", per_customer=9)
    a_promotion_price()

    assert statements() == before
    assert statements(coupon="SAVE10") == statements(12, coupon="SAVE10") <= before + 17


@pytest.mark.usefixtures("on_monday")
def test_a_coupon_saves_itself_on_the_page_and_says_what_is_left(seller: User) -> None:
    a_promotion(codes=("SAVE10",), budget="1000", uses=5)
    a_promotion_price()
    quotation = a_quotation(owner=seller, items=1)
    browser = browser_of(seller)
    url = page_of(quotation, "change_quotation")

    wrong = browser.post(url, {"coupon": "NOSUCH", "version": 1}, headers=HTMX)
    saved = browser.post(url, {"coupon": "save10", "version": 1}, headers=HTMX).content.decode()

    assert wrong.status_code == 422
    assert "There is no coupon “NOSUCH”" in wrong.content.decode()
    assert "SPRING Spring sale; 1,000.00 EUR left; 5 uses left" in saved
    assert 'id="field-campaign"' in saved
    assert "360.00" in saved
    panel = browser.get(page_of(quotation, "items/10"), headers=HTMX).content.decode()
    assert '<a href="/promotions/SPRING/">promotion SPRING</a>' in panel


@pytest.mark.usefixtures("on_monday")
def test_an_issue_that_finds_too_little_left_says_so_on_its_page(seller: User) -> None:
    a_promotion(codes=("SAVE10",), budget="40")
    a_promotion_price()
    first, second = (a_quotation(owner=seller, items=1, coupon="SAVE10") for _ in range(2))
    issued(first, seller)

    answer = browser_of(seller).post(page_of(second, "issue_quotation"), {"version": 1})

    assert answer.status_code == 422
    assert "What promotion SPRING may give is used up. Price the offer again" in answer.content.decode()
    second.refresh_from_db()
    assert second.status == "draft"


def test_programs_name_a_coupon_and_read_it_back(seller: User) -> None:
    a_promotion(codes=("SAVE10",))
    a_promotion_price()
    program = program_of(seller)
    body = {"sold_to": a_customer().number, "items": [{"product": "BOLT-M8", "quantity": "40"}]}

    made = program("POST", "/quotations", {**body, "coupon": "save10"})
    refused = program("POST", "/quotations", {**body, "coupon": "nosuch"})

    answer = json.loads(made.content)
    assert (answer["coupon"], answer["campaign"], answer["net"]) == ("SAVE10", "SPRING", "360.00")
    assert refused.status_code == 422
    assert "coupon" in refused.content.decode()


def test_files_name_coupons_and_a_line_with_a_bad_one_says_why(seller: User, administrator: User) -> None:
    a_promotion(codes=("SAVE10",), until=TODAY)
    a_promotion_price()

    good = imported(administrator, [a_row("RFQ-1", coupon="save10", document_date="2026-11-23")])
    bad = imported(administrator, [
        a_row("RFQ-2", coupon="NOSUCH", document_date="2026-11-23"),
        a_row("RFQ-3", coupon="SAVE10", document_date="2026-11-25"),
    ])  # fmt: skip

    assert (good.errors, reasons(bad)) == ([], [(2, "coupon"), (3, "coupon")])
    assert SalesDocument.objects.get(external_number="RFQ-1").net == Decimal("360.00")


def test_of_an_item_and_its_alternatives_only_what_one_of_them_takes_is_held(seller: User) -> None:
    an_offering("BOLT-M10", price="20.00")
    a_promotion(budget="200")
    a_promotion_price(campaign="SPRING")
    quotation = a_quotation(
        owner=seller, campaign="SPRING",
        items=[
            ItemLine(product="BOLT-M8", quantity=Decimal(40)),
            ItemLine(product="BOLT-M10", quantity=Decimal(40), category="alternative"),
            ItemLine(product="BOLT-M8", quantity=Decimal(20), category="alternative"),
            ItemLine(product="BOLT-M8", quantity=Decimal(10), category="option"),
        ],
    )  # fmt: skip

    issued(quotation, seller)

    assert PromotionUse.objects.get().value == Decimal("90.00")  # 80.00 of the dearer alternative, 10.00 of the option
    accept_quotation(quotation=quotation, chosen=[20, 40], by=seller, at=TUESDAY)
    assert PromotionUse.objects.get().value == Decimal("90.00")
    assert left() == (Decimal("110.00"), None)
