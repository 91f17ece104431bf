"""What users of the peers rely on (behaviours.md, section A, by number): price lists, scales, validity.

As theirs, or as we decided otherwise; docs/develop/pricing.md gives the reasons.
"""

import datetime as dt
from decimal import Decimal

import pytest

from prosfora.pricing.rules.book import AccessRule, ProcedureRule, StepRule, TypeRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.tests.world import (
    DAY,
    a_book,
    a_header,
    an_item,
    found,
    in_unit,
    manual,
    nets,
    standard,
    values,
    with_steps,
)

D = Decimal
EXEMPT = {"customer_tax_class": "0"}


def test_a2_a_mark_up_is_a_negative_discount() -> None:
    answer = price(a_header(), [an_item(manual=(manual("RA00", "-99.99"),))], a_book(("PR00|product=A", "100")))

    assert answer.net == D("199.99")


def test_a4_a_scale_counts_base_units_whatever_the_unit_of_the_line() -> None:
    book = a_book(
        ("PR00|product=A", "20"), ("K004|product=A", "0"), scales={"K004|product=A": [("0", "0"), ("4", "10")]}
    )
    lines = [
        *(an_item("A", quantity, position=place) for place, quantity in ((10, "3"), (20, "4"), (30, "5"))),
        *(in_unit("A", dozens, "DZN", "12", position=place) for place, dozens in ((40, "1"), (50, "0.4"), (60, "0.3"))),
    ]

    items = price(a_header(**EXEMPT), lines, book).items

    assert [item.unit_price for item in items] == [20, 18, 18, 216, 216, 240]
    assert [item.gross_value / line.quantity for item, line in zip(items, lines, strict=True)] == [20] * 3 + [240] * 3
    assert [item.discount_percent for item in items] == [None, 10, 10, 10, 10, None]


def test_a6_validity_is_by_days_not_hours() -> None:
    """Decided otherwise: a price holds for whole days, as an offer is dated."""
    until = {"K004|product=A": {"valid_from": DAY, "valid_to": DAY + dt.timedelta(days=3)}}
    book = a_book(("PR00|product=A", "1000"), ("K004|product=A", "50"), records={
        **until, "PR00|product=A": {"valid_from": dt.date(2020, 1, 1)},
    })  # fmt: skip

    def on(days: int) -> Decimal:
        return price(a_header(pricing_date=DAY + dt.timedelta(days=days)), [an_item()], book).net

    assert [on(days) for days in (-1, 0, 3, 4)] == [1000, 500, 500, 1000]


@pytest.mark.parametrize(("quantity", "net"), [("5", "95.00"), ("1", "20.00")])
def test_a8_a_discount_of_a_product_group_from_two_units(quantity: str, net: str) -> None:
    scales = {"K029|product_group=BOLTS": [("0", "0"), ("2", "5")]}
    book = a_book(("PR00|product=A", "20"), ("K029|product_group=BOLTS", "0"), scales=scales)

    assert price(a_header(), [an_item("A", quantity, product_group="BOLTS")], book).net == D(net)


def test_a10_two_discounts_on_what_is_left_compound_and_are_shown_as_one() -> None:
    book = a_book(("PR00|product=A", "100"), ("K007|customer=C", "10"))

    answer = price(a_header(customer="C"), [an_item(manual=(manual("RA00", "10"),))], book)

    assert (answer.net, answer.items[0].discount_percent) == (D("81.00"), D("19.00"))


def test_a12_a_negative_discount_raises_the_price_and_is_never_shown_as_a_discount() -> None:
    book = a_book(("PR00|product=A", "20"), ("K007|customer=C", "-10"))

    answer = price(a_header(customer="C"), [an_item()], book)

    assert (answer.net, values(answer, "K007")) == (D("22.00"), [D("2.00")])
    assert answer.items[0].discount_percent is None


def test_a14_a_price_in_another_currency_and_a_unit_of_ten() -> None:
    book = a_book(
        ("PR00|product=A", "100"), ("K007|customer=C", "10"), per={"PR00|product=A": ("USD", "1", "PCE")},
        rates={"USD": "2.0"},
    )  # fmt: skip
    lines = [an_item("A"), in_unit("A", "1", "TEN", "10", position=20)]

    assert nets(price(a_header(customer="C"), lines, book)) == [D("180.00"), D("1800.00")]


def test_a14_without_rules_the_list_price_holds_in_any_unit() -> None:
    dollars = {"PR00|product=A": ("USD", "1", "PCE")}
    book = a_book(("PR00|product=A", "20"), per=dollars, rates={"USD": "1"})

    answer = price(a_header(**EXEMPT), [in_unit("A", "2", "DZN", "12")], book)

    assert (answer.items[0].unit_price, answer.total) == (D("240.00"), D("480.00"))


def test_a16_pricing_again_changes_nothing_until_a_record_does() -> None:
    lines = ("PR00|product=A", "19.99"), ("K007|customer=C", "3.3")
    header, item = a_header(customer="C"), [an_item("A", "7")]

    once, again = price(header, item, a_book(*lines)), price(header, item, a_book(*lines))

    assert once == again


def test_a16_a_new_discount_lowers_the_net_and_leaves_the_list_value() -> None:
    item = [an_item("A", "10")]
    before = price(a_header(), item, a_book(("PR00|product=A", "20")))

    after = price(a_header(), item, a_book(("PR00|product=A", "20"), ("K004|product=A", "5")))

    assert (after.net, after.items[0].gross_value) == (before.net * D("0.95"), before.net)


@pytest.mark.parametrize(
    ("product", "quantity", "unit", "rate"),
    [
        ("A", "1", "KGM", "10"), ("A", "1000", "GRM", "10"), ("V", "1", "KGM", "11"), ("A", "10", "KGM", "9"),
        ("A", "-10", "KGM", "9"), ("A", "10000", "GRM", "9"), ("V", "10", "KGM", "8"), ("V", "10000", "GRM", "8"),
    ],
)  # fmt: skip
def test_a18_a_scale_reads_the_size_without_its_sign_in_any_unit(
    product: str, quantity: str, unit: str, rate: str
) -> None:
    """A list by formula: the variant's line before that of its group, both with a level from 10 kg."""
    size = {"KGM": D(1), "GRM": D("0.001")}[unit]
    line = an_item(
        product, quantity, unit=unit, base_unit="KGM", base_quantity=D(quantity) * size, product_group="G",
        unit_factors=((unit, size),),
    )  # fmt: skip
    variant, group = "PR00|product=V", "PR00|product_group=G"
    per_kilogram = ("EUR", "1", "KGM")
    book = a_book(
        (variant, "11"), (group, "10"), per={variant: per_kilogram, group: per_kilogram},
        scales={variant: [("0", "11"), ("10", "8")], group: [("0", "10"), ("10", "9")]},
        changes={"PR00": {"accesses": (AccessRule(10, ("product",)), AccessRule(20, ("product_group",)))}},
    )  # fmt: skip

    answer = price(a_header(), [line], book)

    assert answer.items[0].elements[0].rate == D(rate)
    assert answer.net == D(rate) * D(quantity) * size


def test_a20_a_price_that_is_missing_is_none_not_nought() -> None:
    answer = price(a_header(), [an_item()], a_book())

    assert [problem.code for problem in answer.problems] == ["no_base_price"]


def cost_plus() -> ProcedureRule:
    """A procedure in which the price is a percentage of the cost."""
    cost = TypeRule("VPRS", "cost", "quantity", is_statistical=True)
    plus = found("KAUF", "product_group", condition_class="price", calculation="cost", sign="plus")
    steps = [step for step in standard().steps if not (step.type and step.type.code in ("PR00", "VPRS"))]
    return with_steps(
        ProcedureRule("COST", tuple(steps)), StepRule(8, 0, cost, statistical=True),
        StepRule(11, 0, plus, mandatory=True),
    )  # fmt: skip


def test_a20_a_price_from_cost_plus_a_margin() -> None:
    book = a_book(("KAUF|product_group=G", "120"), procedure=cost_plus())

    answer = price(a_header(), [an_item("A", product_group="G", cost=D(5))], book)

    assert (answer.net, answer.margin) == (D("6.00"), D("1.00"))


def test_a20_without_a_cost_there_is_no_price_and_that_is_told() -> None:
    """Decided otherwise than Tryton, whose answer is a price of nought: an offer must not go out for nothing."""
    book = a_book(("KAUF|product_group=G", "120"), procedure=cost_plus())

    answer = price(a_header(), [an_item("A", product_group="G")], book)

    assert [problem.code for problem in answer.problems] == ["no_base_price"]


@pytest.mark.parametrize(("quantity", "rate"), [("1", "790"), ("3", "785")])
def test_a22_a_price_scale_from_three(quantity: str, rate: str) -> None:
    book = a_book(("PR00|product=B", "790"), scales={"PR00|product=B": [("1", "790"), ("3", "785")]})

    assert price(a_header(), [an_item("B", quantity)], book).items[0].unit_price == D(rate)
