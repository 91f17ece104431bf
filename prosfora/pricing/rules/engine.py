"""The engine: facts and a condition book in, a priced document with its trace out. Pure: no database, no clock.

It goes through the procedure step by step, each step over all items, so that group conditions and header conditions see
the whole document. Every condition is rounded half-up to the currency's minor unit before it is added (SAP note on
`KONV`; see docs/develop/pricing.md).
"""

from collections.abc import Sequence
from decimal import Decimal

from prosfora.pricing.rules.book import ConditionBook, StepRule
from prosfora.pricing.rules.compute import ONE, ZERO
from prosfora.pricing.rules.facts import (
    HeaderFacts,
    ItemFacts,
    PricedDocument,
    PricedItem,
    PriceElement,
    Problem,
    TaxLine,
)
from prosfora.pricing.rules.keys import header_values, item_values
from prosfora.pricing.rules.search import Found, find_records
from prosfora.pricing.rules.state import ItemState
from prosfora.pricing.rules.steps import Context, apply_cost, apply_found, apply_header, apply_manual
from prosfora.pricing.rules.taxes import settle_taxes
from prosfora.values.money import minor_unit, minor_units, round_money

PRICE_PLACES = 4  # decimals of a unit price that is shown but never computed with


def price(
    header: HeaderFacts, items: Sequence[ItemFacts], book: ConditionBook, *, trace: bool = True
) -> PricedDocument:
    """Price all items of a document together. Amounts in `header.currency`; item order does not matter.

    Without `trace` the losers are left out. What cannot be priced is a Problem on its item, never an exception.
    """
    values = header_values(header)
    context = Context(header, book, minor_unit(header.currency), trace)
    states = [ItemState(item, item_values(values, item)) for item in items]
    for step in book.procedure.steps:
        if step.type is None:
            _subtotal(step, states, trace)
        else:
            _condition(step, states, context)
    taxes = settle_taxes([state for state in states if state.item.counts], header.currency)
    return _document(header, states, taxes, book.procedure.code)


def _subtotal(step: StepRule, states: list[ItemState], trace: bool) -> None:
    for state in states:
        value = state.running
        if step.label == "margin":
            if state.cost is None:
                continue
            value = state.net - state.cost
        elif step.label == "gross_value":
            state.gross = value
        elif step.label in ("net_value", "net_value_2"):
            state.net = value
        elif step.label == "total":
            state.total = value
        state.subtotals[step.step] = value
        if trace:
            state.elements.append(
                PriceElement(step.step, step.counter, "", step.label, "subtotal", None, "", ONE, "", value, value)
            )


def _condition(step: StepRule, states: list[ItemState], context: Context) -> None:
    kind = step.type
    assert kind is not None
    if kind.is_header:
        apply_header(step, states, context)
        return
    if kind.condition_class == "cost":
        for state in states:
            apply_cost(step, state, context)
        return
    found: list[tuple[ItemState, Found]] = []
    for state in states:
        if not _required(step.requirement, state):
            continue
        manual = state.manual.get(kind.code)
        if manual is not None:
            apply_manual(step, state, manual, context)
        elif kind.code == "R100":
            apply_manual(step, state, context.all_of_it, context)
        elif not step.manual_only:
            hits = find_records(step, state, context)
            found.extend((state, hit) for hit in hits)
            if step.mandatory and not hits:
                state.problems.append(_missing(kind.condition_class, state))
    apply_found(step, found, context)


def _required(requirement: str, state: ItemState) -> bool:
    if requirement == "free_item":
        return state.item.is_free
    if requirement == "not_free":
        return not state.item.is_free
    return True


def _missing(condition_class: str, state: ItemState) -> Problem:
    code = "no_tax" if condition_class == "tax" else "no_base_price"
    return Problem(code, state.item.position, {"product": state.item.product})


def _document(header: HeaderFacts, states: list[ItemState], taxes: tuple[TaxLine, ...], code: str) -> PricedDocument:
    items = tuple(_item(state, header.currency) for state in states)
    counting = [state for state in states if state.item.counts]
    net = sum((state.net for state in counting), ZERO)
    tax = sum((line.tax for line in taxes), ZERO)
    known = all(state.cost is not None for state in counting)
    cost = sum((state.cost or ZERO for state in counting), ZERO) if known else None
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
    )


def _item(state: ItemState, currency: str) -> PricedItem:
    priced_by_hand = any(code in state.manual for code in ("PB00", "PN00"))
    problems = [p for p in state.problems if not (p.code == "no_base_price" and priced_by_hand)]
    return PricedItem(
        position=state.item.position,
        unit_price=unit_price(state.net, state.item.quantity, currency),
        gross_value=state.gross,
        net=state.net,
        tax=state.tax,
        total=state.net + state.tax,
        cost=state.cost,
        margin=None if state.cost is None else state.net - state.cost,
        tax_code=state.tax_code,
        tax_rate=state.tax_rate,
        elements=tuple(state.elements),
        losers=tuple(state.losers),
        problems=tuple(problems),
    )


def unit_price(net: Decimal, quantity: Decimal, currency: str) -> Decimal:
    """Net per sales unit for display: four decimals half-up, without needless zeros beyond the minor unit."""
    if not quantity:
        return round_money(ZERO, currency)
    exact = round(net / quantity, PRICE_PLACES)
    shown = round_money(exact, currency)
    return shown if shown == exact or minor_units(currency) >= PRICE_PLACES else exact
