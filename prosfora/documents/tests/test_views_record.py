"""The record page of inquiry, quotation and order: heading, process, verbs, facts that save themselves, flow."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from prosfora.documents.models import DocumentPartner, DocumentText, SalesDocument
from prosfora.documents.services import (
    accept_quotation,
    answer_inquiry,
    change_quotation,
    issue_quotation,
    quote_inquiry,
)
from prosfora.documents.tests.builders import a_quotation, an_inquiry
from prosfora.documents.tests.paging import HTMX, browser_of, cell, page_of, text_of
from prosfora.identity.models import User
from prosfora.parties.tests.builders import a_party
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "on_monday")]


@pytest.fixture
def browser(seller: User) -> Client:
    return browser_of(seller)


@pytest.fixture
def draft(seller: User) -> SalesDocument:
    return a_quotation(owner=seller)


def change(browser: Client, document: SalesDocument, **typed: Any) -> HttpResponse:
    """One field of the header saves itself."""
    typed.setdefault("version", SalesDocument.objects.get(pk=document.pk).version)
    return browser.post(page_of(document, f"change_{document.category}"), typed, headers=HTMX)


def verbs_on(answer: HttpResponse) -> list[str]:
    """The verbs on the page, the marked one first."""
    found = re.findall(r'(?:formaction|href)="/\w+/\d+/(\w+_(?:inquiry|quotation))"', answer.content.decode())
    return list(dict.fromkeys(found))


def test_a_draft_offers_its_next_step_first(browser: Client, draft: SalesDocument) -> None:
    answer = browser.get(page_of(draft))

    assert verbs_on(answer) == ["issue_quotation", "reprice_quotation", "copy_quotation"]
    assert 'class="button primary" href="/quotations/20000000/issue_quotation"' in answer.content.decode()


def test_verbs_show_their_keys(browser: Client, draft: SalesDocument) -> None:
    page = browser.get(page_of(draft)).content.decode()

    assert re.search(r'issue_quotation" data-key="ctrl\+enter" aria-keyshortcuts="Control\+Enter"', page)
    assert re.search(r'data-key="v c" aria-keyshortcuts="v c"', page)


def test_an_issued_offer_can_be_answered_by_the_customer(browser: Client, seller: User, draft: SalesDocument) -> None:
    issue_quotation(quotation=draft, by=seller, at=MONDAY)

    answer = browser.get(page_of(draft))

    assert verbs_on(answer) == [
        "accept_quotation", "decline_quotation", "deliver_quotation", "revise_quotation",
        "copy_quotation",
    ]  # fmt: skip
    assert "mail waiting" in text_of(answer)


def test_the_auditor_reads_and_is_offered_no_verb(auditor: User, draft: SalesDocument) -> None:
    answer = browser_of(auditor).get(page_of(draft))

    assert verbs_on(answer) == []
    assert "<input name=" not in answer.content.decode()


def test_the_lead_may_withdraw(sales_lead: User, draft: SalesDocument) -> None:
    assert "withdraw_quotation" in verbs_on(browser_of(sales_lead).get(page_of(draft)))


@pytest.mark.parametrize(
    ("life", "steps"),
    [
        ("open", ["*open", "answered", "quoted"]),
        ("answered", ["open", "*answered", "quoted"]),
        ("quoted", ["open", "answered", "*quoted"]),
    ],
)
def test_the_process_stands_as_a_line_of_steps(browser: Client, seller: User, life: str, steps: list[str]) -> None:
    inquiry = an_inquiry(owner=seller)
    if life != "open":
        answer_inquiry(inquiry=inquiry, by=seller, at=MONDAY)
    if life == "quoted":
        quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)

    page = browser.get(page_of(inquiry)).content.decode()

    shown = re.findall(r"<li( aria-current=\"step\")?[^>]*>(?:<svg.*?</svg><span.*?</span>)?([a-z]+)</li>", page)
    assert [f"{'*' if now else ''}{word}" for now, word in shown] == steps


def test_a_withdrawn_offer_ends_its_line(sales_lead: User, draft: SalesDocument) -> None:
    browser = browser_of(sales_lead)
    browser.post(page_of(draft, "withdraw_quotation"), {"reason": "01", "version": draft.version})

    page = browser.get(page_of(draft)).content.decode()

    assert re.search(r'<li aria-current="step">withdrawn</li>', page)


def test_the_response_clock_of_an_inquiry_is_in_the_heading(browser: Client, seller: User) -> None:
    late = an_inquiry(owner=seller, at=MONDAY - dt.timedelta(days=3000))
    soon = an_inquiry(owner=seller, at=MONDAY + dt.timedelta(days=36500))

    assert "answer overdue" in text_of(browser.get(page_of(late)))
    assert "answer due in" in text_of(browser.get(page_of(soon)))


@pytest.mark.parametrize("who", ["outsider", "seller"])
def test_documents_are_invisible_elsewhere(request: pytest.FixtureRequest, draft: SalesDocument, who: str) -> None:
    status = 404 if who == "outsider" else 200
    browser = browser_of(request.getfixturevalue(who))

    for part in ("", "pdf", "delivery", "flow", "gaps", "items/10"):
        assert browser.get(page_of(draft, part)).status_code == status


def test_a_page_asks_as_many_queries_for_fifty_items_as_for_one(
    browser: Client, seller: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    short, long = a_quotation(owner=seller, items=1), a_quotation(owner=seller, items=50)
    browser.get(page_of(short))
    with django_assert_max_num_queries(100) as few:
        browser.get(page_of(short))
    with django_assert_max_num_queries(len(few)):
        browser.get(page_of(long))


def test_a_field_of_the_header_saves_itself(browser: Client, draft: SalesDocument) -> None:
    answer = change(browser, draft, customer_reference="PO-77")

    draft.refresh_from_db()
    assert draft.customer_reference == "PO-77"
    assert "PO-77" in text_of(answer)
    assert cell(answer, "version") == "2"


def test_fields_that_were_not_sent_stay(browser: Client, draft: SalesDocument) -> None:
    before = draft.valid_to
    change(browser, draft, incoterms="DAP")

    draft.refresh_from_db()
    assert (draft.incoterms, draft.valid_to) == ("DAP", before)


def test_rows_that_hang_on_the_header_come_back(browser: Client, draft: SalesDocument) -> None:
    answer = change(browser, draft, requested_date="2026-11-24")

    assert 'id="item-10"' in answer.content.decode()
    assert 'id="field-requested_date"' in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"valid_to": "2020-01-01"}, "“Valid to” lies before the document"),
        ({"requested_date": "someday"}, "Enter a valid date"),
        ({"probability": "300"}, "less than or equal to 100"),
        ({"incoterms": "XXX"}, "Select a valid choice"),
        ({"payment_terms": "ZZZZ"}, "Select a valid choice"),
        ({"currency": "XYZ"}, "exchange rate"),
        ({"customer_reference": "x" * 36}, "at most 35 characters"),
    ],
)
def test_what_is_wrong_stands_at_its_field_with_what_was_typed(
    browser: Client, draft: SalesDocument, typed: dict[str, str], said: str
) -> None:
    answer = change(browser, draft, **typed)

    assert answer.status_code == 422
    assert said in text_of(answer)
    draft.refresh_from_db()
    assert draft.version == 1


def test_a_stale_field_says_who_changed_the_document(browser: Client, sales_lead: User, draft: SalesDocument) -> None:
    change_quotation(quotation=draft, changed={10: {"quantity": Decimal(77)}}, by=sales_lead, at=MONDAY)

    answer = change(browser, draft, customer_reference="PO-77", version=1)

    assert answer.status_code == 412
    assert "changed meanwhile by sales_lead" in text_of(answer)


def test_without_htmx_a_wrong_header_comes_back_with_everything_typed(browser: Client, draft: SalesDocument) -> None:
    typed = {"customer_reference": "PO-77", "probability": "300", "version": "1"}
    answer = browser.post(page_of(draft, "change_quotation"), typed)

    assert answer.status_code == 422
    assert cell(answer, "id_customer_reference") == "PO-77"


def test_without_htmx_a_saved_header_leads_back_to_the_page(browser: Client, draft: SalesDocument) -> None:
    answer = browser.post(page_of(draft, "change_quotation"), {"customer_reference": "PO-77", "version": "1"})

    assert answer["Location"] == page_of(draft)


def test_partners_change_and_come_back(browser: Client, draft: SalesDocument) -> None:
    other = a_party(name="Αποθήκη Πειραιά ΑΕ")

    answer = change(browser, draft, partner_WE=other.number)

    assert DocumentPartner.objects.get(document=draft, function="WE").party == other
    assert cell(answer, "partner-WE") == "Αποθήκη Πειραιά ΑΕ"


def test_an_unknown_partner_is_refused(browser: Client, draft: SalesDocument) -> None:
    answer = change(browser, draft, partner_WE="9999999")

    assert answer.status_code == 422
    assert "There is no party “9999999” for you" in text_of(answer)


def test_long_texts_save_themselves_and_can_be_emptied(browser: Client, draft: SalesDocument) -> None:
    change(browser, draft, text_intro="Dear Maria")
    assert DocumentText.objects.get(document=draft, kind="intro").text == "Dear Maria"

    change(browser, draft, text_intro="")
    assert not DocumentText.objects.filter(document=draft).exists()


def test_only_the_lead_hands_a_document_over(sales_lead: User, seller: User, draft: SalesDocument) -> None:
    assert 'id="id_responsible"' not in browser_of(seller).get(page_of(draft)).content.decode()

    change(browser_of(sales_lead), draft, responsible="sales_lead")

    draft.refresh_from_db()
    assert draft.responsible == sales_lead


def test_scripts_in_texts_are_only_text(browser: Client, draft: SalesDocument) -> None:
    change(browser, draft, customer_reference="<script>alert(1)</script>")
    change(browser, draft, text_intro="</textarea><script>alert(1)</script>")

    assert "<script>alert" not in browser.get(page_of(draft)).content.decode()


def test_what_is_missing_links_to_the_field(browser: Client, seller: User) -> None:
    empty = a_quotation(owner=seller, items=0, valid_to=None)

    page = browser.get(page_of(empty, "gaps")).content.decode()

    assert f'href="{page_of(empty)}#quick"' in page
    assert f'href="{page_of(empty)}#id_valid_to"' in page


def test_the_flow_shows_every_document_with_its_state_and_value(browser: Client, seller: User) -> None:
    inquiry = an_inquiry(owner=seller)
    quotation = quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)
    issue_quotation(quotation=quotation, by=seller, at=MONDAY)
    order = accept_quotation(quotation=quotation, by=seller, at=MONDAY)

    said = text_of(browser.get(page_of(order, "flow"), headers=HTMX)).replace("\u00a0", " ")

    for document, state in ((inquiry, "quoted"), (quotation, "accepted"), (order, "handed over")):
        assert re.search(rf"{document.number} {state} 23/11/2026 · 800.00 EUR", said)


def test_an_order_is_read_only(browser: Client, seller: User, draft: SalesDocument) -> None:
    issue_quotation(quotation=draft, by=seller, at=MONDAY)
    order = accept_quotation(quotation=draft, by=seller, at=MONDAY)

    answer = browser.get(page_of(order))

    assert verbs_on(answer) == []
    assert "quick-form" not in answer.content.decode()


def test_a_page_in_greek_speaks_greek(seller: User, draft: SalesDocument) -> None:
    seller.language = "el"
    seller.save()

    said = text_of(browser_of(seller).get(page_of(draft)))

    assert "Προσφορά 20000000" in said
    assert "Καθαρή αξία" in said
