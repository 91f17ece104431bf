"""Sealing the ends of all chains: what one chain cannot show, that it is still there, the sealed list of all shows."""

import datetime as dt

from django.db import transaction

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, System, record
from prosfora.evidence.models import HeadsSeal, SealedHead
from prosfora.evidence.queries.heads import last_seal, moved_heads
from prosfora.evidence.rules.heads import Head, block_roots, root_of, statement
from prosfora.jobs.tasks import job
from prosfora.kit.clock import now
from prosfora.kit.database import bulk_append, one_after_another


@transaction.atomic
def seal_heads(*, by: Actor, at: dt.datetime) -> HeadsSeal | None:
    """Seal the heads of all chains that moved since the last seal, which the new one names; None where none moved.

    The seal itself is journalled, so that its own chain is among the next heads. Raises CannotSeal.
    """
    from prosfora.evidence.services.signing import signed  # pyHanko, 40 MB that only processes that seal need

    one_after_another(["seal_heads"])
    heads, before = moved_heads(), last_seal()
    if not heads:
        return None
    blocks = list(block_roots(heads))
    made = statement(
        number=before.number + 1 if before else 1,
        at=at,
        previous=before.digest if before else "",
        count=len(heads),
        root=root_of(blocks),
    )
    mark = signed(made.content, at)
    seal = HeadsSeal.objects.create(
        number=made.number,
        content=made.content.decode(),
        digest=made.digest,
        blocks=blocks,
        signature=mark.signature,
        certificate=mark.certificate,
        signer=mark.signer[:200],
        is_demo=mark.is_demo,
        sealed_at=at,
    )
    bulk_append([_row(seal, place, head) for place, head in enumerate(heads)])
    told = {"count": made.count, "root": made.root, "statement": made.digest, "certificate": mark.certificate}
    record(verb="seal_heads", subject=Subject("seal", str(made.number)), by=by, at=at, data=told, fresh=True)
    return seal


def _row(seal: HeadsSeal, place: int, head: Head) -> SealedHead:
    return SealedHead(seal=seal, place=place, kind=head.kind, key=head.key, sequence=head.sequence, hash=head.hash)


@job(tries=6)
def seal_heads_daily() -> None:
    """The daily seal; a second run in one day seals what moved since."""
    seal_heads(by=System(), at=now())
