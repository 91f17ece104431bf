"""Who may do what to parties: whoever works in one of their sales areas."""

from django.utils.translation import gettext as _

from prosfora.identity.models import User
from prosfora.identity.rules import ALL_ROLES, EVERYWHERE, Role
from prosfora.kit.errors import Forbidden, NotVisible
from prosfora.parties.models import Party
from prosfora.parties.queries import PartyRecord, visible_parties

_SALES = (Role.SELLER, Role.SALES_SUPPORT, Role.SALES_LEAD)

VERBS: dict[str, tuple[Role, ...]] = {
    "parties.display_party": tuple(sorted(ALL_ROLES)),
    "parties.create_party": _SALES,
    "parties.change_party": _SALES,
    "parties.win_customer": _SALES,
    "parties.block_party": (Role.SALES_LEAD, Role.SALES_SUPPORT),
    "parties.release_party": (Role.SALES_LEAD, Role.SALES_SUPPORT),
    "parties.change_sales_data": _SALES,
    "parties.place_in_hierarchy": (*_SALES, Role.PRICING_CLERK),
    "parties.create_contact": _SALES,
    "parties.relate_parties": _SALES,
    "parties.unrelate_parties": _SALES,
    "parties.record_consent": _SALES,
    "parties.import_parties": (Role.ADMINISTRATOR, Role.SALES_LEAD),
}


def party_to(verb: str, *, user: User, number: str, lock: bool = False) -> Party:
    """The party, loaded for a verb ("change_party"): 404 where invisible, 403 where the verb is not the user's.

    `lock` holds its row until the transaction ends.
    """
    if "\x00" in number:
        raise NotVisible(_("There is no such party"))
    rows = visible_parties(user)
    party = (rows.select_for_update(of=("self",)) if lock else rows).filter(number=number).first()
    if party is None:
        raise NotVisible(_("There is no party %(number)s") % {"number": number})
    if verb != "display_party" and not _allowed_in_one_area(user, verb, party):
        raise Forbidden(_("You may see this party, but not do that to it"))
    return party


def sees_party(user: User, number: str) -> bool:
    """Whether the user sees the party of that number, and so its timeline and files."""
    return "\x00" not in number and visible_parties(user).filter(number=number).exists()


def area_to(verb: str, *, user: User, sales_area: str) -> None:
    """Whether the user may do the verb ("create_party") in that sales area.

    Raises NotVisible where the area is not the user's at all, Forbidden.
    """
    if "\x00" in sales_area or not user.rights.allows("parties.display_party", sales_area):
        raise NotVisible(_("There is no sales area %(code)s for you") % {"code": sales_area}, "sales_area")
    if not user.rights.allows(f"parties.{verb}", sales_area):
        raise Forbidden(_("Your rights in sales area %(code)s do not allow this") % {"code": sales_area})


def anywhere_to(verb: str, *, user: User) -> None:
    """Whether the user may do the verb ("create_party") in any sales area. Raises Forbidden."""
    if not user.rights.allows(f"parties.{verb}"):
        raise Forbidden(_("Your rights do not allow this in any sales area"))


def verbs_possible(user: User, record: PartyRecord) -> frozenset[str]:
    """The verbs that the user may do to a loaded record now, without a query."""
    scopes = [row.sales_area_id for row in record.areas]
    verbs = {key.partition(".")[2] for key in VERBS}
    mine = {verb for verb in verbs if any(user.rights.allows(f"parties.{verb}", scope) for scope in scopes)}
    return frozenset(mine - {"release_party" if not record.party.is_blocked else "block_party"})


def _allowed_in_one_area(user: User, verb: str, party: Party) -> bool:
    scopes = user.rights.scopes(f"parties.{verb}")
    if not scopes:
        return False
    return EVERYWHERE in scopes or party.areas.filter(sales_area__in=sorted(scopes)).exists()
