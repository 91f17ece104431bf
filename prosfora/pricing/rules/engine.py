"""The engine: facts and a condition book in, a priced document with its trace out. Pure: no database, no clock.

It goes through the procedure step by step, each step over all items, so that group and header conditions see the whole
document. Every condition is rounded to the currency's minor unit before it is added (docs/develop/pricing.md).
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal, localcontext

from prosfora.pricing.rules.book import ConditionBook, ProcedureRule, StepRule
from prosfora.pricing.rules.conditions import apply_step
from prosfora.pricing.rules.exclusions import exclude, settled_after
from prosfora.pricing.rules.facts import (
    INFORMATION,
    HeaderFacts,
    ItemFacts,
    PricedDocument,
    PricedItem,
    Reckoning,
    TaxLine,
)
from prosfora.pricing.rules.hits import Line
from prosfora.pricing.rules.measures import EXACT, ONE, ZERO
from prosfora.pricing.rules.run import Run
from prosfora.pricing.rules.state import ItemState
from prosfora.pricing.rules.taxes import settle_taxes
from prosfora.values.money import minor_unit

PRICE_PLACES = Decimal("0.0001")  # of a unit price that is shown but never computed with
_tuple_as = tuple.__new__  # a NamedTuple from its parts, for a third of what calling the class costs
# What subtotals of these names an item remembers.
KEPT = {"gross_value": "gross", "net_value": "net", "net_value_2": "net", "total": "total"}
SETTLED_BY_HAND = ("no_base_price", "price_on_request", *INFORMATION)  # problems that a price entered settles


def price(
    header: HeaderFacts,
    items: Sequence[ItemFacts],
    book: ConditionBook,
    *,
    trace: bool = True,
    elements: bool = True,
) -> PricedDocument:
    """Price all items of a document together. Amounts in `header.currency`; item order does not matter.

    Without `trace` losers and subtotals are left out, without `elements` the waterfall as well: values alone, in two
    thirds of the time. What cannot be priced is a Problem on its item, never an exception; only a value of more than
    28 digits raises decimal.InvalidOperation.
    """
    with localcontext(EXACT), without_collector():
        return _priced(header, items, book, trace, elements)


def _priced(
    header: HeaderFacts, items: Sequence[ItemFacts], book: ConditionBook, trace: bool, elements: bool
) -> PricedDocument:
    """All that was only needed to get to the answer is gone before the collector comes back to look at it."""
    states = [ItemState(item) for item in items]
    run = Run(header, book, sorted(states, key=lambda state: state.item.position), trace)
    _refuse_unknown(run)
    _go_through(book.procedure, run)
    if run.on_request:
        _leave_out(run)
    counting = [state for state in run.states if state.item.counts]
    reckoning = Reckoning(book.procedure.tax_included, book.procedure.tax_rounding, run.rounding_unit)
    taxes = settle_taxes(counting, header.currency, reckoning)
    return _document(run, states, taxes, reckoning, elements)


@contextmanager
def without_collector() -> Iterator[None]:
    """Thousands of small objects are made and none is part of a circle: the collector would walk them in vain, again
    and again, for a third of the time. Another thread that finds it off leaves it off; whoever turned it off ends that.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def stand_before(header: HeaderFacts, items: Sequence[ItemFacts], book: ConditionBook, step: int) -> Run:
    """The document as it is when the procedure comes to a step (0: at its end), to try a formula there."""
    states = [ItemState(item) for item in items]
    run = Run(header, book, sorted(states, key=lambda state: state.item.position), trace=False)
    with localcontext(EXACT):
        _go_through(book.procedure, run, step)
    return run


def _go_through(procedure: ProcedureRule, run: Run, before: int = 0) -> None:
    exclusions = settled_after(procedure) if procedure.exclusions else {}
    for place, step in enumerate(procedure.steps):
        if 0 < before <= step.step:
            break
        if step.type is None:
            _subtotal(step, run.states, run.trace)
        else:
            apply_step(step, step.type, run)
        for rule in exclusions.get(place, ()):
            for state in run.states:
                exclude(rule, state)


def _leave_out(run: Run) -> None:
    """Items whose price is on request, and was not entered, have no value: the totals are without them."""
    for state in run.states:
        if not state.priced_by_hand and any(problem.code == "price_on_request" for problem in state.problems):
            state.without_price()


def _refuse_unknown(run: Run) -> None:
    """What a person typed for a type that the procedure does not have must not be lost in silence."""
    for state in run.states:
        for entry in state.item.manual:
            if entry.condition_type not in run.classes:
                state.problem("manual_not_allowed", type=entry.condition_type)
    for code in run.header_typed:
        if code not in run.classes and run.states:
            run.states[0].problem("manual_not_allowed", type=code)


def _subtotal(step: StepRule, states: Sequence[ItemState], trace: bool) -> None:
    name, head = step.label, (step.step, step.counter, "", step.label, "subtotal", None, "", ONE, "")
    line = Line(head, (False, True, "", False, None, None, None, (), None, None, None, ""))
    kept = KEPT.get(name)
    for state in states:
        value = state.base(step.from_step, step.to_step) if step.from_step is not None else state.running
        if kept is not None:
            setattr(state, kept, value)
        elif name == "margin":
            if state.cost is None:
                continue
            value = state.net - state.cost
        elif name == "net_of_tax":
            state.net = value = value - state.tax
        state.subtotals[step.step] = value
        if trace:
            state.applied.append((line, value, value))


def _document(
    run: Run, states: list[ItemState], taxes: tuple[TaxLine, ...], reckoning: Reckoning, elements: bool
) -> PricedDocument:
    header, code = run.header, run.book.procedure.code
    minor, included = minor_unit(header.currency), reckoning.tax_included
    items = tuple([_item(state, minor, included, elements) for state in states])
    counting = [item for state, item in zip(states, items, strict=True) if state.item.counts]
    net = sum((item.net for item in counting), ZERO)
    tax = sum((line.tax for line in taxes), ZERO)
    cost = None
    if all(item.cost is not None for item in counting):
        cost = sum((item.cost for item in counting if item.cost is not None), ZERO)
    return PricedDocument(
        currency=header.currency,
        items=items,
        net=net,
        tax=tax,
        total=net + tax,
        cost=cost,
        margin=None if cost is None else net - cost,
        taxes=taxes,
        procedure=code,
        problems=tuple(problem for item in items for problem in item.problems),
        rounding=reckoning.rounding(net + tax),
        reckoning=reckoning,
    )


def _item(state: ItemState, minor: Decimal, included: bool, elements: bool) -> PricedItem:
    problems = state.problems
    if state.priced_by_hand:
        problems = [problem for problem in problems if problem.code not in SETTLED_BY_HAND]
    net, tax, cost = state.net, state.tax, state.cost
    total = net + tax
    return _tuple_as(PricedItem, (
        state.item.position, unit_price(total if included else net, state.item.quantity, minor), state.gross, net, tax,
        total, cost, None if cost is None else net - cost, state.tax_code, state.tax_rate,
        state.elements() if elements else (), tuple(state.losers), tuple(problems), included,
    ))  # fmt: skip


def unit_price(value: Decimal, quantity: Decimal, minor: Decimal) -> Decimal:
    """Value per sales unit for display: four decimals half-up, without needless zeros beyond the minor unit."""
    if not quantity:
        return minor - minor
    exact = (value / quantity).quantize(PRICE_PLACES, ROUND_HALF_UP)
    shown = exact.quantize(minor, ROUND_HALF_UP)
    return exact if shown != exact else shown or minor - minor
