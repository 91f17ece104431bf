"""A bundle proves itself; whatever is changed in it is found and named."""

import hashlib
import io
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from prosfora.audit.rules import canonical
from prosfora.evidence.rules.archive import NotABundle, first_difference, pack, unpack
from prosfora.evidence.rules.examining import examine
from prosfora.evidence.rules.findings import Check
from prosfora.evidence.rules.layout import SUMS, chain_file
from prosfora.evidence.tests.builders import (
    NUMBER,
    an_entry,
    an_issued_offer,
    flipped,
    problems,
    sealed_evidence,
    the_files,
    verdict,
    with_sums,
)
from prosfora.offers.services import seal_keys

pytestmark = pytest.mark.django_db
CHAIN = chain_file("quotation", NUMBER)
PDF, JSON, ACCEPTANCE = (f"offers/{NUMBER}/{name}" for name in ("offer.pdf", "offer.json", "acceptance.pdf"))
MASKS = (0x01, 0x20, 0x80, 0xFF)


@pytest.fixture
def files() -> dict[str, bytes]:
    return sealed_evidence(accepted=True)


def test_a_whole_bundle_holds_and_says_by_which_key(files: dict[str, bytes]) -> None:
    report = examine(pack(files), name="bundle.zip")
    assert [one for one in report.findings if not one.holds] == []
    assert {one.check for one in report.findings} == set(Check) - {Check.KEY}
    assert (report.what, report.number, report.notes) == ("bundle", NUMBER, ())
    (key,) = report.keys
    assert key.is_demo
    assert key.fingerprint == seal_keys.seal_key().fingerprint


def test_the_same_state_makes_the_same_bytes(files: dict[str, bytes]) -> None:
    assert pack(the_files()) == pack(files)


def test_any_zip_program_reads_it_and_sha256sum_its_list(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(pack(files))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files
    lines = [line.split("  ") for line in files[SUMS].decode().splitlines()]
    assert all(hashlib.sha256(files[name]).hexdigest() == digest for digest, name in lines)


def test_nobody_elses_records_are_told_of(files: dict[str, bytes]) -> None:
    seals = b"".join(content for name, content in files.items() if name.startswith("seals/"))
    assert b"party" not in seals


def some_places(content: bytes, chance: random.Random) -> list[int]:
    """The first, the middle and the last byte, and some by chance."""
    return sorted({0, len(content) // 2, len(content) - 1, *(chance.randrange(len(content)) for _ in range(5))})


def test_every_flipped_byte_of_every_file_is_named(files: dict[str, bytes]) -> None:
    chance = random.Random(7)
    for name, content in files.items():
        for place in some_places(content, chance):
            said = verdict(pack({**files, name: flipped(content, place, chance.choice(MASKS))}))
            assert any(name in one for one in said) or (name == SUMS and said), (name, place, said)


def test_a_forger_who_makes_the_list_fit_is_found_out_as_well(files: dict[str, bytes]) -> None:
    """All that carries proof is proven by more than the list: only the README has nothing but it."""
    chance = random.Random(11)
    for name in sorted(files.keys() - {"README.txt", SUMS}):
        for place in some_places(files[name], chance):
            changed = with_sums({**files, name: flipped(files[name], place, chance.choice(MASKS))})
            assert verdict(pack(changed)), (name, place)


def test_every_byte_of_the_archives_own_structure_counts() -> None:
    """No byte of it is free: not one of heads, names, table of contents and end."""
    small = {"README.txt": b"x", "bundle.json": b"y", "offers/1/offer.json": b""}
    archive = pack(small)
    for place in range(len(archive)):
        for mask in MASKS:
            assert is_another(flipped(archive, place, mask), small), (place, mask)


def is_another(archive: bytes, files: dict[str, bytes]) -> bool:
    """Whether an archive is refused, holds other files, or is not as its files make it."""
    try:
        found = unpack(archive)
    except NotABundle:
        return True
    return found != files or first_difference(archive, found) is not None


def test_a_changed_structure_is_named_with_its_place(files: dict[str, bytes]) -> None:
    archive = pack(files)
    table = archive.index(b"PK\x01\x02")
    assert any("from byte" in one for one in verdict(flipped(archive, table + 20)))
    assert any("from byte" in one for one in verdict(flipped(archive, len(archive) - 1)))


@pytest.mark.parametrize("cut", [1, 22, 23, 5_000])
def test_a_bundle_that_was_cut_off_or_grew_is_refused_or_named(files: dict[str, bytes], cut: int) -> None:
    archive = pack(files)
    for changed in (archive[:-cut], archive + b"\0" * cut, archive[cut:]):
        assert verdict(changed)


class TestFiles:
    def test_a_missing_file_is_named(self, files: dict[str, bytes]) -> None:
        for name in set(files) - {SUMS, "bundle.json"}:
            rest = {one: content for one, content in files.items() if one != name}
            assert (Check.FILES, name) in {(one.check, one.place) for one in problems(rest)}

    @pytest.mark.parametrize(
        "name", ["virus.exe", f"offers/{NUMBER}/other.pdf", "seals/00000001/more", "offers/7/offer.json"]
    )
    def test_an_additional_file_is_named(self, files: dict[str, bytes], name: str) -> None:
        added = {**files, name: b"x"}
        for changed in (added, with_sums(added)):
            assert (Check.FILES, name) in {(one.check, one.place) for one in problems(changed)}

    def test_an_offer_taken_away_with_its_line_is_missed(self, files: dict[str, bytes]) -> None:
        rest = with_sums({name: content for name, content in files.items() if name != JSON})
        assert (Check.OFFER, JSON) in {(one.check, one.place) for one in problems(rest)}

    def test_a_pdf_taken_away_with_its_line_is_told(self, files: dict[str, bytes]) -> None:
        rest = with_sums({name: content for name, content in files.items() if name != PDF})
        assert any(NUMBER in note and "PDF" in note for note in examine(pack(rest), name="b").notes)


class TestChain:
    def lines(self, files: dict[str, bytes]) -> list[bytes]:
        return files[CHAIN].splitlines(keepends=True)

    def faults(self, files: dict[str, bytes], lines: list[bytes]) -> set[Check]:
        return {one.check for one in problems(with_sums({**files, CHAIN: b"".join(lines)}))}

    def test_an_entry_removed_is_found(self, files: dict[str, bytes]) -> None:
        for place in range(len(self.lines(files))):
            lines = self.lines(files)
            del lines[place]
            assert self.faults(files, lines) & {Check.CHAIN, Check.HEADS}, place

    def test_entries_put_in_another_order_are_found(self, files: dict[str, bytes]) -> None:
        lines = self.lines(files)
        assert Check.CHAIN in self.faults(files, [lines[0], lines[2], lines[1], *lines[3:]])

    def test_an_entry_put_in_is_found(self, files: dict[str, bytes]) -> None:
        lines = self.lines(files)
        for place in range(len(lines) + 1):
            assert self.faults(files, [*lines[:place], lines[1], *lines[place:]]) & {Check.CHAIN}, place

    def test_a_chain_written_again_from_the_start_is_another_than_the_sealed_one(self, files: dict[str, bytes]) -> None:
        an_entry("create_quotation", "20000077")
        for verb in ("issue_quotation", "deliver_quotation", "accept_quotation", "supersede_quotation"):
            an_entry(verb, "20000077")
        from prosfora.audit.models import JournalEntry
        from prosfora.evidence.rules.chains import chain_text

        again = chain_text(JournalEntry.objects.filter(key="20000077").order_by("sequence"))
        assert {Check.CHAIN, Check.HEADS} <= self.faults(files, again.splitlines(keepends=True))

    def test_lines_that_are_no_entries_are_named(self, files: dict[str, bytes]) -> None:
        for line in (b"{}", b"[]", b"\xff", b"[" * 5_000, b'{"a": 1}', b'"\\ud800"', b"1" * 5_000):
            assert Check.CHAIN in self.faults(files, [*self.lines(files), line + b"\n"])


class TestKeys:
    def test_the_key_that_was_expected_is_told_from_another(self, files: dict[str, bytes]) -> None:
        right = seal_keys.seal_key().fingerprint
        assert problems(files, expected={right}) == []
        assert {one.check for one in problems(files, expected={"0" * 64})} == {Check.KEY}

    def test_an_exchanged_certificate_is_named(self, files: dict[str, bytes], other_key: str) -> None:
        """The forger seals a statement of his own with a key of his own, and puts his certificate in."""
        name = next(name for name in files if name.startswith("certificates/"))
        from prosfora.evidence.rules.keys import pem_of

        with_other = {one: content for one, content in files.items() if one != name}
        with_other[f"certificates/{seal_keys.seal_key().fingerprint}.pem"] = pem_of(_certificate())
        found = problems(with_sums(with_other))
        assert {one.check for one in found} == {Check.CERTIFICATES}
        assert len(found) >= 2  # one that nothing was sealed with, one that is missing

    def test_a_seal_by_another_key_is_named(self, files: dict[str, bytes], other_key: str) -> None:
        from prosfora.evidence.services.signing import signed
        from tests.cast import MONDAY

        name = next(name for name in files if name.endswith("statement.json"))
        mark = signed(files[name], MONDAY)
        changed = {**files, name.replace("statement.json", "statement.p7s"): mark.signature}
        assert {one.check for one in problems(with_sums(changed))} == {Check.CERTIFICATES}


def _certificate() -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return seal_keys.seal_key().certificate.public_bytes(Encoding.DER)


@pytest.fixture
def other_key(files: dict[str, bytes], settings: Any, tmp_path: Path) -> str:
    """From here on another demo key seals."""
    settings.VAR_DIR = tmp_path
    return seal_keys.seal_key().fingerprint


class TestHeads:
    def test_a_statement_that_names_other_heads_is_named(self, files: dict[str, bytes]) -> None:
        name = next(name for name in files if name.endswith("heads.jsonl"))
        changed = files[name].replace(b'"sequence":4', b'"sequence":3')
        assert changed != files[name]
        assert {one.check for one in problems(with_sums({**files, name: changed}))} == {Check.HEADS}

    def test_a_statement_taken_out_of_the_line_is_missed(self, files: dict[str, bytes]) -> None:
        lines = files["seals/statements.jsonl"].splitlines(keepends=True)
        assert len(lines) == 3
        for rest in (lines[:1] + lines[2:], lines[:2], lines[1:], [lines[0], lines[2], lines[1]]):
            changed = with_sums({**files, "seals/statements.jsonl": b"".join(rest)})
            assert Check.HEADS_ORDER in {one.check for one in problems(changed)}

    def test_entries_after_the_last_seal_are_told_not_to_be_covered(self, files: dict[str, bytes]) -> None:
        an_entry("view_quotation")
        report = examine(pack(the_files()), name="b")
        assert report.holds
        assert [note for note in report.notes if "after entry 5: entries 6 to 6" in note]

    def test_an_offer_that_no_seal_of_heads_covers_yet_says_so(self) -> None:
        an_issued_offer()
        report = examine(pack(the_files()), name="b")
        assert report.holds
        assert "no seal of heads covers" in report.notes[0]


def test_a_forged_offer_is_found_by_the_journal_and_by_the_pdf(files: dict[str, bytes]) -> None:
    cheaper = files[JSON].replace(b'"total":"992.00"', b'"total":"92.00"')
    assert cheaper != files[JSON]
    found = {(one.check, one.place) for one in problems(with_sums({**files, JSON: cheaper}))}
    assert {(Check.OFFER, JSON), (Check.OFFER_CONTENT, JSON)} <= found


def test_an_acceptance_of_another_offer_is_found(files: dict[str, bytes]) -> None:
    changed = with_sums({**files, ACCEPTANCE: files[PDF]})
    # The journal names this PDF too, as the offer's: only the offer's own acceptance may stand here.
    assert Check.ACCEPTANCE in {one.check for one in problems(changed)}


def test_canonical_facts_are_asked_for(files: dict[str, bytes]) -> None:
    for facts in (b"", b"[]", b"{}", b'{"format":1}', canonical({"format": "prosfora-evidence/2"}).encode()):
        with pytest.raises(NotABundle):
            examine(pack(with_sums({**files, "bundle.json": facts})), name="b")
