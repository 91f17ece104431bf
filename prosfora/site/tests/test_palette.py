"""The command bar: transaction codes, names in Greek and Latin letters, plain words, rights."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from prosfora.catalog.tests.builders import a_product
from prosfora.documents.tests.builders import a_quotation, an_inquiry
from prosfora.identity.models import User
from prosfora.parties.tests.builders import a_party
from prosfora.site.codes import COMMANDS
from prosfora.site.palette import answers, forbidden_command
from tests.cast import DIRECT_SALES


@pytest.fixture
def papadopoulos(company: object) -> Any:
    """A customer of the cast's area."""
    return a_party(name="Παπαδόπουλος ΑΕ", sales_area=DIRECT_SALES, customer=True)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.code or command.url_name)
def test_every_code_leads_to_a_page_that_exists(command: Any, administrator: User, seller: User) -> None:
    assert reverse(command.without or command.url_name)


@pytest.mark.parametrize(
    "code", ["VA11", "VA12", "VA13", "VA15", "VA21", "VA22", "VA23", "VA25", "VD01", "VD02", "VD03"]
)
def test_a_seller_has_the_codes_of_the_trade(code: str, seller: User) -> None:
    assert [hit.note for hit in answers(seller, code.lower())] == [code]


def test_a_code_without_the_right_finds_nothing(seller: User, pricing_clerk: User) -> None:
    assert answers(seller, "VK11") == []
    assert [hit.note for hit in answers(pricing_clerk, "VK11")] == ["VK11"]


def test_a_code_without_the_right_says_so(seller: User, administrator: User) -> None:
    browser = Client()
    browser.force_login(seller)
    page = browser.get("/palette", {"q": "VK11"}, headers={"HX-Request": "true"}).content.decode()

    assert "VK11 Create price: your rights do not allow this" in page
    assert forbidden_command(seller, "VA11") is None


def test_va22_with_a_number_opens_that_quotation(seller: User, company: object) -> None:
    quotation = a_quotation(owner=seller)

    assert [hit.url for hit in answers(seller, f"VA22 {quotation.number}")] == [f"/quotations/{quotation.number}/"]


def test_va22_does_not_open_an_inquiry(seller: User, company: object) -> None:
    inquiry = an_inquiry(owner=seller)

    assert answers(seller, f"VA22 {inquiry.number}") == []
    assert [hit.url for hit in answers(seller, f"VA12 {inquiry.number}")] == [f"/inquiries/{inquiry.number}/"]


@pytest.mark.parametrize("name", ["papadop", "Παπαδόπ", "παπαδοπ"])
def test_vd03_finds_a_customer_in_greek_and_latin_letters(name: str, seller: User, papadopoulos: Any) -> None:
    assert [hit.url for hit in answers(seller, f"VD03 {name}")] == [f"/parties/{papadopoulos.number}/"]


def test_vd02_opens_the_form_of_the_customer_named(seller: User, papadopoulos: Any) -> None:
    (hit,) = answers(seller, "VD02 papadop")

    assert hit.url == reverse("parties:change_party", kwargs={"number": papadopoulos.number})


def test_va21_with_a_name_begins_a_quotation_for_that_customer(seller: User, papadopoulos: Any) -> None:
    (hit,) = answers(seller, "VA21 papadop")

    assert hit.url == f"/quotations/new?customer={papadopoulos.number}"


def test_mm03_finds_a_product_by_number_and_name(seller: User, company: object) -> None:
    a_product(number="BOLT-M8")

    assert [hit.url for hit in answers(seller, "MM03 bolt")] == [reverse("catalog:display_product", args=["BOLT-M8"])]


def test_va25_with_a_text_searches_the_list(seller: User) -> None:
    assert [hit.url for hit in answers(seller, "VA25 papa & co")] == ["/quotations/?q=papa%20%26%20co"]


def test_a_number_alone_finds_the_document_first(seller: User, company: object) -> None:
    quotation = a_quotation(owner=seller)

    assert answers(seller, quotation.number)[0].url == f"/quotations/{quotation.number}/"


def test_the_outsider_finds_nothing_of_another_area(outsider: User, seller: User, company: object) -> None:
    quotation = a_quotation(owner=seller)

    assert answers(outsider, quotation.number) == []
    assert answers(outsider, f"VA23 {quotation.number}") == []


@pytest.mark.parametrize("words", ["create quot", "new offer", "νέα προσφορά", "nea prosf"])
def test_plain_words_find_an_action_in_both_languages(words: str, seller: User) -> None:
    assert "VA21" in [hit.note for hit in answers(seller, words)]


def test_a_greek_reader_finds_and_reads_actions_in_greek(seller: User) -> None:
    with translation.override("el"):
        assert "VA25" in [hit.note for hit in answers(seller, "προσφορές")]


def test_places_are_found_by_name_as_far_as_one_may_go_there(seller: User, auditor: User) -> None:
    assert [hit.url for hit in answers(seller, "settings")] == ["/settings/"]
    assert answers(seller, "journal") == []
    assert [hit.url for hit in answers(auditor, "journal")] == [reverse("audit:list_journal")]


@pytest.mark.parametrize("text", ["", "   ", "!!!", "\x00", "%", "VA22 ", "x" * 300])
def test_odd_input_is_no_error(text: str, seller: User, company: object) -> None:
    assert isinstance(answers(seller, text), list)


def test_without_a_script_enter_opens_the_first_result(seller: User, company: object) -> None:
    quotation = a_quotation(owner=seller)
    client = Client()
    client.force_login(seller)

    assert client.get("/palette", {"q": quotation.number}).url == f"/quotations/{quotation.number}/"
    assert "Nothing found" in client.get("/palette", {"q": "zzzz"}).content.decode()


def test_the_script_gets_options_only(seller: User, company: object) -> None:
    client = Client()
    client.force_login(seller)

    answer = client.get("/palette", {"q": "VA21"}, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in answer
    assert 'role="option"' in answer
