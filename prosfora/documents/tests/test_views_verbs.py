"""The verbs on pages: answer, quote, issue, deliver, accept, decline, withdraw, copy, price again."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.services import accept_quotation, change_quotation, issue_quotation
from prosfora.documents.tests.builders import a_quotation, an_inquiry, an_offering
from prosfora.documents.tests.paging import HTMX, browser_of, cell, page_of, text_of
from prosfora.files.models import Attachment
from prosfora.files.queries import content
from prosfora.identity.models import User
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "on_monday")]


@pytest.fixture
def browser(seller: User) -> Client:
    return browser_of(seller)


@pytest.fixture
def inquiry(seller: User) -> SalesDocument:
    return an_inquiry(owner=seller)


@pytest.fixture
def draft(seller: User) -> SalesDocument:
    return a_quotation(owner=seller)


@pytest.fixture
def issued(seller: User, draft: SalesDocument) -> SalesDocument:
    return issue_quotation(quotation=draft, by=seller, at=MONDAY)


def status(document: SalesDocument) -> str:
    return SalesDocument.objects.values_list("status", flat=True).get(pk=document.pk)


def test_the_three_answers_are_proposed(browser: Client, inquiry: SalesDocument) -> None:
    answer = browser.get(page_of(inquiry, "answer_inquiry"))

    page = answer.content.decode()
    assert '<option value="yes" selected>' in page
    assert 'name="price_10" value="10"' in page
    assert 'name="day_10" value="2026-11-23"' in page
    assert "23/11/2026: 40" in text_of(answer)


def test_answers_are_confirmed_or_corrected(browser: Client, inquiry: SalesDocument) -> None:
    typed = {
        "available_10": "yes", "price_10": "9.50", "day_10": "2026-11-30", "note_10": "from Athens",
        "available_20": "no", "price_20": "", "day_20": "", "note_20": "sold out", "version": "1",
    }  # fmt: skip
    answer = browser.post(page_of(inquiry, "answer_inquiry"), typed)

    assert answer["Location"] == page_of(inquiry)
    first, second = inquiry.items.order_by("position")
    assert (first.answer_available, first.answer_price, first.answer_date) == (
        True,
        Decimal("9.5"),
        dt.date(2026, 11, 30),
    )
    assert (second.answer_available, second.answer_price, second.answer_note) == (False, None, "sold out")
    assert "from Athens" in text_of(browser.get(page_of(inquiry)))


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("price_10", "dear", "“dear” is not a number"), ("day_10", "soon", "“soon” is not a day"), ("price_10", "-1", "")],
)
def test_an_unreadable_answer_stays_as_typed(
    browser: Client, inquiry: SalesDocument, field: str, typed: str, said: str
) -> None:
    answer = browser.post(page_of(inquiry, "answer_inquiry"), {"available_10": "yes", field: typed, "version": "1"})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert f'name="{field}" value="{typed}"' in answer.content.decode()
    assert status(inquiry) == "open"


def test_given_answers_are_shown_when_answering_again(browser: Client, seller: User, inquiry: SalesDocument) -> None:
    browser.post(page_of(inquiry, "answer_inquiry"), {"available_10": "no", "price_10": "", "version": "1"})

    page = browser.get(page_of(inquiry, "answer_inquiry")).content.decode()

    assert '<option value="no" selected>' in page


def test_quoting_leads_to_the_quotation(browser: Client, inquiry: SalesDocument) -> None:
    answer = browser.post(page_of(inquiry, "quote_inquiry"), {"version": "1"})

    quotation = SalesDocument.objects.get(category="quotation")
    assert answer["Location"] == page_of(quotation)


def test_quoting_by_htmx_leads_there_as_well(browser: Client, inquiry: SalesDocument) -> None:
    answer = browser.post(page_of(inquiry, "quote_inquiry"), {"version": "1"}, headers=HTMX)

    assert answer["HX-Redirect"] == page_of(SalesDocument.objects.get(category="quotation"))


def test_nothing_left_to_quote_is_said_on_the_page(browser: Client, inquiry: SalesDocument) -> None:
    browser.post(page_of(inquiry, "quote_inquiry"))
    answer = browser.post(page_of(inquiry, "quote_inquiry"), headers=HTMX)

    assert answer.status_code == 422
    assert "is left to quote" in text_of(answer)
    assert answer.content.decode().lstrip().startswith('<div id="document">')


def test_an_inquiry_is_closed_with_a_reason(browser: Client, inquiry: SalesDocument) -> None:
    browser.post(page_of(inquiry, "close_inquiry"), {"reason": "01", "note": "bought elsewhere", "version": "1"})

    assert status(inquiry) == "closed"
    assert "bought elsewhere" in text_of(browser.get(page_of(inquiry)))


def test_closing_asks_for_a_reason(browser: Client, inquiry: SalesDocument) -> None:
    answer = browser.post(page_of(inquiry, "close_inquiry"), {"note": "?"})

    assert answer.status_code == 422
    assert "This field is required" in text_of(answer)


def test_issuing_shows_what_goes_out_first(browser: Client, draft: SalesDocument) -> None:
    answer = browser.get(page_of(draft, "issue_quotation"))

    assert "992.00 EUR binds us until 23/12/2026" in text_of(answer).replace("\u00a0", " ")
    assert f'<iframe src="{page_of(draft, "pdf")}' in answer.content.decode()


def test_the_preview_is_the_pdf(browser: Client, draft: SalesDocument) -> None:
    answer = browser.get(page_of(draft, "pdf"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_issuing_binds_and_leads_back(browser: Client, draft: SalesDocument) -> None:
    answer = browser.post(page_of(draft, "issue_quotation"), {"version": "1"})

    assert answer["Location"] == page_of(draft)
    assert status(draft) == "issued"


def test_an_incomplete_offer_says_what_is_missing_with_jumps(browser: Client, seller: User) -> None:
    draft = a_quotation(owner=seller, items=0)

    shown = browser.get(page_of(draft, "issue_quotation"))
    refused = browser.post(page_of(draft, "issue_quotation"), {"version": "1"})

    assert f'href="{page_of(draft)}#quick"' in shown.content.decode()
    assert refused.status_code == 422
    assert "cannot be issued yet" in text_of(refused)


def test_a_stale_issue_is_refused(browser: Client, sales_lead: User, draft: SalesDocument) -> None:
    change_quotation(quotation=draft, changed={10: {"quantity": Decimal(77)}}, by=sales_lead, at=MONDAY)

    answer = browser.post(page_of(draft, "issue_quotation"), {"version": "1"})

    assert answer.status_code == 412
    assert "changed meanwhile by sales_lead" in text_of(answer)
    assert status(draft) == "draft"


def test_the_mail_s_state_refreshes_until_it_is_known(browser: Client, issued: SalesDocument) -> None:
    waiting = browser.get(page_of(issued, "delivery"), headers=HTMX)
    SalesDocument.objects.filter(pk=issued.pk).update(
        delivery_status="sent", delivered_to="agores@papadopoulos.example"
    )
    sent = browser.get(page_of(issued, "delivery"), headers=HTMX)

    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    assert "hx-trigger" not in sent.content.decode()
    assert "mail sent agores@papadopoulos.example" in text_of(sent)


def test_an_offer_is_sent_again(browser: Client, issued: SalesDocument) -> None:
    SalesDocument.objects.filter(pk=issued.pk).update(delivery_status="failed")

    answer = browser.post(page_of(issued, "deliver_quotation"), {"version": issued.version}, headers=HTMX)

    assert "mail waiting" in text_of(answer)


ACCEPTED = {
    "accepted_by": "Μαρία Παπαδοπούλου",
    "accepted_on": "2026-11-23",
    "channel": "mail",
    "evidence": "Re: Offer",
}


def test_an_acceptance_says_who_when_and_how(browser: Client, issued: SalesDocument) -> None:
    answer = browser.post(page_of(issued, "accept_quotation"), {**ACCEPTED, "version": issued.version})

    order = SalesDocument.objects.get(category="order")
    assert answer["Location"] == page_of(order)
    assert "Μαρία Παπαδοπούλου, 23/11/2026, mail, Re: Offer" in text_of(browser.get(page_of(issued)))


def test_the_evidence_of_an_acceptance_hangs_on_the_offer(browser: Client, issued: SalesDocument) -> None:
    letter = SimpleUploadedFile("Δεκτή.eml", b"From: buyer@papadopoulos.example\r\nSubject: We accept\r\n\r\nYes.\r\n")

    browser.post(page_of(issued, "accept_quotation"), {**ACCEPTED, "version": issued.version, "evidence_file": letter})

    attached = Attachment.objects.get(kind="quotation", key=issued.number)
    assert (attached.name, content(attached.file_id)[:5]) == ("Δεκτή.eml", b"From:")
    entry = JournalEntry.objects.get(kind="quotation", key=issued.number, verb="accept_quotation")
    assert entry.data["evidence_file"] == attached.file_id


def test_evidence_that_is_not_taken_accepts_nothing(browser: Client, issued: SalesDocument) -> None:
    program = SimpleUploadedFile("yes.exe", b"MZ\x90\x00")

    answer = browser.post(
        page_of(issued, "accept_quotation"), {**ACCEPTED, "version": issued.version, "evidence_file": program}
    )

    issued.refresh_from_db()
    assert (answer.status_code, issued.status) == (422, "issued")
    assert not Attachment.objects.exists()


def test_an_acceptance_without_a_name_is_asked_again(browser: Client, issued: SalesDocument) -> None:
    answer = browser.post(page_of(issued, "accept_quotation"), {**ACCEPTED, "accepted_by": ""})

    assert answer.status_code == 422
    assert cell(answer, "id_evidence") == "Re: Offer"
    assert status(issued) == "issued"


def test_nobody_accepted_tomorrow(browser: Client, issued: SalesDocument) -> None:
    answer = browser.post(page_of(issued, "accept_quotation"), {**ACCEPTED, "accepted_on": "2027-05-01"})

    assert "This day has not come yet" in text_of(answer)
    assert status(issued) == "issued"


def test_the_customer_chooses_among_alternatives_and_options(browser: Client, seller: User) -> None:
    an_offering()
    offer = a_quotation(
        owner=seller,
        items=[
            ItemLine(product="BOLT-M8", quantity=Decimal(40)),
            ItemLine(product="BOLT-M8", quantity=Decimal(50), category="alternative"),
            ItemLine(product="BOLT-M8", quantity=Decimal(5), category="option"),
        ],
    )
    issue_quotation(quotation=offer, by=seller, at=MONDAY)

    asked = text_of(browser.get(page_of(offer, "accept_quotation")))
    browser.post(page_of(offer, "accept_quotation"), {**ACCEPTED, "chosen": ["20", "30"], "version": offer.version})

    assert "Chosen alternatives and options" in asked
    order = SalesDocument.objects.get(category="order")
    assert [item.quantity for item in order.items.order_by("position")] == [50, 5]


def test_a_second_acceptance_is_refused(browser: Client, seller: User, issued: SalesDocument) -> None:
    accept_quotation(quotation=issued, by=seller, at=MONDAY)

    answer = browser.post(page_of(issued, "accept_quotation"), ACCEPTED)

    assert answer.status_code == 409
    assert SalesDocument.objects.filter(category="order").count() == 1


def test_an_expired_offer_cannot_be_accepted(browser: Client, seller: User) -> None:
    long_ago = MONDAY - dt.timedelta(days=3000)
    offer = a_quotation(owner=seller, at=long_ago, valid_to=dt.date(2018, 12, 31))
    SalesDocument.objects.filter(pk=offer.pk).update(status="issued")

    assert "expired" in text_of(browser.get(page_of(offer)))
    answer = browser.post(page_of(offer, "accept_quotation"), ACCEPTED)
    assert answer.status_code == 422
    assert "can no longer be accepted" in text_of(answer)


def test_a_refusal_is_recorded_with_its_reason(browser: Client, issued: SalesDocument) -> None:
    answer = browser.post(page_of(issued, "decline_quotation"), {"reason": "01", "version": issued.version})

    assert answer["Location"] == page_of(issued)
    assert status(issued) == "declined"


def test_a_draft_is_copied_into_a_new_one(browser: Client, draft: SalesDocument) -> None:
    answer = browser.post(page_of(draft, "copy_quotation"))

    copy = SalesDocument.objects.exclude(pk=draft.pk).get()
    assert answer["Location"] == page_of(copy)
    assert copy.net == draft.net


def test_a_draft_is_priced_again(browser: Client, draft: SalesDocument) -> None:
    Item.objects.filter(document=draft, position=10).update(net=Decimal(1), unit_price=Decimal(1))

    answer = browser.post(page_of(draft, "reprice_quotation"), {"version": "1"}, headers=HTMX)

    assert answer.status_code == 200
    assert Item.objects.get(document=draft, position=10).net == 400


def test_a_stale_repricing_is_refused_on_the_page(browser: Client, sales_lead: User, draft: SalesDocument) -> None:
    change_quotation(quotation=draft, changed={10: {"quantity": Decimal(77)}}, by=sales_lead, at=MONDAY)

    answer = browser.post(page_of(draft, "reprice_quotation"), {"version": "1"}, headers=HTMX)

    assert answer.status_code == 412
    assert "changed meanwhile" in text_of(answer)


@pytest.mark.parametrize("verb", ["issue_quotation", "reprice_quotation", "copy_quotation", "change_quotation"])
def test_verbs_on_drafts_are_closed_to_others(outsider: User, auditor: User, draft: SalesDocument, verb: str) -> None:
    assert browser_of(outsider).post(page_of(draft, verb)).status_code == 404
    assert browser_of(auditor).post(page_of(draft, verb)).status_code == 403


@pytest.mark.parametrize("verb", ["accept_quotation", "decline_quotation", "deliver_quotation"])
def test_verbs_on_offers_are_closed_to_others(outsider: User, auditor: User, issued: SalesDocument, verb: str) -> None:
    assert browser_of(outsider).post(page_of(issued, verb)).status_code == 404
    assert browser_of(auditor).post(page_of(issued, verb)).status_code == 403


@pytest.mark.parametrize("verb", ["answer_inquiry", "quote_inquiry", "close_inquiry", "change_inquiry"])
def test_verbs_on_inquiries_are_closed_to_others(
    outsider: User, auditor: User, inquiry: SalesDocument, verb: str
) -> None:
    assert browser_of(outsider).post(page_of(inquiry, verb)).status_code == 404
    assert browser_of(auditor).post(page_of(inquiry, verb)).status_code == 403


def test_only_the_lead_withdraws(browser: Client, draft: SalesDocument) -> None:
    assert browser.get(page_of(draft, "withdraw_quotation")).status_code == 403


def test_verbs_that_do_something_need_a_post(browser: Client, draft: SalesDocument) -> None:
    for verb in ("copy_quotation", "deliver_quotation", "change_quotation"):
        assert browser.get(page_of(draft, verb)).status_code == 405
