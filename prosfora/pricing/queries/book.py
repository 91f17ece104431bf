"""Loading the condition book: all candidates for all items in a constant number of statements."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from prosfora.company.queries import exchange_rates
from prosfora.kit.prepared import Asked, AskedAny, Prepared
from prosfora.parties.queries.hierarchy import hierarchies
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries.configuration import procedure_for
from prosfora.pricing.queries.previous import previous_prices
from prosfora.pricing.queries.promotions import coupon_facts, promotion_facts, promotion_numbers
from prosfora.pricing.rules.book import ConditionBook, Previous, ProcedureRule, Record
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, PricedDocument
from prosfora.pricing.rules.keys import HIERARCHY, climbs, lookups_of
from prosfora.pricing.rules.promotions import CouponFacts, PromotionFacts, opened
from prosfora.pricing.rules.supposed import Placed

COLUMNS = (
    "id", "version", "lookup", "amount", "currency", "per", "unit", "scales", "tax_code", "reason_key",
    "valid_from", "valid_to", "lower_limit", "upper_limit", "calculation", "scale_unit", "basket", "on_request",
    "promotion_id", "sales_area_id",
)  # fmt: skip


def _candidates(status: str) -> "QuerySet[ConditionRecord, tuple[Any, ...]]":
    return (
        ConditionRecord.objects.filter(AskedAny("lookup", "lookups"), status=status)
        .filter(valid_from__lte=Asked("last"), valid_to__gte=Asked("first"))
        .filter(Q(sales_area=None) | Q(sales_area=Asked("sales_area")))
        .values_list(*COLUMNS)
    )


_RECORDS, _DRAFTS = Prepared(lambda: _candidates("released")), Prepared(lambda: _candidates("draft"))
type Document = tuple[ProcedureRule, HeaderFacts, Sequence[ItemFacts]]
type Nodes = Mapping[tuple[str, dt.date], tuple[str, ...]]  # by customer and day, see rules.book.ConditionBook
NO_BUDGET = (None, None)  # of a record by itself: rules.promotions limits those of promotions
NEAR = dt.timedelta(days=400)  # how far from the pricing date a record is told as "not valid on that day"


def price_document(
    header: HeaderFacts,
    items: Sequence[ItemFacts],
    *,
    trace: bool = True,
    procedure: ProcedureRule | None = None,
    drawn: Mapping[str, Decimal] | None = None,
    previous: Previous | None = None,
    drafts: bool = False,
) -> PricedDocument:
    """Load the book for these facts and price them; with a trace, records just out of date are told as losers.

    By another procedure than documents find, to try it. Two statements, more where foreign currencies or promotions
    appear. `drawn`: see rules.promotions.opened; `previous` and `drafts`: see load_book. Raises NoProcedure.
    """
    book = load_book(header, items, near=trace, procedure=procedure, drawn=drawn, previous=previous, drafts=drafts)
    priced = price(header, items, book, trace=trace)
    return replace(priced, drafts=book.drafts) if book.drafts else priced


def load_book(
    header: HeaderFacts,
    items: Sequence[ItemFacts],
    *,
    near: bool = False,
    since: dt.date | None = None,
    until: dt.date | None = None,
    procedure: ProcedureRule | None = None,
    drawn: Mapping[str, Decimal] | None = None,
    previous: Previous | None = None,
    drafts: bool = False,
) -> ConditionBook:
    """Everything the engine may need: the procedure, the candidate records of all items, the rates. Raises NoProcedure.

    One statement for the configuration's mark, one for the records whatever their number, and two for the rates where
    records, costs or entered amounts are in foreign currencies; at most four more where records belong to promotions,
    which then are closed or limited to what is left for this document. `near` brings records that ended or begin within
    400 days as well, which lose, and say why; `since` and `until` bring those of a period around the pricing date. One
    more for the prices given before, where the procedure asks for them and `previous` (what a stored price kept) is
    None. One more with `drafts`: those that nobody has released yet, each before what it would be laid over. Documents
    never ask for them.
    """
    if procedure is None:
        procedure = procedure_for(header.sales_area, header.document_type, header.customer_procedure)
    nodes = nodes_of([(procedure, header)])
    first, last = _span(header.pricing_date, near, since, until)
    asked = [(procedure, header, items)]
    rows = list(_records(asked, nodes, first, last))
    waiting = list(_records(asked, nodes, first, last, _DRAFTS)) if drafts else []
    book = _book([*waiting, *rows], procedure, [header], items, nodes, frozenset([row[0] for row in waiting]))
    if previous is None:
        previous = previous_prices(procedure, [header], items)
    book = holding(book, [(header, items)])
    return opened(replace(book, previous=previous) if previous else book, header, drawn)


def load_shared_book(documents: Sequence[tuple[HeaderFacts, Sequence[ItemFacts]]]) -> ConditionBook:
    """One book for many documents of one sales area, type, customer procedure, currency and pricing date, in as many
    statements as for one. Each is then priced by itself, after rules.promotions.opened. Raises NoProcedure.
    """
    first = documents[0][0]
    procedure = procedure_for(first.sales_area, first.document_type, first.customer_procedure)
    day, nodes = first.pricing_date, nodes_of([(procedure, header) for header, _items in documents])
    found = _records([(procedure, header, items) for header, items in documents], nodes, day, day)
    every = [item for _header, items in documents for item in items]
    headers = [header for header, _items in documents]
    book = _book(found, procedure, headers, every, nodes)
    previous = previous_prices(procedure, headers, every)
    book = holding(book, documents)
    return replace(book, previous=previous) if previous else book


def holding(
    book: ConditionBook, documents: Sequence[tuple[HeaderFacts, Sequence[ItemFacts]]], known: "Kept | None" = None
) -> ConditionBook:
    """The book with the records that kept prices name, and the exchange rates of their days; `known` are their rows
    where they are at hand.

    No statement where no price is kept; else one, another where promotions made some, and two for each day whose
    foreign currencies they need. The documents agree in currency.
    """
    kept = [item for _header, items in documents for item in items if item.kept is not None]
    ids = {one.record for item in kept if item.kept for one in item.kept.named}
    if not kept:
        return book
    rows = kept_records(ids) if known is None else {number: known[number] for number in ids if number in known}
    held = {one.record.id: one.record for one in _placed(rows.values())}
    by_value = {step.type.code for step in book.procedure.steps if step.type and step.type.scale_basis == "value"}
    return replace(book, held=held, held_rates=_held_rates(documents, held, by_value))


def _held_rates(
    documents: Sequence[tuple[HeaderFacts, Sequence[ItemFacts]]], held: Mapping[int, Record], by_value: Collection[str]
) -> dict[dt.date, dict[str, Decimal]]:
    """The rates into document currency of the days of kept prices, where they are not those of the pricing date."""
    wanted: dict[dt.date, set[str]] = {}
    for header, items in documents:
        for item in items:
            if (kept := item.kept) is None:
                continue
            entered = {entry.currency for entry in (*item.manual, *header.manual)}
            wanted.setdefault(kept.day, set()).update(entered, {item.cost_currency})
            for one in kept.named:
                if one.record in held:
                    unit = held[one.record].scale_unit if one.condition_type in by_value else ""
                    wanted.setdefault(one.day, set()).update({held[one.record].currency, unit})
    foreign = {day: codes - {documents[0][0].currency, ""} for day, codes in wanted.items()}
    return {day: exchange_rates(codes, documents[0][0].currency, day) for day, codes in foreign.items() if codes}


def nodes_of(documents: Sequence[tuple[ProcedureRule, HeaderFacts]]) -> Nodes:
    """Hierarchies of the customers of documents of one sales area, where a key asks for them; then one statement."""
    asked = [(header.customer, header.pricing_date) for procedure, header in documents if climbs(procedure)]
    return hierarchies(asked, documents[0][1].sales_area) if asked else {}


def placed_records(documents: Sequence[Document], nodes: Nodes) -> list[Placed]:
    """The candidates for many documents of one sales area on whatever pricing dates; one statement, one more where some
    belong to promotions. Nothing of promotions is open: see rules.promotions.as_drawn.
    """
    days = [header.pricing_date for _procedure, header, _items in documents]
    return _placed(_records(documents, nodes, min(days), max(days)))


def placed_by_id(ids: Collection[int]) -> list[Placed]:
    """Condition records by id as candidates, whatever their days; statements as placed_records."""
    return _placed(kept_records(ids).values())


def _placed(rows: Iterable[tuple[Any, ...]]) -> list[Placed]:
    found = list(rows)
    numbers = promotion_numbers({row[-2] for row in found if row[-2] is not None})
    return [Placed(_record(row, numbers.get(row[-2], "")), row[-1]) for row in found]


def currencies_of(documents: Iterable[Document], records: Iterable[Record]) -> set[str]:
    """Every currency that pricing these documents with these records may meet."""
    found: set[str] = set()
    by_value: set[str] = set()
    for procedure, header, items in documents:
        found.add(header.currency)
        found.update([entry.currency for entry in header.manual])
        by_value |= {step.type.code for step in procedure.steps if step.type and step.type.scale_basis == "value"}
        for item in items:
            found.update([entry.currency for entry in item.manual])
            if item.cost is not None:
                found.add(item.cost_currency)
    for record in records:
        found.add(record.currency)
        if by_value and record.lookup.partition("|")[0] in by_value:
            found.add(record.scale_unit)
    return found - {""}


type Kept = Mapping[int, tuple[Any, ...]]  # id → the columns of a condition record


def kept_records(ids: Collection[int]) -> Kept:
    """Condition records by id, whatever became of them since; one statement."""
    return {row[0]: row for row in ConditionRecord.objects.filter(pk__in=ids).values_list(*COLUMNS)}


def book_of_records(
    procedure: ProcedureRule,
    header: HeaderFacts,
    items: Sequence[ItemFacts],
    kept: "Kept",
    ids: Collection[int],
    drawn: Mapping[str, Decimal],
    previous: Previous,
) -> ConditionBook:
    """The book a stored price was made from: these very records, which hold whatever the day, and the day's rates.

    `drawn` is what the price took of each promotion it names, by number: that much it may take again;
    `previous` the prices given before that it kept. Whoever stood above the customer then is tried again, wherever the
    hierarchy has the customer now.
    """
    rows = [kept[number] for number in ids if number in kept]
    nodes = nodes_of([(procedure, header)])
    if nodes:
        known = nodes[header.customer, header.pricing_date]
        nodes = {(header.customer, header.pricing_date): (*known, *_nodes_in(rows, known))}
    book = holding(_book(rows, procedure, [header], items, nodes), [(header, items)], kept)
    return opened(replace(book, kept=frozenset(ids), previous=previous), header, drawn)


def _nodes_in(rows: Iterable[tuple[Any, ...]], known: Collection[str]) -> list[str]:
    """The higher customers that the keys of these records name beside the known ones."""
    parts = (part.partition("=") for row in rows for part in row[2].split("|")[1:])
    return sorted({value for name, _is, value in parts if name == HIERARCHY} - {*known, ""})


def _book(
    rows: Iterable[tuple[Any, ...]],
    procedure: ProcedureRule,
    headers: Sequence[HeaderFacts],
    items: Sequence[ItemFacts],
    nodes: Nodes,
    drafts: frozenset[int] = frozenset(),
) -> ConditionBook:
    """Rows as a book for documents that agree in sales area, currency and pricing date, with its promotions."""
    first = headers[0]
    ordered = sorted(rows, key=lambda row: _preference(row, first, drafts))
    ids = {row[-2] for row in ordered if row[-2] is not None}
    promotions, coupons = _promotions(ids, headers) if ids else ({}, {})
    records: dict[str, tuple[Record, ...]] = {}
    for row in ordered:
        number = promotions[row[-2]].number if row[-2] is not None else ""
        records[row[2]] = (*records.get(row[2], ()), _record(row, number))
    by_number = {promotion.number: promotion for promotion in promotions.values()}
    rates = _rates(procedure, headers, items, records, {one.currency for one in by_number.values()})
    return ConditionBook(procedure, records, rates, promotions=by_number, coupons=coupons, nodes=nodes, drafts=drafts)


def _promotions(
    ids: Collection[int], headers: Sequence[HeaderFacts]
) -> tuple[dict[int, PromotionFacts], dict[str, CouponFacts]]:
    day, customers = headers[0].pricing_date, {header.customer for header in headers if header.customer}
    besides = headers[0].instead_of if len(headers) == 1 else ""
    promotions = promotion_facts(ids, day=day, customers=customers, besides=besides)
    return promotions, coupon_facts({header.coupon for header in headers}, day=day, besides=besides)


def _span(day: dt.date, near: bool, since: dt.date | None, until: dt.date | None) -> tuple[dt.date, dt.date]:
    """The days whose records are wanted."""
    if near:
        return day - min(NEAR, day - dt.date.min), day + min(NEAR, dt.date.max - day)
    return min(day, since or day), max(day, until or day)


def _records(
    documents: Sequence[Document], nodes: Nodes, first: dt.date, last: dt.date, read: Prepared = _RECORDS
) -> Iterable[tuple[Any, ...]]:
    """The rows of every key that documents of one sales area look up, each key once."""
    lookups: dict[str, None] = {}
    for procedure, header, items in documents:
        above = nodes.get((header.customer, header.pricing_date), ())
        for _kind, texts in lookups_of(procedure, header, items, above):
            lookups.update(dict.fromkeys(texts))
    area = documents[0][1].sales_area
    return read(lookups=list(lookups), first=first, last=last, sales_area=area) if lookups else []


def _preference(row: tuple[Any, ...], header: HeaderFacts, drafts: frozenset[int]) -> tuple[bool, bool, bool, int]:
    """Own sales area before all areas, document currency before others, a draft before what it would be laid over, the
    newer record first.
    """
    return (row[-1] is None, row[4] not in ("", header.currency), row[0] not in drafts, -row[0])


def _record(row: tuple[Any, ...], promotion: str) -> Record:
    scales = tuple([(Decimal(start), Decimal(rate)) for start, rate in row[7]]) if row[7] else ()
    return Record._make((*row[:7], scales, *row[8:-3], *NO_BUDGET, promotion, "", bool(row[-3])))


def _rates(
    procedure: ProcedureRule,
    headers: Sequence[HeaderFacts],
    items: Sequence[ItemFacts],
    records: dict[str, tuple[Record, ...]],
    foreign: set[str],
) -> dict[str, Decimal]:
    """The rates of all currencies that appear, and of those already known to (`foreign`), into the documents' own."""
    by_value = {step.type.code for step in procedure.steps if step.type and step.type.scale_basis == "value"}
    for header in headers:
        foreign.update([entry.currency for entry in header.manual])
    for item in items:
        if item.cost is not None:
            foreign.add(item.cost_currency)
        foreign.update([entry.currency for entry in item.manual])
    for lookup, found in records.items():
        foreign.update([record.currency for record in found])
        if by_value and lookup.partition("|")[0] in by_value:
            foreign.update([record.scale_unit for record in found])
    currency = headers[0].currency
    foreign -= {"", currency}
    # A rate that is missing is no error here: the engine reports it on the items that need it.
    return exchange_rates(foreign, currency, headers[0].pricing_date) if foreign else {}
