"""A product as plain facts: what people state about it, what documents take over, what lies in a plant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from prosfora.values.quantity import Conversion

ONE_TO_ONE = Conversion(1)


def plain(amount: Decimal) -> str:
    """An amount without idle zeros: 0.42 for 0.4200, so that equal amounts are told alike."""
    return f"{amount.normalize():f}" if amount else "0"


@dataclass(frozen=True, slots=True)
class UnitData:
    """One sales unit as an exact ratio: `numerator` base units are `denominator` of this unit (a box: 12/1)."""

    unit: str
    numerator: int
    denominator: int = 1


@dataclass(frozen=True, slots=True)
class TextData:
    """Name and sales text in one language ("en")."""

    language: str
    name: str
    sales_text: str = ""


@dataclass(frozen=True, slots=True)
class ProductData:
    """Everything people state about a product; codes as stored, quantities in base units, cost per base unit."""

    name: str
    kind: str = "stock"  # stock, service, order (made to order)
    base_unit: str = "PCE"
    sales_unit: str = ""  # blank: the base unit
    group: str = ""
    pricing_group: str = ""
    hierarchy: str = ""
    item_category_group: str = "NORM"
    tax_class: str = "1"
    gross_weight: Decimal = Decimal(0)
    net_weight: Decimal = Decimal(0)
    volume: Decimal = Decimal(0)
    cost: Decimal | None = None
    cost_currency: str = "EUR"
    minimum_quantity: Decimal = Decimal(0)
    rounding_quantity: Decimal = Decimal(0)
    whole_units_only: bool = True
    lead_time_days: int = 0
    gtin: str = ""
    status: str = "active"
    sold_from: date | None = None
    sold_until: date | None = None  # the last day
    units: tuple[UnitData, ...] = ()
    texts: tuple[TextData, ...] = ()
    areas: tuple[str, ...] = ()  # sales areas that alone may offer it; empty: all
    attributes: str = ""  # own ones, as company.rules.attributes writes them


# Item category groups of bundles (SAP): priced as a whole, or by their parts.
WHOLE, PARTS = "ERLA", "LUMF"
BUNDLES = frozenset({WHOLE, PARTS})


@dataclass(frozen=True, slots=True)
class ComponentData:
    """A part of a bundle: its product's number and how many `unit` of it one base unit of the bundle takes."""

    part: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A product as a document takes it over. Weights and volume per base unit, cost per base unit in its currency."""

    id: int
    number: str
    name: str
    kind: str
    base_unit: str
    sales_unit: str  # never blank: the base unit where none is kept
    group: str
    pricing_group: str
    hierarchy: str
    item_category_group: str
    tax_class: str
    gross_weight: Decimal
    net_weight: Decimal
    volume: Decimal
    cost: Decimal | None
    cost_currency: str
    minimum_quantity: Decimal
    rounding_quantity: Decimal
    whole_units_only: bool
    lead_time_days: int
    gtin: str
    status: str
    sold_from: date | None
    sold_until: date | None
    customer_number: str = ""  # the customer's own number, where a customer was named
    units: Mapping[str, Conversion] = field(default_factory=dict)  # without the base unit
    texts: Mapping[str, TextData] = field(default_factory=dict)  # by language
    areas: frozenset[str] = frozenset()
    components: tuple[ComponentData, ...] = ()  # by number; exploded only where `is_bundle`
    attributes: str = ""

    @property
    def is_bundle(self) -> bool:
        """Whether its parts stand below it on documents."""
        return self.item_category_group in BUNDLES and bool(self.components)

    def conversion(self, unit: str) -> Conversion | None:
        """How many base units one of `unit` is; None where the product is not kept in that unit."""
        return ONE_TO_ONE if unit == self.base_unit else self.units.get(unit)

    def text(self, language: str) -> TextData:
        """Name and sales text in a language ("el", "el-gr"), else the company's own name without a sales text."""
        return self.texts.get(language) or self.texts.get(language[:2]) or TextData(language, self.name)

    def is_sold(self, day: date) -> bool:
        """Whether it may be offered on that day by its status and validity."""
        begun = self.sold_from is None or self.sold_from <= day
        ended = self.sold_until is not None and day > self.sold_until
        return self.status != "blocked" and begun and not ended

    def is_sold_in(self, sales_area: str) -> bool:
        """Whether people of that sales area may offer it."""
        return not self.areas or sales_area in self.areas


@dataclass(frozen=True, slots=True)
class StockFacts:
    """What a plant holds and expects of a product, in base units. Receipts overdue today are no promise: left out."""

    kind: str = "stock"
    stock: Decimal = Decimal(0)
    safety_stock: Decimal = Decimal(0)
    receipts: tuple[tuple[date, Decimal], ...] = ()
    lead_time_days: int = 0  # working days until goods not in sight are there
    whole_units_only: bool = False
