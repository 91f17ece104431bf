"""Loading the condition book: all candidates for all items in a constant number of statements."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q

from prosfora.company.queries import NoExchangeRate, exchange_rate
from prosfora.kit.database import among
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries.configuration import procedure_for
from prosfora.pricing.rules.book import ConditionBook, ProcedureRule, Record
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, PricedDocument
from prosfora.pricing.rules.keys import header_values, item_values, lookup_of

COLUMNS = (
    "id", "version", "lookup", "amount", "currency", "per", "unit", "scales", "tax_code", "reason_key",
    "valid_from", "valid_to", "sales_area_id",
)  # fmt: skip


def price_document(header: HeaderFacts, items: Sequence[ItemFacts], *, trace: bool = True) -> PricedDocument:
    """Load the book for these facts and price them. Two statements, more only where foreign currencies appear."""
    return price(header, items, load_book(header, items), trace=trace)


def load_book(header: HeaderFacts, items: Sequence[ItemFacts]) -> ConditionBook:
    """Everything the engine may need: the procedure, the candidate records of all items, the rates. Raises NoProcedure.

    One statement for the configuration's mark, one for the records whatever their number, and one per foreign
    currency among records, costs and entered amounts.
    """
    procedure = procedure_for(header.sales_area, header.document_type)
    found = _records(procedure, header, items)
    records: dict[str, tuple[Record, ...]] = {}
    for row in sorted(found, key=lambda row: _preference(row, header)):
        records[row[2]] = (*records.get(row[2], ()), _record(row))
    return ConditionBook(procedure, records, _rates(header, items, records))


def _records(procedure: ProcedureRule, header: HeaderFacts, items: Sequence[ItemFacts]) -> Iterable[tuple[Any, ...]]:
    lookups = list(dict.fromkeys(_lookups(procedure, header, items)))
    if not lookups:
        return []
    day = header.pricing_date
    rows = among(ConditionRecord.objects.filter(valid_from__lte=day, valid_to__gte=day), "lookup", lookups)
    return rows.filter(Q(sales_area=None) | Q(sales_area=header.sales_area)).values_list(*COLUMNS)


def _lookups(procedure: ProcedureRule, header: HeaderFacts, items: Sequence[ItemFacts]) -> Iterator[str]:
    shared = header_values(header)
    kinds = [step.type for step in procedure.steps if step.type is not None and step.type.accesses]
    for item in items:
        values = item_values(shared, item)
        for kind in kinds:
            for access in kind.accesses:
                if (lookup := lookup_of(kind.code, access.fields, values)) is not None:
                    yield lookup


def _preference(row: tuple[Any, ...], header: HeaderFacts) -> tuple[bool, bool, int]:
    """Own sales area before all areas, document currency before others, the newer record first."""
    return (row[12] is None, row[4] not in ("", header.currency), -row[0])


def _record(row: tuple[Any, ...]) -> Record:
    scales = tuple((Decimal(start), Decimal(rate)) for start, rate in row[7])
    return Record(row[0], row[1], row[2], row[3], row[4], row[5], row[6], scales, row[8], row[9], row[10], row[11])


def _rates(
    header: HeaderFacts, items: Sequence[ItemFacts], records: dict[str, tuple[Record, ...]]
) -> dict[str, Decimal]:
    foreign = {record.currency for found in records.values() for record in found}
    foreign |= {item.cost_currency for item in items if item.cost is not None}
    foreign |= {entry.currency for item in items for entry in item.manual}
    foreign |= {entry.currency for entry in header.manual}
    rates = {}
    for currency in sorted(foreign - {"", header.currency}):
        try:
            rates[currency] = exchange_rate(currency, header.currency, header.pricing_date)
        except NoExchangeRate:
            continue  # the engine reports it on the items that need the rate
    return rates
