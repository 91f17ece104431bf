"""The verbs of this room and who holds them; its loaders."""

from django.utils.translation import gettext as _

from prosfora.company.models import SalesArea
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.rules import Role
from prosfora.insights.models import PriceSimulation
from prosfora.insights.queries.simulations import visible_simulations
from prosfora.kit.errors import Forbidden, NotVisible

ASKERS = (Role.PRICING_CLERK, Role.SALES_LEAD)
VERBS: dict[str, tuple[Role, ...]] = {
    "insights.display_simulation": (*ASKERS, Role.SALES_SUPPORT, Role.AUDITOR),
    "insights.simulate_price_change": ASKERS,
    "insights.cancel_simulation": ASKERS,
}


def simulation_to(verb: str, *, user: User, simulation_id: int) -> PriceSimulation:
    """A run the user may see, for a verb. Raises NotVisible, Forbidden."""
    found = visible_simulations(user).select_related("sales_area").filter(pk=simulation_id).first()
    if found is None:
        raise NotVisible(_("There is no simulation %(number)s for you.") % {"number": simulation_id})
    if not allows(user, f"insights.{verb}", found.sales_area_id):
        raise Forbidden(_("You may read this simulation, but not do this with it."))
    return found


def area_to(verb: str, *, user: User, code: str) -> SalesArea:
    """The sales area for a verb; blank is the user's usual one. Raises NotVisible, Forbidden."""
    wanted = code or user.home_area
    area = SalesArea.objects.select_related("organisation__company").filter(pk=wanted).first()
    if area is None:
        raise NotVisible(_("There is no sales area %(code)s for you.") % {"code": wanted}, "sales_area")
    if not allows(user, f"insights.{verb}", area.pk):
        raise Forbidden(_("You may not do this in sales area %(code)s.") % {"code": wanted}, "sales_area")
    return area


def may_display(user: User) -> None:
    """Whether a user may see simulations anywhere. Raises NotVisible."""
    if not allows(user, "insights.display_simulation"):
        raise NotVisible("")


def sees_cost(user: User, simulation: PriceSimulation) -> bool:
    """Whether a user sees costs, and so margins, in a run's sales area."""
    return allows(user, "catalog.display_cost", simulation.sales_area_id)
