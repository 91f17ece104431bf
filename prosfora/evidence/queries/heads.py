"""The ends of chains: which moved, and which were sealed."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from prosfora.audit.models import JournalEntry
from prosfora.evidence.models import HeadsSeal, SealedHead
from prosfora.evidence.rules.heads import Head, in_order

COLUMNS = ("kind", "key", "sequence", "hash")


def last_seal() -> HeadsSeal | None:
    """The newest seal of heads; None where none was made yet."""
    return HeadsSeal.objects.order_by("-number").first()


def moved_heads() -> list[Head]:
    """The last entry of every chain whose last entry no seal has yet, in the order of a statement; one statement."""
    same = {"kind": OuterRef("kind"), "key": OuterRef("key")}
    following = JournalEntry.objects.filter(**same, sequence=OuterRef("sequence") + 1)
    sealed = SealedHead.objects.filter(**same, sequence=OuterRef("sequence"))
    rows = JournalEntry.objects.filter(~Exists(following), ~Exists(sealed)).values_list(*COLUMNS)
    return in_order(Head(*row) for row in rows.iterator(chunk_size=2000))


def heads_of(seal: HeadsSeal) -> Iterator[Head]:
    """The heads of one seal in their order, in constant memory."""
    rows = SealedHead.objects.filter(seal=seal).order_by("place").values_list(*COLUMNS)
    return (Head(*row) for row in rows.iterator(chunk_size=2000))


def heads_gone() -> Iterator[tuple[int, Head]]:
    """The sealed heads that the journal no longer has, or has with another hash, each behind the number of its seal."""
    entry = JournalEntry.objects.filter(
        kind=OuterRef("kind"), key=OuterRef("key"), sequence=OuterRef("sequence"), hash=OuterRef("hash")
    )
    rows = SealedHead.objects.filter(~Exists(entry)).order_by("pk").values_list("seal__number", *COLUMNS)
    return ((number, Head(*head)) for number, *head in rows.iterator(chunk_size=2000))
