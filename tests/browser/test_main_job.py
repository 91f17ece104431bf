"""The main job in a real browser: a customer's question becomes an accepted quotation, by keyboard."""

import io
import time

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.browser.conftest import Person, Served, a_person

pytestmark = pytest.mark.browser

LINES = ("BOLT-M8 1200", "DRILL-18V 3 5%", "GLOVE-NIT 240")


@pytest.mark.parametrize(("seller", "dark"), [("eleni", False), ("nikos", True)], ids=["English", "Greek, dark"])
def test_an_inquiry_becomes_an_accepted_quotation(browser: Browser, served: Served, seller: str, dark: bool) -> None:
    person = a_person(browser, served, dark=dark)
    mails_before = len(served.mail.messages)

    inquiry = write_inquiry(person, seller)
    quotation, total = answer_and_quote(person, inquiry)
    issue_and_read(person, quotation, total, mails_before)
    accept(person, inquiry, quotation)
    assert person.wrong == []


def write_inquiry(person: Person, seller: str) -> str:
    """VA11 and three lines, by keyboard; the inquiry's number."""
    page = person.page
    person.sign_in(seller)
    expected = "el" if seller == "nikos" else "en"
    assert page.locator("html").get_attribute("lang") == expected
    person.command("VA11")
    page.keyboard.type("papadop")
    page.wait_for_selector("type-ahead [role=option]")
    page.keyboard.press("Enter")
    person.press_primary()
    page.wait_for_selector("#quick")
    inquiry = person.number()
    page.locator("#quick").focus()
    for place, line in enumerate(LINES, start=1):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#item-{place * 10}")
    person.look()
    return inquiry


def answer_and_quote(person: Person, inquiry: str) -> tuple[str, str]:
    """The three answers, the quotation with reference, its price explained; number and total."""
    page = person.page
    person.press_primary()
    page.wait_for_url("**/answer_inquiry")
    person.look()
    assert page.locator("[name=available_10]").input_value() == "yes"
    assert page.locator("[name=price_10]").input_value().replace(",", ".").startswith("0.")
    assert page.locator("[name=day_10]").input_value()
    person.press_primary()
    page.wait_for_url(f"**/inquiries/{inquiry}/")
    person.press_primary()
    page.wait_for_url("**/quotations/*/")
    quotation = person.number()
    person.look()
    assert page.locator(f".flow a[href='/inquiries/{inquiry}/']").is_visible()

    page.locator("#quantity-10").focus()
    page.wait_for_selector("#panel .waterfall")
    assert "PR00" in page.locator("#panel").inner_text()
    assert "K020" in page.locator("#panel").inner_text()
    person.look()
    return quotation, page.locator("#total").inner_text().replace("\u00a0", " ")


def issue_and_read(person: Person, quotation: str, total: str, mails_before: int) -> None:
    """Issued, the PDF opened, the mail received with the same PDF."""
    page, served = person.page, person.served
    page.locator("h1").click()
    person.press_primary()
    page.wait_for_url("**/issue_quotation")
    person.look()
    person.press_primary()
    page.wait_for_url(f"**/quotations/{quotation}/")
    page.wait_for_selector("#delivery [data-state=sent]", timeout=30_000)
    pdf = page.request.get(f"{served.url}/quotations/{quotation}/pdf").body()
    assert pdf.startswith(b"%PDF-")
    printed = "".join("".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages).split())
    assert quotation in printed
    assert total.split()[0].replace(".", "").replace(",", "") in printed.replace(".", "").replace(",", "")
    wait_for_mails(served, mails_before + 1)
    mail = served.mail.messages[-1]
    assert quotation in str(mail["Subject"])
    attached = [part for part in mail.walk() if part.get_content_type() == "application/pdf"]
    assert attached[0].get_payload(decode=True) == pdf


def accept(person: Person, inquiry: str, quotation: str) -> None:
    """Accepted; the order stands in the flow."""
    page = person.page
    person.press_primary()
    page.wait_for_url("**/accept_quotation")
    person.look()
    page.locator("[name=accepted_by]").focus()
    page.keyboard.type("Maria Papadopoulou")
    person.press_primary()
    page.wait_for_url("**/orders/*/")
    person.look()
    order = person.number()
    flow = page.locator(".flow").inner_text()
    assert [number in flow for number in (inquiry, quotation, order)] == [True, True, True]


def wait_for_mails(served: Served, count: int, patience_s: float = 20) -> None:
    """Until so many messages arrived at the mail server."""
    until = time.monotonic() + patience_s
    while len(served.mail.messages) < count:
        assert time.monotonic() < until, "the mail did not arrive"
        time.sleep(0.1)


def test_every_page_has_a_strict_content_security_policy(browser: Browser, served: Served) -> None:
    page = a_person(browser, served).page

    answer = page.goto(served.url + "/accounts/login/")

    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize(
    "path", ["/", "/inquiries/", "/quotations/", "/orders/", "/parties/", "/products/", "/prices/"]
)
def test_lists_are_accessible_on_a_phone(browser: Browser, served: Served, path: str) -> None:
    person = a_person(browser, served, width=390)
    person.sign_in("eleni")

    person.open(path)

    width = person.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    assert person.wrong == []
