"""What must hold for every document."""

import json
from dataclasses import replace
from datetime import date
from decimal import ROUND_FLOOR, Context, Decimal, localcontext

from hypothesis import given, settings
from hypothesis import strategies as st

from prosfora.pricing.rules.book import ConditionBook, Exclusion
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import ItemFacts, ManualCondition, PricedDocument
from prosfora.pricing.rules.kept import kept_as_stored, kept_from_stored
from prosfora.pricing.rules.repricing import classes_of, kept_price
from prosfora.pricing.rules.trace import from_json, records_in, to_json
from prosfora.pricing.tests.world import a_book, a_header, an_item, gross, manual, standard, values
from prosfora.values.money import round_money

BOOK = a_book(
    ("PR00|product=A", "10.37"), ("PR00|product=B", "0.133"), ("PR00|product=C", "899.99"), ("K007|customer=C", "3.5"),
    ("K020|price_group=01", "2.25"), scales={"PR00|product=A": [("1", "10.37"), ("50", "9.99"), ("500", "9.01")]},
)  # fmt: skip
# The same with everything that looks at more than one condition or item: exclusion, a group over a type, a budget.
LINKED = a_book(
    ("PR00|product=A", "10.37"), ("PR00|product=B", "0.133"), ("PR00|product=C", "899.99"),
    ("K007|customer=C", "3.5"), ("K004|product=A", "2.75"), ("K004|product=B", "7.1"),
    ("K020|price_group=01", "2.25"),
    scales={"K004|product=A": [("0", "0"), ("100", "2.75")], "K004|product=B": [("0", "0"), ("100", "7.1")]},
    records={"K020|price_group=01": {"value_left": Decimal("333.33")}},
    procedure=replace(
        standard({"K004": {"is_group": True, "group_over": "type"}}),
        exclusions=(Exclusion("best", ("K007", "K004")),),
    ),
)  # fmt: skip
GROSS = a_book(
    ("PR01|product=A", "10.37"), ("PR01|product=B", "0.133"), ("PR01|product=C", "899.99"), ("K007|customer=C", "3.5"),
    procedure=gross(),
)  # fmt: skip
# The other rounding of EN 16931: each item's tax by itself.
BY_ITEM = replace(BOOK, procedure=replace(standard(), tax_rounding="item"))
GROSS_BY_ITEM = replace(GROSS, procedure=gross("item"))
BOOKS = st.sampled_from([BOOK, LINKED, GROSS, BY_ITEM, GROSS_BY_ITEM])
HEADER = a_header(customer="C", price_group="01", manual=(manual("HB00", "7.77", currency="EUR"),))
quantities = st.integers(1, 5000).map(Decimal)
documents = st.lists(st.tuples(st.sampled_from("ABC"), quantities), min_size=1, max_size=12)


def items_of(lines: list[tuple[str, Decimal]]) -> list[ItemFacts]:
    return [
        an_item(product, str(amount), position=(n + 1) * 10, tax_class="123"[n % 3])
        for n, (product, amount) in enumerate(lines)
    ]


def prices(answer: PricedDocument) -> dict[int, tuple[Decimal, Decimal]]:
    return {item.position: (item.net, item.tax) for item in answer.items}


@given(documents, BOOKS)
@settings(max_examples=90, deadline=None)
def test_totals_are_the_sums_of_their_items(lines: list[tuple[str, Decimal]], book: ConditionBook) -> None:
    answer = price(HEADER, items_of(lines), book)

    assert answer.net == sum(item.net for item in answer.items)
    assert answer.tax == sum(item.tax for item in answer.items) == sum(line.tax for line in answer.taxes)
    assert answer.total == answer.net + answer.tax
    for item in answer.items:
        counted = [e.value for e in item.elements if e.active and not e.statistical and e.condition_type]
        assert sum(counted) == item.total
        assert item.net + item.tax == item.total


@given(documents, st.sampled_from([GROSS, GROSS_BY_ITEM]))
@settings(max_examples=40, deadline=None)
def test_what_the_customer_pays_of_prices_with_tax_is_what_they_say(
    lines: list[tuple[str, Decimal]], book: ConditionBook
) -> None:
    answer = price(a_header(), items_of(lines), book)

    stated = sum(values(answer, "PR01"))
    assert answer.total == stated == answer.net + sum(line.tax for line in answer.taxes)
    assert answer.net == sum(line.base for line in answer.taxes)


@given(documents, st.randoms(), BOOKS)
@settings(max_examples=60, deadline=None)
def test_the_order_of_items_does_not_matter(
    lines: list[tuple[str, Decimal]], chance: object, book: ConditionBook
) -> None:
    items = items_of(lines)
    shuffled = list(items)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # random.Random

    assert prices(price(HEADER, shuffled, book)) == prices(price(HEADER, items, book))


@given(documents, BOOKS)
@settings(max_examples=45, deadline=None)
def test_the_same_facts_give_the_same_answer_with_or_without_trace(
    lines: list[tuple[str, Decimal]], book: ConditionBook
) -> None:
    items = items_of(lines)

    assert price(HEADER, items, book) == price(HEADER, items, book)
    assert prices(price(HEADER, items, book, trace=False)) == prices(price(HEADER, items, book))


@given(documents, BOOKS)
@settings(max_examples=60, deadline=None)
def test_a_return_is_the_sale_with_its_sign_turned(lines: list[tuple[str, Decimal]], book: ConditionBook) -> None:
    back = price(HEADER, items_of([(product, -quantity) for product, quantity in lines]), book)

    sale = price(HEADER, items_of(lines), book)

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


@given(quantities, quantities)
@settings(max_examples=60, deadline=None)
def test_an_interval_scale_never_makes_more_cost_less(few: Decimal, more: Decimal) -> None:
    low, high = sorted((few, more))
    levels = {"PR00|product=A": [("0", "10.37"), ("50", "9.99"), ("500", "0.01")]}
    book = a_book(("PR00|product=A", "10.37"), scales=levels, changes={"PR00": {"scale_kind": "interval"}})

    assert (
        price(a_header(), [an_item("A", str(low))], book).net <= price(a_header(), [an_item("A", str(high))], book).net
    )


@given(documents)
@settings(max_examples=40, deadline=None)
def test_a_budget_is_never_overdrawn_and_given_in_full_where_it_is_wanted(lines: list[tuple[str, Decimal]]) -> None:
    free = replace(LINKED, records={
        lookup: tuple(record._replace(value_left=None) for record in found) for lookup, found in LINKED.records.items()
    })  # fmt: skip
    items = items_of(lines)

    given_, wanted = (
        -sum(e.value for item in price(HEADER, items, book).items for e in item.elements if e.condition_type == "K020")
        for book in (LINKED, free)
    )

    assert given_ == min(wanted, Decimal("333.33"))


@given(documents, st.sampled_from(["best", "worst"]))
@settings(max_examples=40, deadline=None)
def test_of_two_discounts_the_better_or_the_worse_one_stays(lines: list[tuple[str, Decimal]], method: str) -> None:
    both = ("K007", "K004")
    plain = replace(LINKED, procedure=replace(LINKED.procedure, exclusions=()))
    book = replace(LINKED, procedure=replace(LINKED.procedure, exclusions=(Exclusion(method, both),)))
    items = items_of(lines)

    for stays, all_of_them in zip(price(HEADER, items, book).items, price(HEADER, items, plain).items, strict=True):
        rivals = [e.value for e in all_of_them.elements if e.condition_type in both]
        active = [e.value for e in stays.elements if e.condition_type in both and e.active]
        assert active == [(min if method == "best" else max)(rivals)]


@given(documents, BOOKS)
@settings(max_examples=40, deadline=None)
def test_a_price_is_made_again_from_the_records_that_its_stored_trace_names(
    lines: list[tuple[str, Decimal]], book: ConditionBook
) -> None:
    items = items_of(lines)
    first = price(HEADER, items, book)
    ids = set().union(*(records_in(to_json(item)) for item in first.items))
    named = {r.id: r for records in book.records.values() for r in records if r.id in ids}
    years_later = replace(HEADER, pricing_date=date(2036, 1, 1))
    classes = classes_of(book.procedure)
    kept = [kept_price("A", item.elements, HEADER.pricing_date, classes) for item in first.items]
    stored = [None if one is None else kept_from_stored(json.loads(json.dumps(kept_as_stored(one)))) for one in kept]

    again = price(years_later, [replace(item, kept=one) for item, one in zip(items, stored, strict=True)],
                  replace(book, records={}, held=named))  # fmt: skip

    assert (again.net, again.taxes, prices(again)) == (first.net, first.taxes, prices(first))
