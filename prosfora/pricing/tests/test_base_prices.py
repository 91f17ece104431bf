"""Several base prices by priority, and the price given before as the last of them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from prosfora.pricing.rules.book import AccessRule, Exclusion, PreviousPrice, ProcedureRule, StepRule, TypeRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import PricedItem
from prosfora.pricing.rules.setup.procedures import check_procedure
from prosfora.pricing.rules.trace import from_json, previous_in, to_json
from prosfora.pricing.tests.world import a_book, a_header, an_item, manual, reasons, standard, with_steps

USUAL, RECOMMENDED = ("PR00|product=A", "10"), ("ZREC|product=A", "9")
GIVEN = PreviousPrice(Decimal("8.5"), "EUR", "PCE", "20000042", 30)
ZREC = TypeRule("ZREC", "price", "quantity", accesses=(AccessRule(10, ("product",)),))
ZPRV = TypeRule("ZPRV", "price", "quantity")


def by_priority(*codes: str) -> ProcedureRule:
    """The standard procedure with a recommended price and the price given before behind the usual one."""
    steps = StepRule(12, 0, ZREC), StepRule(12, 1, ZPRV, formula="previous_price_365")
    exclusion = Exclusion("first", codes or ("PR00", "ZREC", "ZPRV"))
    return replace(with_steps(standard(), *steps), exclusions=(exclusion,))


def priced(
    *lines: tuple[str, str], given: PreviousPrice | None = GIVEN, procedure: ProcedureRule | None = None,
    trace: bool = True, records: object = None, **facts: object,
) -> PricedItem:  # fmt: skip
    book = a_book(*lines, procedure=procedure or by_priority(), records=records)
    book = replace(book, previous={("C", "A"): given} if given else {})
    return price(a_header(customer="C"), [an_item(**facts)], book, trace=trace).items[0]


def codes(item: PricedItem) -> list[str]:
    return [problem.code for problem in item.problems]


@pytest.mark.parametrize("trace", [True, False])
def test_the_first_with_a_value_counts_and_the_others_say_why_not(trace: bool) -> None:
    item = priced(USUAL, RECOMMENDED, trace=trace)

    lost = {one.condition_type: one.inactive_reason for one in item.elements if not one.active}
    assert (item.net, codes(item)) == (10, [])
    assert lost == {"ZREC": "lower_priority", "ZPRV": "lower_priority"}


def test_priority_is_the_order_of_the_group_not_of_the_steps() -> None:
    assert priced(USUAL, RECOMMENDED, procedure=by_priority("ZREC", "PR00", "ZPRV")).net == 9


def test_a_fallback_is_marked_and_is_no_error() -> None:
    item = priced(RECOMMENDED)

    assert (item.net, item.gross_value, codes(item)) == (9, 9, ["fallback_price"])


@pytest.mark.parametrize("trace", [True, False])
def test_the_price_given_before_tells_where_it_comes_from(trace: bool) -> None:
    item = priced(trace=trace, quantity="2")

    element = next(one for one in item.elements if one.condition_type == "ZPRV")
    assert (item.net, element.key) == (17, (("document", "20000042"), ("item", "30")))
    assert item.problems[0].detail == {"type": "ZPRV", "document": "20000042", "item": "30"}
    assert codes(item) == ["previous_price"]


def test_it_is_net_so_discounts_found_do_not_count_twice_but_what_is_entered_does() -> None:
    item = priced(("K007|customer=C", "10"), manual=(manual("RA00", "10"),))

    assert item.net == Decimal("7.65")
    assert (10, "in_previous_price") in reasons(item, "K007")
    assert priced(USUAL, ("K007|customer=C", "10")).net == 9


def test_in_a_unit_that_the_product_is_not_kept_in_it_is_lost() -> None:
    item = priced(given=GIVEN._replace(unit="KGM"))

    assert (item.net, codes(item)) == (0, ["no_base_price"])
    assert reasons(item, "ZPRV") == [(0, "other_unit")]


def test_per_another_unit_of_the_product_it_is_converted() -> None:
    box = {"unit_factors": (("BOX", Decimal(10)),)}

    assert priced(given=GIVEN._replace(unit="BOX", amount=Decimal(80)), **box).net == 8


def test_without_any_there_is_no_price() -> None:
    assert codes(priced(given=None)) == ["no_base_price"]


def test_a_price_entered_needs_no_mark() -> None:
    item = priced(manual=(manual("PB00", "7", unit="PCE"),))

    assert (item.net, item.problems) == (7, ())


def test_a_price_on_request_of_higher_priority_is_one() -> None:
    asked = {"PR00|product=A": {"on_request": True}}

    assert codes(priced(("PR00|product=A", "0"), RECOMMENDED, records=asked)) == ["price_on_request"]
    other_way = priced(
        ("PR00|product=A", "0"), RECOMMENDED, records=asked, procedure=by_priority("ZREC", "PR00", "ZPRV")
    )
    assert (other_way.net, codes(other_way)) == (9, [])


def test_a_stored_trace_gives_back_what_it_was_made_from() -> None:
    stored = to_json(priced())

    assert previous_in("C", [("A", stored)]) == {("C", "A"): GIVEN}
    assert from_json(stored).elements[-1] is not None


def test_the_check_of_the_set_up_has_nothing_against_it() -> None:
    assert [found.code for found in check_procedure(by_priority())] == []
