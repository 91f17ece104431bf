"""What the engine is told and what it answers: plain frozen facts, no database, no clock."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from prosfora.company.rules.attributes import is_fact
from prosfora.pricing.rules.book import PreviousPrice
from prosfora.values.money import to_multiple


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """All that prices may depend on above the items. Codes as stored; blank where unknown."""

    sales_area: str  # "GR01-10-00"
    document_type: str  # IN, QT, OR
    currency: str
    pricing_date: date
    customer: str = ""  # party number
    customer_group: str = ""
    price_group: str = ""
    price_list: str = ""
    incoterms: str = ""
    payment_terms: str = ""
    departure_country: str = "GR"
    departure_region: str = ""
    destination_country: str = "GR"
    destination_region: str = ""
    customer_tax_class: str = "1"
    customer_procedure: str = ""  # customer pricing procedure: a part of finding the procedure
    customer_vat_number: str = ""  # a valid foreign EU number makes reverse charge possible
    coupon: str = ""  # the code of a promotion that the customer names
    campaign: str = ""  # the number of the promotion that the document takes part in
    instead_of: str = ""  # the offer that gives back what it holds of promotions when this one is issued
    manual: tuple["ManualCondition", ...] = ()  # header conditions typed by a person
    own: tuple[tuple[str, str], ...] = ()  # attributes of the customer: ("customer_BRANCH", "HOTEL")


@dataclass(frozen=True, slots=True)
class ManualCondition:
    """A price element typed on the document: a type that allows it, with its amount or percentage."""

    condition_type: str  # "RA00", "PN00", "HB00" …
    amount: Decimal  # per the type's calculation: percent, per unit, absolute; discounts are entered positive
    currency: str = ""
    per: Decimal = Decimal(1)
    unit: str = ""


class Named(NamedTuple):
    """A condition record that a stored price was made from, where it stood and the day whose exchange rate it had."""

    step: int
    condition_type: str
    record: int
    access: int
    key: tuple[tuple[str, str], ...]
    scale_from: Decimal | None
    day: date


@dataclass(frozen=True, slots=True)
class Kept:
    """What of an item's price stays when it is priced again: the records that made it, by name, whatever holds now.

    Classes in `new` are looked up anew. Cost and amounts entered by hand have the exchange rates of `day`.
    """

    day: date
    new: frozenset[str]
    named: tuple[Named, ...]
    is_fixed: bool = False  # the level of a scale stays as well, whatever the quantity
    drawn: tuple[tuple[str, Decimal], ...] = ()  # what it took of promotions, by number: so much it takes again
    previous: PreviousPrice | None = None  # the price given before that it was made from
    cost: tuple[Decimal, str] | None = None  # per base unit, with its currency

    def keeps(self, condition_class: str) -> bool:
        """Whether elements of a class stay."""
        return condition_class not in self.new

    def level_of(self, record: int) -> Decimal | None:
        """Where on its scale a record was read."""
        return next((one.scale_from for one in self.named if one.record == record), None)


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One item to be priced. Quantities are exact; weights and volume are per base unit."""

    position: int  # 10, 20, 30 …
    product: str
    quantity: Decimal
    unit: str
    base_quantity: Decimal
    base_unit: str
    product_group: str = ""
    pricing_group: str = ""
    hierarchy: str = ""
    plant: str = ""
    tax_class: str = "1"
    gross_weight: Decimal = Decimal(0)
    net_weight: Decimal = Decimal(0)
    volume: Decimal = Decimal(0)
    duration: Decimal = Decimal(1)  # of a hire or a service, in `duration_unit`
    duration_unit: str = ""  # DAY, WEE, MON, ANN
    cost: Decimal | None = None  # per base unit, in cost_currency
    cost_currency: str = "EUR"
    is_free: bool = False  # item category free of charge: priced, then 100 % discount
    counts: bool = True  # False for alternatives and rejected items: priced, but not in the totals
    unit_factors: tuple[tuple[str, Decimal], ...] = ()  # further units of the product → base units
    manual: tuple[ManualCondition, ...] = ()
    kept: Kept | None = None  # of a price that was copied or priced again in part
    delivery_date: date | None = None  # wanted by the customer
    own: tuple[tuple[str, str], ...] = ()  # attributes of the product: ("product_SIZE", "L")

    def __getattr__(self, name: str) -> str:
        """An own attribute of the product reads like any other fact; blank where the product has none."""
        if name.startswith("product_") and is_fact(name):
            return next((value for code, value in self.own if code == name), "")
        raise AttributeError(name)

    @property
    def hierarchy_1(self) -> str:
        """The product hierarchy's first level: its first five characters, as SAP divides them (5, 5, 8)."""
        return self.hierarchy[:5]

    @property
    def hierarchy_2(self) -> str:
        """The hierarchy down to its second level; blank where it has none."""
        return self.hierarchy[:10] if len(self.hierarchy) > 5 else ""


class PriceElement(NamedTuple):
    """One line of the waterfall. Money in document currency, rounded half-up to its minor unit."""

    step: int
    counter: int
    condition_type: str  # "" for a subtotal line
    label_key: str  # type code or subtotal name; pages translate it
    calculation: str  # quantity, percent, fixed, weight, …
    rate: Decimal | None  # amount per `per` `unit`, or per cent
    rate_currency: str
    per: Decimal
    unit: str
    base: Decimal  # what the rate was applied to
    value: Decimal
    statistical: bool = False
    active: bool = True
    inactive_reason: str = ""  # code: superseded_by_manual, superseded_by_net_price, excluded, price_on_request,
    # lower_priority
    manual: bool = False
    record: int | None = None  # condition record's id
    record_version: int | None = None
    access: int | None = None  # access number that hit
    key: tuple[tuple[str, str], ...] = ()  # ("customer", "1000001"), ("product", "BOLT-M8")
    scale_from: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    promotion: str = ""  # the number of the promotion that the record belongs to


class Loser(NamedTuple):
    """A record that matched but did not win, or an access that found nothing, and why."""

    step: int
    condition_type: str
    access: int
    # no_record, key_blank, requirement_not_met, not_valid_on_date, later_access, less_specific_record,
    # below_first_scale, beyond_last_scale, superseded_by_manual, used_up, and of promotions: not_valid_on_date,
    # coupon_missing, used_by_customer, other_customer, other_area; of prices given before: no_previous_price,
    # other_unit; of discounts and surcharges: in_previous_price
    reason: str
    record: int | None = None
    key: tuple[tuple[str, str], ...] = ()
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an item cannot be priced fully: code and the place.

    Codes: no_base_price, price_on_request, no_tax, no_exchange_rate, no_unit_conversion, manual_not_allowed,
    outside_limits, needs_release (a floor or margin is not kept: `why`, `limit`, `value`, `difference`, for who may see
    costs alone), formula_divides_by_zero, formula_fact_blank, formula_out_of_bounds, formula_unreadable (an own formula
    has no answer: `formula`, `column`, `fact`); and for information only, fallback_price and previous_price.
    """

    code: str
    position: int
    detail: dict[str, Any] = field(default_factory=dict)


INFORMATION = frozenset({"fallback_price", "previous_price"})  # problems that are none: nothing is wrong with the price


class PricedItem(NamedTuple):
    """The answer for one item. `unit_price` = value per `quantity` unit, rounded for display only: net, or with the tax
    where prices contain it.
    """

    position: int
    unit_price: Decimal
    gross_value: Decimal  # list price × quantity, before discounts
    net: Decimal
    tax: Decimal
    total: Decimal  # net + tax
    cost: Decimal | None
    margin: Decimal | None  # net − cost
    tax_code: str
    tax_rate: Decimal  # per cent
    elements: tuple[PriceElement, ...]
    losers: tuple[Loser, ...] = ()
    problems: tuple[Problem, ...] = ()
    tax_included: bool = False

    @property
    def value(self) -> Decimal:
        """What the item comes to as its prices are told: net, or with the tax where they contain it."""
        return self.total if self.tax_included else self.net

    @property
    def is_on_request(self) -> bool:
        """Whether the price is on request, so that all amounts are nought."""
        return any(problem.code == "price_on_request" for problem in self.problems)

    @property
    def discount_percent(self) -> Decimal | None:
        """How far the value lies under the list price, in per cent of it to two places.

        None where it does not: a surcharge is never shown as a discount.
        """
        if abs(self.value) >= abs(self.gross_value):
            return None
        return ((self.gross_value - self.value) * 100 / self.gross_value).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class TaxLine:
    """Tax of one rate over the whole document (EN 16931 BG-23): base × rate, rounded as rules.taxes.Reckoning says."""

    code: str  # S, Z, E, AE, K, G (UNCL5305)
    rate: Decimal
    base: Decimal
    tax: Decimal
    reason_key: str = ""  # the text the law wants for E, AE, K, G

    @property
    def total(self) -> Decimal:
        """Base and tax together."""
        return self.base + self.tax


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How the totals of a document are reckoned from its items: what its procedure and records say of it.

    `tax_rounding` is "rate" (once per rate on the document, EN 16931 BR-CO-17) or "item" (each item's tax is rounded
    and they are summed). `rounding_unit` is what the amount to be paid is a multiple of, None where it is the total.
    """

    tax_included: bool = False
    tax_rounding: str = "rate"
    rounding_unit: Decimal | None = None

    def rounding(self, total: Decimal) -> Decimal:
        """What leads from the total to the amount to be paid (EN 16931 BT-114), half-up."""
        return Decimal(0) if self.rounding_unit is None else to_multiple(total, self.rounding_unit) - total


@dataclass(frozen=True, slots=True)
class PricedDocument:
    """All items with the totals: net = Σ item nets, tax = Σ tax lines, total = net + tax; only items that count.

    `rounding` is what leads from the total to the amount to be paid (EN 16931 BT-114); the tax stays as it is.
    """

    currency: str
    items: tuple[PricedItem, ...]
    net: Decimal
    tax: Decimal
    total: Decimal
    cost: Decimal | None
    margin: Decimal | None
    taxes: tuple[TaxLine, ...]
    procedure: str
    problems: tuple[Problem, ...] = ()
    rounding: Decimal = Decimal(0)
    reckoning: Reckoning = Reckoning()
    drafts: frozenset[int] = frozenset()  # ids of the drafts that were supposed to hold; none on a document

    @property
    def drafts_that_count(self) -> frozenset[int]:
        """The drafts among them that some item's price was made with."""
        return self.drafts & {element.record for item in self.items for element in item.elements if element.active}

    @property
    def without_price(self) -> tuple[int, ...]:
        """The positions of items that the totals are without, because their price is on request."""
        return tuple(item.position for item in self.items if item.is_on_request)

    @property
    def payable(self) -> Decimal:
        """The amount to be paid (EN 16931 BT-115, nothing being prepaid)."""
        return self.total + self.rounding
