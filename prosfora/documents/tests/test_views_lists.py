"""VA15, VA25 and the list of orders: filters, orders, sums, export, bulk actions with their way back."""

import csv
import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook
from pytest_django.fixtures import DjangoAssertNumQueries

from prosfora.documents.models import SalesDocument
from prosfora.documents.services import accept_quotation, answer_inquiry, issue_quotation
from prosfora.documents.tests.builders import a_customer, a_quotation, an_inquiry
from prosfora.documents.tests.paging import HTMX, browser_of, text_of
from prosfora.identity.models import User
from prosfora.parties.tests.builders import a_party
from tests.cast import MONDAY, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "on_monday")]


@pytest.fixture
def browser(seller: User) -> Client:
    return browser_of(seller)


def listed(browser: Client, url: str) -> list[str]:
    """The numbers on a list, in its order."""
    answer = browser.get(url)
    assert answer.status_code == 200
    return re.findall(r'<tr data-href="/\w+/(\d+)/"', answer.content.decode())


def exported(answer: HttpResponse) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


def test_the_newest_quotation_stands_first(browser: Client, seller: User) -> None:
    first, second = a_quotation(owner=seller), a_quotation(owner=seller)

    assert listed(browser, "/quotations/") == [second.number, first.number]


def test_a_list_is_empty_at_first_and_says_what_to_do(browser: Client) -> None:
    assert "Make the first with VA21" in text_of(browser.get("/quotations/"))
    assert "with VA11" in text_of(browser.get("/inquiries/"))
    assert "when a quotation is accepted" in text_of(browser.get("/orders/"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=draft", ["20000001"]),
        ("status=issued", ["20000000"]),
        ("status=nonsense", ["20000001", "20000000"]),
        ("q=20000001", ["20000001"]),
        ("q=παπαδ", ["20000001"]),
        ("q=thessalo", ["20000000"]),
        ("q=nothing", []),
        ("net_from=800", ["20000001"]),
        ("net_to=799.99", ["20000000"]),
        ("valid_from=2026-12-31", ["20000000"]),
        ("valid_to=2026-12-30", ["20000001"]),
        ("date_from=2026-11-24", []),
        ("date_to=2026-11-23", ["20000001", "20000000"]),
        ("mine=on", ["20000001"]),
        ("responsible=maria", ["20000000"]),
        ("expired=on", []),
        ("incomplete=on", []),
        ("open_only=on", ["20000001", "20000000"]),
        ("order=net", ["20000000", "20000001"]),
        ("order=customer&status=draft", ["20000001"]),
        ("date_from=yesterday", ["20000001", "20000000"]),
    ],
)
def test_quotations_are_narrowed_and_sorted(browser: Client, seller: User, query: str, found: list[str]) -> None:
    maria = a_user("maria", role=seller.grants.get().role, scope="GR01-10-00")
    port = a_party(name="Θεσσαλονίκη Ναυπηγεία ΑΕ")
    issued = a_quotation(owner=maria, items=1, sold_to=port, valid_to=dt.date(2027, 1, 31), responsible="maria")
    issue_quotation(quotation=issued, by=seller, at=MONDAY)
    a_quotation(owner=seller)

    assert listed(browser, f"/quotations/?{query}") == found


def test_inquiries_are_listed_by_when_their_answer_is_due(browser: Client, seller: User) -> None:
    later = an_inquiry(owner=seller, at=MONDAY + dt.timedelta(days=1))
    sooner = an_inquiry(owner=seller)

    assert listed(browser, "/inquiries/?order=answer_due") == [sooner.number, later.number]
    assert listed(browser, "/inquiries/?due_to=2026-11-24") == [sooner.number]


def test_answered_inquiries_are_found_by_their_status(browser: Client, seller: User) -> None:
    answered, _open = an_inquiry(owner=seller), an_inquiry(owner=seller)
    answer_inquiry(inquiry=answered, by=seller, at=MONDAY)

    assert listed(browser, "/inquiries/?status=answered") == [answered.number]


def test_orders_are_listed(browser: Client, seller: User) -> None:
    offer = issue_quotation(quotation=a_quotation(owner=seller), by=seller, at=MONDAY)
    order = accept_quotation(quotation=offer, by=seller, at=MONDAY)

    assert listed(browser, "/orders/") == [order.number]


def test_sums_stand_below_per_currency(browser: Client, seller: User) -> None:
    a_quotation(owner=seller)
    a_quotation(owner=seller, items=1)

    assert "2 rows 1,200.00 EUR" in text_of(browser.get("/quotations/")).replace("\u00a0", " ")


def test_csv_holds_exactly_what_is_filtered(browser: Client, seller: User) -> None:
    a_quotation(owner=seller)
    a_quotation(owner=seller, items=1, customer_reference="=cmd()")

    rows = exported(browser.get("/quotations/?net_to=500&export=csv"))

    assert rows[0][:3] == ["Number", "Customer", "Status"]
    assert [row[0] for row in rows[1:]] == ["20000001"]
    assert "'=cmd()" in rows[1]


def test_xlsx_holds_numbers_as_numbers(browser: Client, seller: User) -> None:
    a_quotation(owner=seller)

    answer = browser.get("/quotations/?export=xlsx")

    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    row = [value.value for value in list(sheet.rows)[1]]
    assert row[0] == "20000000"
    assert Decimal(str(row[7])) == 800


def test_the_customer_s_page_shows_his_documents(browser: Client, seller: User) -> None:
    his = a_quotation(owner=seller)
    a_quotation(owner=seller, sold_to=a_party(name="Another Ltd"))

    answer = browser.get(f"/quotations/?customer={a_customer().number}", headers=HTMX)

    assert his.number in text_of(answer)
    assert "<html" not in answer.content.decode()
    assert answer.content.decode().count("<li>") == 1


def test_others_see_an_empty_list(outsider: User, seller: User) -> None:
    a_quotation(owner=seller)
    an_inquiry(owner=seller)

    for url in ("/quotations/", "/inquiries/", "/orders/"):
        assert listed(browser_of(outsider), url) == []


def test_who_has_no_right_at_all_finds_no_list() -> None:
    browser = browser_of(a_user("nobody"))

    assert [browser.get(url).status_code for url in ("/quotations/", "/inquiries/", "/orders/")] == [404] * 3


def test_a_list_asks_as_many_queries_for_fifty_as_for_one(
    browser: Client, seller: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    a_quotation(owner=seller)
    browser.get("/quotations/")
    with django_assert_max_num_queries(100) as few:
        browser.get("/quotations/")
    for _ in range(49):
        a_quotation(owner=seller, items=1)
    with django_assert_max_num_queries(len(few)):
        assert len(listed(browser, "/quotations/")) == 50


def bulk(browser: Client, url: str, *documents: SalesDocument, query: str = "") -> HttpResponse:
    """A bulk action on some rows, and the list that is shown after it."""
    page = {"row": [document.pk for document in documents]}
    return browser.post(url, page, headers={"Referer": f"http://testserver/quotations/{query}"}, follow=True)


def undo(browser: Client, answer: HttpResponse) -> HttpResponse:
    found = re.search(r'formaction="([^"]+)" name="of" value="([^"]+)"', answer.content.decode())
    assert found, "no way back is offered"
    return browser.post(found[1], {"of": found[2]}, follow=True)


def test_drafts_are_taken_over_at_once_and_given_back(sales_lead: User, seller: User) -> None:
    drafts = [a_quotation(owner=seller), a_quotation(owner=seller)]
    browser = browser_of(sales_lead)

    answer = bulk(browser, "/quotations/take_over", *drafts)

    assert "2 documents were changed." in text_of(answer)
    assert set(SalesDocument.objects.values_list("responsible__username", flat=True)) == {"sales_lead"}
    undo(browser, answer)
    assert set(SalesDocument.objects.values_list("responsible__username", flat=True)) == {"seller"}


def test_validity_is_extended_at_once_and_taken_back(browser: Client, seller: User) -> None:
    draft = a_quotation(owner=seller, valid_to=dt.date(2026, 11, 25))

    answer = bulk(browser, "/quotations/set_validity", draft, query="?status=draft")
    draft.refresh_from_db()
    assert draft.valid_to == dt.date(2026, 12, 23)
    assert answer.redirect_chain == [("/quotations/?status=draft", 302)]  # type: ignore[attr-defined]

    undo(browser, answer)
    draft.refresh_from_db()
    assert draft.valid_to == dt.date(2026, 11, 25)


def test_what_cannot_be_changed_is_named(browser: Client, seller: User) -> None:
    issued = issue_quotation(quotation=a_quotation(owner=seller), by=seller, at=MONDAY)
    draft = a_quotation(owner=seller, valid_to=dt.date(2026, 11, 25))

    said = text_of(bulk(browser, "/quotations/set_validity", issued, draft))

    assert f"{issued.number}: {issued.number} is issued; this is not possible now" in said
    assert "1 document was changed." in said


def test_inquiries_are_taken_over(sales_lead: User, seller: User) -> None:
    inquiry = an_inquiry(owner=seller)

    bulk(browser_of(sales_lead), "/inquiries/take_over", inquiry)

    inquiry.refresh_from_db()
    assert inquiry.responsible == sales_lead


def test_no_rows_no_change(browser: Client) -> None:
    assert "Select rows first" in text_of(bulk(browser, "/quotations/take_over"))


def test_a_forged_way_back_is_refused(browser: Client) -> None:
    answer = browser.post("/inquiries/give_back", {"of": "forged"}, follow=True)

    assert "can no longer be taken back" in text_of(answer)


def test_others_documents_are_left_alone(outsider: User, seller: User) -> None:
    draft = a_quotation(owner=seller)

    bulk(browser_of(outsider), "/quotations/take_over", draft)

    draft.refresh_from_db()
    assert draft.responsible == seller


def test_readers_have_no_bulk_actions(auditor: User, seller: User) -> None:
    draft = a_quotation(owner=seller)
    browser = browser_of(auditor)

    assert 'name="row"' not in browser.get("/quotations/").content.decode()
    for url in (
        "/quotations/take_over",
        "/quotations/set_validity",
        "/quotations/give_back",
        "/inquiries/take_over",
    ):
        assert browser.post(url, {"row": draft.pk}).status_code == 403
