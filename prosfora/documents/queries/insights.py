"""What a seller wants to know about one item while he writes it: why the price, what lies there, what was paid."""

import datetime as dt
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from prosfora.documents.models import Item
from prosfora.documents.queries.drafting import products, supply
from prosfora.documents.queries.pages import PricePaid, last_price_paid
from prosfora.documents.queries.price_facts import explain_price, plant_of
from prosfora.identity.models import User
from prosfora.kit.clock import today as company_day
from prosfora.pricing.rules.facts import PricedItem


@dataclass(frozen=True, slots=True)
class Stock:
    """What a plant has of a product, in base units: on hand, kept back, promised to orders, expected."""

    plant: str
    unit: str
    on_hand: Decimal
    safety: Decimal
    promised: Decimal
    receipts: tuple[tuple[date, Decimal], ...]
    lead_time_days: int

    @property
    def free(self) -> Decimal:
        """What can be promised today."""
        return max(self.on_hand - self.safety - self.promised, Decimal(0))


@dataclass(frozen=True, slots=True)
class ItemInsight:
    """The side panel of one item; None where there is nothing to say."""

    priced: PricedItem | None = None
    stock: Stock | None = None
    paid: PricePaid | None = None

    @property
    def margin_percent(self) -> Decimal | None:
        """The margin in per cent of net, None where cost or net is missing."""
        priced = self.priced
        if priced is None or priced.margin is None or not priced.net:
            return None
        return (priced.margin * 100 / priced.net).quantize(Decimal("0.1"))


def item_insight(item: Item, *, user: User, at: dt.datetime) -> ItemInsight:
    """Price, stock and last price paid of an item with a product; a constant number of queries."""
    if item.product_id is None:
        return ItemInsight()
    document = item.document
    paid = last_price_paid(user=user, customer_id=document.sold_to_id, product_ids=[item.product_id])
    return ItemInsight(explain_price(document, item.position), _stock(item, company_day(at)), paid.get(item.product_id))


def _stock(item: Item, today: date) -> Stock | None:
    product = products([item.product_number], item.document.sold_to_id).get(item.product_number)
    if product is None or product.kind == "service":
        return None
    plant = plant_of(item.document, item)
    found = supply([(product, plant)], today, ())
    facts = found.stock[product.id, plant]
    promised = sum((quantity for _, quantity in found.promised.get((product.id, plant), ())), Decimal(0))
    return Stock(
        plant, product.base_unit, facts.stock, facts.safety_stock, promised, facts.receipts, facts.lead_time_days
    )
