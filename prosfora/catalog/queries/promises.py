"""What can be promised of a product by stock and receipts alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from prosfora.catalog.models import Product
from prosfora.catalog.queries.products import product_facts, products_by_number
from prosfora.catalog.queries.stock import availability_facts
from prosfora.catalog.rules.availability import ONE, SMALLEST, Proposal, propose, together
from prosfora.catalog.rules.facts import ProductFacts, StockFacts
from prosfora.catalog.rules.units import UnknownUnit, to_base, unit_code
from prosfora.company.queries import areas_for, working_days
from prosfora.identity.models import User
from prosfora.kit.errors import Refused

FURTHEST = timedelta(days=3 * 366)
MOST = Decimal(10) ** 9
WORKING_DAYS_A_YEAR = 200  # fewer than any calendar has, so that enough holidays are loaded


class UnitNotKept(Refused):
    """The product is not sold in this unit."""


class PlantUnknown(Refused):
    """There is no such plant."""


class DayOutOfReach(Refused):
    """Nobody can say what will be available in so many years."""


class QuantityImpossible(Refused):
    """No quantity that could be asked for."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A question about availability with its answer; quantities of the proposal are in base units."""

    product: ProductFacts
    plant: str
    quantity: Decimal
    unit: str
    wanted_day: date
    stock: StockFacts
    proposal: Proposal


def promise(*, product: Product, quantity: Decimal, unit: str, day: date, plant: str, today: date) -> Promise:
    """When a quantity of a sales unit can leave a plant, by stock and receipts; five queries, seven for a bundle, which
    leaves when the last of its parts is there.

    Quantities that orders have confirmed are known to the documents, which ask `rules.availability` with them.
    Raises UnitNotKept, PlantUnknown, DayOutOfReach, QuantityImpossible.
    """
    if not (quantity.is_finite() and SMALLEST <= quantity < MOST):
        raise QuantityImpossible(_("Ask for a quantity between 0.001 and 999,999,999"), "quantity")
    if day - today > FURTHEST:
        raise DayOutOfReach(_("Ask for a day within the next three years"), "day")
    facts = product_facts([product])[product.pk]
    unit, wanted = _in_base(quantity, unit or facts.sales_unit, facts)
    years = range(today.year, max(day.year, today.year + 1 + facts.lead_time_days // WORKING_DAYS_A_YEAR) + 2)
    calendar = working_days([plant], years).get(plant) if plant.isprintable() else None
    if calendar is None:
        raise PlantUnknown(_("There is no plant “%(plant)s”") % {"plant": plant}, "plant")
    parts = _parts_of(facts)
    known = availability_facts([product.pk, *(part.id for _each, part in parts)], [plant], today)
    step = to_base(ONE, unit, facts) if facts.whole_units_only else SMALLEST  # a box is not opened

    def proposed(number: int, wanted: Decimal, step: Decimal | None) -> Proposal:
        stock = known[number, plant]
        return propose(wanted=wanted, day=day, today=today, facts=stock, working_days=calendar, step=step)

    if parts and wanted > 0:
        asked = [(each, proposed(part.id, each * wanted, None)) for each, part in parts]
        proposal = together(wanted, asked, step)
    else:
        proposal = proposed(product.pk, wanted, step)
    return Promise(facts, plant, quantity, unit, day, known[product.pk, plant], proposal)


def _parts_of(facts: ProductFacts) -> list[tuple[Decimal, ProductFacts]]:
    """The parts of a bundle with the base units that one base unit of it takes; two statements for a bundle."""
    if not facts.is_bundle:
        return []
    known = products_by_number([component.part for component in facts.components])
    return [
        (to_base(component.quantity, component.unit, known[component.part]), known[component.part])
        for component in facts.components
    ]


def usual_plant(user: User) -> str:
    """The plant a user asks about unless told otherwise: that of the usual sales area, else of the first one."""
    areas = {area.code: area for area in areas_for(user, "catalog.display_product")}
    area = areas.get(user.home_area) or next(iter(areas.values()), None)
    return area.plant_id if area else ""


def _in_base(quantity: Decimal, unit: str, facts: ProductFacts) -> tuple[str, Decimal]:
    try:
        code = unit_code(unit)
        return code, to_base(quantity, code, facts)
    except UnknownUnit:
        kept = ", ".join((facts.base_unit, *sorted(facts.units)))
        raise UnitNotKept(
            _("%(product)s is not sold in “%(unit)s”, but in %(kept)s")
            % {"product": facts.number, "unit": unit, "kept": kept},
            "unit",
        ) from None
