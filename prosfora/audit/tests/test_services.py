"""The journal is written with the change, in one chain per record, and nobody can rewrite it."""

import datetime as dt
from collections.abc import Sequence

import pytest
from django.db import DatabaseError, connection, transaction

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import chain_heads, last_change, timeline, verify_all, verify_chain
from prosfora.audit.rules import GENESIS, Subject
from prosfora.audit.services import CHANNEL, Happening, System, record, record_all
from prosfora.audit.tests.forging import triggers_off
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
OFFER = Subject("quotation", "20000042", "Offer to Acme", "GR01-10-00", "party:1000012")


def an_entry(verb: str = "change_quotation", subject: Subject = OFFER, **more: object) -> JournalEntry:
    return record(verb=verb, subject=subject, by=System(), at=MONDAY, **more)  # type: ignore[arg-type]


def test_an_entry_tells_who_when_what_and_where_from() -> None:
    token = CHANNEL.set("api")
    try:
        an_entry("issue_quotation", changes={"status": ["draft", "issued"]}, data={"net": "10.00"}, reason="asked for")
    finally:
        CHANNEL.reset(token)

    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.actor, entry.channel, entry.at) == ("issue_quotation", "system", "api", MONDAY)
    assert entry.changes == {"status": ["draft", "issued"]}
    assert entry.data == {"net": "10.00"}
    assert entry.reason == "asked for"


def test_entries_of_a_record_form_a_chain() -> None:
    first = an_entry("create_quotation", fresh=True)
    second = an_entry()

    assert (first.sequence, first.previous_hash) == (1, GENESIS)
    assert (second.sequence, second.previous_hash) == (2, first.hash)
    assert verify_chain("quotation", "20000042") == []


def test_entries_of_many_records_continue_each_its_own_chain() -> None:
    subjects = [Subject("product", number) for number in ("BOLT-M8", "ΒΙΔΑ 10", "6205-2RS/C3")]
    record_all(verb="create_product", happenings=[Happening(s, fresh=True) for s in subjects], by=System(), at=MONDAY)
    an_entry("change_product", subjects[1])

    record_all(verb="change_product", happenings=[Happening(s) for s in subjects], by=System(), at=MONDAY)

    heads = chain_heads("product", [s.key for s in subjects])
    assert {key: sequence for key, (sequence, _hash) in heads.items()} == {"BOLT-M8": 2, "ΒΙΔΑ 10": 3, "6205-2RS/C3": 2}
    assert list(verify_all()) == []


def test_a_batch_without_records_writes_nothing() -> None:
    assert record_all(verb="change_product", happenings=[], by=System(), at=MONDAY) == []


@pytest.mark.parametrize("count", [1, 50])
def test_a_batch_costs_the_same_statements_for_one_record_and_for_fifty(
    count: int, django_assert_max_num_queries: object
) -> None:
    happenings = [Happening(Subject("product", f"P{place}")) for place in range(count)]
    with django_assert_max_num_queries(4):  # type: ignore[operator]  # pytest-django's fixture
        record_all(verb="change_product", happenings=happenings, by=System(), at=MONDAY)


def test_heads_are_found_without_reading_long_chains(django_assert_num_queries: object) -> None:
    for _ in range(30):
        an_entry()
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        heads = chain_heads("quotation", ["20000042", "20000043"])
    assert heads.keys() == {"20000042"}
    assert heads["20000042"][0] == 30


def test_the_last_change_names_who_touched_the_record() -> None:
    an_entry("create_quotation")
    an_entry("issue_quotation")
    last = last_change("quotation", "20000042")
    assert last is not None
    assert last.verb == "issue_quotation"
    assert last_change("quotation", "20000099") is None


def test_the_timeline_of_a_customer_shows_his_quotations_too() -> None:
    an_entry("change_party", Subject("party", "1000012"))
    an_entry("issue_quotation")
    an_entry("change_party", Subject("party", "1000013"))
    assert [entry.verb for entry in timeline("party", "1000012")] == ["issue_quotation", "change_party"]


def _attempts() -> Sequence[str]:
    return ["queryset update", "queryset delete", "save", "instance delete", "sql update", "sql delete"]


@pytest.mark.parametrize("attempt", _attempts())
def test_nobody_can_change_or_delete_an_entry(attempt: str) -> None:
    entry = an_entry()
    entry.reason = "forged"

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        _forge(attempt, entry)

    assert JournalEntry.objects.get().reason == ""


def _forge(attempt: str, entry: JournalEntry) -> None:
    if attempt == "queryset update":
        JournalEntry.objects.update(reason="forged")
    elif attempt == "queryset delete":
        JournalEntry.objects.all().delete()
    elif attempt == "save":
        entry.save()
    elif attempt == "instance delete":
        entry.delete()
    else:
        with connection.cursor() as cursor:
            statement = (
                "UPDATE audit_journalentry SET reason = 'forged'"
                if "update" in attempt
                else ("DELETE FROM audit_journalentry")
            )
            cursor.execute(statement)


def test_two_entries_cannot_have_the_same_place_in_a_chain() -> None:
    entry = an_entry()
    entry.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save(force_insert=True)


class TestProof:
    """What the chain proves: content, order and completeness up to the last entry."""

    @pytest.fixture
    def chain(self) -> list[JournalEntry]:
        return [an_entry(), an_entry(), an_entry()]

    def put_past_the_trigger(self, pk: int, **values: object) -> None:
        """What a person with the database's owner rights could do: take the trigger off, forge, put it back."""
        with triggers_off("audit_journalentry"):
            if values:
                JournalEntry.objects.filter(pk=pk).update(**values)
            else:
                JournalEntry.objects.filter(pk=pk).delete()

    @pytest.mark.parametrize(
        "forgery",
        [
            {"reason": "forged"},
            {"actor": "nobody"},
            {"at": MONDAY + dt.timedelta(seconds=1)},
            {"changes": {"net": ["1", "2"]}},
            {"data": {"x": 1}},
            {"verb": "accept_quotation"},
            {"scope": ""},
        ],
    )
    def test_a_forged_field_is_found(self, chain: list[JournalEntry], forgery: dict[str, object]) -> None:
        self.put_past_the_trigger(chain[1].pk, **forgery)
        assert [(e.sequence, why) for e, why in verify_chain("quotation", "20000042")] == [(2, "content")]

    def test_a_missing_entry_is_found(self, chain: list[JournalEntry]) -> None:
        self.put_past_the_trigger(chain[1].pk)
        found = [(e.sequence, why) for e, why in verify_all()]
        assert found == [(3, "gap"), (3, "previous_hash")]

    def test_a_whole_journal_is_read_in_chunks(self, chain: list[JournalEntry]) -> None:
        record_all(
            verb="create_product",
            happenings=[Happening(Subject("product", f"P{place:05}"), fresh=True) for place in range(2500)],
            by=System(),
            at=MONDAY,
        )
        self.put_past_the_trigger(chain[0].pk, label="Offer to Nobody")
        assert [(e.key, e.sequence, why) for e, why in verify_all()] == [("20000042", 1, "content")]
