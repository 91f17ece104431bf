"""The print of a quotation: sealed as it binds us, or from its rows while it is a draft."""

from datetime import date

from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.freezing import offer_of
from prosfora.files.queries import content
from prosfora.offers.queries.frozen import content_of, frozen_offer
from prosfora.offers.queries.paper import paper_of
from prosfora.offers.queries.printing import print_offer
from prosfora.offers.queries.sealed import sealed_file
from prosfora.offers.rules.content import Offer


def binding_offer(document: SalesDocument, *, today: date) -> Offer:
    """The offer as it was frozen; of a draft, and of what was issued before offers were frozen, as its rows have it.

    Raises offers.queries.frozen.DamagedOffer.
    """
    frozen = frozen_offer(document.number) if document.issued_at else None
    return content_of(frozen) if frozen else offer_of(document, today=today)


def pdf_of(document: SalesDocument, *, today: date) -> bytes:
    """The sealed PDF; where it was not made yet, as it will be but for the seal; of a draft as it would be printed now.

    Raises files.queries.DamagedFile where the kept bytes are no longer those, DamagedOffer.
    """
    frozen = frozen_offer(document.number) if document.issued_at else None
    if frozen is not None:
        sealed = sealed_file(frozen)
        return content(sealed.digest) if sealed else paper_of(frozen)
    return content(document.pdf_digest) if document.pdf_digest else offer_pdf(document, today=today)


def offer_pdf(document: SalesDocument, *, today: date) -> bytes:
    """The offer as its rows have it, as PDF in its own language. The same facts give the same bytes."""
    return print_offer(offer_of(document, today=today))
