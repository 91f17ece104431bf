"""The customer's page as a browser without JavaScript gets it."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import SalesDocument
from prosfora.documents.services import issue_quotation, revise_quotation
from prosfora.identity.models import User
from prosfora.offers.services import seal_offer
from prosfora.parties.tests.builders import a_party
from prosfora.portal.models import Acceptance, LinkToken, ViewEvent
from prosfora.portal.services import answer_question
from prosfora.portal.services.mailing import mail_answer, mail_code, mail_link, mail_news
from prosfora.portal.services.sealing import seal_acceptance
from prosfora.portal.tests.builders import MAIL, a_link, accepting, an_issued_offer, link_again, page_of
from tests.cast import MONDAY

EXTERNAL = re.compile(r"""(?:src|href|action|formaction)="([^"]+)""")


def text_of(client: Client, token: str, **query: str) -> str:
    answer = client.get(f"/o/{token}/", query)
    assert answer.status_code == 200
    return answer.content.decode()


class TestReading:
    def test_it_shows_the_offer_without_sign_in(self, client: Client, token: str, offer: SalesDocument) -> None:
        text = text_of(client, token)

        assert offer.number in text
        assert "Παπαδόπουλος ΑΕ" in text
        assert "BOLT-M8" in text
        assert "520.00" in text
        assert "sessionid" not in client.cookies

    def test_it_speaks_the_recipients_language(self, client: Client, offer: SalesDocument, seller: User) -> None:
        token = a_link(offer, by=seller, language="el")[1]
        answer = client.get(f"/o/{token}/", headers={"Accept-Language": "en"})

        assert '<html lang="el">' in answer.content.decode()
        assert answer["Content-Language"] == "el"
        assert "520,00" in answer.content.decode()

    def test_it_reads_what_was_frozen_never_the_rows(self, client: Client, token: str, offer: SalesDocument) -> None:
        offer.items.update(text="Something else", net=1)
        SalesDocument.objects.filter(pk=offer.pk).update(sold_to_name="Somebody else", net=1)

        text = text_of(client, token)
        assert "Something else" not in text
        assert "Somebody else" not in text
        assert "520.00" in text

    def test_net_comes_first_for_companies_and_gross_for_consumers(
        self, client: Client, token: str, seller: User
    ) -> None:
        person = a_party(name="Eleni Markou", kind="person", email="eleni@markou.example")
        consumer = a_link(an_issued_offer(seller, sold_to=person), by=seller, email="eleni@markou.example")[1]

        company, own = text_of(client, token), text_of(client, consumer)
        assert company.index("<b>Net value</b>") < company.index("Total with VAT")
        assert own.index("<b>Total with VAT</b>") < own.index("Net value")

    def test_it_asks_as_many_statements_for_many_lines_as_for_few(
        self, client: Client, seller: User, company: object
    ) -> None:
        counts = []
        for items in (2, 40):
            token = a_link(an_issued_offer(seller, items=items), by=seller)[1]
            text_of(client, token)
            with CaptureQueriesContext(connection) as asked:
                text_of(client, token)
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 4

    def test_the_sealed_pdf_is_fetched_once_it_is_there(self, client: Client, token: str) -> None:
        early = client.get(f"/o/{token}/pdf")
        link = link_again(token)
        assert link is not None
        seal_offer(frozen=link.frozen, at=MONDAY)
        answer = client.get(f"/o/{token}/pdf")

        assert (early.status_code, early["Retry-After"]) == (202, "10")
        assert answer.content.startswith(b"%PDF-")
        assert answer["Content-Disposition"].startswith("attachment;")


class TestViews:
    def test_the_first_view_of_a_day_stands_in_the_journal_and_no_other(
        self, client: Client, token: str, offer: SalesDocument
    ) -> None:
        for _time in range(3):
            text_of(client, token)
        client.post(f"/o/{token}/see_offer")
        client.post(f"/o/{token}/see_offer")
        client.get(f"/o/{token}/pdf")

        entries = JournalEntry.objects.filter(kind="quotation", key=offer.number, verb__endswith="_offer")
        assert [entry.verb for entry in entries.order_by("sequence")] == ["open_offer", "see_offer", "download_offer"]
        assert {entry.actor for entry in entries} == {"Maria Papadopoulou"}

    def test_one_of_us_who_looks_what_the_customer_sees_leaves_no_trace(
        self, client: Client, token: str, seller: User
    ) -> None:
        client.force_login(seller)
        text_of(client, token)
        client.post(f"/o/{token}/see_offer")

        assert not ViewEvent.objects.exists()

    def test_looking_at_the_head_leaves_no_trace(self, client: Client, token: str) -> None:
        assert client.head(f"/o/{token}/").status_code == 200
        assert client.head(f"/o/{token}/pdf").status_code == 202

        assert not ViewEvent.objects.exists()

    @pytest.mark.parametrize(
        "verb",
        ["see_offer", "update_totals", "accept_offer", "send_code", "decline_offer", "ask_question", "follow_link"],
    )
    def test_a_scanner_that_follows_every_address_answers_nothing(
        self, client: Client, token: str, offer: SalesDocument, verb: str
    ) -> None:
        assert client.get(f"/o/{token}/{verb}").status_code == 405
        for address in EXTERNAL.findall(text_of(client, token)):
            client.get(address.replace("&amp;", "&"))

        offer.refresh_from_db()
        assert offer.status == "issued"
        assert not ViewEvent.objects.filter(kind="seen").exists()


class TestChoosing:
    def test_totals_are_reckoned_by_the_server(self, client: Client, token: str) -> None:
        answer = client.post(f"/o/{token}/update_totals", {"group-10": "20", "chosen": "40"})
        text = answer.content.decode()

        assert "<b>720.00\xa0EUR</b>" in text
        assert 'name="shown" value="20,40"' in text
        assert re.search(r'value="20" checked', text)
        assert "520.00" in text  # without the choices

    def test_the_pages_script_gets_the_totals_alone(self, client: Client, token: str) -> None:
        answer = client.post(f"/o/{token}/update_totals", {"chosen": "40"}, headers={"X-Part": "totals"})

        assert "560.00" in answer.content.decode()
        assert "<html" not in answer.content.decode()

    def test_what_was_typed_stays_when_totals_are_updated(self, client: Client, token: str) -> None:
        answer = client.post(f"/o/{token}/update_totals", {"chosen": "40", "name": "Maria & Co"})

        assert 'value="Maria &amp; Co"' in answer.content.decode()


class TestAnswering:
    def test_accepting_shows_the_record_to_download(self, client: Client, token: str, offer: SalesDocument) -> None:
        answer = client.post(f"/o/{token}/accept_offer", accepting(token, chosen="40", shown="40"), follow=True)
        acceptance = Acceptance.objects.get()
        seal_acceptance.call(acceptance.pk)
        fetched = client.get(f"/o/{token}/acceptance")

        assert "accepted" in answer.content.decode()
        assert f"/o/{token}/acceptance" in answer.content.decode()
        assert fetched.content.startswith(b"%PDF-")

    def test_totals_that_were_not_seen_are_not_accepted(self, client: Client, token: str) -> None:
        answer = client.post(f"/o/{token}/accept_offer", accepting(token, chosen="40", shown=""))

        assert answer.status_code == 422
        assert "Your choice has changed" in answer.content.decode()
        assert 'name="shown" value="40"' in answer.content.decode()
        assert not Acceptance.objects.exists()

    def test_pressing_twice_is_no_error(self, client: Client, token: str) -> None:
        posted = accepting(token)
        client.post(f"/o/{token}/accept_offer", posted)
        again = client.post(f"/o/{token}/accept_offer", posted)

        assert (again.status_code, again["Location"]) == (302, f"/o/{token}/?said=accepted")
        assert Acceptance.objects.count() == 1

    def test_a_superseded_offer_says_so_and_leads_on_only_who_has_a_link(
        self, client: Client, offer: SalesDocument, seller: User, token: str
    ) -> None:
        stranger = a_link(offer, by=seller, name="Nikos", email="nikos@papadopoulos.example")[1]
        newer = issue_quotation(quotation=revise_quotation(quotation=offer, by=seller, at=MONDAY), by=seller, at=MONDAY)
        a_link(newer, by=seller)

        assert "newer offer" in text_of(client, stranger)
        assert newer.number not in text_of(client, stranger)
        assert client.post(f"/o/{stranger}/follow_link").status_code == 409
        assert "follow_link" in text_of(client, token)
        followed = client.post(f"/o/{token}/follow_link", follow=True)
        assert newer.number in followed.content.decode()

    def test_declining_tells_the_reason(self, client: Client, token: str, offer: SalesDocument) -> None:
        posted = {"decline-reason": "01", "decline-note": "Too dear"}
        answer = client.post(f"/o/{token}/decline_offer", posted, follow=True)
        offer.refresh_from_db()
        entry = JournalEntry.objects.get(kind="quotation", key=offer.number, verb="decline_quotation")
        mail_news.call(offer.number, entry.sequence)

        assert (offer.status, offer.close_note) == ("declined", "Too dear")
        assert (entry.actor, entry.channel) == ("Maria Papadopoulou", "portal")
        assert "declined" in answer.content.decode()
        assert "Too dear" in mail.outbox[-1].body

    def test_a_question_is_answered_on_the_page_and_by_mail(
        self, client: Client, token: str, offer: SalesDocument, seller: User
    ) -> None:
        client.post(f"/o/{token}/ask_question", {"ask-item": "10", "ask-text": "Zinc plated?"})
        asked = JournalEntry.objects.get(verb="ask_question")
        mail_news.call(offer.number, asked.sequence)
        said = answer_question(quotation=offer, question=asked.sequence, text="Yes, 8 µm.", by=seller, at=MONDAY)
        mail_answer.call(asked.data["link"], asked.sequence, said)

        text = text_of(client, token)
        assert "Zinc plated?" in text
        assert "Yes, 8 µm." in text
        assert [sent.to[0] for sent in mail.outbox] == [seller.email, MAIL]
        assert "Yes, 8 µm." in mail.outbox[1].body

    def test_questions_of_one_recipient_are_not_shown_to_another(
        self, client: Client, token: str, offer: SalesDocument, seller: User
    ) -> None:
        client.post(f"/o/{token}/ask_question", {"ask-text": "May Nikos read this?"})
        other = a_link(offer, by=seller, name="Nikos", email="nikos@papadopoulos.example")[1]

        assert "May Nikos read this?" not in text_of(client, other)


class TestCode:
    @pytest.fixture(autouse=True)
    def _asked_for(self, settings: Any) -> None:
        settings.PORTAL_ASKS_CODE = True

    def code(self, client: Client, token: str) -> str:
        client.post(f"/o/{token}/send_code", {"name": "Maria"})
        link = link_again(token)
        assert link is not None
        mail_code.call(link.pk)
        found = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)
        assert found
        return found[0]

    def at_monday(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("prosfora.portal.services.mailing.now", lambda: MONDAY)

    def test_the_mailed_code_lets_accept_once(
        self, client: Client, token: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.at_monday(monkeypatch)
        code = self.code(client, token)
        answer = client.post(f"/o/{token}/accept_offer", accepting(token, code=code))

        assert answer.status_code == 302
        assert '"code_confirmed":true' in Acceptance.objects.get().content

    def test_without_a_code_nothing_is_accepted(self, client: Client, token: str) -> None:
        assert client.post(f"/o/{token}/accept_offer", accepting(token)).status_code == 422
        assert client.post(f"/o/{token}/accept_offer", accepting(token, code="000000")).status_code == 422
        assert not Acceptance.objects.exists()

    def test_five_wrong_tries_spend_the_code(self, client: Client, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at_monday(monkeypatch)
        code = self.code(client, token)
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        for _try in range(5):
            assert client.post(f"/o/{token}/accept_offer", accepting(token, code=wrong)).status_code == 422

        assert client.post(f"/o/{token}/accept_offer", accepting(token, code=code)).status_code == 422
        assert not Acceptance.objects.exists()

    def test_a_code_is_good_for_ten_minutes(self, client: Client, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at_monday(monkeypatch)
        code = self.code(client, token)
        monkeypatch.setattr("prosfora.kit.middleware.now", lambda: MONDAY + dt.timedelta(minutes=11))

        assert client.post(f"/o/{token}/accept_offer", accepting(token, code=code)).status_code == 422


def test_a_link_is_mailed_with_an_address_of_its_own(
    client: Client, offer: SalesDocument, seller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prosfora.portal.services.mailing.now", lambda: MONDAY)
    link, _token = a_link(offer, by=seller, language="el")
    mail_link.call(link.pk, 3)

    body = mail.outbox[0].body
    address = re.search(r"http://\S+/o/(\S+)/", body)
    assert address
    assert client.get(f"/o/{address[1]}/").status_code == 200
    assert LinkToken.objects.filter(link=link).count() == 2
    assert page_of(address[1]).link.pk == link.pk
