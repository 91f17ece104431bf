"""A real server, a real mail server, a real browser."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright

from prosfora.site.demo.sink import Sink, smtp_sink
from tests.concurrency.installation import database_of_its_own

REPOSITORY = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
START_S = 90


@dataclass
class Served:
    """Where the product answers and where its mail arrives."""

    url: str
    mail: Sink
    database: str = ""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Served]:
    """`prosfora serve` with the demo company, web server and worker, on a database of its own of this pass's kind."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    var, kind = tmp_path_factory.mktemp("var"), connection.vendor
    with smtp_sink() as (smtp_port, sink), database_of_its_own(kind, var, postgres_url) as url:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PROSFORA_")} | {
            "PROSFORA_VAR": str(var),
            "PROSFORA_DATABASE_URL": url,
            "PROSFORA_SMTP_PORT": str(smtp_port),
        }
        command = [sys.executable, "-m", "prosfora.site.command", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", process)
            yield Served(f"http://127.0.0.1:{port}", sink, url)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Until the server answers; fails when it ended or took too long."""
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        assert process.poll() is None, "prosfora serve ended"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("prosfora serve did not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    assert Path(CHROMIUM).exists(), "browser tests need Chromium: apt-get install -y chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@dataclass
class Person:
    """Somebody at the browser, who notices everything that is wrong."""

    page: Page
    served: Served
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page and look at it."""
        self.page.goto(self.served.url + path)
        self.look()

    def look(self) -> None:
        """No accessibility violation on this page, and nothing waits any more."""
        self.page.wait_for_load_state("networkidle")
        found = Axe().run(self.page)
        for violation in found.response["violations"]:
            places = [node["target"] for node in violation["nodes"]]
            self.wrong.append(f"{self.page.url}: {violation['id']} at {places}")

    def sign_in(self, name: str) -> None:
        """By keyboard."""
        self.open("/accounts/login/")
        self.page.locator("[name=login]").focus()
        self.page.keyboard.type(name)
        self.page.keyboard.press("Tab")
        self.page.locator("[name=password]").focus()
        self.page.keyboard.type("prosfora-demo")
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(self.served.url + "/")
        self.look()

    def command(self, text: str) -> None:
        """Type into the command bar and press Enter."""
        self.page.keyboard.press("Control+k")
        self.page.keyboard.type(text)
        self.page.wait_for_selector("#command-results [role=option]")
        before = self.page.url
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: url != before)
        self.look()

    def draft(self, customer: str, line: str) -> str:
        """VA21 for the first customer found with one line, by keyboard; its number."""
        self.command("VA21")
        self.page.keyboard.type(customer)
        self.page.wait_for_selector("type-ahead [role=option]")
        self.page.keyboard.press("Enter")
        self.press_primary()
        self.page.wait_for_selector("#quick")
        self.page.locator("#quick").focus()
        self.page.keyboard.type(line)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("#item-10")
        self.look()
        return self.number()

    def press_primary(self) -> None:
        """Ctrl+Enter does the next step."""
        self.page.locator("body").press("Control+Enter")
        self.page.wait_for_load_state("networkidle")

    def number(self) -> str:
        """The number of the document on the page."""
        found = re.search(r"/(\d{8}(?:-\w+)?)/", self.page.url)
        assert found, self.page.url
        return found[1]


def a_person(browser: Browser, served: Served, *, dark: bool = False, width: int = 1400) -> Person:
    """A fresh browser session that records console errors and failed answers."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", locale="en-GB"
    )
    if dark:
        context.add_cookies([{"name": "theme", "value": "dark", "url": served.url}])
    page = context.new_page()
    person = Person(page, served)
    page.on("console", lambda m: person.wrong.append(f"console: {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda e: person.wrong.append(f"script: {e}"))
    page.on("response", lambda r: person.wrong.append(f"{r.status} {r.url}") if r.status >= 500 else None)
    return person
