"""Adding an effect up, changing records, bars: pure."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from prosfora.insights.rules.change import PriceChange, facts_of, from_json, to_json
from prosfora.insights.rules.effect import Effect, ItemEffect, Sums, bars, converted, percent_of
from prosfora.pricelists.rules.adjustment import Adjustment, Rounding
from prosfora.pricing.rules.book import Record
from prosfora.pricing.rules.supposed import ALWAYS, Placed, arranged, changed, put_in_force

D = Decimal
DAY = dt.date(2026, 11, 23)
YEAR, NEXT_YEAR = dt.date(2026, 1, 1), dt.date(2027, 1, 1)
FOREVER = dt.date(9999, 12, 31)
FIGURES = ("items", "touched", "without_cost", "net_before", "net_after", "margin_before", "margin_after")
MONEY = st.decimals("-100000", "100000", places=2)
COST = st.none() | MONEY
ITEMS = st.builds(ItemEffect, st.sampled_from(["BOLT", "NUT", "WASHER"]), MONEY, MONEY, COST, COST)
DOCUMENTS = st.lists(st.tuples(st.sampled_from(["1000001", "1000002", "1000003"]), st.lists(ITEMS, max_size=5)))


def a_record(lookup: str = "PR00|product=BOLT", amount: str = "100", **facts: object) -> Record:
    known = {"id": 1, "currency": "EUR", "valid_from": YEAR, "valid_to": FOREVER, **facts}
    return Record(
        version=1, lookup=lookup, amount=D(amount), per=D(1), unit="PCE", scales=known.pop("scales", ()),  # type: ignore[arg-type]
        tax_code="", reason_key="", **known,  # type: ignore[arg-type]
    )  # fmt: skip


def an_effect(documents: list[tuple[str, list[ItemEffect]]]) -> Effect:
    effect = Effect()
    for customer, items in documents:
        effect.add_document(customer, items)
    return effect


@given(DOCUMENTS)
def test_customers_and_products_each_sum_to_the_total(documents: list[tuple[str, list[ItemEffect]]]) -> None:
    effect = an_effect(documents)

    for parts in (effect.customers, effect.products):
        for figure in FIGURES:
            assert sum(getattr(sums, figure) for sums in parts.values()) == getattr(effect.total, figure)
    assert sum(sums.documents for sums in effect.customers.values()) == effect.total.documents == len(documents)
    assert sum((sums.difference for sums in effect.customers.values()), D(0)) == effect.total.difference


@given(DOCUMENTS, st.randoms())
def test_the_order_of_documents_does_not_matter(
    documents: list[tuple[str, list[ItemEffect]]], chance: "Callable[..., object]"
) -> None:
    shuffled = list(documents)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert an_effect(documents) == an_effect(shuffled)


@given(DOCUMENTS)
def test_without_a_change_there_is_no_difference(documents: list[tuple[str, list[ItemEffect]]]) -> None:
    same = [
        (customer, [one._replace(net_after=one.net_before, cost_after=one.cost_before) for one in items])
        for customer, items in documents
    ]
    total = an_effect(same).total

    assert (total.difference, total.margin_difference, total.touched) == (0, 0, 0)


def test_a_document_counts_once_for_each_of_its_products() -> None:
    bolt, nut = ItemEffect("BOLT", D(10), D(11)), ItemEffect("NUT", D(5), D(5))
    effect = an_effect([("1000001", [bolt, bolt, nut]), ("1000001", [nut])])

    assert (effect.products["BOLT"].documents, effect.products["BOLT"].items) == (1, 2)
    assert (effect.products["NUT"].documents, effect.customers["1000001"].documents) == (2, 2)
    assert (effect.total.touched, effect.total.items) == (2, 4)


def test_items_without_a_cost_are_no_part_of_the_margin() -> None:
    sums = Sums()
    sums.add(ItemEffect("BOLT", D(10), D(12), D(6), D(6)))
    sums.add(ItemEffect("NUT", D(100), D(120), None, None))

    assert (sums.margin_before, sums.margin_after, sums.margin_difference, sums.without_cost) == (4, 6, 2, 1)
    assert sums.difference == 22


def test_an_amount_is_converted_exactly_and_rounded_once() -> None:
    assert converted(D("0.05"), D("0.1"), "EUR") == D("0.01")  # 0.005, half-up
    assert converted(D("-0.05"), D("0.1"), "EUR") == D("-0.01")
    assert converted(D("1234.56"), D("0.918273645"), "JPY") == D(1134)
    large, rate = D("12345678901234.5678"), D("123456789.123456789")
    assert converted(large, rate, "EUR") == D("1524157876695625751562.26")


def test_per_cent_of_nothing_is_not_told() -> None:
    assert percent_of(D(1), D(0)) is None
    assert percent_of(D(-1), D(-8)) == D("-12.50")
    assert percent_of(D("0.00005"), D(1)) == D("0.01")


def test_bars_grow_from_the_middle_in_proportion() -> None:
    found = bars([D(50), D(-100), D(0), D("0.01")], 200)

    assert [(bar.x, bar.width, bar.is_less) for bar in found] == [
        (100, 50, False), (0, 100, True), (100, 0, False), (100, 1, False),
    ]  # fmt: skip
    assert bars([], 200) == []


@given(st.lists(MONEY))
def test_no_bar_leaves_the_chart(values: list[Decimal]) -> None:
    assert all(bar.x >= 0 and bar.x + bar.width <= 200 for bar in bars(values, 200))


def test_a_change_is_about_the_records_whose_keys_say_so() -> None:
    def touches(only: dict[str, str], lookup: str) -> bool:
        wanted = PriceChange("PR00", Adjustment("percent", D("3.2")), only)
        return wanted.of(a_record(lookup), {"BOLT": "FASTENERS"}) is not None

    assert touches({}, "PR00|product=BOLT")
    assert not touches({}, "K007|product=BOLT")
    assert touches({"product": "BO*"}, "PR00|product=BOLT")
    assert not touches({"product": "BO"}, "PR00|product=BOLT")
    assert touches({"product_group": "FASTENERS"}, "PR00|product=BOLT")
    assert touches({"product_group": "FASTENERS"}, "PR00|product_group=FASTENERS")
    assert not touches({"product_group": "TOOLS"}, "PR00|product=BOLT")
    assert touches({"price_list": "02", "product": "BOLT"}, "PR00|price_list=02|product=BOLT")
    assert not touches({"price_list": "02"}, "PR00|product=BOLT")
    assert not touches({"customer": "1000001"}, "PR00|customer=1000002|product=BOLT")


def test_a_changed_record_is_rounded_as_price_lists_are() -> None:
    rounding = Rounding(D(1), D("0.90"))
    record = a_record(amount="24.00", scales=((D(1), D(24)), (D(1000), D("22.50"))), upper_limit=D(30))

    made = PriceChange("PR00", Adjustment("percent", D("3.2"), rounding)).of(record, {})

    assert made is not None
    assert (made.amount, made.scales) == (D("24.90"), ((D(1), D("24.90")), (D(1000), D("22.90"))))
    assert (made.upper_limit, made.id, made.unit) == (D("30.96"), record.id, "PCE")


def test_a_change_comes_back_as_it_was_kept() -> None:
    wanted = PriceChange("K007", Adjustment("amount", D("0.5"), Rounding(D("0.05"))), {"customer": "1000001"})
    assert from_json(to_json(wanted)) == wanted


def test_a_lookup_is_read_back() -> None:
    assert facts_of("MWST") == ("MWST", {})
    assert facts_of("PR00|customer=1|product=A") == ("PR00", {"customer": "1", "product": "A"})


def test_a_supposed_record_takes_the_place_of_those_that_hold() -> None:
    stands, other = Placed(a_record(), None), Placed(a_record(id=2), "GR01-10-00")
    supposed = Placed(a_record(id=3, amount="110", valid_from=NEXT_YEAR), None)

    always = put_in_force([stands, other], [supposed], ALWAYS)
    later = put_in_force([stands, other], [supposed], DAY)

    assert [(one.record.id, one.record.valid_from) for one in always] == [(2, YEAR), (3, dt.date.min)]
    assert [(one.record.id, one.record.valid_from) for one in later] == [(1, YEAR), (2, YEAR), (3, DAY)]
    assert later[0].record.valid_to == DAY - dt.timedelta(days=1)


def test_a_change_holds_from_its_day_on_and_not_before() -> None:
    ended = Placed(a_record(id=2, valid_from=YEAR - dt.timedelta(days=365), valid_to=YEAR - dt.timedelta(days=1)), None)
    stands = Placed(a_record(), None)

    def dearer(record: Record) -> Record:
        return record._replace(amount=record.amount * 2)

    later = changed([ended, stands], dearer, DAY)
    always = changed([ended, stands], dearer, ALWAYS)

    assert [(one.record.amount, one.record.valid_from) for one in later] == [
        (100, ended.record.valid_from), (100, YEAR), (200, DAY),
    ]  # fmt: skip
    assert later[1].record.valid_to == DAY - dt.timedelta(days=1)
    assert [one.record.amount for one in always] == [200, 200]
    assert changed([stands], lambda _record: None, ALWAYS) == [stands]


def test_own_area_and_own_currency_come_first() -> None:
    records = [
        Placed(a_record(id=1), None), Placed(a_record(id=2, currency="USD"), "GR01-10-00"),
        Placed(a_record(id=3), "GR01-10-00"), Placed(a_record("K007|product=BOLT", id=4, currency=""), None),
    ]  # fmt: skip
    found = arranged(records, "EUR")

    assert [record.id for record in found["PR00|product=BOLT"]] == [3, 2, 1]
    assert [record.id for record in arranged(records, "USD")["PR00|product=BOLT"]] == [2, 3, 1]
    assert len(found) == 2
