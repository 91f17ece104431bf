"""Floors and least margins: what asks for a release, and what is never told with it."""

from decimal import Decimal

import pytest

from prosfora.pricing.rules.book import AccessRule, ProcedureRule, StepRule, TypeRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import PricedItem
from prosfora.pricing.tests.world import a_book, a_header, an_item, gross, manual, standard, with_steps

PRODUCT = (AccessRule(10, ("product",)),)
ZFLO = TypeRule("ZFLO", "limit", "quantity", accesses=PRODUCT, is_statistical=True)
ZMAR = TypeRule("ZMAR", "limit", "percent", accesses=PRODUCT, is_statistical=True)
FLOOR, MARGIN = ("ZFLO|product=A", "9"), ("ZMAR|product=A", "20")


def limited(from_step: int | None = None) -> ProcedureRule:
    """The standard procedure with a floor and a least margin behind the cost."""
    return with_steps(standard(), StepRule(945, 0, ZFLO, from_step=from_step), StepRule(946, 0, ZMAR))


def priced(*lines: tuple[str, str], amount: str = "10", from_step: int | None = None, **facts: object) -> PricedItem:
    per = {"ZMAR|product=A": ("", "1", "")}
    book = a_book(("PR00|product=A", amount), *lines, per=per, procedure=limited(from_step))
    return price(a_header(), [an_item(**facts)], book).items[0]


def asked(item: PricedItem) -> list[tuple[object, ...]]:
    return [tuple(one.detail[name] for name in ("why", "limit", "value", "difference")) for one in item.problems]


def test_a_price_under_the_floor_asks_and_stays_what_it_is() -> None:
    item = priced(FLOOR, amount="8", quantity="2")

    assert (item.net, asked(item)) == (16, [("floor", Decimal("18.00"), Decimal("16.00"), Decimal("2.00"))])
    assert [problem.code for problem in item.problems] == ["needs_release"]


@pytest.mark.parametrize("amount", ["9", "10"])
def test_a_price_at_the_floor_or_above_asks_nothing(amount: str) -> None:
    assert priced(FLOOR, amount=amount).problems == ()


def test_every_discount_counts_that_of_the_header_too() -> None:
    book = a_book(("PR00|product=A", "10"), FLOOR, procedure=limited())

    item = price(a_header(manual=(manual("HA00", "15"),)), [an_item()], book).items[0]

    assert asked(item) == [("floor", 9, Decimal("8.50"), Decimal("0.50"))]


def test_a_floor_may_be_held_against_an_earlier_value() -> None:
    assert asked(priced(FLOOR, ("K004|product=A", "20"), from_step=100)) == []


def test_a_margin_under_the_least_asks_in_per_cent() -> None:
    item = priced(MARGIN, cost=Decimal("8.5"))

    assert asked(item) == [("margin", Decimal(20), Decimal("15.00"), Decimal("5.00"))]
    element = next(one for one in item.elements if one.condition_type == "ZMAR")
    assert (element.base, element.value, element.statistical) == (10, 2, True)


@pytest.mark.parametrize("cost", [None, Decimal(8), Decimal(1)])
def test_a_margin_that_is_kept_or_not_known_asks_nothing(cost: Decimal | None) -> None:
    assert priced(MARGIN, cost=cost).problems == ()


def test_what_is_free_or_has_no_price_asks_nothing() -> None:
    assert priced(FLOOR, MARGIN, is_free=True, cost=Decimal(9)).problems == ()
    unpriced = price(a_header(), [an_item()], a_book(FLOOR, procedure=limited())).items[0]
    assert [problem.code for problem in unpriced.problems] == ["no_base_price"]


def test_a_price_entered_for_nothing_asks() -> None:
    item = priced(MARGIN, cost=Decimal(8), manual=(manual("PB00", "0", unit="PCE"),))

    assert [one[0] for one in asked(item)] == ["margin"]


def test_a_floor_by_quantity_reads_the_level_reached() -> None:
    scales = {"ZFLO|product=A": (("1", "9"), ("100", "7"))}
    book = a_book(("PR00|product=A", "8"), FLOOR, scales=scales, procedure=limited())

    few, many = (price(a_header(), [an_item(quantity=size)], book).items[0] for size in ("1", "100"))

    assert (len(few.problems), len(many.problems)) == (1, 0)


@pytest.mark.parametrize(
    ("amount", "found"), [("11.16", []), ("11.15", [("floor", 9, Decimal("8.99"), Decimal("0.01"))])]
)
def test_where_prices_contain_the_tax_the_net_value_is_held_against_the_floor(
    amount: str, found: list[tuple[object, ...]]
) -> None:
    procedure = with_steps(gross(), StepRule(945, 0, ZFLO), StepRule(946, 0, ZMAR))
    per = {"ZMAR|product=A": ("", "1", "")}
    book = a_book(("PR01|product=A", amount), FLOOR, MARGIN, per=per, procedure=procedure)

    item = price(a_header(), [an_item(cost=Decimal(7))], book).items[0]

    assert asked(item) == found
