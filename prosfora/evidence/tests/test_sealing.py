"""The ends of all chains are sealed once a day; what is tampered with in the database, triggers off, is found."""

import datetime as dt
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from prosfora.audit.models import JournalEntry
from prosfora.audit.rules import GENESIS, Subject, hashed_form, link_hash
from prosfora.audit.services import Happening, System, record_all
from prosfora.audit.tests.forging import triggers_off
from prosfora.evidence.models import HeadsSeal, SealedHead
from prosfora.evidence.queries.heads import heads_of
from prosfora.evidence.queries.proving import tampering
from prosfora.evidence.rules.heads import Head, read_statement
from prosfora.evidence.services import seal_heads, seal_heads_daily
from prosfora.evidence.tests.builders import TUESDAY, an_entry
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def sealed(at: dt.datetime = MONDAY) -> HeadsSeal:
    seal = seal_heads(by=System(), at=at)
    assert seal is not None
    return seal


def found() -> list[str]:
    return [f"{one.place}: {one.problem}" for one in tampering()]


def entries(key: str = "20000042") -> Any:
    return JournalEntry.objects.filter(key=key).order_by("sequence")


@pytest.fixture
def journal() -> None:
    """Three chains of three entries, sealed, and one entry since."""
    for key in ("20000041", "20000042", "20000043"):
        for verb in ("create_quotation", "change_quotation", "issue_quotation"):
            an_entry(verb, key)
    sealed()
    an_entry("deliver_quotation", "20000042")


@pytest.fixture
def forging() -> Iterator[None]:
    with triggers_off("audit_journalentry", "evidence_headsseal", "evidence_sealedhead"):
        yield


class TestSealing:
    def test_a_seal_is_over_the_last_entries_of_all_chains(self, journal: None) -> None:
        seal = HeadsSeal.objects.get()
        heads = list(heads_of(seal))
        assert [(head.kind, head.key, head.sequence) for head in heads] == [
            ("quotation", "20000041", 3), ("quotation", "20000042", 3), ("quotation", "20000043", 3),
        ]  # fmt: skip
        told = read_statement(seal.content.encode())
        assert (told.number, told.previous, told.count, told.sealed_at) == (1, GENESIS, 3, "2026-11-23T09:00:00Z")
        assert found() == []

    def test_the_next_one_is_over_what_moved_and_names_the_one_before(self, journal: None) -> None:
        second = sealed(TUESDAY)
        assert {(head.kind, head.key, head.sequence) for head in heads_of(second)} == {
            ("quotation", "20000042", 4),
            ("seal", "1", 1),
        }
        assert read_statement(second.content.encode()).previous == HeadsSeal.objects.get(number=1).digest
        assert found() == []

    def test_nothing_to_seal_is_nothing_sealed(self) -> None:
        assert seal_heads(by=System(), at=MONDAY) is None

    def test_it_is_journalled_with_what_it_sealed(self, journal: None) -> None:
        entry = JournalEntry.objects.get(verb="seal_heads")
        seal = HeadsSeal.objects.get()
        assert (entry.kind, entry.key, entry.data["statement"]) == ("seal", "1", seal.digest)

    def test_the_daily_job_does_it(self, journal: None) -> None:
        seal_heads_daily.call()
        assert HeadsSeal.objects.count() == 2

    def test_it_costs_the_same_for_few_chains_and_for_many(
        self, journal: None, django_assert_max_num_queries: Any
    ) -> None:
        many = [Happening(Subject("party", f"1{place:06}"), fresh=True) for place in range(3_000)]
        record_all(verb="create_party", happenings=many, by=System(), at=MONDAY)
        with django_assert_max_num_queries(12):
            seal = sealed(TUESDAY)
        assert read_statement(seal.content.encode()).count == 3_002
        assert len(seal.blocks) == 3
        assert found() == []

    @pytest.mark.parametrize("model", [HeadsSeal, SealedHead])
    def test_nobody_can_change_or_delete_it(self, journal: None, model: Any) -> None:
        rows = model.objects.all()
        for change in (lambda: rows._raw_delete("default"), lambda: rows.update(id=99)):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()


@pytest.mark.usefixtures("journal", "forging")
class TestTampering:
    """What the owner of the database can do once he has dropped the triggers."""

    @pytest.mark.parametrize(
        "change", [{"reason": "x"}, {"data": {"total": "1"}}, {"at": TUESDAY}, {"actor": "Eve"}, {"sequence": 9}]
    )
    def test_a_changed_entry_is_found(self, change: dict[str, Any]) -> None:
        JournalEntry.objects.filter(pk=entries()[1].pk).update(**change)
        assert any("quotation 20000042 entry" in one for one in found())

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_a_deleted_entry_is_found(self, place: int) -> None:
        entries()[place].delete()
        assert any("quotation 20000042 entry" in one for one in found())

    def test_an_end_that_was_cut_off_is_found(self) -> None:
        entries("20000043").filter(sequence=3).delete()
        (only,) = found()
        assert only.startswith("quotation 20000043 entry 3: it was the last one when the seal of heads 1 was made")

    def test_a_chain_deleted_whole_is_found(self) -> None:
        entries().delete()
        (only,) = found()
        assert only.startswith("quotation 20000042 entry 3")

    def test_an_entry_put_in_the_middle_is_found(self) -> None:
        later = list(entries())[1:]
        for entry in reversed(later):
            JournalEntry.objects.filter(pk=entry.pk).update(sequence=entry.sequence + 1)
        between = entries().first()
        between.pk, between.sequence, between.previous_hash = None, 2, between.hash
        between.hash = link_hash(between.previous_hash, hashed_form(between))
        between.save(force_insert=True)
        assert any("quotation 20000042 entry 3" in one for one in found())

    def test_a_chain_written_again_with_all_its_hashes_is_found(self) -> None:
        """He knows how hashes are made: only the sealed head tells."""
        previous = GENESIS
        for entry in entries():
            entry.reason, entry.previous_hash = "forged", previous
            entry.hash = previous = link_hash(previous, hashed_form(entry))
            entry.save()
        (only,) = found()
        assert "quotation 20000042 entry 3" in only
        assert "written again" in only

    def test_sealed_heads_made_to_fit_no_longer_fit_the_statement(self) -> None:
        self.test_a_chain_written_again_with_all_its_hashes_is_found()
        SealedHead.objects.filter(key="20000042").update(hash=entries()[2].hash)
        (only,) = found()
        assert (
            only
            == "seal of heads 1: its list of heads is not the one that was sealed: heads were changed, removed or added"
        )

    def test_a_statement_made_to_fit_is_not_what_was_signed(self) -> None:
        entries().delete()
        SealedHead.objects.filter(key="20000042").delete()
        left = [
            Head(*row) for row in SealedHead.objects.order_by("place").values_list("kind", "key", "sequence", "hash")
        ]
        from prosfora.evidence.rules.heads import block_roots, root_of, statement

        blocks = list(block_roots(left))
        made = statement(number=1, at=MONDAY, previous="", count=2, root=root_of(blocks))
        HeadsSeal.objects.update(content=made.content.decode(), digest=made.digest, blocks=blocks)
        (only,) = found()
        assert "changed after it was sealed" in only

    def test_a_seal_taken_out_of_the_line_is_found(self) -> None:
        sealed(TUESDAY)
        sealed(TUESDAY)
        second = HeadsSeal.objects.get(number=2)
        SealedHead.objects.filter(seal=second).delete()
        second.delete()
        assert any("seal of heads 3: the seal before it is number 1" in one for one in found())

    @pytest.mark.parametrize(
        "change", [{"digest": "0" * 64}, {"certificate": "0" * 64}, {"signature": b"0"}, {"content": "{}"}]
    )
    def test_a_changed_seal_is_found(self, change: dict[str, Any]) -> None:
        HeadsSeal.objects.update(**change)
        assert any(one.startswith("seal of heads 1") for one in found())


def test_the_whole_journal_is_read_in_constant_memory() -> None:
    def peak(count: int) -> int:
        base = JournalEntry.objects.count()
        many = [Happening(Subject("party", f"1{base + place:06}"), fresh=True) for place in range(count)]
        record_all(verb="create_party", happenings=many, by=System(), at=MONDAY)
        del many
        sealed()
        tracemalloc.start()
        assert list(tampering()) == []
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    first = peak(9_000)
    assert peak(9_000) < first * 1.2
