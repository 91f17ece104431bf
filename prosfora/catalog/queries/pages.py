"""Everything the page of a product shows, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from prosfora.catalog.models import Component, CustomerProduct, Product, ProductLink, Receipt, Stock
from prosfora.catalog.queries.products import product_facts, visible_products
from prosfora.catalog.queries.stock import supply
from prosfora.catalog.rules.facts import ProductFacts, StockFacts
from prosfora.catalog.rules.outlook import Chart, Level, chart, outlook
from prosfora.company.models import Plant
from prosfora.identity.models import User
from prosfora.parties.queries import visible_parties

MOST_CUSTOMERS = 50  # customers' own numbers shown on the page


@dataclass(frozen=True, slots=True)
class PlantPage:
    """What one plant holds and expects: overdue receipts are listed but no part of the levels."""

    plant: Plant
    quantity: Decimal
    safety_stock: Decimal
    receipts: tuple[Receipt, ...]
    levels: tuple[Level, ...]
    chart: Chart


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product with what hangs on it; links and customers' numbers only as far as the user may see the others."""

    product: Product
    facts: ProductFacts
    plants: tuple[PlantPage, ...]
    components: tuple[Component, ...]
    links: tuple[ProductLink, ...]
    customer_numbers: tuple[CustomerProduct, ...]


def product_page(user: User, product: Product, today: date) -> ProductPage:
    """The page of a product; six queries whatever hangs on it."""
    from_others = product.links.select_related("other").order_by("kind", "other__number")
    seen = visible_parties(user).values("pk")
    own = product.customer_numbers.filter(party__in=seen).select_related("party").order_by("party__sort_name", "number")
    return ProductPage(
        product=product,
        facts=product_facts([product])[product.pk],
        plants=_plants(product, today),
        components=tuple(components_of(user, product)),
        links=tuple(from_others),
        customer_numbers=tuple(own[:MOST_CUSTOMERS]),
    )


def components_of(user: User, product: Product) -> "QuerySet[Component]":
    """The parts of a bundle that the user may see, by number."""
    return product.components.filter(part__in=visible_products(user)).select_related("part").order_by("part__number")


def _plants(product: Product, today: date) -> tuple[PlantPage, ...]:
    found = supply(product)
    plants = {row.plant_id: row.plant for row in found.stocks} | {row.plant_id: row.plant for row in found.receipts}
    stocks = {row.plant_id: row for row in found.stocks}
    return tuple(
        _plant(plants[code], stocks.get(code), tuple(r for r in found.receipts if r.plant_id == code), product, today)
        for code in sorted(plants)
    )


def _plant(
    plant: Plant, stock: Stock | None, receipts: tuple[Receipt, ...], product: Product, today: date
) -> PlantPage:
    quantity, safety = (stock.quantity, stock.safety_stock) if stock else (Decimal(0), Decimal(0))
    expected = tuple((row.day, row.quantity) for row in receipts if row.day >= today)
    levels = outlook(StockFacts(product.kind, quantity, safety, expected), today)
    return PlantPage(plant, quantity, safety, receipts, levels, chart(levels))
