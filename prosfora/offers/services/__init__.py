"""What is done with binding offers: freeze them, seal what is printed of them."""

from prosfora.offers.services.freezing import freeze_offer

__all__ = ["freeze_offer"]
