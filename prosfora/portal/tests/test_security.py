"""Each attack of issue 4, Done-when 7, tried on the customer's page: link guessing, reuse after withdrawal, tricks with
headers and paths, stored scripts, oversize input; and what else a stranger could try.
"""

import datetime as dt
import re
import secrets
from dataclasses import fields
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.audit.telling import actor_words
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.lines import ItemLine
from prosfora.identity.models import User
from prosfora.parties.tests.builders import a_party
from prosfora.portal import limits
from prosfora.portal.models import Acceptance, LinkToken
from prosfora.portal.rules.png import is_drawing
from prosfora.portal.rules.secret import token_digest
from prosfora.portal.services import send_link, withdraw_link
from prosfora.portal.tests.builders import (
    a_link,
    a_png,
    accepting,
    an_issued_offer,
    link_again,
    strict_client,
    with_choices,
)
from tests.cast import MONDAY

SCRIPT = "<script>alert(1)</script>"
POSTS = ("see_offer", "update_totals", "accept_offer", "send_code", "decline_offer", "ask_question", "follow_link")
GETS = ("", "pdf", "acceptance")


class TestLinkGuessing:
    def test_a_token_has_256_bits_and_is_kept_as_its_hash_only(self, token: str, offer: SalesDocument) -> None:
        assert len(token) == 43
        assert LinkToken.objects.filter(digest=token_digest(token)).count() == 1
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                assert token not in str(cursor.fetchall()), table

    def test_unknown_tokens_are_404_and_tell_nothing(self, client: Client, token: str, offer: SalesDocument) -> None:
        near = token[:-1] + ("A" if token[-1] != "A" else "B")
        for guess in (secrets.token_urlsafe(32), near, token.swapcase(), token[:-1], token + "A", "1", "%00", "é" * 43):
            answer = client.get(f"/o/{guess}/")
            assert answer.status_code == 404, guess
            assert offer.number not in answer.content.decode()
            assert "Παπαδόπουλος" not in answer.content.decode()

    def test_guessing_is_stopped_per_address(self, client: Client, token: str) -> None:
        codes = [client.get(f"/o/{secrets.token_urlsafe(32)}/").status_code for _guess in range(25)]

        assert codes[:20] == [404] * 20
        assert set(codes[20:]) == {429}
        assert client.get(f"/o/{secrets.token_urlsafe(32)}/", REMOTE_ADDR="203.0.113.7").status_code == 404
        assert client.get(f"/o/{token}/").status_code == 200

    def test_the_lookup_is_by_hash(self, client: Client, token: str) -> None:
        """No statement holds the secret, so that no log of the database does."""
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/o/{token}/")
        assert not any(token in query["sql"] for query in asked.captured_queries)


class TestReuse:
    def test_a_withdrawn_link_says_so_and_nothing_of_the_offer(
        self, client: Client, offer: SalesDocument, seller: User, token: str
    ) -> None:
        link = link_again(token)
        assert link is not None
        _link, second = send_link(quotation=offer, name=link.name, email=link.email, by=seller, at=MONDAY)
        withdraw_link(link=link, by=seller, at=MONDAY)

        for address in (token, second.rstrip("/").rpartition("/")[2]):
            self.is_dead(client, address, offer)

    def test_an_expired_link_says_so_and_nothing_of_the_offer(
        self, client: Client, offer: SalesDocument, token: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert offer.valid_to is not None
        over = dt.datetime.combine(offer.valid_to, dt.time(12), dt.UTC) + dt.timedelta(days=31)
        monkeypatch.setattr("prosfora.kit.middleware.now", lambda: over)

        self.is_dead(client, token, offer)

    def test_a_new_link_for_the_same_person_is_another_one(
        self, client: Client, offer: SalesDocument, seller: User, token: str
    ) -> None:
        link = link_again(token)
        assert link is not None
        withdraw_link(link=link, by=seller, at=MONDAY)
        fresh = a_link(offer, by=seller)[1]

        assert client.get(f"/o/{fresh}/").status_code == 200
        assert client.get(f"/o/{token}/").status_code == 410

    def is_dead(self, client: Client, token: str, offer: SalesDocument) -> None:
        for path in GETS:
            answer = client.get(f"/o/{token}/{path}")
            text = answer.content.decode()
            assert answer.status_code == 410
            assert "Seller" in text  # whom to ask
            assert not [fact for fact in (offer.number, "Παπαδόπουλος", "BOLT", "EUR", "Maria") if fact in text]
        for path in POSTS:
            assert client.post(f"/o/{token}/{path}", {}).status_code == 410
        offer.refresh_from_db()
        assert offer.status == "issued"


class TestHeadersAndPaths:
    @pytest.mark.parametrize("path", [*GETS, "update_totals"])
    def test_every_answer_gives_nothing_away(self, client: Client, token: str, path: str) -> None:
        ask = client.post if path == "update_totals" else client.get
        for known in (token, secrets.token_urlsafe(32)):
            answer = ask(f"/o/{known}/{path}")
            assert answer["Referrer-Policy"] == "no-referrer"
            assert answer["X-Robots-Tag"] == "noindex, nofollow"
            assert answer["Cache-Control"] == "no-store, private"
            assert answer["X-Frame-Options"] == "DENY"
            assert answer["X-Content-Type-Options"] == "nosniff"
            policy = answer["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert "sessionid" not in answer.cookies

    def test_a_foreign_host_is_refused(self, client: Client, token: str) -> None:
        for host in ("evil.example", "testserver.evil.example", "testserver:80@evil.example"):
            assert client.get(f"/o/{token}/", headers={"Host": host}).status_code == 400

    def test_forwarded_headers_of_strangers_are_not_believed(self, client: Client, token: str) -> None:
        """No limit is escaped, and the record names the address of the connection."""
        for place in range(25):
            tricks = {"X-Forwarded-For": f"198.51.100.{place}", "X-Real-IP": f"198.51.100.{place}"}
            last = client.get(f"/o/{secrets.token_urlsafe(32)}/", headers=tricks)
        assert last.status_code == 429
        client.post(f"/o/{token}/accept_offer", accepting(token), headers={"X-Forwarded-For": "198.51.100.1"})
        assert '"address":"127.0.0.1"' in Acceptance.objects.get().content

    def test_methods_cannot_be_smuggled(self, client: Client, token: str, offer: SalesDocument) -> None:
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            answer = client.generic(method, f"/o/{token}/accept_offer", headers={"X-HTTP-Method-Override": "POST"})
            assert answer.status_code == 405
        offer.refresh_from_db()
        assert offer.status == "issued"

    @pytest.mark.parametrize(
        "path",
        ["../../quotations/", "..%2f..%2fquotations/", "%2e%2e/pdf", "pdf/../acceptance", "pdf%00", "pdf;x", "//pdf",
         "acceptance?kind=offer&number=20000001", "pdf?token=x"],
    )  # fmt: skip
    def test_paths_lead_nowhere_else(self, client: Client, token: str, path: str) -> None:
        answer = client.get(f"/o/{token}/{path}")
        assert answer.status_code in (202, 302, 404)  # sign-in, nothing, or this very offer's PDF that is not made yet
        if answer.status_code == 302:
            assert answer["Location"].startswith("/accounts/login/")

    def test_a_link_opens_its_own_offer_only(self, client: Client, token: str, seller: User) -> None:
        """Nothing that is posted or asked names another offer, link or question."""
        ioannou = a_party(name="Ιωάννου ΕΠΕ", email="info@ioannou.example")
        other = an_issued_offer(seller, sold_to=ioannou)
        theirs = a_link(other, by=seller, email="info@ioannou.example")[1]
        client.post(f"/o/{theirs}/ask_question", {"ask-text": "Secret of Ioannou"})

        names = {"number": other.number, "quotation": other.number, "link": "2", "frozen": "2", "item": "10"}
        for answer in (
            client.get(f"/o/{token}/", names),
            client.post(f"/o/{token}/update_totals", names),
            client.post(f"/o/{token}/accept_offer", {**accepting(token), **names}, follow=True),
        ):
            text = answer.content.decode()
            assert other.number not in text
            assert "Ioannou" not in text
            assert "Ιωάννου" not in text
        other.refresh_from_db()
        assert other.status == "issued"

    def test_staff_pages_stay_closed_to_who_has_a_link(self, client: Client, token: str, offer: SalesDocument) -> None:
        client.get(f"/o/{token}/")
        for path in ("", "links", "pdf"):
            assert client.get(f"/quotations/{offer.number}/{path}").status_code == 302
        assert client.get(f"/api/v1/quotations/{offer.number}/links").status_code == 401


class TestForgery:
    """A page of somebody else that knows the address, but not the cookie."""

    @pytest.mark.parametrize("verb", POSTS)
    def test_a_post_without_the_token_of_our_page_is_refused(self, token: str, verb: str, offer: SalesDocument) -> None:
        browser = strict_client()
        browser.get(f"/o/{token}/")
        answer = browser.post(f"/o/{token}/{verb}", accepting(token))

        assert answer.status_code == 403
        assert answer["Referrer-Policy"] == "no-referrer"
        offer.refresh_from_db()
        assert offer.status == "issued"

    def test_no_log_of_ours_holds_the_secret(self, token: str, caplog: pytest.LogCaptureFixture) -> None:
        """What Django itself would log of a refused request goes to no file: only warnings of ours do."""
        browser = strict_client()
        with caplog.at_level("DEBUG", "prosfora"):
            browser.post(f"/o/{token}/accept_offer", accepting(token))

        ours = [entry.getMessage() for entry in caplog.records if entry.name.startswith("prosfora")]
        assert any("/o/…/accept_offer" in message for message in ours)
        assert not any(token in message for message in ours)

    def test_our_own_page_posts_with_origin_null(self, token: str) -> None:
        """As browsers do under no-referrer; and over TLS, where Django looks at origin or referrer as well."""
        browser = strict_client()
        for way in ({}, {"secure": True}):
            page = browser.get(f"/o/{token}/", **way).content.decode()
            found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
            assert found
            posted = {"csrfmiddlewaretoken": found[1], "chosen": "40"}
            answer = browser.post(f"/o/{token}/update_totals", posted, headers={"Origin": "null"}, **way)
            assert answer.status_code == 200

    def test_a_foreign_origin_is_refused_even_with_the_token(self, token: str) -> None:
        browser = strict_client()
        page = browser.get(f"/o/{token}/").content.decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found
        posted = {"csrfmiddlewaretoken": found[1]}
        answer = browser.post(f"/o/{token}/update_totals", posted, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403


class TestStoredScripts:
    """In every field that a customer, or our own people, can fill: on his page, on ours, and in print."""

    def test_what_the_customer_types_is_text_on_every_page(
        self, client: Client, token: str, offer: SalesDocument, seller: User
    ) -> None:
        client.post(f"/o/{token}/ask_question", {"ask-text": SCRIPT})
        posted = accepting(token, name=SCRIPT, role=SCRIPT, customer_reference=SCRIPT)
        shown = client.post(f"/o/{token}/update_totals", posted).content.decode()
        assert SCRIPT not in shown
        assert "&lt;script&gt;" in shown
        done = client.post(f"/o/{token}/accept_offer", posted, follow=True)
        assert Acceptance.objects.exists()
        assert SCRIPT not in done.content.decode()

        client.force_login(seller)
        for path in ("", "links", "flow"):
            assert SCRIPT not in client.get(f"/quotations/{offer.number}/{path}").content.decode()
        assert SCRIPT not in client.get(f"/journal/timeline/quotation/{offer.number}").content.decode()

    def test_a_decline_is_text_too(self, client: Client, token: str, offer: SalesDocument, seller: User) -> None:
        client.post(f"/o/{token}/decline_offer", {"decline-reason": "01", "decline-note": SCRIPT})
        client.force_login(seller)

        offer.refresh_from_db()
        assert offer.close_note == SCRIPT
        assert SCRIPT not in client.get(f"/quotations/{offer.number}/").content.decode()

    def test_what_the_offer_holds_is_text(self, client: Client, seller: User, company: object) -> None:
        party = a_party(name=f"Evil {SCRIPT}", email="evil@customer.example")
        lines = with_choices()
        lines = [ItemLine(**{**vars_of(line), "text": SCRIPT, "note": SCRIPT}) for line in lines]
        texts = {"intro": SCRIPT, "terms": SCRIPT, "closing": SCRIPT}
        offer = an_issued_offer(seller, items=lines, sold_to=party, texts=texts, customer_reference=SCRIPT)
        token = a_link(offer, by=seller, name=SCRIPT, email="evil@customer.example")[1]

        text = client.get(f"/o/{token}/").content.decode()
        assert SCRIPT not in text
        assert text.count("&lt;script&gt;") > 5

    def test_the_browsers_name_is_text(self, client: Client, token: str, seller: User, offer: SalesDocument) -> None:
        client.post(
            f"/o/{token}/accept_offer", accepting(token), headers={"User-Agent": SCRIPT + "\x00\x1b" + "x" * 999}
        )

        kept = Acceptance.objects.get().content
        assert "\\u0000" not in kept
        assert len(kept) < 10_000


class TestOversize:
    def test_a_post_too_large_is_refused_by_its_length(self, client: Client, token: str) -> None:
        for verb in POSTS:
            answer = client.post(f"/o/{token}/{verb}", {"ask-text": "x" * 200_001})
            assert answer.status_code == 413
        assert not JournalEntry.objects.filter(verb="ask_question").exists()

    def test_a_length_that_is_no_number_is_refused(self, client: Client, token: str) -> None:
        assert client.post(f"/o/{token}/update_totals", CONTENT_LENGTH="many").status_code == 413

    @pytest.mark.parametrize(
        ("field", "value"),
        [("name", "x" * 121), ("role", "x" * 81), ("customer_reference", "x" * 36), ("signature", "A" * 140_001)],
    )
    def test_fields_too_long_are_refused(self, client: Client, token: str, field: str, value: str) -> None:
        answer = client.post(f"/o/{token}/accept_offer", accepting(token, **{field: value}))

        assert answer.status_code == 422
        assert not Acceptance.objects.exists()

    def test_texts_too_long_are_refused(self, client: Client, token: str) -> None:
        assert client.post(f"/o/{token}/ask_question", {"ask-text": "x" * 2001}).status_code == 422
        posted = {"decline-reason": "01", "decline-note": "x" * 2001}
        assert client.post(f"/o/{token}/decline_offer", posted).status_code == 422

    def test_many_choices_cost_nothing(self, client: Client, token: str) -> None:
        posted = {"chosen": [str(place) for place in range(900)]}
        assert client.post(f"/o/{token}/update_totals", posted).status_code == 200
        assert client.post(f"/o/{token}/accept_offer", accepting(token) | posted | {"shown": "40"}).status_code == 422
        assert client.post(f"/o/{token}/update_totals", {f"f{n}": "1" for n in range(2000)}).status_code == 400

    def test_nothing_but_a_small_drawing_is_a_signature(self) -> None:
        good = a_png()
        assert is_drawing(good)
        text = (b"tEXt", b"Comment\0" + SCRIPT.encode())
        bomb = a_png(1600, 1600)
        wrong = (
            b"", b"<svg/>", good[:-1], good + b"x", good.replace(b"IDAT", b"IDAX"), a_png(40, 20, text), a_png(1601, 1),
            good[:40] + b"\xff" + good[41:], good + b"\0" * 100_000,
        )  # fmt: skip
        assert is_drawing(bomb)  # ten megabytes of pixels unpack no further than they claim
        assert not [content for content in wrong if is_drawing(content)]


class TestLimits:
    def test_posts_are_limited_per_link_and_per_address(
        self, client: Client, token: str, offer: SalesDocument, seller: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "POSTS_OF_LINK", limits.Limit("link", 3, 600))
        other = a_link(offer, by=seller, name="Nikos", email="nikos@papadopoulos.example")[1]
        codes = [client.post(f"/o/{token}/update_totals").status_code for _time in range(5)]
        assert codes == [200, 200, 200, 429, 429]
        assert client.post(f"/o/{other}/update_totals").status_code == 200

        monkeypatch.setattr(limits, "POSTS_OF_ADDRESS", limits.Limit("address", 6, 600))
        assert client.post(f"/o/{other}/update_totals").status_code == 429
        assert client.post(f"/o/{other}/update_totals", REMOTE_ADDR="203.0.113.7").status_code == 200
        assert client.get(f"/o/{token}/").status_code == 200  # reading is never limited

    def test_codes_are_limited_per_link(self, client: Client, token: str, settings: Any) -> None:
        settings.PORTAL_ASKS_CODE = True
        codes = [client.post(f"/o/{token}/send_code").status_code for _time in range(7)]

        assert codes == [200] * 5 + [429] * 2

    def test_a_window_ends(self, token: str) -> None:
        limit = limits.Limit("test", 1, 60)
        assert limits.is_within(limit, "a", MONDAY)
        assert not limits.is_within(limit, "a", MONDAY)
        assert limits.is_within(limit, "a", MONDAY + dt.timedelta(minutes=2))
        cache.clear()


def vars_of(line: ItemLine) -> dict[str, Any]:
    """The fields of a line."""
    return {field.name: getattr(line, field.name) for field in fields(line)}


def test_no_journal_entry_can_be_forged_as_the_systems(offer: SalesDocument, client: Client, seller: User) -> None:
    """A recipient called “system” is told by that name, not as ourselves."""
    token = a_link(offer, by=seller, name="system", email="x@customer.example")[1]
    client.post(f"/o/{token}/ask_question", {"ask-text": "Who am I?"})

    entry = JournalEntry.objects.get(verb="ask_question")
    assert actor_words(entry) == "system"
    assert entry.channel == "portal"
