"""Products that go with a product or take its place; customers' own numbers."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.catalog.models import CustomerProduct, Product, ProductLink
from prosfora.catalog.rules.checks import Problem, number_problem
from prosfora.catalog.services.refusals import ProductInvalid
from prosfora.kit.errors import Refused
from prosfora.parties.models import Party

KINDS = ("alternative", "accessory", "successor")


class LinkedToItself(Refused):
    """A product is neither its own alternative nor its own successor."""


class CustomerNumberTaken(Refused):
    """The customer calls another product by this number."""


@transaction.atomic
def link_product(*, product: Product, kind: str, other: Product, by: Actor, at: dt.datetime) -> ProductLink:
    """Name another product as alternative, accessory or successor; a link that is there already stays.

    Raises ProductInvalid, LinkedToItself.
    """
    if kind not in KINDS:
        raise ProductInvalid([Problem("kind", "unknown_code", kind)])
    if other.pk == product.pk:
        raise LinkedToItself(_("Choose another product than this one"), "other")
    link, fresh = ProductLink.objects.get_or_create(product=product, kind=kind, other=other)
    if fresh:
        record(verb="link_product", subject=_about(product), by=by, at=at, data={"kind": kind, "other": other.number})
    return link


@transaction.atomic
def unlink_product(*, link: ProductLink, by: Actor, at: dt.datetime) -> None:
    """Take a link back."""
    told = {"kind": link.kind, "other": link.other.number}
    record(verb="unlink_product", subject=_about(link.product), by=by, at=at, data=told)
    link.delete()


@transaction.atomic
def assign_customer_number(
    *, product: Product, party: Party, number: str, by: Actor, at: dt.datetime
) -> CustomerProduct:
    """Note what number a customer has for a product (kept in capitals); each finds it in his inquiries.

    Raises ProductInvalid, CustomerNumberTaken.
    """
    number = number.strip().upper()
    if code := number_problem(number):
        raise ProductInvalid([Problem("number", code)])
    taken = CustomerProduct.objects.select_related("product").filter(party=party, number=number).first()
    if taken and taken.product_id != product.pk:
        raise CustomerNumberTaken(
            _("For %(customer)s, %(number)s is %(product)s")
            % {"customer": party.name, "number": number, "product": taken.product},
            "number",
        )
    if taken:
        return taken
    assigned = CustomerProduct.objects.create(product=product, party=party, number=number)
    record(verb="assign_customer_number", subject=_about(product, party), by=by, at=at, data={"number": number})
    return assigned


@transaction.atomic
def remove_customer_number(*, assigned: CustomerProduct, by: Actor, at: dt.datetime) -> None:
    """The customer no longer calls the product so."""
    about = _about(assigned.product, assigned.party)
    record(verb="remove_customer_number", subject=about, by=by, at=at, data={"number": assigned.number})
    assigned.delete()


def _about(product: Product, party: Party | None = None) -> Subject:
    related = f"party:{party.number}" if party else ""
    return Subject("product", product.number, product.name, related=related)
