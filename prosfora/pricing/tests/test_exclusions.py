"""Conditions that do not count together (sap.md 2.6): the losers stay in the trace, inactive, with the reason."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from prosfora.pricing.rules.book import AccessRule, Exclusion, StepRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.exclusions import METHODS
from prosfora.pricing.tests.world import (
    a_book,
    a_header,
    an_item,
    excluding,
    found,
    manual,
    standard,
    values,
    with_steps,
)

D = Decimal
# 100.00 with 3 % for the product, 5 % for the customer, 4 % for the price group
RECORDS = ("PR00|product=A", "100"), ("K004|product=A", "3"), ("K007|customer=C", "5"), ("K020|price_group=01", "4")
HEADER = a_header(customer="C", price_group="01")


@pytest.mark.parametrize(
    ("method", "first", "second", "stays", "net"),
    [
        ("best", ("K004", "K007", "K020"), (), {"K007"}, "95.00"),
        ("worst", ("K004", "K007", "K020"), (), {"K004"}, "97.00"),
        ("best_group", ("K007",), ("K004", "K020"), {"K004", "K020"}, "93.00"),
        ("worst_group", ("K007",), ("K004", "K020"), {"K007"}, "95.00"),
        ("first", ("K020", "K007"), (), {"K004", "K020"}, "93.00"),
        ("first_group", ("K004",), ("K007", "K020"), {"K004"}, "97.00"),
        ("first_group", ("K032",), ("K007", "K020"), {"K004", "K007", "K020"}, "88.00"),
        ("best", ("K004", "K007"), (), {"K007", "K020"}, "91.00"),
        ("best_within", ("K004", "K007", "K020"), (), {"K004", "K007", "K020"}, "88.00"),
    ],
)
def test_of_conditions_that_exclude_each_other_the_wanted_ones_stay(
    method: str, first: Sequence[str], second: Sequence[str], stays: set[str], net: str
) -> None:
    answer = price(HEADER, [an_item()], a_book(*RECORDS, procedure=excluding(method, first, second)))

    elements = [e for e in answer.items[0].elements if e.condition_type.startswith("K0")]
    assert {e.condition_type for e in elements if e.active} == stays
    assert {e.inactive_reason for e in elements if not e.active} <= {"excluded", "lower_priority"}
    assert len(elements) == 3
    assert answer.net == D(net)


@pytest.mark.parametrize(("method", "stays"), [("best_within", "-3.00"), ("worst_within", "-2.00")])
def test_of_the_records_of_one_type_one_stays(method: str, stays: str) -> None:
    both = (AccessRule(10, ("pricing_group",), exclusive=False), AccessRule(20, ("product_group",), exclusive=False))
    steps = replace(standard(changes={"K029": {"accesses": both}}), exclusions=(Exclusion(method, ("K029",)),))
    book = a_book(
        ("PR00|product=A", "100"), ("K029|pricing_group=01", "2"), ("K029|product_group=BOLTS", "3"), procedure=steps
    )

    answer = price(a_header(), [an_item(pricing_group="01", product_group="BOLTS")], book)

    assert values(answer, "K029") == [D(stays)]


def test_a_return_keeps_what_its_sale_kept() -> None:
    book = a_book(*RECORDS, procedure=excluding("best", ("K004", "K007", "K020")))

    sale, back = (price(HEADER, [an_item("A", quantity)], book) for quantity in ("2", "-2"))

    assert back.net == -sale.net == D("-190.00")


def test_of_equal_ones_the_first_step_stays() -> None:
    lines = ("PR00|product=A", "100"), ("K007|customer=C", "5"), ("K004|product=A", "5")

    answer = price(HEADER, [an_item()], a_book(*lines, procedure=excluding("best", ("K004", "K007"))))

    assert [e.condition_type for e in answer.items[0].elements if e.inactive_reason == "excluded"] == ["K004"]


def test_what_a_person_enters_builds_on_what_the_exclusion_left() -> None:
    """5 % stays of 3, 5 and 4; the 10 % entered are of 95.00."""
    item = an_item(manual=(manual("RA00", "10"),))

    answer = price(HEADER, [item], a_book(*RECORDS, procedure=excluding("best", ("K004", "K007", "K020"))))

    assert (values(answer, "RA00"), answer.net) == ([D("-9.50")], D("85.50"))


def test_a_net_price_found_switches_discounts_off() -> None:
    """SAP's flag of a net price, as an exclusion: where the customer has a net price, discounts are not for him."""
    net_price = found("PNET", "customer", "product", condition_class="price", calculation="quantity", sign="plus")
    exclusions = [Exclusion("first_group", ("PNET",), losers) for losers in (("PR00",), ("K004", "K007", "K020"))]
    steps = replace(with_steps(standard(), StepRule(12, 0, net_price)), exclusions=tuple(exclusions))
    book = a_book(*RECORDS, ("PNET|customer=C|product=A", "88"), procedure=steps)

    assert price(HEADER, [an_item()], book).net == D("88.00")
    assert price(a_header(price_group="01"), [an_item()], book).net == D("93.00")


def test_every_method_is_tested_here() -> None:
    assert set(METHODS) == {
        "first", "best", "best_within", "best_group", "first_group", "worst", "worst_within", "worst_group",
    }  # fmt: skip
