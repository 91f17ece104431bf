"""Applying one step: records found, amounts entered by hand, header amounts spread, cost."""

from decimal import Decimal

from prosfora.pricing.rules.book import AccessRule, ConditionBook, Record, StepRule, TypeRule
from prosfora.pricing.rules.compute import (
    HUNDRED,
    ONE,
    ROUNDINGS,
    ZERO,
    NoUnitConversion,
    interval_sum,
    measure,
    rate_of,
    signed,
)
from prosfora.pricing.rules.facts import HeaderFacts, Loser, ManualCondition, PriceElement, Problem
from prosfora.pricing.rules.search import Found
from prosfora.pricing.rules.state import ItemState
from prosfora.values.money import distribute

SUPERSEDED_BY_PRICE = frozenset({"price"})
SUPERSEDED_BY_NET = frozenset({"price", "discount", "surcharge"})


class Context:
    """What all steps of one run share."""

    __slots__ = (
        "_empty", "all_of_it", "book", "by_header", "classes", "header", "header_manual", "minor", "trace",
        "types_present",
    )  # fmt: skip

    def __init__(self, header: HeaderFacts, book: ConditionBook, minor: Decimal, trace: bool) -> None:
        self.header = header
        self.book = book
        self.minor = minor
        self.trace = trace
        self.all_of_it = ManualCondition("R100", HUNDRED)
        self.header_manual = {entry.condition_type: entry for entry in header.manual}
        self.classes = {s.type.code: s.type.condition_class for s in book.procedure.steps if s.type}
        self.types_present = {lookup.split("|", 1)[0] for lookup in book.records}
        self.by_header: dict[tuple[int, int], tuple[list[Found], list[Loser]]] = {}
        self._empty: dict[tuple[int, str, int, str], Loser] = {}

    def round(self, kind: TypeRule, value: Decimal) -> Decimal:
        """`value` rounded the type's way to the currency's minor unit."""
        return value.quantize(self.minor, ROUNDINGS[kind.rounding])

    def empty_access(self, step: int, code: str, access: AccessRule, reason: str) -> Loser:
        """The loser that says an access found nothing; equal ones are one object."""
        mark = (step, code, access.number, reason)
        found = self._empty.get(mark)
        if found is None:
            names = tuple((name, "") for name in access.fields)
            found = self._empty[mark] = Loser(step, code, access.number, reason, None, names)
        return found

    def nothing_at_all(self, step: StepRule, kind: TypeRule) -> list[Loser]:
        """The losers of a type for which the book holds no record whatever."""
        return [self.empty_access(step.step, kind.code, access, "no_record") for access in kind.accesses]

    def to_document_currency(self, currency: str) -> Decimal | None:
        """The rate into document currency; None when the book has none."""
        if not currency or currency == self.header.currency:
            return ONE
        return self.book.rates.get(currency)


def apply_found(step: StepRule, found: list[tuple[ItemState, Found]], context: Context) -> None:
    """Apply the winning records of a step. Group conditions read their scale over all items with the same record."""
    kind = step.type
    assert kind is not None
    groups: dict[int, Decimal] = {}
    if kind.is_group:
        for state, hit in found:
            if state.item.counts:
                groups[hit.record.id] = groups.get(hit.record.id, ZERO) + _reached(kind, state, hit.record, step)
    for state, hit in found:
        try:
            _apply_record(step, kind, state, hit, context, groups.get(hit.record.id))
        except NoUnitConversion:
            detail = {"unit": hit.record.unit, "record": hit.record.id}
            state.problems.append(Problem("no_unit_conversion", state.item.position, detail))
    if kind.is_group and kind.calculation == "percent":
        _settle_group(kind, found, context)


def _reached(kind: TypeRule, state: ItemState, record: Record, step: StepRule) -> Decimal:
    if kind.scale_basis == "value":
        return abs(state.base(step.from_step, step.to_step))
    return abs(measure(state.item, kind.scale_basis, record.unit))


def _apply_record(
    step: StepRule, kind: TypeRule, state: ItemState, hit: Found, context: Context, reached: Decimal | None
) -> None:
    record = hit.record
    start: Decimal | None = None
    if record.scales:
        if reached is None:
            reached = _reached(kind, state, record, step)
        rate, start = rate_of(kind, record, reached)
        if rate is None:
            state.losers.append(
                Loser(step.step, kind.code, hit.access.number, "below_first_scale", record.id, hit.key, record.amount)
            )
            if step.mandatory:
                state.problems.append(Problem("no_base_price", state.item.position, {"product": state.item.product}))
            return
    else:
        rate = record.amount
    exchange = context.to_document_currency(record.currency)
    if exchange is None:
        detail = {"from": record.currency, "to": context.header.currency}
        state.problems.append(Problem("no_exchange_rate", state.item.position, detail))
        return
    base, value = _amount(step, kind, state, record, rate, exchange)
    value = context.round(kind, signed(kind, value))
    if kind.condition_class == "tax":
        state.tax_code, state.tax_rate, state.tax_reason = record.tax_code, rate, record.reason_key
        state.tax, state.tax_place = value, len(state.elements)
    state.take(
        PriceElement(
            step.step, step.counter, kind.code, kind.code, kind.calculation, rate, record.currency, record.per,
            record.unit, base, value, step.statistical, True, "", False, record.id, record.version,
            hit.access.number, hit.key, start, record.valid_from, record.valid_to,
        )
    )  # fmt: skip


def _amount(
    step: StepRule, kind: TypeRule, state: ItemState, record: Record, rate: Decimal, exchange: Decimal
) -> tuple[Decimal, Decimal]:
    """Base and unrounded value of a record, before its sign."""
    if kind.calculation == "percent":
        base = state.base(step.from_step, step.to_step)
        return base, base * rate / HUNDRED
    if kind.calculation == "fixed":
        return ONE, rate * exchange
    base = measure(state.item, kind.calculation, record.unit)
    if record.scales and kind.scale_kind == "interval" and kind.scale_basis == kind.calculation:
        return base, interval_sum(record.scales, base) / record.per * exchange
    return base, base / record.per * rate * exchange


def _settle_group(kind: TypeRule, found: list[tuple[ItemState, Found]], context: Context) -> None:
    """A group percentage is exact over its items: the rounding difference goes to the largest of them (KDIFF)."""
    by_record: dict[int, list[ItemState]] = {}
    for state, hit in found:
        if state.item.counts and state.elements and state.elements[-1].record == hit.record.id:
            by_record.setdefault(hit.record.id, []).append(state)
    for states in by_record.values():
        last = [state.elements[-1] for state in states]
        rate = last[0].rate or ZERO
        exact = context.round(kind, signed(kind, sum((e.base for e in last), ZERO) * rate / HUNDRED))
        difference = exact - sum((e.value for e in last), ZERO)
        if difference:
            largest = max(states, key=lambda state: (abs(state.elements[-1].base), -state.item.position))
            element = largest.elements[-1]
            largest.elements[-1] = element._replace(value=element.value + difference)
            largest.running += difference
            step_of, value = largest.by_step[-1]
            largest.by_step[-1] = (step_of, value + difference)


def apply_manual(step: StepRule, state: ItemState, manual: ManualCondition, context: Context) -> None:
    """Apply an amount a person typed. An entered price switches found prices off, a net price discounts too."""
    kind = step.type
    assert kind is not None
    exchange = context.to_document_currency(manual.currency)
    if exchange is None:
        detail = {"from": manual.currency, "to": context.header.currency}
        state.problems.append(Problem("no_exchange_rate", state.item.position, detail))
        return
    if kind.condition_class == "price":
        state.deactivate(context.classes, "superseded_by_manual", SUPERSEDED_BY_PRICE)
    elif kind.condition_class == "net_price":
        state.deactivate(context.classes, "superseded_by_net_price", SUPERSEDED_BY_NET)
    try:
        base, value = _manual_amount(step, kind, state, manual, exchange)
    except NoUnitConversion:
        state.problems.append(Problem("no_unit_conversion", state.item.position, {"unit": manual.unit}))
        return
    state.take(_manual_element(step, kind, manual, base, context.round(kind, signed(kind, value))))
    if kind.condition_class == "net_price":
        state.gross = state.gross or state.running


def _manual_amount(
    step: StepRule, kind: TypeRule, state: ItemState, manual: ManualCondition, exchange: Decimal
) -> tuple[Decimal, Decimal]:
    if kind.calculation == "percent":
        base = state.base(step.from_step, step.to_step)
        return base, base * manual.amount / HUNDRED
    if kind.calculation == "fixed":
        return ONE, manual.amount * exchange
    base = measure(state.item, kind.calculation, manual.unit)
    return base, base / manual.per * manual.amount * exchange


def _manual_element(
    step: StepRule, kind: TypeRule, manual: ManualCondition, base: Decimal, value: Decimal
) -> PriceElement:
    return PriceElement(
        step.step, step.counter, kind.code, kind.code, kind.calculation, manual.amount, manual.currency, manual.per,
        manual.unit, base, value, step.statistical, True, "", kind.code != "R100",
    )  # fmt: skip


def apply_header(step: StepRule, states: list[ItemState], context: Context) -> None:
    """Spread a header condition: a percentage on each item, an amount in proportion to the items' values.

    The parts of an amount sum to it exactly; the residual goes to the largest item. Only items that count share.
    """
    kind = step.type
    assert kind is not None
    manual = context.header_manual.get(kind.code)
    sharing = sorted((state for state in states if state.item.counts), key=lambda state: state.item.position)
    if manual is None or not sharing:
        return
    bases = [state.base(step.from_step, step.to_step) for state in sharing]
    if kind.calculation == "percent":
        parts = [context.round(kind, base * manual.amount / HUNDRED) for base in bases]
    else:
        exchange = context.to_document_currency(manual.currency)
        if exchange is None:
            detail = {"from": manual.currency, "to": context.header.currency}
            sharing[0].problems.append(Problem("no_exchange_rate", sharing[0].item.position, detail))
            return
        parts = distribute(manual.amount * exchange, bases, context.header.currency)
    for state, base, part in zip(sharing, bases, parts, strict=True):
        state.take(_manual_element(step, kind, manual, base, signed(kind, part)))


def apply_cost(step: StepRule, state: ItemState, context: Context) -> None:
    """Put the product's cost beside the price as a statistical condition."""
    kind, item = step.type, state.item
    assert kind is not None
    if item.cost is None:
        return
    exchange = context.to_document_currency(item.cost_currency)
    if exchange is None:
        detail = {"from": item.cost_currency, "to": context.header.currency}
        state.problems.append(Problem("no_exchange_rate", item.position, detail))
        return
    value = context.round(kind, item.base_quantity * item.cost * exchange)
    state.cost = value
    state.take(
        PriceElement(
            step.step, step.counter, kind.code, kind.code, kind.calculation, item.cost, item.cost_currency, ONE,
            item.base_unit, item.base_quantity, value, True,
        )
    )  # fmt: skip
