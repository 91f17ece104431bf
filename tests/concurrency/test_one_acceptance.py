"""Fifty customers press “accept” at one moment: of three variants one is accepted, once; real server, real mail."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from prosfora.site.demo.sink import Sink
from tests.concurrency.installation import Installation, until
from tests.concurrency.trade import a_draft

PRESSES = 50
ORDERS = "SELECT count(*) FROM documents_salesdocument WHERE category = 'order'"
RECIPIENTS = ("maria", "nikos", "eleni")


class Stay(HTTPRedirectHandler):
    """Redirects are answers here."""

    def redirect_request(self, *_facts: object) -> None:
        return None


def test_fifty_acceptances_of_three_variants_give_one_order(
    installation: Installation, mails: tuple[int, Sink]
) -> None:
    key = installation.key_of("eleni")
    installation.serve("--workers", "2")
    numbers = three_variants(installation, key)
    links = [a_link(installation, key, number, name) for number in numbers for name in RECIPIENTS]
    forms = [a_form(installation, link) for link in links]
    orders = installation.rows(ORDERS)[0][0]
    start = Barrier(PRESSES)

    def press(place: int) -> tuple[str, int, str]:
        path, cookie, posted = forms[place % len(forms)]
        start.wait()
        return path, *ask(installation, f"{path}accept_offer", posted, cookie)

    with ThreadPoolExecutor(PRESSES) as pool:
        answers = list(pool.map(press, range(PRESSES)))

    codes = Counter(code for _path, code, _text in answers)
    winners = {path for path, code, _text in answers if code == 302}
    refused = [text for _path, code, text in answers if code == 409]
    assert len(winners) == 1  # who pressed twice is led to his own acceptance
    assert set(codes) == {302, 409}, codes
    assert all("γινε αποδεκτή" in text for text in refused)  # this one, or another variant
    named = ", ".join(f"'{number}'" for number in numbers)
    stand = installation.rows(f"SELECT status FROM documents_salesdocument WHERE number IN ({named}) ORDER BY status")
    assert stand == [("accepted",), ("closed",), ("closed",)]
    assert installation.rows("SELECT count(*) FROM portal_acceptance") == [(1,)]
    assert installation.rows(ORDERS)[0][0] == orders + 1
    until(lambda: len(mailed(mails[1], "acceptance")) == 2, "both sides have the sealed record")
    assert "chains are whole" in installation.run("check")


def three_variants(installation: Installation, key: str) -> list[str]:
    """An offer and two variants beside it, all issued."""
    first = a_draft(installation, key)
    numbers = [first]
    installation.call("POST", f"/quotations/{first}/issue_quotation", {}, key=key)
    for _variant in range(2):
        made = installation.call("POST", f"/quotations/{first}/add_variant", {}, key=key)
        assert made.status == 201, made.body
        numbers.append(made.body["number"])
        issued = installation.call("POST", f"/quotations/{made.body['number']}/issue_quotation", {}, key=key)
        assert issued.status == 200, issued.body
    return numbers


def a_link(installation: Installation, key: str, number: str, name: str) -> str:
    """The path of a recipient's link."""
    body = {"name": name, "email": f"{name}@customer.example"}
    sent = installation.call("POST", f"/quotations/{number}/send_link", body, key=key)
    assert sent.status == 201, sent.body
    return str(re.sub(r"^https?://[^/]+", "", sent.body["address"]))


def a_form(installation: Installation, path: str) -> tuple[str, str, dict[str, str]]:
    """The page's form, filled in: its path, the cookie that belongs to it, what it posts."""
    request = Request(f"http://127.0.0.1:{installation.port}{path}")
    with build_opener(Stay).open(request, timeout=40) as answer:
        page, cookie = answer.read().decode(), answer.headers["Set-Cookie"].partition(";")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    typed = {"name": "Μαρία", "role": "Αγορές", "confirmed": "yes", "signature": ""}
    return path, cookie, {**hidden, **typed}


def ask(installation: Installation, path: str, posted: dict[str, str], cookie: str) -> tuple[int, str]:
    """Post a form as a browser does: status and text."""
    data, sent = urlencode(posted).encode(), {"Cookie": cookie, "Origin": "null"}
    request = Request(f"http://127.0.0.1:{installation.port}{path}", data, sent, method="POST")
    try:
        with build_opener(Stay).open(request, timeout=40) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def mailed(sink: Sink, what: str) -> list[str]:
    """To whom mails of a kind went, told by their Message-ID."""
    return [str(mail["To"]) for mail in sink.messages if what in str(mail["Message-ID"])]
