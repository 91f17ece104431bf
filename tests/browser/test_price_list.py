"""A pricing clerk's year: next year's prices from this year's, seen, released; what sellers then see, and do not."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Person, Served, a_person

pytestmark = pytest.mark.browser

PRODUCT = "PUMP-SUB"
OLD, NEW = "259.00", "266.90"  # 259.00 + 3.2 % = 267.288, rounded to end in .90
DAY = dt.date.today() + dt.timedelta(days=40)  # noqa: DTZ011 - the browser's day and ours are the same machine's


def test_next_years_list_is_made_seen_and_released(browser: Browser, served: Served) -> None:
    seller = a_person(browser, served)
    seller.sign_in("eleni")
    sent = a_quotation(seller)
    assert unit_price(seller.page) == OLD
    issue(seller)

    clerk = a_person(browser, served)
    propose(clerk)
    release(clerk)

    colleague = a_person(browser, served, dark=True)
    colleague.sign_in("nikos")
    a_quotation(colleague)
    assert unit_price(colleague.page).replace(",", ".") == OLD  # today is before the day
    priced_on(colleague, DAY)
    assert unit_price(colleague.page).replace(",", ".") == NEW
    why(colleague)

    seller.open(f"/quotations/{sent}/items/10")
    expect(seller.page.locator("main")).to_contain_text(OLD)
    expect(seller.page.locator("main")).not_to_contain_text(NEW)
    for person in (seller, clerk, colleague):
        assert person.wrong == []


def a_quotation(person: Person) -> str:
    """VA21 with one item; its number."""
    return person.draft("papadop", f"{PRODUCT} 2")


def unit_price(page: Page) -> str:
    """The list price in the why-panel of the only item."""
    page.locator("#quantity-10").focus()
    page.wait_for_selector("#panel .waterfall")
    page.wait_for_load_state("networkidle")
    row = page.locator("#panel .waterfall tr", has_text="PR00").first
    found = re.search(r"\d+[.,]\d\d", row.locator("td").first.inner_text())
    assert found, row.inner_text()
    return found[0]


def issue(person: Person) -> None:
    """The offer goes out."""
    page = person.page
    page.locator("h1").click()
    person.press_primary()
    page.wait_for_url("**/issue_quotation")
    person.press_primary()
    page.wait_for_url(re.compile(r"/quotations/\d+/$"))
    person.look()


def propose(person: Person) -> None:
    """All pumps' list prices, 3.2 per cent more from the day on, ending in .90; the preview shows old and new."""
    page = person.page
    person.sign_in("petros")
    person.command("change many prices")
    for name, value in {"title": "List of next year", "product": "PUMP*", "value": "3.2"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=condition_type]").select_option("PR00")
    page.locator("[name=ending]").select_option("0.90")
    page.locator("[name=valid_from]").fill(DAY.isoformat())
    person.look()
    page.locator("body").press("Control+Enter")
    page.wait_for_url(re.compile(r"/price-proposals/\d+/$"))
    person.look()
    row = page.locator("tr", has_text=PRODUCT)
    expect(row).to_contain_text(OLD)
    expect(row).to_contain_text(NEW)


def release(person: Person) -> None:
    """All lines are looked at, then released from the keyboard."""
    page = person.page
    proposal = page.url
    page.get_by_role("link", name="All lines").click()
    page.wait_for_url("**/lines")
    person.look()
    expect(page.locator("tbody tr", has_text="PUMP")).to_have_count(3)
    page.goto(proposal)
    person.press_primary()
    expect(page.locator("h1 + .chip, h1 ~ .chip").first).to_have_text("released")
    person.look()


def priced_on(person: Person, day: dt.date) -> None:
    """The seller asks what another day's prices would change, sees it, and takes them."""
    page = person.page
    page.locator("#pricing-date a").click()
    page.wait_for_url("**/reprice_quotation*")
    field = page.locator("[name=pricing_date]").first
    field.fill(day.isoformat())
    page.keyboard.press("Enter")
    expect(page.locator("main table.items")).to_contain_text(PRODUCT)
    person.look()
    person.press_primary()
    page.wait_for_url(re.compile(r"/quotations/\d+/$"))
    page.reload()
    person.look()


def why(person: Person) -> None:
    """The panel says in Greek which price it is, from which day on, and what lost."""
    panel = person.page.locator("#panel")
    expect(panel).to_contain_text("Γιατί αυτή η τιμή")
    expect(panel).to_contain_text(DAY.strftime("%d/%m/%Y"))
    panel.locator("summary").first.click()
    expect(panel).to_contain_text("τιμή/ποσοστό 259): δεν ισχύει αυτή την ημέρα")
    person.look()
