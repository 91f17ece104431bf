"""Lists of parties, filtered and ordered, whose first page costs the same for rare and for common filters."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.database import ids_if_few, matching, walked
from prosfora.parties.models import Party, PartySalesArea

ROLES = ("prospect", "customer", "contact", "competitor", "partner")
# What a list can be ordered by: its name in the address → fields, the last of them unique.
ORDERS = {"name": ("sort_name", "id"), "number": ("number",), "changed": ("-changed_at", "-id")}
HITS = 10_000  # hits of a text are fetched and sorted up to here, as names found together stand together
FEW = 2_000  # so many rows are fetched and sorted; more are met soon enough when walking the order's index


@dataclass(frozen=True, slots=True)
class PartyFilter:
    """What a list is narrowed to; blank or None narrows nothing."""

    q: str = ""
    role: str = ""
    area: str = ""
    country: str = ""
    group: str = ""
    responsible: int | None = None
    blocked: bool | None = None


def listed_parties(user: User, wanted: PartyFilter) -> "QuerySet[Party]":
    """The visible parties a filter leaves, without order (ORDERS names the orders there are indexes for).

    On SQLite up to three small queries learn whether few or many are left: few are named by their ids and sorted,
    many are left to a walk along the order's index.
    """
    if wanted.area and not user.rights.allows("parties.display_party", wanted.area):
        return Party.objects.none()
    own, area = _own_conditions(wanted), _area_conditions(user, wanted)
    few = _few(own, area, wanted.q)
    if few is not None:
        return matching(Party.objects.filter(pk__in=few, **own), wanted.q, few=True)
    rows = walked(Party.objects.all(), **own)
    if area is not None:
        rows = rows.filter(Exists(PartySalesArea.objects.filter(area, party=OuterRef("pk"))))
    return matching(rows, wanted.q, few=True)


def _few(own: dict[str, Any], area: Q | None, q: str) -> set[int] | None:
    """The ids of a few parties among which all that are wanted are; None where there are many."""
    in_areas = None if area is None else PartySalesArea.objects.filter(area).values_list("party_id", flat=True)
    if in_areas is not None and (ids := ids_if_few(in_areas, FEW)) is not None:
        return set(ids)
    hits = ids_if_few(matching(Party.objects.all(), q).values_list("pk", flat=True), HITS) if q else None
    if hits is not None:
        own = {**own, "pk__in": hits}
    if not own:
        return None
    if in_areas is None:
        ids = ids_if_few(Party.objects.filter(**own).values_list("pk", flat=True), FEW)
    else:
        through = {f"party__{field}".replace("party__pk", "party"): value for field, value in own.items()}
        ids = ids_if_few(in_areas.filter(**through), FEW)
    return None if ids is None else set(ids)


def _own_conditions(wanted: PartyFilter) -> dict[str, Any]:
    """Conditions on the party itself."""
    conditions: dict[str, Any] = {}
    if wanted.role in ROLES:
        conditions[f"is_{wanted.role}"] = True
    if wanted.country:
        conditions["country"] = wanted.country
    if wanted.blocked is not None:
        conditions["is_blocked"] = wanted.blocked
    return conditions


def _area_conditions(user: User, wanted: PartyFilter) -> Q | None:
    """Conditions on one row of its sales-area data: one the user may see, with the data that is wanted."""
    scopes = user.rights.scopes("parties.display_party")
    given = {"sales_area": wanted.area, "customer_group": wanted.group, "responsible": wanted.responsible}
    conditions = Q(**{field: value for field, value in given.items() if value})
    if EVERYWHERE not in scopes and not wanted.area:
        conditions &= Q(sales_area__in=sorted(scopes))
    return conditions or None
