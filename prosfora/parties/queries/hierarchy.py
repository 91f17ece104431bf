"""Customer hierarchies, read in one statement whatever their depth."""

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import chain

from django.db import connection
from django.utils.dateparse import parse_date

from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from prosfora.parties.models import CustomerHierarchy, Party
from prosfora.parties.rules.hierarchy import Under, by_node, nodes_above

# Everything above some customers that holds on any of some days. UNION, not UNION ALL: a circle would not end.
_ABOVE = """
WITH RECURSIVE above(party_id, higher_id, valid_from, valid_to) AS (
    SELECT one.party_id, one.higher_id, one.valid_from, one.valid_to
    FROM parties_customerhierarchy one JOIN parties_party party ON party.id = one.party_id
    WHERE one.sales_area_id = %s AND one.valid_from <= %s AND one.valid_to >= %s AND party.number IN ({places})
    UNION
    SELECT one.party_id, one.higher_id, one.valid_from, one.valid_to
    FROM parties_customerhierarchy one JOIN above ON one.party_id = above.higher_id
    WHERE one.sales_area_id = %s AND one.valid_from <= %s AND one.valid_to >= %s
)
SELECT lower.number, higher.number, above.valid_from, above.valid_to
FROM above JOIN parties_party lower ON lower.id = above.party_id JOIN parties_party higher ON higher.id = higher_id
"""


def above(customers: Collection[str], sales_area: str, first: dt.date, last: dt.date) -> list[Under]:
    """Whatever stands above these customers in a sales area on any of the days; one statement."""
    wanted = sorted(customers)
    if not wanted:
        return []
    days = (sales_area, last, first)
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE.format(places=", ".join(["%s"] * len(wanted))), (*days, *wanted, *days))
        return [Under(node, higher, _day(begins), _day(ends)) for node, higher, begins, ends in cursor.fetchall()]


def hierarchies(asked: Iterable[tuple[str, dt.date]], sales_area: str) -> dict[tuple[str, dt.date], tuple[str, ...]]:
    """For each customer and day: the customer and every higher node, the nearest first; one statement for all."""
    wanted = {(customer, day) for customer, day in asked if customer}
    if not wanted:
        return {}
    days = [day for _customer, day in wanted]
    found = by_node(above({customer for customer, _day in wanted}, sales_area, min(days), max(days)))
    return {(customer, day): nodes_above(found, customer, day) for customer, day in wanted}


def hierarchy_of(user: User, party: Party) -> list[CustomerHierarchy]:
    """Where a party stands in the hierarchies of the user's sales areas, above it and below, by area and day."""
    scopes = user.rights.scopes("parties.display_party")
    rows = CustomerHierarchy.objects.select_related("party", "higher")
    if EVERYWHERE not in scopes:
        rows = rows.filter(sales_area__in=sorted(scopes))
    found = chain(rows.filter(party=party), rows.filter(higher=party))
    return sorted(found, key=lambda row: (row.sales_area_id, row.higher_id == party.pk, row.valid_from, row.pk))


def _day(told: dt.date | str) -> dt.date:
    """A day as the database gives it: SQLite has text."""
    day = parse_date(told) if isinstance(told, str) else told
    assert day is not None
    return day
