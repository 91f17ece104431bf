"""The verbs of this room and who holds them; its loader."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.rules import EVERYWHERE, Role
from prosfora.kit.errors import Forbidden, NotVisible
from prosfora.pricing.models import ConditionRecord, FreeGoodsRecord, Promotion
from prosfora.pricing.queries import visible_conditions
from prosfora.pricing.queries.free_goods import visible_free_goods
from prosfora.pricing.queries.promotions import visible_promotions
from prosfora.pricing.queries.settings import set_up
from prosfora.pricing.rules.settings import FormulaSetting, ProcedureSetting, SequenceSetting, SetUp, TypeSetting

READERS = (Role.SELLER, Role.SALES_SUPPORT, Role.SALES_LEAD, Role.PRICING_CLERK, Role.AUDITOR)
CLERKS = (Role.PRICING_CLERK,)
DRAFT_READERS = (Role.PRICING_CLERK, Role.SALES_LEAD, Role.AUDITOR)
VERBS: dict[str, tuple[Role, ...]] = {
    "pricing.display_condition": READERS,
    "pricing.display_draft": DRAFT_READERS,
    "pricing.create_condition": CLERKS,
    "pricing.change_condition": CLERKS,
    "pricing.copy_condition": CLERKS,
    "pricing.delete_condition": CLERKS,
    "pricing.import_conditions": (Role.ADMINISTRATOR, *CLERKS),
    "pricing.display_promotion": READERS,
    "pricing.create_promotion": CLERKS,
    "pricing.change_promotion": CLERKS,
    "pricing.end_promotion": CLERKS,
    "pricing.display_free_goods": READERS,
    "pricing.create_free_goods": CLERKS,
    "pricing.change_free_goods": CLERKS,
    "pricing.end_free_goods": CLERKS,
    "pricing.simulate_price": READERS,
    "pricing.check_setup": (Role.ADMINISTRATOR, Role.AUDITOR, *CLERKS),
    "pricing.configure_prices": CLERKS,
    "pricing.tax_distance_sales": (Role.ADMINISTRATOR, *CLERKS),
    "pricing.install_standard_pricing": (Role.ADMINISTRATOR,),
}


def condition_to(verb: str, *, user: User, condition_id: int) -> ConditionRecord:
    """The record a user may see, for a verb. Raises NotVisible, Forbidden."""
    found = visible_conditions(user).filter(pk=condition_id).first()
    if found is None:
        raise NotVisible("")
    if not allows(user, f"pricing.{verb}", found.sales_area_id):
        raise Forbidden("")
    return found


def promotion_to(verb: str, *, user: User, number: str) -> Promotion:
    """The promotion a user may see, for a verb. Raises NotVisible, Forbidden."""
    found = visible_promotions(user).filter(number=number).first()
    if found is None:
        raise NotVisible("")
    if verb != "display_promotion":
        area_to(verb, user=user, sales_area=found.sales_area_id)
    return found


def free_goods_to(verb: str, *, user: User, record_id: int) -> FreeGoodsRecord:
    """The free goods a user may see, for a verb. Raises NotVisible, Forbidden."""
    found = visible_free_goods(user).filter(pk=record_id).first()
    if found is None:
        raise NotVisible("")
    if verb != "display_free_goods":
        area_to(verb, user=user, sales_area=found.sales_area_id)
    return found


def may_check_setup(user: User) -> None:
    """Whether a user may have the set-up checked, in whatever sales area. Raises Forbidden."""
    if not allows(user, "pricing.check_setup"):
        raise Forbidden(_("The set-up of prices is not yours to check"))


def area_to(verb: str, *, user: User, sales_area: str | None) -> None:
    """Whether a user may do a verb in a sales area; None means all of them at once. Raises Forbidden."""
    scope = EVERYWHERE if sales_area is None else sales_area
    if not allows(user, f"pricing.{verb}", scope):
        raise Forbidden(_("This is not yours to do in sales area %(area)s") % {"area": sales_area or "*"})


def may_see_setup(user: User) -> None:
    """Whether a user may see how prices are set up: whoever sees prices anywhere. Raises NotVisible."""
    if not allows(user, "pricing.display_condition"):
        raise NotVisible("")


def may_configure(user: User) -> None:
    """Whether a user may change the set-up, which holds in all sales areas at once. Raises NotVisible, Forbidden."""
    may_see_setup(user)
    area_to("configure_prices", user=user, sales_area=None)


def sequence_to(verb: str, *, user: User, code: str) -> tuple[SetUp, SequenceSetting]:
    """An access sequence with the set-up around it, for a verb. Raises NotVisible, Forbidden."""
    known = set_up_to(verb, user=user)
    return known, _one(known.sequences, code)


def type_to(verb: str, *, user: User, code: str) -> tuple[SetUp, TypeSetting]:
    """A condition type with the set-up around it, for a verb. Raises NotVisible, Forbidden."""
    known = set_up_to(verb, user=user)
    return known, _one(known.types, code)


def procedure_to(verb: str, *, user: User, code: str) -> tuple[SetUp, ProcedureSetting]:
    """A procedure with the set-up around it, for a verb. Raises NotVisible, Forbidden."""
    known = set_up_to(verb, user=user)
    return known, _one(known.procedures, code)


def formula_to(verb: str, *, user: User, code: str) -> tuple[SetUp, FormulaSetting]:
    """A formula with the set-up around it, for a verb. Raises NotVisible, Forbidden."""
    known = set_up_to(verb, user=user)
    return known, _one(known.formulas, code)


def set_up_to(verb: str, *, user: User) -> SetUp:
    """The whole set-up, for a verb. Raises NotVisible, Forbidden."""
    may_see_setup(user)
    if verb == "configure_prices":
        may_configure(user)
    return set_up()


def _one[S](found: Mapping[str, S], code: str) -> S:
    if code not in found:
        raise NotVisible("")
    return found[code]
