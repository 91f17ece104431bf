"""Pages of parties: list, record, forms, options."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from prosfora.identity.models import User
from prosfora.parties.models import Consent, Party, Relationship
from prosfora.parties.rules.facts import AddressFacts, AreaTerms
from prosfora.parties.services import create_contact, relate_parties
from prosfora.parties.tests.builders import SKOUFA_STREET, a_party
from tests.cast import DEALERS, DIRECT_SALES, MONDAY

pytestmark = pytest.mark.usefixtures("company")
TYPED = {
    "name": "Acme", "kind": "organisation", "is_customer": "on", "country": "GR", "language": "el", "probability": "90",
    "vat_number": "094259216", "phone": "210 3612345", "email": "info@acme.gr", "phones": "6971234567\n",
    "addresses-TOTAL_FORMS": "2", "addresses-INITIAL_FORMS": "0", "addresses-MIN_NUM_FORMS": "0",
    "addresses-MAX_NUM_FORMS": "50",
    "addresses-0-kind": "standard", "addresses-0-street": "Σκουφά", "addresses-0-house_number": "11",
    "addresses-0-postal_code": "10673", "addresses-0-city": "Αθήνα", "addresses-0-country": "GR",
    "addresses-1-kind": "delivery", "addresses-1-country": "GR",
}  # fmt: skip


def url(name: str, *args: object) -> str:
    return reverse(f"parties:{name}", args=args)


def page(answer: Any) -> str:
    return answer.content.decode()  # type: ignore[no-any-return]  # the test client's answers are untyped


def test_the_list_shows_ones_own_parties(client: Client, seller: User) -> None:
    a_party(phone="2103612345")
    a_party(name="Hidden", sales_area=DEALERS)
    client.force_login(seller)

    shown = page(client.get(url("list_parties")))

    assert "Παπαδόπουλος ΑΕ" in shown
    assert "+302103612345" in shown
    assert "Αθήνα" in shown
    assert "Hidden" not in shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=acme", ["Acme"]),
        ("role=customer", ["Acme"]),
        ("role=prospect", ["Βήτα"]),
        ("country=DE", ["Βήτα"]),
        ("group=02", ["Βήτα"]),
        ("blocked=1", []),
        (f"area={DIRECT_SALES}&order=number", ["Acme", "Βήτα"]),
        ("role=ghost&country=ZZ", ["Acme", "Βήτα"]),
    ],
)
def test_the_list_is_filtered(client: Client, seller: User, query: str, expected: list[str]) -> None:
    a_party(name="Acme")
    a_party(name="Βήτα", customer=False, country="DE", terms=AreaTerms(customer_group="02"))
    client.force_login(seller)

    answer = client.get(f"{url('list_parties')}?{query}")

    assert [party.name for party in answer.context["rows"]] == expected


def test_the_list_takes_the_same_queries_for_one_and_for_fifty(client: Client, seller: User) -> None:
    client.force_login(seller)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url("list_parties"))
        return len(captured)

    a_party()
    one = queries()
    for n in range(49):
        a_party(name=f"Party {n}")

    assert queries() == one


def test_the_list_is_exported_as_filtered_and_formulas_are_made_harmless(client: Client, seller: User) -> None:
    a_party(name="=cmd|' /C calc'!A0")
    a_party(name="Other", country="DE")
    client.force_login(seller)

    answer = client.get(f"{url('list_parties')}?country=GR&export=csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]

    assert "'=cmd|" in text
    assert "Other" not in text


def test_the_record_page_shows_facts_people_and_terms(client: Client, seller: User) -> None:
    party = a_party(
        vat_number="094259216", phone="2103612345", terms=AreaTerms(price_group="07", responsible_id=seller.pk)
    )
    contact = create_contact(organisation=party, name="Μαρία Ιωάννου", function="Αγορές", by=seller, at=MONDAY)
    relate_parties(source=party, kind="subsidiary_of", target=a_party(name="Mother"), by=seller, at=MONDAY)
    client.force_login(seller)

    shown = page(client.get(url("display_party", party.number)))

    for text in (
        "EL094259216",
        "+30 21 0361 2345",
        "Σκουφά 11",
        "106 73 Αθήνα",
        "07",
        "Μαρία Ιωάννου",
        "Αγορές",
        "Mother",
    ):
        assert text in shown, text
    assert url("display_party", contact.number) in shown
    assert f"/quotations/?customer={party.number}" in shown
    assert reverse("audit:timeline", args=["party", party.number]) in shown
    assert url("change_party", party.number) in shown
    assert url("block_party", party.number) not in shown


def test_the_record_page_takes_the_same_queries_for_one_contact_and_for_thirty(client: Client, seller: User) -> None:
    party = a_party()
    client.force_login(seller)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url("display_party", party.number))
        return len(captured)

    create_contact(organisation=party, name="First", by=seller, at=MONDAY)
    one = queries()
    for n in range(29):
        create_contact(organisation=party, name=f"Contact {n}", by=seller, at=MONDAY)

    assert queries() == one


def test_html_in_names_is_shown_as_text(client: Client, seller: User) -> None:
    party = a_party(name="<script>alert(1)</script>")
    client.force_login(seller)

    for address in (url("display_party", party.number), url("list_parties"), f"{url('party_options')}?q=script"):
        assert "<script>alert(1)" not in page(client.get(address))


def test_a_party_is_taken_up_from_the_form(client: Client, seller: User) -> None:
    client.force_login(seller)
    assert client.get(url("create_party")).status_code == 200

    answer = client.post(url("create_party"), {**TYPED, "sales_area": DIRECT_SALES})

    party = Party.objects.get()
    assert answer["Location"] == url("display_party", party.number)
    assert (party.vat_number, party.roles, party.probability) == ("EL094259216", ["customer"], 90)
    assert [row.number for row in party.phones.all()] == ["+306971234567"]
    assert [str(row) for row in party.addresses.all()] == ["Σκουφά, 10673, Αθήνα"]


def test_a_mistake_is_said_at_its_field_and_nothing_typed_is_lost(client: Client, seller: User) -> None:
    client.force_login(seller)

    answer = client.post(url("create_party"), {**TYPED, "sales_area": DIRECT_SALES, "vat_number": "094259217"})

    assert answer.status_code == 422
    assert "not a valid VAT number" in page(answer)
    assert 'value="info@acme.gr"' in page(answer)
    assert "Σκουφά" in page(answer)
    assert not Party.objects.exists()


def test_another_area_cannot_be_chosen(client: Client, seller: User) -> None:
    client.force_login(seller)

    assert client.post(url("create_party"), {**TYPED, "sales_area": DEALERS}).status_code == 422
    assert not Party.objects.exists()


def test_a_party_is_changed_from_the_form(client: Client, seller: User) -> None:
    party = a_party(addresses=(SKOUFA_STREET, AddressFacts(kind="delivery", city="Πάτρα")))
    client.force_login(seller)
    form = page(client.get(url("change_party", party.number)))
    assert "Πάτρα" in form
    assert 'name="version" value="1"' in form
    typed = {
        **TYPED, "addresses-INITIAL_FORMS": "2", "addresses-TOTAL_FORMS": "3", "version": "1",
        "addresses-1-city": "Πάτρα", "addresses-1-DELETE": "on", "addresses-2-kind": "billing",
        "addresses-2-city": "Βόλος", "addresses-2-country": "GR",
    }  # fmt: skip

    assert client.post(url("change_party", party.number), typed).status_code == 302

    party.refresh_from_db()
    assert (party.name, party.version) == ("Acme", 2)
    assert {(row.kind, row.city) for row in party.addresses.all()} == {("standard", "Αθήνα"), ("billing", "Βόλος")}


def test_a_stale_form_is_refused_with_all_that_was_typed(client: Client, seller: User) -> None:
    party = a_party()
    client.force_login(seller)
    client.post(url("change_party", party.number), {**TYPED, "version": "1"})

    answer = client.post(url("change_party", party.number), {**TYPED, "name": "Mine", "version": "1"})

    assert answer.status_code == 422
    assert "was changed meanwhile by seller" in page(answer)
    assert 'value="Mine"' in page(answer)
    assert 'name="version" value="1"' in page(answer)
    assert Party.objects.get().name == "Acme"


def test_changing_does_not_unblock(client: Client, seller: User, sales_lead: User) -> None:
    party = a_party()
    client.force_login(sales_lead)
    assert client.post(url("block_party", party.number), {"reason": "unpaid", "version": "1"}).status_code == 302

    client.post(url("change_party", party.number), {**TYPED, "version": "2"})

    assert Party.objects.get().is_blocked
    assert client.get(url("release_party", party.number)).status_code == 200
    client.post(url("release_party", party.number), {"reason": "paid"})
    assert not Party.objects.get().is_blocked


def test_sales_data_are_changed_from_the_form(client: Client, seller: User) -> None:
    party, depot = a_party(), a_party(name="Depot")
    client.force_login(seller)
    address = url("change_sales_data", party.number, DIRECT_SALES)
    typed = {
        "currency": "usd", "price_group": "02", "tax_class": "1", "payment_terms": "N030", "plant": "AT01",
        "responsible_id": seller.pk, "partners": f"we {depot.number}\n", "version": "1",
    }  # fmt: skip
    assert client.get(address).status_code == 200

    assert client.post(address, typed).status_code == 302

    row = party.areas.get()
    assert (row.currency, row.payment_terms_id, row.responsible) == ("USD", "N030", seller)
    assert [partner.partner for partner in row.partners.all()] == [depot]
    assert f"WE {depot.number}" in page(client.get(address))
    for partners in ("WE nobody", "1000001", "XX 1000001"):
        assert client.post(address, {**typed, "partners": partners, "version": ""}).status_code == 422
    assert client.get(url("change_sales_data", party.number, DEALERS)).status_code == 404


def test_people_relations_and_consents_are_added_from_forms(client: Client, seller: User) -> None:
    party, mother = a_party(), a_party(name="Mother")
    client.force_login(seller)

    client.post(url("create_contact", party.number), {"name": "Μαρία", "function": "Αγορές"})
    client.post(url("relate_parties", party.number), {"kind": "subsidiary_of", "target": mother.number})
    client.post(
        url("record_consent", party.number),
        {"channel": "mail", "allowed": "0", "basis": "consent", "given_on": "2026-11-20"},
    )

    assert Relationship.objects.filter(kind="contact_of", target=party).count() == 1
    relation = Relationship.objects.get(kind="subsidiary_of")
    assert Consent.objects.get().allowed is False
    assert client.post(url("unrelate_parties", mother.number, relation.pk)).status_code == 302
    assert not Relationship.objects.filter(kind="subsidiary_of").exists()
    assert client.post(url("unrelate_parties", mother.number, relation.pk)).status_code == 404
    wrong = client.post(url("relate_parties", party.number), {"kind": "subsidiary_of", "target": party.number})
    assert wrong.status_code == 422


def test_options_are_parties_one_may_deal_with(client: Client, seller: User, sales_lead: User) -> None:
    party = a_party(name="Acme")
    blocked = a_party(name="Acme blocked")
    client.force_login(sales_lead)
    client.post(url("block_party", blocked.number), {"reason": "x"})
    client.force_login(seller)

    options = page(client.get(f"{url('party_options')}?q=acme"))

    assert f'data-value="{party.number}"' in options
    assert blocked.number not in options
    assert "new prospect" not in options


def test_nobody_needs_a_customer_master_to_quote(client: Client, seller: User, auditor: User) -> None:
    client.force_login(seller)
    assert "“Νέος” as a new prospect" in page(client.get(f"{url('party_options')}?new=1&q=Νέος"))
    assert "prospect" not in page(client.get(f"{url('party_options')}?new=1&q="))

    client.force_login(auditor)
    assert "prospect" not in page(client.get(f"{url('party_options')}?new=1&q=Νέος"))


def test_a_duplicate_is_hinted_at_while_typing(client: Client, seller: User) -> None:
    party = a_party(vat_number="094259216")
    client.force_login(seller)

    assert party.name in page(client.get(f"{url('possible_duplicates')}?vat_number=EL094259216&country=GR"))
    for half in ("vat_number=EL&country=", "vat_number=1&country=..%2F", "phone=%00&number=%00&country=%00"):
        assert page(client.get(f"{url('possible_duplicates')}?{half}")).strip() == ""


PAGES = [
    "display_party",
    "change_party",
    "create_contact",
    "relate_parties",
    "record_consent",
    "block_party",
    "release_party",
]


@pytest.mark.parametrize("name", PAGES)
def test_another_areas_seller_finds_no_page(client: Client, outsider: User, name: str) -> None:
    party = a_party()
    client.force_login(outsider)

    assert client.get(url(name, party.number)).status_code == 404
    assert client.post(url(name, party.number), TYPED).status_code in (404, 405)


def test_nobody_sees_a_page_without_signing_in(client: Client) -> None:
    party = a_party()

    for address in (url("list_parties"), url("display_party", party.number), url("create_party")):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("language", ["en", "el"])
def test_pages_speak_the_readers_language(client: Client, seller: User, language: str) -> None:
    seller.language = language
    seller.save()
    client.force_login(seller)
    party = a_party(country="DE")

    shown = page(client.get(url("list_parties")))

    assert party.name in shown
    assert ("Germany" if language == "en" else "Γερμανία") in shown
    assert ("Customers and prospects" if language == "en" else "Πελάτες και υποψήφιοι") in shown


@pytest.mark.parametrize("version", ["²", "x", "", "9" * 40])
def test_a_version_that_no_form_held_is_none(client: Client, seller: User, version: str) -> None:
    party = a_party()
    client.force_login(seller)

    assert client.post(url("change_party", party.number), {**TYPED, "version": version}).status_code == 302
    assert Party.objects.get().name == "Acme"


def test_a_mistake_is_explained_in_greek(client: Client, seller: User) -> None:
    seller.language = "el"
    seller.save()
    client.force_login(seller)

    answer = client.post(url("create_party"), {**TYPED, "sales_area": DIRECT_SALES, "vat_number": "094259217"})

    assert "δεν είναι έγκυρος ΑΦΜ" in page(answer)
