"""What a verification finds: each check with its place, what it proves where it holds and means where it does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Check(StrEnum):
    """What is looked at, in the order in which it is told."""

    STRUCTURE = "structure"
    FILES = "files"
    FINGERPRINTS = "fingerprints"
    CERTIFICATES = "certificates"
    KEY = "key"
    OFFER = "offer"
    OFFER_SEAL = "offer_seal"
    OFFER_CONTENT = "offer_content"
    ACCEPTANCE = "acceptance"
    CHAIN = "chain"
    HEADS_SEAL = "heads_seal"
    HEADS = "heads"
    HEADS_ORDER = "heads_order"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A check in words: what is looked at, what follows where it holds, what where it does not."""

    looked_at: str
    proves: str
    otherwise: str


MEANINGS = {
    Check.STRUCTURE: Meaning(
        "the archive is, byte for byte, what its files make",
        "the archive is as it was exported",
        "somebody changed the archive, or it was damaged on its way",
    ),
    Check.FILES: Meaning(
        "exactly the files that belong to it are there",
        "no file was taken away or added",
        "files were taken away, added or renamed",
    ),
    Check.FINGERPRINTS: Meaning(
        "every file has the fingerprint that SHA256SUMS tells",
        "no file was changed after the export without SHA256SUMS being changed as well",
        "a file was changed after the export",
    ),
    Check.CERTIFICATES: Meaning(
        "every seal was made with a certificate that lies in the bundle",
        "you know with which keys everything was sealed: compare their fingerprints with what the company tells you",
        "something was sealed with another key, or a certificate was exchanged",
    ),
    Check.KEY: Meaning(
        "everything was sealed with a key that you named",
        "the holder of that key sealed it",
        "it was sealed with another key than the one you expect: it may be by somebody else",
    ),
    Check.OFFER: Meaning(
        "the offer's data is canonical and its fingerprint stands in the journal of the offer",
        "this is what was frozen when the offer was issued",
        "the offer's data is not what was issued",
    ),
    Check.OFFER_SEAL: Meaning(
        "the seal of the PDF covers the whole file and holds",
        "the PDF is, to the last byte, what the holder of the key sealed",
        "the PDF was changed after it was sealed, or was not sealed with this key",
    ),
    Check.OFFER_CONTENT: Meaning(
        "the offer's data and the UBL document are those inside the sealed PDF",
        "people, programs and the seal speak of the same offer",
        "data or UBL document are not those that were sealed",
    ),
    Check.ACCEPTANCE: Meaning(
        "the acceptance record's seal holds and its fingerprint stands in the journal of the offer",
        "this is what our server recorded of the acceptance",
        "the acceptance record was changed, or does not belong to this offer",
    ),
    Check.CHAIN: Meaning(
        "every entry of the journal is as it was written and follows from the one before it",
        "nothing was changed, removed, added or reordered between the first entry and the last one shown",
        "entries of the journal were changed, removed, added or put in another order",
    ),
    Check.HEADS_SEAL: Meaning(
        "the statement over the ends of the journal's chains bears a seal that holds",
        "the holder of the key knew these ends when he sealed them",
        "the statement was changed, or was not sealed with this key",
    ),
    Check.HEADS: Meaning(
        "the sealed ends are those of the chains in the bundle",
        "the entries up to the sealed one stood so when the statement was sealed",
        "a chain is not the one that was sealed: it was written again, or cut off",
    ),
    Check.HEADS_ORDER: Meaning(
        "the statements follow one another, each naming the one before",
        "no statement between them was taken away, exchanged or put in later",
        "statements were taken away, exchanged or put in later",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One check at one place (a file, where it can be a line); `problem` is "" where it holds."""

    check: Check
    place: str
    problem: str = ""

    @property
    def holds(self) -> bool:
        return not self.problem


@dataclass(frozen=True, slots=True)
class KeyUsed:
    """A certificate that something was sealed with. Nobody vouches for a demo key."""

    fingerprint: str
    subject: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found. `notes` say what is not proven though nothing is wrong."""

    what: str
    number: str
    findings: tuple[Finding, ...]
    keys: tuple[KeyUsed, ...]
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return all(finding.holds for finding in self.findings)


def told(check: Check, place: str, problems: Iterable[str]) -> list[Finding]:
    """A finding for each problem; one that holds where there is none."""
    return [Finding(check, place, problem) for problem in problems] or [Finding(check, place)]
