"""A product's net prices for one customer: at quantity 1 and wherever a scale turns, and until which day."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import NamedTuple

from prosfora.pricing.rules.amounts import item_on_scale
from prosfora.pricing.rules.book import ConditionBook, ProcedureRule, Record, StepRule, TypeRule
from prosfora.pricing.rules.engine import price, unit_price
from prosfora.pricing.rules.facts import INFORMATION, HeaderFacts, ItemFacts, PricedItem, PriceElement
from prosfora.pricing.rules.keys import lookups_of
from prosfora.pricing.rules.measures import NoUnitConversion
from prosfora.values.money import minor_unit

ZERO = Decimal(0)
ONE = Decimal(1)
FINEST = Decimal("0.001")  # of a quantity
MANY = Decimal(1000)  # a quantity large enough that rounding of base units does not show
MOST_LEVELS = 30
MOST_DAYS = 60  # days on which some record begins or ends, looked at for the first change
NO_HINDRANCE = frozenset({"no_tax", "needs_release", *INFORMATION})  # problems that leave a product its price
OF_THE_ORDER = frozenset({"minimum_order"})  # formulas that look at a whole order, not at a product
SHOWN = frozenset({"discount", "surcharge", "freight", "minimum"})  # classes between list price and net price

type AtQuantity = Callable[[Decimal], ItemFacts]


@dataclass(frozen=True, slots=True)
class NetPrice:
    """The price per unit from a quantity on, with four decimals at most; `net` is what that quantity costs: with the
    tax where prices contain it."""

    quantity: Decimal
    list_price: Decimal
    net_price: Decimal
    net: Decimal
    discount_percent: Decimal | None
    elements: tuple[PriceElement, ...]  # what leads from the list price to the net price
    follows_rate: bool  # whether an amount in another currency is in it

    @property
    def figures(self) -> tuple[Decimal, ...]:
        """What a change would change."""
        return self.quantity, self.list_price, self.net


@dataclass(frozen=True, slots=True)
class NetPrices:
    """All levels of one product; none where it has no price, `problem` then says why.

    `until` is the first day on which the answer would change by what is recorded; `follows_rate` says that exchange
    rates change it as well; from the quantity `beyond` on there is no price.
    """

    levels: tuple[NetPrice, ...] = ()
    until: dt.date | None = None
    follows_rate: bool = False
    problem: str = ""
    beyond: Decimal | None = None

    @property
    def is_on_request(self) -> bool:
        """Whether there is no price because it is on request."""
        return self.problem == "price_on_request"


class _Asked(NamedTuple):
    """A product in any quantity, for a customer on a day, with the records about it."""

    header: HeaderFacts
    at: AtQuantity
    book: ConditionBook
    step: Decimal


def net_prices(header: HeaderFacts, at: AtQuantity, book: ConditionBook, *, step: Decimal = FINEST) -> NetPrices:
    """The net prices of a product, each that of a document with this one item.

    `at` gives the item in a quantity, `step` the least difference between two quantities that are sold. The book is one
    with a `listed_procedure`, and must hold the records of the days to come as well.
    """
    asked = _Asked(header, at, _own_book(header, at(ONE), book), step)
    try:
        found = _levels(asked)
        if not found.levels:
            return found
        return replace(found, until=next((day for day in _days(asked) if _differs(asked, day, found)), None))
    except InvalidOperation:
        return NetPrices(problem="value_too_large")


def listed_procedure(procedure: ProcedureRule) -> ProcedureRule:
    """The procedure without what depends on a whole order (a minimum order value) or on what people enter, and without
    the tax unless prices contain it: nothing of that is in a net price of a list.
    """
    return replace(procedure, steps=tuple(step for step in procedure.steps if _is_listed(step, procedure)))


def _is_listed(step: StepRule, procedure: ProcedureRule) -> bool:
    if step.manual_only or step.formula in OF_THE_ORDER:
        return False
    return step.type is None or step.type.condition_class != "tax" or procedure.tax_included


def _own_book(header: HeaderFacts, item: ItemFacts, book: ConditionBook) -> ConditionBook:
    """What of the book is about this product."""
    nodes = book.nodes_of(header.customer, header.pricing_date)
    lookups = (lookup for _kind, texts in lookups_of(book.procedure, header, [item], nodes) for lookup in texts)
    records = {lookup: book.records[lookup] for lookup in lookups if lookup in book.records}
    return replace(book, records=records)


def _levels(asked: _Asked) -> NetPrices:
    """The prices at 1 and at each quantity where a record reads another level; a problem where there is none."""
    item = asked.at(ONE)
    first = _priced(asked, item)
    if problem := _problem(first):
        return NetPrices(problem=problem)
    levels, beyond = [_net_price(asked, item, first)], None
    for quantity in sorted(set(_turns(asked, first)))[:MOST_LEVELS]:
        item = asked.at(quantity)
        answer = _priced(asked, item)
        if _problem(answer):
            beyond = quantity
            break
        level = _net_price(asked, item, answer)
        if (level.net_price, level.list_price) != (levels[-1].net_price, levels[-1].list_price):
            levels.append(level)
    return NetPrices(tuple(levels), None, any(level.follows_rate for level in levels), "", beyond)


def _problem(answer: PricedItem) -> str:
    """Why an item has no net price; a tax that was not found is no reason."""
    return next((found.code for found in answer.problems if found.code not in NO_HINDRANCE), "")


def _priced(asked: _Asked, item: ItemFacts) -> PricedItem:
    return price(asked.header, [item], asked.book, trace=False).items[0]


def _net_price(asked: _Asked, item: ItemFacts, answer: PricedItem) -> NetPrice:
    currency = asked.header.currency
    classes = {step.type.code: step.type.condition_class for step in asked.book.procedure.steps if step.type}
    counted = [one for one in answer.elements if one.active and not one.statistical and one.value]
    return NetPrice(
        quantity=item.quantity,
        list_price=unit_price(answer.gross_value, item.quantity, minor_unit(currency)),
        net_price=answer.unit_price,
        net=answer.value,
        discount_percent=answer.discount_percent,
        elements=tuple(one for one in counted if classes.get(one.condition_type) in SHOWN),
        follows_rate=any(one.rate_currency not in ("", currency) for one in counted),
    )


def _turns(asked: _Asked, first: PricedItem) -> Iterator[Decimal]:
    """The quantities above 1 at which scales of records that hold turn."""
    day = asked.header.pricing_date
    nodes = asked.book.nodes_of(asked.header.customer, day)
    for kind, texts in lookups_of(asked.book.procedure, asked.header, [asked.at(ONE)], nodes):
        for record in (record for text in texts for record in asked.book.records.get(text, ())):
            if record.scales and record.valid_from <= day <= record.valid_to:
                size = _size_of_one(asked, kind, record, first)
                yield from (turn for turn in _turns_of(kind, record, size, asked.step) if turn > ONE)


def _turns_of(kind: TypeRule, record: Record, size: Decimal, step: Decimal) -> Iterator[Decimal]:
    """Where a scale turns, given how far up it one unit leads."""
    for start, _rate in record.scales if size else ():
        quantity = (start / size / step).to_integral_value(ROUND_CEILING) * step
        yield quantity + step if kind.scale_kind == "to" and quantity * size <= start else quantity


def _size_of_one(asked: _Asked, kind: TypeRule, record: Record, first: PricedItem) -> Decimal:
    """How far up the record's scale one unit leads; nought where that cannot be said."""
    if kind.scale_basis == "value":
        rate = asked.book.rates.get(record.scale_unit)
        rate = ONE if record.scale_unit in ("", asked.header.currency) else rate
        return first.gross_value / rate if rate else ZERO
    if kind.scale_basis == "time":
        return ZERO
    calculation = record.calculation or kind.calculation
    try:
        return item_on_scale(kind, asked.at(MANY), calculation, record.unit, record.scale_unit) / MANY
    except NoUnitConversion:
        return ZERO


def _days(asked: _Asked) -> list[dt.date]:
    """The coming days on which a record begins or has ended, the first ones first."""
    days: set[dt.date] = set()
    for records in asked.book.records.values():
        days.update(record.valid_from for record in records)
        days.update(record.valid_to + dt.timedelta(days=1) for record in records if record.valid_to < dt.date.max)
    return sorted(day for day in days if day > asked.header.pricing_date)[:MOST_DAYS]


def _differs(asked: _Asked, day: dt.date, now: NetPrices) -> bool:
    """Whether the answer of a coming day is another one, at today's exchange rates."""
    then = _levels(asked._replace(header=replace(asked.header, pricing_date=day)))
    return [level.figures for level in then.levels] != [level.figures for level in now.levels]
