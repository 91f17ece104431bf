"""Net prices at every level of every scale, and until when they hold: without a database."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from prosfora.pricelists.rules.net_prices import ONE, NetPrices, listed_procedure, net_prices
from prosfora.pricing.rules.book import ConditionBook
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts
from prosfora.pricing.tests.world import DAY, a_book, a_header, an_item, in_unit

NEXT_YEAR = dt.date(2027, 1, 1)
SILVESTER = dt.date(2026, 12, 31)
KEYS = {"customer": "1000001", "price_group": "01", "customer_group": "A"}


def pieces(quantity: Decimal) -> ItemFacts:
    return an_item("A", str(quantity), gross_weight=Decimal("0.5"), pricing_group="01")


def boxes(quantity: Decimal) -> ItemFacts:
    return in_unit("A", str(quantity), "BX", "12")


def asked(book: ConditionBook, at: object = pieces, header: HeaderFacts | None = None, step: str = "1") -> NetPrices:
    book = replace(book, procedure=listed_procedure(book.procedure))
    return net_prices(header or a_header(**KEYS), at, book, step=Decimal(step))  # type: ignore[arg-type]


def plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def levels(found: NetPrices) -> list[tuple[str, str]]:
    return [(plain(level.quantity), plain(level.net_price)) for level in found.levels]


def test_a_price_without_a_scale_has_one_level() -> None:
    found = asked(a_book(("PR00|product=A", "100.00"), ("K007|customer=1000001", "5")))

    assert levels(found) == [("1", "95")]
    assert found.levels[0].list_price == Decimal("100.00")
    assert found.levels[0].discount_percent == Decimal("5.00")
    assert [one.condition_type for one in found.levels[0].elements] == ["K007"]


def test_every_level_of_a_price_scale_is_told_with_its_discounts() -> None:
    book = a_book(
        ("PR00|product=A", "24.00"), ("K007|customer=1000001", "5"),
        scales={"PR00|product=A": [("1", "24.00"), ("10", "22.50"), ("100", "20.90")]},
    )  # fmt: skip

    assert levels(asked(book)) == [("1", "22.8"), ("10", "21.375"), ("100", "19.855")]


def test_scales_of_prices_and_of_discounts_turn_each_at_its_own_quantity() -> None:
    book = a_book(
        ("PR00|product=A", "10"), ("K004|product=A", "1"),
        scales={"PR00|product=A": [("1", "10"), ("50", "9")], "K004|product=A": [("1", "1"), ("20", "5")]},
    )  # fmt: skip

    assert levels(asked(book)) == [("1", "9.9"), ("20", "9.5"), ("50", "8.55")]


def test_levels_in_base_units_are_told_in_sales_units() -> None:
    book = a_book(
        ("PR00|product=A", "1.00"), ("K004|product=A", "1"),
        scales={"K004|product=A": [("1", "0"), ("30", "10")]},
    )  # fmt: skip

    assert levels(asked(book, boxes)) == [("1", "12"), ("3", "10.8")]


def test_a_scale_of_weight_turns_where_the_weight_is_reached() -> None:
    book = a_book(
        ("PR00|product=A", "10"), ("K004|product=A", "0"), changes={"K004": {"scale_basis": "gross_weight"}},
        scales={"K004|product=A": [("0", "0"), ("20", "10")]},
    )  # fmt: skip

    assert levels(asked(book)) == [("1", "10"), ("40", "9")]


def test_a_scale_of_value_turns_where_the_list_value_is_reached() -> None:
    book = a_book(
        ("PR00|product=A", "30"), ("K004|product=A", "0"), changes={"K004": {"scale_basis": "value"}},
        scales={"K004|product=A": [("0", "0"), ("1000", "10")]},
    )  # fmt: skip

    assert levels(asked(book)) == [("1", "30"), ("34", "27")]


def test_an_up_to_scale_turns_behind_its_level() -> None:
    book = a_book(
        ("PR00|product=A", "10"), changes={"PR00": {"scale_kind": "to"}},
        scales={"PR00|product=A": [("9", "10"), ("99", "8")]},
    )  # fmt: skip

    found = asked(book)

    assert levels(found) == [("1", "10"), ("10", "8")]
    assert found.beyond == 100


def test_levels_that_make_no_difference_are_left_out() -> None:
    book = a_book(("PR00|product=A", "10"), scales={"PR00|product=A": [("1", "10"), ("10", "10"), ("20", "9")]})

    assert levels(asked(book)) == [("1", "10"), ("20", "9")]


@pytest.mark.parametrize("quantity", ["1", "10", "100"])
def test_each_level_is_what_a_document_with_that_item_comes_to(quantity: str) -> None:
    book = a_book(
        ("PR00|product=A", "24.07"), ("K007|customer=1000001", "3.33"), ("K020|price_group=01", "1.5"),
        scales={"PR00|product=A": [("1", "24.07"), ("10", "22.53"), ("100", "20.91")]},
    )  # fmt: skip
    found = {level.quantity: level for level in asked(book).levels}

    quoted = price(a_header(**KEYS), [pieces(Decimal(quantity))], book).items[0]

    assert (found[Decimal(quantity)].net, found[Decimal(quantity)].net_price) == (quoted.net, quoted.unit_price)


def test_a_minimum_order_value_is_no_part_of_a_price() -> None:
    book = a_book(("PR00|product=A", "10"), ("AMIW|customer=1000001", "500"), per={
        "AMIW|customer=1000001": ("EUR", "1", ""),
    })  # fmt: skip

    assert price(a_header(**KEYS), [pieces(ONE)], book).items[0].net == Decimal("500.00")
    assert levels(asked(book)) == [("1", "10")]


def test_without_a_price_the_list_says_why() -> None:
    found = asked(a_book())

    assert (found.levels, found.problem) == ((), "no_base_price")


def test_a_price_in_a_currency_without_a_rate_is_a_problem_and_with_one_follows_it() -> None:
    dollars = {"PR00|product=A": ("USD", "1", "PCE")}

    assert asked(a_book(("PR00|product=A", "10"), per=dollars)).problem == "no_exchange_rate"
    found = asked(a_book(("PR00|product=A", "10"), per=dollars, rates={"USD": "0.9"}))
    assert (levels(found), found.follows_rate) == ([("1", "9")], True)


def test_it_holds_until_the_day_behind_the_last_of_its_record() -> None:
    book = a_book(("PR00|product=A", "10"), records={"PR00|product=A": {"valid_to": SILVESTER}})

    assert asked(book).until == NEXT_YEAR


def test_it_holds_until_a_better_record_begins() -> None:
    book = a_book(("PR00|product=A", "10"), ("K007|customer=1000001", "5"), records={
        "K007|customer=1000001": {"valid_from": NEXT_YEAR},
    })  # fmt: skip

    assert asked(book).until == NEXT_YEAR


def test_a_record_that_changes_nothing_ends_nothing() -> None:
    book = a_book(("PR00|product=A", "10"), ("PR00|customer=1000001|product=A", "8"), records={
        "PR00|product=A": {"valid_to": SILVESTER},
    })  # fmt: skip

    assert asked(book).until is None


def test_the_same_price_in_a_new_period_goes_on() -> None:
    book = a_book(
        ("PR00|product=A", "10"), ("K004|product=A", "5"), ("K007|customer=1000001", "5"), records={
            "K004|product=A": {"valid_to": SILVESTER}, "K007|customer=1000001": {"valid_from": NEXT_YEAR},
        },
    )  # fmt: skip

    assert asked(book).until is None


def test_a_new_level_of_a_coming_scale_is_a_change() -> None:
    book = a_book(("PR00|product=A", "10"), ("K004|product=A", "0"), scales={
        "K004|product=A": [("1", "0"), ("100", "5")],
    }, records={"K004|product=A": {"valid_from": NEXT_YEAR}})  # fmt: skip

    found = asked(book)

    assert (levels(found), found.until) == ([("1", "10")], NEXT_YEAR)


def test_another_tax_rate_leaves_net_prices_as_they_are() -> None:
    book = a_book(("PR00|product=A", "10"))
    taxes = {
        lookup: tuple(record._replace(valid_to=SILVESTER) for record in found)
        for lookup, found in book.records.items()
        if lookup.startswith("MWST")
    }

    assert asked(ConditionBook(book.procedure, {**book.records, **taxes}, book.rates)).until is None


def test_past_days_are_no_coming_change() -> None:
    assert asked(a_book(("PR00|product=A", "10"))).until is None
    assert DAY < NEXT_YEAR
