"""Putting what a step found or was told on the items: rate × base, rounded, added."""

from decimal import Decimal

from prosfora.pricing.rules.amounts import amount, levels, size_on_scale
from prosfora.pricing.rules.book import StepRule, TypeRule
from prosfora.pricing.rules.expressions.formula import Fails
from prosfora.pricing.rules.expressions.working import note, own_value
from prosfora.pricing.rules.facts import Loser
from prosfora.pricing.rules.formulas import ITEM_FORMULAS
from prosfora.pricing.rules.held import keeps
from prosfora.pricing.rules.hits import ON_REQUEST, Hit
from prosfora.pricing.rules.measures import NoUnitConversion
from prosfora.pricing.rules.run import ROUNDINGS, Run
from prosfora.pricing.rules.state import ItemState

type Found = list[tuple[ItemState, Hit]]


def apply_each(step: StepRule, kind: TypeRule, found: Found, run: Run) -> None:
    """Put every hit on its item by itself."""
    if step.formula or step.base:
        for state, hit in found:
            _apply(step, kind, state, hit, run)
        return
    minor, rounding, zero = run.minor, _rounding(kind), run.zero
    counts, from_step = not (step.statistical or kind.is_statistical), step.from_step
    is_of_one, is_tax = step.to_step is None, kind.condition_class == "tax"
    for state, hit in found:
        # Most conditions are plain percentages or so much per sales unit: the same as _apply, without its calls.
        if hit.is_plain:
            base = state.running if from_step is None else state.subtotals.get(from_step) if is_of_one else None
            if base is None:
                base = state.base(from_step, step.to_step)
        elif hit.is_per_unit and hit.unit == state.item.unit:
            base = state.item.quantity
        else:
            _apply(step, kind, state, hit, run)
            continue
        value = (base * hit.factor).quantize(minor, rounding) or zero
        if is_tax:
            _note_tax(state, hit, value)
        state.applied.append((hit, base, value))
        if counts:
            state.running += value


def _apply(step: StepRule, kind: TypeRule, state: ItemState, hit: Hit, run: Run) -> None:
    if hit.exchange is None and not has_rate(state, hit, run):
        return
    try:
        if hit.scales:
            _apply_scaled(step, kind, state, hit, run)
        else:
            base, exact = amount(step, state, hit, run)
            put(step, kind, state, hit, base, exact, run)
    except NoUnitConversion as missing:
        no_unit(state, hit, missing)
    except Fails as failed:
        no_answer(step.base, kind, state, failed, run)


def _apply_scaled(step: StepRule, kind: TypeRule, state: ItemState, hit: Hit, run: Run) -> None:
    found = levels(step, kind, state, hit, size_on_scale(step, kind, state, hit, run), run)
    if not found:
        outside_scale(step, kind, state, hit, run)
    for level, base, exact in found:
        put(step, kind, state, level, base, exact, run)


def put(step: StepRule, kind: TypeRule, state: ItemState, hit: Hit, base: Decimal, exact: Decimal, run: Run) -> None:
    """Round a value and add it to an item's price as one element."""
    if step.formula and step.formula in ITEM_FORMULAS:
        exact = ITEM_FORMULAS[step.formula](state, hit, exact, run.header.currency)
        if not exact and kind.condition_class != "tax":  # a tax of nought is one: exempt, reverse charge, export
            return
    elif step.formula and hit.calculation != ON_REQUEST and step.formula in run.book.procedure.formulas:
        try:
            exact = own_value(step, state, hit, (base, exact), run)
        except Fails as failed:
            no_answer(step.formula, kind, state, failed, run)
            return
    value = exact.quantize(run.minor, _rounding(kind)) or run.zero
    if hit.record is not None and hit.record.value_left is not None:
        left = run.within_budget(hit.record, value, is_kept=keeps(state, kind))
        if left != value:
            used_up(step, kind, state, hit)
        if not left:
            return
        value = left
    if kind.condition_class == "tax":
        _note_tax(state, hit, value)
    state.applied.append((hit, base, value))
    if not (step.statistical or kind.is_statistical):
        state.running += value


def _rounding(kind: TypeRule) -> str:
    """Taxes are half-up whatever their type says: they are settled so over the document (EN 16931)."""
    return ROUNDINGS["half_up" if kind.condition_class == "tax" else kind.rounding]


def _note_tax(state: ItemState, hit: Hit, value: Decimal) -> None:
    """Remember the tax that a record found, and where it stands, until the document's taxes are settled."""
    if hit.record is not None:
        state.tax, state.tax_place = value, len(state.applied)
        state.tax_code, state.tax_rate, state.tax_reason = hit.record.tax_code, hit.rate, hit.record.reason_key


def has_rate(state: ItemState, hit: Hit, run: Run) -> bool:
    """Whether the hit's currency leads to the document's; noted as a problem where not."""
    if hit.exchange is None:
        state.problem("no_exchange_rate", **{"from": hit.head[6], "to": run.header.currency})
    return hit.exchange is not None


def no_unit(state: ItemState, hit: Hit, missing: NoUnitConversion) -> None:
    """Note that the product is not kept in the unit of a record or entry."""
    state.problem("no_unit_conversion", unit=str(missing), record=hit.record.id if hit.record else None)


def no_answer(formula: str, kind: TypeRule, state: ItemState, failed: Fails, run: Run) -> None:
    """Note that an own formula has no answer, so that the condition has no value; a price is missing then."""
    note(state, formula, kind.code, failed)
    run.unreached.add(state.item.position)


def used_up(step: StepRule, kind: TypeRule, state: ItemState, hit: Hit) -> None:
    """Note that the record's budget did not reach for the whole value."""
    assert hit.record is not None
    state.losers.append(Loser(step.step, kind.code, hit.access or 0, "used_up", hit.record.id, hit.key, hit.rate))


def outside_scale(step: StepRule, kind: TypeRule, state: ItemState, hit: Hit, run: Run) -> None:
    """Note that no level of the scale holds for what the item reaches."""
    record = hit.record.id if hit.record else None
    reason = "beyond_last_scale" if kind.scale_kind == "to" else "below_first_scale"
    state.losers.append(Loser(step.step, kind.code, hit.access or 0, reason, record, hit.key, hit.rate))
    run.unreached.add(state.item.position)
