"""Products for tests."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from prosfora.audit.services import System
from prosfora.catalog.models import CustomerProduct, Product, Receipt, Stock
from prosfora.catalog.rules.facts import ProductData, TextData, UnitData
from prosfora.catalog.services import create_product
from prosfora.parties.models import Party

LISTED = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)

type Amount = Decimal | str | int


AMOUNTS = frozenset({
    "cost", "gross_weight", "net_weight", "volume", "minimum_quantity", "rounding_quantity",
})  # fmt: skip


def a_product(
    number: str = "BOLT-M8",
    name: str = "Κοχλίας εξαγωνικός M8×40",
    name_en: str = "Hexagon bolt M8×40",
    units: Sequence[tuple[str, int, int]] = (("BX", 12, 1),),
    stock: Amount | None = None,
    safety_stock: Amount = 0,
    plant: str = "AT01",
    receipts: Sequence[tuple[dt.date, Amount]] = (),
    customer_numbers: Sequence[tuple[Party, str]] = (),
    **facts: Any,
) -> Product:
    """A hexagon bolt in pieces and boxes of 12, with its stock in Athens; made to order in ten working days.

    `facts` are those of ProductData; amounts may be texts. Needs the company (plant AT01) where stock, receipts or
    areas are given.
    """
    stated = {"group": "FASTENERS", "lead_time_days": 10, **facts, "areas": tuple(facts.get("areas", ()))}
    exact = {key: Decimal(value) for key, value in stated.items() if key in AMOUNTS and value is not None}
    data = ProductData(**{
        "name": name,
        "units": tuple(UnitData(*unit) for unit in units),
        "texts": (TextData("en", name_en),) if name_en else (),
        **stated,
        **exact,
    })  # fmt: skip
    product = create_product(data=data, number=number, by=System(), at=LISTED)
    if stock is not None:
        Stock.objects.create(
            product=product, plant_id=plant, quantity=Decimal(stock), safety_stock=Decimal(safety_stock)
        )
    for day, quantity in receipts:
        Receipt.objects.create(product=product, plant_id=plant, day=day, quantity=Decimal(quantity))
    for party, theirs in customer_numbers:
        CustomerProduct.objects.create(party=party, product=product, number=theirs.upper())
    return product
