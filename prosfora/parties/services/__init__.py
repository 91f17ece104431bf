"""The verbs of parties."""

from prosfora.parties.services.parties import create_party, win_customer

__all__ = ["create_party", "win_customer"]
