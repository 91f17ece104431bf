"""Writing the journal, always in the transaction of the change it tells of."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import chain_heads
from prosfora.audit.rules import GENESIS, Subject, canonical, hashed_form, link_hash
from prosfora.kit.database import alike, bulk_insert, one_after_another

FEW = 20  # entries of everyday verbs go in one statement, those of an import in three cheaper ones
CHANNEL: ContextVar[str] = ContextVar("channel", default="command")  # set by middleware, API, importer, worker


class Actor(Protocol):
    """Whoever does a verb: a user, or the system itself."""

    @property
    def pk(self) -> Any: ...

    def get_username(self) -> str: ...


@dataclass(frozen=True, slots=True)
class System:
    """The product acting by itself: schedule, expiry, clean-up."""

    name: str = "system"
    pk: None = None

    def get_username(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry to be written by `record_all`."""

    subject: Subject
    changes: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    fresh: bool = False  # the record was just created: its chain has no head to look up


def record(
    *,
    verb: str,
    subject: Subject,
    by: Actor,
    at: dt.datetime,
    changes: Mapping[str, Sequence[str | None]] | None = None,
    data: Mapping[str, Any] | None = None,
    reason: str = "",
    fresh: bool = False,
) -> JournalEntry:
    """Write one entry at the end of the record's chain. Two statements (three on PostgreSQL), one where `fresh`.

    `changes` is {field: [before, after]} (audit.rules.changes_between); call inside the verb's transaction.
    """
    happening = Happening(subject, changes or {}, data or {}, fresh)
    return record_all(verb=verb, happenings=[happening], by=by, at=at, reason=reason)[0]


def record_all(
    *, verb: str, happenings: Sequence[Happening], by: Actor, at: dt.datetime, reason: str = ""
) -> list[JournalEntry]:
    """Write one entry per happening, each on its own record's chain, in a constant number of statements.

    All subjects are of one kind and different records.
    """
    if not happenings:
        return []
    kind = happenings[0].subject.kind
    known = [h.subject.key for h in happenings if not h.fresh]
    one_after_another([f"journal {kind} {key}" for key in known])
    heads = chain_heads(kind, known) if known else {}
    shared = JournalEntry(
        at=at, actor_id=by.pk, actor=by.get_username(), channel=CHANNEL.get(), verb=verb, kind=kind, reason=reason
    )
    entries = [_entry(shared, happening, heads.get(happening.subject.key, (0, GENESIS))) for happening in happenings]
    if len(entries) < FEW:
        return JournalEntry.objects.bulk_create(entries)
    return list(bulk_insert(entries))


def _entry(shared: JournalEntry, happening: Happening, head: tuple[int, str]) -> JournalEntry:
    subject = happening.subject
    entry = alike(
        shared,
        key=subject.key,
        label=subject.label[:200],
        scope=subject.scope,
        related=subject.related,
        changes={name: list(pair) for name, pair in happening.changes.items()},
        data=_plain(happening.data),
        sequence=head[0] + 1,
        previous_hash=head[1],
    )
    entry.hash = link_hash(entry.previous_hash, hashed_form(entry))
    return entry


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """`data` as JSON keeps it, so that the hash is the same before and after storing."""
    plain: dict[str, Any] = json.loads(canonical(data)) if data else {}
    return plain
