"""A price on request in a real browser: entered by the pricing clerk, met by sellers at the desk and on a phone."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Person, Served, a_person

pytestmark = [pytest.mark.browser, pytest.mark.one_pass]  # pages and styles know no database

PHONE, ZOOMED = 390, 320


def test_a_draft_with_a_price_on_request_is_readable_anywhere(browser: Browser, served: Served) -> None:
    clerk = a_person(browser, served)
    clerk.sign_in("petros")
    clerk.open("/prices/new?condition_type=PR00&key=customer%3D1000005%0Aproduct%3DCABLE-3G25")
    clerk.page.locator("[name=on_request]").check()
    clerk.page.locator("[name=currency]").fill("EUR")
    clerk.page.locator("[name=unit]").fill("MTR")
    clerk.press_primary()
    clerk.look()
    expect(clerk.page.locator("main")).to_contain_text("price on request")

    seller = a_person(browser, served)
    quotation = a_draft(seller)
    expect(seller.page.locator("#totals p")).to_have_text("Without item 10, whose price is on request")

    for name, width, dark in (("eleni", PHONE, False), ("nikos", PHONE, True), ("nikos", ZOOMED, False)):
        reader = a_person(browser, served, width=width, dark=dark)
        reader.sign_in(name)
        reader.open(f"/quotations/{quotation}/")
        expect(reader.page.locator("#totals p")).to_be_visible()
        assert int(reader.page.evaluate("document.documentElement.scrollWidth")) <= width, (name, width)
        assert reader.wrong == []
    assert clerk.wrong == seller.wrong == []


def a_draft(person: Person) -> str:
    """A quotation for customer 1000005 with the product that has no price, by keyboard; its number."""
    person.sign_in("eleni")
    return person.draft("1000005", "CABLE-3G25 40")
