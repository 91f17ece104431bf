"""An approval in a real browser: asked by the seller, decided by a second person by the link of a mail."""

import re
import time

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Person, Served, a_person

pytestmark = [pytest.mark.browser, pytest.mark.one_pass]  # pages and styles know no database

PHONE = 390


def test_a_second_person_approves_by_the_link_of_a_mail(browser: Browser, served: Served) -> None:
    seller = a_person(browser, served)
    seller.sign_in("eleni")
    number = seller.draft("papadop", "DRILL-18V 3 30%")
    expect(seller.page.locator("#approval-title")).to_be_visible()

    refused_and_asked(seller, number)
    address = link_mailed(served, number)
    decided_on_a_phone(browser, served, address, number)
    used_up(browser, served, address)

    seller.open(f"/quotations/{number}/")
    panel = seller.page.locator("section[aria-labelledby=approval-title]")
    expect(panel).to_contain_text("by the link of a mail")
    expect(panel).to_contain_text("Once, for an old friend")
    seller.press_primary()
    seller.page.wait_for_url("**/issue_quotation")
    seller.press_primary()
    seller.page.wait_for_url(f"**/quotations/{number}/")
    expect(seller.page.locator("h1")).to_contain_text("issued")
    assert [wrong for wrong in seller.wrong if "409" not in wrong] == []


def refused_and_asked(seller: Person, number: str) -> None:
    """Issuing is refused with the reason; the request is made by keyboard."""
    page = seller.page
    page.locator("h1").click()
    seller.press_primary()
    page.wait_for_url("**/issue_quotation")
    seller.press_primary()
    expect(page.locator("[role=alert]")).to_contain_text("needs an approval before it goes out")
    seller.look()
    seller.open(f"/quotations/{number}/")
    page.locator("h1").click()
    page.keyboard.press("v")
    page.keyboard.press("g")
    page.wait_for_url("**/request_approval")
    page.locator("[name=comment]").focus()
    page.keyboard.type("Once, for an old friend")
    seller.look()
    seller.press_primary()
    page.wait_for_url(f"**/quotations/{number}/")
    expect(page.locator("h1")).to_contain_text("in approval")
    seller.look()


def link_mailed(served: Served, number: str) -> str:
    """The address in the mail to the sales lead."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for message, to in zip(served.mail.messages, served.mail.recipients, strict=True):
            if to == ["katerina@aegean.example"] and number in str(message["Subject"]):
                text = bytes(message.get_payload(decode=True))
                found = re.search(rb"http://\S+/quotations/decide/\S+", text)
                assert found is not None
                return found[0].decode()
        time.sleep(0.2)
    pytest.fail("no mail to the sales lead")


def decided_on_a_phone(browser: Browser, served: Served, address: str, number: str) -> None:
    """Without signing in: a scanner's look decides nothing, the lead reads and approves."""
    assert address.startswith(served.url)
    lead = a_person(browser, served, width=PHONE)
    for _look in range(2):
        assert lead.page.request.get(address).ok
    lead.open(address.removeprefix(served.url))
    assert int(lead.page.evaluate("document.documentElement.scrollWidth")) <= PHONE
    expect(lead.page.locator("main")).to_contain_text("DRILL-18V")
    expect(lead.page.locator("main")).to_contain_text("Once, for an old friend")
    lead.page.locator("[name=comment]").fill("Fine")
    lead.page.get_by_role("button", name="Approve").focus()
    lead.page.keyboard.press("Enter")
    expect(lead.page.locator("main")).to_contain_text("Approved: the offer may go out.")
    lead.look()
    assert lead.wrong == []


def used_up(browser: Browser, served: Served, address: str) -> None:
    """The same link again leads to a page that says so."""
    late = a_person(browser, served)
    late.page.goto(address)
    late.look()
    expect(late.page.locator("main")).to_contain_text("This link is over")
    assert [wrong for wrong in late.wrong if "410" not in wrong] == []


def test_rules_work_list_and_absences_hinder_nobody(browser: Browser, served: Served) -> None:
    """By keyboard where there is something to do; on a phone and in the dark as well."""
    seller = a_person(browser, served)
    seller.sign_in("eleni")
    number = seller.draft("papadop", "DRILL-18V 2 40%")
    seller.open(f"/quotations/{number}/request_approval")
    seller.press_primary()
    seller.page.wait_for_url(f"**/quotations/{number}/")

    pages = (
        "/", "/approvals/", "/approval-rules/", "/approval-delegations/", "/approval-delegations/new",
        f"/quotations/{number}/approve_quotation", f"/quotations/{number}/",
    )  # fmt: skip
    for width, dark in ((1400, True), (PHONE, False)):
        lead = a_person(browser, served, width=width, dark=dark)
        lead.sign_in("katerina")
        for path in pages:
            lead.open(path)
            assert int(lead.page.evaluate("document.documentElement.scrollWidth")) <= width, path
        assert lead.wrong == []

    admin = a_person(browser, served)
    admin.sign_in("admin")
    admin.open("/approval-rules/new")
    for name, said in (("code", "TERMS"), ("name", "Other terms")):
        admin.page.locator(f"[name={name}]").fill(said)
    admin.page.locator("[name=fact]").select_option("payment_terms")
    admin.page.locator("[name=step_1]").select_option("pricing_clerk")
    admin.press_primary()
    admin.page.wait_for_url("**/approval-rules/")
    expect(admin.page.locator("tbody")).to_contain_text("Other terms")
    admin.look()
    admin.page.get_by_role("button", name="Retire TERMS").focus()
    admin.page.keyboard.press("Enter")
    expect(admin.page.locator("main details")).to_contain_text("TERMS")
    assert admin.wrong == []
