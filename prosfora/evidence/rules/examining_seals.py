"""The seals over the ends of chains, the statements that bear them, and the certificates of all seals."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from prosfora.evidence.rules.chains import Chain
from prosfora.evidence.rules.findings import Check, Finding, KeyUsed, told
from prosfora.evidence.rules.heads import HeadProof, NoStatement, Statement, led_to, read_proofs, read_statement
from prosfora.evidence.rules.keys import fingerprint_of_pem, key_of
from prosfora.evidence.rules.layout import PROOFS, SIGNATURE, STATEMENT, STATEMENTS, certificate_file, seal_file
from prosfora.evidence.rules.signatures import BadSeal, checked_seal, digests

type Files = Mapping[str, bytes]
type Chains = Mapping[tuple[str, str], Chain]


def seal_findings(files: Files, chains: Chains) -> tuple[list[Finding], list[KeyUsed], list[str]]:
    """What is found of the seals over heads, the keys they were made with, and which entries no seal covers."""
    findings: list[Finding] = []
    keys: list[KeyUsed] = []
    sealed: dict[tuple[str, str], int] = {}
    numbers = sorted({int(name.split("/")[1]) for name in files if name.startswith("seals/") and name.count("/") == 2})
    for number in numbers:
        content = files.get(seal_file(number, STATEMENT), b"")
        problem, used = _signed(content, files.get(seal_file(number, SIGNATURE), b""), number)
        findings.append(Finding(Check.HEADS_SEAL, seal_file(number, STATEMENT), problem))
        keys += used
        place = seal_file(number, PROOFS)
        try:
            proofs = read_proofs(files.get(place, b""))
            root = read_statement(content).root
        except NoStatement as error:
            findings.append(Finding(Check.HEADS, place, str(error)))
            continue
        findings += told(Check.HEADS, place, list(_wrong_heads(proofs, root, chains)))
        sealed |= {(one.head.kind, one.head.key): one.head.sequence for one in proofs}
    if numbers:
        findings += told(Check.HEADS_ORDER, STATEMENTS, list(_wrong_order(files, numbers)))
    return findings, keys, list(_not_covered(chains, sealed))


def _signed(content: bytes, signature: bytes, number: int) -> tuple[str, list[KeyUsed]]:
    try:
        seal = checked_seal(signature, digests(content))
        is_right = read_statement(content).number == number
    except (BadSeal, NoStatement) as error:
        return str(error), []
    return ("" if is_right else "it is the statement of another day"), [key_of(seal)]


def _wrong_heads(proofs: Sequence[HeadProof], root: str, chains: Chains) -> Iterator[str]:
    if not proofs:
        yield "it proves no chain"
    for proof in proofs:
        head = proof.head
        chain = chains.get((head.kind, head.key))
        if led_to(proof) != root:
            yield f"the way from {head.kind} {head.key} does not lead to the sealed root"
        elif chain is None:
            yield f"the sealed chain of {head.kind} {head.key} is not in the bundle"
        elif chain.hash_at(head.sequence) != head.hash:
            yield f"entry {head.sequence} of {head.kind} {head.key} is missing or not the one that was sealed"


def _wrong_order(files: Files, numbers: Sequence[int]) -> Iterator[str]:
    """What is wrong with the line of statements from the first seal in the bundle to the last."""
    statements: list[Statement] = []
    for number, line in enumerate(files.get(STATEMENTS, b"").split(b"\n")[:-1], 1):
        try:
            statements.append(read_statement(line))
        except NoStatement as error:
            yield f"line {number}: {error}"
            return
    if [one.number for one in statements] != list(range(numbers[0], numbers[-1] + 1)):
        yield f"it does not hold the statements {numbers[0]} to {numbers[-1]}"
        return
    if b"".join(one.content + b"\n" for one in statements) != files.get(STATEMENTS):
        yield "it is not written as statements are"
    for before, after in pairwise(statements):
        if after.previous != before.digest:
            yield f"statement {after.number} does not follow from statement {before.number}"
        if after.sealed_at < before.sealed_at:
            yield f"statement {after.number} is older than statement {before.number}"
    here = {one.number: one.content for one in statements}
    for number in numbers:
        if here[number] != files.get(seal_file(number, STATEMENT)):
            yield f"statement {number} is another than the one that bears the seal"


def _not_covered(chains: Chains, sealed: Mapping[tuple[str, str], int]) -> Iterator[str]:
    for named, chain in chains.items():
        last = chain.entries[-1]["sequence"] if chain.entries else 0
        covered = sealed.get(named, 0)
        if covered < last:
            since = f"after entry {covered}" if covered else "at all"
            yield (
                f"no seal of heads covers the journal of {named[0]} {named[1]} {since}: "
                f"entries {covered + 1} to {last} are proven to follow one another, not to be all"
            )


def certificate_findings(files: Files) -> list[Finding]:
    """Whether every certificate lies under its own fingerprint."""
    return [
        Finding(Check.CERTIFICATES, name, "" if right else "it is not the certificate that its name tells")
        for name in sorted(files)
        if name.startswith("certificates/")
        for right in [certificate_file(fingerprint_of_pem(files[name]) or "") == name]
    ]


def keys_in(files: Files) -> set[str]:
    """The fingerprints of the certificates in a bundle."""
    found = (fingerprint_of_pem(content) for name, content in files.items() if name.startswith("certificates/"))
    return {fingerprint for fingerprint in found if fingerprint}


def key_findings(
    used: Sequence[KeyUsed], there: Collection[str] | None, expected: Collection[str]
) -> Iterator[Finding]:
    """Whether what was used is there (None: nothing is), is expected, and nothing else is there."""
    for key in used:
        if there is not None and key.fingerprint not in there:
            place = certificate_file(key.fingerprint)
            yield Finding(Check.CERTIFICATES, place, f"the certificate of {key.subject} is not in the bundle")
        if expected:
            problem = "" if key.fingerprint in expected else f"sealed with the key of {key.subject} ({key.fingerprint})"
            yield Finding(Check.KEY, key.fingerprint, problem)
    for fingerprint in sorted(set(there or ()) - {key.fingerprint for key in used}):
        yield Finding(Check.CERTIFICATES, certificate_file(fingerprint), "nothing was sealed with this certificate")
