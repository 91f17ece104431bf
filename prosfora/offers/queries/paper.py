"""The paper of a frozen offer before it is sealed: PDF/A-3b with the offer's data inside."""

from prosfora.files.printing import Attached
from prosfora.offers.models import FrozenOffer
from prosfora.offers.queries.frozen import content_of
from prosfora.offers.queries.printing import print_offer
from prosfora.offers.rules.ubl import quotation_xml

UBL_NAME, JSON_NAME = "quotation.xml", "offer.json"


def paper_of(frozen: FrozenOffer) -> bytes:
    """The print of a frozen offer with its UBL Quotation and its canonical JSON attached; the same bytes each time.

    Raises DamagedOffer.
    """
    offer = content_of(frozen)
    attached = (
        Attached(UBL_NAME, quotation_xml(offer), "application/xml", "alternative", "UBL 2.1 Quotation"),
        Attached(JSON_NAME, frozen.content.encode(), "application/json", "source", f"{offer.format}, RFC 8785"),
    )
    return print_offer(offer, attached)
