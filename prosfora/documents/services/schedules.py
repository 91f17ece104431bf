"""Availability on documents: when how much of each item could be delivered. Checked, never reserved."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from prosfora.catalog.rules.availability import Delivery, propose
from prosfora.catalog.rules.facts import ProductFacts
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.drafting import Supply, supply
from prosfora.documents.queries.price_facts import plant_of
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
        if item.product_id is not None:
            wanted.append((known[item.product_number], plant_of(document, item)))
            days |= {day for day in (item.requested_date or document.requested_date,) if day}
    return supply(wanted, company_day(at), days, document.sales_area.plant)


def check_availability(document: SalesDocument, items: Iterable[Item], known: Supply, at: dt.datetime) -> None:
    """Put schedule lines and the day of full delivery on each item that has a product."""
    today = company_day(at)
    for item in items:
        if item.product_id is None:
            item.schedule, item.confirmed_date, item.confirmed_quantity = [], None, Decimal(0)
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
