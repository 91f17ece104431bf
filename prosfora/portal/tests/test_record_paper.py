"""The acceptance record as a sealed file: PDF/A-3b, the seal intact for two tools, everything in print and inside."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import SalesDocument
from prosfora.files.queries import content
from prosfora.offers.models import SealedFile
from prosfora.offers.tests.archive import breaches
from prosfora.offers.tests.test_seals import is_whole, seen_by_pdfsig
from prosfora.portal.models import Acceptance
from prosfora.portal.queries.records import DamagedRecord, record_of
from prosfora.portal.services import Visitor, accept_offer
from prosfora.portal.services.sealing import seal_acceptance
from prosfora.portal.tests.builders import LATER, a_png, a_yes, link_again

CHOICES = {"group-10": ["20"], "chosen": ["40"]}
BROWSER = "Mozilla/5.0 (Android 16; Mobile; rv:150.0) 螺"  # a sign that none of our fonts has


def accepted(token: str) -> tuple[Acceptance, bytes]:
    """An acceptance with all there is, and its sealed file."""
    link = link_again(token)
    assert link is not None
    yes = a_yes(token, CHOICES, name="Μαρία Παπαδοπούλου", role="Υπεύθυνη αγορών", signature=a_png(700, 200))
    made = accept_offer(link=link, yes=yes, visitor=Visitor("203.0.113.9", BROWSER), at=LATER)
    seal_acceptance.call(made.pk)
    return made, content(SealedFile.objects.get(kind="acceptance").digest)


def test_the_sealed_record_is_pdf_a_3b_and_whole_for_two_tools(token: str, tmp_path: Path) -> None:
    _made, pdf = accepted(token)

    assert breaches(pdf) == []
    assert is_whole(pdf)
    assert "Signature is Valid." in seen_by_pdfsig(pdf, tmp_path)


def test_a_flipped_byte_is_found(token: str, tmp_path: Path) -> None:
    _made, pdf = accepted(token)
    changed = bytearray(pdf)
    changed[len(pdf) // 3] ^= 1

    assert not is_whole(bytes(changed))
    assert "Signature is Valid." not in seen_by_pdfsig(bytes(changed), tmp_path)


def test_it_says_who_did_what_when_and_from_where(token: str, offer: SalesDocument) -> None:
    made, pdf = accepted(token)
    paper = PdfReader(BytesIO(pdf))
    text = "".join(page.extract_text() for page in paper.pages).replace("\n", "")

    told = record_of(made)
    for fact in (
        "Μαρία Παπαδοπούλου", "Υπεύθυνη αγορών", "203.0.113.9", told.order, made.digest, told.offer_sha256,
        told.confirmed.sha256, "892.80", "Alternative to item 10", "Option", "2026-11-23 11:00:00 UTC",
    ):  # fmt: skip
        assert fact.replace(" ", "") in text.replace(" ", ""), fact
    inside = {name: files[0] for name, files in paper.attachments.items()}
    assert hashlib.sha256(inside["acceptance.json"]).hexdigest() == made.digest
    assert hashlib.sha256(inside["signature.png"]).hexdigest() == told.signature_sha256


def test_the_journal_says_to_whom_it_went(token: str, offer: SalesDocument) -> None:
    _made, pdf = accepted(token)

    entries = JournalEntry.objects.filter(verb="deliver_acceptance", key=offer.number)
    assert {entry.data["to"] for entry in entries} == {offer.responsible.email, "maria@papadopoulos.example"}
    assert {entry.data["pdf"] for entry in entries} == {hashlib.sha256(pdf).hexdigest()}


def test_a_record_changed_behind_the_triggers_is_noticed(token: str) -> None:
    made, _pdf = accepted(token)
    made.content = made.content.replace("Mobile", "Desktop")

    with pytest.raises(DamagedRecord):
        record_of(made)
