"""Following offers up in a real browser: extended, reminded of, closed when dead; by keyboard, on a phone, in Greek."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Person, Served, a_person

pytestmark = [pytest.mark.browser, pytest.mark.one_pass]  # pages and styles know no database

PHONE = 390
LEAD, GREEK = "katerina", "nikos"


def an_offer(seller: Person) -> str:
    """An offer that was issued, by keyboard; its number."""
    number = seller.draft("1000005", "DRILL-18V 3")
    seller.press_primary()
    seller.press_primary()
    expect(seller.page.locator("#heading .chip").first).to_have_text("issued")
    seller.look()
    return number


def by_keys(seller: Person, keys: str) -> None:
    """A verb of the page: V, then its letter."""
    seller.page.locator("body").press(keys[0])
    seller.page.locator("body").press(keys[1])
    seller.page.wait_for_selector("#form")
    seller.look()


def test_an_offer_is_followed_up_extended_and_no_longer_reminded_of(browser: Browser, served: Served) -> None:
    seller = a_person(browser, served)
    seller.sign_in("eleni")
    number = an_offer(seller)
    card = seller.page.locator("section", has=seller.page.locator("#following-up-title"))
    expect(card).to_contain_text("before the last day · to the responsible")

    by_keys(seller, "vl")
    seller.page.locator("[name=note]").focus()
    seller.page.keyboard.type("Asks his board")
    seller.press_primary()
    expect(seller.page.locator("#heading h1")).to_contain_text(number)
    expect(card).not_to_contain_text("before the last day")

    by_keys(seller, "ve")
    seller.page.locator("[name=reason]").focus()
    seller.page.keyboard.type("His board meets later")
    seller.press_primary()
    expect(card).to_contain_text("His board meets later")
    expect(card).to_contain_text("Next reminders")
    seller.look()
    card.get_by_role("button", name="Stop reminders").focus()
    seller.page.keyboard.press("Enter")
    expect(card).to_contain_text("His board meets later")
    expect(card).not_to_contain_text("Next reminders")
    seller.look()

    reader = a_person(browser, served, width=PHONE, dark=True)
    reader.sign_in("eleni")
    for path in ("/", f"/quotations/{number}/", f"/quotations/{number}/extend_validity"):
        reader.open(path)
        assert int(reader.page.evaluate("document.documentElement.scrollWidth")) <= PHONE, path
    assert seller.wrong == reader.wrong == []


def test_a_sales_lead_sets_the_rule_and_dead_offers_are_closed(browser: Browser, served: Served) -> None:
    seller = a_person(browser, served)
    seller.sign_in("eleni")
    number = an_offer(seller)
    lead = a_person(browser, served)
    lead.sign_in(LEAD)
    lead.command("parakolouthisi")
    lead.page.locator("[name=silent_for_days]").fill("0")
    lead.press_primary()
    lead.page.wait_for_url("**/settings/")

    seller.command("dead offers")
    seller.page.locator("tr", has_text=number).locator("[name=row]").focus()
    seller.page.keyboard.press("Space")
    seller.page.get_by_role("button", name="Close").first.focus()
    seller.page.keyboard.press("Enter")
    expect(seller.page.locator("select")).to_have_count(1)
    expect(seller.page.locator("select")).to_have_value("05")
    seller.look()
    seller.press_primary()
    expect(seller.page.locator("body")).to_contain_text("1 offer was closed.")
    seller.look()

    narrow = a_person(browser, served, width=PHONE)
    narrow.sign_in(LEAD)
    narrow.open("/quotations/validity_rules")
    assert int(narrow.page.evaluate("document.documentElement.scrollWidth")) <= PHONE
    narrow.open("/quotations/dead_offers")
    narrow.page.locator("[name=row]").first.check()
    narrow.page.get_by_role("button", name="Close").first.click()
    expect(narrow.page.locator("select")).to_have_count(1)
    narrow.look()
    assert int(narrow.page.evaluate("document.documentElement.scrollWidth")) <= PHONE

    for width, dark in ((PHONE, False), (PHONE, True)):
        reader = a_person(browser, served, width=width, dark=dark)
        reader.sign_in(GREEK)
        for path in ("/", "/quotations/dead_offers", f"/quotations/{number}/"):
            reader.open(path)
            expect(reader.page.locator("html")).to_have_attribute("lang", "el")
            assert int(reader.page.evaluate("document.documentElement.scrollWidth")) <= width, path
        assert reader.wrong == []
    assert seller.wrong == lead.wrong == narrow.wrong == []
