"""What kit.database promises on both databases, shown on the table of parties."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prosfora.audit.models import JournalEntry
from prosfora.audit.rules import GENESIS
from prosfora.company.models import NumberRange
from prosfora.kit.database import (
    among,
    bulk_append,
    bulk_insert,
    draw_numbers,
    ids_if_few,
    last_drawn,
    matching,
    starting_with,
    walked,
)
from prosfora.kit.search import fold, words
from prosfora.parties.models import Address, Party
from prosfora.parties.rules.facts import PartyFacts
from prosfora.parties.services.rows import write_fields
from prosfora.parties.tests.builders import a_party
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")
RANGES = NumberRange._meta.db_table
SLOW_FIXTURES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


def a_row(number: str, name: str = "Acme", **fields: object) -> Party:
    """A party not stored yet."""
    party = Party(number=number, created_at=MONDAY, changed_at=MONDAY)
    write_fields(party, PartyFacts(name=name), ())
    for field, value in fields.items():
        setattr(party, field, value)
    return party


def test_rows_inserted_in_bulk_are_as_if_stored_one_by_one() -> None:
    one = a_row(
        "A1", name="Παπαδόπουλος", note="line\nline\t\\ \"quoted\" 'single' \\N", probability=0, is_blocked=True
    )
    one.save()
    two = a_row("A2", name="Παπαδόπουλος", note=one.note, probability=0, is_blocked=True)
    bulk_insert([two])

    kept = {party.number: party for party in Party.objects.all()}
    for field in Party._meta.concrete_fields:
        if field.name not in ("id", "number", "search_text"):
            assert getattr(kept["A1"], field.attname) == getattr(kept["A2"], field.attname), field.name


def test_bulk_inserted_rows_get_fresh_ids_and_others_follow() -> None:
    before = a_party()
    rows = [a_row(f"B{n}") for n in range(50)]

    bulk_insert(rows)
    after = a_party()

    ids = [row.pk for row in rows]
    assert ids == sorted(ids)
    assert before.pk < ids[0]
    assert ids[-1] < after.pk
    assert all(not row._state.adding for row in rows)
    assert {row.number: row.pk for row in Party.objects.filter(number__startswith="B")} == {
        row.number: row.pk for row in rows
    }


def test_bulk_inserted_rows_are_found_by_search() -> None:
    bulk_insert([a_row("C1", name="Γεωργίου Εργαλεία"), a_row("C2", name="Other")])

    assert [party.number for party in matching(Party.objects.all(), "ergal")] == ["C1"]


def test_moments_json_and_empty_batches_survive() -> None:
    entry = JournalEntry(
        at=dt.datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=dt.UTC), actor="x", channel="test", verb="v", kind="k",
        key="1", changes={"name": [None, 'Ω "quoted" \\ \n']}, data={"n": 1.5, "deep": [{}]}, sequence=1,
        previous_hash=GENESIS, hash="1",
    )  # fmt: skip

    bulk_append([entry])
    assert bulk_insert([]) == []
    bulk_append([])

    kept = JournalEntry.objects.get(kind="k")
    assert (kept.at, kept.changes, kept.data) == (entry.at, entry.changes, entry.data)


def test_a_bulk_insert_keeps_the_constraints() -> None:
    a_party(number="TAKEN")

    with pytest.raises(IntegrityError), transaction.atomic():
        bulk_insert([a_row("FREE"), a_row("TAKEN")])

    assert not Party.objects.filter(number="FREE").exists()


def test_a_bulk_insert_takes_as_many_statements_for_five_hundred_rows_as_for_two() -> None:
    def statements(prefix: str, count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            bulk_insert([a_row(f"{prefix}{n}") for n in range(count)])
        return len(captured)

    assert statements("F", 2) == statements("M", 500)


def test_appended_rows_hang_on_what_was_inserted() -> None:
    rows = [a_row(f"D{n}") for n in range(3)]
    bulk_insert(rows)

    bulk_append([Address(party=row, city=f"Town {row.number}") for row in rows])

    assert [party.city for party in Party.objects.order_by("number")] == ["Town D0", "Town D1", "Town D2"]


def test_numbers_rise_and_are_never_drawn_twice() -> None:
    first = draw_numbers("quotation", RANGES)
    many = draw_numbers("quotation", RANGES, 1000)
    last = draw_numbers("quotation", RANGES)

    drawn = first + many + last
    assert drawn == sorted(drawn)
    assert len(set(drawn)) == 1002
    assert last_drawn("quotation", RANGES) == last[0]


def test_a_range_nobody_drew_from_says_so() -> None:
    assert last_drawn("order", RANGES) == NumberRange.objects.get(code="order").first - 1


def test_ranges_do_not_disturb_each_other() -> None:
    draw_numbers("quotation", RANGES, 5)

    assert draw_numbers("inquiry", RANGES) == [10_000_000]


def test_a_prefix_is_taken_of_the_folded_name() -> None:
    for name in ("Παπαδόπουλος", "Papadakis", "Παπάς", "Zeta Papa"):
        a_party(name=name)

    found = starting_with(Party.objects.all(), "folded_name", fold("παπαδ")).order_by("folded_name")

    assert [party.name for party in found] == ["Papadakis", "Παπαδόπουλος"]


@given(
    st.lists(st.text("αβγπςabz 0", min_size=1, max_size=6), min_size=1, max_size=6),
    st.text("αβγab", min_size=1, max_size=3),
)
@SLOW_FIXTURES
def test_a_prefix_search_finds_exactly_the_names_that_begin_so(names: list[str], prefix: str) -> None:
    with transaction.atomic():
        bulk_insert([a_row(f"P{n}", name=name) for n, name in enumerate(names)])
        wanted = fold(prefix)
        found = {party.number for party in starting_with(Party.objects.all(), "folded_name", wanted)}
        expected = {f"P{n}" for n, name in enumerate(names) if fold(name).startswith(wanted)}
        transaction.set_rollback(True)

    assert found == expected


@given(
    st.lists(st.text("αβγ abc12", min_size=1, max_size=8), min_size=1, max_size=6),
    st.text("αβγ abc12", min_size=1, max_size=6),
)
@SLOW_FIXTURES
def test_index_and_reading_through_find_the_same(names: list[str], text: str) -> None:
    with transaction.atomic():
        bulk_insert([a_row(f"P{n}", name=name) for n, name in enumerate(names)])
        by_index = {party.number for party in matching(Party.objects.all(), text)}
        read_through = {party.number for party in matching(Party.objects.all(), text, few=True)}
        transaction.set_rollback(True)

    assert by_index == read_through
    if words(text):
        assert all(
            all((word if len(word) > 2 else f" {word}") in _search_text(name, number) for word in words(text))
            for number, name in ((f"P{n}", name) for n, name in enumerate(names))
            if number in by_index
        )


def _search_text(name: str, number: str) -> str:
    return a_row(number, name=name).search_text


def test_a_match_holds_inside_another_query_too() -> None:
    """Documents are filtered by their customer's name: the condition must not depend on the table's alias."""
    party = a_party(name="Γεωργίου")
    a_party(name="Other")

    rows = Address.objects.filter(party__in=matching(Party.objects.all(), "georg"))

    assert [row.party for row in rows] == [party]


def test_walked_conditions_leave_the_same_rows() -> None:
    a_party(name="Greek")
    a_party(name="German", country="DE")

    rows = walked(Party.objects.all(), country="GR", is_customer=True)

    assert [party.name for party in rows.order_by("sort_name", "id")] == ["Greek"]
    assert rows.filter(name="German").count() == 0


def test_few_are_named_and_many_are_not() -> None:
    """On SQLite; PostgreSQL plans by its statistics and is never asked."""
    for n in range(4):
        a_party(name=f"Party {n}")
    ids = Party.objects.values_list("pk", flat=True)

    on_sqlite = connection.vendor == "sqlite"
    assert ids_if_few(ids, 4) == (sorted(ids) if on_sqlite else None)
    assert ids_if_few(ids, 3) is None
    assert ids_if_few(ids.filter(name="nobody"), 3) == ([] if on_sqlite else None)


def test_any_number_of_keys_is_one_parameter() -> None:
    parties = [a_party(name=f"Party {n}") for n in range(5)]
    keys = [party.number for party in parties[:3]] + [f"X{n}" for n in range(5000)]

    assert {party.number for party in among(Party.objects.all(), "number", keys)} == set(keys[:3])
    assert list(among(Party.objects.all(), "number", [])) == []
