"""The frame in a real browser: every list by keyboard, on a phone, at 400 %, in both languages and themes."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Person, Served, a_person

pytestmark = [pytest.mark.browser, pytest.mark.one_pass]  # frames and styles know no database

SELLERS_PAGES = (
    "/", "/inquiries/", "/inquiries/new", "/quotations/", "/quotations/new", "/quotations/20000006/", "/orders/",
    "/parties/", "/parties/new", "/parties/1000005/", "/products/", "/products/BOLT-M8/", "/prices/",
    "/prices/simulation", "/settings/", "/account/", "/account/tokens/", "/accounts/2fa/",
    "/accounts/password/change/",
)  # fmt: skip
ADMINISTRATORS_PAGES = (
    "/users/", "/users/new", "/users/eleni/", "/company/", "/company/sales-areas/", "/company/plants/",
    "/company/calendars/", "/company/number-ranges/", "/company/exchange-rates/", "/company/payment-terms/",
    "/company/reasons/", "/company/GR01/change_company", "/imports/", "/journal/", "/no-such-page",
)  # fmt: skip
PRICING_PAGES = (
    "/prices/simulation?customer=1000001&product=BOLT-M8&quantity=100&unit_price=0.20", "/prices/new",
    "/prices/check_setup",
    "/prices/set_up/", "/prices/set_up/types/", "/prices/set_up/types/K007/", "/prices/set_up/sequences/",
    "/prices/set_up/procedures/", "/prices/set_up/procedures/RVAA01/", "/prices/set_up/determination",
    "/promotions/", "/promotions/new", "/free_goods/", "/free_goods/new", "/price-simulations/",
    "/price-simulations/new",
    "/orders/30000000/items/10?unit_price=0.20",
)  # fmt: skip
PHONE, ZOOMED = 390, 320  # 320 CSS pixels are 1280 at 400 % (WCAG 2.2, 1.4.10 reflow)


def signed_in(browser: Browser, served: Served, name: str, *, dark: bool = False, width: int = 1400) -> Person:
    """Somebody of the demo company at his desk."""
    person = a_person(browser, served, dark=dark, width=width)
    person.sign_in(name)
    return person


def width_of(page: Page) -> int:
    """How wide the page wants to be."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize(
    ("name", "dark", "pages"),
    [
        ("eleni", False, SELLERS_PAGES),
        ("nikos", True, SELLERS_PAGES),
        ("petros", False, PRICING_PAGES),
        ("petros", True, PRICING_PAGES),
        ("admin", False, ADMINISTRATORS_PAGES),
        ("admin", True, ADMINISTRATORS_PAGES),
    ],
    ids=[
        "seller",
        "Greek seller, dark",
        "pricing clerk",
        "pricing clerk, dark",
        "administrator",
        "administrator, dark",
    ],
)
def test_no_page_hinders_anybody(
    browser: Browser, served: Served, name: str, dark: bool, pages: tuple[str, ...]
) -> None:
    person = signed_in(browser, served, name, dark=dark)

    for path in pages:
        person.open(path)

    assert [wrong for wrong in person.wrong if "no-such-page" not in wrong and "404" not in wrong] == []


@pytest.mark.parametrize("width", [PHONE, ZOOMED], ids=["phone", "400 per cent"])
@pytest.mark.parametrize(
    ("name", "pages"), [("nikos", SELLERS_PAGES), ("petros", PRICING_PAGES)], ids=["seller", "pricing clerk"]
)
def test_no_page_scrolls_sideways(
    browser: Browser, served: Served, name: str, pages: tuple[str, ...], width: int
) -> None:
    person = signed_in(browser, served, name, width=width)

    wide = {}
    for path in pages:
        person.page.goto(served.url + path)
        person.page.wait_for_load_state("networkidle")
        if width_of(person.page) > width:
            wide[path] = width_of(person.page)

    assert wide == {}


def test_a_phone_has_the_rail_at_hand_below(browser: Browser, served: Served) -> None:
    page = signed_in(browser, served, "eleni", width=PHONE).page

    rail = page.locator(".rail").bounding_box()

    assert rail is not None
    assert rail["y"] + rail["height"] == pytest.approx(900, abs=1)
    expect(page.locator(".rail a[aria-current=page]")).to_be_visible()


def test_the_command_bar_opens_what_was_typed(browser: Browser, served: Served) -> None:
    person = signed_in(browser, served, "eleni")

    person.command("VA22 20000006")
    assert person.page.url.endswith("/quotations/20000006/")

    person.command("VD03 papadop")
    assert "/parties/1000001/" in person.page.url


def test_the_command_bar_offers_what_can_be_done_with_the_record(browser: Browser, served: Served) -> None:
    person = signed_in(browser, served, "eleni")
    person.open("/quotations/20000006/")

    person.command("issue")

    assert person.page.url.endswith("/quotations/20000006/issue_quotation")


def test_lists_are_walked_and_opened_by_keyboard(browser: Browser, served: Served) -> None:
    person = signed_in(browser, served, "eleni")
    page = person.page

    page.locator("body").press("g")
    page.locator("body").press("q")
    page.wait_for_url("**/quotations/")
    number = page.locator("tbody tr").nth(1).locator("a").first.inner_text()
    for key in ("j", "j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(f"**/quotations/{number}/")

    assert person.wrong == []


def test_the_help_sheet_names_every_key_and_letters_can_be_switched_off(browser: Browser, served: Served) -> None:
    page = signed_in(browser, served, "eleni").page
    page.keyboard.press("?")
    sheet = page.locator("#help")
    expect(sheet).to_be_visible()
    assert sheet.locator("dt").count() > 10

    sheet.locator("#letter-keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_timeout(300)

    assert page.url == served.url + "/"


def test_what_was_typed_survives_a_closed_page(browser: Browser, served: Served) -> None:
    page = signed_in(browser, served, "eleni").page
    page.goto(served.url + "/parties/new")
    page.locator("[name=name]").fill("Νέος Πελάτης ΑΕ")
    page.wait_for_timeout(700)  # kept after a pause in typing

    page.goto(served.url + "/")
    page.goto(served.url + "/parties/new")

    assert page.locator("[name=name]").input_value() == "Νέος Πελάτης ΑΕ"
    page.locator("draft-keeper .notice button").click()
    assert page.locator("[name=name]").input_value() == ""


def test_drafts_do_not_stay_behind_for_the_next_user(browser: Browser, served: Served) -> None:
    page = signed_in(browser, served, "eleni").page
    page.goto(served.url + "/parties/new")
    page.locator("[name=name]").fill("Secret prospect")
    page.wait_for_timeout(700)  # kept after a pause in typing

    page.locator(".menu summary").first.click()
    page.locator("[data-forget] button").click()
    page.wait_for_url("**/accounts/login/**")

    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []


def test_a_filter_narrows_while_one_types_and_can_be_kept_as_a_view(browser: Browser, served: Served) -> None:
    person = signed_in(browser, served, "eleni")
    page = person.page
    person.open("/quotations/")

    page.locator(".filters [name=q]").click()
    page.keyboard.type("aegean")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    assert page.url == f"{served.url}/quotations/?q=aegean&order=-number"
    page.locator("#views summary").click()
    page.locator("#view-name").fill("Aegean Yachts")
    page.locator("#views button", has_text="Save").click()

    kept = page.locator("#views a", has_text="Aegean Yachts")
    expect(kept).to_be_visible()
    page.goto(served.url + "/quotations/")
    kept.click()
    expect(page.locator("#results tbody tr")).to_have_count(1)
    assert person.wrong == []


def test_colours_follow_the_device_until_one_chooses(browser: Browser, served: Served) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(served.url + "/accounts/login/")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(ground)

    page.locator("button[name=theme]").first.click()  # dark, now chosen
    page.locator("button[value=light]").click()

    # The choice may send the page again: asked until a page is there that is not dark.
    page.wait_for_function(f"dark => document.documentElement && {ground} !== dark", arg=dark)
    page.reload()
    assert page.evaluate(ground) != dark
