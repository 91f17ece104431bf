"""An offer is revised after it was sent: what changed is read on a phone, the old one leads to the new one."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Person, Served, a_person

pytestmark = [pytest.mark.browser, pytest.mark.one_pass]  # pages and styles know no database

PHONE, ZOOMED = 390, 320


def test_an_offer_is_revised_after_sending(browser: Browser, served: Served) -> None:
    seller = a_person(browser, served)
    seller.sign_in("eleni")
    offer = seller.draft("papadop", "BOLT-M8 1200")
    issue(seller, offer)

    press(seller, "revise_quotation")
    revision = seller.number()
    assert revision == f"{offer}-1"
    seller.page.locator("#quantity-10").fill("1500")
    seller.page.keyboard.press("Tab")
    expect(seller.page.locator("#heading")).to_contain_text(f"Revision 1 of {offer}")
    expect(seller.page.locator(".relatives")).to_contain_text(offer)
    seller.look()
    press(seller, "add_variant", of=offer)
    assert seller.number() == f"{offer}-B"
    seller.look()
    issue(seller, revision)

    seller.open(f"/quotations/{offer}/")
    notice = seller.page.locator("#heading .notice")
    expect(notice).to_contain_text(f"{revision} stands in the place of this offer")
    notice.get_by_role("link", name=revision).click()
    seller.page.wait_for_url(f"**/quotations/{revision}/")
    assert seller.wrong == []
    read_anywhere(browser, served, offer, revision)


def read_anywhere(browser: Browser, served: Served, offer: str, revision: str) -> None:
    """The differences, on a phone, in the dark, enlarged, in Greek, and without JavaScript."""
    for name, width, dark in (("eleni", PHONE, False), ("nikos", PHONE, True), ("nikos", ZOOMED, False)):
        reader = a_person(browser, served, width=width, dark=dark)
        reader.sign_in(name)
        for path in (f"comparison?with={revision}", f"comparison?with={revision}&all=1", ""):
            reader.open(f"/quotations/{offer}/{path}")
            assert int(reader.page.evaluate("document.documentElement.scrollWidth")) <= width, (name, width, path)
        reader.open(f"/quotations/{revision}/comparison")
        expect(reader.page.locator("[data-kind=changed] h3").first).to_contain_text("BOLT-M8")
        assert reader.wrong == []
        cookies = reader.page.context.cookies()
    plain = browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 900})
    plain.add_cookies([{"name": one["name"], "value": one["value"], "url": served.url} for one in cookies])
    page = plain.new_page()
    page.goto(f"{served.url}/quotations/{offer}/comparison")
    expect(page.locator("[data-kind=changed] h3").first).to_contain_text("BOLT-M8")


def press(person: Person, verb: str, of: str = "") -> None:
    """The button of a verb, on the page of a quotation."""
    if of:
        person.open(f"/quotations/{of}/")
    before = person.page.url
    person.page.locator(f"button[formaction$='/{verb}']").click()
    person.page.wait_for_url(lambda url: url != before)
    person.page.wait_for_load_state("networkidle")


def issue(person: Person, number: str) -> None:
    """Look at the PDF, then issue."""
    person.open(f"/quotations/{number}/issue_quotation")
    person.press_primary()
    person.page.wait_for_url(f"**/quotations/{number}/")
    person.page.wait_for_selector("#delivery [data-state=sent]", timeout=60_000)
    person.look()
