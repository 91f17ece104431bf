"""Documents as tests want them, made by the real verbs."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Unpack

from prosfora.audit.services import System
from prosfora.catalog.models import Product
from prosfora.catalog.tests.builders import a_product
from prosfora.company.models import SalesArea
from prosfora.documents.models import MandatoryField, SalesDocument
from prosfora.documents.rules.lines import HeaderFields, ItemLine
from prosfora.documents.services import create_inquiry, create_quotation, install_document_defaults
from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.tests.builders import a_price, standard_pricing
from tests.cast import MONDAY

AREA = "GR01-10-00"


def an_offering(number: str = "BOLT-M8", price: str = "10.00", stock: str = "1000") -> Product:
    """A bolt in stock with a price, and everything a document needs to be priced and issued."""
    if not MandatoryField.objects.exists():
        install_document_defaults(by=System(), at=MONDAY)
        standard_pricing()
    found = Product.objects.filter(number=number).first()
    if found is None:
        found = a_product(number=number, stock=stock, cost="6.00")
        a_price(product=number, amount=price)
    return found


def a_customer(name: str = "Παπαδόπουλος ΑΕ", **_: object) -> Party:
    """The usual customer, made once."""
    return Party.objects.filter(name=name).first() or a_party(name=name, email="agores@papadopoulos.example")


def lines(count: int, product: str = "BOLT-M8", quantity: str = "40") -> list[ItemLine]:
    """So many lines of one product."""
    return [ItemLine(product=product, quantity=Decimal(quantity)) for _ in range(count)]


def a_quotation(
    *,
    owner: User,
    items: int | Sequence[ItemLine] = 2,
    sold_to: Party | None = None,
    sales_area: str = AREA,
    partners: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
    at: dt.datetime = MONDAY,
    **header: Unpack[HeaderFields],
) -> SalesDocument:
    """A draft quotation for Papadopoulos: by default two items of 40 bolts, valid for 30 days."""
    an_offering()
    return create_quotation(
        sales_area=SalesArea.objects.get(pk=sales_area),
        sold_to=sold_to or a_customer(),
        header=header,
        items=lines(items) if isinstance(items, int) else items,
        partners=partners,
        texts=texts,
        by=owner,
        at=at,
    )


def an_inquiry(
    *,
    owner: User,
    items: int | Sequence[ItemLine] = 2,
    sold_to: Party | None = None,
    sales_area: str = AREA,
    partners: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
    at: dt.datetime = MONDAY,
    **header: Unpack[HeaderFields],
) -> SalesDocument:
    """An open inquiry of Papadopoulos: by default two items of 40 bolts."""
    an_offering()
    return create_inquiry(
        sales_area=SalesArea.objects.get(pk=sales_area),
        sold_to=sold_to or a_customer(),
        header=header,
        items=lines(items) if isinstance(items, int) else items,
        partners=partners,
        texts=texts,
        by=owner,
        at=at,
    )
