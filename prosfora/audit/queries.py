"""Reading the journal: timelines, change documents, the proof of a chain."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from prosfora.audit.models import JournalEntry


def timeline(kind: str, key: str) -> "QuerySet[JournalEntry]":
    """All entries of one record and those that name it as related, newest first."""
    about = Q(kind=kind, key=key) | Q(related=f"{kind}:{key}")
    return JournalEntry.objects.filter(about).order_by("-at", "-id")


def chain_heads(kind: str, keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    """The last sequence number and hash of each record's chain, in one query; records without entries are absent."""
    rows = JournalEntry.objects.filter(kind=kind, key__in=keys)
    heads: dict[str, tuple[int, str]] = {}
    for key, sequence, digest in rows.order_by("sequence").values_list("key", "sequence", "hash"):
        heads[key] = (sequence, digest)
    return heads
