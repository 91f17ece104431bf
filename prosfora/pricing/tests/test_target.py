"""What would have to change to reach a price: every way there was priced, and only what helps is told."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.target import Target, Way, ways_to
from prosfora.pricing.tests.world import a_book, a_header, an_item, manual

HEADER = a_header(customer="C")
BOOK = a_book(
    ("PR00|product=A", "10.00"), ("K007|customer=C", "5"),
    scales={"PR00|product=A": [("1", "10.00"), ("50", "9.50"), ("100", "8.00")]},
)  # fmt: skip


def target(wanted: str, quantity: str = "10", **facts: object) -> Target:
    return ways_to(Decimal(wanted), 10, HEADER, [an_item("A", quantity, **facts)], BOOK)


def way(answer: Target, means: str, code: str) -> Way:
    return next(way for way in answer.ways if (way.means, way.condition_type) == (means, code))


@pytest.mark.parametrize(
    ("means", "code", "now", "rate"),
    [
        ("entered", "RA00", None, "5.26"),
        ("entered", "RB00", None, "5"),
        ("entered", "RC00", None, "0.5"),
        ("entered", "PN00", None, "9"),
        ("entered", "PB00", None, "9.474"),
        ("entered", "K007", "5", "10"),
        ("record", "K007", "5", "10"),
        ("record", "PR00", "10.00", "9.474"),
    ],
)
def test_ninety_instead_of_ninety_five(means: str, code: str, now: str | None, rate: str) -> None:
    found = way(target("90.00"), means, code)

    assert (found.now, found.rate) == (None if now is None else Decimal(now), Decimal(rate))
    assert (found.net, found.unit_price, found.reaches) == (Decimal("90.00"), Decimal("9.00"), True)


def test_the_shortest_rate_that_reaches_it_is_told() -> None:
    assert way(target("85.50"), "entered", "RA00").rate == 10  # not 10.000


def test_a_larger_quantity_reaches_the_price_at_its_scale() -> None:
    found = way(target("90.00"), "quantity", "PR00")

    assert (found.quantity, found.unit_price, found.rate) == (Decimal(100), Decimal("7.60"), None)
    assert found.record == 1


def test_no_quantity_makes_it_dearer() -> None:
    assert all(way.means != "quantity" for way in target("99.00").ways)


def test_a_discount_that_is_entered_already_is_changed_not_doubled() -> None:
    found = way(target("85.50", manual=(manual("RA00", "2"),)), "entered", "RA00")

    assert (found.now, found.rate) == (Decimal(2), Decimal(10))


def test_a_record_at_a_level_of_its_scale_changes_there() -> None:
    answer = target("446.50", "50")  # 50 × 9.50 − 5 % = 451.25

    assert way(answer, "record", "PR00").now == Decimal("9.50")
    assert way(answer, "record", "PR00").rate == Decimal("9.4")


def test_limits_of_what_may_be_typed_stay_limits() -> None:
    book = a_book(
        ("PR00|product=A", "10.00"), ("K007|customer=C", "5"),
        records={"K007|customer=C": {"upper_limit": Decimal(8)}},
    )  # fmt: skip
    answer = ways_to(Decimal("90.00"), 10, HEADER, [an_item("A", "10")], book)

    assert way(answer, "entered", "K007").problems == ("outside_limits",)
    assert way(answer, "entered", "RA00").problems == ()
    assert answer.ways.index(way(answer, "entered", "RA00")) < answer.ways.index(way(answer, "entered", "K007"))


def test_what_cannot_be_met_to_the_cent_is_told_as_the_nearest() -> None:
    answer = target("3333.33", "1000", manual=())  # a percentage of three places is too coarse for some cents

    nearest = [found for found in answer.ways if not found.reaches]
    assert all(abs(found.net - answer.wanted) < abs(answer.now.net - answer.wanted) for found in nearest)
    assert answer.ways.index(nearest[0]) > 0 if nearest else True


def test_the_margin_of_each_way_is_told() -> None:
    assert way(target("90.00", cost=Decimal(6)), "entered", "RB00").margin == Decimal("30.00")


def test_tax_and_cost_are_no_way() -> None:
    assert not {way.condition_type for way in target("90.00", cost=Decimal(6)).ways} & {"MWST", "VPRS"}


def test_items_that_share_a_group_scale_are_priced_together() -> None:
    book = a_book(
        ("PR00|product=A", "10.00"), ("PR00|product=B", "10.00"), ("K007|customer=C", "5"),
        changes={"K007": {"is_group": True}},
        scales={"K007|customer=C": [("1", "5"), ("20", "10")]},
    )  # fmt: skip
    items = [an_item("A", "10"), an_item("B", "10", position=20)]
    answer = ways_to(Decimal("81.00"), 10, HEADER, items, book)

    assert answer.now.net == Decimal("90.00")  # both items reach twenty
    assert way(answer, "entered", "RA00").rate == 10


@settings(deadline=None, max_examples=60)
@given(
    wanted=st.decimals("1", "500", places=2), quantity=st.integers(1, 60), typed=st.decimals("0", "20", places=1),
)  # fmt: skip
def test_whoever_goes_a_way_arrives_where_it_says(wanted: Decimal, quantity: int, typed: Decimal) -> None:
    item = an_item("A", str(quantity), manual=(manual("RA00", str(typed)),))

    for found in ways_to(wanted, 10, HEADER, [item], BOOK).ways:
        if found.means != "entered":
            continue
        assert found.rate is not None
        others = tuple(entry for entry in item.manual if entry.condition_type != found.condition_type)
        currency = "" if found.calculation == "percent" else "EUR"
        entered = manual(found.condition_type, str(found.rate), currency=currency)
        gone = price(HEADER, [replace(item, manual=(*others, entered))], BOOK).items[0]
        assert gone.net == found.net
        assert found.reaches == (found.net == wanted)


def test_no_freight_or_price_becomes_negative() -> None:
    book = a_book(
        ("PR00|product=A", "10.00"), ("KF00|incoterms=DAP", "0.45"),
        per={"KF00|incoterms=DAP": ("EUR", "1", "KGM")},
    )  # fmt: skip
    item = an_item("A", "10", gross_weight=Decimal("0.4"))
    answer = ways_to(Decimal("50.00"), 10, a_header(incoterms="DAP"), [item], book)

    assert answer.now.net == Decimal("101.80")
    assert "KF00" not in {found.condition_type for found in answer.ways}
    assert way(answer, "record", "PR00").rate == Decimal("4.82")
