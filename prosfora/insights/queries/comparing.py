"""Quotations priced twice: with the prices that hold, and with those that are supposed. Nothing is written."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import Any

from prosfora.company.queries.rates import RatesOfDays, rates_of_days
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.many import Loaded, load_many
from prosfora.documents.rules.traces import drawn_in
from prosfora.insights.queries.supposing import Reach, Supposition
from prosfora.insights.rules.effect import ItemEffect, converted
from prosfora.pricing.queries.book import Nodes, currencies_of, holding, nodes_of, placed_records
from prosfora.pricing.queries.configuration import NoProcedure, procedure_for
from prosfora.pricing.rules.book import ConditionBook, ProcedureRule, Record
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, PricedDocument, Problem
from prosfora.pricing.rules.promotions import as_drawn
from prosfora.pricing.rules.supposed import Placed, arranged
from prosfora.pricing.rules.trace import previous_in

# What keeps a document out: its value would not be that of the offer. What is only doubtful (limits) does not.
HINDERING = frozenset(
    {"no_base_price", "price_on_request", "no_exchange_rate", "no_unit_conversion", "manual_not_allowed"}
)
type Records = Mapping[str, tuple[Record, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """How quotations are priced: on which day (None: each on its own), into which currency, what is supposed."""

    pricing_date: dt.date | None
    currency: str
    suppose: Supposition
    procedures: dict[tuple[str, str], ProcedureRule | None] = field(default_factory=dict)  # found so far


@dataclass(frozen=True, slots=True)
class Compared:
    """A quotation with its items before and after, those that count; or why it has no price."""

    number: str
    customer: str
    customer_name: str
    items: tuple[ItemEffect, ...] = ()
    problem: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Facts:
    """A quotation as the engine sees it."""

    loaded: Loaded
    procedure: ProcedureRule
    header: HeaderFacts
    items: list[ItemFacts]


@dataclass(frozen=True, slots=True)
class _Books:
    """The records of a batch, as they are and as supposed, by the currency of the document; the rates of its days."""

    before: Mapping[str, Records]
    after: Mapping[str, Records]
    rates: RatesOfDays
    foreign: frozenset[str]
    is_same: bool
    has_promotions: bool
    nodes: Nodes
    held: Mapping[str, ConditionBook]  # of prices that are kept: their records and the rates of their days

    def book(self, facts: _Facts, records: Mapping[str, Records]) -> ConditionBook:
        header = facts.header
        rates = self.rates.into(header.currency, self.foreign, header.pricing_date)
        found = [item for item in facts.loaded.items if item.kept is None]
        previous = previous_in(header.customer, ((item.product_number, item.price_trace) for item in found))
        book = ConditionBook(facts.procedure, records[header.currency], rates, previous=previous, nodes=self.nodes)
        if (held := self.held.get(header.currency)) is not None:
            book = replace(book, held=held.held, held_rates=held.held_rates)
        if not self.has_promotions:
            return book
        return as_drawn(book, drawn_in(item.price_trace for item in found))


def compare(documents: Sequence[SalesDocument], asked: Asked) -> Iterator[Compared]:
    """These quotations of one sales area, priced twice, each pair by the same engine; what was entered by hand stays.

    Plants and customers must be loaded with them. A constant number of statements, whatever the documents, items and
    records. The documents are not to be saved: their pricing date is the one asked for.
    """
    ready: list[_Facts] = []
    for document in documents:
        document.pricing_date = asked.pricing_date or document.pricing_date
    for loaded in load_many(documents):
        header, items = loaded.facts
        procedure = _procedure(header, asked)
        if procedure is None:
            yield _unpriced(loaded.document, "no_procedure", {})
        else:
            ready.append(_Facts(loaded, procedure, header, items))
    if not ready:
        return
    books = _books(ready, asked)
    for facts in ready:
        yield _compared(facts, books, asked.currency)


def _procedure(header: HeaderFacts, asked: Asked) -> ProcedureRule | None:
    """The procedure, looked up once in a run for each type of document, so that all batches take the same."""
    key = header.document_type, header.customer_procedure
    if key not in asked.procedures:
        try:
            asked.procedures[key] = procedure_for(header.sales_area, *key)
        except NoProcedure:
            asked.procedures[key] = None
    return asked.procedures[key]


def _books(ready: Sequence[_Facts], asked: Asked) -> _Books:
    documents = [(facts.procedure, facts.header, facts.items) for facts in ready]
    nodes = nodes_of([(facts.procedure, facts.header) for facts in ready])
    before = placed_records(documents, nodes)
    after = asked.suppose(before, _reach(ready))
    records = [one.record for one in chain(before, after)]
    foreign = currencies_of(documents, records)
    days = [day for facts in ready for day in (facts.header.pricing_date, facts.loaded.document.document_date)]
    rates = rates_of_days({*foreign, asked.currency}, min(days), max(days))
    currencies = {facts.header.currency for facts in ready}
    return _Books(_by_currency(before, currencies), _by_currency(after, currencies), rates, frozenset(foreign),
                  before == after, any(record.promotion for record in records), nodes,
                  {currency: _held(ready, currency) for currency in currencies})  # fmt: skip


def _held(ready: Sequence[_Facts], currency: str) -> ConditionBook:
    documents = [(facts.header, facts.items) for facts in ready if facts.header.currency == currency]
    return holding(ConditionBook(ready[0].procedure, {}, {}), documents)


def _by_currency(placed: Sequence[Placed], currencies: Iterable[str]) -> dict[str, Records]:
    return {currency: arranged(placed, currency) for currency in currencies}


def _reach(ready: Sequence[_Facts]) -> Reach:
    groups = {item.product: item.product_group for facts in ready for item in facts.items}
    return Reach({facts.header.customer for facts in ready}, groups)


def _compared(facts: _Facts, books: _Books, currency: str) -> Compared:
    document = facts.loaded.document
    rate = books.rates.rate(document.currency, currency, document.document_date)
    if rate is None:
        return _unpriced(document, "no_exchange_rate", {"from": document.currency, "to": currency})
    try:
        before = price(facts.header, facts.items, books.book(facts, books.before), trace=False, elements=False)
        after = before
        if not books.is_same:
            after = price(facts.header, facts.items, books.book(facts, books.after), trace=False, elements=False)
    except InvalidOperation:
        return _unpriced(document, "value_too_large", {})
    counting = {item.position for item in facts.items if item.counts}
    if problem := _hindrance(before, after, counting):
        return _unpriced(document, problem.code, problem.detail)
    products = {item.position: item.product for item in facts.items if item.counts}
    into = _Conversion(rate, currency)
    items = tuple(
        ItemEffect(
            products[one.position], into.amount(one.net), into.amount(other.net), into.cost(one.cost),
            into.cost(other.cost),
        )
        for one, other in zip(before.items, after.items, strict=True)
        if one.position in products
    )  # fmt: skip
    sold_to = facts.loaded.buyer.sold_to
    return Compared(document.number, sold_to.number, sold_to.name, items)


@dataclass(frozen=True, slots=True)
class _Conversion:
    rate: Decimal
    currency: str

    def amount(self, value: Decimal) -> Decimal:
        return converted(value, self.rate, self.currency)

    def cost(self, value: Decimal | None) -> Decimal | None:
        return None if value is None else self.amount(value)


def _hindrance(before: PricedDocument, after: PricedDocument, counting: set[int]) -> Problem | None:
    """The first problem of an item that counts, because of which the value would not be the offer's."""
    found = (
        problem
        for problem in chain(before.problems, after.problems)
        if problem.code in HINDERING and problem.position in counting
    )
    return next(found, None)


def _unpriced(document: SalesDocument, problem: str, detail: Mapping[str, Any]) -> Compared:
    sold_to = document.sold_to
    return Compared(document.number, sold_to.number, sold_to.name, problem=problem, detail=detail)
