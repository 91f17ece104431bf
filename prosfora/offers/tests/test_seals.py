"""The sealed PDF: PDF/A-3b with the offer's data inside, a seal that two tools find intact, honest about its key."""

import datetime as dt
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from prosfora.files.models import StoredFile
from prosfora.files.queries import content
from prosfora.kit.clock import now
from prosfora.offers.models import FrozenOffer, SealedFile
from prosfora.offers.queries.paper import paper_of
from prosfora.offers.rules.coding import digest
from prosfora.offers.services import CannotSeal, freeze_offer, seal_offer
from prosfora.offers.services.seal_keys import DEMO_FILE, asn1_of, seal_key
from prosfora.offers.tests.archive import breaches
from prosfora.offers.tests.authority import Authority, serving
from prosfora.offers.tests.builders import a_proof, an_item, an_offer
from prosfora.offers.tests.ubl import is_valid
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "files", tmp_path


def a_frozen_offer(**facts: Any) -> FrozenOffer:
    return freeze_offer(offer=an_offer(**facts), proof=a_proof(), at=MONDAY)


def sealed_bytes(**facts: Any) -> bytes:
    return content(seal_offer(frozen=a_frozen_offer(**facts), at=MONDAY).digest)


def seen_by_pyhanko(pdf: bytes, authority: Authority | None = None) -> PdfSignatureStatus:
    """What pyHanko says of the only seal; without an authority nobody is trusted."""
    roots = [asn1_of(authority.root.certificate)] if authority else []
    (seal,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    trust = ValidationContext(trust_roots=roots, crls=[authority.revocations()] if authority else [])
    return validate_pdf_signature(seal, trust, trust)


def is_whole(pdf: bytes) -> bool:
    """Whether pyHanko finds the file unchanged since it was sealed; what it can no longer read is not."""
    try:
        status = seen_by_pyhanko(pdf)
    except (PdfError, ValueError, KeyError):
        return False
    return status.intact and status.valid


def seen_by_pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler's pdfsig says, which shares no code with pyHanko."""
    (folder / "offer.pdf").write_bytes(pdf)
    done = subprocess.run(["pdfsig", str(folder / "offer.pdf")], capture_output=True, text=True, check=False)
    return done.stdout


def attached(pdf: bytes) -> dict[str, bytes]:
    return {name: files[0] for name, files in PdfReader(BytesIO(pdf)).attachments.items()}


def test_the_sealed_offer_is_pdf_a_3b() -> None:
    assert breaches(sealed_bytes()) == []


def test_the_check_for_pdf_a_finds_what_is_wrong() -> None:
    with pikepdf.open(BytesIO(sealed_bytes())) as document:
        del document.Root.OutputIntents, document.Root.AF
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")
        changed = BytesIO()
        document.save(changed)

    found = " ".join(breaches(changed.getvalue()))

    assert all(clause in found for clause in ("6.2.3", "6.5.1", "6.8"))


def test_two_tools_find_the_seal_intact_and_over_the_whole_file(tmp_path: Path) -> None:
    pdf = sealed_bytes()

    status, told = seen_by_pyhanko(pdf), seen_by_pdfsig(pdf, tmp_path)

    assert (status.intact, status.valid, status.docmdp_ok) == (True, True, True)
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert "Signature is Valid." in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told


@pytest.mark.parametrize("where", [0.1, 0.5, 0.8, 0.99])
def test_a_flipped_byte_is_found_by_both_tools(tmp_path: Path, where: float) -> None:
    pdf = bytearray(sealed_bytes())
    (seal,) = PdfFileReader(BytesIO(bytes(pdf))).embedded_signatures
    _start, first, second, rest = seal.byte_range
    place = int(first * where) if where < 0.99 else second + rest - 200  # behind the signature itself
    pdf[place] ^= 1

    assert "Signature is Valid." not in seen_by_pdfsig(bytes(pdf), tmp_path)
    assert not is_whole(bytes(pdf))


def test_the_canonical_offer_and_the_ubl_are_inside() -> None:
    frozen = a_frozen_offer()
    files = attached(content(seal_offer(frozen=frozen, at=MONDAY).digest))

    assert set(files) == {"offer.json", "quotation.xml"}
    assert digest(files["offer.json"]) == frozen.digest
    assert is_valid(files["quotation.xml"])
    total = etree.fromstring(files["quotation.xml"]).findtext(".//{*}QuotedMonetaryTotal/{*}PayableAmount")
    assert total == "992.00"


def test_what_proves_prices_is_in_no_file_of_the_customer() -> None:
    pdf = sealed_bytes()

    assert all(secret not in b"".join(attached(pdf).values()) for secret in (b"240.00", b"480.00", b"trace", b"ZPRO"))


def test_an_offer_is_sealed_once() -> None:
    frozen = a_frozen_offer()

    assert seal_offer(frozen=frozen, at=MONDAY) == seal_offer(frozen=frozen, at=now())
    assert StoredFile.objects.count() == SealedFile.objects.count() == 1


def test_of_two_workers_that_seal_at_once_the_first_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = a_frozen_offer()
    first = seal_offer(frozen=frozen, at=MONDAY)
    monkeypatch.setattr("prosfora.offers.services.sealing.sealed_file", lambda _: None)  # not seen yet by the second

    assert seal_offer(frozen=frozen, at=MONDAY) == first
    assert content(first.digest)


def test_paper_before_the_seal_is_the_same_each_time() -> None:
    frozen = a_frozen_offer()

    assert paper_of(frozen) == paper_of(frozen)


STRANGE = ["螺栓 M8", "a\x01b", "x\x00y", "\\ \" '", "🔩👩‍🔧", "ไทย", "\ud7ff\ufffe", "ა" * 200]


@pytest.mark.parametrize("text", STRANGE)
def test_a_sign_that_no_font_shows_never_stops_an_offer(text: str) -> None:
    frozen = a_frozen_offer(items=(an_item(text=text, note=text),))
    pdf = content(seal_offer(frozen=frozen, at=MONDAY).digest)

    assert breaches(pdf) == []
    assert digest(attached(pdf)["offer.json"]) == frozen.digest  # there the text is whole
    assert "992.00" in PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_without_a_key_a_demo_key_is_made_once_and_says_what_it_is(tmp_path: Path) -> None:
    sealed = seal_offer(frozen=a_frozen_offer(), at=MONDAY)
    kept = (tmp_path / DEMO_FILE).read_bytes()
    seal_offer(frozen=freeze_offer(offer=an_offer("20000043"), proof=a_proof(), at=MONDAY), at=MONDAY)

    assert sealed.is_demo
    assert "DEMO" in sealed.signer
    assert "DEMO" in seen_by_pdfsig(content(sealed.digest), tmp_path)
    assert (tmp_path / DEMO_FILE).read_bytes() == kept
    assert (tmp_path / DEMO_FILE).stat().st_mode & 0o077 == 0
    assert SealedFile.objects.values_list("certificate", flat=True).distinct().count() == 1


def with_key(settings: Any, folder: Path, made: bytes, passphrase: str = "secret") -> None:
    (folder / "seal.p12").write_bytes(made)
    settings.SEAL_KEY_FILE, settings.SEAL_PASSPHRASE = str(folder / "seal.p12"), passphrase


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_the_companys_own_key_seals(tmp_path: Path, settings: Any, kind: str) -> None:
    authority = Authority(now())
    own = authority.seal(ec.generate_private_key(ec.SECP384R1()) if kind == "ec" else None)
    with_key(settings, tmp_path, own.as_pkcs12("secret", authority.root.certificate))

    sealed = seal_offer(frozen=a_frozen_offer(), at=now())
    pdf = content(sealed.digest)

    assert (sealed.signer, sealed.is_demo, sealed.level) == ("CN=Aegean Fasteners", False, "B-B")
    assert seen_by_pyhanko(pdf, authority).bottom_line
    assert "Signature is Valid." in seen_by_pdfsig(pdf, tmp_path)
    assert breaches(pdf) == []
    assert not (tmp_path / DEMO_FILE).exists()


def test_a_new_key_in_the_same_place_is_taken_without_a_restart(tmp_path: Path, settings: Any) -> None:
    authority = Authority(now())
    with_key(settings, tmp_path, authority.seal().as_pkcs12("secret"))
    before = seal_key().fingerprint

    with_key(settings, tmp_path, authority.seal().as_pkcs12("secret"))

    assert seal_key().fingerprint != before


def test_a_key_that_does_not_do_is_refused_with_what_to_do(tmp_path: Path, settings: Any) -> None:
    authority = Authority(now())
    ended = authority.seal(end=now() - dt.timedelta(days=1)).as_pkcs12("secret")
    frozen = a_frozen_offer()

    settings.SEAL_KEY_FILE = str(tmp_path / "nowhere.p12")
    with pytest.raises(CannotSeal, match="PROSFORA_SEAL_KEY_FILE"):
        seal_offer(frozen=frozen, at=now())
    with_key(settings, tmp_path, authority.seal().as_pkcs12("secret"), passphrase="wrong")
    with pytest.raises(CannotSeal, match="PROSFORA_SEAL_PASSPHRASE"):
        seal_offer(frozen=frozen, at=now())
    with_key(settings, tmp_path, b"no key at all")
    with pytest.raises(CannotSeal, match="cannot be opened"):
        seal_offer(frozen=frozen, at=now())
    with_key(settings, tmp_path, ended)
    with pytest.raises(CannotSeal, match="valid from"):
        seal_offer(frozen=frozen, at=now())

    assert not SealedFile.objects.exists()


def test_a_token_that_is_not_there_is_told(settings: Any) -> None:
    settings.SEAL_PKCS11 = {"module": "/nowhere.so", "token": "seals", "label": "seal", "pin": "1234"}

    with pytest.raises(CannotSeal, match="PROSFORA_SEAL_PKCS11_MODULE"):
        seal_offer(frozen=a_frozen_offer(), at=MONDAY)
    assert not SealedFile.objects.exists()


def test_a_time_stamp_service_makes_it_b_t(tmp_path: Path, settings: Any) -> None:
    with serving(now()) as authority:
        with_key(settings, tmp_path, authority.seal().as_pkcs12("secret", authority.root.certificate))
        settings.SEAL_TSA = f"{authority.address}/tsa"
        sealed = seal_offer(frozen=a_frozen_offer(), at=now())

    status = seen_by_pyhanko(content(sealed.digest), authority)
    assert sealed.level == "B-T"
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.valid
    assert status.timestamp_validity.trusted
    assert breaches(content(sealed.digest)) == []


def test_with_trust_roots_everything_to_check_it_later_goes_into_the_file(tmp_path: Path, settings: Any) -> None:
    with serving(now()) as authority:
        with_key(settings, tmp_path, authority.seal().as_pkcs12("secret", authority.root.certificate))
        settings.SEAL_TSA = f"{authority.address}/tsa"
        settings.SEAL_TRUST_ROOTS = str(authority.trust_file(tmp_path))
        sealed = seal_offer(frozen=a_frozen_offer(), at=now())
    pdf = content(sealed.digest)

    assert sealed.level == "B-LT"
    with pikepdf.open(BytesIO(pdf)) as document:
        assert len(document.Root.DSS.CRLs) >= 1
        assert len(document.Root.DSS.Certs) >= 2
    status = seen_by_pyhanko(pdf, authority)
    assert status.bottom_line
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert breaches(pdf) == []


def test_a_time_stamp_service_that_is_down_is_told(tmp_path: Path, settings: Any) -> None:
    settings.SEAL_TSA = "http://127.0.0.1:9/tsa"

    with pytest.raises(CannotSeal, match="PROSFORA_SEAL_TSA"):
        seal_offer(frozen=a_frozen_offer(), at=MONDAY)
    assert not SealedFile.objects.exists()


def test_a_process_that_serves_pages_loads_neither_pyhanko_nor_typst() -> None:
    heavy = "{'pyhanko', 'typst', 'aiohttp', 'lxml'}"
    code = f"import prosfora.site.wsgi, prosfora.site.urls, sys; print({heavy} & {{*sys.modules}})"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
