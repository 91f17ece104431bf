"""A customer's net price list: products priced batch by batch with the engine that prices his quotations."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from prosfora.catalog.models import Product
from prosfora.catalog.queries import ProductFilter, listed_products, product_facts
from prosfora.catalog.rules.facts import ProductFacts
from prosfora.identity.models import User
from prosfora.pricelists.rules.net_prices import FINEST, OF_THE_ORDER, ONE, NetPrices, listed_procedure, net_prices
from prosfora.pricelists.selections import selections
from prosfora.pricing.queries import configuration, load_book, price_document
from prosfora.pricing.queries.buyers import Buying, CannotPrice, buying, item_facts
from prosfora.pricing.rules.facts import ItemFacts
from prosfora.values.quantity import Conversion

VERB = "pricelists.display_net_prices"
_AREAS = Product.areas.through.objects
FOR_ONE = Conversion(1)


@dataclass(frozen=True, slots=True)
class NetPriceQuestion:
    """Whose prices, where, on which day, of which products; blank narrows nothing."""

    customer: str
    day: dt.date
    sales_area: str = ""
    currency: str = ""
    q: str = ""
    group: str = ""
    selection: str = ""  # a name of pricelists.selections


@dataclass(frozen=True, slots=True)
class ProductPrices:
    """A row of the list: a product with its prices. It has none where `prices.problem` says why."""

    pk: int
    number: str
    product: ProductFacts
    unit: str
    currency: str
    prices: NetPrices


def price_list_for(user: User, asked: NetPriceQuestion) -> Buying:
    """Whose list it is. One statement. Raises CannotPrice, NotVisible, Forbidden."""
    if not asked.customer:
        raise CannotPrice(_("Name the customer whose prices you want to see."), "customer")
    return buying(
        user=user, customer=asked.customer, sales_area=asked.sales_area, currency=asked.currency, day=asked.day,
        verb=VERB,
    )  # fmt: skip


def listed_for(user: User, asked: NetPriceQuestion, buyer: Buying) -> "QuerySet[Product]":
    """The products of a list: those that the customer's sales area offers on that day and the filters leave."""
    rows = listed_products(user, ProductFilter(q=asked.q, group=asked.group)).exclude(status="blocked")
    rows = rows.filter(Q(sold_from=None) | Q(sold_from__lte=asked.day))
    rows = rows.filter(Q(sold_until=None) | Q(sold_until__gte=asked.day))
    restricted = _AREAS.filter(product_id=OuterRef("pk"))
    rows = rows.filter(~Exists(restricted) | Exists(restricted.filter(salesarea_id=buyer.header.sales_area)))
    chosen = selections().get(asked.selection)
    if chosen is not None and buyer.party_id is not None:
        rows = rows.filter(pk__in=chosen.product_ids(buyer.party_id, buyer.header.sales_area))
    return rows


def priced_products(buyer: Buying, products: Sequence[Product]) -> list[ProductPrices]:
    """The prices of a batch of products; a constant number of statements."""
    if not products:
        return []
    facts = product_facts(products, customer_id=buyer.party_id)
    ordered = [facts[product.pk] for product in products]
    book = load_book(buyer.header, [_at(buyer, one, ONE) for one in ordered], until=dt.date.max)
    book = replace(book, procedure=listed_procedure(book.procedure))
    rows = []
    for product, one in zip(products, ordered, strict=True):
        found = net_prices(buyer.header, partial(_at, buyer, one), book, step=_step(one))
        rows.append(ProductPrices(product.pk, one.number, one, one.sales_unit, buyer.header.currency, found))
    return rows


@dataclass(frozen=True, slots=True)
class WholeOrder:
    """What holds for a customer's orders as a whole: their least value, if any, and whether prices contain the tax."""

    minimum: Decimal | None
    tax_included: bool


def whole_order(buyer: Buying) -> WholeOrder:
    """What no single price of the list tells."""
    anything = ItemFacts(position=10, product="", quantity=ONE, unit="", base_quantity=ONE, base_unit="")
    priced = price_document(buyer.header, [anything], trace=False)
    values = [one.value for one in priced.items[0].elements if one.condition_type in minimum_types(priced.procedure)]
    return WholeOrder(max(values, default=None), priced.reckoning.tax_included)


def minimum_types(procedure: str) -> set[str]:
    """The condition types that say what the least order is: those that a step of a minimum order builds on."""
    steps = configuration().procedures[procedure].steps
    wanted = {step.from_step for step in steps if step.formula in OF_THE_ORDER}
    return {step.type.code for step in steps if step.type and step.step in wanted}


def _step(product: ProductFacts) -> Decimal:
    """The least difference between two quantities of the sales unit."""
    return ONE if product.whole_units_only else FINEST


def _at(buyer: Buying, product: ProductFacts, quantity: Decimal) -> ItemFacts:
    unit = product.sales_unit
    conversion = product.conversion(unit) or FOR_ONE
    return item_facts(product, position=10, quantity=quantity, unit=unit, conversion=conversion, plant=buyer.plant)
