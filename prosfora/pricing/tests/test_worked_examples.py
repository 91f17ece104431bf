"""The worked examples of the research, by their names; those of documents are proven in their room."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from prosfora.pricing.rules.book import StepRule, TypeRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import ItemFacts, PricedDocument
from prosfora.pricing.tests.world import a_book, a_header, an_item, manual, nets, standard, values, with_steps

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
