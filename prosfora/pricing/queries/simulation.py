"""What would it cost? The facts of a customer and some products, priced and thrown away."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from prosfora.catalog.queries import products_by_number
from prosfora.catalog.rules.facts import PARTS, ProductFacts
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.kit.errors import Forbidden
from prosfora.pricing.queries.book import price_document
from prosfora.pricing.queries.buyers import Buying, CannotPrice, buying, item_facts
from prosfora.pricing.queries.configuration import configuration
from prosfora.pricing.queries.promotions import coupon_facts
from prosfora.pricing.queries.records import OF_DRAFTS
from prosfora.pricing.queries.targets import target_of
from prosfora.pricing.rules.book import ProcedureRule
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, PricedDocument
from prosfora.pricing.rules.promotions import coupon_code
from prosfora.pricing.rules.target import Target


class AskedLine(NamedTuple):
    """A product, ours or the customer's number, with the quantity wanted; unit "" for its sales unit."""

    product: str
    quantity: Decimal
    unit: str = ""


def simulate(
    *, user: User, customer: str, sales_area: str, currency: str, day: dt.date, lines: Sequence[AskedLine], trace: bool,
    procedure: str = "", coupon: str = "", campaign: str = "", drafts: bool = False,
) -> PricedDocument:  # fmt: skip
    """Price lines for a customer (or nobody in particular) on a day; nothing is stored.

    The sales area is the one given, else the customer's first, else the user's usual one; the procedure the one that
    documents find, or another to be tried. `drafts` supposes that the drafts of the sales area and of all areas hold on
    their days (KFRST). Raises CannotPrice, NotVisible, Forbidden. A constant number of statements.
    """
    asked = buying(user=user, customer=customer, sales_area=sales_area, currency=currency, day=day)
    _may_suppose(user, drafts, asked.header)
    wanted = _procedure(procedure)
    header = _promoted(asked.header, coupon_code(coupon), campaign.strip().upper())
    return price_document(header, asked_items(asked, lines), trace=trace, procedure=wanted, drafts=drafts)


def _may_suppose(user: User, drafts: bool, header: HeaderFacts) -> None:
    """Whether a user may see what drafts would make of prices. Raises Forbidden."""
    if drafts and not allows(user, OF_DRAFTS, header.sales_area):
        raise Forbidden(_("The drafts of sales area %(area)s are not yours to see") % {"area": header.sales_area})


def _promoted(header: HeaderFacts, coupon: str, campaign: str) -> HeaderFacts:
    """The header with a coupon, which brings its promotion along, or a promotion. Raises CannotPrice."""
    if not coupon:
        return replace(header, campaign=campaign) if campaign else header
    found = coupon_facts([coupon], day=header.pricing_date).get(coupon)
    if found is None:
        raise CannotPrice(_("There is no coupon “%(value)s”") % {"value": coupon}, "coupon")
    return replace(header, coupon=coupon, campaign=found.promotion)


def _procedure(code: str) -> ProcedureRule | None:
    """The procedure to be tried; None for the one that documents find."""
    if not code:
        return None
    procedure = configuration().procedures.get(code)
    if procedure is None:
        raise CannotPrice(_("There is no procedure %(detail)s") % {"detail": code}, "procedure")
    return procedure


def simulate_target(
    *, user: User, customer: str, sales_area: str, currency: str, day: dt.date, line: AskedLine, unit_price: Decimal,
    procedure: str = "", coupon: str = "", campaign: str = "", drafts: bool = False,
) -> Target:  # fmt: skip
    """What would have to change for a line to come to a net price per unit; facts and refusals as `simulate`."""
    asked = buying(user=user, customer=customer, sales_area=sales_area, currency=currency, day=day)
    _may_suppose(user, drafts, asked.header)
    items = asked_items(asked, [line])
    header = _promoted(asked.header, coupon_code(coupon), campaign.strip().upper())
    return target_of(header, items, items[0].position, unit_price, _procedure(procedure), drafts=drafts)


def asked_items(asked: Buying, lines: Sequence[AskedLine]) -> list[ItemFacts]:
    """The lines as items 10, 20, 30 … Raises CannotPrice naming the line. Two statements."""
    known = products_by_number([line.product for line in lines], customer_id=asked.party_id)
    return [_item(place, line, known, asked) for place, line in enumerate(lines)]


def _item(place: int, line: AskedLine, known: dict[str, ProductFacts], asked: Buying) -> ItemFacts:
    product = known.get(line.product)
    if product is None or not product.is_sold_in(asked.header.sales_area):
        raise CannotPrice(_("There is no product %(number)s") % {"number": line.product}, f"lines.{place}.product")
    if product.is_bundle and product.item_category_group == PARTS:
        named = {"number": product.number, "parts": ", ".join(component.part for component in product.components)}
        words = _("Bundle %(number)s is priced by its parts: ask for %(parts)s")
        raise CannotPrice(words % named, f"lines.{place}.product")
    unit = line.unit or product.sales_unit
    conversion = product.conversion(unit)
    if conversion is None:
        sentence = _("Product %(number)s has no unit %(unit)s")
        raise CannotPrice(sentence % {"number": product.number, "unit": unit}, f"lines.{place}.unit")
    return item_facts(
        product, position=(place + 1) * 10, quantity=line.quantity, unit=unit, conversion=conversion,
        plant=asked.plant,
    )  # fmt: skip
