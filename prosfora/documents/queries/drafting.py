"""Everything a document is worked out from, loaded before anything is computed, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from prosfora.catalog.queries import availability_facts, products_by_number
from prosfora.catalog.rules.facts import ProductFacts, StockFacts
from prosfora.company.queries import working_days
from prosfora.company.rules import WorkingDays
from prosfora.documents.models import DocumentPartner, Item, MandatoryField
from prosfora.documents.rules.completeness import Mandatory
from prosfora.documents.rules.schedules import from_stored
from prosfora.parties.models import Party
from prosfora.parties.queries import sales_data
from prosfora.parties.rules.facts import AddressFacts, SalesData
from prosfora.values.quantity import Conversion

_PARTY = ("id", "number", "name", "language", "country", "vat_number", "email", "is_blocked", "probability")
_ADDRESS = ("kind", "name", "street", "house_number", "addition", "postal_code", "city", "region", "country")


@dataclass(frozen=True, slots=True)
class PartyCard:
    """What a document needs to know of a party that plays a part on it."""

    id: int
    number: str
    name: str
    language: str
    country: str
    vat_number: str
    email: str
    is_blocked: bool
    probability: int
    addresses: tuple[AddressFacts, ...] = ()

    def address(self, kind: str = "standard") -> AddressFacts | None:
        """The party's address of that kind, else its standard one, else any."""
        by_kind = {address.kind: address for address in reversed(self.addresses)}
        return by_kind.get(kind) or by_kind.get("standard") or next(iter(self.addresses), None)


@dataclass(frozen=True, slots=True)
class Supply:
    """What availability is judged from: stock and receipts, what orders hold, the plants' calendars."""

    stock: Mapping[tuple[int, str], StockFacts] = field(default_factory=dict)
    promised: Mapping[tuple[int, str], list[tuple[date, Decimal]]] = field(default_factory=dict)
    calendars: Mapping[str, WorkingDays] = field(default_factory=dict)


def customer_data(sold_to: int, sales_area: str) -> SalesData | None:
    """The customer's data in the sales area; None for a party the area does not know yet."""
    return sales_data([sold_to], sales_area).get(sold_to)


def party_cards(ids: Collection[int]) -> dict[int, PartyCard]:
    """The parties of a document with their addresses, in one query."""
    columns = [*_PARTY, *(f"addresses__{name}" for name in _ADDRESS)]
    rows = Party.objects.filter(pk__in=set(ids)).order_by("addresses__id").values_list(*columns)
    addresses: dict[int, list[AddressFacts]] = defaultdict(list)
    cards: dict[int, PartyCard] = {}
    for row in rows:
        cards[row[0]] = PartyCard(*row[: len(_PARTY)])
        if row[len(_PARTY)] is not None:
            addresses[row[0]].append(AddressFacts(*row[len(_PARTY) :]))
    return {pk: replace(card, addresses=tuple(addresses[pk])) for pk, card in cards.items()}


def products(numbers: Iterable[str], customer: int) -> dict[str, ProductFacts]:
    """The products named by our number or the customer's own, by what was typed."""
    wanted = {number for number in numbers if number}
    return products_by_number(sorted(wanted), customer_id=customer) if wanted else {}


def supply(wanted: Collection[tuple[int, str]], today: date, days: Collection[date]) -> Supply:
    """Stock, receipts, promises and calendars for products in plants, as of `today`, for deliveries on `days`."""
    if not wanted:
        return Supply()
    products_wanted, plants = sorted({pair[0] for pair in wanted}), sorted({pair[1] for pair in wanted})
    years = {year for day in (today, *days) for year in (day.year, day.year + 1)}
    return Supply(
        stock=availability_facts(products_wanted, plants, today),
        promised=promised(products_wanted, plants),
        calendars=working_days(plants, sorted(years)),
    )


def promised(
    product_ids: Collection[int], plants: Collection[str]
) -> dict[tuple[int, str], list[tuple[date, Decimal]]]:
    """What orders hold of each product in each plant, by day, in base units; one query."""
    rows = Item.objects.filter(reserves=True, product__in=product_ids, plant__in=plants)
    held: dict[tuple[int, str], list[tuple[date, Decimal]]] = defaultdict(list)
    for product, plant, quantity, base, schedule in rows.values_list(
        "product_id", "plant_id", "quantity", "base_quantity", "schedule"
    ):
        for line in from_stored(schedule):
            share = line.quantity * base / quantity if quantity else Decimal(0)
            held[product, plant].append((line.day, share))
    return held


def mandatory_fields(document_type: str) -> list[Mandatory]:
    """The facts a document type must have, as configured; one query."""
    rows = MandatoryField.objects.filter(document_type=document_type).order_by("id")
    return [Mandatory(*row) for row in rows.values_list("level", "field", "item_category", "blocks")]


def unit_factors(product: ProductFacts) -> tuple[tuple[str, Decimal], ...]:
    """The product's further units in base units, as pricing wants them."""
    return tuple((unit, _ratio(conversion)) for unit, conversion in product.units.items())


def _ratio(conversion: Conversion) -> Decimal:
    return Decimal(conversion.numerator) / Decimal(conversion.denominator)


@dataclass(slots=True)
class LightItem:
    """An item that is not touched: just what totals, numbering and completeness need of it."""

    pk: int
    position: int
    category: str
    alternative_to: int | None
    rejection_reason_id: int | None
    net: Decimal
    tax: Decimal
    tax_code: str
    tax_rate: Decimal
    cost: Decimal | None
    probability: int
    is_complete: bool


def light_items(document_id: int, without: Collection[int]) -> list[LightItem]:
    """A document's items but those `without` (positions), in one query."""
    rows = Item.objects.filter(document=document_id).values_list(*LightItem.__slots__)
    return [light for light in (LightItem(*row) for row in rows) if light.position not in without]


def partner_ids(document_id: int) -> dict[str, int]:
    """Function → party id of a stored document."""
    rows = DocumentPartner.objects.filter(document=document_id, party__isnull=False)
    return dict(rows.values_list("function", "party_id"))
