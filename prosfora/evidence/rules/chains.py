"""A journal chain outside the database: one canonical JSON line for each entry, checked link by link."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from prosfora.audit.rules import GENESIS, Entry, canonical, hashed_form, link_hash

HASHES = ("previous_hash", "hash")
FIELDS = frozenset(
    {
        "at", "actor_id", "actor", "channel", "verb", "kind", "key", "label", "scope", "related", "changes", "data",
        "reason", "sequence", *HASHES,
    }
)  # fmt: skip


class Linked(Entry, Protocol):
    """An entry with its place in the chain."""

    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a chain at one line (from 1)."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain as read: its entries as JSON, and what is wrong with it."""

    kind: str
    key: str
    entries: tuple[Mapping[str, Any], ...]
    faults: tuple[Fault, ...]

    def hash_at(self, sequence: int) -> str | None:
        """The hash of the entry with that number; None where there is none."""
        return next((one["hash"] for one in self.entries if one["sequence"] == sequence), None)

    def noted(self, word: str) -> set[str]:
        """Every text that entries note as data, of the verbs that have this word in them ("issue")."""
        noted = (one["data"] for one in self.entries if word in str(one["verb"]).split("_"))
        return {value for data in noted if isinstance(data, dict) for value in data.values() if isinstance(value, str)}


def chain_text(entries: Iterable[Linked]) -> bytes:
    """A chain as its lines."""
    lines = (canonical({**hashed_form(one), "previous_hash": one.previous_hash, "hash": one.hash}) for one in entries)
    return "".join(f"{line}\n" for line in lines).encode()


def read_chain(content: bytes, *, kind: str, key: str) -> Chain:
    """A chain from its lines, with everything that is wrong with it."""
    entries: list[Mapping[str, Any]] = []
    faults: list[Fault] = []
    sequence, previous = 0, GENESIS
    lines = content.split(b"\n")
    if lines[-1]:
        faults.append(Fault(len(lines), "the last line does not end: the file was cut off"))
    for number, line in enumerate(lines[:-1] if not lines[-1] else lines, 1):
        entry = _entry(line)
        if entry is None:
            faults.append(Fault(number, "this line is not an entry as the journal writes it"))
            continue
        faults += [Fault(number, sentence) for sentence in _wrong(entry, kind, key, sequence, previous)]
        sequence, previous = entry["sequence"], entry["hash"]
        entries.append(entry)
    if not entries and not faults:
        faults.append(Fault(1, "the chain is empty"))
    return Chain(kind, key, tuple(entries), tuple(faults))


def _entry(line: bytes) -> dict[str, Any] | None:
    """The entry of a line, None where the line is not exactly what the journal would write."""
    try:
        entry = json.loads(line.decode())
        is_same = isinstance(entry, dict) and canonical(entry).encode() == line
    except (ValueError, RecursionError):
        return None
    if not is_same or entry.keys() != FIELDS:
        return None
    return entry if type(entry["sequence"]) is int and all(isinstance(entry[name], str) for name in HASHES) else None


def _wrong(entry: Mapping[str, Any], kind: str, key: str, sequence: int, previous: str) -> Iterator[str]:
    if (entry["kind"], entry["key"]) != (kind, key):
        yield f"this entry is of {entry['kind']} {entry['key']}, not of {kind} {key}"
    if entry["sequence"] != sequence + 1:
        yield f"entry {entry['sequence']} follows entry {sequence}: entries were removed, added or put in another order"
    if entry["previous_hash"] != previous:
        yield f"entry {entry['sequence']} does not follow from the entry before it"
    told = {name: value for name, value in entry.items() if name not in HASHES}
    if entry["hash"] != link_hash(entry["previous_hash"], told):
        yield f"entry {entry['sequence']} is not what was written: its hash does not fit its content"
