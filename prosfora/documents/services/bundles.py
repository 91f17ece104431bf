"""Bundles on documents: the parts stand below the item, follow its quantity, and one of the two has the price.

A bundle is exploded when its product comes onto the item (one level, as SAP's structure scope A); from then on the
document keeps its parts, whatever becomes of the bill of material. ERLA: the item has the price and its parts none
(main TAQ, components TAE); LUMF: the parts have prices and the item none (TAP, TAN).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from prosfora.catalog.rules.facts import WHOLE, ComponentData, ProductFacts
from prosfora.catalog.rules.units import from_base, to_base
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.drafting import products as products_by_number
from prosfora.documents.queries.earning import Products
from prosfora.documents.rules.bundles import quantity_by, ratio_of, rounded, whole
from prosfora.documents.rules.categories import Category, is_goods
from prosfora.documents.rules.checks import Found
from prosfora.documents.rules.document_types import LAST_POSITION, MOST_ITEMS
from prosfora.documents.rules.lines import LineFields
from prosfora.documents.services.refusals import refuse

COST_PLACES = Decimal("0.0001")  # as products have it
OF_BUNDLE = ("category", "alternative_to", "rejection_reason", "probability")  # parts have these of their bundle
QUANTITY = ("product", "quantity", "unit")  # whoever says one of these of a part gives it another ratio


def put_parts(
    document: SalesDocument, items: Sequence[Item], known: Products, taken: Collection[int]
) -> tuple[list[Item], Products]:
    """The items with the parts of those that are bundles: made, changed, or left out where their bundle is gone.

    `taken` are the numbers of items not in hand. No statement, one where a bundle is new. Raises FactsRefused where
    there is no room for the parts, or an amount was entered on what has no price of its own.
    """
    mains = [item for item in items if _may_have_parts(item)]
    fresh = [main for main in mains if _is_new(main, known[main.product_number])]
    needed = {component.part for main in fresh for component in known[main.product_number].components} - known.keys()
    if needed:
        known = {**known, **products_by_number(needed, document.sold_to_id)}
    parts: dict[int | None, list[Item]] = defaultdict(list)
    for item in items:
        parts[item.part_of].append(item)
    kept, used = parts.pop(None, []), {*taken, *(item.position for item in items)}
    for item in kept:
        if item.bundle is not None and item not in mains:
            item.bundle = item.unpriced = None
    for main in mains:
        own = parts[main.position]
        if main in fresh:
            own = list(_exploded(document, main, known, used))
        elif main.bundle is None or main.bundle["product"] != main.product_number:
            main.bundle = main.unpriced = None
            continue
        for part in own:
            _follow(part, main, known)
        _sum_up(main, own, known)
        kept += own
    refuse(_entered_in_vain(kept))
    return sorted(kept, key=lambda item: item.position), known


def _may_have_parts(item: Item) -> bool:
    return (
        item.product_id is not None
        and item.part_of is None
        and item.free_for is None
        and item.category != Category.FREE
        and is_goods(item.category)
    )


def _is_new(main: Item, product: ProductFacts) -> bool:
    return product.is_bundle and (main.bundle is None or main.bundle["product"] != main.product_number)


def _exploded(document: SalesDocument, main: Item, known: Products, used: set[int]) -> Iterator[Item]:
    """A bundle's parts by its bill of material, numbered below it."""
    product = known[main.product_number]
    main.bundle = {"product": product.number, "priced": product.item_category_group}
    components = [component for component in product.components if component.part in known]
    if len(used) + len(components) > MOST_ITEMS:
        refuse([("items", "too_many_items", {"most": MOST_ITEMS})])
    for component in components:
        position = next((place for place in range(main.position + 1, LAST_POSITION + 1) if place not in used), None)
        if position is None:
            refuse([("items", "position_taken", {"position": LAST_POSITION})])
            return
        used.add(position)
        yield _part(document, main, component, known[component.part], position)


def _part(document: SalesDocument, main: Item, component: ComponentData, product: ProductFacts, position: int) -> Item:
    return Item(
        document=document, position=position, part_of=main.position,
        bundle={"ratio": ratio_of(component.quantity, Decimal(1))}, unit=component.unit,
        product_id=product.id, product_number=product.number, customer_product=product.customer_number,
        text=product.text(document.language).name, base_unit=product.base_unit,
        plant_id=main.plant_id, requested_date=main.requested_date,
    )  # fmt: skip


def _follow(part: Item, main: Item, known: Products) -> None:
    """Let a part be what its bundle is, in its quantity; one whose quantity a person said gets its ratio from it."""
    assert main.bundle is not None
    part.category, part.alternative_to, part.probability = main.category, main.alternative_to, main.probability
    part.rejection_reason_id = main.rejection_reason_id
    product = known.get(part.product_number)
    if not part.bundle:
        part.bundle = {"ratio": ratio_of(part.quantity, main.base_quantity)}
    else:
        part.quantity = quantity_by(part.bundle["ratio"], main.base_quantity)
    if product is not None:
        part.base_quantity = to_base(part.quantity, part.unit, product)
        if product.whole_units_only and part.base_quantity != whole(part.base_quantity):
            part.base_quantity = whole(part.base_quantity)
            part.quantity = from_base(part.base_quantity, part.unit, product).quantize(part.quantity)
    part.unpriced = True if main.bundle["priced"] == WHOLE else None


def _sum_up(main: Item, parts: Sequence[Item], known: Products) -> None:
    """Which of the two has the price; the cost of one base unit of a bundle is what its parts cost, if all are known
    in one currency.
    """
    assert main.bundle is not None
    main.unpriced = None if main.bundle["priced"] == WHOLE else True
    main.bundle = {"product": main.bundle["product"], "priced": main.bundle["priced"]}
    costs = [(part, known[part.product_number]) for part in parts if part.product_number in known]
    currencies = {product.cost_currency for _part, product in costs}
    if main.unpriced or len(costs) < len(parts) or len(currencies) != 1 or not main.base_quantity:
        return
    total = Fraction(0)
    for part, product in costs:
        if product.cost is None:
            return
        total += Fraction(part.base_quantity) * Fraction(product.cost)
    cost = rounded(total / Fraction(main.base_quantity), COST_PLACES)
    main.bundle |= {"cost": str(cost), "cost_currency": currencies.pop()}


def _entered_in_vain(items: Iterable[Item]) -> Iterator[Found]:
    for item in items:
        if item.unpriced and item.manual_conditions:
            yield f"items.{item.position}.manual", "no_price_of_its_own", {"position": item.position}


def note_part(item: Item, fields: LineFields) -> None:
    """What a person says of a part: another product or quantity gives it a ratio of its own. Raises FactsRefused for
    what parts have of their bundle.
    """
    if item.part_of is None:
        return
    shown = {
        "category": item.category, "alternative_to": item.alternative_to, "probability": item.probability,
        "rejection_reason": item.rejection_reason.code if item.rejection_reason else "",
        "product": item.product_number, "quantity": item.quantity, "unit": item.unit,
    }  # fmt: skip
    said = {name for name, value in shown.items() if name in fields and dict(fields)[name] != value}
    refuse(
        (f"items.{item.position}.{name}", "of_its_bundle", {"position": item.part_of})
        for name in OF_BUNDLE
        if name in said
    )
    if said & set(QUANTITY):
        item.bundle = {}
