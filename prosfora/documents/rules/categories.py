"""Item categories: what kind of line an item is, and what follows from it."""

from enum import StrEnum


class Category(StrEnum):
    STANDARD = "standard"
    ALTERNATIVE = "alternative"  # choose it instead of its main item; outside the totals until chosen
    OPTION = "option"  # counts when chosen
    FREE = "free"  # priced, then 100 % discount
    TEXT = "text"  # prose only
    SECTION = "section"  # a heading with the subtotal of the items below it


CATEGORIES = tuple(category.value for category in Category)
GOODS = frozenset({Category.STANDARD, Category.ALTERNATIVE, Category.OPTION, Category.FREE})
CHOICES = frozenset({Category.ALTERNATIVE, Category.OPTION})


def is_goods(category: str) -> bool:
    """Whether an item names a product with a quantity and is priced."""
    return category in GOODS


def counts(category: str, *, rejected: bool) -> bool:
    """Whether an item is part of the document's totals: goods that are neither a choice nor rejected."""
    return category in GOODS and category not in CHOICES and not rejected
