"""Values that are not rate × base (SAP's alternative calculation routines), by the name a step gives.

Item formulas answer the amount to add to one item; group formulas the amount to spread over all that count.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from prosfora.pricing.rules.book import StepRule
from prosfora.pricing.rules.free_goods import COUNTINGS, FreeGoods, delivered
from prosfora.pricing.rules.hits import Hit
from prosfora.pricing.rules.measures import ONE, ZERO
from prosfora.pricing.rules.state import ItemState
from prosfora.pricing.rules.taxes import contained
from prosfora.values.money import round_money


def minimum_price(state: ItemState, hit: Hit, least: Decimal, currency: str) -> Decimal:
    """What lifts the price to the least one (PMIN); nothing where it is above. Returns mirror sales."""
    missing = least - state.running
    return missing if missing * least > 0 else ZERO


def net_price_repair(state: ItemState, hit: Hit, amount: Decimal, currency: str) -> Decimal:
    """What makes the net value the rounded net price × quantity: 369.91 for 3 becomes 3 × 123.30 (SAP note 80183)."""
    quantity = state.item.quantity
    if not quantity:
        return ZERO
    return round_money(state.running / quantity, currency) * quantity - state.running


def tax_included(state: ItemState, hit: Hit, amount: Decimal, currency: str) -> Decimal:
    """The tax that the value contains: 5.625 in 52.50 at 12 per cent."""
    return contained(state.running, hit.rate)


def _free_goods(counting: str) -> "ItemFormula":
    def free_goods(state: ItemState, hit: Hit, amount: Decimal, currency: str) -> Decimal:
        """The net value of what is given out of the quantity ordered (NRAB): the rate's pieces per its unit."""
        ordered = state.item.quantity
        if not ordered:
            return ZERO
        rule = FreeGoods(hit.divisor or ONE, hit.rate, counting, is_inclusive=True)
        return -delivered(ordered, rule).free * state.running / ordered

    return free_goods


def order_value(step: StepRule, states: Sequence[ItemState], amount: Decimal) -> Decimal:
    """What leads from the items' values to the order value a person typed (HM00)."""
    return amount - sum((state.running for state in states), ZERO)


def minimum_order(step: StepRule, states: Sequence[ItemState], amount: Decimal) -> Decimal:
    """What lifts the document to the minimum order value that step `from_step` states (AMIW → AMIZ)."""
    least = sum((state.sum_of(step.from_step or 0) for state in states), ZERO)
    missing = least - sum((state.running for state in states), ZERO)
    return missing if missing * least > 0 else ZERO


type ItemFormula = Callable[[ItemState, Hit, Decimal, str], Decimal]

ITEM_FORMULAS: dict[str, ItemFormula] = {
    "minimum_price": minimum_price,
    "net_price_repair": net_price_repair,
    "tax_included": tax_included,
    **{f"free_{counting}": _free_goods(counting) for counting in COUNTINGS},
}
GROUP_FORMULAS: dict[str, Callable[[StepRule, Sequence[ItemState], Decimal], Decimal]] = {
    "order_value": order_value,
    "minimum_order": minimum_order,
}
# Steps that take the price last given to this customer, and of how many days.
PREVIOUS_PRICES = {f"previous_price_{days}": days for days in (90, 180, 365, 730)}
# Steps that need no record: the rate they work with.
CONSTANTS = {"full_discount": Decimal(100), "minimum_order": ONE, "net_price_repair": ONE}
BUILT_IN = {*CONSTANTS, *GROUP_FORMULAS, *ITEM_FORMULAS, *PREVIOUS_PRICES}


def is_own(step: StepRule) -> bool:
    """Whether a step has its value from an own formula alone: its type has no records and nobody enters it."""
    kind = step.type
    return (
        bool(step.formula)
        and step.formula not in BUILT_IN
        and kind is not None
        and not (kind.accesses or kind.is_manual)
    )
