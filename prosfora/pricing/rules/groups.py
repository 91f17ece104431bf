"""Group conditions: scales read over the sum of the items, amounts spread over them, the rest to the largest."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from prosfora.pricing.rules.amounts import amount, levels, size_on_scale
from prosfora.pricing.rules.apply import Found, has_rate, no_answer, no_unit, outside_scale, put
from prosfora.pricing.rules.book import StepRule, TypeRule
from prosfora.pricing.rules.expressions.formula import Fails
from prosfora.pricing.rules.expressions.working import own_share
from prosfora.pricing.rules.formulas import GROUP_FORMULAS
from prosfora.pricing.rules.hits import Hit
from prosfora.pricing.rules.measures import ZERO, NoUnitConversion, measure
from prosfora.pricing.rules.run import Run
from prosfora.pricing.rules.state import ItemState
from prosfora.values.money import distribute


class _Row(NamedTuple):
    state: ItemState
    hit: Hit
    base: Decimal
    exact: Decimal
    value: Decimal


def apply_groups(step: StepRule, kind: TypeRule, found: Found, run: Run) -> None:
    """Apply a group condition: once per record or typed amount over all items that share it, or over the whole type."""
    groups: dict[int, Found] = {}
    for state, hit in found:
        if has_rate(state, hit, run):
            groups.setdefault(_group_of(kind, hit), []).append((state, hit))
    for group in groups.values():
        members = sorted(group, key=lambda member: member[0].item.position)
        if members[0][1].calculation == "fixed":
            _spread(step, kind, members, run)
        else:
            _settle(step, kind, _rows(step, kind, members, run), run)


def _group_of(kind: TypeRule, hit: Hit) -> int:
    """What items of one group have in common. An amount to spread is always its own record's."""
    if kind.group_over == "type" and hit.record and hit.calculation != "fixed":
        return 0
    return hit.record.id if hit.record else -id(hit)


def _rows(step: StepRule, kind: TypeRule, members: Found, run: Run) -> list[_Row]:
    """Every item's share before it is settled. Items that count add up; one that does not adds itself only."""
    sizes = {state.item.position: _size(step, kind, state, hit, run) for state, hit in members}
    total = sum((sizes[state.item.position] or ZERO for state, _hit in members if state.item.counts), ZERO)
    rows = []
    for state, hit in members:
        size = sizes[state.item.position]
        if size is None:
            continue
        if kind.group_over != "basket":  # which was summed already
            size = total if state.item.counts else total + size
        for level, base, exact in _levels(step, kind, state, hit, size, run):
            rows.append(_Row(state, level, base, exact, run.rounded(kind, exact)))
    return rows


def _size(step: StepRule, kind: TypeRule, state: ItemState, hit: Hit, run: Run) -> Decimal | None:
    """How far up the scale an item reaches by itself; None where its unit is not the product's."""
    try:
        return size_on_scale(step, kind, state, hit, run) if hit.scales else ZERO
    except NoUnitConversion as missing:
        no_unit(state, hit, missing)
        return None


def _levels(
    step: StepRule, kind: TypeRule, state: ItemState, hit: Hit, size: Decimal, run: Run
) -> Iterable[tuple[Hit, Decimal, Decimal]]:
    try:
        if not hit.scales:
            return [(hit, *amount(step, state, hit, run))]
        found = levels(step, kind, state, hit, size, run)
    except NoUnitConversion as missing:
        no_unit(state, hit, missing)
        return []
    except Fails as failed:
        no_answer(step.base, kind, state, failed, run)
        return []
    if not found:
        outside_scale(step, kind, state, hit, run)
    return found


def _settle(step: StepRule, kind: TypeRule, rows: list[_Row], run: Run) -> None:
    """Put the rows on their items; the group's own rounded value is exact, the difference goes to its largest item."""
    counting = [row for row in rows if row.state.item.counts]
    whole = run.rounded(kind, sum((row.exact for row in counting), ZERO))
    difference = whole - sum((row.value for row in counting), ZERO)
    largest = max(counting, key=lambda row: (abs(row.base), -row.state.item.position), default=None)
    for row in rows:
        value = row.value + difference if row is largest else row.value
        put(step, kind, row.state, row.hit, row.base, value, run)


def _spread(step: StepRule, kind: TypeRule, members: Found, run: Run) -> None:
    """Spread an absolute amount over the items that count, by value or by the step's base; the parts sum to it."""
    states = [state for state, _hit in members if state.item.counts]
    if not states:
        return
    hit = members[0][1]
    bases = [_share(step, state, run) for state in states]
    direction = -1 if sum(bases, ZERO) < 0 else 1  # on a return an absolute amount is given back
    total = hit.factor * direction
    if step.formula in GROUP_FORMULAS:
        total = GROUP_FORMULAS[step.formula](step, states, total)
    if not total:
        return
    parts = distribute(run.rounded(kind, total), [abs(base) for base in bases], run.header.currency)
    for state, base, part in zip(states, bases, parts, strict=True):
        put(step, kind, state, hit, base, part, run)


def _share(step: StepRule, state: ItemState, run: Run) -> Decimal:
    if not step.base:
        return state.base(step.from_step, step.to_step)
    if step.base in run.book.procedure.formulas:
        return own_share(step, state, run)
    size, divisor = measure(state.item, step.base, state.item.base_unit if step.base == "quantity" else "")
    return size if divisor is None else size / divisor
