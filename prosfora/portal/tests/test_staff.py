"""Links and questions beside the quotation, on its page and for programs."""

import re

from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import SalesDocument
from prosfora.documents.services.delivery import send_quotation
from prosfora.documents.tests.builders import a_quotation
from prosfora.documents.tests.test_api import program_of
from prosfora.identity.models import User
from prosfora.portal.models import LinkToken, OfferLink
from prosfora.portal.tests.builders import MAIL, a_link


def test_the_mail_of_an_offer_carries_a_link_made_for_its_recipient(client: Client, offer: SalesDocument) -> None:
    send_quotation.call(offer.number, offer.version)

    sent = mail.outbox[0]
    found = re.search(r"http://127\.0\.0\.1:8000(/o/[\w-]{43}/)", sent.body)
    assert found
    assert client.get(found[1]).status_code == 200
    link = OfferLink.objects.get()
    assert (link.email, link.language, link.issued_by) == (sent.to[0], "el", "system")
    assert JournalEntry.objects.filter(verb="send_link", key=offer.number, actor="system").count() == 1


def test_sending_the_offer_again_makes_no_second_link(offer: SalesDocument, seller: User) -> None:
    for _time in range(2):
        SalesDocument.objects.filter(pk=offer.pk).update(delivery_status="waiting")
        send_quotation.call(offer.number, offer.version)

    assert OfferLink.objects.count() == 1
    assert LinkToken.objects.count() == 2


def test_the_section_shows_who_has_a_link_and_when_it_was_seen(
    client: Client, offer: SalesDocument, seller: User, token: str
) -> None:
    Client().get(f"/o/{token}/")
    Client().post(f"/o/{token}/see_offer")
    client.force_login(seller)
    text = client.get(f"/quotations/{offer.number}/links").content.decode()

    assert "Maria Papadopoulou" in text
    assert "opened" in text
    assert "seen" in text
    assert token not in text


def test_a_link_is_sent_and_its_address_shown_once(client: Client, offer: SalesDocument, seller: User) -> None:
    client.force_login(seller)
    posted = {"link-name": "Nikos", "link-language": "en"}
    text = client.post(f"/quotations/{offer.number}/send_link", posted).content.decode()

    found = re.search(r"(/o/[\w-]{43}/)", text)
    assert found
    assert Client().get(found[1]).status_code == 200
    assert found[1] not in client.get(f"/quotations/{offer.number}/links").content.decode()


def test_a_draft_has_no_page_for_the_customer(client: Client, company: object, seller: User) -> None:
    draft = a_quotation(owner=seller)
    client.force_login(seller)
    answer = client.post(f"/quotations/{draft.number}/send_link", {"link-name": "Nikos", "link-language": "en"})

    assert answer.status_code == 422
    assert not OfferLink.objects.exists()


def test_programs_do_the_same(offer: SalesDocument, seller: User, client: Client) -> None:
    call = program_of(seller)
    sent = call("POST", f"/quotations/{offer.number}/send_link", {"name": "Nikos", "email": MAIL})
    path = sent.json()["address"].partition(":8000")[2]
    client.get(path)
    client.post(f"{path}ask_question", {"ask-item": "30", "ask-text": "Which steel?"})
    (listed,) = call("GET", f"/quotations/{offer.number}/links").json()
    (asked,) = call("GET", f"/quotations/{offer.number}/questions").json()
    body = {"question": asked["number"], "text": "8.8"}
    answered = call("POST", f"/quotations/{offer.number}/answer_question", body).json()

    assert sent.status_code == 201
    assert (listed["state"], listed["works_until"]) == ("works", "2027-01-22")
    assert listed["opened_at"]
    assert listed["seen_at"] is None
    assert "address" not in listed
    assert (asked["item"], asked["text"]) == (30, "Which steel?")
    assert [said["text"] for said in answered[0]["answers"]] == ["8.8"]
    gone = call("POST", f"/quotations/{offer.number}/links/{listed['id']}/withdraw_link", {})
    assert gone.json()[0]["state"] == "withdrawn"
    assert client.get(path).status_code == 410
    unknown = call("POST", f"/quotations/{offer.number}/answer_question", {"question": 99, "text": "?"})
    assert unknown.status_code == 422


def test_the_section_asks_as_much_for_many_links_as_for_one(
    client: Client, offer: SalesDocument, seller: User, token: str
) -> None:
    client.force_login(seller)
    counts = []
    for names in (("a",), ("b", "c", "d", "e")):
        for name in names:
            made = a_link(offer, by=seller, name=name, email=f"{name}@customer.example")[1]
            Client().post(f"/o/{made}/ask_question", {"ask-text": "Why?"})
        client.get(f"/quotations/{offer.number}/links")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/quotations/{offer.number}/links")
        counts.append(len(asked))
    assert counts[0] == counts[1]
