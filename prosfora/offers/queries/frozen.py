"""Frozen offers read back, checked against their own digests."""

from prosfora.offers.models import FrozenOffer
from prosfora.offers.rules.coding import digest, read
from prosfora.offers.rules.content import Offer
from prosfora.offers.rules.proof import PriceProof


class DamagedOffer(RuntimeError):
    """The stored text is not what was frozen: somebody changed it behind the triggers. Restore it from a backup."""


def frozen_offer(number: str) -> FrozenOffer | None:
    """The frozen offer with this number; None for drafts and for what was issued before offers were frozen."""
    return FrozenOffer.objects.filter(number=number).first()


def content_of(frozen: FrozenOffer) -> Offer:
    """The offer as it was frozen. Raises DamagedOffer."""
    return read(Offer, _checked(frozen.number, frozen.content, frozen.digest))


def proof_of_frozen(frozen: FrozenOffer) -> PriceProof:
    """What proves its prices; for us alone. Raises DamagedOffer."""
    return read(PriceProof, _checked(frozen.number, frozen.proof, frozen.proof_digest))


def _checked(number: str, text: str, kept: str) -> bytes:
    content = text.encode()
    if digest(content) != kept:
        raise DamagedOffer(number)
    return content
