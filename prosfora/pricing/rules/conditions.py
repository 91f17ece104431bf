"""One step of the procedure over all items: what people typed, what the records say, what the product costs."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from prosfora.pricing.rules.apply import Found, apply_each
from prosfora.pricing.rules.book import StepRule, TypeRule
from prosfora.pricing.rules.expressions.working import is_met
from prosfora.pricing.rules.facts import Loser, ManualCondition
from prosfora.pricing.rules.floors import apply_limits
from prosfora.pricing.rules.formulas import CONSTANTS, PREVIOUS_PRICES, is_own
from prosfora.pricing.rules.groups import apply_groups
from prosfora.pricing.rules.held import answer_of_kept, keeps, kept_day
from prosfora.pricing.rules.hits import Hit, Line, hit_of_typed
from prosfora.pricing.rules.measures import ONE, is_kept_in
from prosfora.pricing.rules.requirements import REQUIREMENTS
from prosfora.pricing.rules.run import Run
from prosfora.pricing.rules.search import Answer, Search
from prosfora.pricing.rules.state import ItemState

SUPERSEDED = {  # class of an amount typed → the classes it switches off, and the reason in the trace
    "price": (frozenset({"price"}), "superseded_by_manual"),
    "net_price": (frozenset({"price", "discount", "surcharge"}), "superseded_by_net_price"),
}
BY_THEMSELVES = {*CONSTANTS, *PREVIOUS_PRICES}  # formulas of steps that need neither record nor person
FOUND_AGAIN = ("discount", "surcharge")  # classes that a price given before contains already
# The end of the element that shows a product's own cost: statistical, active, no record behind it.
OF_PRODUCT = (True, True, "", False, None, None, None, (), None, None, None, "")


def apply_step(step: StepRule, kind: TypeRule, run: Run) -> None:
    """Apply the condition of one step to all items."""
    if _finds_nothing(step, kind, run):
        return
    states = _required(step, kind, run)
    if kind.condition_class == "cost" and not kind.accesses:
        for state in states:
            _apply_cost(step, kind, state, run)
        return
    found = _typed(step, kind, states, run)
    by_hand = {state.item.position for state, _hit in found}
    if step.formula in BY_THEMSELVES or is_own(step):
        if step.formula == "minimum_order" and step.from_step not in run.applied:
            return  # no minimum is kept: nothing to lift to
        found += _by_itself(step, kind, states, run)
    elif not step.manual_only and (run.trace or step.mandatory or kind.code in run.present):
        found += _searched(step, kind, states, by_hand, run)
    if kind.calculation == "cost":  # without a cost there is no price, not one of nought
        found = [(state, hit) for state, hit in found if state.cost is not None]
    if found:
        run.applied.add(step.step)
    run.unreached.clear()  # what an earlier step left without a level says nothing of this one
    _put(step, kind, found, run)
    if step.mandatory:
        _note_missing(kind, states, {state.item.position for state, _hit in found} - run.unreached, run)


def _by_itself(step: StepRule, kind: TypeRule, states: Iterable[ItemState], run: Run) -> Found:
    """What a step needs neither record nor person for: a constant rate, or the price given before."""
    if step.formula in PREVIOUS_PRICES:
        return _previous(step, kind, states, run)
    rate = CONSTANTS.get(step.formula)
    hit = hit_of_typed(step, kind, ManualCondition(kind.code, ONE if rate is None else rate), ONE, manual=False)
    if rate is None:  # an own formula says the value: nobody recorded a rate
        hit.head = (*hit.head[:5], None, *hit.head[6:])
    return [(state, hit) for state in states]


def _finds_nothing(step: StepRule, kind: TypeRule, run: Run) -> bool:
    """Whether a step has nothing to say of any item and nobody wants to read why: no record of its type, nothing typed,
    nothing it knows by itself.
    """
    code = kind.code
    if run.trace or step.mandatory or code in run.present or code in run.typed or code in run.header_typed:
        return False
    return step.formula not in BY_THEMSELVES and not is_own(step) and kind.condition_class != "cost"


def _put(step: StepRule, kind: TypeRule, found: Found, run: Run) -> None:
    if kind.condition_class == "rounding":  # of the amount to be paid, which is known when the taxes are settled
        run.rounding_unit = next((hit.factor for _state, hit in found if _rounds(hit, run)), None)
    elif kind.condition_class == "limit":
        apply_limits(step, kind, found, run)
    elif kind.is_group:
        apply_groups(step, kind, found, run)
    else:
        apply_each(step, kind, found, run)


def _rounds(hit: Hit, run: Run) -> bool:
    """Whether amounts can be multiples of it: of whole minor units, and in the very currency that is paid in."""
    return hit.head[6] in ("", run.header.currency) and hit.factor > 0 and not hit.factor % run.minor


def _required(step: StepRule, kind: TypeRule, run: Run) -> Sequence[ItemState]:
    if not step.requirement:
        return run.states
    holds = REQUIREMENTS.get(step.requirement)
    if holds is None:
        return [state for state in run.states if is_met(step.requirement, state, kind.code, run)]
    return [state for state in run.states if holds(run.header, state.item)]


def _searched(step: StepRule, kind: TypeRule, states: Sequence[ItemState], by_hand: set[int], run: Run) -> Found:
    """The records that win. Where a person typed the amount instead, they lose, and limit what may be typed."""
    answers = _answers(step, kind, states, run)
    if run.has_previous and kind.condition_class in FOUND_AGAIN:
        answers = _not_twice(states, answers, run)
    if not by_hand:
        return [(state, hit) for state, answer in zip(states, answers, strict=True) for hit in answer[0]]
    found: Found = []
    for state, answer in zip(states, answers, strict=True):
        if state.item.position in by_hand:
            _supersede(step, kind, state, answer.hits, run)
        else:
            found += [(state, hit) for hit in answer.hits]
    return found


def _answers(step: StepRule, kind: TypeRule, states: Sequence[ItemState], run: Run) -> Sequence[Answer]:
    """What each item finds; one whose price is kept finds the records that made it, and nothing else."""
    asked = [state for state in states if not keeps(state, kind)] if run.kept else states
    search = Search(step, kind, run)
    answers = search.answers(asked)
    if search.has_lost:
        for state, answer in zip(asked, answers, strict=True):
            state.losers += answer.losers
    if len(asked) == len(states):
        return answers
    found = {id(state): answer for state, answer in zip(asked, answers, strict=True)}
    return [found[id(state)] if id(state) in found else answer_of_kept(step, kind, state, run) for state in states]


def _not_twice(states: Sequence[ItemState], answers: Sequence[Answer], run: Run) -> Sequence[Answer]:
    """The answers without those for items that cost what they did before: that price was net."""
    left = []
    for state, answer in zip(states, answers, strict=True):
        if answer.hits and any(line.is_previous for _place, line, _value in state.counted()):
            if run.trace:
                state.losers += [_lost(hit, "in_previous_price") for hit in answer.hits]
            answer = answer._replace(hits=())
        left.append(answer)
    return left


def _lost(hit: Hit, reason: str) -> Loser:
    record = hit.record.id if hit.record else None
    return Loser(hit.head[0], hit.head[2], hit.access or 0, reason, record, hit.key, hit.rate)


def _previous(step: StepRule, kind: TypeRule, states: Iterable[ItemState], run: Run) -> Found:
    """The price each item was last sold for to this customer; one per a unit that is none of the product says so."""
    found: Found = []
    for state in states:
        kept = state.item.kept if keeps(state, kind) else None
        given = kept.previous if kept else run.book.previous.get((run.header.customer, state.item.product))
        if given is None or state.priced_by_hand:
            if run.trace and given is None:
                key = (("customer", run.header.customer), ("product", state.item.product))
                state.losers.append(Loser(step.step, kind.code, 0, "no_previous_price", None, key))
            continue
        typed = ManualCondition(kind.code, given.amount, given.currency, ONE, given.unit)
        hit = hit_of_typed(step, kind, typed, ONE, manual=False)
        hit.key = (("document", given.document), ("item", str(given.position)))
        hit.tail = (*hit.tail[:7], hit.key, *hit.tail[8:])
        if is_kept_in(state.item, given.unit):
            found.append((state, hit))
        else:
            state.losers.append(_lost(hit, "other_unit"))
    return found


def _typed(step: StepRule, kind: TypeRule, states: Iterable[ItemState], run: Run) -> Found:
    """What people typed for this type: on the header for all items, on an item for itself."""
    found: Found = []
    by_item = run.typed.get(kind.code)
    if by_item:
        known: dict[tuple[ManualCondition, date | None], Hit] = {}  # the same discount is often entered on many items
        for state in states:
            for entry in by_item.get(state.item.position, ()):
                if kind.is_manual and not kind.is_header:
                    day = kept_day(state)
                    hit = known.get((entry, day))
                    if hit is None:
                        hit = hit_of_typed(step, kind, entry, run.exchange(entry.currency, day))
                        known[entry, day] = hit
                    found.append((state, hit))
                    _limit(kind, entry, state)
                else:
                    state.problem("manual_not_allowed", type=kind.code)
    for entry in run.header_typed.get(kind.code, ()):
        hit = hit_of_typed(step, kind, entry, run.exchange(entry.currency, run.header_day))
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


def _note_missing(kind: TypeRule, states: Sequence[ItemState], priced: set[int], run: Run) -> None:
    code = "no_tax" if kind.condition_class == "tax" else "no_base_price"
    if len(priced) < len(states):
        for state in states:
            if state.item.position not in priced:
                state.problem(code, product=state.item.product)


def _apply_cost(step: StepRule, kind: TypeRule, state: ItemState, run: Run) -> None:
    """Put the product's cost beside the price as a statistical condition."""
    item, code = state.item, kind.code
    if item.cost is None:
        return
    exchange = run.exchange(item.cost_currency, kept_day(state) if keeps(state, kind) else None)
    if exchange is None:
        state.problem("no_exchange_rate", **{"from": item.cost_currency, "to": run.header.currency})
        return
    quantity = item.base_quantity
    state.cost = run.rounded(kind, quantity * item.cost * exchange)
    head = (step.step, step.counter, code, code, kind.calculation, item.cost, item.cost_currency, ONE, item.base_unit)
    state.applied.append((Line(head, OF_PRODUCT), quantity, state.cost))
