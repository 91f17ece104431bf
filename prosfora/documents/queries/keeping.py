"""Prices that stay when a document is copied or priced again (SAP's pricing types), in memory. Writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.rules.keeping import kept_of
from prosfora.pricing.queries import configuration
from prosfora.pricing.queries.configuration import Configuration
from prosfora.pricing.rules.repricing import classes_of, keeps_prices

WITHOUT_ENTERED = "B"
type Keeps = Mapping[int, dict[str, Any]]  # what items keep, by position


def classes_in(document: SalesDocument, known: Configuration | None = None) -> dict[str, str]:
    """The classes of the condition types that a document was priced with; `known` is the configuration at hand."""
    procedure = (known or configuration()).procedures.get(document.procedure)
    return classes_of(procedure) if procedure else {}


def keep_prices(
    document: SalesDocument, items: Iterable[Item], repricing: str, day: date, known: Configuration | None = None
) -> None:
    """Let items keep of their prices, made for `day`, what a pricing type keeps; nothing by one that renews all."""
    classes = classes_in(document, known) if keeps_prices(repricing) else {}
    for item in items:
        item.kept = _kept(item, repricing, day, classes) if item.product_id and keeps_prices(repricing) else None


def price_anew(
    document: SalesDocument, items: Sequence[Item], repricing: str, day: date, known: Configuration | None = None
) -> None:
    """Make a document ready to be priced again by a pricing type, as it will be: what is kept, what was entered."""
    keep_prices(document, items, repricing, day, known)
    if repricing == WITHOUT_ENTERED:
        document.manual_conditions = []
        for item in items:
            item.manual_conditions = []


def prices_to_copy(document: SalesDocument, items: Sequence[Item], repricing: str) -> Keeps:
    """What the items of a copy keep, by the positions they have in both; free goods come along with what earned them.

    `items` are left as they are.
    """
    if not keeps_prices(repricing):
        return {}
    classes = classes_in(document)
    kept = {
        item.position: found
        for item in items
        if item.product_id and (found := _kept(item, repricing, document.pricing_date, classes))
    }
    for item in items:
        if item.free_for in kept and item.position in kept:
            kept[item.free_for]["given"] = kept.pop(item.position)
    return kept


def _kept(item: Item, repricing: str, day: date, classes: Mapping[str, str]) -> dict[str, Any] | None:
    return kept_of(item.price_trace, item.kept, item.free_goods, repricing, day, classes)
