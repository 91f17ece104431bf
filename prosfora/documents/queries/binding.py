"""What binds us of a quotation: the frozen offer, its seal, and the files that say it."""

from django.utils.translation import gettext as _

from prosfora.documents.models import SalesDocument
from prosfora.kit.errors import Refused
from prosfora.offers.models import FrozenOffer
from prosfora.offers.queries.frozen import content_of, frozen_offer
from prosfora.offers.rules.ubl import quotation_xml


class NotFrozen(Refused):
    """A draft, or an offer that went out before offers were frozen."""

    status = 409


def frozen_of(document: SalesDocument) -> FrozenOffer | None:
    """The frozen offer of a quotation; None for a draft and for what was issued before offers were frozen."""
    return frozen_offer(document.number) if document.issued_at else None


def frozen_json(document: SalesDocument) -> FrozenOffer:
    """The frozen offer, whose `content` is the canonical JSON. Raises NotFrozen."""
    frozen = frozen_of(document)
    if frozen is None:
        if document.issued_at:
            raise NotFrozen(
                _("%(number)s went out before offers were frozen; only its PDF is kept") % {"number": document.number}
            )
        raise NotFrozen(_("%(number)s does not bind us yet; issue it first") % {"number": document.number})
    return frozen


def frozen_ubl(document: SalesDocument) -> bytes:
    """The UBL Quotation of the frozen offer, the same bytes as inside the sealed PDF.

    Raises NotFrozen, DamagedOffer.
    """
    return quotation_xml(content_of(frozen_json(document)))
