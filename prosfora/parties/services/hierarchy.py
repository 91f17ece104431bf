"""Customer hierarchies: who stands under whom in a sales area."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.services import Actor, record
from prosfora.company.models import SalesArea
from prosfora.kit.database import one_after_another
from prosfora.kit.writing import day
from prosfora.parties.models import FOREVER, CustomerHierarchy, Party
from prosfora.parties.queries.hierarchy import above
from prosfora.parties.rules.hierarchy import MOST_LEVELS, Under, by_node, circle_of, is_too_deep, left_of
from prosfora.parties.services.refusals import BadHierarchy, UnknownSalesArea, next_version, refuse_stale
from prosfora.parties.services.rows import subject


@transaction.atomic
def place_in_hierarchy(
    *,
    party: Party,
    sales_area: str,
    higher: Party | None,
    valid_from: dt.date,
    valid_to: dt.date = FOREVER,
    version: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> list[CustomerHierarchy]:
    """Let a party stand under a higher one in a sales area from a day to a day, both included; None: under nobody.

    What held on other days stays (VDH1). Returns the party's periods in that area. Raises UnknownSalesArea,
    BadHierarchy (a circle, too many levels, days in disorder), ChangedMeanwhile.
    """
    refuse_stale(party, version)
    if not SalesArea.objects.filter(pk=sales_area).exists():
        raise UnknownSalesArea(_("There is no sales area %(code)s") % {"code": sales_area}, "sales_area")
    if valid_to < valid_from:
        raise BadHierarchy(_("The last day lies before the first"), "valid_to")
    one_after_another([f"customer hierarchy of {sales_area}"])
    new = Under(party.number, higher.number, valid_from, valid_to) if higher else None
    if new is not None:
        _refuse_circle(new, sales_area)
    rows = _in_area(party, sales_area)
    before = {row.valid_from: row for row in rows}
    standing = [Under(party.number, row.higher.number, row.valid_from, row.valid_to) for row in rows]
    numbers = {row.higher.number: row.higher for row in rows} | ({higher.number: higher} if higher else {})
    wanted = sorted([*left_of(standing, valid_from, valid_to), *([new] if new else [])], key=lambda one: one.valid_from)
    if wanted == standing:
        return rows
    next_version(party, at)
    party.save(update_fields=["changed_at"])
    CustomerHierarchy.objects.filter(pk__in=[row.pk for row in before.values()]).delete()
    made = CustomerHierarchy.objects.bulk_create(
        CustomerHierarchy(
            party=party, higher=numbers[one.higher], sales_area_id=sales_area, valid_from=one.valid_from,
            valid_to=one.valid_to,
        )
        for one in wanted
    )  # fmt: skip
    changes = {"customer_hierarchy": (_told(standing), _told(wanted))}
    record(verb="place_in_hierarchy", subject=subject(party, sales_area), by=by, at=at, changes=changes)
    return made


def _in_area(party: Party, sales_area: str) -> list[CustomerHierarchy]:
    rows = CustomerHierarchy.objects.filter(party=party, sales_area=sales_area)
    return list(rows.select_related("higher").order_by("valid_from"))


def _refuse_circle(new: Under, sales_area: str) -> None:
    if new.node == new.higher:
        raise BadHierarchy(_("A customer cannot stand under itself; name another one"), "higher")
    hierarchy = by_node(above([new.higher], sales_area, new.valid_from, new.valid_to))
    circle = circle_of(hierarchy, new)
    if circle is not None:
        words = _("%(higher)s stands under %(node)s itself on %(day)s: end that first, or name another customer")
        raise BadHierarchy(words % {"higher": new.higher, "node": new.node, "day": day(circle)}, "higher")
    if is_too_deep(hierarchy, new):
        words = _("A hierarchy has at most %(most)s levels; name a customer that stands higher")
        raise BadHierarchy(words % {"most": MOST_LEVELS}, "higher")


def _told(periods: Sequence[Under]) -> str | None:
    """What the journal shows of a party's places."""
    return "; ".join(f"{one.higher} {one.valid_from} – {one.valid_to}" for one in periods) or None
