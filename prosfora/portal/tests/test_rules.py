"""What holds on the customer's page, without a database: choices, standing, secrets, days."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.offers.tests.builders import an_item
from prosfora.portal.rules.choosing import chosen_of, groups_of, options_of
from prosfora.portal.rules.secret import code_digest, is_code, is_token, token_digest
from prosfora.portal.rules.standing import LinkState, Standing, last_day, link_state, standing
from tests.cast import MONDAY

TODAY = MONDAY.date()
ITEMS = [
    an_item(10), an_item(20, category="alternative", alternative_to=10, counts=False), an_item(30),
    an_item(40, category="alternative", alternative_to=10, counts=False), an_item(50, category="option", counts=False),
    an_item(60, category="option", counts=False), an_item(61, category="option", part_of=60, counts=False),
]  # fmt: skip


def test_a_group_is_a_main_item_with_its_alternatives() -> None:
    assert [group.members for group in groups_of(ITEMS)] == [(10, 20, 40)]
    assert options_of(ITEMS) == (50, 60)


@pytest.mark.parametrize(
    ("posted", "positions", "faults"),
    [
        ({}, (), ()),
        ({"group-10": ["10"]}, (), ()),
        ({"group-10": ["40"], "chosen": ["60", "50", "50"]}, (40, 50, 60), ()),
        ({"group-10": []}, (), (10,)),
        ({"group-10": ["20", "40"]}, (20,), (10,)),
        ({"group-10": ["30"]}, (), (10,)),
        ({"chosen": ["30"]}, (), (0,)),
        ({"chosen": ["61"]}, (), (0,)),
        ({"chosen": ["20"]}, (), (0,)),
        ({"chosen": ["٥٠", " 50", "050", "-1", "50.0", "'; DROP"]}, (), (0,) * 6),
    ],
)
def test_exactly_one_of_a_group_and_any_of_the_options(
    posted: dict[str, list[str]], positions: tuple[int, ...], faults: tuple[int, ...]
) -> None:
    found = chosen_of(ITEMS, posted)

    assert (found.positions, found.faults) == (positions, faults)


def test_of_a_group_whose_main_item_was_taken_out_one_must_be_chosen() -> None:
    items = ITEMS[1:]

    assert chosen_of(items, {}).faults == (10,)
    assert chosen_of(items, {"group-10": ["10"]}).faults == (10,)
    assert chosen_of(items, {"group-10": ["20"]}).positions == (20,)


@given(st.dictionaries(st.sampled_from(["group-10", "chosen", "group-30"]), st.lists(st.text(max_size=3))))
def test_whatever_is_posted_only_choices_of_the_offer_are_chosen(posted: dict[str, list[str]]) -> None:
    assert set(chosen_of(ITEMS, posted).positions) <= {20, 40, 50, 60}


@pytest.mark.parametrize(
    ("status", "valid_to", "found"),
    [
        ("issued", TODAY, Standing.OPEN),
        ("issued", None, Standing.OPEN),
        ("issued", TODAY - dt.timedelta(1), Standing.EXPIRED),
        ("accepted", TODAY - dt.timedelta(1), Standing.ACCEPTED),
        ("closed", TODAY, Standing.CLOSED),
        ("draft", TODAY, Standing.WITHDRAWN),
        ("a status of next year", TODAY, Standing.WITHDRAWN),
    ],
)
def test_only_an_issued_offer_within_its_days_is_open(status: str, valid_to: dt.date | None, found: Standing) -> None:
    assert standing(status, valid_to, TODAY) is found


def test_a_link_moves_with_the_offers_last_day_unless_it_has_its_own() -> None:
    assert last_day(None, dt.date(2026, 12, 1), TODAY, 30) == dt.date(2026, 12, 31)
    assert last_day(dt.date(2026, 12, 5), dt.date(2026, 12, 1), TODAY, 30) == dt.date(2026, 12, 5)
    assert last_day(None, None, TODAY, 30) == TODAY + dt.timedelta(365)
    assert link_state(None, TODAY, TODAY) is LinkState.WORKS
    assert link_state(None, TODAY - dt.timedelta(1), TODAY) is LinkState.EXPIRED
    assert link_state(MONDAY, TODAY, TODAY) is LinkState.WITHDRAWN


@given(st.text(max_size=50))
def test_only_43_signs_of_base64url_are_a_token(text: str) -> None:
    assert not is_token(text) or (len(text) == 43 and text.isascii())
    assert not is_code(text) or (len(text) == 6 and text.isascii() and text.isdecimal())


def test_what_is_kept_of_a_code_depends_on_link_and_key() -> None:
    kept = {code_digest("123456", link, key) for link in (1, 2) for key in ("a", "b")}
    assert len(kept) == 4
    assert token_digest("a") != token_digest("b")
