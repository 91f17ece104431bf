"""Pricing many drafts again: batch by batch, each one transaction, each document with its own journal entry."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import batched
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import transaction

from prosfora.audit.services import Actor, Happening, record_all
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.gaps import header_gaps, is_complete, judge_items
from prosfora.documents.queries.many import Loaded, load_many
from prosfora.documents.queries.releasing import judge_release
from prosfora.documents.rules.statuses import after
from prosfora.documents.services.drafts import subject_of
from prosfora.documents.services.prices import put_price
from prosfora.documents.services.refusals import FactsRefused
from prosfora.documents.services.totals import put_shares, total_up
from prosfora.kit.clock import today as company_day
from prosfora.kit.database import bulk_change
from prosfora.pricing.queries.book import load_shared_book
from prosfora.pricing.queries.configuration import NoProcedure
from prosfora.pricing.rules.book import ConditionBook
from prosfora.pricing.rules.engine import price, without_collector
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts
from prosfora.pricing.rules.promotions import opened

BATCH = 100  # documents
FIGURES = (
    "unit_price", "gross_value", "net", "tax", "tax_code", "tax_rate", "cost", "problems", "is_complete", "release",
)  # fmt: skip
ITEM_PRICES = (*FIGURES, "price_trace")  # all that pricing may change on an item
TOTALS = (  # what pricing may change on a header though no item changes
    "procedure", "tax_included", "tax_rounding", "rounding_unit", "net", "tax", "total", "rounding", "cost",
    "expected_value",
)  # fmt: skip
HEADER_PRICES = ("pricing_date", *TOTALS, "taxes", "release_status", "is_complete", "version", "changed_at")
type State = tuple[Any, ...]  # the figures of an item, or the totals of a document
type Priced = tuple[Loaded, HeaderFacts, list[ItemFacts]]


class _Before(NamedTuple):
    """A document that was priced anew, and what its prices were: figures by item id, totals, the total among them."""

    loaded: Loaded
    figures: dict[int, State]
    totals: State
    total: Decimal


@dataclass(slots=True)
class Repriced:
    """What a run did: documents seen and changed, items changed, and the numbers of those that could not be priced."""

    documents: int = 0
    changed: int = 0
    items: int = 0
    refused: tuple[str, ...] = ()


def reprice_quotations(
    *,
    ids: Sequence[int],
    pricing_date: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
    told: Callable[[Repriced], None] | None = None,
) -> Repriced:
    """Price the drafts among these quotations again, at `pricing_date` or today; what is no draft is passed over.

    Prices only: dates and availability stay. Batches of 100 documents, each one transaction: killed at any point,
    every document is as it was or priced anew, and a second run does the rest. What people entered stays. A document
    whose prices still hold is not touched. `told` hears of each batch. Memory does not grow with the documents.
    """
    done, day = Repriced(), pricing_date or company_day(at)
    for some in batched(ids, BATCH):
        with transaction.atomic(), without_collector():
            _reprice(some, day, "reprice_quotations", by, at, done)
        if told is not None:
            told(done)
    return done


def _reprice(ids: Sequence[int], day: dt.date, verb: str, by: Actor, at: dt.datetime, done: Repriced) -> None:
    rows = SalesDocument.objects.select_for_update(of=("self",)).filter(pk__in=ids, category="quotation")
    documents = [
        document
        for document in rows.select_related("plant", "sold_to").order_by("pk")
        if after(document.category, document.status, "reprice_quotation") is not None
    ]
    done.documents += len(documents)
    priced: list[_Before] = []
    for loaded, header, facts, book in _with_books(documents, day):
        document = loaded.document
        before = _Before(loaded, {item.pk: _state(item) for item in loaded.items}, _totals(document), document.total)
        try:
            _put(loaded, header, facts, book)
        except (FactsRefused, InvalidOperation):
            done.refused = (*done.refused, document.number)
            continue
        priced.append(before)
    kept = _kept_traces(priced)
    changed: list[SalesDocument] = []
    items: list[Item] = []
    happenings: list[Happening] = []
    for loaded, _figures, totals, total in priced:
        different = [item for item in loaded.items if item.pk not in kept or kept[item.pk] != item.price_trace]
        if different or _totals(loaded.document) != totals:
            changed.append(loaded.document)
            items += different
            happenings.append(_told(loaded.document, total))
    _store(changed, items, at)
    record_all(verb=verb, happenings=happenings, by=by, at=at)
    done.changed += len(changed)
    done.items += len(items)


def _with_books(
    documents: Sequence[SalesDocument], day: dt.date
) -> Iterator[tuple[Loaded, HeaderFacts, list[ItemFacts], ConditionBook]]:
    """Every document with its facts and the book it shares with those of its area, type and currency."""
    groups: dict[tuple[str, ...], list[Priced]] = defaultdict(list)
    for document in documents:
        document.pricing_date = day
    for loaded in load_many(documents, traces=False):
        header, facts = loaded.facts
        place = (header.sales_area, header.document_type, header.customer_procedure, header.currency)
        groups[place].append((loaded, header, facts))
    for group in groups.values():
        try:
            book = load_shared_book([(header, facts) for _loaded, header, facts in group])
        except NoProcedure:
            continue
        for loaded, header, facts in group:
            yield loaded, header, facts, opened(book, header)


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


def _kept_traces(priced: Iterable[_Before]) -> dict[int, Any]:
    """The stored waterfalls of the items whose figures hold: only there it takes a look to see whether they differ."""
    same = [item.pk for before in priced for item in before.loaded.items if _state(item) == before.figures[item.pk]]
    return dict(Item.objects.filter(pk__in=same).values_list("pk", "price_trace")) if same else {}


def _told(document: SalesDocument, total: Decimal) -> Happening:
    changes = {"total": [str(total.normalize()), str(document.total.normalize())]}
    return Happening(subject_of(document, document.sold_to.number), changes)


def _store(documents: Iterable[SalesDocument], items: Sequence[Item], at: dt.datetime) -> None:
    rows = list(documents)
    for document in rows:
        document.version, document.changed_at = document.version + 1, at
    bulk_change(rows, HEADER_PRICES)
    bulk_change(items, ITEM_PRICES)
