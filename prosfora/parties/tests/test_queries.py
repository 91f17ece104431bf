"""Who sees whom, how parties are found and listed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.parties.queries import (
    ORDERS,
    PartyFilter,
    areas_of,
    listed_parties,
    party_record,
    possible_duplicates,
    sales_data,
    search_parties,
    visible_parties,
)
from prosfora.parties.queries import lists as lists_module
from prosfora.parties.queries.people import responsible_people
from prosfora.parties.rules.facts import AddressFacts, AreaTerms
from prosfora.parties.services import block_party, change_sales_data, create_contact, create_party, relate_parties
from prosfora.parties.tests.builders import a_party
from tests.cast import DEALERS, DIRECT_SALES, MONDAY

pytestmark = pytest.mark.usefixtures("company")


def names(rows: object) -> list[str]:
    return [party.name for party in rows]  # type: ignore[attr-defined]


def test_people_see_the_parties_of_their_areas_only(seller: User, outsider: User, administrator: User) -> None:
    a_party(name="Ours")
    a_party(name="Theirs", sales_area=DEALERS)

    assert names(visible_parties(seller)) == ["Ours"]
    assert names(visible_parties(outsider)) == ["Theirs"]
    assert set(names(visible_parties(administrator))) == {"Ours", "Theirs"}
    assert names(visible_parties(User.objects.create_user("nobody", password=None))) == []


@pytest.mark.parametrize(
    "text",
    [
        "papadop", "Παπαδοπ", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "παπαδοπουλος αε", "Θεσσ", "thessaloniki", "1000000", "K4711",
        "EL094259216", "094259216", "info@pap.gr", "2310550112", "231 055-0112", "+302310550112", "Ergaleia",
        "papa thessa",
    ],
)  # fmt: skip
def test_a_customer_is_found_by_whatever_people_remember(seller: User, text: str) -> None:
    create_party(
        name="Παπαδόπουλος ΑΕ",
        name_addition="Εργαλεία",
        external_number="K4711",
        vat_number="094259216",
        email="info@pap.gr",
        phone="2310550112",
        addresses=[AddressFacts(city="Θεσσαλονίκη")],
        sales_area=DIRECT_SALES,
        by=seller,
        at=MONDAY,
    )
    a_party(name="Somebody Else", addresses=())

    assert names(search_parties(user=seller, text=text)) == ["Παπαδόπουλος ΑΕ"]


def test_nothing_typed_finds_nothing(seller: User) -> None:
    a_party()

    assert search_parties(user=seller, text="") == []
    assert search_parties(user=seller, text=" .-/ ") == []
    assert search_parties(user=seller, text="xyzzy") == []


def test_an_exact_number_comes_first_then_names_that_begin_so(seller: User) -> None:
    a_party(name="Acme 1000003 Ltd")
    a_party(name="Zeta")
    a_party(name="Big Acme")
    third = a_party(name="Other")
    acme = a_party(name="Acme")

    assert search_parties(user=seller, text=third.number)[0] == third
    assert names(search_parties(user=seller, text="acme"))[:2] == ["Acme", "Acme 1000003 Ltd"]
    assert names(search_parties(user=seller, text="acme"))[2] == "Big Acme"
    assert search_parties(user=seller, text="acme", limit=1) == [acme]


def test_a_search_never_shows_another_areas_parties(seller: User, outsider: User) -> None:
    party = a_party(vat_number="094259216", email="info@pap.gr")

    for text in (party.number, "papadopoulos", "EL094259216", "info@pap.gr"):
        assert search_parties(user=seller, text=text) == [party]
        assert search_parties(user=outsider, text=text) == []


def test_people_of_large_and_of_small_areas_find_the_same(seller: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small areas are read through, large ones asked by index: one answer."""
    for n in range(12):
        a_party(name=f"Acme {n:02d} Εργαλεία")
    texts = ["acme", "ergaleia", "07", "ac", "acme 03", "nothing"]
    few = [search_parties(user=seller, text=text) for text in texts]

    monkeypatch.setattr("prosfora.parties.queries.search.FEW", 3)

    assert [search_parties(user=seller, text=text) for text in texts] == few


def test_the_number_of_search_queries_is_small_and_constant(seller: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            search_parties(user=seller, text="acme 7")
        return len(captured)

    a_party(name="Acme 7")
    assert seller.rights
    one = queries()
    for n in range(50):
        a_party(name=f"Acme {n}")

    assert queries() <= one <= 4


@given(text=st.text(max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_nothing_typed_breaks_the_search_or_a_list(seller: User, text: str) -> None:
    search_parties(user=seller, text=text)
    list(listed_parties(seller, PartyFilter(q=text))[:5])


def a_mixed_company(seller: User, sales_lead: User) -> None:
    a_party(name="Alpha", customer=True, country="DE", terms=AreaTerms(customer_group="01"))
    a_party(name="Βήτα", customer=False, country="GR", terms=AreaTerms(customer_group="02", responsible_id=seller.pk))
    blocked = a_party(name="Gamma", customer=True, country="GR", addresses=(AddressFacts(city="Πάτρα"),))
    block_party(party=blocked, reason="x", by=sales_lead, at=MONDAY)
    a_party(name="Foreign", sales_area=DEALERS, country="GR")


FILTERS = [
    (PartyFilter(), ["Alpha", "Gamma", "Βήτα"]),
    (PartyFilter(role="customer"), ["Alpha", "Gamma"]),
    (PartyFilter(role="prospect"), ["Βήτα"]),
    (PartyFilter(role="competitor"), []),
    (PartyFilter(country="GR"), ["Gamma", "Βήτα"]),
    (PartyFilter(group="01"), ["Alpha"]),
    (PartyFilter(blocked=True), ["Gamma"]),
    (PartyFilter(blocked=False), ["Alpha", "Βήτα"]),
    (PartyFilter(area=DIRECT_SALES), ["Alpha", "Gamma", "Βήτα"]),
    (PartyFilter(area=DEALERS), []),
    (PartyFilter(q="vita"), ["Βήτα"]),
    (PartyFilter(q="patra", role="customer"), ["Gamma"]),
    (PartyFilter(q="patra", country="DE"), []),
    (PartyFilter(role="ghost"), ["Alpha", "Gamma", "Βήτα"]),
]


@pytest.mark.parametrize(("wanted", "expected"), FILTERS)
@pytest.mark.parametrize("few", [2_000, 0])
def test_a_list_leaves_what_the_filter_says(
    seller: User, sales_lead: User, monkeypatch: pytest.MonkeyPatch, wanted: PartyFilter, expected: list[str], few: int
) -> None:
    """Whether few or many are left, the list is the same."""
    a_mixed_company(seller, sales_lead)
    monkeypatch.setattr(lists_module, "FEW", few)
    monkeypatch.setattr(lists_module, "HITS", few)

    assert names(listed_parties(seller, wanted).order_by(*ORDERS["name"])) == expected


def test_a_list_by_responsible_looks_at_the_readers_own_areas(seller: User, outsider: User, sales_lead: User) -> None:
    a_mixed_company(seller, sales_lead)
    shared = Party.objects.get(name="Alpha")
    change_sales_data(
        party=shared,
        sales_area=DEALERS,
        terms=AreaTerms(responsible_id=outsider.pk),
        version=None,
        by=seller,
        at=MONDAY,
    )

    assert names(listed_parties(seller, PartyFilter(responsible=seller.pk))) == ["Βήτα"]
    assert names(listed_parties(seller, PartyFilter(responsible=outsider.pk))) == []
    assert names(listed_parties(outsider, PartyFilter(responsible=outsider.pk))) == ["Alpha"]


def test_every_order_ends_in_something_unique() -> None:
    unique = {"id", "-id", "number"}

    assert all(fields[-1] in unique for fields in ORDERS.values())


def test_sales_data_take_two_queries_for_one_and_for_fifty() -> None:
    parties = [a_party(name=f"Party {n}") for n in range(50)]

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(sales_data([party.pk for party in parties[:count]], DIRECT_SALES)) == count
        return len(captured)

    assert queries(1) == queries(50) == 2
    assert sales_data([parties[0].pk], DEALERS) == {}


def test_a_record_shows_only_the_readers_areas_and_people(seller: User, outsider: User) -> None:
    party = a_party(terms=AreaTerms(price_group="07"))
    change_sales_data(party=party, sales_area=DEALERS, terms=AreaTerms(), version=None, by=seller, at=MONDAY)
    hidden = a_party(name="Dealers' own", sales_area=DEALERS)
    relate_parties(source=hidden, kind="reseller_for", target=party, by=outsider, at=MONDAY)

    mine, theirs = party_record(seller, party), party_record(outsider, party)

    assert [row.sales_area_id for row in mine.areas] == [DIRECT_SALES]
    assert mine.relations == []
    assert [row.sales_area_id for row in theirs.areas] == [DEALERS]
    assert [row.source.name for row in theirs.relations] == ["Dealers' own"]
    assert [row.price_group for row in areas_of(outsider, party)] == [""]


def test_a_record_takes_as_many_queries_for_fifty_contacts_as_for_one(seller: User) -> None:
    party = a_party()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            record = party_record(seller, party)
            assert all(row.source.name for row in record.contacts)
        return len(captured)

    create_contact(organisation=party, name="Contact", by=seller, at=MONDAY)
    assert seller.rights
    one = queries()
    for n in range(49):
        create_contact(organisation=party, name=f"Contact {n}", by=seller, at=MONDAY)

    assert queries() == one
    assert len(party_record(seller, party).contacts) == 50


@pytest.mark.parametrize("typed", [{"vat_number": "094259216"}, {"phone": "210 3612345"}, {"email": "Info@PAP.gr"}])
def test_a_duplicate_is_hinted_at_however_it_is_typed(seller: User, outsider: User, typed: dict[str, str]) -> None:
    party = a_party(vat_number="EL094259216", phone="+302103612345", email="Info@pap.gr")

    assert possible_duplicates(user=seller, country="GR", **typed) == [party]
    assert possible_duplicates(user=seller, country="GR", exclude=party.number, **typed) == []
    assert possible_duplicates(user=outsider, country="GR", **typed) == []


def test_what_is_half_typed_hints_at_nobody(seller: User) -> None:
    a_party(vat_number="EL094259216")

    assert possible_duplicates(user=seller, country="GR", vat_number="0942", phone="21", email="x@") == []
    assert possible_duplicates(user=seller, country="GR") == []


def test_a_contact_person_at_the_switchboard_is_no_duplicate(seller: User) -> None:
    party = a_party(phone="2103612345")
    create_contact(organisation=party, name="Μαρία", phone="2103612345", by=seller, at=MONDAY)

    assert possible_duplicates(user=seller, country="GR", phone="2103612345") == [party]


def test_colleagues_of_ones_areas_may_be_responsible(seller: User, sales_lead: User, outsider: User) -> None:
    assert set(responsible_people(seller)) == {seller, sales_lead}
    assert set(responsible_people(outsider)) == {outsider}
