"""AdventureWorks, Microsoft's sample company: its tiers, special offers and list prices as condition records.

32,315 lines of resellers' orders. A tier is a scale of the resellers' price group; a special offer is a record per
product of the offer's days; of the two the better one counts. Where both were open, AdventureWorks gave one of them.
"""

import csv
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from django.conf import settings

from prosfora.audit.services import System
from prosfora.pricing.models import PricingProcedure
from prosfora.pricing.queries import load_book, price_document
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, PricedItem
from prosfora.pricing.rules.terms import FOREVER, Terms
from prosfora.pricing.services.bulk import NewCondition, create_conditions
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.tests.builders import SETUP, standard_pricing
from prosfora.pricing.tests.world import a_header, an_item, manual

pytestmark = pytest.mark.django_db
DW = Path(settings.CORPORA_DIR) / "adventureworks_dw"
OLTP = Path(settings.CORPORA_DIR) / "adventureworks_oltp"
TIERS, SPECIALS = "K020", "K032"  # condition types: price group; price group and product
NO_SPECIAL = 6  # promotions 1 to 6 are "no discount" and the tiers
CENT, NOTHING = Decimal("0.01"), Decimal(0)


class Line(NamedTuple):
    """A line of a reseller's order, with the discount it got."""

    order: str
    day: dt.date
    product: str
    promotion: int
    quantity: int
    price: Decimal
    percent: Decimal
    discount: Decimal


def rows_of(query: str) -> list[tuple[object, ...]]:
    assert DW.exists(), f"the corpora are at {settings.CORPORA_DIR} (PROSFORA_CORPORA)"
    return duckdb.sql(query.format(dw=DW)).fetchall()


def table(name: str) -> list[dict[str, str]]:
    with (OLTP / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def day_of(text: str) -> dt.date:
    return dt.date.fromisoformat(text[:10])


def reseller_lines() -> list[Line]:
    return [
        Line._make(row)
        for row in rows_of(
            "SELECT SalesOrderNumber, OrderDate::DATE, ProductAlternateKey, PromotionKey, OrderQuantity, UnitPrice, "
            "(UnitPriceDiscountPct * 100)::DECIMAL(9, 2), DiscountAmount::DECIMAL(19, 4) "
            "FROM '{dw}/FactResellerSales.parquet' JOIN '{dw}/DimProduct.parquet' USING (ProductKey) "
            "ORDER BY OrderDate, SalesOrderNumber, SalesOrderLineNumber"
        )
    ]


def promotions() -> Iterator[NewCondition]:
    """The tiers as one scale, every special offer as a record per product, for the price group it is made for."""
    tiers: list[tuple[Decimal, Decimal]] = []
    products = defaultdict(list)
    numbers = {row["ProductId"]: row["ProductNumber"] for row in table("Product.tsv")}
    for row in table("SpecialOfferProduct.tsv"):
        products[int(row["SpecialOfferId"])].append(numbers[row["ProductId"]])
    for number, percent, least, begins, ends, group in rows_of(
        "SELECT PromotionAlternateKey, (DiscountPct * 100)::DECIMAL(9, 2), MinQty, StartDate::DATE, EndDate::DATE, "
        "upper(EnglishPromotionCategory) FROM '{dw}/DimPromotion.parquet' WHERE DiscountPct > 0 ORDER BY MinQty"
    ):
        if number <= NO_SPECIAL:
            tiers.append((Decimal(least), percent))
            period = (begins, ends)
            continue
        for product in products[number]:
            yield NewCondition(SPECIALS, {"price_group": group, "product": product}, Terms(percent, begins, ends))
    yield NewCondition(TIERS, {"price_group": "RESELLER"}, Terms(NOTHING, *period, scales=tuple(tiers)))


def item_of(line: Line, place: int) -> ItemFacts:
    entered = manual("PB00", str(line.price), currency="USD")
    return an_item(line.product, str(line.quantity), position=place, manual=(entered,))


def priced_lines(lines: list[Line]) -> Iterator[tuple[Line, PricedItem]]:
    """Every order as one document on its day; the book of a day is loaded once."""
    by_day: dict[dt.date, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        by_day[line.day][line.order].append(line)
    for day, orders in by_day.items():
        header = a_header(currency="USD", pricing_date=day, price_group="RESELLER", customer_tax_class="0")
        sold = {line.product for order in orders.values() for line in order}
        book = load_book(header, [an_item(product) for product in sorted(sold)])
        for order in orders.values():
            items = [item_of(line, place) for place, line in enumerate(order, 1)]
            yield from zip(order, price(header, items, book, trace=False).items, strict=True)


def offers(item: PricedItem) -> Mapping[str, list[tuple[Decimal, Decimal, bool]]]:
    """What the trace explains as open to the line: per type the percentages, their values, and which of them counts."""
    found = defaultdict(list)
    for element in item.elements:
        found[element.condition_type].append((element.rate, element.value, element.active))
    return found


def test_tiers_and_special_offers_explain_the_discount_of_every_line() -> None:
    standard_pricing()
    PricingProcedure.objects.update(exclusions=[["best", [TIERS, SPECIALS], []]])
    touch_configuration()
    create_conditions(conditions=list(promotions()), by=System(), at=SETUP)
    told: Counter[str] = Counter()

    for line, item in priced_lines(reseller_lines()):
        open_to = offers(item)
        special = [rate for rate, _value, _active in open_to[SPECIALS]]
        rivals = [(value, active) for code in (TIERS, SPECIALS) for _rate, value, active in open_to[code]]
        told["two open, the better one counts"] += len(rivals) > 1
        assert [value for value, active in rivals if active] == sorted(value for value, _active in rivals)[:1]
        if line.promotion > NO_SPECIAL:
            told["special, and eligible"] += line.percent in special
            continue
        tier = open_to[TIERS][0][0] if open_to[TIERS] else NOTHING
        told["by the tiers"] += tier == line.percent
        if special:
            told["a special offer was open and not taken"] += 1
        else:
            given = item.gross_value - item.net
            told["to the cent"] += abs(given - line.discount) < CENT
            assert given == (item.gross_value * line.percent / 100).quantize(CENT, ROUND_HALF_UP)

    assert told == {
        "by the tiers": 31_789, "to the cent": 31_736, "a special offer was open and not taken": 53,
        "special, and eligible": 526, "two open, the better one counts": 53,
    }  # fmt: skip


def history() -> list[tuple[str, dt.date, dt.date, Decimal]]:
    """Product, first and last day, list price."""
    return [
        (row["ProductId"], day_of(row["StartDate"]), day_of(row["EndDate"]) if row["EndDate"] else FOREVER,
         Decimal(row["ListPrice"]))
        for row in table("ProductListPriceHistory.tsv")
    ]  # fmt: skip


def list_prices(products: list[str], day: dt.date) -> dict[str, Decimal]:
    """What each product's list price is on a day, by the engine."""
    header: HeaderFacts = a_header(currency="USD", pricing_date=day, customer_tax_class="0")
    items = [an_item(product, position=place) for place, product in enumerate(products, 1)]
    answer = price_document(header, items, trace=False)
    priced = dict(zip(products, answer.items, strict=True))
    return {
        product: next(element.rate for element in item.elements if element.condition_type == "PR00")
        for product, item in priced.items()
        if "no_base_price" not in {problem.code for problem in item.problems}
    }


def test_the_history_of_list_prices_answers_for_any_past_day() -> None:
    standard_pricing()
    prices = history()
    create_conditions(
        conditions=[
            NewCondition("PR00", {"product": product}, Terms(rate, first, last, "USD", unit="PCE"))
            for product, first, last, rate in prices
        ],
        by=System(), at=SETUP,
    )  # fmt: skip
    products = sorted({product for product, *_others in prices})
    turns = {first for _product, first, *_others in prices}
    days = sorted({turn + dt.timedelta(days=off) for turn in turns for off in (-1, 0, 180)})

    answers = {day: list_prices(products, day) for day in days}

    assert len(prices) == 395
    for day, found in answers.items():
        assert found == {product: rate for product, first, last, rate in prices if first <= day <= last}, day
    assert answers[min(days)] == {}
    today = {row["ProductId"]: Decimal(row["ListPrice"]) for row in table("Product.tsv")}
    assert answers[max(days)] == {product: today[product] for product in answers[max(days)]}
