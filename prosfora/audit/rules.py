"""What a journal entry's hash covers, and what changed between two states of a record."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about: `kind` and `key` name the record for ever ("quotation", "20000042").

    `scope` is the sales area whose people may read the entry ("" for everybody); `related` names a second
    timeline that shows it, as "party:1000012".
    """

    kind: str
    key: str
    label: str = ""
    scope: str = ""
    related: str = ""


class Entry(Protocol):
    """A journal entry as the hash sees it."""

    at: dt.datetime
    actor_id: int | None
    actor: str
    channel: str
    verb: str
    kind: str
    key: str
    label: str
    scope: str
    related: str
    changes: dict[str, Any]
    data: dict[str, Any]
    reason: str
    sequence: int


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode


def canonical(value: object) -> str:
    """One spelling for equal data: sorted keys, no blanks, everything that is not JSON as its text."""
    return _encode(value)


def link_hash(previous: str, entry: Mapping[str, Any]) -> str:
    """SHA-256 over the previous entry's hash and this entry's canonical form, in hexadecimal."""
    return hashlib.sha256((previous + canonical(entry)).encode()).hexdigest()


def hashed_form(entry: Entry) -> dict[str, Any]:
    """The fields an entry's hash covers: everything but the hashes and the table's own id."""
    return {
        "at": entry.at.astimezone(dt.UTC).isoformat(),
        "actor_id": entry.actor_id,
        "actor": entry.actor,
        "channel": entry.channel,
        "verb": entry.verb,
        "kind": entry.kind,
        "key": entry.key,
        "label": entry.label,
        "scope": entry.scope,
        "related": entry.related,
        "changes": entry.changes,
        "data": entry.data,
        "reason": entry.reason,
        "sequence": entry.sequence,
    }


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[str | None]]:
    """Field by field what differs, as {field: [old, new]} in plain text; absent values are None."""
    changes: dict[str, list[str | None]] = {}
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if old is new:
            continue
        told = [None if old is None else str(old), None if new is None else str(new)]
        if told[0] != told[1]:
            changes[name] = told
    return changes
