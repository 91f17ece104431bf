"""Reading the journal: timelines, last changes, the proof of a chain."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import Q, QuerySet

from prosfora.audit.models import JournalEntry
from prosfora.audit.rules import GENESIS, hashed_form, link_hash
from prosfora.kit.database import last_of_each


def timeline(kind: str, key: str) -> "QuerySet[JournalEntry]":
    """All entries of one record and those that name it as related, newest first."""
    about = Q(kind=kind, key=key) | Q(related=f"{kind}:{key}")
    return JournalEntry.objects.filter(about).order_by("-at", "-id")


def last_change(kind: str, key: str) -> JournalEntry | None:
    """The newest entry of one record: who touched it last, and when."""
    return JournalEntry.objects.filter(kind=kind, key=key).order_by("-sequence").first()


def last_placed(kind: str, key: str) -> JournalEntry | None:
    """The newest entry that names a sales area, else the newest: a verb that names none must not open the record."""
    rows = JournalEntry.objects.filter(kind=kind, key=key)
    return rows.exclude(scope="").order_by("-sequence").first() or rows.order_by("-sequence").first()


def chain_heads(kind: str, keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    """The last sequence number and hash of each record's chain; records without entries are absent."""
    if len(keys) == 1:
        head = last_change(kind, keys[0])
        return {} if head is None else {head.key: (head.sequence, head.hash)}
    tops = last_of_each(JournalEntry.objects.all(), "key", keys, order="sequence", where="kind", value=kind)
    return {key: (sequence, digest) for key, sequence, digest in tops.values_list("key", "sequence", "hash")}


def broken_links(entries: Iterable[JournalEntry]) -> Iterator[tuple[JournalEntry, str]]:
    """The entries whose place in their chain or whose content is not what was written, each with the reason code.

    `entries` come by kind, key and sequence. Reasons: `gap`, `previous_hash`, `content`.
    """
    chain, sequence, previous = ("", ""), 0, GENESIS
    for entry in entries:
        if (entry.kind, entry.key) != chain:
            chain, sequence, previous = (entry.kind, entry.key), 0, GENESIS
        if entry.sequence != sequence + 1:
            yield entry, "gap"
        if entry.previous_hash != previous:
            yield entry, "previous_hash"
        if entry.hash != link_hash(entry.previous_hash, hashed_form(entry)):
            yield entry, "content"
        sequence, previous = entry.sequence, entry.hash


def verify_chain(kind: str, key: str) -> list[tuple[JournalEntry, str]]:
    """Everything that is wrong with one record's chain; empty when it is whole."""
    return list(broken_links(JournalEntry.objects.filter(kind=kind, key=key).order_by("sequence")))


def verify_all() -> Iterator[tuple[JournalEntry, str]]:
    """Everything that is wrong with any chain, read in constant memory."""
    rows = JournalEntry.objects.order_by("kind", "key", "sequence")
    yield from broken_links(rows.iterator(chunk_size=2000))


def actors_of(kind: str, key: str, verbs: Collection[str]) -> set[int]:
    """The ids of the users who did some verbs to a record."""
    rows = JournalEntry.objects.filter(kind=kind, key=key, verb__in=verbs)
    return {actor for actor in rows.values_list("actor_id", flat=True) if actor is not None}
