"""Scales, groups, amounts typed, minimum prices, limits, requirements: one fact of the trade a test."""

from decimal import Decimal

import pytest

from prosfora.pricing.rules.book import AccessRule, StepRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.tests.world import (
    DAY,
    a_book,
    a_header,
    an_item,
    in_unit,
    manual,
    nets,
    reasons,
    standard,
    values,
    with_steps,
)

D = Decimal
BASE = ("PR00|product=A", "10.00")


@pytest.mark.parametrize(("quantity", "rate"), [("5", "10"), ("5.001", "12"), ("20", "12"), ("100", "15")])
def test_a_to_scale_holds_up_to_and_with_its_limit(quantity: str, rate: str) -> None:
    levels = [("5", "10"), ("20", "12"), ("100", "15")]
    book = a_book(BASE, scales={"PR00|product=A": levels}, changes={"PR00": {"scale_kind": "to"}})

    element = price(a_header(), [an_item("A", quantity)], book).items[0].elements[0]

    assert element.rate == D(rate)


def test_beyond_the_last_to_level_there_is_no_price() -> None:
    book = a_book(BASE, scales={"PR00|product=A": [("5", "10")]}, changes={"PR00": {"scale_kind": "to"}})

    item = price(a_header(), [an_item("A", "6")], book).items[0]

    assert (40, "beyond_last_scale") in reasons(item, "PR00")
    assert [problem.code for problem in item.problems] == ["no_base_price"]


def test_below_the_first_level_the_record_says_so() -> None:
    book = a_book(BASE, ("K004|product=A", "5"), scales={"K004|product=A": [("10", "5")]})

    item = price(a_header(), [an_item("A", "9")], book).items[0]

    assert item.net == D("90.00")
    assert reasons(item, "K004") == [(10, "below_first_scale")]


def test_a_value_scale_reads_what_the_discount_builds_on() -> None:
    levels = {"K007|customer=C": [("0", "0"), ("100", "5")]}
    book = a_book(BASE, ("K007|customer=C", "0"), scales=levels, changes={"K007": {"scale_basis": "value"}})

    assert [price(a_header(customer="C"), [an_item("A", q)], book).net for q in ("9.9", "10")] == [99, 95]


def test_a_value_scale_in_another_currency_is_converted() -> None:
    levels = {"K007|customer=C": [("0", "0"), ("100", "5")]}
    book = a_book(
        BASE, ("K007|customer=C", "0"), scales=levels, changes={"K007": {"scale_basis": "value"}},
        records={"K007|customer=C": {"scale_unit": "USD"}}, rates={"USD": "0.5"},
    )  # fmt: skip

    assert [price(a_header(customer="C"), [an_item("A", q)], book).net for q in ("4.9", "5")] == [49, D("47.50")]


def test_a_weight_scale_of_freight() -> None:
    levels = {"KF00|incoterms=DAP": [("0", "0.50"), ("100", "0.40")]}
    book = a_book(BASE, ("KF00|incoterms=DAP", "0.5"), scales=levels, per={"KF00|incoterms=DAP": ("EUR", "1", "KGM")})
    header = a_header(incoterms="DAP")

    light, heavy = (price(header, [an_item("A", q, gross_weight=D(2))], book) for q in ("49", "50"))

    assert (values(light, "KF00"), values(heavy, "KF00")) == ([D("49.00")], [D("40.00")])


@pytest.mark.parametrize(
    ("rate", "per", "unit", "freight"),
    [
        ("0.5", "1", "KGM", "125"),
        ("500", "1", "TNE", "125"),
        ("1", "1000000", "GRM", "0.25"),
        ("1", "1", "LBR", "551.16"),
    ],
)
def test_weights_are_converted_exactly(rate: str, per: str, unit: str, freight: str) -> None:
    book = a_book(BASE, ("KF00|incoterms=DAP", rate), per={"KF00|incoterms=DAP": ("EUR", per, unit)})

    answer = price(a_header(incoterms="DAP"), [an_item("A", "100", gross_weight=D("2.5"))], book)

    assert values(answer, "KF00") == [D(freight)]


def test_a_unit_of_weight_that_nobody_knows_is_a_problem() -> None:
    book = a_book(BASE, ("KF00|incoterms=DAP", "1"), per={"KF00|incoterms=DAP": ("EUR", "1", "PCE")})

    answer = price(a_header(incoterms="DAP"), [an_item("A", gross_weight=D(1))], book)

    assert [problem.code for problem in answer.problems] == ["no_unit_conversion"]


def test_a_price_per_twelve_stays_exact_for_a_part_of_the_dozen() -> None:
    """One piece of a box of 12 at 0.06 is half a cent: it rounds up, since nothing was lost by dividing first."""
    book = a_book(("PR00|product=A", "0.06"), per={"PR00|product=A": ("EUR", "1", "BX")})
    item = an_item("A", "1", unit_factors=(("BX", D(12)),))

    assert price(a_header(), [item], book).net == D("0.01")


def test_a_discount_record_may_be_an_amount_per_unit() -> None:
    book = a_book(
        BASE, ("K004|product=A", "0.25"), per={"K004|product=A": ("EUR", "1", "PCE")},
        records={"K004|product=A": {"calculation": "quantity"}},
    )  # fmt: skip

    assert price(a_header(), [an_item("A", "10")], book).net == D("97.50")


def test_an_absolute_discount_is_given_back_on_a_return() -> None:
    entered = (manual("RB00", "3", currency="EUR"),)
    book = a_book(BASE)

    sale, back = (price(a_header(), [an_item("A", q, manual=entered)], book) for q in ("5", "-5"))

    assert (sale.net, back.net) == (D("47.00"), D("-47.00"))


def test_two_entries_of_one_type_both_count() -> None:
    item = an_item(manual=(manual("RA00", "10"), manual("RA00", "5")))

    assert price(a_header(), [item], a_book(("PR00|product=A", "100"))).net == D("85.50")


def test_what_may_not_be_typed_is_a_problem_and_changes_nothing() -> None:
    entries = (manual("MWST", "0"), manual("HB00", "5", currency="EUR"), manual("ZZZZ", "1"))

    answer = price(a_header(), [an_item(manual=entries)], a_book(BASE))

    assert answer.net == D("10.00")
    assert answer.tax == D("2.40")
    assert {problem.detail["type"] for problem in answer.problems} == {"MWST", "HB00", "ZZZZ"}
    assert {problem.code for problem in answer.problems} == {"manual_not_allowed"}


def test_an_unknown_header_type_is_told_too() -> None:
    answer = price(a_header(manual=(manual("ZZZZ", "1"),)), [an_item()], a_book(BASE))

    assert [(problem.code, problem.position) for problem in answer.problems] == [("manual_not_allowed", 10)]


@pytest.mark.parametrize(("typed", "is_allowed"), [("2", False), ("3", True), ("8", True), ("9", False)])
def test_a_discount_typed_instead_keeps_the_limits_of_the_record(typed: str, is_allowed: bool) -> None:
    limits = {"K007|customer=C": {"lower_limit": D(3), "upper_limit": D(8)}}
    book = a_book(("PR00|product=A", "100"), ("K007|customer=C", "5"), records=limits)

    item = price(a_header(customer="C"), [an_item(manual=(manual("K007", typed),))], book).items[0]

    assert item.net == 100 - D(typed)
    assert ([p.code for p in item.problems] == []) == is_allowed
    assert reasons(item, "K007") == [(10, "superseded_by_manual")]


def test_a_minimum_price_lifts_what_discounts_left() -> None:
    book = a_book(("PR00|product=A", "100"), ("K007|customer=C", "30"), ("PMIN|product=A", "80"))

    low = price(a_header(customer="C"), [an_item("A", "2")], book)
    high = price(a_header(), [an_item("A", "2")], book)

    assert (low.net, values(low, "PMIN")) == (D("160.00"), [D("20.00")])
    assert (high.net, values(high, "PMIN")) == (D("200.00"), [])


def test_freight_entered_is_spread_and_taxed() -> None:
    book = a_book(("PR00|product=A", "100"), ("PR00|product=B", "300"))
    header = a_header(manual=(manual("HD00", "20", currency="EUR"),))

    answer = price(header, [an_item("A"), an_item("B", position=20)], book)

    assert (nets(answer), answer.tax) == ([D("105.00"), D("315.00")], D("100.80"))


def test_freight_may_be_spread_by_weight() -> None:
    book = a_book(("PR00|product=A", "100"), ("PR00|product=B", "100"), steps={"HD00": {"base": "gross_weight"}})
    header = a_header(manual=(manual("HD00", "20", currency="EUR"),))
    items = [an_item("A", gross_weight=D(9)), an_item("B", position=20, gross_weight=D(1))]

    assert values(price(header, items, book), "HD00") == [D("18.00"), D("2.00")]


def test_the_rest_of_a_spread_amount_goes_to_the_largest_item() -> None:
    book = a_book(("PR00|product=A", "10"), ("PR00|product=B", "10.01"))
    header = a_header(manual=(manual("HB00", "1", currency="EUR"),))
    items = [an_item("A"), an_item("A", position=20), an_item("B", position=30)]

    assert values(price(header, items, book), "HB00") == [D("-0.33"), D("-0.33"), D("-0.34")]


def test_a_header_percentage_is_exact_over_the_document() -> None:
    book = a_book(("PR00|product=A", "0.05"))
    items = [an_item("A", position=place) for place in (10, 20, 30)]

    answer = price(a_header(manual=(manual("HA00", "10"),)), items, book)

    assert values(answer, "HA00") == [D("0.00"), D("-0.01"), D("-0.01")]
    assert answer.net == D("0.13")


def test_an_alternative_reads_the_scale_as_if_it_were_chosen() -> None:
    group = {"K020": {"is_group": True}}
    scales = {"K020|price_group=01": [("0", "0"), ("100", "5")]}
    book = a_book(BASE, ("K020|price_group=01", "0"), scales=scales, changes=group)
    items = [an_item("A", "60"), an_item("A", "60", position=20, counts=False)]

    answer = price(a_header(price_group="01"), items, book)

    assert nets(answer) == [D("600.00"), D("570.00")]
    assert answer.net == D("600.00")


def test_accesses_that_are_not_exclusive_all_apply() -> None:
    both = (AccessRule(10, ("pricing_group",), exclusive=False), AccessRule(20, ("product_group",), exclusive=False))
    book = a_book(
        ("PR00|product=A", "100"), ("K029|pricing_group=01", "2"), ("K029|product_group=BOLTS", "3"),
        changes={"K029": {"accesses": both}},
    )  # fmt: skip

    answer = price(a_header(), [an_item(pricing_group="01", product_group="BOLTS")], book)

    assert values(answer, "K029") == [D("-2.00"), D("-3.00")]


def test_an_access_asks_for_its_requirement() -> None:
    abroad = (AccessRule(10, ("product",), requirement="foreign"),)
    book = a_book(BASE, ("K004|product=A", "10"), changes={"K004": {"accesses": abroad}})

    home = price(a_header(), [an_item()], book)
    away = price(a_header(destination_country="GB"), [an_item()], book)

    assert (home.net, away.net) == (D("10.00"), D("9.00"))
    assert reasons(home.items[0], "K004") == [(10, "requirement_not_met")]


def test_a_record_of_another_day_loses_and_says_so() -> None:
    book = a_book(BASE, ("K004|product=A", "10"), records={"K004|product=A": {"valid_to": DAY}})

    later = price(a_header(pricing_date=DAY.replace(day=24)), [an_item()], book)

    assert reasons(later.items[0], "K004") == [(10, "not_valid_on_date")]
    assert later.net == D("10.00")


def test_a_free_item_bears_no_freight() -> None:
    book = a_book(BASE, ("KF00|incoterms=DAP", "1"), per={"KF00|incoterms=DAP": ("EUR", "1", "KGM")})

    answer = price(a_header(incoterms="DAP"), [an_item(is_free=True, gross_weight=D(5))], book)

    assert (values(answer, "KF00"), answer.total) == ([], D("0.00"))


def test_a_step_may_total_a_range_of_steps() -> None:
    total = StepRule(300, 0, None, "discount_amount", 101, 299)
    book = a_book(
        ("PR00|product=A", "100"), ("K007|customer=C", "5"), ("K004|product=A", "3"),
        procedure=with_steps(standard(), total),
    )  # fmt: skip

    item = price(a_header(customer="C"), [an_item()], book).items[0]

    assert [e.value for e in item.elements if e.label_key == "discount_amount"] == [D("-8.00")]


@pytest.mark.parametrize("region", ["Λέσβος", "ΛΕΣΒΟΣ", "Lesvos", "Μυτιλήνη"])
def test_islands_are_known_by_any_of_their_spellings(region: str) -> None:
    answer = price(a_header(destination_region=region), [an_item()], a_book(BASE))

    assert [line.rate for line in answer.taxes] == [D(17)]


@pytest.mark.parametrize(("rounding", "net"), [("half_up", "0.99"), ("down", "1.00"), ("up", "0.99")])
def test_rounding_is_the_types_choice(rounding: str, net: str) -> None:
    book = a_book(("PR00|product=A", "1.01"), ("K004|product=A", "1.5"), changes={"K004": {"rounding": rounding}})

    assert price(a_header(), [an_item()], book).net == D(net)


def test_boxes_are_priced_by_the_piece() -> None:
    assert price(a_header(), [in_unit("A", "3", "BX", "12")], a_book(BASE)).net == D("360.00")
