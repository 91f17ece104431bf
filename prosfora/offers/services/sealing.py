"""Sealing: the frozen offer becomes a sealed PDF/A-3, made once, kept for ever. The worker's work."""

import datetime as dt

from django.db import IntegrityError, transaction

from prosfora.files.services import store
from prosfora.offers.models import FrozenOffer, SealedFile
from prosfora.offers.queries.frozen import content_of
from prosfora.offers.queries.paper import paper_of
from prosfora.offers.queries.sealed import OFFER, sealed_file
from prosfora.offers.rules.seals import Seal


def seal_offer(*, frozen: FrozenOffer, at: dt.datetime) -> SealedFile:
    """The sealed PDF of a frozen offer, made and kept where it is not there yet.

    May run more than once, and twice at the same time: the first row stands, and a file that nobody names does no harm.
    Raises CannotSeal, CannotStore, DamagedOffer.
    """
    kept = sealed_file(frozen)
    if kept is not None:
        return kept
    from prosfora.offers.services.pades import sealed  # pyHanko, 27 MB that only processes that seal need

    company = content_of(frozen).company
    reason = f"Quotation {frozen.number}, content SHA-256 {frozen.digest}"
    seal = sealed(paper_of(frozen), reason=reason, by=company.legal_name, place=company.city, at=at)
    return keep_sealed(frozen=frozen, kind=OFFER, seal=seal, at=at)


def keep_sealed(*, frozen: FrozenOffer, kind: str, seal: Seal, at: dt.datetime) -> SealedFile:
    """Keep sealed bytes, and who sealed them, with the offer they belong to; where that was done already, those stay.

    Not atomic as a whole: the disk is written before the database is locked. Raises CannotStore.
    """
    file = store(content=seal.content, media_type="application/pdf", at=at)
    try:
        with transaction.atomic():
            return SealedFile.objects.create(
                frozen=frozen,
                kind=kind,
                digest=file.digest,
                level=seal.level,
                certificate=seal.certificate,
                signer=seal.signer,
                is_demo=seal.is_demo,
                sealed_at=at,
            )
    except IntegrityError:
        return SealedFile.objects.get(frozen=frozen, kind=kind)
