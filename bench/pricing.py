"""Prices with a million condition records in the table: loading the book, the engine alone, many drafts again."""

import datetime as dt
import time
from decimal import Decimal
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import load
from bench.results import Run, p50, timed_ms
from prosfora.identity.models import User
from prosfora.kit.clock import now
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries import configuration, load_book
from prosfora.pricing.rules.book import ConditionBook, Record
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, ManualCondition

AREA, TODAY = load.AREAS[0], load.NOW.date()
NEXT_YEAR = dt.date(2027, 1, 1)
CUSTOMER = "4000001"
DRAFTS, LINES = 5_000, 20
# The records that let 15 steps of the standard procedure count: price, nine discounts, surcharge, freight, tax; with
# what is entered and the cost they are fifteen.
ACTIVE = {
    "K032|price_group=01|product=P": "1", "K005|customer=4000001|product=P": "2", "K007|customer=4000001": "1.5",
    "K004|product=P": "1", "K020|price_group=01": "1", "K021|customer_group=IND": "0.5", "K029|pricing_group=01": "1",
    "K030|customer=4000001|pricing_group=01": "0.5", "K031|price_group=01|pricing_group=01": "0.5",
    "KS00|product=P": "2",
}  # fmt: skip
TAX = "MWST|tax_case=domestic|departure_country=GR|customer_tax_class=1|product_tax_class=1"


def _items(count: int) -> list[ItemFacts]:
    return [
        ItemFacts(
            n * 10, f"BENCH-{n % 200:04}", Decimal(n % 40 + 1), "PCE", Decimal(n % 40 + 1), "PCE", pricing_group="01",
            cost=Decimal(6),
        )
        for n in range(1, count + 1)
    ]  # fmt: skip


def books(run: Run) -> None:
    """Loading the condition book: statements and time, whatever the number of items."""
    header = HeaderFacts(AREA, "QT", "EUR", TODAY, customer=CUSTOMER, price_group="01", customer_group="IND")
    counted = {}
    for count in (1, 100, 1_000):
        load_book(header, _items(count))
        with CaptureQueriesContext(connection) as captured:
            load_book(header, _items(count))
        counted[count] = len(captured)
    run.add("condition records in the table", ConditionRecord.objects.count(), "records", at_least=1_000_000)
    run.add("statements to load the book of 1 item", counted[1], "statements")
    run.add("statements to load the book of 1,000 items", counted[1_000], "statements", at_most=counted[1])
    items = _items(100)
    run.add(
        "load the book of a 100-line document, p50", p50(timed_ms(lambda: load_book(header, items), times=40)), "ms",
        at_most=25,
    )  # fmt: skip


def engine(run: Run) -> None:
    """The pure engine: the standard procedure with fifteen steps that count, with and without the full trace."""
    header = HeaderFacts(
        AREA, "QT", "EUR", TODAY, customer=CUSTOMER, price_group="01", customer_group="IND", incoterms="DAP"
    )
    items = [
        ItemFacts(
            n * 10, "P", Decimal(n % 40 + 1), "PCE", Decimal(n % 40 + 1), "PCE", pricing_group="01",
            gross_weight=Decimal("0.4"), cost=Decimal(6), manual=(ManualCondition("RA00", Decimal(2)),),
        )
        for n in range(1, 1_001)
    ]  # fmt: skip
    book = _book()
    answer = price(header, items, book)
    active = {element.condition_type for element in answer.items[0].elements if element.condition_type}
    run.add("steps of the procedure that count", len(active), "steps", at_least=15)
    for name, trace, elements, target in (
        ("with the full trace", True, True, 20_000),
        ("with the waterfall that documents keep", False, True, None),
        ("without the trace", False, False, 50_000),
    ):
        per_run = p50(timed_ms(lambda t=trace, e=elements: price(header, items, book, trace=t, elements=e), times=20))
        run.add(f"engine, items priced {name}", len(items) / per_run * 1000, "per second", at_least=target)


def _book() -> ConditionBook:
    procedure = configuration().procedures["RVAA01"]
    rows = [(lookup, amount, "", "") for lookup, amount in ACTIVE.items()]
    rows += [
        ("PR00|product=P", "24.50", "EUR", "PCE"),
        ("KF00|incoterms=DAP", "0.45", "EUR", "KGM"),
        (TAX, "24", "", ""),
    ]
    found = {
        lookup: (
            Record(
                number, 1, lookup, Decimal(amount), currency, Decimal(1), unit, (), "S" if lookup == TAX else "", "",
                dt.date(2026, 1, 1), dt.date(9999, 12, 31),
            ),
        )
        for number, (lookup, amount, currency, unit) in enumerate(rows, start=1)
    }  # fmt: skip
    return ConditionBook(procedure, found, {})


def mass_repricing(run: Run, user: User, url: str | None) -> None:
    """100,000 stored items priced again, each with another price, stored and journalled; memory stays flat."""
    from prosfora.documents.models import SalesDocument
    from prosfora.documents.services.mass_repricing import reprice_quotations

    parties = load.load_parties(0)[:20_000]
    ids = load.load_drafts(DRAFTS, LINES, parties)
    load.load_next_years_prices(NEXT_YEAR)
    priced_on = SalesDocument.objects.values_list("pricing_date", flat=True).get(pk=ids[0])
    day = TODAY if priced_on == NEXT_YEAR else NEXT_YEAR
    reprice_quotations(ids=ids[:100], pricing_date=day, by=user, at=now())
    own, most = own_mb(), [0.0]
    start = time.perf_counter()
    done = reprice_quotations(
        ids=ids[100:], pricing_date=day, by=user, at=now(), told=lambda _done: most.append(own_mb())
    )
    seconds = time.perf_counter() - start
    # A few customers have prices of their own for a product, which next year's base price does not change.
    assert done.changed == DRAFTS - 100, done
    assert done.items > 0.95 * (DRAFTS - 100) * LINES, done
    run.add("price 100,000 stored items again, written", seconds * 100_000 / done.items, "s", at_most=15)
    run.add("memory grown meanwhile, the database file's mapped pages aside", max(most) - own, "MB", at_most=20)


def own_mb() -> float:
    """The process's own memory in MB: what SQLite maps of its file is the system's and no growth of ours."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) / 1024
