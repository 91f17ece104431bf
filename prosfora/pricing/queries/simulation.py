"""What would it cost? The facts of a customer and some products, priced and thrown away."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from prosfora.catalog.queries import products_by_number
from prosfora.catalog.rules.facts import ProductFacts
from prosfora.company.models import SalesArea
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit.errors import Forbidden, NotVisible, Refused
from prosfora.parties.models import Address, Party, PartySalesArea
from prosfora.pricing.queries.book import price_document
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, PricedDocument
from prosfora.values.quantity import convert

VERB = "pricing.simulate_price"


class AskedLine(NamedTuple):
    """A product, ours or the customer's number, with the quantity wanted; unit "" for its sales unit."""

    product: str
    quantity: Decimal
    unit: str = ""


class CannotPrice(Refused):
    """A product, unit, customer or sales area of the question is not known."""


def simulate(
    *, user: User, customer: str, sales_area: str, currency: str, day: dt.date, lines: Sequence[AskedLine], trace: bool
) -> PricedDocument:
    """Price lines for a customer (or nobody in particular) on a day; nothing is stored.

    The sales area is the one given, else the customer's, else the user's usual one. Raises CannotPrice, NotVisible,
    Forbidden. A constant number of statements.
    """
    row = _customer(user, customer, sales_area)
    area = _area(user, row, sales_area)
    known = products_by_number([line.product for line in lines], customer_id=row.party_id if row else None)
    items = [_item(place, line, known, area) for place, line in enumerate(lines)]
    return price_document(_header(row, area, currency, day), items, trace=trace)


def _customer(user: User, number: str, sales_area: str) -> PartySalesArea | None:
    if not number:
        return None
    rows = PartySalesArea.objects.filter(party__number=number).select_related("party", "sales_area__plant")
    scopes = user.rights.scopes(VERB)
    if EVERYWHERE not in scopes:
        rows = rows.filter(sales_area__in=sorted(scopes))
    if sales_area:
        rows = rows.filter(sales_area=sales_area)
    found = rows.order_by("sales_area").first()
    if found is None:
        raise NotVisible(_("There is no customer %(number)s for you") % {"number": number}, "customer")
    return found


def _area(user: User, row: PartySalesArea | None, wanted: str) -> SalesArea:
    code = wanted or (row.sales_area_id if row else user.home_area)
    area = row.sales_area if row else SalesArea.objects.select_related("plant").filter(pk=code).first()
    if area is None:
        raise CannotPrice(_("Name a sales area"), "sales_area")
    if not allows(user, VERB, area.pk):
        raise Forbidden(_("Prices of sales area %(area)s are not yours to ask") % {"area": area.pk})
    return area


def _header(row: PartySalesArea | None, area: SalesArea, currency: str, day: dt.date) -> HeaderFacts:
    if row is None:
        return HeaderFacts(
            sales_area=area.pk, document_type="QT", currency=currency or area.currency, pricing_date=day,
            departure_country=area.plant.country, destination_country=area.plant.country,
        )  # fmt: skip
    party: Party = row.party
    place = Address.objects.filter(party=party, kind__in=("delivery", "standard")).order_by("kind", "id").first()
    return HeaderFacts(
        sales_area=area.pk,
        document_type="QT",
        currency=currency or row.currency,
        pricing_date=day,
        customer=party.number,
        customer_group=row.customer_group,
        price_group=row.price_group,
        price_list=row.price_list,
        incoterms=row.incoterms,
        payment_terms=row.payment_terms_id or "",
        departure_country=area.plant.country,
        departure_region=area.plant.region,
        destination_country=place.country if place else party.country,
        destination_region=place.region if place else "",
        customer_tax_class=row.tax_class,
        customer_vat_number=party.vat_number,
    )


def _item(place: int, line: AskedLine, known: dict[str, ProductFacts], area: SalesArea) -> ItemFacts:
    product = known.get(line.product)
    if product is None or (product.areas and area.pk not in product.areas):
        raise CannotPrice(_("There is no product %(number)s") % {"number": line.product}, f"lines.{place}.product")
    unit = line.unit or product.sales_unit
    conversion = product.conversion(unit)
    if conversion is None:
        sentence = _("Product %(number)s has no unit %(unit)s")
        raise CannotPrice(sentence % {"number": product.number, "unit": unit}, f"lines.{place}.unit")
    factors = tuple((name, Decimal(u.numerator) / u.denominator) for name, u in product.units.items())
    return ItemFacts(
        position=(place + 1) * 10,
        product=product.number,
        quantity=line.quantity,
        unit=unit,
        base_quantity=convert(line.quantity, conversion),
        base_unit=product.base_unit,
        product_group=product.group,
        pricing_group=product.pricing_group,
        hierarchy=product.hierarchy,
        plant=area.plant_id,
        tax_class=product.tax_class,
        gross_weight=product.gross_weight,
        net_weight=product.net_weight,
        volume=product.volume,
        cost=product.cost,
        cost_currency=product.cost_currency,
        unit_factors=factors,
    )
