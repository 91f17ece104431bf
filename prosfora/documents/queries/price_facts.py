"""Documents as the pricing engine sees them, and the explanation of a stored price."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from prosfora.catalog.rules.facts import ProductFacts
from prosfora.company.models import Plant
from prosfora.company.rules.attributes import facts_in
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.drafting import (
    PartyCard,
    customer_data,
    partner_ids,
    party_cards,
    products,
    unit_factors,
)
from prosfora.documents.rules.categories import Category, counts
from prosfora.documents.rules.lines import conditions_from_stored
from prosfora.documents.rules.partners import SHIP_TO, SOLD_TO, determine
from prosfora.documents.rules.traces import drawn_in
from prosfora.parties.rules.facts import SalesData
from prosfora.pricing.queries import price_document
from prosfora.pricing.queries.targets import target_of
from prosfora.pricing.queries.trying import StoredDocument
from prosfora.pricing.rules.book import Previous
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, PricedItem
from prosfora.pricing.rules.kept import kept_from_stored
from prosfora.pricing.rules.target import Target
from prosfora.pricing.rules.trace import previous_in


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whom prices are made for: the sold-to, where the goods go, what the sales area knows of him."""

    sold_to: PartyCard
    ship_to: PartyCard
    sales: SalesData | None


def header_facts(document: SalesDocument, buyer: Buyer, plant: Plant) -> HeaderFacts:
    """The header as the engine sees it."""
    place = buyer.ship_to.address("delivery")
    return HeaderFacts(
        sales_area=document.sales_area_id,
        document_type=document.document_type,
        currency=document.currency,
        pricing_date=document.pricing_date,
        customer=buyer.sold_to.number,
        customer_group=document.customer_group,
        price_group=document.price_group,
        price_list=document.price_list,
        incoterms=document.incoterms,
        payment_terms=document.payment_terms_id or "",
        departure_country=plant.country,
        departure_region=plant.region,
        destination_country=place.country if place else buyer.ship_to.country,
        destination_region=place.region if place else "",
        customer_tax_class=buyer.sales.tax_class if buyer.sales else "1",
        customer_vat_number=buyer.sold_to.vat_number,
        customer_procedure=buyer.sales.customer_procedure if buyer.sales else "",
        coupon=document.coupon or "",
        campaign=document.campaign or "",
        instead_of=document.instead_of,
        manual=conditions_from_stored(document.manual_conditions),
        own=facts_in("customer", buyer.sales.attributes) if buyer.sales else (),
    )


def item_facts(document: SalesDocument, item: Item, product: ProductFacts) -> ItemFacts:
    """One item as the engine sees it; a bundle without a cost of its own costs what its parts did."""
    kept = kept_from_stored(item.kept)
    cost, cost_currency = product.cost, product.cost_currency
    if kept is not None and kept.keeps("cost"):
        cost, cost_currency = kept.cost or (None, cost_currency)
    elif cost is None and item.bundle and "cost" in item.bundle:
        cost, cost_currency = Decimal(item.bundle["cost"]), item.bundle["cost_currency"]
    return ItemFacts(
        position=item.position,
        product=product.number,
        quantity=item.quantity,
        unit=item.unit,
        base_quantity=item.base_quantity,
        base_unit=item.base_unit,
        product_group=product.group,
        pricing_group=product.pricing_group,
        hierarchy=product.hierarchy,
        plant=plant_of(document, item),
        tax_class=product.tax_class,
        gross_weight=product.gross_weight,
        net_weight=product.net_weight,
        volume=product.volume,
        cost=cost,
        cost_currency=cost_currency,
        is_free=item.category == Category.FREE,
        counts=item_counts(item),
        unit_factors=unit_factors(product),
        manual=conditions_from_stored(item.manual_conditions),
        kept=kept,
        own=facts_in("product", product.attributes),
        delivery_date=item.requested_date or document.requested_date,
    )


def item_counts(item: Item) -> bool:
    """Whether an item is part of the totals."""
    return counts(item.category, rejected=item.rejection_reason_id is not None)


def plant_of(document: SalesDocument, item: Item) -> str:
    """The plant an item is delivered from: its own, else the document's."""
    return item.plant_id or document.plant_id


def explain_price(document: SalesDocument, position: int) -> PricedItem | None:
    """The price of one item with its whole trace, losers included; None where it has none.

    All items are priced together, since headers and groups link them, at the document's pricing date: condition
    records are never edited, so that the answer is the stored one. A constant number of queries.
    """
    asked = _as_it_stands(document, position)
    if asked is None:
        return None
    header, items, kept = asked
    priced = price_document(header, items, trace=True, drawn=kept.drawn, previous=kept.previous)
    return next(answer for answer in priced.items if answer.position == position)


def explain_target(document: SalesDocument, position: int, unit_price: Decimal) -> Target | None:
    """What would have to change for one item to come to a net price per unit; None where the item has no price.

    Facts, day and queries as `explain_price`.
    """
    asked = _as_it_stands(document, position)
    if asked is None:
        return None
    header, items, kept = asked
    return target_of(header, items, position, unit_price, drawn=kept.drawn, previous=kept.previous)


def priced_from(document: SalesDocument) -> StoredDocument:
    """What a document's prices are made from, so that a formula can be tried on it; a constant number of queries."""
    positions = [item.position for item in document.items.all() if item.product_id]
    asked = _as_it_stands(document, positions[0]) if positions else None
    if asked is None:
        header = HeaderFacts(document.sales_area_id, "", document.currency, document.pricing_date)
        return StoredDocument(header, (), "", {})
    header, items, kept = asked
    return StoredDocument(header, items, document.procedure, kept.previous)


class _Kept(NamedTuple):
    """What stored prices keep beside their records: what they drew from budgets, the prices given before."""

    drawn: dict[str, Decimal]
    previous: Previous


def _as_it_stands(document: SalesDocument, position: int) -> tuple[HeaderFacts, list[ItemFacts], _Kept] | None:
    """A stored document as the engine sees it, with what it kept; None where the item has no price of its own."""
    items = [item for item in document.items.order_by("position") if item.is_priced]
    if all(item.position != position for item in items):
        return None
    sales = customer_data(document.sold_to_id, document.sales_area_id)
    people: dict[str, int | None] = {**partner_ids(document.pk)}
    partners = determine(document.sold_to_id, sales.partners if sales else (), people)
    cards = party_cards(partners.values())
    buyer = Buyer(cards[partners[SOLD_TO]], cards[partners[SHIP_TO]], sales)
    known = products({item.product_number for item in items}, document.sold_to_id)
    facts = [item_facts(document, item, known[item.product_number]) for item in items]
    header = header_facts(document, buyer, document.plant)
    found = [item for item in items if item.kept is None]
    previous = previous_in(header.customer, ((item.product_number, item.price_trace) for item in found))
    return header, facts, _Kept(drawn_in(item.price_trace for item in found), previous)
