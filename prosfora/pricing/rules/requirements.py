"""Named conditions that steps and accesses may ask for (SAP's requirement routines)."""

from collections.abc import Callable

from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts
from prosfora.pricing.rules.keys import tax_case

type Requirement = Callable[[HeaderFacts, ItemFacts], bool]

REQUIREMENTS: dict[str, Requirement] = {
    "free_item": lambda header, item: item.is_free,
    "not_free": lambda header, item: not item.is_free,
    "has_customer": lambda header, item: bool(header.customer),
    "has_cost": lambda header, item: item.cost is not None,
    "domestic": lambda header, item: tax_case(header) == "domestic",
    "foreign": lambda header, item: tax_case(header) != "domestic",
}
