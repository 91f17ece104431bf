"""What users of the peers rely on (behaviours.md, sections A to C), by number: as theirs, or as we decided otherwise.

docs/develop/pricing.md lists every number with its reason; those not here belong to a later issue.
"""

import datetime as dt
from decimal import Decimal

import pytest

from prosfora.pricing.rules.book import AccessRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import ItemFacts
from prosfora.pricing.tests.world import DAY, a_book, a_header, an_item, in_unit, manual, nets, values

D = Decimal
FULL = "MWST|tax_case=domestic|departure_country=GR|customer_tax_class=1|product_tax_class=1"
EXEMPT = {"customer_tax_class": "0"}
DOWN = {"from_step": None}  # a discount that builds on what is left, not on the gross value


def test_2_a_mark_up_is_a_negative_discount() -> None:
    answer = price(a_header(), [an_item(manual=(manual("RA00", "-99.99"),))], a_book(("PR00|product=A", "100")))

    assert answer.net == D("199.99")


def test_4_a_scale_counts_base_units_whatever_the_unit_of_the_line() -> None:
    book = a_book(
        ("PR00|product=A", "20"), ("K004|product=A", "0"), scales={"K004|product=A": [("0", "0"), ("4", "10")]}
    )
    lines = [
        *(an_item("A", quantity, position=place) for place, quantity in ((10, "3"), (20, "4"), (30, "5"))),
        *(in_unit("A", dozens, "DZN", "12", position=place) for place, dozens in ((40, "1"), (50, "0.4"), (60, "0.3"))),
    ]

    answer = price(a_header(**EXEMPT), lines, book)

    assert [item.unit_price for item in answer.items] == [20, 18, 18, 216, 216, 240]


def test_6_validity_is_by_days_not_hours() -> None:
    """Decided otherwise: a price holds for whole days, as an offer is dated."""
    until = {"K004|product=A": {"valid_from": DAY, "valid_to": DAY + dt.timedelta(days=3)}}
    book = a_book(("PR00|product=A", "1000"), ("K004|product=A", "50"), records={
        **until, "PR00|product=A": {"valid_from": dt.date(2020, 1, 1)},
    })  # fmt: skip

    def on(days: int) -> Decimal:
        return price(a_header(pricing_date=DAY + dt.timedelta(days=days)), [an_item()], book).net

    assert [on(days) for days in (-1, 0, 3, 4)] == [1000, 500, 500, 1000]


@pytest.mark.parametrize(("quantity", "net"), [("5", "95.00"), ("1", "20.00")])
def test_8_a_discount_of_a_product_group_from_two_units(quantity: str, net: str) -> None:
    scales = {"K029|product_group=BOLTS": [("0", "0"), ("2", "5")]}
    book = a_book(("PR00|product=A", "20"), ("K029|product_group=BOLTS", "0"), scales=scales)

    assert price(a_header(), [an_item("A", quantity, product_group="BOLTS")], book).net == D(net)


def test_10_two_discounts_on_what_is_left_compound() -> None:
    book = a_book(("PR00|product=A", "100"), ("K007|customer=C", "10"))

    answer = price(a_header(customer="C"), [an_item(manual=(manual("RA00", "10"),))], book)

    assert answer.net == D("81.00")


def test_12_a_negative_discount_raises_the_price() -> None:
    book = a_book(("PR00|product=A", "20"), ("K007|customer=C", "-10"))

    answer = price(a_header(customer="C"), [an_item()], book)

    assert (answer.net, values(answer, "K007")) == (D("22.00"), [D("2.00")])


def test_14_a_price_in_another_currency_and_a_unit_of_ten() -> None:
    book = a_book(
        ("PR00|product=A", "100"), ("K007|customer=C", "10"), per={"PR00|product=A": ("USD", "1", "PCE")},
        rates={"USD": "2.0"},
    )  # fmt: skip
    lines = [an_item("A"), in_unit("A", "1", "TEN", "10", position=20)]

    assert nets(price(a_header(customer="C"), lines, book)) == [D("180.00"), D("1800.00")]


def test_16_pricing_again_changes_nothing() -> None:
    book = a_book(("PR00|product=A", "19.99"), ("K007|customer=C", "3.3"))
    line = [an_item("A", "7")]

    assert price(a_header(customer="C"), line, book) == price(a_header(customer="C"), line, book)


@pytest.mark.parametrize(
    ("quantity", "unit", "net"),
    [("1", "KGM", "10"), ("1000", "GRM", "10"), ("10", "KGM", "90"), ("-10", "KGM", "-90"), ("10000", "GRM", "90")],
)
def test_18_a_scale_reads_the_size_without_its_sign_in_any_unit(quantity: str, unit: str, net: str) -> None:
    size = {"KGM": D(1), "GRM": D("0.001")}[unit]
    line = an_item(
        "A", quantity, unit=unit, base_unit="KGM", base_quantity=D(quantity) * size, unit_factors=((unit, size),)
    )
    book = a_book(
        ("PR00|product=A", "10"), per={"PR00|product=A": ("EUR", "1", "KGM")},
        scales={"PR00|product=A": [("0", "10"), ("10", "9")]},
    )  # fmt: skip

    assert price(a_header(), [line], book).net == D(net)


def test_20_a_price_that_is_missing_is_none_not_nought() -> None:
    answer = price(a_header(), [an_item()], a_book())

    assert [problem.code for problem in answer.problems] == ["no_base_price"]


@pytest.mark.parametrize(("quantity", "rate"), [("1", "790"), ("3", "785")])
def test_22_a_price_scale_from_three(quantity: str, rate: str) -> None:
    book = a_book(("PR00|product=B", "790"), scales={"PR00|product=B": [("1", "790"), ("3", "785")]})

    assert price(a_header(), [an_item("B", quantity)], book).items[0].unit_price == D(rate)


def test_24_discounts_may_build_on_what_the_ones_before_left() -> None:
    lines = ("PR00|product=A", "100"), ("K007|customer=C", "20"), ("K004|product=A", "10")
    line = [an_item()]

    added = price(a_header(customer="C"), line, a_book(*lines))
    compounded = price(a_header(customer="C"), line, a_book(*lines, steps={"K007": DOWN, "K004": DOWN}))

    assert (added.net, compounded.net) == (D("70.00"), D("72.00"))


def test_26_surcharges_too() -> None:
    lines = ("PR00|product=A", "100"), ("KS00|product=A", "10"), ("K004|product=A", "-20")

    added = price(a_header(), [an_item()], a_book(*lines))
    compounded = price(a_header(), [an_item()], a_book(*lines, steps={"KS00": DOWN, "K004": DOWN}))

    assert (added.net, compounded.net) == (D("130.00"), D("132.00"))


def test_28_the_record_of_the_product_wins_over_the_one_of_its_group() -> None:
    own_first = (AccessRule(10, ("product",)), AccessRule(20, ("pricing_group",)))
    book = a_book(
        ("PR00|product=A", "100"), ("PR00|product=B", "100"), ("K029|pricing_group=01", "7.5"),
        ("K029|product=A", "17.5"), changes={"K029": {"accesses": own_first}},
    )  # fmt: skip
    lines = [an_item("A", pricing_group="01"), an_item("B", pricing_group="01", position=20)]

    assert nets(price(a_header(), lines, book)) == [D("82.50"), D("92.50")]


def test_30_a_price_per_piece_prices_the_box_and_a_price_per_box_the_piece() -> None:
    """Decided otherwise in its second half: a unit is what a price is per, never a condition for using it."""
    per_box = a_book(("PR00|product=A", "101"), per={"PR00|product=A": ("EUR", "1", "BX")})
    piece = an_item("A", "1", unit_factors=(("BX", D(10)),))

    assert price(a_header(), [in_unit("A", "1", "BX", "10")], a_book(("PR00|product=A", "101"))).net == D("1010.00")
    assert price(a_header(), [in_unit("A", "1", "BX", "10")], per_box).net == D("101.00")
    assert price(a_header(), [piece], per_box).net == D("10.10")


def test_36_a_scale_over_a_basket_of_two_groups() -> None:
    group = {"K020": {"is_group": True}}
    lines = ("PR00|product=A", "100"), ("PR00|product=B", "200"), ("K020|price_group=01", "0"), ("K004|product=A", "20")
    scales = {"K020|price_group=01": [("0", "0"), ("60", "10"), ("80.001", "0")]}
    items = [an_item("A", "40"), an_item("B", "30", position=20)]

    answer = price(a_header(price_group="01"), items, a_book(*lines, scales=scales, changes=group))

    assert [item.unit_price for item in answer.items] == [70, 180]


def test_44_each_condition_is_rounded_to_the_cent() -> None:
    """Decided otherwise for amounts: 3.3333 off 10 is 3.33 of money, not four decimals of it."""
    book = a_book(("PR00|product=A", "10"))
    rate = price(a_header(), [an_item(manual=(manual("RA00", "10"),))], book)
    amount = price(a_header(), [an_item(manual=(manual("RC00", "3.3333", currency="EUR"),))], book)

    assert (rate.net, values(rate, "RA00")) == (D("9.00"), [D("-1.00")])
    assert (amount.net, values(amount, "RC00")) == (D("6.67"), [D("-3.33")])


def test_46_a_discount_of_the_whole_document_keeps_every_tax_rate_apart() -> None:
    book = a_book(("PR00|product=A", "100"), ("PR00|product=B", "60"))
    items = [an_item("A"), an_item("B", position=20, tax_class="2")]

    answer = price(a_header(manual=(manual("HA00", "50"),)), items, book)

    assert [(line.rate, line.base, line.tax) for line in answer.taxes] == [
        (D(24), D("50.00"), D("12.00")), (D(13), D("30.00"), D("3.90")),
    ]  # fmt: skip


def test_48_a_discount_of_the_line_and_then_of_the_document() -> None:
    header = a_header(manual=(manual("HA00", "10"),))
    line = an_item(manual=(manual("RA00", "10"),))

    assert price(header, [line], a_book(("PR00|product=A", "100"))).net == D("81.00")


def test_50_halves_are_rounded_up_not_to_even() -> None:
    """Decided otherwise than Tryton: 1.005 is 1.01, as the trade and the tax office round."""
    book = a_book(("PR00|product=A", "1.070"), ("PR00|product=B", "1.005"), (FULL, "100"))

    answer = price(a_header(), [an_item("A"), an_item("B", position=20)], book)

    assert (nets(answer), answer.tax) == ([D("1.07"), D("1.01")], D("2.08"))


@pytest.mark.parametrize(("net", "tax", "total"), [("22689", "4311", "27000"), ("9176", "1743", "10919")])
def test_56_a_currency_without_minor_unit(net: str, tax: str, total: str) -> None:
    book = a_book(("PR00|product=A", net), (FULL, "19"), per={"PR00|product=A": ("CLP", "1", "PCE")})

    answer = price(a_header(currency="CLP"), [an_item()], book)

    assert (answer.tax, answer.total) == (D(tax), D(total))


@pytest.mark.parametrize("percent", ["2", "7", "18"])
def test_62_a_discounted_document_is_the_rounded_share_of_the_old_one(percent: str) -> None:
    book = a_book(("PR00|product=A", "15.89"))
    items: list[ItemFacts] = [an_item("A"), an_item("A", position=20)]

    answer = price(a_header(manual=(manual("HA00", percent),)), items, book)

    assert answer.net == D("31.78") - round(D("31.78") * D(percent) / 100 + D("1e-9"), 2)
    assert sum(nets(answer)) == answer.net
