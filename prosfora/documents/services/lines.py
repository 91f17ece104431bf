"""Items from what was typed: product, unit and quantity recognised, numbers given, places checked."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from prosfora.catalog.rules.facts import ProductFacts
from prosfora.catalog.rules.units import UnknownUnit, to_base, unit_code
from prosfora.company.models import Plant
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.drafting import products
from prosfora.documents.queries.earning import Products, ordered_of
from prosfora.documents.rules import quantities
from prosfora.documents.rules.categories import CHOICES, Category, is_goods
from prosfora.documents.rules.checks import Found, line_problems, quantity_in_range
from prosfora.documents.rules.document_types import MOST_ITEMS
from prosfora.documents.rules.lines import ItemLine, LineFields, conditions_as_stored, conditions_from_stored
from prosfora.documents.rules.numbering import PositionTaken, assign_positions
from prosfora.documents.services.headers import reasons_by_code
from prosfora.documents.services.refusals import refuse


def new_items(
    document: SalesDocument, lines: Sequence[ItemLine], taken: Collection[int]
) -> tuple[list[Item], Products]:
    """Unsaved items for new lines, numbered after those `taken`, with the products they name by number.

    Raises FactsRefused naming every bad field as `items.<index>.<field>`.
    """
    if len(lines) + len(taken) > MOST_ITEMS:
        refuse([("items", "too_many_items", {"most": MOST_ITEMS})])
    try:
        positions = assign_positions([line.position for line in lines], taken)
    except PositionTaken as clash:
        refuse([("items", "position_taken", {"position": clash.position})])
    items = [
        Item(document=document, position=position, part_of=line.part_of, bundle=line.bundle)
        for position, line in zip(positions, lines, strict=True)
    ]
    return items, fill_items(document, items, [(f"items.{index}", line) for index, line in enumerate(lines)])


def fill_items(document: SalesDocument, items: Sequence[Item], lines: Sequence[tuple[str, ItemLine]]) -> Products:
    """Put lines on their items, looked up in a constant number of queries; `lines` are (pointer, line)."""
    refuse(
        (f"{pointer}.{field}", code, detail) for pointer, line in lines for field, code, detail in line_problems(line)
    )
    known = products((line.product for _, line in lines), document.sold_to_id)
    plants = _known_plants({line.plant for _, line in lines})
    reasons = reasons_by_code("rejection", {line.rejection_reason for _, line in lines})
    found: list[Found] = []
    for item, (pointer, line) in zip(items, lines, strict=True):
        point = _pointer(pointer)
        found += map(point, _put(document, item, line, known.get(line.product)))
        if line.plant and line.plant not in plants:
            found.append(point(("plant", "unknown_plant", {"value": line.plant})))
        if line.rejection_reason and line.rejection_reason not in reasons:
            found.append(point(("rejection_reason", "unknown_reason", {"value": line.rejection_reason})))
        item.rejection_reason_id = reasons.get(line.rejection_reason)
    refuse(found)
    return {facts.number: facts for facts in known.values()}


def line_faults(area: str, day: date, line: ItemLine, product: ProductFacts | None) -> list[Found]:
    """What is wrong with a line given its product, without a document: for files, which are judged before writing."""
    unsaved = SalesDocument(sales_area_id=area, document_date=day, probability=100, language="en")
    return list(_put(unsaved, Item(), line, product))


def line_of(item: Item) -> ItemLine:
    """An item as somebody would type it."""
    return ItemLine(
        product=item.product_number,
        quantity=ordered_of(item),
        unit=item.unit,
        position=item.position,
        text=item.text,
        note=item.note,
        category=item.category,
        alternative_to=item.alternative_to,
        requested_date=item.requested_date,
        plant=item.plant_id or "",
        manual=conditions_from_stored(item.manual_conditions),
        rejection_reason=item.rejection_reason.code if item.rejection_reason else "",
        probability=item.probability,
        free_for=item.free_for,
        part_of=item.part_of,
        bundle=item.bundle,
    )


def changed_line(item: Item, fields: LineFields) -> ItemLine:
    """The item's line with some fields changed. Another product brings its own text and unit unless they are given."""
    if "quantity" in fields and item.free_goods and fields["quantity"] == item.quantity:
        fields = {**fields, "quantity": ordered_of(item)}  # what the page shows of a split item is no other quantity
    line = replace(line_of(item), **fields)
    if "product" in fields and fields["product"] != item.product_number:
        line = replace(line, text=fields.get("text", ""), unit=fields.get("unit", ""))
    return line


class Placed(Protocol):
    """What is asked of an item to see whether it belongs to a main item: the model's row, or a light one."""

    position: int
    category: str
    alternative_to: int | None
    part_of: int | None


def main_item_problems(items: Iterable[Placed]) -> Iterator[Found]:
    """Alternatives and options must belong to a main item of the document. An alternative without one is given the
    last main item before it.
    """
    items = sorted(items, key=lambda one: one.position)
    items = [item for item in items if item.part_of is None]  # parts follow their bundle
    mains = {item.position for item in items if is_goods(item.category) and item.category not in CHOICES}
    last: int | None = None
    for item in items:
        if item.position in mains:
            last = item.position
        elif item.category == Category.ALTERNATIVE and item.alternative_to is None:
            item.alternative_to = last
        wanted = item.alternative_to
        if item.category in CHOICES and wanted not in mains and (wanted or item.category == Category.ALTERNATIVE):
            yield f"items.{item.position}.alternative_to", "unknown_main_item", {"position": wanted or ""}


def _put(document: SalesDocument, item: Item, line: ItemLine, product: ProductFacts | None) -> Iterator[Found]:
    item.category = line.category
    item.alternative_to = line.alternative_to
    item.text, item.note = line.text.strip(), line.note
    item.requested_date = line.requested_date
    item.plant_id = line.plant or None
    item.manual_conditions = conditions_as_stored(line.manual)
    item.probability = document.probability if line.probability is None else line.probability
    item.problems = []
    item.answer_available = item.answer_price = item.answer_date = None  # it is another question now
    item.answer_note = ""
    if not is_goods(line.category):
        _empty_goods(item)
        return
    if line.product and product is None:
        yield "product", "unknown_product", {"value": line.product}
        return
    yield from _put_product(document, item, line, product)
    yield from _put_quantity(item, line, product)


def _put_product(document: SalesDocument, item: Item, line: ItemLine, product: ProductFacts | None) -> Iterator[Found]:
    if product is None:
        item.product_id, item.product_number, item.customer_product = None, "", ""
        return
    if item.product_id != product.id:
        item.kept = None  # the price of another product
        if not product.is_sold(document.document_date):
            yield "product", "product_not_sold", {"value": product.number}
        if not product.is_sold_in(document.sales_area_id):
            yield "product", "product_not_in_area", {"value": product.number}
    item.product_id, item.product_number = product.id, product.number
    item.customer_product = product.customer_number
    item.text = item.text or product.text(document.language).name


def _put_quantity(item: Item, line: ItemLine, product: ProductFacts | None) -> Iterator[Found]:
    if not quantity_in_range(line.quantity):
        code = "quantity_too_fine" if line.quantity.is_finite() and abs(line.quantity) < quantities.MOST else None
        yield "quantity", code or "quantity_too_large", {"limit": quantities.MOST}
        return
    item.quantity = item.base_quantity = line.quantity.quantize(quantities.PLACES)  # one spelling: equal is equal
    item.unit = item.base_unit = line.unit
    if product is not None:
        try:
            item.unit = _unit_of(line.unit, product)
        except UnknownUnit:
            yield "unit", "unknown_unit", {"value": line.unit, "product": product.number}
            return
        item.base_unit = product.base_unit
        item.base_quantity = to_base(item.quantity, item.unit, product)
    for problem in quantity_problems(item, product):
        if problem.refuses:
            yield "quantity", problem.code, {"limit": problem.limit}
        else:
            item.problems.append({"code": problem.code, "detail": {"limit": str(problem.limit)}})


def quantity_problems(item: Item, product: ProductFacts | None) -> Iterator[quantities.QuantityProblem]:
    """What speaks against an item's quantity, given its product."""
    if product is None:
        return quantities.problems(item.quantity, item.base_quantity)
    return quantities.problems(
        item.quantity,
        item.base_quantity,
        whole_units_only=product.whole_units_only,
        minimum=product.minimum_quantity,
        multiple=product.rounding_quantity,
    )


def _unit_of(typed: str, product: ProductFacts) -> str:
    """The product's unit meant by what was typed; its sales unit where nothing was. Raises UnknownUnit."""
    if not typed.strip():
        return product.sales_unit
    if product.conversion(typed):
        return typed
    code = unit_code(typed)
    if product.conversion(code) is None:
        raise UnknownUnit(typed)
    return code


def _empty_goods(item: Item) -> None:
    """A text or a section has no product, no quantity and no price."""
    item.product_id, item.product_number, item.customer_product = None, "", ""
    item.quantity = item.base_quantity = item.confirmed_quantity = Decimal(0)
    item.unit = item.base_unit = ""
    item.confirmed_date, item.schedule = None, []


def _known_plants(codes: set[str]) -> set[str]:
    wanted = {code for code in codes if code}
    return set(Plant.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def _pointer(pointer: str) -> Callable[[Found], Found]:
    def at(found: Found) -> tuple[str, str, Mapping[str, Any]]:
        field, code, detail = found
        return f"{pointer}.{field}", code, detail

    return at
