"""What programs say and hear of products. Amounts and quantities are strings, days ISO."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import PlainSerializer

from prosfora.catalog.rules.facts import ProductData, TextData, UnitData, plain

# Amounts leave without idle zeros: "0.11", not "0.1100".
Amount = Annotated[Decimal, PlainSerializer(plain, return_type=str, when_used="json-unless-none")]
Told = Annotated[Decimal, PlainSerializer(plain, return_type=str)]
Kind = Literal["stock", "service", "order"]
Status = Literal["active", "announced", "blocked", "phased_out"]
LinkKind = Literal["alternative", "accessory", "successor"]


class UnitIn(Schema):
    """One `unit` is numerator/denominator base units: a box of 12 is 12/1."""

    unit: str
    numerator: int = 1
    denominator: int = 1


class TextIn(Schema):
    language: str
    name: str
    sales_text: str = ""


class ProductFields(Schema):
    """What may be stated about a product; a PATCH changes only the fields it holds."""

    name: str = ""
    kind: Kind = "stock"
    base_unit: str = "PCE"
    sales_unit: str = ""
    group: str = ""
    pricing_group: str = ""
    hierarchy: str = ""
    item_category_group: str = "NORM"
    tax_class: str = "1"
    attributes: str = ""
    gross_weight: Amount = Decimal(0)
    net_weight: Amount = Decimal(0)
    volume: Amount = Decimal(0)
    cost: Amount | None = None
    cost_currency: str = "EUR"
    minimum_quantity: Amount = Decimal(0)
    rounding_quantity: Amount = Decimal(0)
    whole_units_only: bool = True
    lead_time_days: int = 0
    gtin: str = ""
    status: Status = "active"
    sold_from: date | None = None
    sold_until: date | None = None
    units: list[UnitIn] = []
    texts: list[TextIn] = []
    areas: list[str] = []

    def sent(self) -> dict[str, Any]:
        """The fields that were sent; units and texts as rows with their defaults."""
        whole = self.model_dump()
        return {name: whole[name] for name in self.model_fields_set}


class ProductIn(ProductFields):
    """A new product; without a number it gets the next one."""

    number: str = ""


class ProductOut(ProductFields):
    """A product as stored; `cost` only for those who may see it."""

    number: str
    version: int


class ProductRow(Schema):
    """A product in a list."""

    number: str
    name: str
    kind: Kind
    status: Status
    group: str
    base_unit: str
    gtin: str
    version: int


class DeliveryOut(Schema):
    """A schedule line, in base units."""

    day: date
    quantity: Told


class AvailabilityOut(Schema):
    """When a quantity can leave a plant: all on the day, all on one later day, or in part."""

    product: str
    plant: str
    quantity: Told
    unit: str
    base_quantity: Told
    base_unit: str
    wanted_day: date
    day: date
    is_available: bool
    available: Told
    full_day: date
    on_the_day: list[DeliveryOut]
    one_delivery: list[DeliveryOut]
    partial: list[DeliveryOut]


class StockIn(Schema):
    plant: str
    quantity: Decimal
    safety_stock: Decimal | None = None


class ReceiptIn(Schema):
    plant: str
    day: date
    quantity: Decimal
    reference: str = ""


class ReceiptId(Schema):
    id: int


class ReceiptOut(Schema):
    id: int
    plant: str
    day: date
    quantity: Told
    reference: str


class StockOut(Schema):
    plant: str
    quantity: Told
    safety_stock: Told


class SupplyOut(Schema):
    """What plants hold and expect of a product, in base units."""

    stock: list[StockOut]
    receipts: list[ReceiptOut]


class ComponentIn(Schema):
    """A part and how many `unit` (blank: its base unit) one base unit of the bundle takes."""

    part: str
    quantity: Decimal
    unit: str = ""


class ComponentName(Schema):
    part: str


class ComponentOut(Schema):
    part: str
    quantity: Told
    unit: str


class LinkIn(Schema):
    kind: LinkKind
    other: str


class CustomerNumberIn(Schema):
    customer: str
    number: str


def stated(fields: Mapping[str, Any], before: ProductData | None = None) -> ProductData:
    """The product that given fields state, on top of what stood before."""
    present = {} if before is None else {name: getattr(before, name) for name in ProductData.__slots__}
    data = {"name": "", **present, **fields}
    if "units" in fields:
        data["units"] = tuple(UnitData(**unit) for unit in fields["units"])
    if "texts" in fields:
        data["texts"] = tuple(TextData(**text) for text in fields["texts"])
    return ProductData(**data | {"areas": tuple(data.get("areas", ()))})
