"""What is done with binding offers: freeze them, seal what is printed of them."""

from prosfora.offers.services.freezing import freeze_offer
from prosfora.offers.services.refusals import CannotSeal
from prosfora.offers.services.sealing import keep_sealed, seal_offer

__all__ = ["CannotSeal", "freeze_offer", "keep_sealed", "seal_offer"]
