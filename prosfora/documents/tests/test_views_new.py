"""VA11 and VA21: who asks, then straight into the grid."""

import pytest
from django.test import Client

from prosfora.documents.models import SalesDocument
from prosfora.documents.tests.builders import a_customer, an_offering
from prosfora.documents.tests.paging import browser_of, cell, page_of, text_of
from prosfora.identity.models import RoleGrant, User
from prosfora.parties.models import Party
from prosfora.parties.tests.builders import a_party
from tests.cast import a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "on_monday")]
FORM = {"sales_area": "GR01-10-00", "source": "mail", "customer_reference": "", "requested_date": "", "name": ""}


@pytest.fixture
def browser(seller: User) -> Client:
    an_offering()
    return browser_of(seller)


@pytest.mark.parametrize(("url", "category"), [("/inquiries/new", "inquiry"), ("/quotations/new", "quotation")])
def test_a_new_document_leads_into_its_grid(browser: Client, seller: User, url: str, category: str) -> None:
    customer = a_customer()
    typed = {**FORM, "sold_to": customer.number, "customer_reference": "PO-1", "requested_date": "2026-12-01"}

    answer = browser.post(url, typed)

    made = SalesDocument.objects.get()
    assert answer["Location"] == page_of(made)
    assert (made.category, made.sold_to, made.source, made.responsible) == (category, customer, "mail", seller)
    assert 'id="quick"' in browser.get(page_of(made)).content.decode()


def test_a_name_that_is_not_known_becomes_a_prospect(browser: Client) -> None:
    browser.post("/inquiries/new", {**FORM, "name": "Νέα Εταιρεία ΑΕ"})

    party = SalesDocument.objects.get().sold_to
    assert (party.name, party.is_prospect, party.is_customer) == ("Νέα Εταιρεία ΑΕ", True, False)


def test_the_full_name_of_somebody_known_means_him(browser: Client) -> None:
    customer = a_customer()

    browser.post("/inquiries/new", {**FORM, "name": "παπαδοπουλος αε"})

    assert SalesDocument.objects.get().sold_to == customer
    assert Party.objects.count() == 1


def test_two_of_the_same_name_must_be_chosen_from(browser: Client) -> None:
    a_party(name="Γεωργίου ΟΕ"), a_party(name="Γεωργίου ΟΕ")

    answer = browser.post("/inquiries/new", {**FORM, "name": "Γεωργίου ΟΕ"})

    assert answer.status_code == 422
    assert "choose one from the list" in text_of(answer)
    assert cell(answer, "id_name") == "Γεωργίου ΟΕ"


def test_nobody_named_is_asked_again(browser: Client) -> None:
    answer = browser.post("/quotations/new", FORM)

    assert answer.status_code == 422
    assert "Say who asks" in text_of(answer)


def test_a_customer_in_the_address_is_filled_in(browser: Client) -> None:
    answer = browser.get(f"/quotations/new?customer={a_customer().number}")

    assert cell(answer, "id_name") == "Παπαδόπουλος ΑΕ"


def test_a_blocked_customer_is_refused(browser: Client) -> None:
    customer = a_customer()
    Party.objects.filter(pk=customer.pk).update(is_blocked=True)

    answer = browser.post("/quotations/new", {**FORM, "sold_to": customer.number})

    assert answer.status_code == 422
    assert "is blocked" in text_of(answer)
    assert not SalesDocument.objects.exists()


def test_a_wrong_day_keeps_what_was_typed(browser: Client) -> None:
    answer = browser.post("/quotations/new", {**FORM, "name": "Νέα ΑΕ", "requested_date": "soon"})

    assert answer.status_code == 422
    assert cell(answer, "id_name") == "Νέα ΑΕ"
    assert not SalesDocument.objects.exists()


def test_who_may_not_take_up_prospects_must_choose() -> None:
    an_offering()
    helper = a_user("helper")
    RoleGrant.objects.create(user=helper, verb="documents.create_inquiry", scope="GR01-10-00")

    answer = browser_of(helper).post("/inquiries/new", {**FORM, "name": "Νέα Εταιρεία ΑΕ"})

    assert answer.status_code == 403
    assert not Party.objects.exists()


@pytest.mark.parametrize("url", ["/inquiries/new", "/quotations/new"])
def test_readers_make_no_documents(auditor: User, url: str) -> None:
    assert browser_of(auditor).get(url).status_code == 403


def test_no_document_for_a_stranger_s_customer(outsider: User, browser: Client) -> None:
    customer = a_customer()

    answer = browser_of(outsider).post(
        "/quotations/new", {**FORM, "sales_area": "GR01-20-00", "sold_to": customer.number}
    )

    assert answer.status_code in (404, 422)
    assert not SalesDocument.objects.exists()
