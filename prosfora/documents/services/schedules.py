"""Availability on documents: when how much of each item could be delivered. Checked, never reserved."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from prosfora.catalog.rules.availability import Delivery, propose
from prosfora.catalog.rules.facts import ProductFacts
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.drafting import Supply, supply
from prosfora.documents.queries.price_facts import plant_of
from prosfora.documents.rules.bundles import complete_on
from prosfora.documents.rules.schedules import ScheduleLine, as_stored
from prosfora.kit.clock import today as company_day
from prosfora.values.quantity import QUANTITY_PLACES


def load_supply(
    document: SalesDocument, items: Iterable[Item], known: Mapping[str, ProductFacts], at: dt.datetime
) -> Supply:
    """What availability of these items is judged from; `known` are their products by number. One or two queries."""
    wanted: list[tuple[ProductFacts, str]] = []
    days: set[dt.date] = set()
    for item in items:
        if item.product_id is not None and not _waits_for_parts(item):
            wanted.append((known[item.product_number], plant_of(document, item)))
            days |= {day for day in (item.requested_date or document.requested_date,) if day}
    return supply(wanted, company_day(at), days, document.sales_area.plant)


def check_availability(document: SalesDocument, items: Iterable[Item], known: Supply, at: dt.datetime) -> None:
    """Put schedule lines and the day of full delivery on each item that has a product; a bundle is there when the last
    of its parts is.
    """
    today, bundles, days = company_day(at), [], defaultdict(list)
    for item in items:
        if item.product_id is None or _waits_for_parts(item):
            _put_day(item, None)
            bundles += [item] if item.product_id else []
            continue
        place = (item.product_id, plant_of(document, item))
        proposal = propose(
            wanted=item.base_quantity,
            day=item.requested_date or document.requested_date or today,
            today=today,
            facts=known.stock[place],
            confirmed=known.promised.get(place, ()),
            working_days=known.calendars[place[1]],
        )
        lines = _in_sales_units(item, proposal.partial)
        item.schedule = as_stored(lines)
        item.confirmed_date = lines[-1].day if lines else None
        item.confirmed_quantity = item.quantity if lines else Decimal(0)
        item.checked_at = at
        days[item.part_of].append(item.confirmed_date)
    for bundle in bundles:
        _put_day(bundle, complete_on(days[bundle.position]))
        bundle.checked_at = at


def _waits_for_parts(item: Item) -> bool:
    """Whether it is a bundle: it takes nothing from stock, its parts do."""
    return item.bundle is not None and item.part_of is None


def _put_day(item: Item, day: dt.date | None) -> None:
    """All of it on one day, or nothing."""
    item.schedule = as_stored([ScheduleLine(day, item.quantity)]) if day else []
    item.confirmed_date, item.confirmed_quantity = day, item.quantity if day else Decimal(0)


def _in_sales_units(item: Item, deliveries: Iterable[Delivery]) -> list[ScheduleLine]:
    """Deliveries of base units in the item's sales unit; the last line takes the rest, so that nothing is lost."""
    lines, left = [], item.quantity
    for delivery in deliveries:
        share = (delivery.quantity * item.quantity / item.base_quantity).quantize(QUANTITY_PLACES)
        lines.append(ScheduleLine(delivery.day, min(share, left)))
        left -= lines[-1].quantity
    if lines and left:
        lines[-1] = ScheduleLine(lines[-1].day, lines[-1].quantity + left)
    return lines
