"""The database itself lets an entry in at the end of its chain only, and nobody empties the journal."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_all
from prosfora.audit.rules import GENESIS, Subject, hashed_form, link_hash
from prosfora.audit.services import Happening, System, record, record_all
from prosfora.audit.tests.forging import triggers_off
from prosfora.kit.database import alike, bulk_insert
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
OFFER = Subject("quotation", "20000042")


@pytest.fixture
def chain() -> list[JournalEntry]:
    return [record(verb="change_quotation", subject=OFFER, by=System(), at=MONDAY) for _ in range(3)]


def smuggled(pattern: JournalEntry, **columns: object) -> JournalEntry:
    """An entry with a hash that fits its content."""
    made = alike(pattern, id=None, **columns)
    made.hash = link_hash(made.previous_hash, hashed_form(made))
    return made


def refuses(*entries: JournalEntry) -> None:
    ways: tuple[Callable[[list[JournalEntry]], object], ...] = (JournalEntry.objects.bulk_create, bulk_insert)
    for insert in ways:
        with pytest.raises(DatabaseError, match="at the end of their chain only"), transaction.atomic():
            insert(list(entries))


def test_an_entry_that_leaves_a_gap_is_refused(chain: list[JournalEntry]) -> None:
    refuses(smuggled(chain[0], sequence=5, previous_hash=chain[2].hash))


def test_an_entry_that_names_another_predecessor_is_refused(chain: list[JournalEntry]) -> None:
    refuses(smuggled(chain[0], sequence=4, previous_hash=chain[1].hash))
    refuses(smuggled(chain[0], sequence=4, previous_hash=GENESIS))


def test_a_chain_begins_with_nothing_before_it(chain: list[JournalEntry]) -> None:
    refuses(smuggled(chain[0], key="20000043", sequence=1, previous_hash=chain[2].hash))
    refuses(smuggled(chain[0], key="20000043", sequence=0, previous_hash=GENESIS))
    refuses(smuggled(chain[0], key="20000043", sequence=2, previous_hash=GENESIS))


def test_an_entry_in_the_middle_is_refused_even_where_one_is_missing(chain: list[JournalEntry]) -> None:
    with triggers_off("audit_journalentry"):
        JournalEntry.objects.filter(pk=chain[1].pk).delete()
    refuses(smuggled(chain[1], reason="forged"))


def test_one_wrong_entry_among_many_is_refused(chain: list[JournalEntry]) -> None:
    right = smuggled(chain[0], key="20000043", sequence=1, previous_hash=GENESIS)
    wrong = smuggled(chain[0], sequence=6, previous_hash=chain[2].hash)
    refuses(right, wrong)
    assert JournalEntry.objects.count() == 3


def test_several_entries_of_one_chain_come_in_one_statement(chain: list[JournalEntry]) -> None:
    fourth = smuggled(chain[0], sequence=4, previous_hash=chain[2].hash)
    fifth = smuggled(chain[0], sequence=5, previous_hash=fourth.hash)
    bulk_insert([fourth, fifth])
    assert list(verify_all()) == []


def test_imports_write_thousands_of_entries(chain: list[JournalEntry]) -> None:
    many = [Happening(Subject("product", f"P{place}"), fresh=True) for place in range(3000)]
    record_all(verb="create_product", happenings=many, by=System(), at=MONDAY)
    again = [Happening(Subject("product", f"P{place}")) for place in range(3000)]
    record_all(verb="change_product", happenings=again, by=System(), at=MONDAY)
    assert list(verify_all()) == []


def test_an_entry_cannot_be_replaced_by_a_fresh_one(chain: list[JournalEntry]) -> None:
    """By its id, with a place in the chain that would be the next: INSERT OR REPLACE, or what PostgreSQL has for it."""
    columns = [field.column for field in JournalEntry._meta.concrete_fields]
    other = {"previous_hash": f"'{chain[2].hash}'", "sequence": "4"}
    names, taken = (", ".join(f'"{name}"' for name in columns), ", ".join(other.get(c, f'"{c}"') for c in columns))
    sqlite = connection.vendor == "sqlite"
    head, tail = ("OR REPLACE ", "") if sqlite else ("", " ON CONFLICT (id) DO UPDATE SET reason = 'forged'")
    replacing = f"INSERT {head}INTO audit_journalentry ({names}) SELECT {taken} FROM audit_journalentry"
    refusal = "at the end of their chain only" if sqlite else "append-only"
    with pytest.raises(DatabaseError, match=refusal), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{replacing} WHERE sequence = 1{tail}")
    assert [entry.sequence for entry in JournalEntry.objects.order_by("id")] == [1, 2, 3]


def test_the_journal_cannot_be_emptied_at_once(chain: list[JournalEntry]) -> None:
    statement = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"  # what SQLite has for it
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{statement} audit_journalentry")
    assert JournalEntry.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_tests_that_commit_find_an_empty_journal_again(chain: list[JournalEntry]) -> None:
    """What Django empties between such tests; in the product the same command is refused."""
    call_command("flush", interactive=False, verbosity=0)
    assert JournalEntry.objects.count() == 0
    record(verb="create_quotation", subject=OFFER, by=System(), at=MONDAY)
    assert JournalEntry.objects.get().sequence == 1
