"""The seal of a PDF, read from its bytes alone (ISO 32000-2, 12.8; PAdES, ETSI EN 319 142-1).

Every byte outside the place of the signature is under it, so that nothing of the PDF has to be understood to know
whether it is as it was sealed; what was added behind the last seal is not, and makes the check fail.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from prosfora.evidence.rules.der import length_of_value
from prosfora.evidence.rules.signatures import BadSeal, Seal, checked_seal, checked_stamp, digests

MOST_SEALS = 20
_RANGE = re.compile(
    rb"/ByteRange\s{0,4}\[\s{0,4}(\d{1,10})\s{1,4}(\d{1,10})\s{1,4}(\d{1,10})\s{1,4}(\d{1,10})\s{0,80}\]"
)
_HEXADECIMAL = re.compile(rb"<([0-9A-F]*)>")


@dataclass(frozen=True, slots=True)
class Revision:
    """One signature in a PDF and how far it reaches: what it covers ends before byte `end`."""

    seal: Seal
    end: int


def is_pdf(content: bytes) -> bool:
    """Whether bytes say that they are a PDF."""
    return content.startswith(b"%PDF-")


def checked_revisions(pdf: bytes) -> list[Revision]:
    """Every seal of a PDF, the first one first; the last one covers the file to its end. Raises BadSeal."""
    ranges = sorted(
        {tuple(map(int, found.groups())) for found in _RANGE.finditer(pdf)}, key=lambda one: one[2] + one[3]
    )
    if not ranges:
        raise BadSeal("the PDF carries no seal")
    if len(ranges) > MOST_SEALS:
        raise BadSeal(f"the PDF carries more than {MOST_SEALS} seals")
    revisions = [_revision(pdf, one) for one in ranges]
    if revisions[-1].end != len(pdf):
        rest = len(pdf) - revisions[-1].end
        raise BadSeal(f"{rest:,} bytes were added behind the last seal, from byte {revisions[-1].end} on")
    return revisions


def _revision(pdf: bytes, covered: Sequence[int]) -> Revision:
    """One seal. Raises BadSeal."""
    start, first, second, length = covered
    gap = pdf[first:second]
    found = _HEXADECIMAL.fullmatch(gap)
    if start != 0 or not first < second <= second + length <= len(pdf) or found is None:
        raise BadSeal("what the seal covers is not the whole PDF but for the place of the signature")
    given = bytes.fromhex(found[1].decode()) if len(found[1]) % 2 == 0 else b""
    signature = given[: length_of_value(given)]
    if not signature or given[len(signature) :].strip(b"\0"):
        raise BadSeal("the place of the signature holds something else beside it")
    end = second + length
    signed = digests(pdf[:first], pdf[second:end])
    try:
        return Revision(checked_seal(signature, signed), end)
    except BadSeal:
        if b"/DocTimeStamp" not in pdf[:end]:
            raise
        return Revision(checked_stamp(signature, signed), end)
