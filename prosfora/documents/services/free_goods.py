"""Free goods on documents: what a quantity earns stands below its item, or is split off it, and follows the quantity.

An item that earns something keeps what was ordered (`Item.free_goods`); the free item names it (`Item.free_for`). A
free item that a person took off does not come back until the quantity changes; one that he changed is his own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

from prosfora.catalog.rules.facts import ProductFacts
from prosfora.catalog.rules.units import from_base, to_base
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.drafting import products as products_by_number
from prosfora.documents.queries.price_facts import item_facts
from prosfora.documents.rules.categories import Category
from prosfora.documents.rules.document_types import LAST_POSITION, MOST_ITEMS
from prosfora.documents.rules.lines import LineFields
from prosfora.documents.services.lines import Products, ordered_of
from prosfora.pricing.queries.free_goods import Given, free_goods_for
from prosfora.pricing.rules.facts import HeaderFacts
from prosfora.pricing.rules.free_goods import Delivery, delivered

NONE = Decimal(0)
CHANGES_IT = ("product", "quantity", "unit", "category")  # whoever says one of these of a free item makes it his own


def give_free_goods(
    document: SalesDocument, items: Sequence[Item], known: Products, header: HeaderFacts, taken: Collection[int]
) -> tuple[list[Item], Products]:
    """The items with what they earn: free items added, changed or left out, quantities split. Bundles and their parts
    earn nothing. `taken` are the numbers of items not in hand. One statement, another where other products are given.
    """
    mains = [item for item in items if _earns(item)]
    found = free_goods_for(header, [item_facts(document, item, known[item.product_number]) for item in mains])
    others = {given.product for given in found.values() if given.product} - known.keys()
    if others:
        known = {**known, **products_by_number(others, document.sold_to_id)}
    subs = {item.free_for: item for item in items if item.free_for is not None}
    kept = [item for item in items if item.free_for is None]
    used = {*taken, *(item.position for item in items)}
    for main in list(kept):
        free = _given(document, main, found.get(main.position), known, subs.get(main.position), used, len(used))
        if free is not None:
            used.add(free.position)
            kept.append(free)
    return sorted(kept, key=lambda item: item.position), known


def _earns(item: Item) -> bool:
    return (
        item.product_id is not None
        and item.category == Category.STANDARD
        and item.free_for is None
        and item.part_of is None
        and item.bundle is None
        and item.rejection_reason_id is None
    )


def _given(
    document: SalesDocument,
    main: Item,
    given: Given | None,
    known: Products,
    sub: Item | None,
    used: Collection[int],
    count: int,
) -> Item | None:
    """The free item of a main item, None where it has none; the main item keeps what was ordered."""
    ordered = ordered_of(main)
    declined = bool(main.free_goods and main.free_goods.get("declined"))
    product = known.get(main.product_number)
    delivery = _delivery(main, ordered, given, product) if given and product and not declined else None
    free_product = known.get(given.product or main.product_number) if given else None
    if given is None or delivery is None or not delivery.free or free_product is None:
        _charge(main, ordered, product)
        main.free_goods = {"ordered": str(ordered), "declined": True} if declined else None
        return None
    position = sub.position if sub else _place(main.position, used)
    if position is None or (sub is None and count >= MOST_ITEMS):
        return None
    _charge(main, delivery.charged, product)
    main.free_goods = {"ordered": str(ordered), "record": given.id}
    unit = given.unit if given.product and free_product.conversion(given.unit) else free_product.sales_unit
    if not given.product:
        unit = main.unit if given.rule.is_inclusive else given.unit
    return _filled(sub or Item(position=position), document, main, free_product, delivery.free, unit)


def _delivery(main: Item, ordered: Decimal, given: Given, product: ProductFacts) -> Delivery | None:
    """What is charged, in the item's unit, and given: in the item's unit where it is split off, else in the record's.

    What is split off and does not go into the item's unit exactly is rounded down to whole ones: of 20 boxes of 12,
    seven pieces are none. None where the product is not kept in the record's unit.
    """
    if product.conversion(given.unit) is None or product.conversion(main.unit) is None:
        return None
    in_its_unit = from_base(to_base(ordered, main.unit, product), given.unit, product)
    found = delivered(in_its_unit, given.rule)
    if not given.rule.is_inclusive:
        return Delivery(ordered, found.free)
    base = to_base(found.free, given.unit, product)
    free = from_base(base, main.unit, product)
    if to_base(free, main.unit, product) != base:
        free = free.quantize(Decimal(1), ROUND_DOWN)
    free = min(free, ordered)
    return Delivery(ordered - free, free)


def _charge(main: Item, quantity: Decimal, product: ProductFacts | None) -> None:
    if product is not None and main.quantity != quantity:
        main.quantity, main.base_quantity = quantity, to_base(quantity, main.unit, product)


def _place(position: int, used: Collection[int]) -> int | None:
    """The first free number below an item."""
    while (position := position + 1) in used:
        pass
    return position if position <= LAST_POSITION else None


def _filled(
    item: Item, document: SalesDocument, main: Item, product: ProductFacts, quantity: Decimal, unit: str
) -> Item:
    """A free item as it has to be; a text that a person gave it stays while its product does."""
    if item.product_id != product.id:
        item.text, item.problems = product.text(document.language).name, []
        item.product_id, item.product_number = product.id, product.number
        item.customer_product = product.customer_number
    item.document, item.category, item.free_for = document, Category.FREE, main.position
    item.quantity, item.unit = quantity.quantize(Decimal("0.001")), unit
    item.base_quantity, item.base_unit = to_base(quantity, unit, product), product.base_unit
    item.plant_id, item.requested_date, item.probability = main.plant_id, main.requested_date, main.probability
    return item


def note_hand(items: Iterable[Item], item: Item, fields: LineFields) -> None:
    """What a person says of an item that earns or is free goods: another quantity is looked at anew, a free item that
    he changes is his own, and so its main item earns nothing more until its quantity changes.
    """
    given: Mapping[str, object] = fields
    said = {name for name in CHANGES_IT if name in given and given[name] != _shown(item, name)}
    if item.free_for is not None and said:
        decline(items, item)
        item.free_for = None
    elif item.free_goods and said & {"quantity", "product"}:
        item.free_goods = None


def _shown(item: Item, name: str) -> object:
    return item.product_number if name == "product" else getattr(item, name)


def decline(items: Iterable[Item], free: Item) -> None:
    """The free item of one of these items was taken off by hand."""
    for main in items:
        if main.position == free.free_for and main.free_goods:
            main.free_goods = {"ordered": main.free_goods["ordered"], "declined": True}


def accept_again(items: Iterable[Item], position: int) -> None:
    """Let an item earn again what was taken off by hand."""
    for main in items:
        if main.position == position:
            main.free_goods = None if ordered_of(main) == main.quantity else {"ordered": str(ordered_of(main))}
