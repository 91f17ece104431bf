"""Sealed heads: one statement over the ends of many chains, from which each is proven without telling of the others.

The heads are put in order of kind and key; each is hashed, the hashes are hashed in pairs up to one root (the tree of
RFC 9162, but over hexadecimal text, so that `printf` and `sha256sum` can follow it). A statement names the root, how
many heads it is over, and the hash of the statement before it.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from prosfora.audit.rules import GENESIS, canonical

FORMAT = "prosfora-heads/1"
BLOCK = 1024  # heads whose common root is kept, so that one head is proven from its own block


class NoStatement(ValueError):
    """Bytes that are no statement of ours."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of one chain when it was sealed."""

    kind: str
    key: str
    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What is signed. `previous` is the SHA-256 of the statement before; of the first, 64 zeros."""

    format: str
    number: int
    sealed_at: str  # ISO 8601, UTC
    previous: str
    count: int
    root: str

    @property
    def content(self) -> bytes:
        """The very bytes that are signed."""
        return canonical(asdict(self)).encode()

    @property
    def digest(self) -> str:
        """What the next statement names."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Step:
    """A neighbour on the way from a head to the root: it stands on this side ("left", "right")."""

    side: str
    hash: str


@dataclass(frozen=True, slots=True)
class HeadProof:
    """One head and its way to the root of a statement."""

    head: Head
    path: tuple[Step, ...]


def statement(*, number: int, at: dt.datetime, previous: str, count: int, root: str) -> Statement:
    """A new statement; `previous` is the digest of the one before, "" for the first."""
    moment = at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return Statement(FORMAT, number, moment, previous or GENESIS, count, root)


def read_statement(content: bytes) -> Statement:
    """A statement from its bytes. Raises NoStatement where they are not exactly those of one."""
    try:
        made = Statement(**json.loads(content))
        is_same = made.content == content
    except (TypeError, ValueError, RecursionError) as error:
        raise NoStatement("it is not the JSON of a statement") from error
    kinds = (made.format == FORMAT, type(made.number) is int, type(made.count) is int)
    if not is_same or not all(kinds):
        raise NoStatement("it is not written as a statement is")
    return made


def leaf(head: Head) -> str:
    """The hash of one head."""
    return hashlib.sha256(f"head {canonical(asdict(head))}".encode()).hexdigest()


def pair(left: str, right: str) -> str:
    """The hash of two neighbours."""
    return hashlib.sha256(f"pair {left} {right}".encode()).hexdigest()


def root_of(leaves: Iterable[str]) -> str:
    """The root over hashes, in memory that grows with the logarithm of their number; 64 zeros over none."""
    waiting: list[tuple[int, str]] = []  # full subtrees, larger ones first: (how many leaves, root)
    for one in leaves:
        size, made = 1, one
        while waiting and waiting[-1][0] == size:
            made, size = pair(waiting.pop()[1], made), size * 2
        waiting.append((size, made))
    if not waiting:
        return GENESIS
    _, made = waiting.pop()
    while waiting:
        made = pair(waiting.pop()[1], made)
    return made


def path_to(place: int, leaves: Sequence[str]) -> tuple[Step, ...]:
    """The way from the leaf at a place (from 0) to the root, nearest neighbour first."""
    if len(leaves) < 2:
        return ()
    half = 1 << (len(leaves) - 1).bit_length() - 1  # the largest power of two below their number
    if place < half:
        return (*path_to(place, leaves[:half]), Step("right", root_of(leaves[half:])))
    return (*path_to(place - half, leaves[half:]), Step("left", root_of(leaves[:half])))


def led_to(proof: HeadProof) -> str:
    """The root that a proof leads to."""
    made = leaf(proof.head)
    for step in proof.path:
        made = pair(step.hash, made) if step.side == "left" else pair(made, step.hash)
    return made


def block_roots(heads: Iterable[Head]) -> Iterator[str]:
    """The roots of every BLOCK heads, which have the same root as the heads themselves."""
    block: list[str] = []
    for head in heads:
        block.append(leaf(head))
        if len(block) == BLOCK:
            yield root_of(block)
            block = []
    if block:
        yield root_of(block)


def in_order(heads: Iterable[Head]) -> list[Head]:
    """Heads as a statement puts them, whatever the database's idea of an alphabet is."""
    return sorted(heads, key=lambda head: (head.kind, head.key))


def proofs_text(proofs: Sequence[HeadProof]) -> bytes:
    """Proofs as one canonical JSON line each."""
    return "".join(f"{canonical(asdict(proof))}\n" for proof in proofs).encode()


def read_proofs(content: bytes) -> list[HeadProof]:
    """Proofs from their lines. Raises NoStatement where a line is not exactly that of a proof."""
    try:
        proofs = [_proof(json.loads(line)) for line in content.decode().splitlines()]
        is_same = proofs_text(proofs) == content
    except (TypeError, ValueError, KeyError, RecursionError) as error:
        raise NoStatement("a line is not the JSON of a proof") from error
    if not is_same or any(step.side not in ("left", "right") for one in proofs for step in one.path):
        raise NoStatement("it is not written as proofs are")
    return proofs


def _proof(stored: Any) -> HeadProof:
    return HeadProof(Head(**stored["head"]), tuple(Step(**step) for step in stored["path"]))
