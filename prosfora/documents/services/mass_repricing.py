"""Pricing many drafts again: batch by batch, each one transaction, each document with its own journal entry."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import batched
from operator import attrgetter
from typing import Any

from django.db import transaction

from prosfora.audit.services import Actor, Happening, record_all
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.earning import Asking, with_free_goods
from prosfora.documents.queries.gaps import header_gaps, is_complete, judge_items
from prosfora.documents.queries.keeping import price_anew
from prosfora.documents.queries.many import Loaded, load_many
from prosfora.documents.queries.pricing_dates import Rules, day_priced_again, reason_for
from prosfora.documents.queries.releasing import judge_release
from prosfora.documents.rules.statuses import after
from prosfora.documents.services.copies import refuse_unknown_type
from prosfora.documents.services.drafts import subject_of
from prosfora.documents.services.earned_many import EARNED, Earned, check_earned, earned_by, store_earned
from prosfora.documents.services.prices import put_price
from prosfora.documents.services.refusals import FactsRefused
from prosfora.documents.services.standing import ask_again
from prosfora.documents.services.totals import put_shares, total_up
from prosfora.kit.clock import today as company_day
from prosfora.kit.database import bulk_change
from prosfora.pricing.queries import configuration
from prosfora.pricing.queries.book import load_shared_book
from prosfora.pricing.queries.configuration import NoProcedure
from prosfora.pricing.rules.book import ConditionBook
from prosfora.pricing.rules.engine import price, without_collector
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts
from prosfora.pricing.rules.promotions import opened
from prosfora.pricing.rules.repricing import NEW, keeps_prices

BATCH = 100  # documents
FIGURES = (
    "unit_price", "gross_value", "net", "tax", "tax_code", "tax_rate", "cost", "problems", "is_complete", "release",
)  # fmt: skip
ITEM_PRICES = (*FIGURES, "price_trace")  # all that pricing may change on every item
KEEPING = ("kept", "manual_conditions")  # what a pricing type changes beside
TOTALS = (  # what pricing may change on a header though no item changes
    "procedure", "tax_included", "tax_rounding", "rounding_unit", "net", "tax", "total", "rounding", "cost",
    "expected_value",
)  # fmt: skip
HEADER_PRICES = (
    "pricing_date", "pricing_date_by", "manual_conditions", *TOTALS, "taxes", "release_status", "is_complete",
    "version", "changed_at",
)  # fmt: skip
type State = tuple[Any, ...]  # the figures of an item, or the totals of a document
type Priced = tuple["Work", HeaderFacts, list[ItemFacts]]


@dataclass(slots=True)
class Repriced:
    """What a run did: documents seen and changed, items changed, and the numbers of those that could not be priced."""

    documents: int = 0
    changed: int = 0
    items: int = 0
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done: which day's prices (None: as each document's type says), by which pricing type."""

    pricing_date: dt.date | None
    pricing_type: str
    by: Actor
    at: dt.datetime


@dataclass(slots=True)
class Work:
    """A document under way: what it was, and what it would be."""

    loaded: Loaded
    total: Decimal
    totals: State
    figures: dict[int, State]  # by item id
    beside: dict[int, State]
    earned: Earned = field(default_factory=Earned)


def reprice_quotations(
    *,
    ids: Sequence[int],
    pricing_date: dt.date | None = None,
    pricing_type: str = NEW,
    by: Actor,
    at: dt.datetime,
    told: Callable[[Repriced], None] | None = None,
) -> Repriced:
    """Price the drafts among these quotations again, at `pricing_date` or the day that their type is priced by, by a
    pricing type (pricing.rules.repricing.RENEWED); what is no draft is passed over.

    Prices and free goods only: dates and availability stay, but of what free goods change. Batches of 100 documents,
    each one transaction: killed at any point, every document is as it was or priced anew, and a second run does the
    rest. What people entered stays, unless the type says otherwise. A document whose prices still hold is not touched.
    `told` hears of each batch. Memory does not grow with the documents. Raises UnknownPricingType.
    """
    refuse_unknown_type(pricing_type)
    done, order = Repriced(), Order(pricing_date, pricing_type, by, at)
    for some in batched(ids, BATCH):
        with transaction.atomic(), without_collector():
            _reprice(some, order, "reprice_quotations", done)
        if told is not None:
            told(done)
    return done


def _reprice(ids: Sequence[int], order: Order, verb: str, done: Repriced) -> None:
    rows = SalesDocument.objects.select_for_update(of=("self",)).filter(pk__in=ids, category="quotation")
    documents = [
        document
        for document in rows.select_related("plant", "sold_to").order_by("pk")
        if after(document.category, document.status, "reprice_quotation") is not None
    ]
    done.documents += len(documents)
    priced: list[Work] = []
    for work, header, facts, book in _with_books(documents, order):
        try:
            _put(work.loaded, header, facts, book)
        except (FactsRefused, InvalidOperation):
            done.refused = (*done.refused, work.loaded.document.number)
            continue
        priced.append(work)
    kept = _kept_traces(priced)
    changed: list[Work] = []
    items: list[Item] = []
    for work in priced:
        different = [
            item
            for item in work.loaded.items
            if item.pk is not None and (item.pk not in kept or kept[item.pk] != item.price_trace)
        ]
        if different or work.earned or _totals(work.loaded.document) != work.totals:
            changed.append(work)
            items += different
    _store(changed, items, order.at)
    happenings = [_told(work, order) for work in changed]
    record_all(verb=verb, happenings=happenings, by=order.by, at=order.at)
    ask_again([work.loaded.document for work in changed], by=order.by, at=order.at)
    done.changed += len(changed)
    done.items += len(items) + sum(len(work.earned.came) for work in changed)


def _with_books(
    documents: Sequence[SalesDocument], order: Order
) -> Iterator[tuple[Work, HeaderFacts, list[ItemFacts], ConditionBook]]:
    """Every document with its facts and the book it shares with those of its area, type, currency and day."""
    groups: dict[tuple[Any, ...], list[Priced]] = defaultdict(list)
    for work in _ready(documents, order):
        header, facts = work.loaded.facts
        place = (
            header.sales_area, header.document_type, header.customer_procedure, header.currency, header.pricing_date,
        )  # fmt: skip
        groups[place].append((work, header, facts))
    for group in groups.values():
        try:
            book = load_shared_book([(header, facts) for _work, header, facts in group])
        except NoProcedure:
            continue
        for work, header, facts in group:
            yield work, header, facts, opened(book, header)


def _ready(documents: Sequence[SalesDocument], order: Order) -> list[Work]:
    """The documents on their new day, what they keep settled, with the free goods that they earn then."""
    today, known, found = company_day(order.at), configuration(), []
    for loaded in load_many(documents, traces=keeps_prices(order.pricing_type)):
        document, items = loaded.document, loaded.items
        work = Work(
            loaded,
            document.total,
            _totals(document),
            {item.pk: _state(item) for item in items},
            {item.pk: _beside(item) for item in items},
        )
        price_anew(document, items, order.pricing_type, document.pricing_date, known)
        _set_day(document, order, today, known.pricing_dates)
        found.append(work)
    if known.has_free_goods:
        for area in {work.loaded.document.sales_area_id for work in found}:
            _give_free_goods([work for work in found if work.loaded.document.sales_area_id == area], order.at)
    return found


def _set_day(document: SalesDocument, order: Order, today: dt.date, rules: Rules) -> None:
    if order.pricing_date is None:
        document.pricing_date, document.pricing_date_by = day_priced_again(document, today, rules)
    elif order.pricing_date != document.pricing_date:
        document.pricing_date = order.pricing_date
        document.pricing_date_by = reason_for(document, order.pricing_date, today, rules)


def _give_free_goods(works: Sequence[Work], at: dt.datetime) -> None:
    """What the items of documents of one sales area earn; what changes is checked for availability."""
    asking = [Asking(work.loaded.document, work.loaded.items, work.loaded.facts[0]) for work in works]
    before = [{item.pk: item.quantity for item in work.loaded.items} for work in works]
    given, known = with_free_goods(asking, works[0].loaded.products)
    for work, items, quantities in zip(works, given, before, strict=True):
        work.earned = earned_by(work.loaded.items, items, quantities)
        work.loaded.items, work.loaded.products = items, dict(known)
    check_earned([(work.loaded.document, work.earned) for work in works], known, at)


def _put(loaded: Loaded, header: HeaderFacts, facts: Sequence[ItemFacts], book: ConditionBook) -> None:
    """The engine's answer on items and header."""
    document, items = loaded.document, loaded.items
    priced = price(header, facts, book, trace=False)
    by_position = {answer.position: answer for answer in priced.items}
    for item in items:
        put_price(item, by_position.get(item.position))
    put_shares(items, total_up(document, items, priced))
    judge_items(items, loaded.mandatory)
    of_header = header_gaps(document, loaded.functions, loaded.mandatory, has_items=bool(items))
    document.is_complete = is_complete(of_header) and all(item.is_complete for item in items)
    judge_release(document, items)


_state = attrgetter(*FIGURES)
_totals = attrgetter(*TOTALS)
_beside = attrgetter(*KEEPING, *EARNED)


def _kept_traces(priced: Iterable[Work]) -> dict[int, Any]:
    """The stored waterfalls of the items whose figures hold: only there it takes a look to see whether they differ."""
    same = [
        item.pk
        for work in priced
        for item in work.loaded.items
        if item.pk in work.figures and _state(item) == work.figures[item.pk] and _beside(item) == work.beside[item.pk]
    ]
    return dict(Item.objects.filter(pk__in=same).values_list("pk", "price_trace")) if same else {}


def _told(work: Work, order: Order) -> Happening:
    document = work.loaded.document
    changes: dict[str, Any] = {"total": [str(work.total.normalize()), str(document.total.normalize())]}
    data = {} if order.pricing_type == NEW else {"pricing_type": order.pricing_type}
    return Happening(subject_of(document, document.sold_to.number), {**changes, **work.earned.told()}, data)


def _store(works: Sequence[Work], items: Sequence[Item], at: dt.datetime) -> None:
    rows = [work.loaded.document for work in works]
    for document in rows:
        document.version, document.changed_at = document.version + 1, at
    beside = {pk: state for work in works for pk, state in work.beside.items()}
    bulk_change(rows, HEADER_PRICES)
    bulk_change(items, ITEM_PRICES)
    bulk_change([item for item in items if _beside(item) != beside[item.pk]], (*KEEPING, *EARNED))
    store_earned([work.earned for work in works])
