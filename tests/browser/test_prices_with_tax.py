"""Prices with VAT in a real browser: a consumer's draft, what is paid rounded to 0.20, at the desk and on a phone."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Person, Served, a_person

pytestmark = [pytest.mark.browser, pytest.mark.one_pass]  # pages and styles know no database

PHONE, ZOOMED = 390, 320


def test_a_consumers_draft_is_readable_anywhere(browser: Browser, served: Served) -> None:
    clerk = a_person(browser, served)
    clerk.sign_in("petros")
    clerk.open("/prices/new?condition_type=DIFF&key=sales_area%3DGR01-10-00")
    clerk.page.locator("[name=amount]").fill("0.20")
    clerk.page.locator("[name=currency]").fill("EUR")
    clerk.press_primary()
    clerk.look()

    seller = a_person(browser, served)
    quotation = a_draft(seller)
    totals = seller.page.locator("#totals")
    expect(totals.locator("p")).to_have_text("Prices contain VAT.")
    expect(totals).to_contain_text("VAT contained")
    expect(seller.page.locator("#total")).to_contain_text("24.40")
    seller.page.locator("#quantity-10").fill("3")
    seller.page.keyboard.press("Tab")
    expect(seller.page.locator("#total")).to_contain_text("73.21")
    expect(seller.page.locator("#payable")).to_contain_text("73.20")
    seller.look()

    for name, width, dark in (("eleni", PHONE, False), ("nikos", PHONE, True), ("nikos", ZOOMED, False)):
        reader = a_person(browser, served, width=width, dark=dark)
        reader.sign_in(name)
        reader.open(f"/quotations/{quotation}/")
        expect(reader.page.locator("#payable")).to_be_visible()
        assert int(reader.page.evaluate("document.documentElement.scrollWidth")) <= width, (name, width)
        assert reader.wrong == []
    assert clerk.wrong == seller.wrong == []


def a_draft(person: Person) -> str:
    """A quotation for the consumer 1000025 with a first-aid kit, by keyboard; its number."""
    person.sign_in("eleni")
    return person.draft("1000025", "FIRSTAID 1")
