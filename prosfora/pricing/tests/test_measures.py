"""Prices and scales by time and volume: hire, service, freight."""

from decimal import Decimal

import pytest

from prosfora.pricing.rules.book import TypeRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.terms import Terms, flaws_of
from prosfora.pricing.tests.world import DAY, a_book, a_header, an_item, reasons, values

D = Decimal
HIRE = "PR00|product=HIRE"
BY_TIME = {"PR00": {"calculation": "time", "scale_basis": "time"}}


@pytest.mark.parametrize(
    ("quantity", "duration", "unit", "price_unit", "net"),
    [
        ("2", "6", "MON", "MON", "240.00"),
        ("1", "2", "ANN", "MON", "480.00"),
        ("1", "18", "MON", "ANN", "30.00"),
        ("3", "2", "WEE", "DAY", "840.00"),
        ("1", "10", "DAY", "WEE", "28.57"),
    ],
)
def test_a_price_per_time_is_for_every_unit_and_its_whole_time(
    quantity: str, duration: str, unit: str, price_unit: str, net: str
) -> None:
    """20.00 a month, year, day or week. Within months and years, days and weeks conversion is exact."""
    book = a_book((HIRE, "20"), per={HIRE: ("EUR", "1", price_unit)}, changes=BY_TIME)
    item = an_item("HIRE", quantity, duration=D(duration), duration_unit=unit)

    assert price(a_header(), [item], book).net == D(net)


def test_months_are_not_converted_into_days() -> None:
    book = a_book((HIRE, "20"), per={HIRE: ("EUR", "1", "DAY")}, changes=BY_TIME)

    answer = price(a_header(), [an_item("HIRE", duration=D(1), duration_unit="MON")], book)

    assert [(problem.code, problem.detail["unit"]) for problem in answer.problems] == [("no_unit_conversion", "DAY")]


@pytest.mark.parametrize(("months", "net"), [("11", "1100.00"), ("12", "1080.00"), ("24", "1920.00")])
def test_a_scale_of_time_reads_how_long_one_unit_runs(months: str, net: str) -> None:
    """5 machines for 11 months do not reach the level from 12 months."""
    levels = {HIRE: [("0", "20"), ("12", "18"), ("24", "16")]}
    book = a_book((HIRE, "20"), per={HIRE: ("EUR", "1", "MON")}, scales=levels, changes=BY_TIME)
    item = an_item("HIRE", "5", duration=D(months), duration_unit="MON")

    assert price(a_header(), [item], book).net == D(net)


def test_a_scale_of_volume_counts_litres_in_its_own_unit() -> None:
    freight = "KF00|incoterms=DAP"
    book = a_book(
        ("PR00|product=A", "10"), (freight, "30"), per={freight: ("EUR", "1", "MTQ")},
        scales={freight: [("0", "30"), ("2", "25")]}, records={freight: {"scale_unit": "MTQ"}},
        changes={"KF00": {"calculation": "volume", "scale_basis": "volume"}},
    )  # fmt: skip

    small, large = (
        price(a_header(incoterms="DAP"), [an_item("A", quantity, volume=D(500))], book) for quantity in ("3", "4")
    )

    assert (values(small, "KF00"), values(large, "KF00")) == ([D("45.00")], [D("50.00")])


def test_a_group_reads_the_scale_of_a_basket_once() -> None:
    """Two items of one group, each cheaper from 10 of product A on: A counts once, not once an item."""
    discount = "K020|price_group=01"
    book = a_book(
        *((f"PR00|product={name}", "10") for name in "ABC"), (discount, "0"),
        scales={discount: [("1", "0"), ("10", "5")]}, changes={"K020": {"is_group": True, "group_over": "basket"}},
        records={discount: {"basket": "product=A"}},
    )  # fmt: skip
    others = [an_item("B", position=20), an_item("C", position=30)]

    few, enough = (price(a_header(price_group="01"), [an_item("A", n), *others], book) for n in ("9", "10"))

    assert (few.net, enough.net) == (D("110.00"), D("114.00"))
    assert reasons(few.items[0], "K020") == []


@pytest.mark.parametrize("basket", ["customer=C", "product=", "colour=red"])
def test_a_basket_names_facts_that_items_have(basket: str) -> None:
    kind = TypeRule("K004", "discount", "percent", "minus", group_over="basket")

    assert [flaw.code for flaw in flaws_of(kind, Terms(D(5), DAY, basket=basket))] == ["bad_key_value"]
    assert list(flaws_of(kind, Terms(D(5), DAY, basket="product=A|plant=ATH1"))) == []


def test_only_types_that_read_baskets_have_records_with_one() -> None:
    kind = TypeRule("K004", "discount", "percent", "minus")

    assert [flaw.code for flaw in flaws_of(kind, Terms(D(5), DAY, basket="product=A"))] == ["calculation_fixed"]


def test_a_price_per_time_wants_a_unit_of_time() -> None:
    kind = TypeRule("PR00", "price", "time")

    assert [flaw.code for flaw in flaws_of(kind, Terms(D(5), DAY, currency="EUR", unit="PCE"))] == ["no_unit"]
    assert list(flaws_of(kind, Terms(D(5), DAY, currency="EUR", unit="MON"))) == []
