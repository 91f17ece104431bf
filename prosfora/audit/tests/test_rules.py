"""What changed, and what a hash covers."""

import datetime as dt
import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from prosfora.audit.rules import GENESIS, canonical, changes_between, link_hash

VALUES = st.one_of(st.none(), st.text(max_size=5), st.integers(-5, 5), st.booleans(), st.decimals(-5, 5, places=2))
FACTS = st.dictionaries(st.sampled_from(["name", "price", "valid_to", "note"]), VALUES)


def test_only_what_differs_is_told() -> None:
    before = {"name": "Acme", "price": Decimal("10.00"), "note": None}
    after = {"name": "Acme", "price": Decimal("12.50"), "valid_to": dt.date(2026, 12, 24)}
    assert changes_between(before, after) == {"price": ["10.00", "12.50"], "valid_to": [None, "2026-12-24"]}


def test_a_blank_is_not_nothing() -> None:
    assert changes_between({"note": None}, {"note": ""}) == {"note": [None, ""]}


@given(FACTS)
def test_nothing_changed_is_nothing_told(facts: dict[str, object]) -> None:
    assert changes_between(facts, dict(facts)) == {}


@given(FACTS, FACTS)
def test_the_way_back_tells_the_same_fields_turned_round(before: dict[str, object], after: dict[str, object]) -> None:
    there, back = changes_between(before, after), changes_between(after, before)
    assert there.keys() == back.keys()
    assert all(there[name] == back[name][::-1] for name in there)


@given(FACTS, FACTS)
def test_every_field_that_differs_in_text_is_told(before: dict[str, object], after: dict[str, object]) -> None:
    told = changes_between(before, after)
    for name in {*before, *after}:
        old, new = before.get(name), after.get(name)
        assert (name in told) == ((None if old is None else str(old)) != (None if new is None else str(new)))


@given(st.dictionaries(st.text(max_size=4), st.one_of(st.text(max_size=4), st.integers()), max_size=5))
def test_equal_data_has_one_spelling(data: dict[str, object]) -> None:
    assert canonical(data) == canonical(dict(reversed(list(data.items()))))
    assert json.loads(canonical(data)) == data


def test_a_link_depends_on_every_link_before() -> None:
    first = link_hash(GENESIS, {"verb": "create_quotation"})
    assert link_hash(first, {"verb": "issue_quotation"}) != link_hash(GENESIS, {"verb": "issue_quotation"})
    assert first == link_hash(GENESIS, {"verb": "create_quotation"})
    assert len(first) == 64
