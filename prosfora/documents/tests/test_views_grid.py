"""The grid of items: typed, pasted, changed, moved, removed, put back; only what changed comes back."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from prosfora.catalog.tests.builders import a_product
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.services import answer_inquiry, change_quotation, issue_quotation
from prosfora.documents.tests.builders import a_quotation, an_inquiry, an_offering, lines
from prosfora.documents.tests.paging import HTMX, browser_of, cell, page_of, rows_in, text_of
from prosfora.identity.models import User
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "on_monday")]


@pytest.fixture
def browser(seller: User) -> Client:
    return browser_of(seller)


@pytest.fixture
def draft(seller: User) -> SalesDocument:
    return a_quotation(owner=seller, items=3)


def send(browser: Client, document: SalesDocument, path: str, **typed: Any) -> HttpResponse:
    """What the grid posts, and what it gets."""
    typed.setdefault("version", SalesDocument.objects.get(pk=document.pk).version)
    return browser.post(page_of(document, f"items{path}"), typed, headers=HTMX)


def positions(document: SalesDocument) -> list[int]:
    return list(Item.objects.filter(document=document).order_by("position").values_list("position", flat=True))


def item(document: SalesDocument, position: int) -> Item:
    return Item.objects.get(document=document, position=position)


def test_a_typed_line_becomes_a_priced_row(browser: Client, draft: SalesDocument) -> None:
    answer = send(browser, draft, "", lines="BOLT-M8 100")

    assert rows_in(answer) == [40]
    assert item(draft, 40).net == Decimal(1000)
    assert 'hx-swap-oob="beforeend:#items"' in answer.content.decode()


def test_totals_and_version_come_back_with_every_change(browser: Client, draft: SalesDocument) -> None:
    answer = send(browser, draft, "/10/change", quantity="50")

    draft.refresh_from_db()
    assert f"{draft.total:,.2f}" in text_of(answer).replace("\u00a0", " ")
    assert cell(answer, "version") == str(draft.version)


def test_a_line_may_carry_unit_price_or_discount(browser: Client, draft: SalesDocument) -> None:
    send(browser, draft, "", lines="BOLT-M8 100pce 8.50\nBOLT-M8 100 PCE 5%\nBOLT-M8;7;PCE;9.00 €\nBOLT-M8\t8")

    assert [item(draft, position).unit_price for position in (40, 50, 60, 70)] == [
        Decimal("8.50"), Decimal("9.50"), Decimal("9.00"), Decimal("10.00"),
    ]  # fmt: skip
    assert [item(draft, position).quantity for position in (40, 50, 60, 70)] == [100, 100, 7, 8]


def test_an_entered_price_is_what_the_customer_pays(browser: Client, draft: SalesDocument) -> None:
    answer = send(browser, draft, "/10/change", price="7.77")

    assert item(draft, 10).unit_price == Decimal("7.77")
    assert item(draft, 10).net == Decimal("310.80")
    assert cell(answer, "price-10") == "7.77"


def test_a_discount_takes_the_place_of_an_entered_price(browser: Client, draft: SalesDocument) -> None:
    send(browser, draft, "/10/change", price="7.77")
    answer = send(browser, draft, "/10/change", discount="10 %")

    assert item(draft, 10).unit_price == Decimal("9.00")
    assert (cell(answer, "price-10"), cell(answer, "discount-10")) == ("", "10")


def test_an_emptied_price_brings_the_list_price_back(browser: Client, draft: SalesDocument) -> None:
    send(browser, draft, "/10/change", price="7.77")
    send(browser, draft, "/10/change", price="")

    assert item(draft, 10).unit_price == Decimal(10)
    assert item(draft, 10).manual_conditions == []


def test_sections_show_their_subtotal_and_come_back_with_their_rows(browser: Client, draft: SalesDocument) -> None:
    send(browser, draft, "", lines="# Fasteners\nBOLT-M8 10\n* as discussed")

    assert [item(draft, position).category for position in (40, 50, 60)] == ["section", "standard", "text"]
    answer = send(browser, draft, "/50/change", quantity="20")
    assert rows_in(answer) == [40, 50]
    assert "200.00" in text_of(answer)


def test_a_paste_with_one_bad_line_adds_nothing_and_names_the_line(browser: Client, draft: SalesDocument) -> None:
    answer = send(browser, draft, "", lines="BOLT-M8 5\n\nNOPE 3\nBOLT-M8 -1")

    assert answer.status_code == 422
    assert "Line 3: There is no product “NOPE”" in text_of(answer)
    assert "Line 4: Enter a quantity above zero" in text_of(answer)
    assert positions(draft) == [10, 20, 30]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type a product and a quantity"),
        ("BOLT-M8 many", "Line 1: “many” is not a number"),
        ("BOLT-M8 5 cheap", "Product BOLT-M8 has no unit “CHEAP”"),
        ("BOLT-M8 5 10 5%", "say a price or a discount"),
        ("BOLT-M8 5 150%", "A discount is at most 100 per cent"),
        ("BOLT-M8 5 -10", "A price is not below zero"),
    ],
)
def test_an_unreadable_line_says_why(browser: Client, draft: SalesDocument, typed: str, said: str) -> None:
    answer = send(browser, draft, "", lines=typed)

    assert answer.status_code == 422
    assert said in text_of(answer)


def test_a_rejected_item_says_so_and_no_longer_counts(browser: Client, draft: SalesDocument) -> None:
    assert 'name="rejection_reason"' in browser.get(page_of(draft) + "items/10").content.decode()

    answer = send(browser, draft, "/10/change", rejection_reason="30")

    assert rows_in(answer) == [10]
    assert "rejected" in text_of(answer)
    rejected = item(draft, 10)
    assert rejected.rejection_reason is not None
    assert rejected.rejection_reason.name_en == "Too expensive"

    send(browser, draft, "/10/change", rejection_reason="", version=2)
    assert item(draft, 10).rejection_reason is None


def test_only_the_changed_row_comes_back_of_a_thousand(browser: Client, seller: User) -> None:
    long = a_quotation(owner=seller, items=1000)

    answer = send(browser, long, "/5000/change", quantity="41")

    assert rows_in(answer) == [5000]
    assert len(answer.content) < 8_000


def test_a_change_asks_as_many_queries_for_fifty_rows_as_for_one(
    browser: Client, seller: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    short, long = a_quotation(owner=seller, items=1), a_quotation(owner=seller, items=50)
    send(browser, short, "/10/change", quantity="2")  # whatever is loaded once is loaded
    with django_assert_max_num_queries(100) as few:
        send(browser, short, "/10/change", quantity="41", version=2)
    with django_assert_max_num_queries(len(few)):
        send(browser, long, "/10/change", quantity="41", version=1)


def test_what_is_wrong_with_a_cell_is_said_in_its_row(browser: Client, draft: SalesDocument) -> None:
    answer = send(browser, draft, "/10/change", quantity="abc")

    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#said-10"
    assert "“abc” is not a number" in text_of(answer)
    assert item(draft, 10).quantity == 40


def test_doubts_stand_in_the_row_and_mark_their_cell(browser: Client, seller: User) -> None:
    an_offering()
    a_product(number="NEW-M8", name="New bolt")
    quotation = a_quotation(owner=seller, items=lines(1, product="NEW-M8"))

    answer = browser.get(page_of(quotation))

    assert "No price was found" in text_of(answer)
    assert re.search(r'id="price-10"[^>]*data-doubt aria-describedby="said-10"', answer.content.decode())


def test_a_stale_change_says_who_changed_it_and_shows_the_present_rows(
    browser: Client, sales_lead: User, draft: SalesDocument
) -> None:
    change_quotation(quotation=draft, changed={10: {"quantity": Decimal(77)}}, by=sales_lead, at=MONDAY, version=1)

    answer = send(browser, draft, "/20/change", quantity="5", version=1)

    assert answer.status_code == 412
    assert "changed meanwhile by sales_lead" in text_of(answer)
    assert cell(answer, "quantity-10") == "77"
    assert cell(answer, "version") == "2"
    assert item(draft, 20).quantity == 40


def test_a_removed_row_can_be_put_back_as_it_was(browser: Client, draft: SalesDocument) -> None:
    send(browser, draft, "/20/change", price="7.77")
    send(browser, draft, "/20/change", note="sample first")
    answer = send(browser, draft, "/20/remove")

    assert positions(draft) == [10, 30]
    assert 'id="item-20" hx-swap-oob="delete"' in answer.content.decode()
    token = json.loads(re.search(r"hx-vals='([^']+)'", answer.content.decode())[1])["line"]  # type: ignore[index]
    back = send(browser, draft, "/restore", line=token)
    assert positions(draft) == [10, 20, 30]
    assert 'hx-swap-oob="afterend:#item-10"' in back.content.decode()
    assert (item(draft, 20).unit_price, item(draft, 20).note) == (Decimal("7.77"), "sample first")


def test_a_forged_row_is_not_put_back(browser: Client, draft: SalesDocument) -> None:
    answer = send(browser, draft, "/restore", line="forged")

    assert answer.status_code == 422
    assert "can no longer be put back" in text_of(answer)


def test_after_a_removal_the_work_goes_on_in_the_next_row(browser: Client, draft: SalesDocument) -> None:
    answer = send(browser, draft, "/20/remove")

    assert json.loads(answer["HX-Trigger-After-Settle"]) == {"document-changed": {"focus": 30}}


def test_a_duplicate_stands_right_below(browser: Client, draft: SalesDocument) -> None:
    answer = send(browser, draft, "/10/duplicate")

    assert positions(draft) == [10, 15, 20, 30]
    assert 'hx-swap-oob="afterend:#item-10"' in answer.content.decode()


def test_the_last_row_is_duplicated_at_the_end(browser: Client, draft: SalesDocument) -> None:
    send(browser, draft, "/30/duplicate")

    assert positions(draft) == [10, 20, 30, 40]


def test_a_moved_row_changes_numbers_with_its_neighbour(browser: Client, draft: SalesDocument) -> None:
    send(browser, draft, "/10/change", quantity="11")
    answer = send(browser, draft, "/10/move/down")

    assert [item(draft, position).quantity for position in (10, 20, 30)] == [40, 11, 40]
    assert rows_in(answer) == [10, 20]
    assert json.loads(answer["HX-Trigger-After-Settle"]) == {"document-changed": {"focus": 20}}


@pytest.mark.parametrize(("position", "way"), [(10, "up"), (30, "down")])
def test_a_row_at_the_edge_stays(browser: Client, draft: SalesDocument, position: int, way: str) -> None:
    answer = send(browser, draft, f"/{position}/move/{way}")

    assert answer.status_code == 200
    assert positions(draft) == [10, 20, 30]


def test_an_alternative_belongs_to_the_main_item_before_it_and_leaves_the_total(
    browser: Client, draft: SalesDocument
) -> None:
    answer = send(browser, draft, "/20/change", category="alternative")

    draft.refresh_from_db()
    assert draft.net == Decimal(800)
    assert item(draft, 20).alternative_to == 10
    assert "to 10" in text_of(answer)


def test_another_product_brings_its_own_text_and_price(browser: Client, draft: SalesDocument) -> None:
    an_offering(number="NUT-M8", price="3.00")

    answer = send(browser, draft, "/10/change", product="nut-m8")

    assert cell(answer, "product-10") == "NUT-M8"
    assert item(draft, 10).net == Decimal(120)


def test_without_htmx_the_page_is_shown_again(browser: Client, draft: SalesDocument) -> None:
    answer = browser.post(page_of(draft, "items"), {"lines": "BOLT-M8 5", "version": "1"})

    assert (answer.status_code, answer["Location"]) == (302, page_of(draft))


def test_an_answered_inquiry_is_open_again_after_a_change_and_says_so(browser: Client, seller: User) -> None:
    inquiry = an_inquiry(owner=seller)
    answer_inquiry(inquiry=inquiry, by=seller, at=MONDAY)

    answer = send(browser, inquiry, "/10/change", quantity="41")

    assert 'id="heading"' in answer.content.decode()
    assert re.search(r'<li aria-current="step">\s*open', answer.content.decode())


def test_the_row_that_somebody_else_removed_is_gone(browser: Client, draft: SalesDocument) -> None:
    assert send(browser, draft, "/990/change", quantity="1").status_code == 404


@pytest.mark.parametrize("path", ["", "/10/change", "/10/remove", "/10/duplicate", "/10/move/down", "/restore"])
def test_the_grid_is_closed_to_others(
    seller: User, outsider: User, auditor: User, draft: SalesDocument, path: str
) -> None:
    assert send(browser_of(outsider), draft, path, quantity="1").status_code == 404
    assert send(browser_of(auditor), draft, path, quantity="1").status_code == 403
    issue_quotation(quotation=draft, by=seller, at=MONDAY)
    typed = {"quantity": "1", "lines": "BOLT-M8 1", "line": ""}
    assert send(browser_of(seller), draft, path, **typed).status_code in (409, 422)


def test_the_panel_explains_price_stock_and_the_last_price_paid(
    browser: Client, seller: User, draft: SalesDocument
) -> None:
    sold = a_quotation(owner=seller, items=lines(1))
    issue_quotation(quotation=sold, by=seller, at=MONDAY)

    said = text_of(browser.get(page_of(draft, "items/10"), headers=HTMX))

    assert "PR00" in said
    assert "Free now in plant AT01 1,000" in said
    assert f"10.00 EUR / PCE · 40 PCE · 23/11/2026 ( {sold.number} )" in said.replace("\u00a0", " ")


def test_the_explanation_is_a_page_of_its_own(browser: Client, draft: SalesDocument) -> None:
    answer = browser.get(page_of(draft, "items/10"))

    assert "<html" in answer.content.decode()
    assert "Why this price" in text_of(answer)


def test_cost_and_margin_are_shown_only_to_those_who_may_see_them(
    seller: User, sales_support: User, draft: SalesDocument
) -> None:
    seen = text_of(browser_of(seller).get(page_of(draft, "items/10"), headers=HTMX))
    hidden = text_of(browser_of(sales_support).get(page_of(draft, "items/10"), headers=HTMX))

    assert "Floor: what it costs us 240.00 EUR" in seen.replace("\u00a0", " ")
    assert "Margin" not in hidden
    assert "240.00" not in hidden
