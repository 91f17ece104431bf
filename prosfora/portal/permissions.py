"""Who may do what with links and questions. The customer holds no right: his link is what he may."""

from django.utils.translation import gettext as _

from prosfora.documents.models import SalesDocument
from prosfora.documents.permissions import quotation_to as readable_quotation
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.rules import Role
from prosfora.kit.errors import Forbidden, NotVisible
from prosfora.portal.models import OfferLink

_CLERKS = (Role.SELLER, Role.SALES_SUPPORT, Role.SALES_LEAD)

VERBS: dict[str, tuple[Role, ...]] = {
    "portal.send_link": _CLERKS,
    "portal.withdraw_link": _CLERKS,
    "portal.answer_question": _CLERKS,
}


def quotation_to(verb: str, *, user: User, number: str) -> SalesDocument:
    """The quotation for a verb of this room ("send_link"): NotVisible (404) or Forbidden (403)."""
    quotation = readable_quotation("display_quotation", user=user, number=number)
    if not may(verb, user=user, quotation=quotation):
        raise Forbidden(_("You may read %(number)s, but not do this with it.") % {"number": number})
    return quotation


def link_to(verb: str, *, user: User, number: str, link_id: int) -> OfferLink:
    """A link of a quotation for a verb of this room: NotVisible (404) or Forbidden (403)."""
    quotation = quotation_to(verb, user=user, number=number)
    link = OfferLink.objects.filter(quotation=quotation, pk=link_id).first()
    if link is None:
        raise NotVisible(_("There is no such link to %(number)s") % {"number": number})
    link.quotation = quotation
    return link


def may(verb: str, *, user: User, quotation: SalesDocument) -> bool:
    """Whether the user may do a verb of this room in the quotation's area."""
    return allows(user, f"portal.{verb}", quotation.sales_area_id)
