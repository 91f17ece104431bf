"""Freezing: the offer's canonical bytes are kept in the transaction that issues it."""

import datetime as dt
from dataclasses import replace

from django.db import transaction

from prosfora.offers.models import FrozenOffer
from prosfora.offers.rules.coding import canonical, digest
from prosfora.offers.rules.content import Offer
from prosfora.offers.rules.proof import PriceProof


@transaction.atomic
def freeze_offer(*, offer: Offer, proof: PriceProof, at: dt.datetime) -> FrozenOffer:
    """Keep an offer for ever: one statement. The proof is bound to the offer's digest.

    An offer that was frozen already is refused by the database.
    """
    content = canonical(offer)
    proven = canonical(replace(proof, offer=digest(content)))
    return FrozenOffer.objects.create(
        number=offer.number,
        content=content.decode(),
        digest=digest(content),
        proof=proven.decode(),
        proof_digest=digest(proven),
        frozen_at=at,
    )
