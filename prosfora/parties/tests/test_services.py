"""Taking up, changing, blocking, winning parties; people, terms and consents."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_all
from prosfora.identity.models import User
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.parties import services
from prosfora.parties.models import Consent, Party, Relationship
from prosfora.parties.queries import sales_data, search_parties, visible_parties
from prosfora.parties.rules.facts import AddressFacts, AreaTerms
from prosfora.parties.tests.builders import SKOUFA_STREET, a_party
from tests.cast import DEALERS, DIRECT_SALES, MONDAY

pytestmark = pytest.mark.usefixtures("company")


def verbs(number: str) -> list[str]:
    return list(
        JournalEntry.objects.filter(kind="party", key=number).order_by("sequence").values_list("verb", flat=True)
    )


def test_a_new_party_is_a_prospect_with_the_next_number_and_the_areas_currency(seller: User) -> None:
    party = services.create_party(name="Acme", sales_area=DIRECT_SALES, by=seller, at=MONDAY)

    assert party.number == "1000000"
    assert (party.is_prospect, party.is_customer) == (True, False)
    terms = sales_data([party.pk], DIRECT_SALES)[party.pk]
    assert (terms.currency, terms.plant, terms.tax_class) == ("EUR", "AT01", "1")


def test_a_customer_is_no_prospect_and_may_be_a_partner_too(seller: User) -> None:
    party = services.create_party(
        name="Acme", sales_area=DIRECT_SALES, is_customer=True, is_partner=True, by=seller, at=MONDAY
    )

    assert party.roles == ["customer", "partner"]


def test_taking_up_a_party_is_told_with_all_that_was_given(seller: User) -> None:
    party = services.create_party(
        name="Acme", vat_number="094259216", addresses=[SKOUFA_STREET], sales_area=DIRECT_SALES, by=seller, at=MONDAY
    )

    entry = JournalEntry.objects.get(kind="party", key=party.number)
    assert (entry.verb, entry.scope, entry.actor) == ("create_party", DIRECT_SALES, "seller")
    assert entry.changes["vat_number"] == [None, "EL094259216"]
    assert entry.changes["address_standard"] == [None, "Σκουφά 11, 106 73 Αθήνα, GR"]
    assert "web" not in entry.changes


def test_a_party_that_cannot_be_stored_is_refused_field_by_field(seller: User) -> None:
    with pytest.raises(services.PartyNotValid) as refusal:
        services.create_party(
            name="",
            vat_number="1",
            phone="x",
            addresses=[AddressFacts(country="ZZ")],
            terms=AreaTerms(payment_terms="ZZZZ", plant="NONE", responsible_id=999_999, currency="euro"),
            sales_area=DIRECT_SALES,
            by=seller,
            at=MONDAY,
        )

    assert set(refusal.value.problems) == {
        "name", "vat_number", "phone", "addresses.0.country", "payment_terms", "plant", "responsible_id", "currency",
    }  # fmt: skip
    assert not Party.objects.exists()
    assert not JournalEntry.objects.filter(kind="party").exists()


def test_an_unknown_sales_area_is_refused(seller: User) -> None:
    with pytest.raises(services.UnknownSalesArea):
        services.create_party(name="Acme", sales_area="XX01-10-00", by=seller, at=MONDAY)


def test_a_given_number_is_kept_once(seller: User) -> None:
    def create(number: str) -> Party:
        return services.create_party(name="Acme", number=number, sales_area=DIRECT_SALES, by=seller, at=MONDAY)

    assert create("k-100").number == "K-100"
    for number in ("K-100", "way too long number", "K 1", "Κ1"):
        with pytest.raises(services.NumberTaken):
            create(number)


def test_the_range_steps_over_numbers_given_by_hand(seller: User) -> None:
    a_party(number="1000000")

    assert a_party().number == "1000001"


def test_taking_up_a_party_takes_few_statements(seller: User) -> None:
    """Savepoint twice, area, number and its check, party with its id, address, sales data, journal."""
    with CaptureQueriesContext(connection) as captured:
        services.create_party(name="Acme", addresses=[SKOUFA_STREET], sales_area=DIRECT_SALES, by=seller, at=MONDAY)

    assert len(captured) <= 10


def test_a_change_is_told_with_old_and_new(seller: User) -> None:
    party = a_party(email="old@pap.gr")
    facts = replace(services.facts_of(party), email="new@pap.gr", addresses=(replace(SKOUFA_STREET, city="Πάτρα"),))

    services.change_party(party=party, facts=facts, version=1, by=seller, at=MONDAY)

    assert party.version == 2
    assert party.city == "Πάτρα"
    entry = JournalEntry.objects.get(verb="change_party")
    assert entry.changes == {
        "email": ["old@pap.gr", "new@pap.gr"],
        "address_standard": ["Σκουφά 11, 106 73 Αθήνα, GR", "Σκουφά 11, 106 73 Πάτρα, GR"],
    }


def test_a_change_of_nothing_writes_nothing(seller: User) -> None:
    party = a_party()

    services.change_party(party=party, facts=services.facts_of(party), version=1, by=seller, at=MONDAY)

    assert party.version == 1
    assert verbs(party.number) == ["create_party"]


def test_a_stale_change_is_refused_naming_who_was_faster(seller: User, sales_support: User) -> None:
    party = a_party()
    facts = services.facts_of(party)
    services.change_party(party=party, facts=replace(facts, note="mine"), version=1, by=sales_support, at=MONDAY)

    with pytest.raises(ChangedMeanwhile) as refusal:
        services.change_party(party=party, facts=replace(facts, note="yours"), version=1, by=seller, at=MONDAY)

    assert "sales_support" in refusal.value.message
    assert Party.objects.get().note == "mine"


def test_of_two_who_loaded_the_same_party_the_second_looks_again(seller: User) -> None:
    a_party()
    mine, yours = Party.objects.get(), Party.objects.get()
    services.change_party(
        party=mine, facts=replace(services.facts_of(mine), note="mine"), version=None, by=seller, at=MONDAY
    )

    with pytest.raises(ChangedMeanwhile):
        services.change_party(
            party=yours, facts=replace(services.facts_of(yours), web="pap.gr"), version=None, by=seller, at=MONDAY
        )


def test_further_addresses_and_phones_come_and_go(seller: User) -> None:
    party = a_party()
    depot = AddressFacts(kind="delivery", name="Αποθήκη", street="Πειραιώς", city="Πειραιάς")
    more = replace(services.facts_of(party), addresses=(SKOUFA_STREET, depot), phones=("6971234567",))

    services.change_party(party=party, facts=more, version=None, by=seller, at=MONDAY)
    assert [row.kind for row in party.addresses.order_by("pk")] == ["standard", "delivery"]
    assert [row.number for row in party.phones.all()] == ["+306971234567"]

    less = replace(services.facts_of(party), addresses=(), phones=())
    services.change_party(party=party, facts=less, version=None, by=seller, at=MONDAY)
    assert not party.addresses.exists()
    assert not party.phones.exists()
    assert party.city == ""


def test_a_blocked_party_says_so_until_released(sales_lead: User) -> None:
    party = a_party()

    services.block_party(party=party, reason="unpaid invoices", by=sales_lead, at=MONDAY)
    assert party.is_blocked
    services.block_party(party=party, reason="again", by=sales_lead, at=MONDAY)
    services.release_party(party=party, reason="paid", version=2, by=sales_lead, at=MONDAY)

    assert not Party.objects.get().is_blocked
    assert verbs(party.number) == ["create_party", "block_party", "release_party"]
    assert JournalEntry.objects.get(verb="block_party").reason == "unpaid invoices"


def test_winning_a_prospect_changes_its_role_and_never_its_identity(seller: User) -> None:
    prospect = a_party(customer=False)

    services.win_customer(party=prospect, by=seller, at=MONDAY)
    services.win_customer(party=prospect, by=seller, at=MONDAY)

    won = Party.objects.get()
    assert (won.pk, won.number, won.roles) == (prospect.pk, prospect.number, ["customer"])
    assert verbs(won.number) == ["create_party", "win_customer"]


def test_a_contact_person_is_a_party_seen_where_the_organisation_is(seller: User, outsider: User) -> None:
    organisation = a_party()

    contact = services.create_contact(
        organisation=organisation,
        name="Μαρία Ιωάννου",
        function="Αγορές",
        email="maria@pap.gr",
        phone="697 1234567",
        by=seller,
        at=MONDAY,
    )

    assert (contact.kind, contact.roles, contact.language) == ("person", ["contact"], "el")
    assert Relationship.objects.get(source=contact, target=organisation).function == "Αγορές"
    assert contact in visible_parties(seller)
    assert contact not in visible_parties(outsider)
    assert organisation in search_parties(user=seller, text="ioannou")
    assert JournalEntry.objects.filter(related=f"party:{organisation.number}", verb="relate_parties").exists()


def test_a_contact_of_an_organisation_in_two_areas_is_in_both(seller: User) -> None:
    organisation = a_party()
    services.change_sales_data(
        party=organisation, sales_area=DEALERS, terms=AreaTerms(), version=None, by=seller, at=MONDAY
    )

    contact = services.create_contact(organisation=organisation, name="Μαρία", by=seller, at=MONDAY)

    rows = list(contact.areas.order_by("sales_area").values_list("sales_area", "currency", "plant"))
    assert rows == [(DIRECT_SALES, "EUR", "AT01"), (DEALERS, "EUR", "AT01")]


def test_renaming_a_contact_lets_the_organisation_be_found_by_the_new_name(seller: User) -> None:
    organisation = a_party()
    contact = services.create_contact(organisation=organisation, name="Μαρία Ιωάννου", by=seller, at=MONDAY)
    renamed = replace(services.facts_of(contact), name="Μαρία Κωνσταντίνου")

    services.change_party(party=contact, facts=renamed, version=None, by=seller, at=MONDAY)

    assert organisation in search_parties(user=seller, text="Κωνσταντιν")
    assert organisation not in search_parties(user=seller, text="Ιωάννου")


def test_parties_are_related_once_not_to_themselves_and_unrelated(seller: User) -> None:
    daughter, mother = a_party(name="Daughter"), a_party(name="Mother")

    relation = services.relate_parties(source=daughter, kind="subsidiary_of", target=mother, by=seller, at=MONDAY)
    for source, target in ((daughter, mother), (mother, mother)):
        with pytest.raises(services.AlreadyRelated):
            services.relate_parties(source=source, kind="subsidiary_of", target=target, by=seller, at=MONDAY)
    with pytest.raises(services.PartyNotValid):
        services.relate_parties(source=daughter, kind="friend_of", target=mother, by=seller, at=MONDAY)
    services.unrelate_parties(relation=relation, by=seller, at=MONDAY)

    assert not Relationship.objects.exists()
    assert verbs(daughter.number) == ["create_party", "relate_parties", "unrelate_parties"]


def test_sales_data_are_changed_with_partners_and_told(seller: User) -> None:
    party, depot = a_party(), a_party(name="Depot")
    terms = AreaTerms(currency="USD", price_group="02", payment_terms="N030", responsible_id=seller.pk)

    services.change_sales_data(
        party=party,
        sales_area=DIRECT_SALES,
        terms=terms,
        partners=[("WE", depot.number), ("WE", depot.number)],
        version=1,
        by=seller,
        at=MONDAY,
    )

    stored = sales_data([party.pk], DIRECT_SALES)[party.pk]
    assert (stored.currency, stored.price_group, stored.responsible_id) == ("USD", "02", seller.pk)
    assert stored.partners == (("WE", depot.pk),)
    entry = JournalEntry.objects.get(verb="change_sales_data")
    assert entry.scope == DIRECT_SALES
    assert entry.changes["currency"] == ["EUR", "USD"]
    assert entry.changes["partners"] == ["", f"WE {depot.number}"]
    assert party.version == 2


def test_blank_currency_and_plant_are_the_sales_areas_own_however_often_terms_are_set(seller: User) -> None:
    party = a_party(terms=AreaTerms(currency="USD"))

    row = services.change_sales_data(
        party=party, sales_area=DIRECT_SALES, terms=AreaTerms(price_group="02"), version=None, by=seller, at=MONDAY
    )

    row.refresh_from_db()
    assert (row.currency, row.plant_id, row.price_group) == ("EUR", "AT01", "02")
    entry = JournalEntry.objects.get(kind="party", key=party.number, verb="change_sales_data")
    assert entry.changes == {"currency": ["USD", "EUR"], "price_group": ["", "02"]}


def test_unchanged_sales_data_write_nothing(seller: User) -> None:
    party = a_party()
    row = party.areas.get()

    services.change_sales_data(
        party=party, sales_area=DIRECT_SALES, terms=services.terms_of(row), version=1, by=seller, at=MONDAY
    )

    assert party.version == 1


@pytest.mark.parametrize(
    ("partners", "field"), [([("WE", "nobody")], "partners.0.number"), ([("XX", "1000000")], "partners.0.function")]
)
def test_partners_exist_and_have_a_function(seller: User, partners: list[tuple[str, str]], field: str) -> None:
    party = a_party()

    with pytest.raises(services.UnknownPartner) as refusal:
        services.change_sales_data(
            party=party,
            sales_area=DIRECT_SALES,
            terms=AreaTerms(),
            partners=partners,
            version=None,
            by=seller,
            at=MONDAY,
        )
    assert refusal.value.field == field


def test_opening_an_area_lets_its_people_see_the_party(seller: User, outsider: User) -> None:
    party = a_party()
    assert party not in visible_parties(outsider)

    services.change_sales_data(party=party, sales_area=DEALERS, terms=AreaTerms(), version=None, by=seller, at=MONDAY)

    assert party in visible_parties(outsider)
    with pytest.raises(services.UnknownSalesArea):
        services.change_sales_data(
            party=party, sales_area="XX01-10-00", terms=AreaTerms(), version=None, by=seller, at=MONDAY
        )


def test_what_holds_in_all_areas_is_told_to_the_readers_of_all(seller: User) -> None:
    party = a_party()
    services.block_party(party=party, reason="x", by=seller, at=MONDAY)
    services.change_sales_data(party=party, sales_area=DEALERS, terms=AreaTerms(), version=None, by=seller, at=MONDAY)
    services.release_party(party=party, reason="x", by=seller, at=MONDAY)

    scopes = dict(JournalEntry.objects.filter(key=party.number).values_list("verb", "scope"))

    assert scopes == {
        "create_party": DIRECT_SALES, "block_party": DIRECT_SALES, "change_sales_data": DEALERS, "release_party": "",
    }  # fmt: skip


def test_a_consent_is_written_down_with_basis_source_and_day(seller: User) -> None:
    party = a_party()

    services.record_consent(
        party=party,
        channel="mail",
        allowed=False,
        basis="consent",
        source="phone call",
        given_on=date(2026, 11, 20),
        by=seller,
        at=MONDAY,
    )

    assert Consent.objects.get().allowed is False
    assert JournalEntry.objects.get(verb="record_consent").data["given_on"] == "2026-11-20"
    with pytest.raises(services.PartyNotValid) as refusal:
        services.record_consent(
            party=party,
            channel="pigeon",
            allowed=True,
            basis="",
            source="",
            given_on=date(2026, 11, 20),
            by=seller,
            at=MONDAY,
        )
    assert set(refusal.value.problems) == {"channel", "basis"}


def test_the_journal_of_parties_stays_whole(seller: User) -> None:
    party = a_party()
    services.block_party(party=party, reason="x", by=seller, at=MONDAY)
    services.create_contact(organisation=party, name="Μαρία", by=seller, at=MONDAY)

    assert list(verify_all()) == []
