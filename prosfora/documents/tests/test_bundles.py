"""Bundles on documents: parts below the item, one of the two priced, quantities that follow exactly."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from prosfora.audit.services import System
from prosfora.catalog.models import Product
from prosfora.catalog.services import set_component
from prosfora.catalog.tests.builders import a_product
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.freezing import offer_of
from prosfora.documents.queries.price_facts import explain_price
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.rules.bundles import complete_on, quantity_by, ratio_of
from prosfora.documents.rules.lines import ItemLine, LineFields, ManualCondition
from prosfora.documents.services import (
    accept_quotation,
    answer_inquiry,
    change_quotation,
    copy_quotation,
    issue_quotation,
    quote_inquiry,
    reject_items,
)
from prosfora.documents.services.mass_repricing import reprice_quotations
from prosfora.documents.services.refusals import FactsRefused
from prosfora.documents.tests.builders import a_quotation, an_inquiry, an_offering
from prosfora.documents.tests.paging import HTMX, browser_of, page_of
from prosfora.documents.tests.test_api import program_of
from prosfora.identity.models import User
from prosfora.offers.queries.printing import offer_facts
from prosfora.pricing.queries.buyers import CannotPrice
from prosfora.pricing.queries.simulation import AskedLine, simulate
from prosfora.pricing.rules.facts import PricedDocument
from prosfora.pricing.tests.builders import a_price
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")
type Shown = list[tuple[int, str, str, str]]
LINES = [ItemLine(product="SET", quantity=Decimal(5)), ItemLine(product="BOLT-M8", quantity=Decimal(1))]


@pytest.fixture(autouse=True)
def _bundles(company: object) -> None:
    """SET has a price as a whole and takes two bolts and half a metre of rope; KIT is priced by two bolts and a nut."""
    bolt = an_offering()
    rope = a_product(
        number="ROPE", name="Σχοινί", base_unit="MTR", units=(), whole_units_only=False, stock=100, cost="2.00"
    )
    nut = a_product(number="NUT", name="Περικόχλιο", units=(), stock=4, cost=None)
    for number, group, parts in (
        ("SET", "ERLA", ((bolt, "2"), (rope, "0.5"))),
        ("KIT", "LUMF", ((bolt, "2"), (nut, "1"))),
    ):
        bundle = a_product(number=number, name=number, units=(), item_category_group=group)
        for part, quantity in parts:
            set_component(product=bundle, part=part, quantity=Decimal(quantity), by=System(), at=MONDAY)
    a_price("SET", amount="25.00")
    a_price("NUT", amount="3.00")


def shown(document: SalesDocument) -> Shown:
    """Number, product, quantity and net of each item."""
    rows = Item.objects.filter(document=document).order_by("position")
    return [(row.position, row.product_number, f"{row.quantity.normalize():f}", f"{row.net:.2f}") for row in rows]


def change(document: SalesDocument, by: User, changed: dict[int, LineFields] | None = None, **more: Any) -> list[int]:
    return change_quotation(quotation=document, changed=changed or {}, by=by, at=MONDAY, **more)


def a_kit(owner: User, quantity: int = 5) -> SalesDocument:
    return a_quotation(owner=owner, items=[ItemLine(product="KIT", quantity=Decimal(quantity))])


def test_a_bundle_priced_as_a_whole_has_its_parts_below_it_without_prices(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=LINES)

    assert shown(quotation) == [
        (10, "SET", "5", "125.00"), (11, "BOLT-M8", "10", "0.00"), (12, "ROPE", "2.5", "0.00"),
        (20, "BOLT-M8", "1", "10.00"),
    ]  # fmt: skip
    assert quotation.net == Decimal("135.00")
    assert quotation.is_complete
    main, bolt = quotation.items.get(position=10), quotation.items.get(position=11)
    assert (main.is_priced, bolt.is_priced, bolt.part_of) == (True, False, 10)
    assert main.cost == 5 * (2 * Decimal("6.00") + Decimal("0.5") * Decimal("2.00"))
    assert main.document.cost == sum(item.cost for item in main.document.items.all() if item.is_priced)
    assert explain_price(quotation, 11) is None


def test_a_bundle_priced_by_its_parts_has_no_price_itself(seller: User) -> None:
    quotation = a_kit(seller)

    assert shown(quotation) == [(10, "KIT", "5", "0.00"), (11, "BOLT-M8", "10", "100.00"), (12, "NUT", "5", "15.00")]
    assert quotation.net == Decimal("115.00")
    assert quotation.is_complete


def test_parts_follow_the_quantity_and_go_with_their_bundle(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=LINES)

    assert change(quotation, seller, {10: {"quantity": Decimal(3)}}) == [10, 11, 12]
    assert shown(quotation)[:3] == [
        (10, "SET", "3", "75.00"),
        (11, "BOLT-M8", "6", "0.00"),
        (12, "ROPE", "1.5", "0.00"),
    ]
    change(quotation, seller, {10: {"position": 50}})
    assert {item.part_of for item in quotation.items.filter(position__in=(11, 12))} == {50}
    change(quotation, seller, removed=(50,))
    assert shown(quotation) == [(20, "BOLT-M8", "1", "10.00")]


def test_another_product_on_the_item_brings_its_own_parts_or_none(seller: User) -> None:
    quotation = a_kit(seller)

    change(quotation, seller, {10: {"product": "SET"}})
    assert [row[1] for row in shown(quotation)] == ["SET", "BOLT-M8", "ROPE"]
    change(quotation, seller, {10: {"product": "BOLT-M8"}})
    assert shown(quotation) == [(10, "BOLT-M8", "5", "50.00")]
    change(quotation, seller, {10: {"product": "KIT"}})
    change(quotation, seller, {10: {"category": "text", "text": "Nothing"}})
    assert [row[0] for row in shown(quotation)] == [10]
    assert quotation.items.get().bundle is None


def test_a_part_may_get_another_quantity_or_product_and_keeps_its_ratio(seller: User) -> None:
    quotation = a_kit(seller, 3)

    change(quotation, seller, {11: {"quantity": Decimal(7)}})
    assert quotation.items.get(position=11).bundle == {"ratio": "7/3"}
    change(quotation, seller, {10: {"quantity": Decimal(6)}})
    assert shown(quotation)[1] == (11, "BOLT-M8", "14", "140.00")
    change(quotation, seller, {12: {"product": "BOLT-M8"}})
    assert shown(quotation)[2] == (12, "BOLT-M8", "6", "60.00")
    change(quotation, seller, removed=(12,))
    change(quotation, seller, {10: {"quantity": Decimal(9)}})
    assert shown(quotation) == [(10, "KIT", "9", "0.00"), (11, "BOLT-M8", "21", "210.00")]


@pytest.mark.parametrize(
    ("position", "fields", "field", "said"),
    [
        (11, {"category": "option"}, "category", "change item 10"),
        (11, {"rejection_reason": "01"}, "rejection_reason", "change item 10"),
        (11, {"probability": 20}, "probability", "change item 10"),
        (10, {"manual": (ManualCondition("PN00", Decimal(1)),)}, "manual", "no price of its own"),
    ],
)
def test_what_a_part_has_of_its_bundle_and_prices_in_vain_are_refused(
    seller: User, position: int, fields: LineFields, field: str, said: str
) -> None:
    quotation = a_kit(seller)
    before = shown(quotation)

    with pytest.raises(FactsRefused) as refusal:
        change(quotation, seller, {position: fields})

    assert list(refusal.value.problems) == [f"items.{position}.{field}"]
    assert said in refusal.value.problems[f"items.{position}.{field}"][0]
    assert shown(quotation) == before


def test_a_rejected_bundle_is_rejected_with_its_parts(seller: User) -> None:
    quotation = a_kit(seller)

    reject_items(document=quotation, reasons={10: "30"}, by=seller, at=MONDAY)

    assert all(item.rejection_reason_id for item in quotation.items.all())
    assert quotation.net == 0


def test_a_bundle_is_there_when_the_last_part_is(seller: User) -> None:
    quotation = a_kit(seller)  # of five nuts four are there
    kit, bolt, nut = quotation.items.order_by("position")

    assert kit.confirmed_date == nut.confirmed_date
    assert bolt.confirmed_date is not None
    assert kit.confirmed_date is not None
    assert kit.confirmed_date > bolt.confirmed_date
    assert [Decimal(quantity) for _day, quantity in kit.schedule] == [5]


def test_the_order_has_bundle_and_parts_at_the_offered_prices_and_parts_alone_hold_stock(seller: User) -> None:
    lines = [*LINES, ItemLine(product="KIT", quantity=Decimal(2), category="option")]
    quotation = a_quotation(owner=seller, items=lines)
    assert quotation.net == Decimal("135.00")
    issue_quotation(quotation=quotation, by=seller, at=MONDAY, deliver=False)

    with pytest.raises(FactsRefused):
        accept_quotation(quotation=quotation, chosen=[31], by=seller, at=MONDAY)
    order = accept_quotation(quotation=quotation, chosen=[30], by=seller, at=MONDAY)

    assert [row[:2] for row in shown(order)] == [row[:2] for row in shown(quotation)]
    assert order.net == Decimal("181.00")
    assert sorted(order.items.filter(reserves=True).values_list("position", flat=True)) == [11, 12, 20, 31, 32]
    assert {item.category for item in order.items.all()} == {"standard"}


def test_an_option_not_chosen_is_left_with_its_parts(seller: User) -> None:
    lines = [*LINES, ItemLine(product="KIT", quantity=Decimal(2), category="option")]
    quotation = a_quotation(owner=seller, items=lines)
    issue_quotation(quotation=quotation, by=seller, at=MONDAY, deliver=False)

    order = accept_quotation(quotation=quotation, by=seller, at=MONDAY)

    assert order.items.count() == 4
    assert quotation.items.filter(rejection_reason__isnull=False).count() == 3


def test_a_copy_keeps_the_parts_as_they_are_whatever_the_bill_says_now(seller: User) -> None:
    quotation = a_kit(seller)
    change(quotation, seller, removed=(12,))
    set_component(
        product=Product.objects.get(number="KIT"), part=Product.objects.get(number="ROPE"), quantity=Decimal(1),
        by=System(), at=MONDAY,
    )  # fmt: skip

    copied = copy_quotation(quotation=quotation, by=seller, at=MONDAY)

    assert shown(copied) == shown(quotation)
    assert copied.items.get(position=11).part_of == 10


def test_an_inquiry_is_answered_and_quoted_in_part_with_its_parts(seller: User) -> None:
    inquiry = an_inquiry(owner=seller, items=LINES)
    answer_inquiry(inquiry=inquiry, by=seller, at=MONDAY)
    assert {item.position: item.answer_price for item in inquiry.items.all()} == {10: 25, 11: None, 12: None, 20: 10}

    with pytest.raises(FactsRefused, match="11"):
        quote_inquiry(inquiry=inquiry, quantities={11: Decimal(1)}, by=seller, at=MONDAY)
    quotation = quote_inquiry(inquiry=inquiry, quantities={10: Decimal(2), 20: Decimal(0)}, by=seller, at=MONDAY)

    assert shown(quotation) == [(10, "SET", "2", "50.00"), (11, "BOLT-M8", "4", "0.00"), (12, "ROPE", "1", "0.00")]


def test_prices_are_made_again_alone_and_by_the_thousand(seller: User) -> None:
    documents = [a_quotation(owner=seller, items=LINES), a_kit(seller)]
    before = [shown(document) for document in documents]
    ids = [document.pk for document in documents]

    assert list(recompute(SalesDocument.objects.filter(pk__in=ids))) == []
    reprice_quotations(ids=ids, by=seller, at=MONDAY)

    assert [shown(document) for document in documents] == before


def test_the_number_of_statements_does_not_grow_with_bundles_and_parts(seller: User) -> None:
    def statements(lines: Sequence[ItemLine]) -> int:
        with CaptureQueriesContext(connection) as asked:
            a_quotation(owner=seller, items=lines)
        return len(asked)

    statements(LINES)
    assert statements(LINES) == statements([*LINES * 3, *a_few_kits(4)])


def a_few_kits(count: int) -> list[ItemLine]:
    return [ItemLine(product="KIT", quantity=Decimal(1))] * count


def test_the_grid_shows_the_parts_below_and_has_no_price_to_enter_for_them(seller: User) -> None:
    browser = browser_of(seller)
    quotation = a_quotation(owner=seller, items=[ItemLine(product="BOLT-M8", quantity=Decimal(5))])

    typed = {"product": "SET", "version": quotation.version}
    told = browser.post(page_of(quotation, "items/10/change"), typed, headers=HTMX).content.decode()
    page = browser.get(page_of(quotation)).content.decode()

    assert told.index('id="item-12"') < told.index('id="item-11"')  # each goes right behind the bundle
    assert told.count('hx-swap-oob="afterend:#item-10"') == 2
    assert 'id="price-10"' in page
    assert 'id="price-11"' not in page
    assert "part of item 10" in page


def test_programs_and_print_tell_parts_from_what_is_priced(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=LINES)

    items = program_of(seller)("GET", f"/quotations/{quotation.number}").json()["items"]
    printed = offer_facts(offer_of(quotation, today=MONDAY.date()))["rows"]

    assert [(one["part_of"], one["is_priced"], one["unit_price"]) for one in items] == [
        (None, True, "25.0000"), (10, False, None), (10, False, None), (None, True, "10.0000"),
    ]  # fmt: skip
    assert [row["net"] for row in printed][1:3] == ["", ""]
    assert any("10" in remark for remark in printed[1]["remarks"])


def test_what_it_would_cost_is_asked_for_the_parts_that_have_prices(seller: User) -> None:
    def asked(product: str) -> PricedDocument:
        return simulate(
            user=seller, customer="", sales_area="", currency="", day=MONDAY.date(),
            lines=[AskedLine(product, Decimal(2))], trace=False,
        )  # fmt: skip

    assert asked("SET").net == Decimal("50.00")
    with pytest.raises(CannotPrice, match="ask for BOLT-M8, NUT"):
        asked("KIT")


@given(st.decimals("0.001", "9999", places=3), st.decimals("0.001", "9999", places=3), st.integers(1, 999))
def test_a_ratio_gives_back_what_it_was_made_from_and_grows_exactly(part: Decimal, of: Decimal, times: int) -> None:
    ratio = ratio_of(part, of)

    assert quantity_by(ratio, of) == part
    assert abs(quantity_by(ratio, of * times) - part * times) <= Decimal("0.0005")


def test_a_bundle_has_no_day_while_a_part_has_none() -> None:
    assert complete_on([]) is None
    assert complete_on([MONDAY.date(), None]) is None
    assert complete_on([MONDAY.date()]) == MONDAY.date()
