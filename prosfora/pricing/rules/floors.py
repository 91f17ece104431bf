"""Limits that need a release: a floor under the price, a least margin. They ask; they never change a price."""

from decimal import ROUND_HALF_UP, Decimal

from prosfora.pricing.rules.amounts import CALCULATIONS, levels, size_on_scale
from prosfora.pricing.rules.apply import Found, has_rate, no_unit, outside_scale
from prosfora.pricing.rules.book import StepRule, TypeRule
from prosfora.pricing.rules.hits import Hit
from prosfora.pricing.rules.measures import HUNDRED, ZERO, NoUnitConversion
from prosfora.pricing.rules.run import Run
from prosfora.pricing.rules.state import ItemState

WITHOUT_PRICE = frozenset({"no_base_price", "price_on_request"})
CENT = Decimal("0.01")


def apply_limits(step: StepRule, kind: TypeRule, found: Found, run: Run) -> None:
    """Hold every item against its limit: an amount per unit is a floor under the net value known so far (or between the
    step's from and to), a percentage the least margin in per cent of it. What lies under it needs a release.

    The limit stays in the trace as a statistical element, the margin as an amount. Items that are free, returned or
    without a price, and margins of items whose cost is not known, are held against nothing.
    """
    for state, hit in found:
        is_unpriced = not state.priced_by_hand and any(one.code in WITHOUT_PRICE for one in state.problems)
        if state.item.is_free or state.item.quantity <= 0 or is_unpriced:
            continue
        net = state.net if step.from_step is None else state.base(step.from_step, step.to_step)
        if hit.calculation == "percent":
            _least_margin(state, hit, net, run)
        elif has_rate(state, hit, run):
            _floor(step, kind, state, hit, net, run)


def _floor(step: StepRule, kind: TypeRule, state: ItemState, hit: Hit, net: Decimal, run: Run) -> None:
    try:
        if hit.scales:
            rows = list(levels(step, kind, state, hit, size_on_scale(step, kind, state, hit, run), run))
        else:
            rows = [(hit, *CALCULATIONS[hit.calculation](step, state, hit))]
    except NoUnitConversion as missing:
        no_unit(state, hit, missing)
        return
    if not rows:
        outside_scale(step, kind, state, hit, run)
        return
    least = sum((run.rounded(kind, exact) for _hit, _base, exact in rows), ZERO)
    _put(state, rows[0][0], net, least)
    if net < least:
        _ask(state, hit, "floor", least, net)


def _least_margin(state: ItemState, hit: Hit, net: Decimal, run: Run) -> None:
    if state.cost is None:
        return
    earned = net - state.cost
    _put(state, hit, net, (net * hit.rate / HUNDRED).quantize(run.minor, ROUND_HALF_UP))
    if earned * HUNDRED < hit.rate * net or net <= 0:
        percent = (earned * HUNDRED / net).quantize(CENT, ROUND_HALF_UP) if net > 0 else -HUNDRED
        _ask(state, hit, "margin", hit.rate, percent)


def _put(state: ItemState, hit: Hit, base: Decimal, value: Decimal) -> None:
    state.applied.append((hit, base, value))


def _ask(state: ItemState, hit: Hit, why: str, limit: Decimal, value: Decimal) -> None:
    state.problem("needs_release", why=why, type=hit.head[2], limit=limit, value=value, difference=limit - value)
