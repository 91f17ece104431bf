"""A seal holds over exactly what was sealed: no byte of PDF or signature can be changed unseen."""

import asyncio
import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from asn1crypto import cms
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from prosfora.evidence.rules.der import is_der
from prosfora.evidence.rules.examining import examine
from prosfora.evidence.rules.sealed_pdf import checked_revisions
from prosfora.evidence.rules.signatures import BadSeal, checked_seal, digests
from prosfora.evidence.services.signing import signed
from prosfora.evidence.tests.builders import flipped
from prosfora.kit.clock import now
from prosfora.offers.services import seal_keys
from prosfora.offers.services.pades import sealed
from prosfora.offers.tests.authority import Authority, serving
from tests.cast import MONDAY

CONTENT = b'{"count":3}'


def a_plain_pdf() -> bytes:
    target, writer = io.BytesIO(), pypdf.PdfWriter()
    writer.add_blank_page(99, 99)
    writer.write(target)
    return target.getvalue()


PLAIN = a_plain_pdf()


def breaks(check: Callable[..., object], *given: object) -> bool:
    try:
        check(*given)
    except BadSeal as error:
        return bool(str(error))
    return False


def pdf_holds(pdf: bytes) -> bool:
    return not breaks(checked_revisions, pdf)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return sealed(PLAIN, reason="Quotation 1", by="Aegean", place="Αθήνα", at=MONDAY).content


def test_a_seal_tells_whose_certificate_it_was_and_when_it_says_it_was_made() -> None:
    key = seal_keys.seal_key()
    seal = checked_seal(signed(CONTENT, MONDAY).signature, digests(CONTENT))
    assert (seal.fingerprint, seal.claimed_at, seal.stamped_at) == (key.fingerprint, MONDAY, None)
    assert "DEMO" in seal.signer


def test_other_content_is_not_what_was_sealed() -> None:
    signature = signed(CONTENT, MONDAY).signature
    for changed in (b"", CONTENT + b" ", flipped(CONTENT, 3)):
        with pytest.raises(BadSeal, match="changed after it was sealed"):
            checked_seal(signature, digests(changed))


@pytest.mark.parametrize("mask", [0x01, 0x02, 0x0A, 0x20, 0x80, 0xFF])
def test_no_byte_of_a_signature_can_be_changed(mask: int) -> None:
    signature = signed(CONTENT, MONDAY).signature
    covered = digests(CONTENT)
    missed = [
        place for place in range(len(signature)) if not breaks(checked_seal, flipped(signature, place, mask), covered)
    ]
    assert missed == []


def test_a_signature_that_was_cut_off_or_grew_does_not_hold() -> None:
    signature, covered = signed(CONTENT, MONDAY).signature, digests(CONTENT)
    for cut in range(0, len(signature), 7):
        assert breaks(checked_seal, signature[:cut], covered)
    assert breaks(checked_seal, signature + b"\0", covered)


def test_a_signature_without_content_of_its_own_is_wanted() -> None:
    signing = seal_keys.seal_key().signer.async_sign_general_data(
        CONTENT,
        "sha256",
        detached=False,
        use_cades=True,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=MONDAY),
    )
    assert breaks(checked_seal, asyncio.run(signing).dump(), digests(CONTENT))


def test_what_nobody_signed_has_no_place_in_a_signature() -> None:
    """Attributes beside the signature, certificates that are nobody's."""
    signature, covered = signed(CONTENT, MONDAY).signature, digests(CONTENT)
    info = cms.ContentInfo.load(signature)
    info["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes(
        [cms.CMSAttribute({"type": "content_type", "values": ["data"]})]
    )
    assert breaks(checked_seal, info.dump(force=True), covered)
    doubled = cms.ContentInfo.load(signature)
    doubled["content"]["certificates"] = [*doubled["content"]["certificates"]] * 2
    assert breaks(checked_seal, doubled.dump(force=True), covered)


def test_der_is_one_value_written_in_the_one_way() -> None:
    assert is_der(b"\x30\x03\x02\x01\x05")
    wrong = [
        b"",
        b"\x30",
        b"\x30\x80\x00\x00",
        b"\x30\x81\x03\x02\x01\x05",
        b"\x30\x03\x02\x01\x05\x00",
        b"\x30\x03\x02\x02\x05",
    ]
    assert not any(is_der(one) for one in [*wrong, b"\x30\x84\xff\xff\xff\xff", b"\x1f\x01\x00", b"\x30\x02" * 5_000])


class TestStamped:
    """With a key of an authority and a time-stamp service: certificates, stamp and all are under the same check."""

    @pytest.fixture
    def authority(self, tmp_path: Path, settings: Any) -> Iterator[Authority]:
        with serving(now()) as made:
            path = tmp_path / "seal.p12"
            path.write_bytes(made.seal().as_pkcs12("secret", made.root.certificate))
            settings.SEAL_KEY_FILE, settings.SEAL_PASSPHRASE = str(path), "secret"
            settings.SEAL_TSA = f"{made.address}/tsa"
            yield made

    def test_a_seal_of_heads_says_when_the_service_saw_it(self, authority: Authority) -> None:
        seal = checked_seal(signed(CONTENT, now()).signature, digests(CONTENT))
        assert seal.stamped_at is not None
        assert (seal.signer, seal.stamped_by) == ("CN=Aegean Fasteners", "CN=Test clock")

    @pytest.mark.parametrize(("mask", "step"), [(0x01, 1), (0xFF, 5)])
    def test_no_byte_of_it_can_be_changed(self, authority: Authority, mask: int, step: int) -> None:
        signature, covered = signed(CONTENT, now()).signature, digests(CONTENT)
        missed = [
            place
            for place in range(0, len(signature), step)
            if not breaks(checked_seal, flipped(signature, place, mask), covered)
        ]
        assert missed == []

    def test_sealed_pdfs_of_every_level_hold(self, authority: Authority, tmp_path: Path, settings: Any) -> None:
        stamped = sealed(PLAIN, reason="Quotation 1", by="Aegean", place="Αθήνα", at=now())
        settings.SEAL_TRUST_ROOTS = str(authority.trust_file(tmp_path))
        lasting = sealed(PLAIN, reason="Quotation 1", by="Aegean", place="Αθήνα", at=now())
        assert (stamped.level, lasting.level) == ("B-T", "B-LT")
        for seal in (stamped, lasting):
            (revision,) = checked_revisions(seal.content)
            assert (revision.end, revision.seal.stamped_by) == (len(seal.content), "CN=Test clock")
            assert not any(pdf_holds(flipped(seal.content, place)) for place in range(9, len(seal.content), 997))


class TestPdf:
    def test_a_sealed_pdf_holds(self, pdf: bytes) -> None:
        assert pdf_holds(pdf)
        report = examine(pdf, name="offer.pdf")
        assert (report.what, report.holds, len(report.keys)) == ("pdf", True, 1)

    def test_a_pdf_without_a_seal_says_so(self) -> None:
        report = examine(PLAIN, name="offer.pdf")
        assert [one.problem for one in report.findings] == ["the PDF carries no seal"]

    def test_no_byte_of_it_can_be_changed(self, pdf: bytes) -> None:
        """All classes: head, objects, the place of the signature, its padding, the range, the end, some by chance."""
        gap = pdf.index(b"/Contents <") + len(b"/Contents ")
        end = pdf.index(b">", gap)
        ends = {0, 5, 8, gap - 1, gap, gap + 1, gap + 2, end, end + 1, pdf.index(b"/ByteRange") + 14, len(pdf) - 1}
        chance = random.Random(3)
        places = ends | {chance.randrange(len(pdf)) for _ in range(150)} | set(range(end - 40, end + 60))
        missed = [
            (place, mask) for place in places for mask in (0x01, 0x20, 0xFF) if pdf_holds(flipped(pdf, place, mask))
        ]
        assert missed == []

    def test_the_signature_in_it_can_be_changed_nowhere(self, pdf: bytes) -> None:
        gap = pdf.index(b"/Contents <") + len(b"/Contents <")
        missed = [place for place in range(gap, gap + 2_400, 5) if pdf_holds(flipped(pdf, place))]
        assert missed == []

    def test_what_is_added_behind_the_seal_is_named(self, pdf: bytes) -> None:
        for more in (b"\n", b"%%EOF\n", PLAIN):
            with pytest.raises(BadSeal, match="added behind the last seal"):
                checked_revisions(pdf + more)

    def test_what_is_cut_off_is_missed(self, pdf: bytes) -> None:
        assert not any(pdf_holds(pdf[:-cut]) for cut in (1, 6, 200, len(pdf) // 2))

    def test_a_second_seal_covers_the_first(self, pdf: bytes) -> None:
        """The customer signs as well: both hold, and each is told."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import PdfSignatureMetadata, PdfSigner
        from pyhanko.sign.fields import SigSeedSubFilter

        more = PdfSignatureMetadata(field_name="Customer", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        signer = PdfSigner(more, signer=seal_keys.seal_key().signer)
        twice = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))).getvalue()
        assert len(checked_revisions(twice)) == 2
        assert not pdf_holds(flipped(twice, 5))
        assert not pdf_holds(flipped(twice, len(pdf) + 5))

    def test_a_range_that_leaves_something_out_is_refused(self, pdf: bytes) -> None:
        """Where more than the signature is left out, something could be put there."""
        start = pdf.index(b"/ByteRange [0 ") + len(b"/ByteRange [0 ")
        first = pdf[start : pdf.index(b" ", start)]
        wider = str(int(first) - 1).encode()
        assert not pdf_holds(pdf[:start] + wider + pdf[start + len(first) :])
