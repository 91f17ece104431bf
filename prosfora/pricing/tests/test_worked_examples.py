"""The worked examples of the research, by their names: worked-examples.json and sap.md 2.5 to 2.9 and 10."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from prosfora.pricing.rules.book import AccessRule, ConditionBook, StepRule, TypeRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, PricedDocument
from prosfora.pricing.rules.free_goods import FreeGoods, delivered
from prosfora.pricing.rules.repricing import RENEWED, classes_of, entered_for_repricing, kept_price
from prosfora.pricing.tests.world import (
    DAY,
    FULL,
    a_book,
    a_header,
    an_item,
    manual,
    nets,
    standard,
    values,
    with_steps,
)

FILE = Path(settings.BASE_DIR).parent / "shared" / "research" / "sap-metadata" / "worked-examples.json"
EXAMPLES: dict[str, Any] = {e["id"]: e for e in json.loads(FILE.read_text())} if FILE.exists() else {}
D = Decimal
EXEMPT = {"customer_tax_class": "0"}


def example(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if not EXAMPLES:
        pytest.fail(f"{FILE} is missing")
    return EXAMPLES[name]["input"], EXAMPLES[name]["expected"]


def two_items(first: str, second: str) -> tuple[list[tuple[str, str]], list[ItemFacts]]:
    return [("PR00|product=A", first), ("PR00|product=B", second)], [an_item("A"), an_item("B", position=20)]


def test_scale_interval() -> None:
    """Interval scale: four lines that sum to 2,230; to-scale: 140 × 20."""
    given, expected = example("scale-interval")
    to_levels = [(str(limit), str(rate)) for limit, rate in given["toLevels"]]
    starts = ["0", *(limit for limit, _rate in to_levels)]
    from_levels = [(start, rate) for start, (_limit, rate) in zip(starts, to_levels, strict=False)]
    item = an_item("A", str(given["quantity"]))

    def priced(kind: str, levels: list[tuple[str, str]]) -> PricedDocument:
        scales = {"PR00|product=A": levels}
        book = a_book(("PR00|product=A", "10"), scales=scales, changes={"PR00": {"scale_kind": kind}})
        return price(a_header(), [item], book)

    interval, to = priced("interval", from_levels), priced("to", to_levels)

    lines = [(e.base, e.rate, e.value) for e in interval.items[0].elements if e.condition_type == "PR00"]
    assert lines == [tuple(part) for part in expected["D_interval"]["parts"]]
    assert interval.net == D(expected["D_interval"]["total"])
    assert to.net == D(expected["B_toScale"])


def test_header_abs() -> None:
    """HB00 is a group condition: 90 in total; RB00 is not: 90 on each item."""
    given, _expected = example("header-abs")
    lines = [(f"PR00|product={name}", "100") for name in "ABC"]
    items = [an_item(name, position=place * 10) for place, name in enumerate("ABC", 1)]

    def priced(code: str) -> PricedDocument:
        return price(a_header(manual=(manual(code, given["amount"], currency="EUR"),)), items, a_book(*lines))

    assert values(priced("HB00"), "HB00") == [D("-30.00")] * 3
    assert values(priced("RB00"), "RB00") == [D("-90.00")] * 3
    assert 300 - priced("RB00").net == D("270.00")


def test_min_order() -> None:
    given, expected = example("min-order")
    lines, items = two_items("100.00", "90.08")
    per = {"AMIW|sales_area=GR01-10-00": ("EUR", "1", "")}
    book = a_book(*lines, ("AMIW|sales_area=GR01-10-00", given["minimum"]), per=per)

    answer = price(a_header(), items, book)

    assert sum(values(answer, "AMIZ")) == D(expected["AMIZ"])
    assert answer.net == D(expected["net"])
    assert sum(e.value for i in answer.items for e in i.elements if e.condition_type == "AMIW") == D(given["minimum"])


def test_min_order_asks_nothing_of_a_larger_order() -> None:
    lines, items = two_items("150.00", "90.00")
    per = {"AMIW|sales_area=GR01-10-00": ("EUR", "1", "")}

    answer = price(a_header(), items, a_book(*lines, ("AMIW|sales_area=GR01-10-00", "200.00"), per=per))

    assert (answer.net, values(answer, "AMIZ")) == (D("240.00"), [])


def test_pn00() -> None:
    given, expected = example("pn00")
    book = a_book(("PR00|product=A", given["PR00"]), ("K007|customer=C", "10"))

    answer = price(a_header(customer="C"), [an_item(manual=(manual("PN00", given["PN00"], currency="EUR"),))], book)

    assert answer.net == D(expected["net"])
    off = {e.condition_type: e.value for e in answer.items[0].elements if not e.active}
    assert list(off) == expected["inactive"]
    assert off["K007"] == D(given["K007"])


def test_hm00() -> None:
    given, expected = example("hm00")
    lines, items = two_items(*given["items"])

    answer = price(a_header(manual=(manual("HM00", given["HM00"], currency="EUR"),)), items, a_book(*lines))

    assert nets(answer) == [D(text) for text in expected["items"]]
    assert values(answer, "HM00") == [D("-25.00"), D("-75.00")]


def test_rounding_netp() -> None:
    """The net price is rounded and DIFF makes the value follow; as a step that a procedure may have."""
    _given, expected = example("rounding-netp")
    repair = TypeRule("DIFF", "discount", "fixed")
    item = an_item("A", "3", manual=(manual("RA00", "9"),))
    plain = price(a_header(), [item], a_book(("PR00|product=A", "135.50")))
    steps = with_steps(standard(), StepRule(302, 0, repair, formula="net_price_repair"))

    repaired = price(a_header(), [item], a_book(("PR00|product=A", "135.50"), procedure=steps))

    assert [v for code in ("PR00", "RA00") for v in values(plain, code)] == [
        D(expected["gross"]), -D(expected["discount"]),
    ]  # fmt: skip
    assert plain.net == D(expected["net"])
    assert values(repaired, "DIFF") == [D(expected["DIFF"])]
    assert repaired.net == D(expected["netPriceTimesQty"]) == D(expected["netPrice"]) * 3


def test_rounding_group() -> None:
    given, expected = example("rounding-group")
    lines, items = two_items(*given["items"])
    book = a_book(*lines, ("K020|price_group=01", str(given["percent"])), changes={"K020": {"is_group": True}})

    answer = price(a_header(price_group="01"), items, book)

    assert [-value for value in values(answer, "K020")] == [D(text) for text in expected["itemsFinal"]]
    assert -sum(values(answer, "K020")) == D(expected["header"])


def test_rounding_two_lines() -> None:
    given, expected = example("rounding-two-lines")
    item = an_item("A", str(given["qty"]), manual=(manual("RC00", "-" + given["ZD02"], currency="EUR"),))

    answer = price(a_header(), [item], a_book(("PR00|product=A", given["ZP02"])))

    assert values(answer, "PR00") == [D(expected["ZP02"])]
    assert values(answer, "RC00") == [D(expected["ZD02"])]
    assert answer.net == D(expected["net"])


def test_rounding_unit_print() -> None:
    _given, expected = example("rounding-unit-print")
    book = a_book(("PR00|product=A", "88.95"), ("K007|customer=C", "3.85"))

    answer = price(a_header(customer="C"), [an_item("A", "215")], book)

    item = answer.items[0]
    assert (item.gross_value, -values(answer, "K007")[0], item.net) == (
        D(expected["gross"]), D(expected["discount"]), D(expected["net"]),
    )  # fmt: skip
    assert round(item.unit_price, 2) == D(expected["unitPrinted"])


def test_free_goods_types() -> None:
    given, expected = example("free-goods-types")
    countings = {"pro_rata": "rule1_prorata", "per_unit": "rule2_unit", "whole_units": "rule3_whole"}

    for counting, name in countings.items():
        goods = delivered(D(given["order"]), FreeGoods(D(given["per"]), D(given["free"]), counting))
        assert (goods.charged, goods.free) == (given["order"], expected[name]), counting


@pytest.mark.parametrize(("counting", "free"), [("rounded", "26"), ("pro_rata", "25")])
def test_free_goods_in_proportion_are_rounded_as_the_rule_says(counting: str, free: str) -> None:
    """sap.md 2.8: 128 pieces at 1 per 5 give 25.6; a blog rounds it commercially, SAP's own help down."""
    assert delivered(D(128), FreeGoods(D(5), D(1), counting)).free == D(free)


def test_free_goods_begin_at_their_least_quantity_and_go_back_with_a_return() -> None:
    inclusive = FreeGoods(D(11), D(1), "per_unit", least=D(11), is_inclusive=True)

    assert [(g.charged, g.free) for g in (delivered(D(q), inclusive) for q in (10, 11, -11))] == [
        (10, 0), (10, 1), (-10, -1),
    ]  # fmt: skip


def test_free_goods_nrab() -> None:
    """3 of the 10 are given: a step takes their net value off."""
    given, expected = example("free-goods-nrab")
    quantity, amount = given["PR00"].split(" x ")
    nrab = TypeRule("NRAB", "discount", "quantity", "minus", accesses=(AccessRule(10, ("product",)),))
    steps = with_steps(standard(), StepRule(801, 0, nrab, formula="free_pro_rata"))
    per_ten = {"NRAB|product=A": ("EUR", "10", "PCE")}
    book = a_book(("PR00|product=A", amount), ("NRAB|product=A", str(given["free"])), per=per_ten, procedure=steps)
    discounted = an_item("A", quantity, manual=(manual("RA00", given["RA00"].strip("-%")),))

    item = price(a_header(), [discounted], book).items[0]

    net1 = next(e.value for e in item.elements if e.label_key == "net_value")
    freed = next(e.value for e in item.elements if e.condition_type == "NRAB")
    assert (net1, freed, item.net) == (D(expected["net1"]), D(expected["freeGoods"]), D(expected["net2"]))
    assert item.unit_price == D(expected["perPiece"])


def test_invoice_correction() -> None:
    """What was billed too high is the difference of two prices of the same quantity."""
    given, expected = example("invoice-correction")
    item = an_item("A", str(given["qty"]))

    billed, right = (price(a_header(), [item], a_book(("PR00|product=A", given[name]))) for name in ("billed", "right"))

    assert billed.net - right.net == D(expected["credit"])


def test_free_goods_are_priced_and_then_given() -> None:
    answer = price(a_header(), [an_item("A", "3", is_free=True)], a_book(("PR00|product=A", "10")))

    assert (values(answer, "PR00"), values(answer, "R100"), answer.net) == ([D(30)], [D(-30)], D(0))


def test_the_minimal_worked_document() -> None:
    """sap.md 2.9 with its 19 % tax: net 2,032.00, total 2,418.08, margin 712.00."""
    tax = "MWST|tax_case=domestic|departure_country=GR|customer_tax_class=1|product_tax_class=1"
    book = a_book(
        ("PR00|product=A", "100"), ("PR00|product=B", "40"), ("K007|customer=C", "5"), ("KF00|incoterms=DAP", "1.50"),
        (tax, "19"), per={"KF00|incoterms=DAP": ("EUR", "1", "KGM")},
    )  # fmt: skip
    header = a_header(customer="C", incoterms="DAP", manual=(manual("HB00", "50", currency="EUR"),))
    items = [
        an_item("A", "20", cost=D(60), gross_weight=D(1), manual=(manual("RA00", "2"),)),
        an_item("B", "5", position=20, cost=D(24)),
    ]

    answer = price(header, items, book)

    assert values(answer, "K007") == [D("-100.00"), D("-10.00")]
    assert values(answer, "RA00") == [D("-38.00")]
    assert values(answer, "HB00") == [D("-45.37"), D("-4.63")]
    assert values(answer, "KF00") == [D("30.00"), D("0.00")]
    assert nets(answer) == [D("1846.63"), D("185.37")]
    assert [item.tax for item in answer.items] == [D("350.86"), D("35.22")]
    assert (answer.net, answer.tax, answer.total) == (D("2032.00"), D("386.08"), D("2418.08"))
    assert [item.margin for item in answer.items] == [D("646.63"), D("65.37")]
    assert answer.margin == D("712.00")


def test_the_second_worked_example() -> None:
    """sap.md 10: scale 95 from 50, 2.00 a piece off for the customer, 5 % of what is left, freight 1.50 per 100 kg."""
    book = a_book(
        ("PR00|product=A", "100"), ("K005|customer=C|product=A", "2.00"), ("K007|customer=C", "5"),
        ("KF00|incoterms=DAP", "1.50"),
        scales={"PR00|product=A": [("1", "100"), ("50", "95")]},
        per={"K005|customer=C|product=A": ("EUR", "1", "PCE"), "KF00|incoterms=DAP": ("EUR", "100", "KGM")},
        records={"K005|customer=C|product=A": {"calculation": "quantity"}},
        steps={"K007": {"from_step": None}},
    )  # fmt: skip

    answer = price(a_header(customer="C", incoterms="DAP"), [an_item("A", "60", gross_weight=D(4))], book)

    figures = [sum(values(answer, code), Decimal(0)) for code in ("PR00", "K005", "K007", "KF00", "MWST")]
    assert figures == [D("5700.00"), D("-120.00"), D("-279.00"), D("3.60"), D("1273.10")]
    assert (answer.net, answer.total) == (D("5304.60"), D("6577.70"))


def test_the_interval_scale_of_the_second_example() -> None:
    scales = {"PR00|product=A": [("0", "10.00"), ("100", "9.00"), ("500", "8.00")]}

    def priced(kind: str) -> Decimal:
        book = a_book(("PR00|product=A", "10"), scales=scales, changes={"PR00": {"scale_kind": kind}})
        return price(a_header(**EXEMPT), [an_item("A", "620")], book).net

    assert (priced("interval"), priced("from")) == (D("5560.00"), D("4960.00"))


# ---- 2.5: what must be exact and stands in no example of the file


def test_a_header_percentage_applies_to_every_item() -> None:
    lines, items = two_items("100.00", "40.00")

    answer = price(a_header(manual=(manual("HA00", "10"),)), items, a_book(*lines))

    assert values(answer, "HA00") == [D("-10.00"), D("-4.00")]


def test_the_order_of_accesses_decides_not_the_level_of_the_price() -> None:
    book = a_book(("PR00|customer=C|product=A", "12"), ("PR00|product=A", "10"))

    assert price(a_header(customer="C"), [an_item()], book).net == D("12.00")


def test_hm00_taxes_the_value_that_was_entered() -> None:
    lines, items = two_items("1000.00", "3000.00")

    answer = price(a_header(manual=(manual("HM00", "3900", currency="EUR"),)), items, a_book(*lines))

    assert [item.tax for item in answer.items] == [D("234.00"), D("702.00")]


# ---- 2.7: pricing again


def quotation(level: str, tax: str, *, start: int) -> ConditionBook:
    """Prices with a level from 20 pieces; `start` sets the ids of two states of the records apart."""
    scales = {"PR00|product=A": [("1", "9.50"), ("20", level)]}
    book = a_book(("PR00|product=A", "9.50"), ("K007|customer=C", "0"), (FULL, tax), scales=scales)
    numbered = {
        lookup: tuple(record._replace(id=record.id + start) for record in records)
        for lookup, records in book.records.items()
    }
    return replace(book, records=numbered)


def again(
    repricing: str, items: list[ItemFacts], book: ConditionBook, header: HeaderFacts | None = None
) -> list[ItemFacts]:
    """The items, priced from a book, with what a pricing type keeps of it."""
    header = header or a_header(customer="C")
    priced, classes = price(header, items, book).items, classes_of(book.procedure)
    return [
        replace(item, kept=kept_price(repricing, answer.elements, header.pricing_date, classes))
        for item, answer in zip(items, priced, strict=True)
    ]


def holding(book: ConditionBook, old: ConditionBook) -> ConditionBook:
    """A book with the records of an older one for prices that are kept."""
    return replace(book, held={record.id: record for found in old.records.values() for record in found})


def test_repricing_a_copies_the_price_and_reads_the_scale_anew() -> None:
    """20 pieces at 9.00, of which 10 are delivered: the old list at its new level, 9.50."""
    old, new = quotation("9.00", "24", start=0), quotation("7.00", "24", start=1000)
    later = a_header(customer="C", pricing_date=DAY - timedelta(days=400))

    ordered = price(a_header(customer="C"), [an_item("A", "20")], old)
    delivered_part, as_it_was = (
        price(later, [replace(again(repricing, [an_item("A", "20")], old)[0], quantity=D(10), base_quantity=D(10))],
              holding(new, old))
        for repricing in "AD"
    )  # fmt: skip

    rates = [answer.items[0].elements[0].rate for answer in (ordered, delivered_part, as_it_was)]
    assert rates == [D("9.00"), D("9.50"), D("9.00")]


@pytest.mark.parametrize(
    ("repricing", "net", "tax"),
    [
        ("A", "180.00", "43.20"), ("D", "180.00", "43.20"), ("G", "180.00", "23.40"), ("C", "140.00", "18.20"),
        ("H", "180.00", "43.20"), ("I", "180.00", "43.20"), ("K", "180.00", "23.40"), ("N", "180.00", "43.20"),
    ],
)  # fmt: skip
def test_repricing_takes_anew_what_its_type_says(repricing: str, net: str, tax: str) -> None:
    """A copy keeps all, G only the prices, C nothing; the level fell to 7.00 and the VAT to 13 % meanwhile."""
    old, new = quotation("9.00", "24", start=0), quotation("7.00", "13", start=1000)

    answer = price(a_header(customer="C"), again(repricing, [an_item("A", "20")], old), holding(new, old))

    assert (answer.net, answer.tax) == (D(net), D(tax))


@pytest.mark.parametrize(("repricing", "net"), [("B", "140.00"), ("C", "126.00"), ("A", "162.00")])
def test_repricing_keeps_what_was_entered_unless_all_is_new(repricing: str, net: str) -> None:
    old, new = quotation("9.00", "24", start=0), quotation("7.00", "24", start=1000)
    entered = entered_for_repricing(repricing, (manual("RA00", "10"),))
    items = again(repricing, [an_item("A", "20", manual=entered)], old)

    assert price(a_header(customer="C"), items, holding(new, old)).net == D(net)


def test_every_repricing_type_names_classes_that_exist() -> None:
    classes = {kind.condition_class for kind in (step.type for step in standard().steps) if kind}

    assert RENEWED["B"] >= classes
    assert all(renewed <= RENEWED["B"] for renewed in RENEWED.values())


def test_a_copied_document_keeps_its_price_beyond_the_records_validity() -> None:
    ended = {"PR00|product=A": {"valid_from": DAY - timedelta(days=90), "valid_to": DAY - timedelta(days=1)}}
    book = a_book(("PR00|product=A", "10"), records=ended)

    assert price(a_header(), [an_item()], book).net == D(0)
    items = again("A", [an_item()], book, a_header(pricing_date=DAY - timedelta(days=30)))
    assert price(a_header(), items, holding(a_book(), book)).net == D("10.00")


# ---- 2.8: a record that gives until it is used up


def test_a_budget_gives_until_it_is_used_up_whatever_the_order_of_items() -> None:
    """2 % up to 1,000 in total, of which 970 are given: the first item gets 20, the second the last 10."""
    lines, items = two_items("1000.00", "3000.00")
    book = a_book(*lines, ("K007|customer=C", "2"), records={"K007|customer=C": {"value_left": D(30)}})

    answer = price(a_header(customer="C"), items, book)
    turned = price(a_header(customer="C"), items[::-1], book)

    assert values(answer, "K007") == [D("-20.00"), D("-10.00")]
    assert [loser.reason for loser in answer.items[1].losers if loser.condition_type == "K007"] == ["used_up"]
    assert turned.items == answer.items[::-1]


def test_a_budget_that_is_used_up_gives_nothing() -> None:
    book = a_book(
        ("PR00|product=A", "100"), ("K007|customer=C", "2"), records={"K007|customer=C": {"value_left": D(0)}}
    )

    item = price(a_header(customer="C"), [an_item()], book).items[0]

    assert (item.net, [loser.reason for loser in item.losers if loser.condition_type == "K007"]) == (100, ["used_up"])
