"""Acceptance records read back, checked against their own digests."""

from prosfora.offers.rules.coding import digest, read
from prosfora.portal.models import Acceptance
from prosfora.portal.rules.record import AcceptanceRecord


class DamagedRecord(RuntimeError):
    """The stored text is not what was kept: somebody changed it behind the triggers. Restore it from a backup."""


def record_of(acceptance: Acceptance) -> AcceptanceRecord:
    """The record as it was kept. Raises DamagedRecord."""
    content = acceptance.content.encode()
    if digest(content) != acceptance.digest:
        raise DamagedRecord(acceptance.pk)
    return read(AcceptanceRecord, content)
