"""The whole journal against its chains and against the sealed heads, in constant memory."""

from collections.abc import Iterator
from dataclasses import dataclass

from prosfora.audit.queries import verify_all
from prosfora.audit.rules import GENESIS
from prosfora.evidence.models import HeadsSeal
from prosfora.evidence.queries.heads import heads_gone, heads_of
from prosfora.evidence.rules.heads import NoStatement, block_roots, read_statement, root_of
from prosfora.evidence.rules.signatures import BadSeal, checked_seal, digests

SENTENCES = {
    "gap": "the entry before this one is missing",
    "previous_hash": "it does not follow from the entry before it",
    "content": "it is not what was written: somebody changed it afterwards",
}


@dataclass(frozen=True, slots=True)
class Tampering:
    """One thing that is wrong: where, and what it means."""

    place: str
    problem: str


def tampering() -> Iterator[Tampering]:
    """Everything that is wrong with the journal, its chains and their sealed heads; nothing where all is whole.

    What was taken off the end of a chain, or whole, after the last seal is not found: nothing knows of it.
    """
    for entry, reason in verify_all():
        yield Tampering(f"{entry.kind} {entry.key} entry {entry.sequence}", SENTENCES[reason])
    for seal, head in heads_gone():
        yield Tampering(
            f"{head.kind} {head.key} entry {head.sequence}",
            f"it was the last one when the seal of heads {seal} was made, and is gone or another: "
            "the chain was written again, cut off or deleted",
        )
    yield from _wrong_seals()


def _wrong_seals() -> Iterator[Tampering]:
    number, previous = 0, GENESIS
    for seal in HeadsSeal.objects.order_by("number").iterator(chunk_size=100):
        place = f"seal of heads {seal.number}"
        if seal.number != number + 1:
            yield Tampering(place, f"the seal before it is number {number}: seals were taken away")
        yield from (Tampering(place, problem) for problem in _wrong(seal, previous))
        number, previous = seal.number, seal.digest


def _wrong(seal: HeadsSeal, previous: str) -> Iterator[str]:
    content = seal.content.encode()
    try:
        told = read_statement(content)
        mark = checked_seal(bytes(seal.signature), digests(content))
    except (NoStatement, BadSeal) as error:
        yield str(error)
        return
    if (told.number, told.digest, mark.fingerprint) != (seal.number, seal.digest, seal.certificate):
        yield "its number, fingerprint or certificate is another than the sealed statement's"
    if told.previous != previous:
        yield "it does not follow from the seal before it"
    blocks = list(block_roots(heads_of(seal)))
    if blocks != seal.blocks or root_of(blocks) != told.root or seal.heads.count() != told.count:
        yield "its list of heads is not the one that was sealed: heads were changed, removed or added"
