"""Files bring records: all good lines or none, by key, and back again as a whole."""

import datetime as dt
from typing import Any

import pytest

from prosfora.audit.models import JournalEntry
from prosfora.files.imports import Order
from prosfora.files.models import ImportedRow, ImportRun
from prosfora.files.running import carry_out, carry_out_import
from prosfora.files.services import NotNow, check_file, import_file, start_import, undo_import
from prosfora.files.services.imports import Reading
from prosfora.files.tests.importing import PAGE, ViewImporter, imported_names, text_table
from prosfora.identity.models import SavedView, User
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
LATER = MONDAY + dt.timedelta(hours=1)


def a_run(by: User, content: bytes, **more: Any) -> ImportRun:
    """An import of a file, carried out by the worker."""
    more.setdefault("dry_run", False)
    run = start_import(kind="views", name="views.csv", content=content, by=by, at=MONDAY, **more)
    return carried_out(run)


def carried_out(run: ImportRun) -> ImportRun:
    carry_out_import.call(run.pk)
    run.refresh_from_db()
    return run


THREE = text_table("name;query", "offers;status=open", "mine;owner=me", "old;status=expired")


def test_a_good_file_is_imported_whole(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, THREE)

    assert (run.status, run.rows, run.created, run.updated, run.error_count) == ("imported", 3, 3, 0, 0)
    assert imported_names() == [("mine", "owner=me"), ("offers", "status=open"), ("old", "status=expired")]
    entries = JournalEntry.objects.filter(kind="view")
    assert {(entry.channel, entry.actor) for entry in entries} == {("import", "administrator")}


def test_a_dry_run_tells_all_and_writes_nothing(importer: ViewImporter, administrator: User) -> None:
    a_run(administrator, text_table("name;query", "mine;owner=other"))
    run = a_run(administrator, text_table("name;query", "mine;owner=me", "new;x", "other;bad"), dry_run=True)

    assert (run.status, run.rows, run.created, run.updated, run.error_count) == ("checked", 3, 1, 1, 1)
    assert run.errors == [{"line": 4, "column": "query", "value": "bad", "reason": "Bad filters"}]
    assert imported_names() == [("mine", "owner=other")]


def test_a_file_with_a_bad_line_is_refused_whole(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, text_table("name;query", "mine;owner=me", "other;bad"))
    assert (run.status, run.error_count) == ("refused", 1)
    assert imported_names() == []


def test_good_lines_are_imported_only_when_told_to(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, text_table("name;query", "mine;owner=me", "other;bad"), good_rows_only=True)
    assert (run.status, run.created, run.error_count) == ("imported", 1, 1)
    assert imported_names() == [("mine", "owner=me")]


def test_a_checked_file_can_be_imported_without_sending_it_again(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, THREE, dry_run=True)
    import_file(run=run, good_rows_only=False, by=administrator, at=LATER)
    assert carried_out(run).status == "imported"
    assert len(imported_names()) == 3


def test_the_same_file_twice_updates_by_key(importer: ViewImporter, administrator: User) -> None:
    a_run(administrator, THREE)
    run = a_run(administrator, text_table("name;query", "mine;owner=us", "more;x"))
    assert (run.created, run.updated) == (1, 1)
    assert ("mine", "owner=us") in imported_names()


def test_a_file_may_name_each_record_once(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, text_table("name;query", "mine;a", "other;b", "mine;c"))
    assert [(e["line"], e["value"]) for e in run.errors] == [(4, "mine")]
    assert "line 2" in run.errors[0]["reason"]


def test_every_bad_cell_is_reported_with_line_column_value_and_reason(
    importer: ViewImporter, administrator: User
) -> None:
    content = text_table("name;rank;since;shared", ";1,5;32/13/2026;maybe", "x" * 70 + ";;;", "ok;1.234,5;1/2/2026;ναι")
    run = a_run(administrator, content, reading=Reading(decimal_comma=True))
    assert [(e["line"], e["column"]) for e in run.errors] == [(2, "name"), (2, "since"), (2, "shared"), (3, "name")]
    assert run.errors[1]["value"] == "32/13/2026"
    assert run.error_count == 2


@pytest.mark.parametrize(("comma", "read"), [(True, "1234"), (False, "1.234")])
def test_numbers_are_read_in_the_notation_of_the_file(
    importer: ViewImporter, administrator: User, comma: bool, read: str
) -> None:
    a_run(administrator, text_table("name;rank", "x;1.234"), reading=Reading(decimal_comma=comma))
    assert imported_names() == [("x", read)]


def test_headers_are_found_in_greek_and_reported_where_unknown(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, text_table("ΟΝΟΜΑ;φιλτρα;colour", "mine;x;red"))
    assert run.taken["columns"] == {"name": "ΟΝΟΜΑ", "query": "φιλτρα"}
    assert run.taken["unknown"] == ["colour"]
    assert imported_names() == [("mine", "x")]


def test_a_person_can_say_which_column_is_which(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, text_table("a;b", "mine;x"), dry_run=True)
    assert run.status == "refused"
    check_file(run=run, reading=Reading(columns={"a": "name", "b": "query"}), by=administrator, at=LATER)
    assert carried_out(run).status == "checked"


def test_a_required_column_that_is_not_there_is_named(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, text_table("query", "x"))
    assert run.status == "refused"
    assert "Name" in run.refusal


def test_an_import_is_undone_as_a_whole(importer: ViewImporter, administrator: User) -> None:
    a_run(administrator, text_table("name;query", "mine;before"))
    run = a_run(administrator, THREE)

    undo_import(run=run, by=administrator, at=LATER)

    assert carried_out(run).status == "undone"
    assert imported_names() == [("mine", "before")]


def test_an_undo_is_refused_whole_when_a_record_was_changed_since(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, THREE)
    SavedView.objects.filter(page=PAGE, name="mine").update(query="changed by hand")
    SavedView.objects.filter(page=PAGE, name="old").delete()

    undo_import(run=run, by=administrator, at=LATER)
    carried_out(run)

    assert run.status == "imported"
    assert {e["value"] for e in run.errors} == {"mine", "old"}
    assert ("offers", "status=open") in imported_names()


def test_an_undo_that_a_room_cannot_do_is_rolled_back(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, text_table("name;query", "mine;x", "pinned;y"))
    undo_import(run=run, by=administrator, at=LATER)
    assert carried_out(run).status == "imported"
    assert [(e["value"], e["reason"]) for e in run.errors] == [("pinned", "It is pinned")]
    assert len(imported_names()) == 2


def test_an_import_cannot_be_undone_twice(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, THREE)
    undo_import(run=run, by=administrator, at=LATER)
    with pytest.raises(NotNow):
        undo_import(run=carried_out(run), by=administrator, at=LATER)


def many(count: int) -> bytes:
    return text_table("name;query", *(f"view {place:05};q{place}" for place in range(count)))


def test_a_killed_import_goes_on_where_it_stopped(importer: ViewImporter, administrator: User) -> None:
    importer.killed_at = "view 01500"
    with pytest.raises(KeyboardInterrupt):
        a_run(administrator, many(2500))
    run = ImportRun.objects.get()
    assert (run.status, run.created) == ("importing", 1000)

    importer.killed_at = ""
    carried_out(run)

    assert (run.status, run.created, run.updated) == ("imported", 2500, 0)
    assert SavedView.objects.filter(page=PAGE).count() == 2500
    assert ImportedRow.objects.filter(run=run).count() == 2500


def test_a_run_that_is_done_is_not_done_again(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, THREE)
    SavedView.objects.filter(page=PAGE).delete()
    carried_out(run)
    assert imported_names() == []


def test_files_longer_than_memory_are_checked_twice_and_written(
    importer: ViewImporter, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prosfora.files.running.MOST_KEPT", 1500)
    run = a_run(administrator, many(2500))
    assert (run.status, run.created) == ("imported", 2500)


def test_facts_are_loaded_once_per_thousand_lines(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, many(2500), dry_run=True)
    assert importer.prepared == 3
    carry_out(run, importer, Order(administrator, MONDAY))
    assert importer.prepared == 3


def test_lines_of_one_document_stay_together(importer: ViewImporter, administrator: User) -> None:
    importer.group_by = "query"
    importer.key = lambda row, order: ""  # type: ignore[method-assign]  # every line its own
    lines = [f"view {place:05};{'same' if place >= 900 else place}" for place in range(1200)]
    run = a_run(administrator, text_table("name;query", *lines), dry_run=True)
    assert run.rows == 1200
    assert importer.prepared == 1


def test_at_most_a_thousand_errors_are_kept_but_all_are_counted(importer: ViewImporter, administrator: User) -> None:
    run = a_run(administrator, text_table("name;query", *(f"v{place};bad" for place in range(1200))))
    assert (len(run.errors), run.error_count) == (1000, 1200)
