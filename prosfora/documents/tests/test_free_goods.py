"""Free goods on documents: below their item or split off it, following its quantity, gone once taken off by hand."""

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given as chosen
from hypothesis import strategies as st

from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.pages import document_page
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.rules.lines import ItemLine, LineFields
from prosfora.documents.services import (
    accept_quotation,
    change_quotation,
    copy_quotation,
    issue_quotation,
    quote_inquiry,
    reject_items,
)
from prosfora.documents.tests.builders import a_quotation, an_inquiry, an_offering, lines
from prosfora.documents.tests.paging import HTMX, browser_of, page_of
from prosfora.documents.tests.test_api import program_of
from prosfora.identity.models import User
from prosfora.pricing.rules.free_goods import FreeGoods, delivered
from prosfora.pricing.tests.builders import a_promotion, free_goods
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")
type Shown = list[tuple[int, str, str, str]]


@pytest.fixture(autouse=True)
def _offering(company: object) -> None:
    an_offering()


def shown(document: SalesDocument) -> Shown:
    """Number, product, quantity and net of each item; free ones cost nothing."""
    rows = Item.objects.filter(document=document).order_by("position")
    return [(row.position, row.product_number, f"{row.quantity.normalize():f}", f"{row.net:.2f}") for row in rows]


def change(document: SalesDocument, by: User, changed: dict[int, LineFields] | None = None, **more: Any) -> list[int]:
    return change_quotation(quotation=document, changed=changed or {}, by=by, at=MONDAY, **more)


def test_what_comes_on_top_stands_below_its_item_and_follows_its_quantity(seller: User) -> None:
    free_goods("10", "1")
    quotation = a_quotation(owner=seller, items=2)
    assert shown(quotation) == [
        (10, "BOLT-M8", "40", "400.00"), (11, "BOLT-M8", "4", "0.00"),
        (20, "BOLT-M8", "40", "400.00"), (21, "BOLT-M8", "4", "0.00"),
    ]  # fmt: skip

    assert change(quotation, seller, {10: {"quantity": Decimal(105)}}) == [10, 11]

    assert shown(quotation)[:2] == [(10, "BOLT-M8", "105", "1050.00"), (11, "BOLT-M8", "10", "0.00")]
    change(quotation, seller, {10: {"quantity": Decimal(9)}})
    assert [row[0] for row in shown(quotation)] == [10, 20, 21]
    assert quotation.net == Decimal("490.00")


def test_what_is_split_off_leaves_the_ordered_quantity_as_it_was(seller: User) -> None:
    free_goods("11", "1", is_inclusive=True)
    quotation = a_quotation(owner=seller, items=lines(1, quantity="110"))
    split: Shown = [(10, "BOLT-M8", "100", "1000.00"), (11, "BOLT-M8", "10", "0.00")]
    assert shown(quotation) == split

    change(quotation, seller, {10: {"note": "by Friday"}})
    change(quotation, seller, {10: {"quantity": Decimal(100)}})  # what the page shows
    assert shown(quotation) == split
    change(quotation, seller, {10: {"quantity": Decimal(22)}})

    assert shown(quotation) == [(10, "BOLT-M8", "20", "200.00"), (11, "BOLT-M8", "2", "0.00")]
    assert [row.item.free_for for row in document_page(quotation, today=MONDAY.date()).rows] == [None, 10]


def test_another_product_may_be_given_from_a_least_quantity_on(seller: User) -> None:
    an_offering("NUT-M8", price="0.50")
    free_goods("100", "3", least=Decimal(200), product_given="NUT-M8", counting="pro_rata")

    few, many = (a_quotation(owner=seller, items=lines(1, quantity=quantity)) for quantity in ("199", "280"))

    assert shown(few) == [(10, "BOLT-M8", "199", "1990.00")]
    assert shown(many) == [(10, "BOLT-M8", "280", "2800.00"), (11, "NUT-M8", "8", "0.00")]
    given = Item.objects.get(document=many, position=11)
    assert (given.text, given.category, given.gross_value) == ("Κοχλίας εξαγωνικός M8×40", "free", Decimal("4.00"))


def test_a_free_item_taken_off_by_hand_comes_back_only_with_another_quantity(seller: User) -> None:
    free_goods("10", "1")
    quotation = a_quotation(owner=seller, items=1)

    change(quotation, seller, removed=[11])
    change(quotation, seller, {10: {"note": "by Friday"}})
    change(quotation, seller, {10: {"quantity": Decimal(40)}})
    change(quotation, seller, header={"price_group": "02"})
    assert shown(quotation) == [(10, "BOLT-M8", "40", "400.00")]
    change(quotation, seller, {10: {"quantity": Decimal(50)}})

    assert shown(quotation) == [(10, "BOLT-M8", "50", "500.00"), (11, "BOLT-M8", "5", "0.00")]


def test_whoever_takes_off_what_was_split_off_pays_for_all_he_ordered(seller: User) -> None:
    free_goods("11", "1", is_inclusive=True)
    quotation = a_quotation(owner=seller, items=lines(1, quantity="110"))

    change(quotation, seller, removed=[11])

    assert shown(quotation) == [(10, "BOLT-M8", "110", "1100.00")]


def test_a_free_item_that_a_person_changes_is_his_own(seller: User) -> None:
    free_goods("10", "1")
    quotation = a_quotation(owner=seller, items=1)

    change(quotation, seller, {11: {"quantity": Decimal(7)}})
    change(quotation, seller, header={"price_group": "02"})

    assert shown(quotation) == [(10, "BOLT-M8", "40", "400.00"), (11, "BOLT-M8", "7", "0.00")]
    assert Item.objects.get(document=quotation, position=11).free_for is None


def test_a_free_item_goes_with_its_item_and_comes_back_with_it(seller: User) -> None:
    free_goods("11", "1", is_inclusive=True)
    quotation = a_quotation(owner=seller, items=[*lines(1, quantity="110"), *lines(1, quantity="5")])

    reject_items(document=quotation, reasons={10: "30"}, by=seller, at=MONDAY)
    assert [row[:3] for row in shown(quotation)] == [(10, "BOLT-M8", "110"), (20, "BOLT-M8", "5")]
    reject_items(document=quotation, reasons={10: ""}, by=seller, at=MONDAY)
    assert [row[:3] for row in shown(quotation)][:2] == [(10, "BOLT-M8", "100"), (11, "BOLT-M8", "10")]
    change(quotation, seller, removed=[10])

    assert [row[0] for row in shown(quotation)] == [20]


def test_options_and_free_items_earn_nothing(seller: User) -> None:
    free_goods("10", "1")
    option = ItemLine(product="BOLT-M8", quantity=Decimal(40), category="option")
    gift = ItemLine(product="BOLT-M8", quantity=Decimal(40), category="free")

    assert len(shown(a_quotation(owner=seller, items=[*lines(1, quantity="5"), option, gift]))) == 3


def test_the_most_specific_record_gives_and_only_on_its_days(seller: User) -> None:
    a_promotion()
    free_goods("10", "1")
    free_goods("10", "2", key={"campaign": "SPRING", "product": "BOLT-M8"})
    free_goods("10", "5", key={"price_group": "02", "product": "BOLT-M8"}, since=dt.date(2027, 1, 1))

    plain = a_quotation(owner=seller, items=1, price_group="02")
    promoted = a_quotation(owner=seller, items=1, campaign="SPRING")

    assert [shown(one)[1][2] for one in (plain, promoted)] == ["4", "8"]
    change(promoted, seller, header={"campaign": ""})
    assert shown(promoted)[1][2] == "4"


def test_a_copy_and_the_quotation_of_an_inquiry_earn_anew(seller: User) -> None:
    free_goods("11", "1", is_inclusive=True)
    inquiry = an_inquiry(owner=seller, items=lines(1, quantity="110"))

    quotation = quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)
    copy = copy_quotation(quotation=quotation, by=seller, at=MONDAY)

    assert shown(inquiry) == shown(quotation) == shown(copy)
    assert shown(copy) == [(10, "BOLT-M8", "100", "1000.00"), (11, "BOLT-M8", "10", "0.00")]
    inquiry.refresh_from_db()
    assert inquiry.reference_status == "fully"


def test_the_order_takes_its_free_goods_over_and_its_price_is_proven(seller: User) -> None:
    free_goods("10", "1")
    alternative = ItemLine(product="BOLT-M8", quantity=Decimal(40), category="alternative", alternative_to=20)
    quotation = a_quotation(owner=seller, items=[*lines(2), alternative])
    issue_quotation(quotation=quotation, by=seller, at=MONDAY, deliver=False)

    order = accept_quotation(quotation=quotation, chosen=[30], by=seller, at=MONDAY)

    # The alternative stands in for item 20, whose free goods nobody gets.
    assert [row[0] for row in shown(order)] == [10, 11, 30]
    assert list(recompute(SalesDocument.objects.filter(pk=order.pk))) == []


@pytest.mark.parametrize(("boxes", "split"), [("100", ["97", "3"]), ("20", ["20"])])
def test_only_whole_boxes_are_split_off_an_order_of_boxes(seller: User, boxes: str, split: list[str]) -> None:
    free_goods("100", "3", counting="pro_rata", is_inclusive=True)
    quotation = a_quotation(owner=seller, items=[ItemLine(product="BOLT-M8", quantity=Decimal(boxes), unit="BX")])

    rows = [(row.quantity, row.unit, row.base_quantity) for row in quotation.items.order_by("position")]

    assert [f"{quantity.normalize():f}" for quantity, _unit, _base in rows] == split
    assert {unit for _quantity, unit, _base in rows} == {"BX"}
    assert sum(base for _quantity, _unit, base in rows) == Decimal(boxes) * 12


def test_what_comes_on_top_of_boxes_is_given_in_the_unit_of_its_record(seller: User) -> None:
    free_goods("100", "3", counting="pro_rata")
    quotation = a_quotation(owner=seller, items=[ItemLine(product="BOLT-M8", quantity=Decimal(20), unit="BX")])

    given = Item.objects.get(document=quotation, position=11)

    assert (given.quantity, given.unit, given.base_quantity) == (Decimal(7), "PCE", Decimal(7))


def test_free_goods_in_a_unit_that_a_product_is_not_kept_in_give_nothing(seller: User) -> None:
    free_goods("100", "3", unit="KGM")

    assert len(shown(a_quotation(owner=seller, items=lines(1, quantity="1000")))) == 1


@chosen(
    ordered=st.decimals(min_value="0.001", max_value="100000", places=3),
    per=st.decimals(min_value="1", max_value="1000", places=3),
    free=st.decimals(min_value="0.001", max_value="1", places=3),
    counting=st.sampled_from(["pro_rata", "rounded", "per_unit", "whole_units"]),
    inclusive=st.booleans(),
)
def test_nothing_is_lost_or_made(
    ordered: Decimal, per: Decimal, free: Decimal, counting: str, *, inclusive: bool
) -> None:
    found = delivered(ordered, FreeGoods(per, free, counting, Decimal(0), inclusive))

    assert 0 <= found.free <= ordered + 1
    assert found.charged + (found.free if inclusive else 0) == ordered


def statements(seller: User, items: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        a_quotation(owner=seller, items=items)
    return len(captured)


def test_free_goods_cost_documents_nothing_before_the_first_is_recorded_and_one_statement_after(seller: User) -> None:
    statements(seller, 1)
    without = statements(seller, 3)
    free_goods("10", "1")
    statements(seller, 1)  # reads the configuration again

    assert statements(seller, 3) == statements(seller, 12) == without + 1


@pytest.mark.usefixtures("on_monday")
def test_the_page_puts_free_items_in_their_place_and_takes_them_away(seller: User) -> None:
    free_goods("10", "1")
    quotation = a_quotation(owner=seller, items=lines(1, quantity="5"))
    browser = browser_of(seller)

    came = _sent(browser, quotation, "items/10/change", {"quantity": "40"})
    follows = _sent(browser, quotation, "items/10/change", {"quantity": "60"})
    added = _sent(browser, quotation, "items", {"lines": "BOLT-M8 20"})
    gone = _sent(browser, quotation, "items/10/change", {"quantity": "5"})

    assert 'hx-swap-oob="afterend:#item-10"' in came
    assert 'id="item-11" data-position="11" class="free" hx-swap-oob="true"' in follows
    assert added.index("beforeend:#items") < added.index("afterend:#item-20")
    assert added.count('id="item-20"') == 1
    assert '<tbody id="item-11" hx-swap-oob="delete">' in gone


@pytest.mark.usefixtures("on_monday")
def test_a_free_item_taken_off_on_the_page_can_be_put_back(seller: User) -> None:
    free_goods("11", "1", is_inclusive=True)
    quotation = a_quotation(owner=seller, items=lines(1, quantity="110"))
    browser = browser_of(seller)

    removed = _sent(browser, quotation, "items/11/remove", {})
    assert [row[2] for row in shown(quotation)] == ["110"]
    token = removed.split('{"line": "')[1].split('"')[0]
    restored = _sent(browser, quotation, "items/restore", {"line": token})

    assert 'hx-swap-oob="afterend:#item-10"' in restored
    assert [row[2] for row in shown(quotation)] == ["100", "10"]


def _sent(browser: Any, quotation: SalesDocument, path: str, typed: dict[str, str]) -> str:
    quotation.refresh_from_db()
    answer = browser.post(page_of(quotation, path), {**typed, "version": quotation.version}, headers=HTMX)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def test_programs_read_what_is_free_and_what_was_ordered(seller: User) -> None:
    free_goods("11", "1", is_inclusive=True)
    quotation = a_quotation(owner=seller, items=lines(1, quantity="110"))

    rows: Sequence[dict[str, Any]] = json.loads(program_of(seller)("GET", f"/quotations/{quotation.number}").content)[
        "items"
    ]

    assert [(row["quantity"], row["ordered_quantity"], row["free_for"], row["category"]) for row in rows] == [
        ("100.000", "110.000", None, "standard"), ("10.000", "10.000", 10, "free"),
    ]  # fmt: skip
