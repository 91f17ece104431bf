"""What must hold for every document."""

import json
from dataclasses import replace
from decimal import ROUND_FLOOR, Context, Decimal, localcontext

from hypothesis import given, settings
from hypothesis import strategies as st

from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import ItemFacts, ManualCondition, PricedDocument
from prosfora.pricing.rules.trace import from_json, to_json
from prosfora.pricing.tests.world import a_book, a_header, an_item, manual
from prosfora.values.money import round_money

BOOK = a_book(
    ("PR00|product=A", "10.37"), ("PR00|product=B", "0.133"), ("PR00|product=C", "899.99"), ("K007|customer=C", "3.5"),
    ("K020|price_group=01", "2.25"), scales={"PR00|product=A": [("1", "10.37"), ("50", "9.99"), ("500", "9.01")]},
)  # fmt: skip
HEADER = a_header(customer="C", price_group="01", manual=(manual("HB00", "7.77", currency="EUR"),))
quantities = st.integers(1, 5000).map(Decimal)
documents = st.lists(st.tuples(st.sampled_from("ABC"), quantities), min_size=1, max_size=12)


def items_of(lines: list[tuple[str, Decimal]]) -> list[ItemFacts]:
    return [an_item(product, str(amount), position=(n + 1) * 10) for n, (product, amount) in enumerate(lines)]


def prices(answer: PricedDocument) -> dict[int, tuple[Decimal, Decimal]]:
    return {item.position: (item.net, item.tax) for item in answer.items}


@given(documents)
@settings(max_examples=60, deadline=None)
def test_totals_are_the_sums_of_their_items(lines: list[tuple[str, Decimal]]) -> None:
    answer = price(HEADER, items_of(lines), BOOK)

    assert answer.net == sum(item.net for item in answer.items)
    assert answer.tax == sum(item.tax for item in answer.items) == sum(line.tax for line in answer.taxes)
    assert answer.total == answer.net + answer.tax
    for item in answer.items:
        counted = [e.value for e in item.elements if e.active and not e.statistical and e.condition_type]
        assert sum(counted) == item.total


@given(documents, st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_items_does_not_matter(lines: list[tuple[str, Decimal]], chance: object) -> None:
    items = items_of(lines)
    shuffled = list(items)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # random.Random

    assert prices(price(HEADER, shuffled, BOOK)) == prices(price(HEADER, items, BOOK))


@given(documents)
@settings(max_examples=30, deadline=None)
def test_the_same_facts_give_the_same_answer_with_or_without_trace(lines: list[tuple[str, Decimal]]) -> None:
    items = items_of(lines)

    assert price(HEADER, items, BOOK) == price(HEADER, items, BOOK)
    assert prices(price(HEADER, items, BOOK, trace=False)) == prices(price(HEADER, items, BOOK))


@given(documents)
@settings(max_examples=40, deadline=None)
def test_a_return_is_the_sale_with_its_sign_turned(lines: list[tuple[str, Decimal]]) -> None:
    back = price(HEADER, items_of([(product, -quantity) for product, quantity in lines]), BOOK)

    sale = price(HEADER, items_of(lines), BOOK)

    assert (back.net, back.tax, back.total) == (-sale.net, -sale.tax, -sale.total)
    assert prices(back) == {position: (-net, -tax) for position, (net, tax) in prices(sale).items()}


@given(documents, st.sampled_from(["EUR", "JPY", "KWD"]))
@settings(max_examples=40, deadline=None)
def test_every_amount_keeps_the_minor_unit_of_its_currency(lines: list[tuple[str, Decimal]], currency: str) -> None:
    header = replace(HEADER, currency=currency)
    book = replace(BOOK, rates={"EUR": Decimal("163.27") if currency == "JPY" else Decimal("0.3339")})

    answer = price(header, items_of(lines), book)

    amounts = [answer.net, answer.tax, *(e.value for item in answer.items for e in item.elements)]
    assert all(amount == round_money(amount, currency) for amount in amounts)


@given(documents, st.decimals("0.01", "5000", places=2), st.sampled_from(["HB00", "HD00", "HM00"]))
@settings(max_examples=60, deadline=None)
def test_an_amount_on_the_header_is_spread_without_remainder(
    lines: list[tuple[str, Decimal]], amount: Decimal, code: str
) -> None:
    header = a_header(customer="C", price_group="01", manual=(ManualCondition(code, amount, "EUR"),))
    plain = price(a_header(customer="C", price_group="01"), items_of(lines), BOOK)

    answer = price(header, items_of(lines), BOOK)

    wanted = {"HB00": plain.net - amount, "HD00": plain.net + amount, "HM00": amount}
    assert answer.net == wanted[code]


@given(documents)
@settings(max_examples=30, deadline=None)
def test_a_stored_trace_is_read_back_as_it_was(lines: list[tuple[str, Decimal]]) -> None:
    for item in price(HEADER, items_of(lines), BOOK).items:
        kept = from_json(json.loads(json.dumps(to_json(item))), item.position)

        assert (kept.elements, kept.losers, kept.problems) == (item.elements, item.losers, item.problems)


@given(documents)
@settings(max_examples=20, deadline=None)
def test_the_callers_arithmetic_changes_nothing(lines: list[tuple[str, Decimal]]) -> None:
    answer = price(HEADER, items_of(lines), BOOK)

    with localcontext(Context(prec=6, rounding=ROUND_FLOOR)):
        assert price(HEADER, items_of(lines), BOOK) == answer


@given(quantities, quantities)
@settings(max_examples=60, deadline=None)
def test_more_of_a_product_never_costs_less_per_piece_than_a_better_scale_allows(few: Decimal, more: Decimal) -> None:
    low, high = sorted((few, more))
    header = a_header()

    rates = [
        next(
            e.rate for e in price(header, [an_item("A", str(q))], BOOK).items[0].elements if e.condition_type == "PR00"
        )
        for q in (low, high)
    ]

    assert rates[0] >= rates[1]
