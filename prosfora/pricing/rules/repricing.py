"""Pricing a copied or changed document again: which of its prices stay and which are looked up anew (SAP's types)."""

from collections.abc import Mapping

from prosfora.pricing.rules.book import ConditionBook, Record
from prosfora.pricing.rules.facts import ManualCondition

EVERYTHING = frozenset(
    ("price", "net_price", "discount", "surcharge", "freight", "minimum", "tax", "cost", "rounding", "rebate")
)
NOTHING: frozenset[str] = frozenset()
# Type → the classes that are looked up anew. What is kept is still read at the level of its scale that holds now.
RENEWED: dict[str, frozenset[str]] = {
    "A": NOTHING,  # copy, scales read anew
    "B": EVERYTHING,  # new, without what was entered
    "C": EVERYTHING,  # new, with what was entered
    "G": frozenset(("tax",)),  # quotation → order: the binding price stays
    "H": frozenset(("freight",)),
    "K": frozenset(("tax",)),  # prices and cost stay
    "N": frozenset(("cost",)),
}


def book_for_repricing(repricing: str, stored: ConditionBook, present: ConditionBook) -> ConditionBook:
    """The book to price a document with again: stored records for what is kept, present ones for the rest.

    `stored` holds the records that made the old price; they hold whatever the day is now.
    """
    renewed = RENEWED[repricing]
    classes = {step.type.code: step.type.condition_class for step in present.procedure.steps if step.type}

    def is_renewed(lookup: str) -> bool:
        return classes.get(lookup.partition("|")[0]) in renewed

    old = {lookup: records for lookup, records in stored.records.items() if not is_renewed(lookup)}
    new = {lookup: records for lookup, records in present.records.items() if is_renewed(lookup)}
    return ConditionBook(
        present.procedure, {**new, **old}, {**stored.rates, **present.rates}, _ids(old), nodes=present.nodes
    )


def entered_for_repricing(repricing: str, entered: tuple[ManualCondition, ...]) -> tuple[ManualCondition, ...]:
    """What of the amounts that were entered goes into the new price: all, but nothing where all is new (B)."""
    return () if repricing == "B" else entered


def _ids(records: Mapping[str, tuple[Record, ...]]) -> frozenset[int]:
    return frozenset(record.id for found in records.values() for record in found)
