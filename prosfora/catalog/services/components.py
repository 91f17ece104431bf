"""What bundles consist of (sales bill of material, CS01/CS02 with usage 5)."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.catalog.models import Component, Product
from prosfora.catalog.queries import product_facts
from prosfora.catalog.rules.checks import MOST_QUANTITY, Problem, amount_problem
from prosfora.catalog.rules.facts import plain
from prosfora.catalog.services.links import LinkedToItself
from prosfora.catalog.services.refusals import ProductInvalid
from prosfora.kit.errors import Refused

MOST_COMPONENTS = 100


class TooManyComponents(Refused):
    """A bundle has a limit of parts."""


@transaction.atomic
def set_component(
    *, product: Product, part: Product, quantity: Decimal, unit: str = "", by: Actor, at: dt.datetime
) -> Component:
    """Say how much of a part one base unit of a product takes, in `unit` (blank: the part's base unit).

    A part that is there already gets the new quantity. Documents take it from the next time on; those that name the
    bundle keep their parts. Raises LinkedToItself, ProductInvalid, TooManyComponents.
    """
    if part.pk == product.pk:
        raise LinkedToItself(_("A product cannot be a part of itself; choose another one"), "part")
    unit = unit or part.base_unit
    _refuse(part, quantity, unit)
    known = product.components.filter(part=part).first()
    if known is None and product.components.count() >= MOST_COMPONENTS:
        words = _("A bundle has at most %(most)s parts; take one off first")
        raise TooManyComponents(words % {"most": MOST_COMPONENTS}, "part")
    told = {"part": part.number, "quantity": f"{plain(quantity)} {unit}"}
    if known is not None and (known.quantity, known.unit) == (quantity, unit):
        return known
    component, _fresh = Component.objects.update_or_create(
        product=product, part=part, defaults={"quantity": quantity, "unit": unit}
    )
    record(verb="set_component", subject=_about(product), by=by, at=at, data=told)
    return component


@transaction.atomic
def remove_component(*, component: Component, by: Actor, at: dt.datetime) -> None:
    """The product no longer takes this part."""
    told = {"part": component.part.number}
    record(verb="remove_component", subject=_about(component.product), by=by, at=at, data=told)
    component.delete()


def _refuse(part: Product, quantity: Decimal, unit: str) -> None:
    code = amount_problem(quantity, most=MOST_QUANTITY, places=3) or ("" if quantity else "not_positive")
    problems = [Problem("quantity", code, "3")] if code else []
    if product_facts([part])[part.pk].conversion(unit) is None:
        problems.append(Problem("unit", "unit_not_of_part", unit))
    if problems:
        raise ProductInvalid(problems)


def _about(product: Product) -> Subject:
    return Subject("product", product.number, product.name)
