"""`prosfora verify`: a file without any database, the journal with one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from prosfora.audit.models import JournalEntry
from prosfora.audit.tests.forging import triggers_off
from prosfora.evidence.rules.archive import pack
from prosfora.evidence.tests.builders import NUMBER, flipped, sealed_evidence
from prosfora.offers.services.seal_keys import seal_key
from prosfora.site.command import main, verify
from tests.house.source import REPOSITORY

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "evidence.zip"
    path.write_bytes(pack(sealed_evidence()))
    return path


def damaged(bundle: Path, name: str) -> Path:
    archive = bundle.read_bytes()
    start = archive.index(name.encode() + b'{"') + len(name) + 40  # in the file itself, which follows its name
    path = bundle.with_name("damaged.zip")
    path.write_bytes(flipped(archive, start))
    return path


def test_a_whole_bundle_is_told_with_what_it_proves(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(bundle)]) == 0
    said = capsys.readouterr().out
    assert f"evidence of quotation {NUMBER}" in said
    assert "proves: the PDF is, to the last byte, what the holder of the key sealed" in said
    assert "a DEMO key" in said
    assert "Everything that was checked holds." in said
    assert "FAILED" not in said


def test_what_fails_is_told_with_its_place_and_meaning(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = f"offers/{NUMBER}/offer.json"
    assert main(["verify", str(damaged(bundle, name))]) == 1
    said = capsys.readouterr().out
    assert f"        {name}: its fingerprint is another than SHA256SUMS tells" in said
    assert "means: the offer's data is not what was issued" in said


def test_programs_get_json(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(damaged(bundle, f"offers/{NUMBER}/offer.json")), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["result"], told["kind"], told["number"]) == ("fails", "bundle", NUMBER)
    assert {"check": "offer", "place": f"offers/{NUMBER}/offer.json"}.items() <= next(
        one for one in told["checks"] if one["check"] == "offer" and not one["holds"]
    ).items()


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18])
def test_what_cannot_be_read_is_another_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert main(["verify", str(path)]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert main(["verify", str(path), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["result"] == "unreadable"
    assert main(["verify", str(tmp_path / "nothing")]) == 2


def test_a_file_too_large_is_not_even_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "LARGEST", 10)
    path = tmp_path / "file"
    path.write_bytes(b"0" * 11)
    assert main(["verify", str(path)]) == 2
    assert "larger" in capsys.readouterr().err


def test_the_expected_key_is_named_by_fingerprint_or_file(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    pem = tmp_path / "key.pem"
    pem.write_bytes(seal_key().certificate.public_bytes(Encoding.PEM))
    assert main(["verify", str(bundle), "--key", seal_key().fingerprint.upper()]) == 0
    assert main(["verify", str(bundle), "--key", str(pem)]) == 0
    assert main(["verify", str(bundle), "--key", "0" * 64]) == 1
    assert "another key than the one you expect" in capsys.readouterr().out
    assert main(["verify", str(bundle), "--key", "nothing"]) == 1
    assert "no file that can be read" in capsys.readouterr().err


def test_it_needs_no_database_no_secret_and_no_django(bundle: Path, tmp_path: Path) -> None:
    nowhere = {"PATH": os.environ["PATH"], "PROSFORA_DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing"}
    code = (
        "import sys; from prosfora.site.command import main; code = main(['verify', sys.argv[1]]); "
        "heavy = {'django', 'pyhanko', 'pypdf', 'psycopg'} & set(sys.modules); sys.exit(code or len(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(bundle)], env={**nowhere, "PROSFORA_VAR": str(tmp_path / "var")},
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "var").exists()


class TestJournal:
    def test_a_whole_journal_is_told_with_its_last_seal(self, capsys: pytest.CaptureFixture[str]) -> None:
        sealed_evidence()
        assert main(["verify", "--journal"]) == 0
        said = capsys.readouterr().out
        assert "0 places are wrong" in said
        assert "last seal of heads: 3 of 2026-11-24" in said

    def test_a_chain_that_is_gone_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        sealed_evidence()
        with triggers_off("audit_journalentry"):
            JournalEntry.objects.filter(key=NUMBER).delete()
        assert main(["verify", "--journal"]) == 1
        assert f"FAILED  quotation {NUMBER} entry" in capsys.readouterr().err
        assert main(["verify", "--journal", "--json"]) == 1
        told = json.loads(capsys.readouterr().out)
        assert (told["result"], told["last_seal"]["number"]) == ("fails", 3)

    def test_that_nothing_was_sealed_yet_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["verify", "--journal"]) == 0
        assert "no heads were sealed yet" in capsys.readouterr().out
