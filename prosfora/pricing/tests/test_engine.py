"""The engine against figures that the trade knows."""

import gc
from decimal import Decimal

import pytest

from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import PricedDocument, PriceElement
from prosfora.pricing.rules.measures import brackets
from prosfora.pricing.tests.world import a_book, a_header, an_item, manual


def D(text: str) -> Decimal:  # noqa: N802  short on purpose: the figures are what matters
    return Decimal(text)


def values(answer: PricedDocument, code: str) -> list[Decimal]:
    return [e.value for item in answer.items for e in item.elements if e.condition_type == code and e.active]


def test_the_worked_document_of_the_research_adds_up() -> None:
    """sap.md 2.9: 20 × 100.00 and 5 × 40.00, K007 5 %, RA00 2 %, header 50.00 off, VAT 24 % here."""
    book = a_book(("PR00|product=A", "100"), ("PR00|product=B", "40"), ("K007|customer=C", "5"))
    header = a_header(customer="C", manual=(manual("HB00", "50", currency="EUR"),))
    items = [
        an_item("A", "20", cost=D("60"), manual=(manual("RA00", "2"),)),
        an_item("B", "5", position=20, cost=D("24")),
    ]

    answer = price(header, items, book)

    assert values(answer, "K007") == [D("-100.00"), D("-10.00")]
    assert values(answer, "RA00") == [D("-38.00")]
    assert values(answer, "HB00") == [D("-45.37"), D("-4.63")]
    assert [item.net for item in answer.items] == [D("1816.63"), D("185.37")]
    assert (answer.net, answer.tax, answer.total) == (D("2002.00"), D("480.48"), D("2482.48"))
    assert answer.cost == D("1320.00")
    assert answer.margin == D("682.00")


def test_the_second_worked_item_with_scale_and_freight() -> None:
    """sap.md 10: 60 × 95.00 by scale, customer/product 2 %, customer 5 % of gross here, freight 240 kg × 0.015."""
    book = a_book(
        ("PR00|product=A", "100"),
        ("KF00|incoterms=DAP", "1.50"),
        scales={"PR00|product=A": [("1", "100"), ("50", "95")]},
        per={"KF00|incoterms=DAP": ("EUR", "100", "KGM")},
    )

    answer = price(a_header(incoterms="DAP"), [an_item("A", "60", gross_weight=D("4"))], book)

    assert values(answer, "PR00") == [D("5700.00")]
    assert values(answer, "KF00") == [D("3.60")]
    assert answer.net == D("5703.60")


def test_every_condition_is_rounded_before_it_is_added() -> None:
    book = a_book(("PR00|product=A", "2.245"))
    item = an_item("A", "3999", manual=(manual("RC00", "-0.0235", currency="EUR"),))

    answer = price(a_header(), [item], book)

    assert values(answer, "PR00") == [D("8977.76")]
    assert values(answer, "RC00") == [D("93.98")]
    assert answer.net == D("9071.74")


def test_the_unit_price_is_shown_but_never_computed_with() -> None:
    answer = price(a_header(), [an_item("A", "3", manual=(manual("RA00", "9"),))], a_book(("PR00|product=A", "135.50")))

    assert values(answer, "RA00") == [D("-36.59")]
    assert answer.net == D("369.91")
    assert answer.items[0].unit_price == D("123.3033")


def test_a_group_percentage_is_exact_over_its_items() -> None:
    """SAP note 39034: 20 % of 2.19 and 5.38 is 1.51; the difference goes to the largest item."""
    book = a_book(
        ("PR00|product=A", "2.19"), ("PR00|product=B", "5.38"), ("K020|price_group=01", "20"),
        changes={"K020": {"is_group": True}},
    )  # fmt: skip

    answer = price(a_header(price_group="01"), [an_item("A"), an_item("B", position=20)], book)

    assert values(answer, "K020") == [D("-0.44"), D("-1.07")]


def test_a_group_condition_reads_its_scale_over_all_its_items() -> None:
    book = a_book(
        ("PR00|product=A", "10"), ("PR00|product=B", "10"), ("K020|price_group=01", "0"),
        scales={"K020|price_group=01": [("1", "0"), ("100", "5")]}, changes={"K020": {"is_group": True}},
    )  # fmt: skip

    answer = price(a_header(price_group="01"), [an_item("A", "60"), an_item("B", "60", position=20)], book)

    assert values(answer, "K020") == [D("-30.00"), D("-30.00")]


def test_a_net_price_entered_switches_prices_and_discounts_off_but_keeps_them_visible() -> None:
    book = a_book(("PR00|product=A", "1600"), ("K007|customer=C", "10"))
    item = an_item("A", manual=(manual("PN00", "1300", currency="EUR"),))

    answer = price(a_header(customer="C"), [item], book)

    assert answer.net == D("1300.00")
    off = {e.condition_type: e.value for e in answer.items[0].elements if not e.active}
    assert off == {"PR00": D("1600.00"), "K007": D("-160.00")}


def test_a_price_entered_replaces_the_one_found_and_still_takes_the_discounts() -> None:
    book = a_book(("PR00|product=A", "100"), ("K007|customer=C", "10"))

    answer = price(a_header(customer="C"), [an_item("A", manual=(manual("PB00", "80", currency="EUR"),))], book)

    assert answer.net == D("72.00")
    assert answer.problems == ()


def test_the_most_specific_record_wins_and_the_others_say_why_they_lost() -> None:
    book = a_book(("PR00|customer=C|product=A", "9"), ("PR00|product=A", "10"))

    item = price(a_header(customer="C"), [an_item("A")], book).items[0]

    assert item.net == D("9.00")
    assert [(e.access, dict(e.key)) for e in item.elements if e.condition_type == "PR00"] == [
        (10, {"customer": "C", "product": "A"})
    ]
    lost = {(loser.access, loser.reason) for loser in item.losers if loser.condition_type == "PR00"}
    assert lost == {(40, "later_access")}


@pytest.mark.parametrize(("quantity", "net"), [("3", "60"), ("4", "72"), ("5", "90"), ("12", "216")])
def test_a_discount_scale_begins_at_its_level(quantity: str, net: str) -> None:
    book = a_book(
        ("PR00|product=A", "20"), ("K004|product=A", "0"), scales={"K004|product=A": [("0", "0"), ("4", "10")]}
    )

    answer = price(a_header(), [an_item("A", quantity)], book)

    assert answer.net == D(net)


def test_an_interval_scale_prices_each_bracket_by_itself() -> None:
    levels = [(D("0"), D("10")), (D("100"), D("9")), (D("500"), D("8"))]

    assert [(level[1], part) for level, part in brackets(levels, D("620"))] == [(10, 100), (9, 400), (8, 120)]


def test_a_negative_discount_is_a_surcharge() -> None:
    answer = price(a_header(), [an_item("A", manual=(manual("RA00", "-10"),))], a_book(("PR00|product=A", "20")))

    assert answer.net == D("22.00")


def test_a_price_per_hundred_and_in_another_unit() -> None:
    book = a_book(("PR00|product=A", "24.00"), per={"PR00|product=A": ("EUR", "100", "PCE")})
    box = an_item("A", "2", unit="BX", base_quantity=D("200"), unit_factors=(("BX", D("100")),))

    assert price(a_header(), [box], book).net == D("48.00")


def test_a_price_in_another_currency_is_converted_at_the_books_rate() -> None:
    book = a_book(("PR00|product=A", "100"), per={"PR00|product=A": ("USD", "1", "PCE")}, rates={"USD": "0.92"})

    assert price(a_header(), [an_item("A", "3")], book).net == D("276.00")


def test_a_missing_rate_price_or_unit_is_a_problem_of_the_item_not_an_exception() -> None:
    book = a_book(("PR00|product=A", "100"), ("PR00|product=B", "1"), per={
        "PR00|product=A": ("USD", "1", "PCE"), "PR00|product=B": ("EUR", "1", "KGM"),
    })  # fmt: skip

    answer = price(a_header(), [an_item("A"), an_item("B", position=20), an_item("Z", position=30)], book)

    assert [(p.position, p.code) for p in answer.problems] == [
        (10, "no_exchange_rate"), (20, "no_unit_conversion"), (30, "no_base_price"),
    ]  # fmt: skip


def test_a_free_item_shows_its_price_and_costs_nothing() -> None:
    item = price(a_header(), [an_item("A", "2", is_free=True)], a_book(("PR00|product=A", "10"))).items[0]

    assert (item.gross_value, item.net, item.total) == (D("20.00"), D("0.00"), D("0.00"))


def test_alternatives_are_priced_and_stay_outside_the_totals() -> None:
    book = a_book(("PR00|product=A", "100"), ("PR00|product=B", "150"))
    header = a_header(manual=(manual("HB00", "10", currency="EUR"),))

    answer = price(header, [an_item("A"), an_item("B", position=20, counts=False)], book)

    assert answer.items[1].net == D("150.00")
    assert answer.net == D("90.00")


@pytest.mark.parametrize(
    ("facts", "product_class", "code", "rate"),
    [
        ({}, "1", "S", "24"),
        ({}, "2", "S", "13"),
        ({}, "3", "S", "6"),
        ({"destination_region": "SAMOS"}, "1", "S", "17"),
        ({"destination_region": "CHIOS"}, "3", "S", "4"),
        ({"customer_tax_class": "0"}, "1", "E", "0"),
        ({"customer_tax_class": "2"}, "1", "AE", "0"),
        ({"destination_country": "DE", "customer_vat_number": "DE136695976"}, "1", "K", "0"),
        ({"destination_country": "DE"}, "1", "S", "24"),
        ({"destination_country": "GB"}, "1", "G", "0"),
        ({}, "0", "E", "0"),
    ],
)
def test_vat_follows_departure_destination_customer_and_product(
    facts: dict[str, str], product_class: str, code: str, rate: str
) -> None:
    answer = price(a_header(**facts), [an_item("A", tax_class=product_class)], a_book(("PR00|product=A", "100")))

    assert [(line.code, line.rate) for line in answer.taxes] == [(code, D(rate))]


def test_tax_is_rounded_once_per_rate_and_the_difference_settles_on_the_largest_item() -> None:
    book = a_book(("PR00|product=A", "0.10"), ("PR00|product=B", "0.30"))
    items = [an_item("A", position=10), an_item("A", position=20), an_item("B", position=30)]

    answer = price(a_header(), items, book)

    assert [line.tax for line in answer.taxes] == [D("0.12")]
    assert [item.tax for item in answer.items] == [D("0.02"), D("0.02"), D("0.08")]


def test_currencies_without_a_minor_unit_are_rounded_to_whole_units() -> None:
    book = a_book(("PR00|product=A", "22689"), per={"PR00|product=A": ("JPY", "1", "PCE")})

    answer = price(a_header(currency="JPY", customer_tax_class="0"), [an_item("A", "0.5")], book)

    assert answer.net == D("11345")


def test_every_line_of_the_waterfall_is_whole() -> None:
    """Elements are put together from their parts for speed: none may lack one."""
    book = a_book(("PR00|product=A", "10"), ("K007|customer=C", "5"), scales={"K007|customer=C": [("1", "5")]})
    item = an_item("A", "3", cost=Decimal(6), manual=(manual("RA00", "2"),))

    elements = price(a_header(customer="C"), [item], book).items[0].elements

    assert {element.condition_type for element in elements} >= {"", "PR00", "K007", "RA00", "MWST", "VPRS"}
    assert {len(element) for element in elements} == {len(PriceElement._fields)}


def test_a_discount_that_does_not_reach_its_scale_takes_nothing_from_the_tax() -> None:
    book = a_book(
        ("PR00|product=A", "10.00"), ("K007|customer=1000001", "10"), scales={"K007|customer=1000001": [("100", "10")]}
    )

    answer = price(a_header(customer="1000001"), [an_item("A")], book)

    assert answer.problems == ()
    assert answer.tax == D("2.40")


@pytest.mark.parametrize("trace", [True, False])
def test_what_only_the_reckoning_needed_is_gone_without_the_collector(trace: bool) -> None:
    """A circle of objects would keep every item's state until the collector walks through all of them."""
    book = a_book(("PR00|product=A", "100"), ("K007|customer=C", "5"))
    items = [an_item("A", "20", cost=D("60"), manual=(manual("RA00", "2"),))]
    price(a_header(customer="C"), items, book, trace=trace)  # what is made once only is made now
    gc.collect()
    gc.disable()
    try:
        price(a_header(customer="C"), items, book, trace=trace)

        assert gc.collect() == 0
    finally:
        gc.enable()
