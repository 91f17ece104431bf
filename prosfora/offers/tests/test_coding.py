"""One spelling for one offer: RFC 8785, exact, and read back only as what it is."""

import json
import math
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from prosfora.offers.rules.coding import Unreadable, canonical, digest, from_json, read, to_json
from prosfora.offers.rules.content import Offer, OfferPerson, OfferReckoning
from prosfora.offers.rules.proof import PriceProof
from prosfora.offers.tests.builders import a_proof, an_offer

NAMES = st.text(st.characters(codec="ascii"), max_size=12)  # as names of fields and condition types are
WHOLE = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
LEAVES = st.none() | st.booleans() | WHOLE | st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=20)


@given(st.dictionaries(NAMES, VALUES))
def test_the_bytes_are_those_of_another_implementation_of_rfc_8785(facts: dict[str, Any]) -> None:
    assert canonical(facts) == rfc8785.dumps(facts)


def test_an_offer_is_spelled_as_rfc_8785_wants_it() -> None:
    for frozen in (an_offer(), a_proof()):
        assert canonical(frozen) == rfc8785.dumps(to_json(frozen))


def test_a_number_that_is_no_number_is_never_written() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        canonical({"rate": math.nan})


def test_what_was_written_reads_back() -> None:
    assert read(Offer, canonical(an_offer())) == an_offer()
    assert read(PriceProof, canonical(a_proof())) == a_proof()


def test_a_changed_byte_is_another_digest() -> None:
    told = canonical(an_offer())

    assert digest(told) != digest(told.replace(b"800.00", b"800.01"))


PERSON = to_json(OfferPerson("Eleni", "eleni@example.com"))


@pytest.mark.parametrize(
    ("stored", "sentence"),
    [
        ({**PERSON, "role": "lead"}, "has no field role"),
        ({"name": "Eleni"}, "lacks email"),
        ({**PERSON, "name": 7}, "OfferPerson.name: not str"),
    ],
)
def test_another_shape_is_refused_by_name(stored: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        from_json(OfferPerson, stored)


@pytest.mark.parametrize("unit", ["NaN", "abc", "", 5, [], {}])
def test_amounts_are_text_of_a_finite_number(unit: object) -> None:
    with pytest.raises(Unreadable, match="rounding_unit"):
        from_json(OfferReckoning, {"tax_included": False, "tax_rounding": "rate", "rounding_unit": unit})


@pytest.mark.parametrize("text", ["", "[]", "7", "{", '{"format": 1}', "[" * 100_000])
def test_what_is_no_offer_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read(Offer, text)


@given(st.data())
def test_any_value_in_any_field_is_read_or_refused_never_broken(data: st.DataObject) -> None:
    stored = json.loads(canonical(an_offer()))
    stored[data.draw(st.sampled_from(sorted(stored)))] = data.draw(VALUES)

    try:
        found = from_json(Offer, stored)
    except Unreadable:
        return
    assert isinstance(found, Offer)
