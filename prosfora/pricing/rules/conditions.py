"""One step of the procedure over all items: what people typed, what the records say, what the product costs."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from prosfora.pricing.rules.apply import Found, apply_each
from prosfora.pricing.rules.book import StepRule, TypeRule
from prosfora.pricing.rules.facts import Loser, ManualCondition, PriceElement
from prosfora.pricing.rules.formulas import CONSTANTS
from prosfora.pricing.rules.groups import apply_groups
from prosfora.pricing.rules.hits import Hit, hit_of_typed
from prosfora.pricing.rules.measures import ONE
from prosfora.pricing.rules.requirements import REQUIREMENTS
from prosfora.pricing.rules.run import Run
from prosfora.pricing.rules.search import Search
from prosfora.pricing.rules.state import ItemState

SUPERSEDED = {  # class of an amount typed → the classes it switches off, and the reason in the trace
    "price": (frozenset({"price"}), "superseded_by_manual"),
    "net_price": (frozenset({"price", "discount", "surcharge"}), "superseded_by_net_price"),
}
# The end of the element that shows a product's own cost: statistical, active, no record behind it.
OF_PRODUCT = (True, True, "", False, None, None, None, (), None, None, None, "")


def apply_step(step: StepRule, kind: TypeRule, run: Run) -> None:
    """Apply the condition of one step to all items."""
    if _finds_nothing(step, kind, run):
        return
    states = _required(step, run)
    if kind.condition_class == "cost" and not kind.accesses:
        for state in states:
            _apply_cost(step, kind, state, run)
        return
    found = _typed(step, kind, states, run)
    by_hand = {state.item.position for state, _hit in found}
    if step.formula in CONSTANTS:
        if step.formula == "minimum_order" and step.from_step not in run.applied:
            return  # no minimum is kept: nothing to lift to
        hit = hit_of_typed(step, kind, ManualCondition(kind.code, CONSTANTS[step.formula]), ONE, manual=False)
        found += [(state, hit) for state in states]
    elif not step.manual_only and (run.trace or step.mandatory or kind.code in run.present):
        found += _searched(step, kind, states, by_hand, run)
    if kind.calculation == "cost":  # without a cost there is no price, not one of nought
        found = [(state, hit) for state, hit in found if state.cost is not None]
    if found:
        run.applied.add(step.step)
    _put(step, kind, found, run)
    if step.mandatory:
        _note_missing(kind, states, {state.item.position for state, _hit in found} - run.unreached, run)


def _finds_nothing(step: StepRule, kind: TypeRule, run: Run) -> bool:
    """Whether a step has nothing to say of any item and nobody wants to read why: no record of its type, nothing typed,
    nothing it knows by itself.
    """
    code = kind.code
    if run.trace or step.mandatory or code in run.present or code in run.typed or code in run.header_typed:
        return False
    return step.formula not in CONSTANTS and kind.condition_class != "cost"


def _put(step: StepRule, kind: TypeRule, found: Found, run: Run) -> None:
    if kind.condition_class == "rounding":  # of the amount to be paid, which is known when the taxes are settled
        run.rounding_unit = next((hit.factor for _state, hit in found if _rounds(hit, run)), None)
    elif kind.is_group:
        apply_groups(step, kind, found, run)
    else:
        apply_each(step, kind, found, run)


def _rounds(hit: Hit, run: Run) -> bool:
    """Whether amounts can be multiples of it: of whole minor units, and in the very currency that is paid in."""
    return hit.head[6] in ("", run.header.currency) and hit.factor > 0 and not hit.factor % run.minor


def _required(step: StepRule, run: Run) -> Sequence[ItemState]:
    if not step.requirement:
        return run.states
    holds = REQUIREMENTS[step.requirement]
    return [state for state in run.states if holds(run.header, state.item)]


def _searched(step: StepRule, kind: TypeRule, states: Sequence[ItemState], by_hand: set[int], run: Run) -> Found:
    """The records that win. Where a person typed the amount instead, they lose, and limit what may be typed."""
    search = Search(step, kind, run)
    answers = search.answers(states)
    if search.has_lost:
        for state, answer in answers:
            state.losers += answer.losers
    if not by_hand:
        return [(state, hit) for state, answer in answers for hit in answer.hits]
    found: Found = []
    for state, answer in answers:
        if state.item.position in by_hand:
            _supersede(step, kind, state, answer.hits, run)
        else:
            found += [(state, hit) for hit in answer.hits]
    return found


def _typed(step: StepRule, kind: TypeRule, states: Iterable[ItemState], run: Run) -> Found:
    """What people typed for this type: on the header for all items, on an item for itself."""
    found: Found = []
    by_item = run.typed.get(kind.code)
    if by_item:
        known: dict[ManualCondition, Hit] = {}  # the same discount is often entered on many items
        for state in states:
            for entry in by_item.get(state.item.position, ()):
                if kind.is_manual and not kind.is_header:
                    hit = known.get(entry)
                    if hit is None:
                        hit = known[entry] = hit_of_typed(step, kind, entry, run.exchange(entry.currency))
                    found.append((state, hit))
                    _limit(kind, entry, state)
                else:
                    state.problem("manual_not_allowed", type=kind.code)
    for entry in run.header_typed.get(kind.code, ()):
        hit = hit_of_typed(step, kind, entry, run.exchange(entry.currency))
        if kind.is_manual:
            found += [(state, hit) for state in states if not (by_item and state.item.position in by_item)]
            _limit(kind, entry, run.states[0])
        else:
            run.states[0].problem("manual_not_allowed", type=kind.code)
    if found and kind.condition_class in SUPERSEDED:
        _switch_off(kind, found, run)
    return found


def _switch_off(kind: TypeRule, found: Found, run: Run) -> None:
    """A price typed replaces the price found; a net price replaces discounts and surcharges as well."""
    classes, reason = SUPERSEDED[kind.condition_class]
    for state in {id(state): state for state, _hit in found}.values():
        state.gross = state.gross or state.running
        state.deactivate(run.classes, classes, reason)
        state.priced_by_hand = True


def _supersede(step: StepRule, kind: TypeRule, state: ItemState, hits: Iterable[Hit], run: Run) -> None:
    for hit in hits:
        record = hit.record
        assert record is not None
        if run.trace:
            state.losers.append(
                Loser(step.step, kind.code, hit.access or 0, "superseded_by_manual", record.id, hit.key, hit.rate)
            )
        for entry in run.typed.get(kind.code, {}).get(state.item.position, ()):
            if _is_outside(entry.amount, record.lower_limit, record.upper_limit):
                state.problem("outside_limits", type=kind.code, amount=str(entry.amount), **_limits(hit))


def _limit(kind: TypeRule, entry: ManualCondition, state: ItemState) -> None:
    """An amount typed is held to the limits of its type, whether or not a record has its own."""
    lower, upper = kind.lower_limit, kind.upper_limit
    if _is_outside(entry.amount, lower, upper):
        state.problem("outside_limits", type=kind.code, amount=str(entry.amount), **_limit_words(lower, upper))


def _is_outside(amount: Decimal, lower: Decimal | None, upper: Decimal | None) -> bool:
    return (lower is not None and amount < lower) or (upper is not None and amount > upper)


def _limits(hit: Hit) -> dict[str, str]:
    assert hit.record is not None
    return _limit_words(hit.record.lower_limit, hit.record.upper_limit)


def _limit_words(lower: Decimal | None, upper: Decimal | None) -> dict[str, str]:
    limits = {"lower": lower, "upper": upper}
    return {name: "" if limit is None else str(limit) for name, limit in limits.items()}


def _note_missing(kind: TypeRule, states: Iterable[ItemState], priced: set[int], run: Run) -> None:
    code = "no_tax" if kind.condition_class == "tax" else "no_base_price"
    for state in states:
        if state.item.position not in priced:
            state.problem(code, product=state.item.product)
    run.unreached.clear()


def _apply_cost(step: StepRule, kind: TypeRule, state: ItemState, run: Run) -> None:
    """Put the product's cost beside the price as a statistical condition."""
    item, code = state.item, kind.code
    if item.cost is None:
        return
    exchange = run.exchange(item.cost_currency)
    if exchange is None:
        state.problem("no_exchange_rate", **{"from": item.cost_currency, "to": run.header.currency})
        return
    quantity = item.base_quantity
    state.cost = run.rounded(kind, quantity * item.cost * exchange)
    head = (step.step, step.counter, code, code, kind.calculation, item.cost, item.cost_currency, ONE, item.base_unit)
    state.elements.append(tuple.__new__(PriceElement, (*head, quantity, state.cost, *OF_PRODUCT)))
