"""Products for tests."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from prosfora.audit.services import System
from prosfora.catalog.models import CustomerProduct, Product, Receipt, Stock
from prosfora.catalog.rules.facts import ProductData, TextData, UnitData
from prosfora.catalog.services import create_product
from prosfora.parties.models import Party

LISTED = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)

type Amount = Decimal | str | int


def a_product(
    number: str = "BOLT-M8",
    name: str = "Κοχλίας εξαγωνικός M8×40",
    name_en: str = "Hexagon bolt M8×40",
    kind: str = "stock",
    base_unit: str = "PCE",
    sales_unit: str = "",
    units: Sequence[tuple[str, int, int]] = (("BX", 12, 1),),
    stock: Amount | None = None,
    safety_stock: Amount = 0,
    plant: str = "AT01",
    receipts: Sequence[tuple[dt.date, Amount]] = (),
    cost: Amount | None = None,
    group: str = "FASTENERS",
    pricing_group: str = "",
    hierarchy: str = "",
    tax_class: str = "1",
    gross_weight: Amount = 0,
    net_weight: Amount = 0,
    volume: Amount = 0,
    minimum_quantity: Amount = 0,
    rounding_quantity: Amount = 0,
    whole_units_only: bool = True,
    lead_time_days: int = 10,
    status: str = "active",
    sold_from: dt.date | None = None,
    sold_until: dt.date | None = None,
    gtin: str = "",
    areas: Sequence[str] = (),
    customer_numbers: Sequence[tuple[Party, str]] = (),
) -> Product:
    """A hexagon bolt in pieces and boxes of 12, with its stock in Athens; made to order in ten working days.

    Needs the company (plant AT01) where stock, receipts or areas are given.
    """
    data = ProductData(
        name=name,
        kind=kind,
        base_unit=base_unit,
        sales_unit=sales_unit,
        units=tuple(UnitData(*unit) for unit in units),
        texts=(TextData("en", name_en),) if name_en else (),
        cost=None if cost is None else Decimal(cost),
        group=group,
        pricing_group=pricing_group,
        hierarchy=hierarchy,
        tax_class=tax_class,
        gross_weight=Decimal(gross_weight),
        net_weight=Decimal(net_weight),
        volume=Decimal(volume),
        minimum_quantity=Decimal(minimum_quantity),
        rounding_quantity=Decimal(rounding_quantity),
        whole_units_only=whole_units_only,
        lead_time_days=lead_time_days,
        status=status,
        sold_from=sold_from,
        sold_until=sold_until,
        gtin=gtin,
        areas=tuple(areas),
    )
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
