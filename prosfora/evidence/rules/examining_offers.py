"""The files of one offer: its data, its sealed PDF with what is inside, its acceptance."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from prosfora.audit.rules import canonical
from prosfora.evidence.rules.attached import attached_files
from prosfora.evidence.rules.chains import Chain
from prosfora.evidence.rules.findings import Check, Finding, KeyUsed
from prosfora.evidence.rules.keys import key_of
from prosfora.evidence.rules.layout import ACCEPTANCE, OFFER, PDF, UBL, offer_file
from prosfora.evidence.rules.sealed_pdf import checked_revisions
from prosfora.evidence.rules.signatures import BadSeal

INSIDE = (OFFER, UBL)  # what the sealed PDF carries
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
        problem = problem or (_unnamed(record, chain, "acceptance") and _unnamed(record, chain, "accept"))
        findings.append(Finding(Check.ACCEPTANCE, offer_file(number, ACCEPTANCE), problem))
        keys += used
    return findings, keys


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
    return _unnamed(content, chain, "issue")


def _unnamed(content: bytes, chain: Chain | None, word: str) -> str:
    """What is wrong where no entry of the offer's journal with such a verb names the fingerprint of these bytes."""
    known = chain.noted(word) if chain else set()
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
            problem = "" if here in inside else "it is not the one inside the sealed PDF"
            yield Finding(Check.OFFER_CONTENT, place, problem)
