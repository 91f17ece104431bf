"""What a journal entry's hash covers, and what changed between two states of a record."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

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


def canonical(value: object) -> str:
    """One spelling for equal data: sorted keys, no blanks, everything that is not JSON as its text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def link_hash(previous: str, entry: Mapping[str, Any]) -> str:
    """SHA-256 over the previous entry's hash and this entry's canonical form, in hexadecimal."""
    return hashlib.sha256((previous + canonical(entry)).encode()).hexdigest()


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[str | None]]:
    """Field by field what differs, as {field: [old, new]} in plain text; absent values are None."""
    return {
        name: [_text(before.get(name)), _text(after.get(name))]
        for name in _ordered(before, after)
        if _text(before.get(name)) != _text(after.get(name))
    }


def _ordered(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[str]:
    return dict.fromkeys([*before, *after])


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
