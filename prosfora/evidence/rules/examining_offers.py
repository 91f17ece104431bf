"""The files of one offer: its data, its sealed PDF with what is inside, its acceptance."""

import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from prosfora.audit.rules import canonical
from prosfora.evidence.rules.chains import Chain
from prosfora.evidence.rules.findings import Check, Finding, KeyUsed
from prosfora.evidence.rules.keys import key_of
from prosfora.evidence.rules.layout import ACCEPTANCE, OFFER, PDF, UBL, offer_file
from prosfora.evidence.rules.sealed_pdf import checked_revisions
from prosfora.evidence.rules.signatures import BadSeal

INSIDE = (OFFER, UBL)  # what the sealed PDF carries, under the same names
type Parts = Mapping[str, bytes | None]


def offer_findings(number: str, parts: Parts, chain: Chain | None) -> tuple[list[Finding], list[KeyUsed]]:
    """What is found of one offer, and the keys it was sealed with."""
    findings, keys = [Finding(Check.OFFER, offer_file(number, OFFER), _offer_problem(number, parts[OFFER], chain))], []
    if (pdf := parts[PDF]) is not None:
        problem, used = _seal(pdf)
        findings.append(Finding(Check.OFFER_SEAL, offer_file(number, PDF), problem))
        keys += used
        findings += [] if problem else _content_findings(number, pdf, parts)
    if (record := parts[ACCEPTANCE]) is not None:
        problem, used = _seal(record)
        problem = problem or _named(record, chain)
        findings.append(Finding(Check.ACCEPTANCE, offer_file(number, ACCEPTANCE), problem))
        keys += used
    return findings, keys


def attached_files(pdf: bytes) -> dict[str, bytes]:
    """The files inside a PDF by name; none where they cannot be read. For sealed PDFs of ours."""
    try:
        return {name: contents[0] for name, contents in pypdf.PdfReader(io.BytesIO(pdf)).attachments.items()}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return {}


def _offer_problem(number: str, content: bytes | None, chain: Chain | None) -> str:
    if content is None:
        return "this file is missing"
    try:
        offer: Any = json.loads(content)
        is_same = canonical(offer).encode() == content
    except (ValueError, RecursionError):
        return "it is not JSON"
    if not is_same or not isinstance(offer, dict):
        return "it is not written in canonical form"
    if offer.get("number") != number:
        return f"it is the offer {str(offer.get('number'))[:40]}, not {number}"
    return _named(content, chain)


def _named(content: bytes, chain: Chain | None) -> str:
    """What is wrong where the journal of the offer does not name these bytes."""
    known = chain.fingerprints() if chain else set()
    return "" if hashlib.sha256(content).hexdigest() in known else "the journal of the offer names another fingerprint"


def _seal(pdf: bytes) -> tuple[str, list[KeyUsed]]:
    try:
        return "", [key_of(revision.seal) for revision in checked_revisions(pdf)]
    except BadSeal as error:
        return str(error), []


def _content_findings(number: str, pdf: bytes, parts: Parts) -> Iterator[Finding]:
    inside = attached_files(pdf)
    for name in INSIDE:
        place, here = offer_file(number, name), parts[name]
        if here is None:
            yield Finding(Check.OFFER_CONTENT, place, "this file is missing; the sealed PDF holds it")
        else:
            problem = "" if inside.get(name) == here else "it is not the one inside the sealed PDF"
            yield Finding(Check.OFFER_CONTENT, place, problem)
