"""A draft of a price in a real browser: saved by keyboard, looked at as if it held, released from the work list."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Served, a_person

pytestmark = [pytest.mark.browser, pytest.mark.one_pass]  # pages and styles know no database

PHONE = 390


def test_a_draft_waits_is_simulated_and_is_released(browser: Browser, served: Served) -> None:
    clerk = a_person(browser, served)
    clerk.sign_in("petros")
    clerk.open("/prices/new?condition_type=PR00&key=customer%3D1000004%0Aproduct%3DCABLE-3G25")
    clerk.page.locator("[name=amount]").fill("1.23")
    clerk.page.locator("[name=unit]").fill("MTR")
    clerk.page.locator("[name=draft]").focus()
    clerk.page.keyboard.press("Space")
    clerk.press_primary()
    expect(clerk.page.locator("main")).to_contain_text("A draft prices no document before somebody releases it.")
    clerk.look()
    number = re.search(r"/prices/(\d+)/", clerk.page.url)
    assert number

    asked = "/prices/simulation?customer=1000004&product=CABLE-3G25&quantity=1"
    clerk.open(asked)
    expect(clerk.page.locator("main")).not_to_contain_text("nobody has released")
    clerk.open(f"{asked}&drafts=on")
    expect(clerk.page.locator("main")).to_contain_text("1 draft that nobody has released")

    for name, width, dark in (("petros", PHONE, False), ("petros", PHONE, True), ("eleni", PHONE, False)):
        reader = a_person(browser, served, width=width, dark=dark)
        reader.sign_in(name)
        if name == "petros":
            for path in ("/price-drafts/", f"/prices/{number[1]}/", f"/prices/{number[1]}/release_condition"):
                reader.open(path)
                assert int(reader.page.evaluate("document.documentElement.scrollWidth")) <= width, path
        reader.open("/prices/?q=CABLE-3G25")
        expect(reader.page.locator("#results .chip[data-state=draft]")).to_have_count(1 if name == "petros" else 0)
        assert reader.wrong == []

    clerk.command("draft prices to release")
    clerk.page.locator("tbody [name=row]").first.focus()
    clerk.page.keyboard.press("Space")
    clerk.page.get_by_role("button", name="Release").focus()
    clerk.page.keyboard.press("Enter")
    expect(clerk.page.locator("body")).to_contain_text("1 draft price released.")
    clerk.look()
    clerk.open(f"/prices/{number[1]}/")
    expect(clerk.page.locator("main")).to_contain_text("released by petros")
    assert clerk.wrong == []
