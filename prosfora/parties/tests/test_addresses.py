"""Addresses laid out as their country writes them, against the corpus of expected layouts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from prosfora.company.rules.countries import codes, name_of
from prosfora.parties.rules.addresses import lines, postal_code
from prosfora.parties.rules.facts import AddressFacts

CASES = Path(settings.CORPORA_DIR) / "address_formatting" / "testcases" / "countries"
STREETS = ("road", "pedestrian", "residential", "street", "footway", "path", "place")
TOWNS = ("postal_city", "city", "town", "village", "municipality", "hamlet")
PARTS = ("suburb", "city_district", "neighbourhood", "quarter", "state_district")
REGIONS = ("county_code", "state_code", "state", "county", "region", "state_district")
EUROPE = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DK", "EE", "ES", "FI", "GR", "HR", "IE", "LT", "LU", "LV", "MT", "PT", "SE", "SI")
)


def address(**parts: str) -> AddressFacts:
    return AddressFacts(
        **{"street": "Main Street", "house_number": "7", "postal_code": "12345", "city": "Town", **parts}
    )


# country, street, number, postal code, town, region → lines
LAYOUTS = [
    ("GR", "Σκουφά", "11", "10673", "Αθήνα", "", ["Σκουφά 11", "106 73 Αθήνα"]),
    ("DE", "Gontardstraße", "7", "10178", "Berlin", "", ["Gontardstraße 7", "10178 Berlin"]),
    ("US", "Hamilton Avenue", "301", "94303", "Palo Alto", "CA", ["301 Hamilton Avenue", "Palo Alto, CA 94303"]),
    ("GB", "New Cavendish Street", "115", "W1W6UW", "London", "", ["115 New Cavendish Street", "London", "W1W 6UW"]),
    ("FR", "Avenue Charles Floquet", "15", "75007", "Paris", "", ["15 Avenue Charles Floquet", "75007 Paris"]),
    ("IT", "Via Pertengo", "", "10032", "Cimena", "TO", ["Via Pertengo", "10032 Cimena TO"]),
    ("ES", "Calle Mayor", "3", "28013", "Madrid", "", ["Calle Mayor, 3", "28013 Madrid"]),
    ("NL", "Herengracht", "573", "1017CD", "Amsterdam", "", ["Herengracht 573", "1017 CD Amsterdam"]),
    ("HU", "Fő utca", "5", "1011", "Budapest", "", ["1011 Budapest", "Fő utca 5."]),
    ("CY", "Λήδρας", "7", "1011", "Λευκωσία", "", ["Λήδρας 7", "1011 Λευκωσία"]),
]


@pytest.mark.parametrize(("country", "street", "number", "code", "town", "region", "expected"), LAYOUTS)
def test_a_letter_is_addressed_as_its_country_writes(
    country: str, street: str, number: str, code: str, town: str, region: str, expected: list[str]
) -> None:
    place = AddressFacts("standard", "", street, number, "", code, town, region, country)

    assert lines(place, at_home=country) == expected


def test_a_letter_abroad_names_the_country_in_the_readers_language_last() -> None:
    athens = address(country="GR", city="Athens")

    assert lines(athens)[-1] == "Greece"
    assert lines(athens, language="el")[-1] == "Ελλάδα"
    assert lines(athens, at_home="DE")[-1] == "Greece"
    assert "Greece" not in lines(athens, at_home="GR")


def test_missing_parts_leave_neither_gaps_nor_marks() -> None:
    assert lines(AddressFacts(city="Palo Alto", country="US"), at_home="US") == ["Palo Alto"]
    assert lines(AddressFacts(region="CA", country="US"), at_home="US") == ["CA"]
    assert lines(AddressFacts(street="Main Street", country="ES"), at_home="ES") == ["Main Street"]
    assert lines(AddressFacts(country="HU", city="Budapest"), at_home="HU") == ["Budapest"]
    assert lines(AddressFacts(country="GR"), at_home="GR") == []


def test_name_and_addition_have_lines_of_their_own() -> None:
    assert lines(address(country="GR", name="Αποθήκη", addition="3ος όροφος"), at_home="GR") == [
        "Αποθήκη",
        "Main Street 7",
        "3ος όροφος",
        "123 45 Town",
    ]


@given(
    st.builds(
        AddressFacts,
        name=st.text("abc ", max_size=8),
        street=st.text("def ,-", max_size=8),
        house_number=st.text("123", max_size=4),
        addition=st.text("ghi", max_size=5),
        postal_code=st.text("0123456789 ", max_size=8),
        city=st.text("jkl", max_size=8),
        region=st.text("mno", max_size=5),
        country=st.sampled_from(sorted(codes())),
    )
)
def test_every_part_is_printed_and_no_line_is_blank_or_ragged(facts: AddressFacts) -> None:
    laid_out = lines(facts)

    assert laid_out[-1] == name_of(facts.country)
    assert all(line.strip() == line and line for line in laid_out)
    text = "\n".join(laid_out)
    assert facts.name.strip() in text
    assert facts.addition in text


@given(st.from_regex(r"\A[0-9]{5}\Z"))
def test_a_greek_postal_code_gets_its_gap_once(code: str) -> None:
    spaced = postal_code(code, "GR")

    assert spaced == f"{code[:3]} {code[3:]}"
    assert postal_code(spaced, "GR") == spaced


@pytest.mark.parametrize("code", ["", "GR-10673", "1067", "106731", "TK 10673"])
def test_an_unknown_shape_of_code_stays_as_typed(code: str) -> None:
    assert postal_code(code, "GR") == code


def corpus() -> Iterator[tuple[str, AddressFacts, dict[str, Any], list[str]]]:
    """Every expected layout that our fields can express, with the parts that it prints."""
    for file in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            if not case:
                continue
            parts, text = case["components"], case["expected"]
            country = str(parts.get("country_code", "")).upper()

            def printed(*names: str, parts: dict[str, Any] = parts, text: str = text) -> str:
                return next((str(parts[n]) for n in names if parts.get(n) and str(parts[n]) in text), "")

            facts = AddressFacts(
                street=printed(*STREETS),
                house_number=printed("house_number", "housenumber", "street_number"),
                addition=printed(*PARTS),
                postal_code=str(parts.get("postcode") or ""),
                city=printed(*TOWNS),
                region=printed(*REGIONS),
                country="GB" if country == "UK" else country,
            )
            if facts.street and facts.city and facts.postal_code:
                yield case["description"], facts, parts, [line.strip() for line in text.strip().splitlines()]


def matches(facts: AddressFacts, parts: dict[str, Any], expected: list[str]) -> bool:
    """Whether the layout is the expected one, apart from the name of the place above it."""
    written = lines(facts)[:-1]
    without = lines(AddressFacts(**{**{n: getattr(facts, n) for n in facts.__slots__}, "addition": ""}))[:-1]
    country = str(parts.get("country") or name_of(facts.country))
    return any([*body, country] in (expected, expected[1:]) for body in (written, without))


def test_greece_is_laid_out_as_the_corpus_expects() -> None:
    greek = [(facts, parts, expected) for _d, facts, parts, expected in corpus() if facts.country == "GR"]

    assert greek
    assert all(matches(*case) for case in greek)


def test_most_of_the_world_is_laid_out_as_the_corpus_expects() -> None:
    """What differs: regions that the corpus abbreviates by tables of its own, territories written as their state,
    scripts that go from large to small. The figure is printed by `pytest -rP`."""
    cases = list(corpus())
    hits = sum(matches(facts, parts, expected) for _d, facts, parts, expected in cases)
    europe = [case for case in cases if case[1].country in EUROPE]
    european_hits = sum(matches(facts, parts, expected) for _d, facts, parts, expected in europe)
    print(f"{hits} of {len(cases)} layouts match; {european_hits} of {len(europe)} in Europe")

    assert len(cases) > 200
    assert hits / len(cases) > 0.6
    assert european_hits / len(europe) > 0.9
