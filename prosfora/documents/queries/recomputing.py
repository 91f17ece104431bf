"""The proof that a price can be made again: a stored document computed from the very records it kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import batched

from django.db.models import QuerySet

from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.many import Loaded, load_many
from prosfora.documents.queries.price_facts import item_counts
from prosfora.documents.rules.categories import is_goods
from prosfora.documents.rules.totals import Worth, add_up
from prosfora.documents.rules.traces import drawn_in
from prosfora.pricing.queries import configuration
from prosfora.pricing.queries.book import Kept, book_of_records, kept_records
from prosfora.pricing.rules.book import ConditionBook, ProcedureRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, PricedDocument, PricedItem, Reckoning
from prosfora.pricing.rules.kept import kept_from_stored
from prosfora.pricing.rules.repricing import classes_of
from prosfora.pricing.rules.trace import previous_in, records_in

BATCH = 100
COMPARED = ("gross_value", "net", "tax_rate", "tax_code", "unit_price")
TOTALS = ("net", "tax", "total", "rounding")


@dataclass(frozen=True, slots=True)
class Difference:
    """What comes out otherwise: the document, its item (0: the totals), the field, what is stored, what is computed.

    Fields beside amounts: "record" where a condition record that was used is gone, "procedure" where the procedure is,
    "price" where the item can no longer be priced at all (with the problem's code).
    """

    number: str
    position: int
    field: str
    stored: str
    computed: str


def recompute(documents: "QuerySet[SalesDocument]") -> Iterator[Difference]:
    """Every difference between what these documents store and what their kept records make, batch by batch.

    Prices come from the ids of the condition records kept with each item, whatever day it is and whatever was changed,
    ended or withdrawn since; entered amounts from the document. Facts of customer and product are those of now.
    Amounts are compared to the cent. A constant number of statements for each hundred documents, and some for foreign
    currencies.
    """
    rows = documents.select_related("plant", "sold_to").order_by("pk")
    procedures = configuration().procedures
    for some in batched(rows.iterator(chunk_size=BATCH), BATCH):
        batch = list(load_many(some))
        kept = kept_records({record for loaded in batch for item in loaded.items for record in _records_of(item)})
        for loaded in batch:
            yield from _differences(loaded, kept, procedures)


def _records_of(item: Item, classes: Mapping[str, str] | None = None) -> set[int]:
    """The records that an item names, in its price and in what it keeps of an older one: of types of these classes only
    what stays, where they are given.
    """
    kept = kept_from_stored(item.kept)
    named = kept.named if kept else ()
    stays = {one.record for one in named if classes is None or kept is None or kept.keeps(classes[one.condition_type])}
    return records_in(item.price_trace) | stays


def _found_anew(item: Item, classes: Mapping[str, str]) -> set[int]:
    """The records of its price that were looked up, and not kept."""
    kept = kept_from_stored(item.kept)
    if kept is None:
        return records_in(item.price_trace)
    rows = item.price_trace.get("elements", ())
    return {row[13] for row in rows if row[13] is not None and not kept.keeps(classes.get(row[2], ""))}


def _differences(loaded: Loaded, kept: Kept, procedures: Mapping[str, ProcedureRule]) -> Iterator[Difference]:
    """What comes out otherwise of one document."""
    document = loaded.document
    goods = [item for item in loaded.items if item.is_priced]
    if not goods:
        return
    procedure = procedures.get(document.procedure)
    if procedure is None:
        yield Difference(document.number, 0, "procedure", document.procedure, "")
        return
    header, facts = loaded.facts
    classes, found = classes_of(procedure), [item for item in goods if item.kept is None]
    used = {record for item in goods for record in _found_anew(item, classes)}
    previous = previous_in(header.customer, ((item.product_number, item.price_trace) for item in found))
    drawn = drawn_in(item.price_trace for item in found)
    book = book_of_records(procedure, header, facts, kept, used, drawn, previous)
    for item in goods:
        for gone in sorted(_records_of(item, classes) - kept.keys()):
            yield Difference(document.number, item.position, "record", str(gone), "")
    priced = _priced(header, facts, book)
    if priced is None:
        yield Difference(document.number, 0, "price", "", "value_too_large")
        return
    answers = {answer.position: answer for answer in priced.items}
    for item in goods:
        yield from _of_item(document, item, answers[item.position])
    # Rounding leaves no trace on items: what amounts are multiples of is kept with the document.
    reckoning = replace(priced.reckoning, rounding_unit=document.rounding_unit)
    yield from _of_totals(document, loaded.items, answers, reckoning)


def _priced(header: HeaderFacts, facts: Sequence[ItemFacts], book: ConditionBook) -> PricedDocument | None:
    try:
        return price(header, facts, book, trace=False, elements=False)
    except InvalidOperation:
        return None


def _of_item(document: SalesDocument, item: Item, answer: PricedItem) -> Iterator[Difference]:
    stored_problems = {row["code"] for row in item.problems}
    for problem in answer.problems:
        if problem.code not in stored_problems:
            yield Difference(document.number, item.position, "price", "", problem.code)
    for name in COMPARED:
        stored, computed = getattr(item, name), getattr(answer, name)
        if stored != computed:
            yield Difference(document.number, item.position, name, _text(stored), _text(computed))


def _of_totals(
    document: SalesDocument, items: Iterable[Item], answers: dict[int, PricedItem], reckoning: Reckoning
) -> Iterator[Difference]:
    """The totals of what was computed, added up as the document's are."""
    worth = [_worth(item, answers.get(item.position)) for item in items if is_goods(item.category)]
    totals = add_up(worth, document.currency, reckoning)
    if document.tax_included != reckoning.tax_included:
        stored_so, computed_so = str(document.tax_included), str(reckoning.tax_included)
        yield Difference(document.number, 0, "tax_included", stored_so, computed_so)
    for name in TOTALS:
        stored, computed = getattr(document, name), getattr(totals, name)
        if stored != computed:
            yield Difference(document.number, 0, name, _text(stored), _text(computed))


def _worth(item: Item, answer: PricedItem | None) -> Worth:
    net, tax = (answer.net, answer.tax) if answer else (Decimal(0), Decimal(0))
    code, rate = (answer.tax_code, answer.tax_rate) if answer else ("", Decimal(0))
    return Worth(item.position, net, tax, code, rate, item.cost, item.probability, item_counts(item))


def _text(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) and value else str(value)
