"""What people do to free goods on documents; what items earn by themselves: see queries.earning.

A free item that a person took off does not come back until the quantity changes; one that he changed is his own.
"""

from collections.abc import Iterable, Mapping

from prosfora.documents.models import Item
from prosfora.documents.queries.earning import ordered_of
from prosfora.documents.rules.lines import LineFields

CHANGES_IT = ("product", "quantity", "unit", "category")  # whoever says one of these of a free item makes it his own


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
