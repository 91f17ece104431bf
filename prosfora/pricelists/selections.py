"""Which products a price list may be narrowed to by what rooms above know: what a customer bought, what he was offered.

A room above declares a selection at start-up, as it does with kinds of records and importers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

type ProductIds = Callable[[int, str], "QuerySet[Any, Any]"]  # customer's id, sales area → ids of products


@dataclass(frozen=True, slots=True)
class ProductSelection:
    """Some of a sales area's products, for a customer."""

    name: str
    label: Promise
    product_ids: ProductIds


_declared: dict[str, ProductSelection] = {}


def declare_selection(selection: ProductSelection) -> None:
    """Make a selection known; called once, at start-up."""
    _declared[selection.name] = selection


def selections() -> Mapping[str, ProductSelection]:
    """All of them by name."""
    return _declared
