"""Takes the guide's pictures from a running demo: python docs/guide/take_pictures.py http://127.0.0.1:8000"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main(url: str) -> None:
    """Walk the main job and keep a picture of each step."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 760}, locale="en-GB")
        sign_in(page, url, "eleni")
        page.goto(url + "/")
        keep(page, "today")
        page.goto(f"{url}/inquiries/new")
        page.fill("#id_name", "papadop")
        page.wait_for_selector("type-ahead [role=option]")
        page.keyboard.press("Enter")
        press_primary(page)
        page.wait_for_selector("#quick")
        for place, line in enumerate(("BOLT-M8 12000", "PUMP-C15 14", "GLOVE-NIT 240"), start=1):
            page.locator("#quick").focus()
            page.keyboard.type(line)
            page.keyboard.press("Enter")
            page.wait_for_selector(f"#item-{place * 10}")
        page.wait_for_timeout(2500)  # the flow and the timeline look again two seconds after a change
        keep(page, "inquiry")
        press_primary(page)
        page.wait_for_url("**/answer_inquiry")
        keep(page, "answer")
        press_primary(page)
        page.wait_for_url("**/inquiries/*/")
        press_primary(page)
        page.wait_for_url("**/quotations/*/")
        page.locator("#quantity-10").focus()
        page.wait_for_selector("#panel .waterfall")
        keep(page, "quotation")
        page.locator("h1").click()
        press_primary(page)
        page.wait_for_url("**/issue_quotation")
        keep(page, "issue")
        press_primary(page)
        page.wait_for_url("**/quotations/*/")
        press_primary(page)
        page.wait_for_url("**/accept_quotation")
        page.fill("[name=accepted_by]", "Ελένη Σταύρου")
        page.fill("[name=evidence]", "Mail of the purchasing department")
        press_primary(page)
        page.wait_for_url("**/orders/*/")
        keep(page, "order")
        page.context.clear_cookies()
        sign_in(page, url, "petros")
        page.goto(f"{url}/prices/set_up/procedures/new?copy=RVAA01")
        page.fill("#id_code", "ZVAA02")
        keep(page, "procedure")
        page.goto(f"{url}/price-simulations/new")
        page.locator("#id_value").fill("3.2")
        for status in page.locator("[name=statuses]").all():
            status.check()
        keep(page, "simulate")
        press_primary(page)
        page.wait_for_selector("#customers")
        page.locator("#products").scroll_into_view_if_needed()
        keep(page, "simulation")
        browser.close()


def sign_in(page: Page, url: str, name: str) -> None:
    """As one of the demo company's people."""
    page.goto(f"{url}/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", "prosfora-demo")
    page.keyboard.press("Enter")
    page.wait_for_url(url + "/")


def press_primary(page: Page) -> None:
    """Ctrl+Enter does the next step."""
    page.wait_for_load_state("networkidle")
    page.locator("body").press("Control+Enter")


def keep(page: Page, name: str) -> None:
    """One picture."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    page.screenshot(path=str(FOLDER / f"{name}.png"))


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
