"""What was sealed of a frozen offer."""

from prosfora.offers.models import FrozenOffer, SealedFile

OFFER = "offer"


def sealed_file(frozen: FrozenOffer, kind: str = OFFER) -> SealedFile | None:
    """The sealed file of a kind; None until the worker made it."""
    return SealedFile.objects.filter(frozen=frozen, kind=kind).first()
