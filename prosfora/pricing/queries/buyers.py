"""Who asks for a price, and what: the facts of customer, sales area and products, as the engine reads them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from prosfora.catalog.rules.facts import ProductFacts
from prosfora.company.models import SalesArea
from prosfora.company.rules.attributes import facts_in
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.errors import Forbidden, NotVisible, Refused
from prosfora.kit.prepared import Asked, Prepared
from prosfora.parties.models import PartySalesArea
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts
from prosfora.values.quantity import Conversion, convert

VERB = "pricing.simulate_price"


class CannotPrice(Refused):
    """A product, unit, customer or sales area of the question is not known."""


@dataclass(frozen=True, slots=True)
class Buying:
    """Whom prices are asked for: the header as the engine reads it, the plant that delivers, the customer's id."""

    header: HeaderFacts
    plant: str
    party_id: int | None = None


class _Area(NamedTuple):
    """A sales area with the plant that delivers for it."""

    code: str
    currency: str
    plant: str
    country: str
    region: str


class _Customer(NamedTuple):
    """A customer with what one sales area knows of him and where he is delivered to."""

    party_id: int
    number: str
    vat_number: str
    country: str
    currency: str
    customer_group: str
    price_group: str
    price_list: str
    incoterms: str
    payment_terms: str | None
    tax_class: str
    customer_procedure: str
    attributes: str | None
    region: str = ""


_OF_CUSTOMER = (
    "party", "party__number", "party__vat_number", "party__country", "currency", "customer_group", "price_group",
    "price_list", "incoterms", "payment_terms", "tax_class", "customer_procedure", "attributes",
)  # fmt: skip
_OF_AREA = ("code", "currency", "plant", "plant__country", "plant__region")
_OF_ADDRESS = ("kind", "id", "country", "region")
_DELIVERED_TO = ("delivery", "standard")  # the kinds of addresses goods go to, the first one first
_CUSTOMERS = Prepared(
    lambda: PartySalesArea.objects.filter(party__number=Asked("number")).values_list(
        *_OF_CUSTOMER,
        *(f"sales_area__{name}" for name in _OF_AREA),
        *(f"party__addresses__{name}" for name in _OF_ADDRESS),
    )
)
_AREAS = Prepared(lambda: SalesArea.objects.filter(pk=Asked("code")).values_list(*_OF_AREA))


def buying(*, user: User, customer: str, sales_area: str, currency: str, day: dt.date, verb: str = VERB) -> Buying:
    """The facts of a customer (or nobody in particular) whom a user asks prices for. One statement.

    The sales area is the one given, else the customer's first, else the user's usual one. Raises CannotPrice,
    NotVisible, Forbidden.
    """
    buyer, area = _customer(user, customer, sales_area, verb) if customer else (None, _area(user, sales_area))
    if not allows(user, verb, area.code):
        raise Forbidden(_("Prices of sales area %(area)s are not yours to ask") % {"area": area.code})
    return Buying(_header(buyer, area, currency, day), area.plant, buyer.party_id if buyer else None)


def _customer(user: User, number: str, sales_area: str, verb: str) -> tuple[_Customer, _Area]:
    """The customer in the sales area wanted, else in the first one where the user may ask for prices."""
    scopes = user.rights.scopes(verb)
    first, last = len(_OF_CUSTOMER), len(_OF_CUSTOMER) + len(_OF_AREA)
    rows = [
        row
        for row in (_CUSTOMERS(number=number) if "\x00" not in number else [])
        if row[first] == (sales_area or row[first]) and (EVERYWHERE in scopes or row[first] in scopes)
    ]
    if not rows:
        raise NotVisible(_("There is no customer %(number)s for you") % {"number": number}, "customer")
    row = min(rows, key=lambda row: row[first])
    area = _Area(*row[first:last])
    places = sorted(one[last:] for one in rows if one[first] == area.code and one[last] in _DELIVERED_TO)
    buyer = _Customer(*row[:first])
    return buyer._replace(country=places[0][2], region=places[0][3]) if places else buyer, area


def _area(user: User, wanted: str) -> _Area:
    """The sales area wanted, else the user's usual one."""
    code = wanted or user.home_area
    rows = _AREAS(code=code) if "\x00" not in code else []
    if not rows:
        raise CannotPrice(_("Name a sales area"), "sales_area")
    return _Area(*rows[0])


def _header(buyer: _Customer | None, area: _Area, currency: str, day: dt.date) -> HeaderFacts:
    if buyer is None:
        return HeaderFacts(
            sales_area=area.code, document_type="QT", currency=currency or area.currency, pricing_date=day,
            departure_country=area.country, destination_country=area.country,
        )  # fmt: skip
    return HeaderFacts(
        sales_area=area.code,
        document_type="QT",
        currency=currency or buyer.currency,
        pricing_date=day,
        customer=buyer.number,
        customer_group=buyer.customer_group,
        price_group=buyer.price_group,
        price_list=buyer.price_list,
        incoterms=buyer.incoterms,
        payment_terms=buyer.payment_terms or "",
        departure_country=area.country,
        departure_region=area.region,
        destination_country=buyer.country,
        destination_region=buyer.region,
        customer_tax_class=buyer.tax_class,
        customer_vat_number=buyer.vat_number,
        customer_procedure=buyer.customer_procedure,
        own=facts_in("customer", buyer.attributes or ""),
    )


def item_facts(
    product: ProductFacts, *, position: int, quantity: Decimal, unit: str, conversion: Conversion, plant: str
) -> ItemFacts:
    """A product in a quantity of one of its units, as the engine reads it."""
    factors = tuple((name, Decimal(u.numerator) / u.denominator) for name, u in product.units.items())
    return ItemFacts(
        position=position,
        product=product.number,
        quantity=quantity,
        unit=unit,
        base_quantity=convert(quantity, conversion),
        base_unit=product.base_unit,
        product_group=product.group,
        pricing_group=product.pricing_group,
        hierarchy=product.hierarchy,
        plant=plant,
        tax_class=product.tax_class,
        gross_weight=product.gross_weight,
        net_weight=product.net_weight,
        volume=product.volume,
        cost=product.cost,
        cost_currency=product.cost_currency,
        unit_factors=factors,
        own=facts_in("product", product.attributes),
    )
