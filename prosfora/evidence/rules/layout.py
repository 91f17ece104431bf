"""What lies where in an evidence bundle, and the two small files that say so."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prosfora.audit.rules import canonical

FORMAT = "prosfora-evidence/1"
README, SUMS, FACTS = "README.txt", "SHA256SUMS", "bundle.json"
OFFER, PDF, UBL, ACCEPTANCE = "offer.json", "offer.pdf", "quotation.xml", "acceptance.pdf"
STATEMENTS, STATEMENT, SIGNATURE, PROOFS = "seals/statements.jsonl", "statement.json", "statement.p7s", "heads.jsonl"
_SUM = re.compile(r"([0-9a-f]{64})  (\S+)\n")
_UNFIT = re.compile(r"[^A-Za-z0-9-]")


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """One statement over the heads of chains with its signature, and the proofs of the heads that the bundle holds."""

    number: int
    content: bytes
    signature: bytes
    proofs: bytes


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a bundle holds: files of each offer by number, chains by (kind, key), seals, certificates (PEM) by
    fingerprint. `statements` are the lines of all statements from the first of `seals` to the last.
    """

    number: str
    offers: Mapping[str, Mapping[str, bytes]]
    chains: Mapping[tuple[str, str], bytes]
    seals: Sequence[SignedStatement]
    statements: bytes
    certificates: Mapping[str, bytes]
    readme: bytes


def files_of(evidence: Evidence) -> dict[str, bytes]:
    """The files of a bundle by their names."""
    files = {
        README: evidence.readme,
        FACTS: facts_text(evidence.number, sorted(evidence.offers), sorted(evidence.chains)),
    }
    for number, parts in evidence.offers.items():
        files |= {offer_file(number, name): content for name, content in parts.items()}
    files |= {chain_file(kind, key): content for (kind, key), content in evidence.chains.items()}
    for seal in evidence.seals:
        signed = {STATEMENT: seal.content, SIGNATURE: seal.signature, PROOFS: seal.proofs}
        files |= {seal_file(seal.number, name): content for name, content in signed.items()}
    if evidence.seals:
        files[STATEMENTS] = evidence.statements
    files |= {certificate_file(fingerprint): pem for fingerprint, pem in evidence.certificates.items()}
    return {**files, SUMS: sums_text(files)}


def facts_text(number: str, offers: Sequence[str], chains: Sequence[tuple[str, str]]) -> bytes:
    """What a bundle is of, as canonical JSON."""
    told = {"format": FORMAT, "number": number, "offers": list(offers), "chains": [list(one) for one in chains]}
    return f"{canonical(told)}\n".encode()


def sums_text(files: Mapping[str, bytes]) -> bytes:
    """The fingerprint of every file, as `sha256sum` writes and checks it."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def read_sums(content: bytes) -> dict[str, str] | None:
    """The fingerprints by name; None where a line is not as `sums_text` writes it."""
    text = content.decode("utf-8", "replace")
    found = _SUM.findall(text)
    sums = {name: digest for digest, name in found}
    whole = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    return sums if whole == text else None


def offer_file(number: str, name: str) -> str:
    """Where a file of one offer lies."""
    return f"offers/{number}/{name}"


def chain_file(kind: str, key: str) -> str:
    """Where a chain lies; keys hold signs that names of files do not, so its hash stands behind it."""
    plain = _UNFIT.sub("-", f"{kind}-{key}")[:60]
    return f"journal/{plain}-{hashlib.sha256(canonical([kind, key]).encode()).hexdigest()[:8]}.jsonl"


def seal_file(number: int, name: str) -> str:
    """Where a file of one seal of heads lies."""
    return f"seals/{number:08}/{name}"


def certificate_file(fingerprint: str) -> str:
    """Where a certificate lies."""
    return f"certificates/{fingerprint}.pem"
