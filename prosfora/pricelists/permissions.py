"""The verbs of this room and who holds them; its loader."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.rules import EVERYWHERE, Role
from prosfora.kit.errors import Forbidden, NotVisible
from prosfora.pricelists.models import PriceProposal
from prosfora.pricelists.queries import visible_proposals
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries import visible_conditions

CLERKS = (Role.PRICING_CLERK,)
READERS = (Role.SELLER, Role.SALES_SUPPORT, Role.SALES_LEAD, Role.PRICING_CLERK, Role.AUDITOR)
RELEASERS = (Role.PRICING_CLERK, Role.SALES_LEAD)
VERBS: dict[str, tuple[Role, ...]] = {
    "pricelists.display_proposal": (*RELEASERS, Role.AUDITOR),
    "pricelists.propose_prices": CLERKS,
    "pricelists.leave_out_prices": CLERKS,
    "pricelists.recompute_prices": CLERKS,
    "pricelists.release_prices": RELEASERS,
    "pricelists.approve_prices": (Role.SALES_LEAD,),  # a change beyond the limit of the release rule
    "pricelists.return_prices": RELEASERS,
    "pricelists.withdraw_prices": CLERKS,
    "pricelists.undo_prices": RELEASERS,
    "pricelists.release_condition": RELEASERS,  # a draft of one price, under the same rule
    "pricelists.display_net_prices": READERS,
    "pricelists.change_release_rule": (Role.SALES_LEAD, Role.ADMINISTRATOR),
}


def proposal_to(verb: str, *, user: User, proposal_id: int) -> PriceProposal:
    """A proposal the user may see, for a verb. Raises NotVisible, Forbidden."""
    found = visible_proposals(user).select_related("sales_area").filter(pk=proposal_id).first()
    if found is None:
        raise NotVisible(_("There is no proposal %(number)s") % {"number": proposal_id})
    area_to(verb, user=user, sales_area=found.sales_area_id)
    return found


def drafts_to(verb: str, *, user: User, ids: Collection[int]) -> list[ConditionRecord]:
    """Condition records the user may see, for a verb. Raises NotVisible where one is not, Forbidden."""
    found = list(visible_conditions(user).filter(pk__in=ids).order_by("pk"))
    if len(found) < len(set(ids)):
        raise NotVisible("")
    for area in {row.sales_area_id for row in found}:
        area_to(verb, user=user, sales_area=area)
    return found


def area_to(verb: str, *, user: User, sales_area: str | None) -> None:
    """Whether a user may do a verb in a sales area; None means all of them at once. Raises Forbidden."""
    scope = EVERYWHERE if sales_area is None else sales_area
    if not allows(user, f"pricelists.{verb}", scope):
        raise Forbidden(_("This is not yours to do in sales area %(area)s") % {"area": sales_area or "*"})


def may_display_net_prices(user: User) -> None:
    """Whether a user may see net price lists anywhere. Raises NotVisible."""
    if not allows(user, "pricelists.display_net_prices"):
        raise NotVisible("")
