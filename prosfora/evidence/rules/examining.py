"""A bundle or a sealed PDF examined from its bytes alone: no database, no network, no clock."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prosfora.evidence.rules.archive import NotABundle, first_difference, unpack
from prosfora.evidence.rules.chains import Chain, read_chain
from prosfora.evidence.rules.examining_offers import offer_findings
from prosfora.evidence.rules.examining_seals import certificate_findings, key_findings, keys_in, seal_findings
from prosfora.evidence.rules.findings import Check, Finding, KeyUsed, Report, told
from prosfora.evidence.rules.keys import key_of
from prosfora.evidence.rules.layout import (
    ACCEPTANCE,
    FACTS,
    OFFER,
    PDF,
    PROOFS,
    README,
    SIGNATURE,
    STATEMENT,
    STATEMENTS,
    SUMS,
    UBL,
    chain_file,
    facts_text,
    read_sums,
)
from prosfora.evidence.rules.sealed_pdf import checked_revisions, is_pdf
from prosfora.evidence.rules.signatures import BadSeal

OF_AN_OFFER = frozenset({OFFER, PDF, UBL, ACCEPTANCE})
OF_A_SEAL = frozenset({STATEMENT, SIGNATURE, PROOFS})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a bundle says that it is of."""

    number: str
    offers: tuple[str, ...]
    chains: tuple[tuple[str, str], ...]


def examine(content: bytes, *, name: str, expected: Collection[str] = ()) -> Report:
    """Everything there is to find; `expected` are fingerprints of certificates that must have been used.

    Raises NotABundle where the bytes are neither a sealed PDF nor a bundle that can be read.
    """
    if is_pdf(content):
        return examine_pdf(content, name=name, expected=expected)
    files = unpack(content)
    facts = read_facts(files)
    place = first_difference(content, files)
    problem = "" if place is None else f"from byte {place} on it is not what its files make"
    findings = [Finding(Check.STRUCTURE, name, problem), *file_findings(files, facts)]
    chains = {one: _chain(files, one) for one in facts.chains}
    findings += certificate_findings(files)
    used: list[KeyUsed] = []
    for number in facts.offers:
        parts = {part: files.get(f"offers/{number}/{part}") for part in OF_AN_OFFER}
        found, keys = offer_findings(number, parts, chains.get(("quotation", number)))
        findings, used = findings + found, used + keys
    findings += [finding for chain in chains.values() for finding in _chain_findings(chain)]
    found, keys, notes = seal_findings(files, chains)
    used = list(dict.fromkeys(used + keys))
    notes += [
        f"offer {number} has no sealed PDF in the bundle: it was not sealed yet, or was taken out"
        for number in facts.offers
        if f"offers/{number}/{PDF}" not in files
    ]
    findings += [*found, *key_findings(used, keys_in(files), expected)]
    return Report("bundle", facts.number, _in_order(findings), tuple(used), tuple(notes))


def examine_pdf(content: bytes, *, name: str, expected: Collection[str] = ()) -> Report:
    """A sealed PDF by itself."""
    try:
        keys = [key_of(revision.seal) for revision in checked_revisions(content)]
        findings = [Finding(Check.OFFER_SEAL, name)]
    except BadSeal as error:
        keys, findings = [], [Finding(Check.OFFER_SEAL, name, str(error))]
    used = list(dict.fromkeys(keys))
    return Report("pdf", "", (*findings, *key_findings(used, None, expected)), tuple(used))


def read_facts(files: Mapping[str, bytes]) -> Facts:
    """What the bundle says that it is of. Raises NotABundle."""
    try:
        stored: dict[str, Any] = json.loads(files[FACTS])
        chains = tuple((str(kind), str(key)) for kind, key in stored["chains"])
        facts = Facts(str(stored["number"]), tuple(map(str, stored["offers"])), chains)
        is_same = facts_text(facts.number, facts.offers, facts.chains) == files[FACTS]
    except KeyError as error:
        raise NotABundle(f"it has no {error.args[0]}: it is no evidence bundle") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise NotABundle(f"{FACTS} cannot be read") from error
    if not is_same:
        raise NotABundle(f"{FACTS} is not written as that of a bundle of this format")
    return facts


def file_findings(files: Mapping[str, bytes], facts: Facts) -> Iterator[Finding]:
    """Which files are missing or too many, and which have not the fingerprint that is told."""
    sums = read_sums(files.get(SUMS, b""))
    if sums is None or SUMS not in files:
        yield Finding(
            Check.FILES, SUMS, "it is not there" if SUMS not in files else "it is not written as such a list is"
        )
        sums = {name: "" for name in files if name != SUMS}
    here, listed = files.keys() - {SUMS}, sums.keys()
    must = {README, FACTS, *(f"offers/{number}/{OFFER}" for number in facts.offers)}
    must |= {chain_file(kind, key) for kind, key in facts.chains}
    lost = [Finding(Check.FILES, name, "this file is missing") for name in sorted((listed | must) - here)]
    more = [
        Finding(Check.FILES, name, "this file does not belong here")
        for name in sorted(_strange(here, facts) | (here - listed))
    ]
    yield from [*lost, *more] or [Finding(Check.FILES, f"{len(files)} files")]
    for name in sorted(here & listed):
        if sums[name]:
            right = hashlib.sha256(files[name]).hexdigest() == sums[name]
            yield Finding(Check.FINGERPRINTS, name, "" if right else "its fingerprint is another than SHA256SUMS tells")


def _strange(names: Collection[str], facts: Facts) -> set[str]:
    """The files that a bundle of this format has no place for."""
    known = {README, FACTS, STATEMENTS, *(chain_file(kind, key) for kind, key in facts.chains)}
    known |= {f"offers/{number}/{part}" for number in facts.offers for part in OF_AN_OFFER}
    return {name for name in names if name not in known and not _is_of_seal(name) and not _is_certificate(name)}


def _is_of_seal(name: str) -> bool:
    folder, _, part = name.removeprefix("seals/").partition("/")
    return name.startswith("seals/") and folder.isdecimal() and len(folder) == 8 and part in OF_A_SEAL


def _is_certificate(name: str) -> bool:
    return name.startswith("certificates/") and name.endswith(".pem") and name.count("/") == 1


def _chain(files: Mapping[str, bytes], named: tuple[str, str]) -> Chain:
    return read_chain(files.get(chain_file(*named), b""), kind=named[0], key=named[1])


def _chain_findings(chain: Chain) -> list[Finding]:
    place = chain_file(chain.kind, chain.key)
    problems = [f"line {fault.line}: {fault.sentence}" for fault in chain.faults]
    return told(Check.CHAIN, place, problems)


def _in_order(findings: Collection[Finding]) -> tuple[Finding, ...]:
    order = list(Check)
    return tuple(sorted(findings, key=lambda finding: order.index(finding.check)))
