"""Pricing a copied or changed document again: which of its prices stay and which are looked up anew (SAP's types)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from prosfora.pricing.rules.book import PreviousPrice, ProcedureRule
from prosfora.pricing.rules.facts import Kept, ManualCondition, Named, PriceElement

EVERYTHING = frozenset(
    ("price", "net_price", "discount", "surcharge", "freight", "minimum", "tax", "cost", "rounding", "rebate", "limit")
)
# Floors and least margins are no part of a price: whoever offers an old price today needs today's release for it.
LIMITS = frozenset(("limit",))
# Type → the classes that are looked up anew. What is kept is still read at the level of its scale that holds now.
RENEWED: dict[str, frozenset[str]] = {
    "A": LIMITS,  # copy, scales read anew
    "B": EVERYTHING,  # new, without what was entered
    "C": EVERYTHING,  # new, with what was entered
    "D": LIMITS,  # copy, scales as they were read
    "G": LIMITS | {"tax", "cost", "rebate"},  # quotation → order: the binding price stays
    "H": LIMITS | {"freight"},
    "I": LIMITS | {"rebate"},
    "K": LIMITS | {"tax"},  # prices and cost stay
    "N": LIMITS | {"cost"},
}
FIXED = frozenset("D")  # types that keep the levels of scales
NEW = "C"  # what pricing again means where nothing else is said


def keeps_prices(repricing: str) -> bool:
    """Whether a type leaves anything as it was."""
    return RENEWED[repricing] != EVERYTHING


def classes_of(procedure: ProcedureRule) -> dict[str, str]:
    """The class of each condition type of a procedure."""
    return {step.type.code: step.type.condition_class for step in procedure.steps if step.type}


def kept_price(
    repricing: str, elements: Iterable[PriceElement], day: date, classes: Mapping[str, str], before: Kept | None = None
) -> Kept | None:
    """What stays of a price when it is priced again by a type, from the elements it was made of; None: nothing.

    `day` is the pricing date it was made for, `classes` are those of its types. `before` is what had been kept of it
    already: that stays with the exchange rates it had.
    """
    if not keeps_prices(repricing):
        return None
    named, drawn, previous, cost = [], dict[str, Decimal](), None, None
    for one in elements:
        stood = before is not None and before.keeps(classes.get(one.condition_type, ""))
        rated = _day_of(one, before) if stood and before is not None else day
        if one.record is not None:
            named.append(
                Named(one.step, one.condition_type, one.record, one.access or 0, one.key, one.scale_from, rated)
            )
        elif one.key and one.key[0][0] == "document" and one.rate is not None:
            (_document, number), (_item, position) = one.key
            previous = PreviousPrice(one.rate, one.rate_currency, one.unit, number, int(position))
        elif classes.get(one.condition_type) == "cost" and one.rate is not None:
            cost = one.rate, one.rate_currency
        if one.promotion:
            drawn[one.promotion] = drawn.get(one.promotion, Decimal(0)) + max(-one.value, Decimal(0))
    return Kept(
        before.day if before is not None else day, RENEWED[repricing], tuple(named), repricing in FIXED,
        tuple(sorted(drawn.items())), previous, cost,
    )  # fmt: skip


def _day_of(element: PriceElement, before: Kept) -> date:
    return next((one.day for one in before.named if one.record == element.record), before.day)


def with_new(kept: Kept, classes: Iterable[str]) -> Kept:
    """The same with more classes looked up anew: of taxes, where the goods go elsewhere."""
    return replace(kept, new=kept.new.union(classes))


def entered_for_repricing(repricing: str, entered: tuple[ManualCondition, ...]) -> tuple[ManualCondition, ...]:
    """What of the amounts that were entered goes into the new price: all, but nothing where all is new (B)."""
    return () if repricing == "B" else entered
