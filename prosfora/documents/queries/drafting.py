"""Everything a document is worked out from, loaded before anything is computed, in a constant number of queries."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.db import connection

from prosfora.catalog.queries import products_by_number
from prosfora.catalog.rules.facts import ProductFacts, StockFacts
from prosfora.company.models import Plant
from prosfora.company.queries import working_days
from prosfora.company.queries.calendars import calendar_days
from prosfora.company.rules import WorkingDays
from prosfora.documents.models import DocumentPartner, Item, MandatoryField
from prosfora.documents.rules.completeness import Mandatory
from prosfora.documents.rules.schedules import from_stored
from prosfora.kit.database import set_flag
from prosfora.kit.prepared import Asked, AskedAny, Prepared
from prosfora.parties.models import Party, PartySalesArea
from prosfora.parties.rules.facts import AddressFacts, SalesData
from prosfora.values.quantity import Conversion

NOTHING = Decimal(0)
_PARTY = ("id", "number", "name", "language", "country", "vat_number", "email", "is_blocked", "probability")
_ADDRESS = ("kind", "name", "street", "house_number", "addition", "postal_code", "city", "region", "country")
_TERMS = (
    "currency", "price_group", "price_list", "customer_group", "incoterms", "incoterms_place", "payment_terms",
    "office", "plant", "tax_class", "customer_procedure", "attributes",
)  # fmt: skip
_OF_PARTNERS = ("responsible", "partners__function", "partners__partner")
_CUSTOMER_DATA = Prepared(
    lambda: (
        PartySalesArea.objects.filter(party=Asked("party"), sales_area=Asked("sales_area"))
        .order_by("partners__function", "partners__partner")
        .values_list(*_TERMS, *_OF_PARTNERS)
    )
)
_CARDS = Prepared(  # in no order: SQLite would walk all addresses in theirs
    lambda: Party.objects.filter(AskedAny("id", "ids")).values_list(
        *_PARTY, "addresses__id", *(f"addresses__{name}" for name in _ADDRESS)
    )
)
_MANDATORY = Prepared(
    lambda: (
        MandatoryField.objects.filter(document_type=Asked("document_type"))
        .order_by("id")
        .values_list("level", "field", "item_category", "blocks")
    )
)


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
    """The customer's data in the sales area with his partners, in one query; None for one the area does not know."""
    rows = _CUSTOMER_DATA(party=sold_to, sales_area=sales_area)
    if not rows:
        return None
    *terms, responsible, _, _ = rows[0]
    partners = tuple((function, partner) for *_, function, partner in rows if function)
    named = {name: value or "" for name, value in zip(_TERMS, terms, strict=True)}
    return SalesData(**named, responsible_id=responsible, partners=partners)


def party_cards(ids: Collection[int]) -> dict[int, PartyCard]:
    """The parties of a document with their addresses, in one query."""
    addresses: dict[int, list[tuple[int, AddressFacts]]] = defaultdict(list)
    cards: dict[int, PartyCard] = {}
    own = len(_PARTY)
    for row in _CARDS(ids=list(set(ids))):
        cards[row[0]] = PartyCard(*row[:own])
        if row[own] is not None:
            addresses[row[0]].append((row[own], AddressFacts(*row[own + 1 :])))
    in_order = {
        pk: tuple(facts for _, facts in sorted(found, key=lambda pair: pair[0])) for pk, found in addresses.items()
    }
    return {pk: replace(card, addresses=in_order.get(pk, ())) for pk, card in cards.items()}


def products(numbers: Iterable[str], customer: int) -> dict[str, ProductFacts]:
    """The products named by our number or the customer's own, by what was typed."""
    wanted = {number for number in numbers if number}
    return products_by_number(sorted(wanted), customer_id=customer) if wanted else {}


def supply(
    wanted: Collection[tuple[ProductFacts, str]], today: date, days: Collection[date], home: Plant | None = None
) -> Supply:
    """What plants hold and expect of products and what orders hold of them, as of `today`, for deliveries on `days`.

    `wanted` are products and plants. One query, a second where plants other than `home` (loaded with its calendar)
    deliver.
    """
    if not wanted:
        return Supply()
    products_wanted = {product.id: product for product, _ in wanted}
    plants = {plant for _, plant in wanted}
    years = sorted({year for day in (today, *days) for year in (day.year, day.year + 1)})
    calendars: dict[str, WorkingDays] = {}
    if home is not None and home.pk in plants:
        calendars[home.pk] = calendar_days(home.calendar, years)
    if plants - calendars.keys():
        calendars |= working_days(plants - calendars.keys(), years)
    stock, promised = _stock(products_wanted, plants, today)
    return Supply(stock, promised, calendars)


type _Place = tuple[int, str]
type _SupplyRow = tuple[int, str, str, date | None, Decimal, Decimal, str]


def _stock(
    products_wanted: Mapping[int, ProductFacts], plants: Collection[str], today: date
) -> tuple[dict[_Place, StockFacts], dict[_Place, list[tuple[date, Decimal]]]]:
    """Stock with receipts, and what orders hold, by product and plant, in base units; one statement."""
    held: dict[_Place, tuple[Decimal, Decimal]] = {}
    receipts: dict[_Place, list[tuple[date, Decimal]]] = defaultdict(list)
    promised: dict[_Place, list[tuple[date, Decimal]]] = defaultdict(list)
    for product, plant, kind, day, first, second, schedule in _supply_rows(products_wanted, plants, today):
        place = (product, plant)
        if kind == "stock":
            held[place] = (first, second)
        elif day is not None:
            receipts[place].append((day, first))
        else:
            lines = from_stored(json.loads(schedule))
            promised[place] += [(line.day, line.quantity * second / first) for line in lines if first]
    facts = {
        (pk, plant): StockFacts(
            product.kind,
            *held.get((pk, plant), (NOTHING, NOTHING)),
            tuple(sorted(receipts[pk, plant])),
            product.lead_time_days,
            product.whole_units_only,
        )
        for pk, product in products_wanted.items()
        for plant in plants
    }
    return facts, promised


# Written by hand: Django needs longer to put this union together than the database to answer it.
_SUPPLY = """
SELECT product_id, plant_id, 'stock', NULL, CAST(quantity AS text), CAST(safety_stock AS text), ''
  FROM catalog_stock WHERE product_id IN ({products}) AND plant_id IN ({plants})
UNION ALL
SELECT product_id, plant_id, 'receipt', CAST(day AS text), CAST(quantity AS text), '0', ''
  FROM catalog_receipt WHERE product_id IN ({products}) AND plant_id IN ({plants}) AND day >= %s
UNION ALL
SELECT product_id, plant_id, 'order', NULL, CAST(quantity AS text), CAST(base_quantity AS text), CAST(schedule AS text)
  FROM documents_item WHERE {reserves} AND product_id IN ({products}) AND plant_id IN ({plants})
"""


def _supply_rows(product_ids: Collection[int], plants: Collection[str], today: date) -> Iterable[_SupplyRow]:
    """Stock, receipts and order items as rows of one shape: product, plant, kind, day, two quantities, schedule."""
    places = {name: ", ".join(["%s"] * len(values)) for name, values in (("products", product_ids), ("plants", plants))}
    here: list[int | str] = [*product_ids, *plants]
    with connection.cursor() as cursor:
        cursor.execute(
            _SUPPLY.format(**places, reserves=set_flag("reserves")), [*here, *here, today.isoformat(), *here]
        )
        for product, plant, kind, day, first, second, schedule in cursor.fetchall():
            yield product, plant, kind, day and date.fromisoformat(day), Decimal(first), Decimal(second), schedule


def mandatory_fields(document_type: str) -> list[Mandatory]:
    """The facts a document type must have, as configured; one query."""
    return [Mandatory(*row) for row in _MANDATORY(document_type=document_type)]


def unit_factors(product: ProductFacts) -> tuple[tuple[str, Decimal], ...]:
    """The product's further units in base units, as pricing wants them."""
    return tuple((unit, _ratio(conversion)) for unit, conversion in product.units.items())


@lru_cache(maxsize=1024)  # few ratios, asked for with every item
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
    release: str | None
    part_of: int | None
    unpriced: bool | None


def light_items(document_id: int, without: Collection[int]) -> list[LightItem]:
    """A document's items but those `without` (positions), in one query."""
    rows = Item.objects.filter(document=document_id).values_list(*LightItem.__slots__)
    return [light for light in (LightItem(*row) for row in rows) if light.position not in without]


def partner_ids(document_id: int) -> dict[str, int]:
    """Function → party id of a stored document."""
    rows = DocumentPartner.objects.filter(document=document_id, party__isnull=False)
    return dict(rows.values_list("function", "party_id"))
