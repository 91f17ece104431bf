"""Two revisions or variants compared: items matched, prices explained, nothing that is the same told as different."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.comparing import compared
from prosfora.documents.rules.comparing import Comparison, Fact
from prosfora.documents.rules.lines import ItemLine, ManualCondition
from prosfora.documents.services import (
    add_variant,
    change_quotation,
    copy_quotation,
    issue_quotation,
    revise_quotation,
)
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.documents.tests.paging import browser_of, page_of, text_of
from prosfora.documents.tests.test_api import program_of
from prosfora.identity.models import User
from prosfora.pricing.tests.builders import a_price
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company", "on_monday")
TODAY = MONDAY.date()
LESS = ManualCondition("RA00", Decimal(10))


def bolts(quantity: int, **more: object) -> ItemLine:
    return replace(ItemLine(product="BOLT-M8", quantity=Decimal(quantity)), **more)


def an_offer(owner: User, *items: ItemLine, **more: object) -> SalesDocument:
    quotation = a_quotation(owner=owner, items=items or [bolts(40), bolts(50)], **more)
    issue_quotation(quotation=quotation, by=owner, at=MONDAY)
    return quotation


def differences(left: SalesDocument, right: SalesDocument) -> Comparison:
    left, right = (SalesDocument.objects.get(pk=one.pk) for one in (left, right))
    return compared(left, right, today=TODAY).differences


def values(facts: tuple[Fact, ...]) -> dict[str, tuple[object, object]]:
    return {fact.name: (fact.left, fact.right) for fact in facts}


def kinds(found: Comparison) -> list[tuple[str, int | None, int | None]]:
    return [(row.kind, row.left and row.left.position, row.right and row.right.position) for row in found.items]


def test_a_revision_like_its_predecessor_differs_in_nothing(seller: User) -> None:
    offer = an_offer(seller)

    found = compared(offer, revise_quotation(quotation=offer, by=seller, at=MONDAY), today=TODAY)

    assert (found.count, found.differences.items) == (0, ())
    assert kinds(found) == [("same", 10, 10), ("same", 20, 20)]
    assert {fact.kind for fact in (*found.header, *found.partners, *found.texts, *found.totals)} == {"same"}


def test_header_texts_and_totals_say_what_changed(seller: User) -> None:
    offer = an_offer(seller, texts={"closing": "Yours"}, customer_reference="RFQ 7")
    revision = revise_quotation(quotation=offer, by=seller, at=MONDAY)
    later = TODAY + dt.timedelta(days=90)
    change_quotation(
        quotation=revision,
        header={"valid_to": later, "customer_reference": ""},
        changed={10: {"quantity": Decimal(41)}},
        texts={"intro": "As discussed", "closing": ""},
        by=seller,
        at=MONDAY,
    )

    found = differences(offer, revision)

    assert values(found.header) == {"valid_to": (offer.valid_to, later), "customer_reference": ("RFQ 7", "")}
    assert [(fact.name, fact.kind) for fact in found.texts] == [("intro", "added"), ("closing", "removed")]
    assert found.header[1].kind == "removed"
    assert values(found.totals)["net"] == (Decimal("900.00"), Decimal("910.00"))
    assert values(found.totals)["tax 24"] == (Decimal("216.00"), Decimal("218.40"))
    row = found.items[0]
    assert (row.kind, values(row.facts)["quantity"]) == ("changed", (Decimal(40), Decimal(41)))
    assert {fact.name for fact in row.facts} == {"quantity", "net", "deliveries"}


def test_items_are_matched_by_where_they_come_from_wherever_they_are_now(seller: User) -> None:
    an_offering("NUT-M8", price="1.00")
    offer = an_offer(seller, bolts(1), bolts(2), bolts(3))
    revision = revise_quotation(quotation=offer, by=seller, at=MONDAY)
    change_quotation(
        quotation=revision, changed={10: {"position": 40}}, removed=[20],
        added=[bolts(9, product="NUT-M8", position=15)], by=seller, at=MONDAY,
    )  # fmt: skip

    found = compared(offer, revision, today=TODAY)

    assert kinds(found) == [("added", None, 15), ("same", 30, 30), ("changed", 10, 40), ("removed", 20, None)]
    assert values(found.differences.items[1].facts) == {"position": (10, 40)}


def test_what_has_no_common_origin_is_matched_by_what_it_is(seller: User) -> None:
    an_offering("NUT-M8", price="1.00")
    nuts, prose = ItemLine(product="NUT-M8", quantity=Decimal(5)), ItemLine(category="text", text="By sea")
    offer = an_offer(seller, bolts(1), nuts, prose)
    copy = copy_quotation(quotation=offer, by=seller, at=MONDAY)
    change_quotation(quotation=copy, changed={10: {"position": 60}}, by=seller, at=MONDAY)

    assert sorted(kinds(compared(offer, copy, today=TODAY))) == [
        ("changed", 10, 60), ("same", 20, 20), ("same", 30, 30)
    ]  # fmt: skip


def test_a_price_says_which_element_made_it_differ(seller: User) -> None:
    offer = an_offer(seller)
    revision = revise_quotation(quotation=offer, by=seller, at=MONDAY)
    change_quotation(quotation=revision, changed={20: {"manual": (LESS,)}}, by=seller, at=MONDAY)

    (row,) = differences(offer, revision).items

    assert values(row.facts)["unit_price"] == (Decimal("10.00"), Decimal("9.00"))
    assert [(one.condition_type, one.left, one.right and one.right.rate) for one in row.elements] == [
        ("RA00", None, Decimal(10))
    ]


def test_another_quantity_alone_is_no_other_price(seller: User) -> None:
    offer = an_offer(seller)
    revision = revise_quotation(quotation=offer, by=seller, at=MONDAY)
    change_quotation(quotation=revision, changed={20: {"quantity": Decimal(70)}}, by=seller, at=MONDAY)

    (row,) = differences(offer, revision).items

    assert {"quantity", "net"} <= values(row.facts).keys()
    assert row.elements == ()


def test_a_new_record_is_told_against_the_old_one(seller: User) -> None:
    offer = an_offer(seller, bolts(40))
    a_price(customer=offer.sold_to.number, product="BOLT-M8", amount="12.00")
    revision = revise_quotation(quotation=offer, pricing_type="C", by=seller, at=MONDAY)

    (row,) = differences(offer, revision).items

    (element,) = row.elements
    assert element.left
    assert element.right
    assert (element.condition_type, element.left.rate, element.right.rate) == ("PR00", Decimal(10), Decimal(12))
    assert element.left.record != element.right.record


def test_the_frozen_offer_is_compared_not_the_rows_that_followed(seller: User) -> None:
    offer = an_offer(seller)
    revision = revise_quotation(quotation=offer, by=seller, at=MONDAY)

    offer.items.update(text="Something else")

    assert differences(offer, revision).items == ()


def test_variants_and_far_revisions_are_compared_alike(seller: User) -> None:
    offer = an_offer(seller)
    variant = add_variant(quotation=offer, by=seller, at=MONDAY)
    issue_quotation(quotation=variant, by=seller, at=MONDAY)
    second = revise_quotation(quotation=variant, by=seller, at=MONDAY)
    change_quotation(quotation=second, changed={10: {"category": "option"}}, by=seller, at=MONDAY)

    found = differences(offer, second)

    assert values(found.items[0].facts)["category"] == ("standard", "option")
    assert values(found.totals)["total_with_options"] == (None, Decimal("1116.00"))


def test_as_many_statements_for_fifty_lines_as_for_one(seller: User) -> None:
    def cost(count: int) -> int:
        offer = an_offer(seller, *[bolts(2) for _ in range(count)])
        revision = revise_quotation(quotation=offer, by=seller, at=MONDAY)
        change_quotation(quotation=revision, changed={10: {"manual": (LESS,)}}, by=seller, at=MONDAY)
        left, right = (SalesDocument.objects.get(pk=one.pk) for one in (offer, revision))
        with CaptureQueriesContext(connection) as asked:
            compared(left, right, today=TODAY)
        return len(asked)

    cost(1)
    assert cost(1) == cost(50)


def test_the_page_shows_the_differences_and_on_demand_all(seller: User) -> None:
    offer = an_offer(seller)
    revision = revise_quotation(quotation=offer, by=seller, at=MONDAY)
    change_quotation(quotation=revision, changed={20: {"manual": (LESS,)}}, by=seller, at=MONDAY)
    browser = browser_of(seller)

    few = text_of(browser.get(page_of(revision, "comparison")))
    every = text_of(browser.get(page_of(revision, "comparison?all=1")))

    assert f"{offer.number} and {revision.number} compared" in few
    assert "What makes the price differ" in few
    assert "10.00 EUR 9.00 EUR" in few
    assert "Payment terms" not in few
    assert "Payment terms" in every
    assert text_of(browser.get(page_of(offer, "comparison"))).count(revision.number) > 0


def test_without_a_relative_the_page_asks_with_what(seller: User, outsider: User) -> None:
    offer = an_offer(seller)

    answer = browser_of(seller).get(page_of(offer, "comparison"))

    assert "no revision or variant yet" in text_of(answer)
    assert browser_of(seller).get(page_of(offer, "comparison?with=999")).status_code == 404
    assert browser_of(outsider).get(page_of(offer, "comparison")).status_code == 404


def test_programs_compare_too(seller: User) -> None:
    offer = an_offer(seller)
    revision = revise_quotation(quotation=offer, by=seller, at=MONDAY)
    change_quotation(quotation=revision, changed={20: {"manual": (LESS,)}}, by=seller, at=MONDAY)
    call = program_of(seller)

    told = call("GET", f"/quotations/{offer.number}/comparison?with={revision.number}").json()

    assert (told["left"], told["right"], told["header"]) == (offer.number, revision.number, [])
    (item,) = told["items"]
    assert [fact["name"] for fact in item["facts"]] == ["discount", "unit_price", "net"]
    assert item["elements"][0]["left"] is None
    assert item["elements"][0]["right"]["rate"] == "10"
    every = call("GET", f"/quotations/{revision.number}/comparison?all=true").json()
    assert len(every["items"]) == 2
    alone = a_quotation(owner=seller)
    assert call("GET", f"/quotations/{alone.number}/comparison").status_code == 422
