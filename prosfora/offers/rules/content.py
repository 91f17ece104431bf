"""The offer as it binds us: everything that print, mail, the customer's page and wire formats say, and nothing else.

These classes are the schema of the canonical JSON (docs/develop/offer-format.md). What the customer must not see (cost,
margin, records, rules that lost, the internal note) has no place here; it stands in `rules.proof`.

Decimals are exact and spelled one way: amounts with the currency's decimals, quantities and rates without spare zeros.
Fields are only ever added, at the end of their class and with a default, so that what was frozen years ago is still
read.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

FORMAT = "prosfora-offer/1"
OPTION, ALTERNATIVE, FREE, SECTION, TEXT = "option", "alternative", "free", "section", "text"
CHOICES = frozenset({OPTION, ALTERNATIVE})


@dataclass(frozen=True, slots=True)
class OfferAddress:
    """A postal address: its parts, and its lines as its country writes them in the offer's language, name first."""

    name: str
    street: str
    house_number: str
    addition: str
    postal_code: str
    city: str
    region: str
    country: str  # ISO 3166-1 alpha-2
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferParty:
    """Somebody on the customer's side: our number for him, his name, his VAT number with the country before it."""

    number: str
    name: str
    vat_number: str
    email: str
    address: OfferAddress | None


@dataclass(frozen=True, slots=True)
class OfferPerson:
    """Somebody on our side."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class OfferCompany:
    """The legal entity that offers, as its paper names it."""

    code: str
    name: str
    legal_name: str
    vat_number: str
    registration_number: str
    street: str
    postal_code: str
    city: str
    country: str
    phone: str
    email: str
    web: str
    bank: str
    letterhead_note: str


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """Terms of payment and delivery; `payment` is their text in the offer's language."""

    payment_code: str
    payment: str
    net_days: int | None
    cash_discount_percent: Decimal | None
    cash_discount_days: int | None
    incoterms: str
    incoterms_place: str


@dataclass(frozen=True, slots=True)
class OfferTexts:
    """What a person wrote around the items."""

    intro: str
    terms: str
    closing: str


@dataclass(frozen=True, slots=True)
class OfferReckoning:
    """How the totals come from the items: whether prices contain the tax, whether it is rounded once per "rate" or per
    "item", and what the amount to be paid is a multiple of.
    """

    tax_included: bool
    tax_rounding: str
    rounding_unit: Decimal | None


@dataclass(frozen=True, slots=True)
class OfferTax:
    """The tax of one category (UNCL5305) and rate in per cent; `reason` is why none is charged."""

    code: str
    rate: Decimal
    base: Decimal
    tax: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class OfferTotals:
    """Sums over the items that count; `payable` = `total` + `rounding`."""

    net: Decimal
    tax: Decimal
    total: Decimal
    rounding: Decimal
    payable: Decimal
    taxes: tuple[OfferTax, ...]


@dataclass(frozen=True, slots=True)
class OfferDelivery:
    """How much of an item, in its unit, can be delivered on a day."""

    day: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class OfferItem:
    """One line. `price` is what stands in the price column and `discount` the per cent off it; `unit_price` is what a
    unit costs after it. `net` and `tax` are of the whole line, `list_value` before discounts (with tax where prices
    contain it). `counts` says whether the line is part of the totals as they stand.
    """

    position: int
    category: str  # standard, alternative, option, free, text, section
    product: str
    customer_product: str
    text: str
    note: str
    quantity: Decimal
    unit: str  # UN/ECE recommendation 20 or 21, as the catalogue keeps it
    unit_text: str  # in the offer's language
    price: Decimal
    discount: Decimal | None
    unit_price: Decimal
    list_value: Decimal
    net: Decimal
    tax: Decimal
    tax_code: str
    tax_rate: Decimal
    tax_reason: str
    counts: bool
    on_request: bool  # there is no price yet
    priced_elsewhere: bool  # a bundle has the price of its parts, or the parts that of the bundle
    alternative_to: int | None
    part_of: int | None
    free_for: int | None  # of free goods: the item that earned them
    subtotal: Decimal | None  # of sections
    deliveries: tuple[OfferDelivery, ...]

    @property
    def is_goods(self) -> bool:
        """Whether it has a quantity and a price, and is not prose only."""
        return self.category not in (SECTION, TEXT)

    @property
    def is_choice(self) -> bool:
        """Whether it counts only when the customer chooses it."""
        return self.category in CHOICES

    def value(self, *, tax_included: bool) -> Decimal:
        """What the line comes to as its price is told."""
        return self.net + self.tax if tax_included else self.net


@dataclass(frozen=True, slots=True)
class OfferChoice:
    """An option or alternative that can be chosen, and the totals if it, and nothing else, is."""

    position: int
    kind: str  # option, alternative
    instead_of: int | None  # of an alternative: the item it takes the place of
    totals: OfferTotals


@dataclass(frozen=True, slots=True)
class Offer:
    """The whole offer. `totals` are without any choice, `totals_with_options` with every option and no alternative."""

    format: str
    number: str
    revision: int
    variant: str
    language: str  # en, el
    sales_area: str
    document_date: date
    pricing_date: date
    valid_from: date | None
    valid_to: date | None
    requested_date: date | None
    issued_at: datetime | None  # None: a draft
    issued_by: OfferPerson | None
    responsible: OfferPerson
    company: OfferCompany
    sold_to: OfferParty
    ship_to: OfferParty | None
    bill_to: OfferParty | None
    payer: OfferParty | None
    contact: OfferParty | None
    customer_reference: str
    customer_reference_date: date | None
    coupon: str
    promotions: tuple[str, ...]
    currency: str
    reckoning: OfferReckoning
    items: tuple[OfferItem, ...]
    totals: OfferTotals
    totals_with_options: OfferTotals | None  # None where there is no option
    choices: tuple[OfferChoice, ...]
    terms: OfferTerms
    texts: OfferTexts

    @property
    def is_draft(self) -> bool:
        """Whether it does not bind us yet."""
        return self.issued_at is None

    @property
    def without_price(self) -> tuple[int, ...]:
        """The positions that the totals are without, since their price is on request."""
        return tuple(item.position for item in self.items if item.on_request and item.counts)
