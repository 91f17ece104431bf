"""Incompleteness: which mandatory facts are missing, where, and which verb they hold up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HEADER, ITEM, PARTNER = "header", "item", "partner"


@dataclass(frozen=True, slots=True)
class Mandatory:
    """A fact that must be there before a verb; on items of one category, or of all where `item_category` is blank."""

    level: str
    field: str
    item_category: str = ""
    blocks: str = "issue_quotation"


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing fact. `position` is None for the header; `field` names the field to jump to; `blocks` the verb."""

    field: str
    position: int | None = None
    blocks: str = ""  # "" is a remark only
    why: str = ""  # a code, where another sentence than the field's says more: price_on_request

    @property
    def pointer(self) -> str:
        """Where the missing fact belongs: "valid_to", "items.10.product", "partners.WE"."""
        return self.field if self.position is None else f"items.{self.position}.{self.field}"


def gaps(
    mandatory: Sequence[Mandatory],
    header: Mapping[str, Any],
    items: Iterable[tuple[int, str, Mapping[str, Any]]],
    partners: Iterable[str],
) -> list[Gap]:
    """Every missing fact: the header's first, then item by item, then partners. Zero and blank count as missing.

    `items` are (position, category, facts).
    """
    present = set(partners)
    found = [
        Gap(rule.field, None, rule.blocks) for rule in mandatory if rule.level == HEADER and not header.get(rule.field)
    ]
    of_items = [rule for rule in mandatory if rule.level == ITEM]
    found += [
        Gap(rule.field, position, rule.blocks)
        for position, category, facts in items
        for rule in of_items
        if rule.item_category in ("", category) and not facts.get(rule.field)
    ]
    found += [
        Gap(rule.field, None, rule.blocks) for rule in mandatory if rule.level == PARTNER and rule.field not in present
    ]
    return found
