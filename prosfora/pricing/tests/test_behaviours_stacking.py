"""What users of the peers rely on (behaviours.md, section B, by number): stacking, promotions, coupons, free goods.

As theirs, or as we decided otherwise; docs/develop/pricing.md gives the reasons.
"""

from decimal import Decimal

import pytest

from prosfora.pricing.queries import price_document
from prosfora.pricing.rules.book import AccessRule, ProcedureRule, StepRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.free_goods import FreeGoods, delivered
from prosfora.pricing.tests.builders import a_price, standard_pricing
from prosfora.pricing.tests.world import (
    FULL,
    a_book,
    a_header,
    an_item,
    found,
    in_unit,
    manual,
    nets,
    reasons,
    standard,
    values,
    with_steps,
)

D = Decimal
DOWN = {"from_step": None}  # a discount that builds on what is left, not on the gross value
NO_FREE_GOODS = FreeGoods(per=D(1), free=D(0))


def test_b24_discounts_may_build_on_what_the_ones_before_left() -> None:
    lines = ("PR00|product=A", "100"), ("K007|customer=C", "20"), ("K004|product=A", "10")
    line = [an_item()]

    added = price(a_header(customer="C"), line, a_book(*lines))
    compounded = price(a_header(customer="C"), line, a_book(*lines, steps={"K007": DOWN, "K004": DOWN}))

    assert (added.net, compounded.net) == (D("70.00"), D("72.00"))


def test_b26_surcharges_too() -> None:
    lines = ("PR00|product=A", "100"), ("KS00|product=A", "10"), ("K004|product=A", "-20")

    added = price(a_header(), [an_item()], a_book(*lines))
    compounded = price(a_header(), [an_item()], a_book(*lines, steps={"KS00": DOWN, "K004": DOWN}))

    assert (added.net, compounded.net) == (D("130.00"), D("132.00"))


def test_b28_the_record_of_the_product_wins_over_the_one_of_its_group() -> None:
    own_first = (AccessRule(10, ("product",)), AccessRule(20, ("pricing_group",)))
    book = a_book(
        ("PR00|product=A", "100"), ("PR00|product=B", "100"), ("K029|pricing_group=01", "7.5"),
        ("K029|product=A", "17.5"), changes={"K029": {"accesses": own_first}},
    )  # fmt: skip
    lines = [an_item("A", pricing_group="01"), an_item("B", pricing_group="01", position=20)]

    assert nets(price(a_header(), lines, book)) == [D("82.50"), D("92.50")]


def test_b30_a_price_per_piece_prices_the_box_and_a_price_per_box_the_piece() -> None:
    """Decided otherwise in its second half: a unit is what a price is per, never a condition for using it."""
    per_box = a_book(("PR00|product=A", "101"), per={"PR00|product=A": ("EUR", "1", "BX")})
    piece = an_item("A", "1", unit_factors=(("BX", D(10)),))

    assert price(a_header(), [in_unit("A", "1", "BX", "10")], a_book(("PR00|product=A", "101"))).net == D("1010.00")
    assert price(a_header(), [in_unit("A", "1", "BX", "10")], per_box).net == D("101.00")
    assert price(a_header(), [piece], per_box).net == D("10.10")


@pytest.mark.django_db
@pytest.mark.parametrize(("currency", "net"), [("INR", "100.00"), ("USD", "2.00")])
def test_b32_of_two_prices_the_one_in_the_documents_currency_holds(currency: str, net: str, company: object) -> None:
    standard_pricing()
    a_price("BOLT-M8", "2.00", currency="USD")
    a_price("BOLT-M8", "100.00", currency="INR")

    assert price_document(a_header(currency=currency), [an_item("BOLT-M8")]).net == D(net)


@pytest.mark.parametrize(("bought", "off"), [("1", []), ("2", ["-10.00"])])
def test_b34_enough_of_one_product_makes_another_cheaper(bought: str, off: list[str]) -> None:
    book = a_book(
        ("PR00|product=A", "100"), ("PR00|product=B", "100"), ("K004|product=B", "0"),
        scales={"K004|product=B": [("0", "0"), ("200", "10")]},
        changes={"K004": {"scale_basis": "value", "group_over": "basket"}},
        records={"K004|product=B": {"basket": "product=A"}},
    )  # fmt: skip

    answer = price(a_header(), [an_item("B"), an_item("A", bought, position=20)], book)

    assert [value for value in values(answer, "K004") if value] == [D(text) for text in off]
    assert answer.items[1].net == 100 * D(bought)


def test_b36_a_scale_over_a_basket_of_two_groups() -> None:
    group = {"K020": {"is_group": True}}
    lines = ("PR00|product=A", "100"), ("PR00|product=B", "200"), ("K020|price_group=01", "0"), ("K004|product=A", "20")
    scales = {"K020|price_group=01": [("0", "0"), ("60", "10"), ("80.001", "0")]}
    items = [an_item("A", "40"), an_item("B", "30", position=20)]

    answer = price(a_header(price_group="01"), items, a_book(*lines, scales=scales, changes=group))

    assert [item.unit_price for item in answer.items] == [70, 180]


@pytest.mark.parametrize(("customer", "ordered", "lines"), [("C", "5", 2), ("C", "2", 1), ("D", "5", 1)])
def test_b38_a_quantity_earns_an_item_of_free_goods(customer: str, ordered: str, lines: int) -> None:
    """The rule says how many are given; they are an item of their own, here at the price entered for it."""
    offers = {"C": FreeGoods(per=D(5), free=D(1), counting="per_unit", least=D(5))}
    goods = delivered(D(ordered), offers[customer]) if customer in offers else delivered(D(ordered), NO_FREE_GOODS)
    items = [an_item("A", str(goods.charged))]
    if goods.free:
        entered = (manual("PB00", "10", currency="EUR"),)
        items.append(an_item("B", str(goods.free), position=20, manual=entered))

    answer = price(a_header(customer=customer), items, a_book(("PR00|product=A", "100")))

    assert len(answer.items) == lines
    assert answer.net == 100 * D(ordered) + (10 if lines == 2 else 0)


def promotion() -> ProcedureRule:
    """A discount for products of a promotion, its scale read over all of them."""
    kind = found("KC00", "product", "product_group", is_group=True, group_over="type")
    return with_steps(standard(), StepRule(101, 1, kind, from_step=100))


@pytest.mark.parametrize(
    ("quantities", "before", "after"),
    [(("5", "10", "5", "5"), ("500", "50", "550"), ("470", "47", "517")),
     (("5", "3", "5", "5"), ("360", "36", "396"), ("360", "36", "396"))],
)  # fmt: skip
def test_b40_a_promotion_for_listed_products_of_one_group(
    quantities: tuple[str, ...], before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    """Products 1, 2 and 4 are listed for group G; 3 is not listed, 4 stands in another group."""
    groups = {"1": "G", "2": "G", "3": "G", "4": "OTHER"}
    items = [
        an_item(name, quantity, position=int(name) * 10, product_group=groups[name])
        for name, quantity in zip(groups, quantities, strict=True)
    ]
    prices = [(f"PR00|product={name}", "20") for name in groups]
    listed = [(f"KC00|product={name}|product_group=G", "0") for name in ("1", "2", "4")]
    scales = {lookup: [("0", "0"), ("10", "10")] for lookup, _amount in listed}

    plain = price(a_header(), items, a_book(*prices, (FULL, "10")))
    promoted = price(a_header(), items, a_book(*prices, *listed, (FULL, "10"), scales=scales, procedure=promotion()))

    assert (plain.net, plain.tax, plain.total) == tuple(D(text) for text in before)
    assert (promoted.net, promoted.tax, promoted.total) == tuple(D(text) for text in after)
    assert sum(item.gross_value for item in promoted.items) == plain.net


def with_coupons() -> ProcedureRule:
    """The standard procedure with a discount for a code that the customer names."""
    return with_steps(standard(), StepRule(101, 1, found("KC00", "coupon"), from_step=100))


@pytest.mark.parametrize(("code", "net"), [("", "100.00"), ("SPRING", "90.00"), ("AUTUMN", "100.00")])
def test_b42_a_coupon_gives_its_discount_to_who_names_it(code: str, net: str) -> None:
    book = a_book(("PR00|product=A", "100"), ("KC00|coupon=SPRING", "10"), procedure=with_coupons())

    assert price(a_header(coupon=code), [an_item()], book).net == D(net)


def test_b42_a_coupon_used_as_often_as_it_may_gives_nothing_and_says_so() -> None:
    book = a_book(
        ("PR00|product=A", "100"), ("KC00|coupon=SPRING", "10"), procedure=with_coupons(),
        records={"KC00|coupon=SPRING": {"uses_left": 0}},
    )  # fmt: skip

    item = price(a_header(coupon="SPRING"), [an_item()], book).items[0]

    assert (item.net, reasons(item, "KC00")) == (D("100.00"), [(10, "used_up")])


def test_b44_each_condition_is_rounded_to_the_cent() -> None:
    """Decided otherwise for amounts: 3.3333 off 10 is 3.33 of money, not four decimals of it."""
    book = a_book(("PR00|product=A", "10"))
    rate = price(a_header(), [an_item(manual=(manual("RA00", "10"),))], book)
    amount = price(a_header(), [an_item(manual=(manual("RC00", "3.3333", currency="EUR"),))], book)

    assert (rate.net, values(rate, "RA00"), rate.items[0].discount_percent) == (D("9.00"), [D("-1.00")], D("10.00"))
    assert (amount.net, values(amount, "RC00")) == (D("6.67"), [D("-3.33")])


def test_b44_over_a_large_quantity_the_unit_price_keeps_four_decimals() -> None:
    many = an_item("A", "10000", manual=(manual("RC00", "3.3333", currency="EUR"),))

    assert price(a_header(), [many], a_book(("PR00|product=A", "10"))).items[0].unit_price == D("6.6667")


def test_b46_a_discount_of_the_whole_document_keeps_every_tax_rate_apart() -> None:
    book = a_book(("PR00|product=A", "100"), ("PR00|product=B", "60"))
    items = [an_item("A"), an_item("B", position=20, tax_class="2")]

    answer = price(a_header(manual=(manual("HA00", "50"),)), items, book)

    assert [(line.rate, line.base, line.tax) for line in answer.taxes] == [
        (D(24), D("50.00"), D("12.00")), (D(13), D("30.00"), D("3.90")),
    ]  # fmt: skip


def test_b48_a_discount_of_the_line_and_then_of_the_document() -> None:
    header = a_header(manual=(manual("HA00", "10"),))
    line = an_item(manual=(manual("RA00", "10"),))

    assert price(header, [line], a_book(("PR00|product=A", "100"))).net == D("81.00")
