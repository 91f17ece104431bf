"""The issued offer goes out: PDF kept, mailed once, failures visible."""

from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import DocumentPartner, Item, SalesDocument
from prosfora.documents.queries.printing import pdf_of
from prosfora.documents.services import deliver_quotation, issue_quotation
from prosfora.documents.services.delivery import send_quotation
from prosfora.documents.services.refusals import WrongStatus
from prosfora.documents.tests.builders import a_quotation
from prosfora.files.models import StoredFile
from prosfora.files.queries import content, path_of
from prosfora.files.services import CannotStore
from prosfora.identity.models import User
from prosfora.offers.models import SealedFile
from prosfora.offers.tests.builders import behind_the_triggers
from prosfora.parties.tests.builders import a_party
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def an_offer(owner: User, **given: Any) -> SalesDocument:
    quotation = a_quotation(owner=owner, **given)
    return issue_quotation(quotation=quotation, by=owner, at=MONDAY)


def delivered(offer: SalesDocument) -> SalesDocument:
    send_quotation.call(offer.number, offer.version)
    return SalesDocument.objects.get(pk=offer.pk)


def test_issuing_queues_the_delivery_in_its_own_transaction(seller: User) -> None:
    offer = an_offer(seller)

    task = DBTaskResult.objects.get()
    assert task.args_kwargs["args"] == [offer.number, offer.version]
    assert offer.delivery_status == "waiting"


def test_an_issue_that_is_rolled_back_leaves_no_delivery_behind(seller: User) -> None:
    with suppress(ConnectionError), transaction.atomic():
        an_offer(seller)
        raise ConnectionError

    assert not DBTaskResult.objects.exists()
    assert not SalesDocument.objects.filter(status="issued").exists()


def test_the_mail_carries_the_pdf_in_the_customers_language(seller: User) -> None:
    offer = delivered(an_offer(seller, customer_reference="RFQ\n7"))

    sent = mail.outbox[0]
    assert sent.to == ["agores@papadopoulos.example"]
    assert sent.reply_to == [seller.email]
    assert offer.number in sent.subject
    assert "\n" not in sent.subject
    name, attached, media_type = sent.attachments[0]
    assert media_type == "application/pdf"
    assert attached == content(offer.pdf_digest)
    assert name.endswith(f"{offer.number}.pdf")
    assert (offer.delivery_status, offer.delivered_to) == ("sent", "agores@papadopoulos.example")


def test_a_job_that_runs_twice_sends_one_mail(seller: User) -> None:
    offer = an_offer(seller)

    delivered(offer)
    delivered(offer)

    assert len(mail.outbox) == 1
    assert StoredFile.objects.count() == 1


def test_a_mail_sent_before_a_crash_is_the_same_mail_when_sent_again(seller: User) -> None:
    offer = delivered(an_offer(seller))
    SalesDocument.objects.update(delivery_status="waiting")  # the crash came before the note

    delivered(SalesDocument.objects.get())
    send_quotation.call(offer.number, offer.version)

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.attachments == second.attachments


def test_sending_again_on_purpose_is_a_mail_of_its_own(seller: User) -> None:
    offer = delivered(an_offer(seller))

    deliver_quotation(quotation=offer, by=seller, at=MONDAY)
    delivered(offer)

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] != second.extra_headers["Message-ID"]


def test_the_contact_person_gets_the_mail_first(seller: User) -> None:
    contact = a_party(name="Ελένη Νίκα", kind="person", email="eleni@papadopoulos.example")

    delivered(an_offer(seller, partners={"AP": contact.number}))

    assert mail.outbox[0].to == ["eleni@papadopoulos.example"]


def test_the_mail_greets_the_contact_person_and_never_a_company(seller: User) -> None:
    contact = a_party(name="Helen Nika", kind="person", email="eleni@papadopoulos.example")

    delivered(an_offer(seller, partners={"AP": contact.number}, language="en"))
    delivered(an_offer(seller, language="en"))
    delivered(an_offer(seller, language="el", customer_reference="Α 7"))

    to_her, to_them, in_greek = mail.outbox
    assert str(to_her.body).startswith("Dear Helen Nika,\n")
    assert str(to_them.body).startswith("Dear Sir or Madam,\n")
    assert str(in_greek.body).startswith("Αξιότιμοι κύριοι,\n")
    assert in_greek.subject.endswith("– η αναφορά σας Α 7")


def test_mail_and_pdf_ask_as_many_queries_for_a_long_offer_as_for_a_short_one(seller: User) -> None:
    contact = a_party(name="Helen Nika", kind="person")
    offers = [an_offer(seller, partners={"AP": contact.number}), an_offer(seller, items=20)]

    counts = []
    for offer in offers:
        with CaptureQueriesContext(connection) as captured:
            send_quotation.call(offer.number, offer.version)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_mail_and_pdf_say_what_was_frozen_whatever_the_rows_say_now(seller: User) -> None:
    offer = an_offer(seller, language="en", customer_reference="RFQ 7")
    Item.objects.filter(document=offer).update(text="Another bolt", net=1)
    SalesDocument.objects.filter(pk=offer.pk).update(total=1, net=1, customer_reference="RFQ 8")
    offer.sold_to.email = "elsewhere@example.com"
    offer.sold_to.save()
    DocumentPartner.objects.filter(document=offer).update(email="elsewhere@example.com")

    fresh = delivered(offer)

    sent = mail.outbox[0]
    assert sent.to == ["agores@papadopoulos.example"]
    assert "RFQ 7" in sent.subject
    assert "992.00\u00a0EUR" in str(sent.body)
    text = PdfReader(BytesIO(content(fresh.pdf_digest))).pages[0].extract_text()
    assert "992.00" in text
    assert "Another bolt" not in text


def test_what_was_issued_before_offers_were_frozen_goes_out_as_it_did(seller: User) -> None:
    offer = an_offer(seller, language="en")
    behind_the_triggers("offers_frozenoffer", "DELETE FROM offers_frozenoffer")

    fresh = delivered(offer)
    kept = content(fresh.pdf_digest)
    again = delivered(deliver_quotation(quotation=fresh, by=seller, at=MONDAY))

    assert "992.00" in PdfReader(BytesIO(kept)).pages[0].extract_text()
    assert again.pdf_digest == fresh.pdf_digest
    assert [message.attachments[0][1] for message in mail.outbox] == [kept, kept]
    assert not SealedFile.objects.exists()
    assert pdf_of(again, today=MONDAY.date()) == kept


def test_without_a_mail_address_the_offer_is_to_be_printed(seller: User) -> None:
    customer = a_party(name="Χωρίς Ταχυδρομείο ΑΕ")

    offer = delivered(an_offer(seller, sold_to=customer))

    assert (offer.delivery_status, mail.outbox) == ("to_print", [])
    assert offer.pdf_digest


def test_a_mail_server_that_is_down_is_noted_and_tried_again(seller: User, settings: Any) -> None:
    up = settings.MAILERS
    nobody = {"host": "127.0.0.1", "port": 9}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": nobody}}
    offer = an_offer(seller)

    with pytest.raises(OSError, match="refused"):
        delivered(offer)
    assert SalesDocument.objects.get().delivery_status == "failed"

    settings.MAILERS = up
    assert delivered(offer).delivery_status == "sent"


def test_a_full_disk_is_noted_and_leaves_nothing_half_written(seller: User, settings: Any) -> None:
    settings.MEDIA_ROOT = "/dev/full"  # every directory below it is refused
    offer = an_offer(seller)

    with pytest.raises(CannotStore):
        delivered(offer)

    offer.refresh_from_db()
    assert (offer.delivery_status, offer.pdf_digest) == ("failed", "")
    assert mail.outbox == []
    assert not StoredFile.objects.exists()


def test_a_draft_is_not_delivered(seller: User) -> None:
    with pytest.raises(WrongStatus):
        deliver_quotation(quotation=a_quotation(owner=seller), by=seller, at=MONDAY)


def test_the_delivery_stands_in_the_journal(seller: User) -> None:
    offer = delivered(an_offer(seller))

    entry = JournalEntry.objects.get(verb="deliver_quotation")
    assert entry.data == {"delivery": "sent", "pdf": offer.pdf_digest, "to": "agores@papadopoulos.example"}
    assert entry.actor == "system"


def test_the_kept_pdf_says_what_the_offer_says(seller: User) -> None:
    offer = delivered(an_offer(seller))

    text = PdfReader(BytesIO(content(offer.pdf_digest))).pages[0].extract_text()

    assert path_of(offer.pdf_digest).exists()
    assert offer.number in text
    assert "992,00" in text
