"""A change of prices that is supposed: which records it is about, and what they would say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prosfora.pricelists.rules import adjustment
from prosfora.pricelists.rules.adjustment import Adjustment, adjusted
from prosfora.pricing.rules.book import Record
from prosfora.pricing.rules.terms import Terms

ANY_REST = "*"  # behind a value: whatever begins so, as in proposals
NARROWING = ("product_group", "product", "price_list", "customer_group", "customer")


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What becomes of the records of a condition type whose keys name these facts; blank narrows nothing.

    "BOLT*" stands for all that begin so; a product group is the key's own or that of the product the key names: the
    records that a proposal with this selection would change.
    """

    condition_type: str
    adjustment: Adjustment
    only: Mapping[str, str] = field(default_factory=dict)  # names of NARROWING

    def of(self, record: Record, groups: Mapping[str, str]) -> Record | None:
        """The record after the change; None where it is not about it. `groups` are the products' groups."""
        kind, facts = facts_of(record.lookup)
        if record.on_request:
            return None
        if kind != self.condition_type or not all(_has(facts, *wanted, groups) for wanted in self.only.items()):
            return None
        terms = adjusted(_terms(record), self.adjustment)
        return record._replace(
            amount=terms.amount, scales=terms.scales, lower_limit=terms.lower_limit, upper_limit=terms.upper_limit
        )


def to_json(change: PriceChange) -> dict[str, Any]:
    """A change as a run keeps it."""
    return {
        "condition_type": change.condition_type,
        "adjustment": adjustment.to_json(change.adjustment),
        "only": dict(change.only),
    }


def from_json(stored: Mapping[str, Any]) -> PriceChange:
    """The change a run keeps."""
    return PriceChange(stored["condition_type"], adjustment.from_json(stored["adjustment"]), stored["only"])


def facts_of(lookup: str) -> tuple[str, dict[str, str]]:
    """The condition type and the facts of a lookup text ("K005|customer=1000001|product=BOLT-M8")."""
    kind, *parts = lookup.split("|")
    return kind, dict(part.partition("=")[::2] for part in parts)


def _has(facts: Mapping[str, str], name: str, wanted: str, groups: Mapping[str, str]) -> bool:
    value = facts.get(name)
    if value is None and name == "product_group":
        value = groups.get(facts.get("product", ""))
    if value is None:
        return False
    begin = wanted.removesuffix(ANY_REST)
    return value.startswith(begin) if begin != wanted else value == wanted


def _terms(record: Record) -> Terms:
    return Terms(
        amount=record.amount, valid_from=record.valid_from, currency=record.currency, scales=record.scales,
        lower_limit=record.lower_limit, upper_limit=record.upper_limit,
    )  # fmt: skip
