"""Base and value of one condition on one item, exact: rounding comes after."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from prosfora.pricing.rules.book import StepRule, TypeRule
from prosfora.pricing.rules.expressions.working import has_own_base, own_base
from prosfora.pricing.rules.facts import ItemFacts
from prosfora.pricing.rules.hits import ON_REQUEST, Hit
from prosfora.pricing.rules.keys import in_basket
from prosfora.pricing.rules.measures import ONE, ZERO, NoUnitConversion, brackets, level_at, measure, reached
from prosfora.pricing.rules.run import Run
from prosfora.pricing.rules.state import ItemState

type Amount = tuple[Decimal, Decimal]  # base, signed value


def by_percent(step: StepRule, state: ItemState, hit: Hit) -> Amount:
    """A percentage of a subtotal, of the values between two steps, or of everything so far."""
    base = state.running if step.from_step is None else state.base(step.from_step, step.to_step)
    return base, base * hit.factor


def by_cost(step: StepRule, state: ItemState, hit: Hit) -> Amount:
    """A percentage of the product's cost, which an earlier step has brought into the document's currency."""
    cost = state.cost or ZERO
    return cost, cost * hit.factor


def fixed(step: StepRule, state: ItemState, hit: Hit) -> Amount:
    """An absolute amount; on a return it is given back."""
    return ONE, -hit.factor if state.item.quantity < 0 else hit.factor


def on_request(step: StepRule, state: ItemState, hit: Hit) -> Amount:
    """No amount: the item has no price until somebody enters one. What is free has one, nought."""
    if not state.item.is_free:
        state.problem("price_on_request", product=state.item.product)
    return ONE, ZERO


def _by(kind: str) -> Callable[[StepRule, ItemState, Hit], Amount]:
    def by_measure(step: StepRule, state: ItemState, hit: Hit) -> Amount:
        size, divisor = measure(state.item, kind, hit.unit)
        if divisor is None:
            exact = size * hit.factor
            return size, exact if hit.divisor is None else exact / hit.divisor
        per = divisor if hit.divisor is None else divisor * hit.divisor
        return size / divisor, size * hit.factor / per  # one division, last: 10 pieces of a box of 12 stay exact

    return by_measure


CALCULATIONS: dict[str, Callable[[StepRule, ItemState, Hit], Amount]] = {
    "percent": by_percent,
    "cost": by_cost,
    "fixed": fixed,
    ON_REQUEST: on_request,
    **{kind: _by(kind) for kind in ("quantity", "gross_weight", "net_weight", "volume", "time")},
}


def amount(step: StepRule, state: ItemState, hit: Hit, run: Run) -> Amount:
    """Base and exact value of a hit: its calculation's, or those of the step's own base, which is in the rate's unit.

    Raises NoUnitConversion, Fails.
    """
    if step.base and has_own_base(step, hit, run):
        try:
            usual = CALCULATIONS[hit.calculation](step, state, hit)
        except NoUnitConversion:
            usual = state.item.quantity, ZERO
        return own_base(step, state, hit, usual, run)
    return CALCULATIONS[hit.calculation](step, state, hit)


def levels(
    step: StepRule, kind: TypeRule, state: ItemState, hit: Hit, size: Decimal, run: Run
) -> Iterable[tuple[Hit, Decimal, Decimal]]:
    """The hit at the scale level that `size` reaches, with base and value; an interval scale gives several, or none."""
    if kind.scale_kind == "interval":
        sign = -1 if state.item.quantity < 0 else 1
        return [_bracket(hit.at(step, kind, level), part * sign) for level, part in brackets(hit.scales, size)]
    level = _level(kind, state, hit, size)
    if level is None:
        return []
    at = hit.at(step, kind, level)
    return [(at, *amount(step, state, at, run))]


def _level(kind: TypeRule, state: ItemState, hit: Hit, size: Decimal) -> tuple[Decimal, Decimal] | None:
    """The level of a scale: the one that `size` reaches, or that of a kept price that is fixed."""
    kept = state.item.kept
    if kept is not None and kept.is_fixed and kept.keeps(kind.condition_class) and hit.record is not None:
        start = kept.level_of(hit.record.id)
        return next((level for level in hit.scales if level[0] == start), None)
    return level_at(hit.scales, kind.scale_kind, size)


def _bracket(at: Hit, base: Decimal) -> tuple[Hit, Decimal, Decimal]:
    exact = base * at.factor
    return at, base, exact if at.divisor is None else exact / at.divisor


def size_on_scale(step: StepRule, kind: TypeRule, state: ItemState, hit: Hit, run: Run) -> Decimal:
    """How far up the scale an item reaches. Levels of a price per piece count pieces, those of a percentage base units.

    Where the record names a basket, the items of it that count are summed instead. Raises NoUnitConversion.
    """
    if kind.group_over == "basket" and hit.record and hit.record.basket:
        others = [other for other in run.states if other.item.counts and in_basket(other.item, hit.record.basket)]
        return sum((_own_size(step, kind, other, hit, run) for other in others), ZERO)
    return _own_size(step, kind, state, hit, run)


def _own_size(step: StepRule, kind: TypeRule, state: ItemState, hit: Hit, run: Run) -> Decimal:
    unit = hit.record.scale_unit if hit.record else ""
    if kind.scale_basis == "value":
        day = state.item.kept.day if state.item.kept is not None and hit.record is not None else None
        return abs(state.base(step.from_step, step.to_step)) / (run.exchange(unit, day) or ONE)
    return item_on_scale(kind, state.item, hit.calculation, hit.unit, unit)


def item_on_scale(kind: TypeRule, item: ItemFacts, calculation: str, unit: str, scale_unit: str) -> Decimal:
    """How far up a scale that counts no value an item reaches by itself; `unit` is what the rate is per.

    Raises NoUnitConversion.
    """
    if kind.scale_basis == "quantity" == calculation and unit == item.unit and not scale_unit:
        return abs(item.quantity)
    return reached(item, kind.scale_basis, scale_unit or (unit if kind.scale_basis == calculation else ""))
