"""What can be stored of a party, and how it is found and told."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.parties.models import Address, Party, PartySalesArea
from prosfora.parties.rules.checks import (
    ADDRESS_LIMITS,
    LIMITS,
    TERMS_LIMITS,
    Fault,
    examine,
    examine_terms,
    text_problems,
)
from prosfora.parties.rules.facts import AddressFacts, AreaTerms, PartyFacts
from prosfora.parties.rules.records import folded_name, found_by, one_line, recorded, recorded_terms, sort_name

GOOD = PartyFacts(
    name="Παπαδόπουλος ΑΕ",
    vat_number="094259216",
    phone="210 3612345",
    email="Info@Papadopoulos.GR",
    web="papadopoulos.gr",
    addresses=(AddressFacts(street="Σκουφά", house_number="11", postal_code="10673", city="Αθήνα"),),
    phones=("6971234567",),
)
TEXT = st.text(max_size=60)


def faults(facts: PartyFacts) -> list[tuple[str, Fault]]:
    return [(problem.field, problem.fault) for problem in examine(facts)[1]]


def test_good_facts_come_back_in_their_stored_form() -> None:
    facts, problems = examine(GOOD)

    assert problems == []
    assert facts.vat_number == "EL094259216"
    assert facts.phone == "+302103612345"
    assert facts.phones == ("+306971234567",)
    assert facts.email == "Info@papadopoulos.gr"
    assert facts.web == "https://papadopoulos.gr"


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"name": "  "}, "name", Fault.MISSING),
        ({"name": "Ω" * 201}, "name", Fault.TOO_LONG),
        ({"name": "Pap\x00as"}, "name", Fault.BAD_CHARACTER),
        ({"note": "line\nline\x07"}, "note", Fault.BAD_CHARACTER),
        ({"country": "ZZ", "vat_number": "", "phone": "", "phones": ()}, "country", Fault.BAD_COUNTRY),
        ({"vat_number": "094259217"}, "vat_number", Fault.BAD_VAT),
        ({"phone": "ask for Maria"}, "phone", Fault.BAD_PHONE),
        ({"phones": ("6971234567", "x")}, "phones.1", Fault.BAD_PHONE),
        ({"email": "nobody"}, "email", Fault.BAD_MAIL),
        ({"web": "javascript:alert(1)"}, "web", Fault.BAD_WEB),
        ({"language": "Greek"}, "language", Fault.UNKNOWN_CHOICE),
        ({"kind": "ghost"}, "kind", Fault.UNKNOWN_CHOICE),
        ({"probability": 101}, "probability", Fault.NOT_A_PERCENTAGE),
        ({"addresses": (AddressFacts(city="A" * 81),)}, "addresses.0.city", Fault.TOO_LONG),
        ({"addresses": (AddressFacts(kind="moon"),)}, "addresses.0.kind", Fault.UNKNOWN_CHOICE),
        ({"addresses": (AddressFacts(), AddressFacts())}, "addresses.1.kind", Fault.TWO_STANDARD_ADDRESSES),
        ({"addresses": (AddressFacts(country="ΕΛ"),)}, "addresses.0.country", Fault.BAD_COUNTRY),
    ],
)
def test_each_fault_is_named_with_its_field(change: dict[str, Any], field: str, fault: Fault) -> None:
    assert faults(replace(GOOD, **change)) == [(field, fault)]


def test_all_faults_are_told_at_once() -> None:
    wrong = replace(GOOD, name="", vat_number="1", email="x")

    assert [field for field, _fault in faults(wrong)] == ["name", "email", "vat_number"]


def test_html_is_text_like_any_other() -> None:
    facts, problems = examine(replace(GOOD, name="<script>alert(1)</script> & Sons"))

    assert problems == []
    assert facts.name == "<script>alert(1)</script> & Sons"


def test_blanks_around_and_runs_within_disappear_but_a_note_keeps_its_lines() -> None:
    facts, _problems = examine(replace(GOOD, name="  Παπαδόπουλος \t  ΑΕ ", note=" one\n\n  two "))

    assert facts.name == "Παπαδόπουλος ΑΕ"
    assert facts.note == "one\n\n  two"


@given(
    st.builds(
        PartyFacts,
        name=TEXT, name_addition=TEXT, country=TEXT, language=TEXT, email=TEXT, phone=TEXT, web=TEXT, vat_number=TEXT,
        registration_number=TEXT, note=TEXT, probability=st.integers(-10, 1000), phones=st.tuples(TEXT),
        addresses=st.tuples(st.builds(AddressFacts, city=TEXT, country=TEXT, kind=TEXT)),
    )
)  # fmt: skip
def test_nothing_typed_ever_breaks_the_examination(facts: PartyFacts) -> None:
    examined, problems = examine(facts)

    if not problems:
        assert examine(examined) == (examined, [])  # what is stored once is stored again the same


@given(name=st.text(alphabet="αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ ΑΒΓ.&", min_size=1, max_size=80).filter(str.strip))
def test_every_greek_name_can_be_stored_and_found(name: str) -> None:
    facts, problems = examine(replace(GOOD, name=name))

    assert problems == []
    assert all(f" {word}" in found_by(facts, "1000000") for word in folded_name(facts.name).split())


def test_limits_are_those_of_the_tables() -> None:
    for limits, model in ((LIMITS, Party), (ADDRESS_LIMITS, Address), (TERMS_LIMITS, PartySalesArea)):
        for name, limit in limits.items():
            column = model._meta.get_field(name).max_length  # type: ignore[union-attr]
            assert column is None or limit <= column, name


def test_terms_name_their_faults() -> None:
    terms = AreaTerms(currency="euro", incoterms="XXX", tax_class="9", price_group="12345")

    assert [(problem.field, problem.fault) for problem in examine_terms(terms)[1]] == [
        ("price_group", Fault.TOO_LONG),
        ("currency", Fault.BAD_CURRENCY),
        ("incoterms", Fault.UNKNOWN_CHOICE),
        ("tax_class", Fault.UNKNOWN_CHOICE),
    ]


def test_a_needed_text_that_is_blank_is_missing() -> None:
    assert [p.fault for p in text_problems("basis", "  ", 40, needed=True)] == [Fault.MISSING]
    assert text_problems("basis", "consent", 40, needed=True) == []


def test_a_party_is_found_by_all_that_people_remember_of_it() -> None:
    facts, _problems = examine(replace(GOOD, external_number="K4711", name_addition="Εργαλεία"))

    text = found_by(facts, "1000042", ["Μαρία Ιωάννου"])

    for word in ("papadopoulos", "ergaleia", "1000042", "k4711", "athina", "el094259216", "maria", "+302103612345"):
        assert f" {word}" in text, word


def test_names_sort_by_their_alphabet_without_accents_and_case() -> None:
    names = ["Ωμέγα", "Alpha", "Έψιλον", "άλφα", "beta", "Βήτα", "Älfa"]

    assert sorted(names, key=sort_name) == ["Älfa", "Alpha", "beta", "άλφα", "Βήτα", "Έψιλον", "Ωμέγα"]


def test_a_name_begins_alike_in_both_alphabets() -> None:
    assert folded_name("Παπαδόπουλος ΑΕ") == folded_name("papadopoulos ae")


def test_a_change_document_tells_addresses_in_one_line_each() -> None:
    facts = replace(
        GOOD,
        addresses=(
            *GOOD.addresses,
            AddressFacts(kind="delivery", city="Πάτρα"),
            AddressFacts(kind="delivery", city="Βόλος"),
        ),
    )

    flat = recorded(facts)

    assert flat["address_standard"] == "Σκουφά 11, 10673 Αθήνα, GR"
    assert flat["address_delivery"] == "Πάτρα, GR"
    assert flat["address_delivery_2"] == "Βόλος, GR"
    assert one_line(AddressFacts(country="")) == ""


def test_a_change_document_tells_partners_sorted() -> None:
    assert recorded_terms(AreaTerms(), [("WE", "2"), ("RE", "1")])["partners"] == "RE 1, WE 2"
