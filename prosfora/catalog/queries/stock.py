"""What plants hold and expect."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from prosfora.catalog.models import Product, Receipt, Stock
from prosfora.catalog.rules.facts import StockFacts

NOTHING = (Decimal(0), Decimal(0))


def availability_facts(
    product_ids: Collection[int], plant_codes: Collection[str], today: date
) -> dict[tuple[int, str], StockFacts]:
    """What each plant holds and expects of each product, by (product id, plant), in three queries.

    Every combination of a known product and a plant is there, with nothing in stock where nothing is kept.
    """
    products, plants = set(product_ids), set(plant_codes)
    here = {"product_id__in": products, "plant_id__in": plants}
    levels = {
        (product, plant): (quantity, safety)
        for product, plant, quantity, safety in Stock.objects.filter(**here).values_list(
            "product_id", "plant_id", "quantity", "safety_stock"
        )
    }
    receipts: dict[tuple[int, str], list[tuple[date, Decimal]]] = defaultdict(list)
    expected = Receipt.objects.filter(**here, day__gte=today).order_by("day", "id")
    for product, plant, day, quantity in expected.values_list("product_id", "plant_id", "day", "quantity"):
        receipts[product, plant].append((day, quantity))
    known = Product.objects.filter(pk__in=products).values_list("pk", "kind", "lead_time_days", "whole_units_only")
    return {
        (pk, plant): StockFacts(
            kind, *levels.get((pk, plant), NOTHING), tuple(receipts[pk, plant]), lead_time_days, whole
        )
        for pk, kind, lead_time_days, whole in known
        for plant in plants
    }


@dataclass(frozen=True, slots=True)
class Supply:
    """What plants hold and expect of one product, overdue receipts among it."""

    stocks: tuple[Stock, ...]
    receipts: tuple[Receipt, ...]


def supply(product: Product) -> Supply:
    """Stock and receipts of a product by plant and day, with their plants; two queries."""
    stocks = Stock.objects.filter(product=product).select_related("plant").order_by("plant_id")
    receipts = Receipt.objects.filter(product=product).select_related("plant").order_by("plant_id", "day", "id")
    return Supply(tuple(stocks), tuple(receipts))
