"""The customer's side in a real browser, on a phone and in Greek, with JavaScript and without."""

import re
import sqlite3
import time
from collections.abc import Callable

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Served, a_person

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["JavaScript on", "JavaScript off"])


class Customer:
    """Somebody with a phone who was sent a link, and whatever is wrong with what he sees."""

    def __init__(self, browser: Browser, *, scripts: bool) -> None:
        context = browser.new_context(
            viewport=PHONE, locale="el-GR", java_script_enabled=scripts, has_touch=True, is_mobile=True
        )
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.bytes = 0
        self.browser, self.scripts = browser, scripts
        self.page.on("console", lambda m: self.wrong.append(f"console: {m.text}") if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))

    def open(self, url: str, *, status: int = 200) -> None:
        """Go there and look."""
        answer = self.page.goto(url)
        assert answer is not None
        assert answer.status == status
        self.wrong = [line for line in self.wrong if f"status of {status}" not in line]
        self.look()

    def look(self) -> None:
        """Nothing wrong for axe, and nothing wider than the phone. Axe is a script itself: where the customer has none,
        it looks at the page in a browser that gets none of ours.
        """
        self.page.wait_for_load_state("networkidle")
        page = self.page if self.scripts else self._without_our_scripts()
        for violation in Axe().run(page).response["violations"]:
            self.wrong.append(f"{violation['id']} at {[node['target'] for node in violation['nodes']]}")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self.wrong.append(f"{self.page.url} is wider than a phone")

    def _without_our_scripts(self) -> Page:
        page = self.browser.new_context(viewport=PHONE, bypass_csp=True).new_page()
        page.route("**/*.js", lambda route: route.abort())
        page.goto(self.page.url.split("/o/")[0] + "/robots.txt")
        page.set_content(self.page.content().replace("<head>", f'<head><base href="{self.page.url}">', 1))
        return page


@SCRIPTS
def test_customer_on_a_phone_in_greek_ticks_an_option_and_accepts(
    browser: Browser, served: Served, scripts: bool
) -> None:
    number, url = an_offer_with_an_option(browser, served)
    mails = len(served.mail.messages)
    customer = Customer(browser, scripts=scripts)
    page = customer.page
    customer.open(url)
    assert page.locator("html").get_attribute("lang") == "el"
    before = page.locator(".offer-totals").inner_text()

    page.locator("[name=chosen]").check()
    if scripts:
        page.wait_for_function("text => document.querySelector('.offer-totals').innerText !== text", arg=before)
    else:
        page.get_by_role("button", name="Ενημέρωση συνόλων").click()
    assert page.locator(".offer-totals").inner_text() != before
    customer.look()

    page.locator("[name=confirmed]").check()
    page.locator("[name=name]").fill("Μαρία Παπαδοπούλου")
    page.locator("[name=role]").fill("Υπεύθυνη αγορών")
    if scripts:
        sign(page)
    page.get_by_role("button", name="Δεσμευτική αποδοχή").click()
    page.wait_for_url("**/?said=accepted")
    assert "Η προσφορά έγινε αποδεκτή" in page.locator("main").inner_text()
    customer.look()
    until(lambda: len(served.mail.messages) >= mails + 2)
    for mail in served.mail.messages[mails:]:
        attached = [part for part in mail.walk() if part.get_content_type() == "application/pdf"]
        assert attached[0].get_payload(decode=True).startswith(b"%PDF-")
    assert page.request.get(url + "acceptance").body().startswith(b"%PDF-")
    assert rows(served, f"SELECT status FROM documents_salesdocument WHERE number = '{number}'") == [("accepted",)]
    drawn = rows(served, "SELECT signature FROM portal_acceptance ORDER BY id DESC LIMIT 1")[0][0]
    assert bool(drawn) is scripts
    assert customer.wrong == []


@SCRIPTS
def test_expired_link(browser: Browser, served: Served, scripts: bool) -> None:
    number, url = an_offer_with_an_option(browser, served)
    document = f"SELECT id FROM documents_salesdocument WHERE number = '{number}'"
    rows(served, f"UPDATE portal_offerlink SET expires_on = '2026-01-02' WHERE quotation_id IN ({document})")
    customer = Customer(browser, scripts=scripts)

    customer.open(url, status=410)

    text = customer.page.locator("main").inner_text()
    assert "Ο σύνδεσμος έληξε" in text
    assert "Ρωτήστε μας" in text
    assert number not in text
    assert customer.wrong == []


@SCRIPTS
def test_superseded_link(browser: Browser, served: Served, scripts: bool) -> None:
    number, url = an_offer_with_an_option(browser, served)
    person = a_person(browser, served)
    person.sign_in("nikos")
    person.open(f"/quotations/{number}/")
    token = {cookie["name"]: cookie["value"] for cookie in person.page.context.cookies()}["csrftoken"]
    for path in (f"{number}/revise_quotation", f"{number}-1/issue_quotation"):
        posted = person.page.request.post(f"{served.url}/quotations/{path}", headers={"X-CSRFToken": token})
        assert posted.ok
    until(lambda: any(f"{number}-1" in str(mail["Subject"]) for mail in served.mail.messages))
    customer = Customer(browser, scripts=scripts)

    customer.open(url)
    page = customer.page
    assert "Υπάρχει νεότερη προσφορά" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Δεσμευτική αποδοχή").count() == 0

    page.get_by_role("button", name="Άνοιγμα της νεότερης προσφοράς").click()
    page.wait_for_url(lambda there: there != url and "/o/" in there and "follow" not in there)
    assert f"{number}-1" in page.locator("h1").inner_text()
    customer.look()
    assert customer.wrong == []


def an_offer_with_an_option(browser: Browser, served: Served) -> tuple[str, str]:
    """Two lines, the second an option, issued and mailed to Papadopoulos; its number and the link in the mail."""
    person = a_person(browser, served)
    person.sign_in("nikos")
    number = person.draft("papadop", "BOLT-M8 400")
    page = person.page
    page.locator("#quick").focus()
    page.keyboard.type("GLOVE-NIT 24")
    page.keyboard.press("Enter")
    page.wait_for_selector("#item-20")
    page.locator("#category-20").select_option("option")
    page.wait_for_selector("#item-20.option")
    page.wait_for_load_state("networkidle")
    person.open(f"/quotations/{number}/issue_quotation")
    person.press_primary()
    page.wait_for_url(f"**/quotations/{number}/")
    until(lambda: any(number in str(mail["Subject"]) for mail in served.mail.messages))
    mail = next(mail for mail in served.mail.messages if number in str(mail["Subject"]))
    body = next(part for part in mail.walk() if part.get_content_type() == "text/plain").get_payload(decode=True)
    found = re.search(rb"(/o/[\w-]+/)", body)
    assert found
    assert person.wrong == []
    return number, served.url + found[1].decode()


def sign(page: Page) -> None:
    """Draw a line."""
    pad = page.locator("signature-pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 90, steps=5)
    page.mouse.up()


def until(happens: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for what the worker does."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.2)


def rows(served: Served, sql: str) -> list[tuple[object, ...]]:
    """Ask, or change, what no page would let us: beside the product."""
    if served.database.startswith("sqlite"):
        with sqlite3.connect(served.database.removeprefix("sqlite:///"), timeout=20) as connection:
            return connection.execute(sql).fetchall()
    with psycopg.connect(served.database, autocommit=True) as session:
        cursor = session.execute(sql)
        return cursor.fetchall() if cursor.description else []
