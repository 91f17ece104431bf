"""Prices on documents: facts for the engine, its answer back on the items."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from prosfora.catalog.rules.facts import ProductFacts
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.price_facts import item_facts
from prosfora.documents.rules.traces import problems_as_stored, trace_as_stored, types_in
from prosfora.documents.services.refusals import refuse
from prosfora.pricing.queries import load_book
from prosfora.pricing.rules.book import ConditionBook, ProcedureRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import HeaderFacts, PricedDocument, PricedItem

# Problem codes of quantities, which stay when an item is priced again.
QUANTITY_REMARKS = frozenset({"below_minimum", "not_a_multiple"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine said. `is_linked`: group conditions tie these items to others of the document."""

    priced: PricedDocument
    is_linked: bool


def price_items(
    document: SalesDocument,
    items: Sequence[Item],
    products: Mapping[str, ProductFacts],
    header: HeaderFacts,
    procedure: ProcedureRule,
) -> Answer:
    """Price items and put the answer on them. One statement, more only for foreign currencies and promotions.

    Raises FactsRefused where a value would be beyond all bounds.
    """
    wanted = [item_facts(document, item, products[item.product_number]) for item in items if item.is_priced]
    book = load_book(header, wanted, procedure=procedure)
    linked = _is_linked(book, {code for item in items for code in types_in(item.price_trace)})
    try:
        priced = price(header, wanted, book, trace=False)
    except InvalidOperation:
        refuse([("items", "value_too_large", {})])
        raise
    by_position = {answer.position: answer for answer in priced.items}
    for item in items:
        put_price(item, by_position.get(item.position))
    return Answer(priced, linked)


def _is_linked(book: ConditionBook, before: Collection[str]) -> bool:
    """Whether a group condition reaches these items now, or did until now, or scales of other items may read them."""
    kinds = [step.type for step in book.procedure.steps if step.type is not None]
    if book.procedure.looks_beyond or any(kind.group_over == "basket" for kind in kinds):
        return True
    if any(record.value_left is not None for found in book.records.values() for record in found):
        return True  # a budget that all items share
    groups = {kind.code for kind in kinds if kind.is_group}
    return bool(groups) and not groups.isdisjoint({*before, *(lookup.split("|", 1)[0] for lookup in book.records)})


def put_price(item: Item, answer: PricedItem | None) -> None:
    """The engine's answer on an item; without one (text, section, no product) everything is zero."""
    item.problems = [row for row in item.problems if row["code"] in QUANTITY_REMARKS]
    if answer is None:
        item.unit_price = item.gross_value = item.net = item.tax = item.tax_rate = Decimal(0)
        item.tax_code, item.cost, item.price_trace = "", None, {}
        return
    item.unit_price = answer.unit_price
    item.gross_value = answer.gross_value
    item.net = answer.net
    item.tax = answer.tax
    item.tax_code = answer.tax_code
    item.tax_rate = answer.tax_rate
    item.cost = answer.cost
    item.price_trace = trace_as_stored(answer)
    item.problems += problems_as_stored(answer)
