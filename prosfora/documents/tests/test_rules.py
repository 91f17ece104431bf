"""The rules of documents, without a database."""

import datetime as dt
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.company.rules import WorkingDays
from prosfora.documents.rules import statuses
from prosfora.documents.rules.answers import propose_answer
from prosfora.documents.rules.categories import CATEGORIES, counts, is_goods
from prosfora.documents.rules.checks import header_problems, is_readable, line_problems
from prosfora.documents.rules.clock import answer_due
from prosfora.documents.rules.completeness import Gap, Mandatory, gaps
from prosfora.documents.rules.lines import (
    ItemLine,
    ManualCondition,
    conditions_as_stored,
    conditions_from_stored,
)
from prosfora.documents.rules.numbering import NoPositionLeft, PositionTaken, assign_positions, fresh_positions
from prosfora.documents.rules.partners import determine
from prosfora.documents.rules.quantities import problems
from prosfora.documents.rules.references import document_status, item_status, open_quantity
from prosfora.documents.rules.schedules import ScheduleLine, as_stored, from_stored
from prosfora.documents.rules.statuses import Status, after, is_expired, possible
from prosfora.documents.rules.totals import Share, Worth, add_up, taxes_as_stored, taxes_from_stored
from prosfora.documents.rules.traces import elements_from_stored, trace_as_stored
from prosfora.documents.rules.worth import expected_value, proposed_probability, weighted_probability
from prosfora.pricing.rules.book import ConditionBook, ProcedureRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import PricedItem, PriceElement, Reckoning
from prosfora.pricing.rules.taxes import own_tax
from prosfora.pricing.tests.world import a_book, a_header, an_item, gross, standard

ATHENS = ZoneInfo("Europe/Athens")
CALENDAR = WorkingDays(holidays=frozenset({date(2026, 12, 25)}))


# ---- numbering


def test_items_are_numbered_in_tens() -> None:
    assert list(islice(fresh_positions([]), 3)) == [10, 20, 30]
    assert next(fresh_positions([10, 25])) == 30


def test_a_wished_number_is_kept_and_the_others_follow() -> None:
    assert assign_positions([None, 15, None], [10]) == [20, 15, 30]


@pytest.mark.parametrize("wish", [10, 0, -10, 999_991])
def test_a_number_that_is_taken_or_none_is_refused(wish: int) -> None:
    with pytest.raises(PositionTaken):
        assign_positions([wish], [10])


def test_the_last_number_is_the_last() -> None:
    with pytest.raises(NoPositionLeft):
        assign_positions([None], [999_990])


@given(st.lists(st.none() | st.integers(1, 5_000)), st.sets(st.integers(1, 5_000)))
def test_numbers_are_never_given_twice(wishes: list[int | None], taken: set[int]) -> None:
    try:
        given_numbers = assign_positions(wishes, taken)
    except PositionTaken:
        return
    assert len({*given_numbers, *taken}) == len(given_numbers) + len(taken)


# ---- quantities


@pytest.mark.parametrize(
    ("quantity", "codes"),
    [
        ("40", []),
        ("0", ["quantity_missing"]),
        ("-5", ["quantity_missing"]),
        ("2.23", ["not_whole_units", "below_minimum", "not_a_multiple"]),
        ("10", ["below_minimum"]),
        ("26", ["not_a_multiple"]),
        ("1e12", ["quantity_too_large"]),
        ("20.0001", ["quantity_too_fine", "not_whole_units", "not_a_multiple"]),
    ],
)
def test_what_speaks_against_a_quantity(quantity: str, codes: list[str]) -> None:
    amount = Decimal(quantity)
    found = problems(amount, amount, whole_units_only=True, minimum=Decimal(20), multiple=Decimal(10))

    assert [problem.code for problem in found] == (codes if quantity != "40" else [])


# ---- partners


def test_partners_come_from_the_customer_unless_chosen() -> None:
    known = [("WE", 2), ("WE", 3), ("AP", 9)]

    assert determine(1, known) == {"AG": 1, "WE": 2, "RE": 1, "RG": 1, "AP": 9}
    assert determine(1, known, {"WE": 7, "AP": None}) == {"AG": 1, "WE": 7, "RE": 1, "RG": 1}
    assert determine(1, known, {"WE": None, "AG": 5})["WE"] == 1
    assert determine(1, [], {"AG": 5})["AG"] == 1


# ---- worth


def test_probability_is_the_types_times_the_customers() -> None:
    """SAP: 80 % × 50 % = 40 %."""
    assert proposed_probability(80, 50) == 40


def test_the_expected_value_weighs_items_by_their_probability() -> None:
    """SAP: 17.55 × 70 % = 12.29; 100 × 100 % + 200 × 25 % = 150, half of 300."""
    assert expected_value([(Decimal("17.55"), 70)], "EUR") == Decimal("12.29")
    expected = expected_value([(Decimal(100), 100), (Decimal(200), 25)], "EUR")
    assert expected == Decimal("150.00")
    assert weighted_probability(Decimal(300), expected) == 50
    assert weighted_probability(Decimal(0), Decimal(0)) is None


# ---- references


def test_a_quotation_of_100_with_an_order_of_80_leaves_20() -> None:
    taken = {"rejected": False, "closes_on_first_reference": False}

    assert open_quantity(Decimal(100), Decimal(80), **taken) == 20
    assert item_status(Decimal(100), Decimal(80), **taken) == "partly"
    assert item_status(Decimal(100), Decimal(100), **taken) == "fully"


def test_an_inquirys_item_closes_with_the_first_reference() -> None:
    taken = {"rejected": False, "closes_on_first_reference": True}

    assert open_quantity(Decimal(100), Decimal(1), **taken) == 0
    assert item_status(Decimal(100), Decimal(1), **taken) == "fully"


def test_a_rejected_item_is_closed() -> None:
    assert open_quantity(Decimal(100), Decimal(0), rejected=True, closes_on_first_reference=False) == 0


@pytest.mark.parametrize(
    ("items", "status"),
    [
        ([], "open"),
        (["open", "open"], "open"),
        (["open", "fully"], "partly"),
        (["partly"], "partly"),
        (["fully", "rejected"], "fully"),
        (["rejected", "rejected"], "rejected"),
        (["open", "rejected"], "open"),
    ],
)
def test_a_documents_reference_status_follows_its_items(items: list[str], status: str) -> None:
    assert document_status(items) == status


# ---- statuses


def test_every_verb_of_the_table_leads_somewhere() -> None:
    for category, status, verb in statuses.TRANSITIONS:
        assert after(category, status, verb) in set(Status)
        assert verb in possible(category, status)


def test_what_is_over_stays_over() -> None:
    for status in (Status.ACCEPTED, Status.SUPERSEDED, Status.CLOSED):
        assert possible("quotation", status) == ["copy_quotation"]
    for lost in (Status.DECLINED, Status.WITHDRAWN):  # quoted again, or as something new
        assert possible("quotation", lost) == ["revise_quotation", "copy_quotation"]
    assert possible("inquiry", Status.CLOSED) == []
    assert after("quotation", Status.DRAFT, "accept_quotation") is None


def test_an_offer_expires_the_day_after_its_last() -> None:
    last = date(2026, 12, 23)

    assert not is_expired("issued", last, last)
    assert is_expired("issued", last, date(2026, 12, 24))
    assert not is_expired("issued", None, date(2099, 1, 1))
    assert not is_expired("draft", last, date(2099, 1, 1))


# ---- categories


def test_choices_texts_and_rejected_items_do_not_count() -> None:
    assert {category for category in CATEGORIES if counts(category, rejected=False)} == {"standard", "free"}
    assert not any(counts(category, rejected=True) for category in CATEGORIES)
    assert not is_goods("section")


# ---- completeness


def test_missing_facts_are_told_header_first() -> None:
    rules = [
        Mandatory("header", "valid_to"),
        Mandatory("item", "product", "standard"),
        Mandatory("item", "note", blocks=""),
        Mandatory("partner", "WE"),
    ]

    found = gaps(rules, {"valid_to": None}, [(10, "standard", {"note": "x"}), (20, "text", {})], ["AG"])

    assert found == [
        Gap("valid_to", None, "issue_quotation"),
        Gap("product", 10, "issue_quotation"),
        Gap("note", 20, ""),
        Gap("WE", None, "issue_quotation"),
    ]
    assert found[1].pointer == "items.10.product"


# ---- the response clock


@pytest.mark.parametrize(
    ("came_in", "due"),
    [
        ("2026-11-23T11:00", "2026-11-24T11:00"),
        ("2026-11-20T16:00", "2026-11-23T16:00"),  # a weekend between
        ("2026-11-20T18:30", "2026-11-23T17:00"),  # after hours
        ("2026-11-21T12:00", "2026-11-23T17:00"),  # Saturday
        ("2026-12-24T16:00", "2026-12-28T16:00"),  # Christmas and a weekend
        ("2026-11-23T07:00", "2026-11-23T17:00"),  # before hours
    ],
)
def test_an_answer_is_due_after_eight_working_hours(came_in: str, due: str) -> None:
    moment = dt.datetime.fromisoformat(came_in).replace(tzinfo=ATHENS)

    assert answer_due(moment, 8, CALENDAR) == dt.datetime.fromisoformat(due).replace(tzinfo=ATHENS)


@given(st.integers(0, 700_000), st.integers(1, 80))
def test_an_answer_is_due_within_working_hours_and_later_questions_later(minutes: int, hours: int) -> None:
    moment = dt.datetime(2026, 1, 1, tzinfo=ATHENS) + dt.timedelta(minutes=minutes)
    due = answer_due(moment, hours, CALENDAR)

    assert due > moment
    assert CALENDAR.is_working(due.date())
    assert dt.time(9) <= due.time() <= dt.time(17)
    assert answer_due(moment + dt.timedelta(hours=3), hours, CALENDAR) >= due


# ---- answers


def asked(**facts: object) -> dict[str, object]:
    usual = {
        "position": 10,
        "quantity": Decimal(40),
        "requested": date(2026, 12, 1),
        "confirmed": date(2026, 12, 1),
        "confirmed_quantity": Decimal(40),
        "unit_price": Decimal("10.00"),
        "is_priced": True,
    }
    return {**usual, **facts}


def test_available_means_all_of_it_by_the_day_asked_for() -> None:
    assert propose_answer(**asked()).available is True
    assert propose_answer(**asked(confirmed=date(2026, 12, 2))).available is False
    assert propose_answer(**asked(confirmed_quantity=Decimal(39))).available is False
    assert propose_answer(**asked(requested=None)).available is True
    assert propose_answer(**asked(is_priced=False)).price is None


# ---- what cannot be right


def test_texts_that_no_database_keeps_are_unreadable() -> None:
    assert is_readable("Κοχλίας 🔩 <b>")
    assert not is_readable("a\0b")
    assert not is_readable("\ud800")


def test_a_line_that_is_right_has_no_problems() -> None:
    line = ItemLine(product="BOLT-M8", quantity=Decimal(1), manual=(ManualCondition("RA00", Decimal(5)),))

    assert list(line_problems(line)) == []
    assert [code for _, code, _ in line_problems(replace(line, manual=(ManualCondition("RA00", Decimal("NaN")),)))] == [
        "amount_out_of_range"
    ]


def test_a_header_is_judged_by_what_was_given_only() -> None:
    assert list(header_problems({})) == []
    assert [field for field, _, _ in header_problems({"source": "x", "valid_to": date(1, 1, 1)})] == [
        "valid_to",
        "source",
    ]


# ---- what items keep


def test_schedule_lines_and_conditions_survive_storing() -> None:
    schedule = (ScheduleLine(date(2026, 12, 1), Decimal("10.5")), ScheduleLine(date(2026, 12, 8), Decimal(30)))
    manual = (ManualCondition("PN00", Decimal("9.50"), "EUR", Decimal(100), "PCE"),)

    assert from_stored(as_stored(schedule)) == schedule
    assert conditions_from_stored(conditions_as_stored(manual)) == manual


money = st.decimals(0, 10_000, places=2)
element = st.builds(
    PriceElement,
    step=st.integers(1, 999),
    counter=st.integers(0, 9),
    condition_type=st.sampled_from(["PR00", "K007", ""]),
    label_key=st.text(max_size=9),
    calculation=st.sampled_from(["quantity", "percent"]),
    rate=st.none() | money,
    rate_currency=st.sampled_from(["", "EUR"]),
    per=money,
    unit=st.just("PCE"),
    base=money,
    value=money,
    statistical=st.booleans(),
    active=st.booleans(),
    manual=st.booleans(),
    record=st.none() | st.integers(1),
    key=st.just((("customer", "1000001"), ("product", "BOLT-M8"))) | st.just(()),
    scale_from=st.none() | money,
    valid_from=st.none() | st.dates(),
)


@given(st.lists(element, max_size=5))
def test_a_price_trace_survives_storing(elements: list[PriceElement]) -> None:
    zero = Decimal(0)
    answer = PricedItem(10, zero, zero, zero, zero, zero, None, None, "S", zero, tuple(elements))

    assert elements_from_stored(trace_as_stored(answer)) == tuple(elements)


# ---- totals

RATES = {"S": Decimal(24), "R": Decimal(13), "Q": Decimal("6.5"), "E": Decimal(0), "": Decimal(0)}
RECKONINGS = [Reckoning(included, rounding, unit)
    for included in (False, True) for rounding in ("rate", "item") for unit in (None, Decimal("0.05"))
]  # fmt: skip


@st.composite
def priced_items(draw: st.DrawFn) -> tuple[list[Worth], Reckoning]:
    """Items as the engine leaves them: each value rounded, its tax on top or taken out of it."""
    reckoning = draw(st.sampled_from(RECKONINGS))
    items = []
    for place in range(draw(st.integers(0, 40))):
        code, value = draw(st.sampled_from(sorted(RATES))), draw(st.decimals(-1_000, 100_000, places=2))
        tax = own_tax(value, RATES[code], "EUR", included=reckoning.tax_included)
        items.append(Worth(
            position=10 * place + 10, net=value - tax if reckoning.tax_included else value, tax=tax, tax_code=code,
            tax_rate=RATES[code], cost=draw(st.none() | money), probability=draw(st.integers(0, 100)),
            counts=draw(st.booleans()),
        ))  # fmt: skip
    return items, reckoning


@given(priced_items())
def test_totals_are_sums_of_their_parts(given_items: tuple[list[Worth], Reckoning]) -> None:
    items, reckoning = given_items
    totals = add_up(items, "EUR", reckoning)
    counted = [item for item in items if item.counts]

    assert totals.net == sum(totals.shares[item.position].net for item in counted)
    assert totals.tax == sum(totals.shares[item.position].tax for item in counted)
    assert totals.total == totals.net + totals.tax
    assert totals.tax == sum(line.tax for line in totals.taxes)
    assert sum(line.base for line in totals.taxes) == totals.net - sum(
        totals.shares[item.position].net for item in counted if not item.tax_code
    )
    if reckoning.tax_included:
        assert totals.total == sum(item.net + item.tax for item in counted)  # what was told is what is paid
    else:
        assert totals.net == sum(item.net for item in counted)
    payable = totals.total + totals.rounding
    assert payable % Decimal("0.05") == 0 if reckoning.rounding_unit else totals.rounding == 0


@given(priced_items())
def test_tax_is_rounded_once_per_rate_or_on_each_item(given_items: tuple[list[Worth], Reckoning]) -> None:
    items, reckoning = given_items
    for line in add_up(items, "EUR", reckoning).taxes:
        members = [item for item in items if item.counts and item.tax_code == line.code]
        if reckoning.tax_rounding == "item":
            assert line.tax == sum(item.tax for item in members)
        else:
            value = sum(item.net + item.tax if reckoning.tax_included else item.net for item in members)
            assert line.tax == own_tax(value, line.rate, "EUR", included=reckoning.tax_included)


@given(priced_items())
def test_what_was_settled_can_be_settled_again(given_items: tuple[list[Worth], Reckoning]) -> None:
    items, reckoning = given_items
    once = add_up(items, "EUR", reckoning)
    stored = [replace(item, net=once.shares[item.position].net, tax=once.shares[item.position].tax) for item in items]

    assert add_up(stored, "EUR", reckoning).taxes == once.taxes
    assert add_up(stored, "EUR", reckoning).total == once.total


@given(priced_items())
def test_the_order_of_items_does_not_matter(given_items: tuple[list[Worth], Reckoning]) -> None:
    items, reckoning = given_items

    assert add_up(items, "EUR", reckoning) == add_up(list(reversed(items)), "EUR", reckoning)


def worth_of(position: int, net: str, tax: str, rate: int = 24) -> Worth:
    return Worth(position, Decimal(net), Decimal(tax), "S", Decimal(rate), None, 100, True)


def test_tax_is_rounded_once_per_rate_and_the_rest_settled_on_the_largest_item() -> None:
    items = [worth_of(10, "0.02", "0.00"), worth_of(20, "0.02", "0.00"), worth_of(30, "0.06", "0.01")]

    totals = add_up(items, "EUR", reasons={"S": ""})

    assert totals.tax == Decimal("0.02")
    assert {place: share.tax for place, share in totals.shares.items()} == {10: 0, 20: 0, 30: Decimal("0.02")}
    assert taxes_from_stored(taxes_as_stored(totals.taxes)) == totals.taxes
    assert totals.cost is None


def test_where_prices_contain_the_tax_the_rest_settles_within_the_largest_item() -> None:
    items = [worth_of(10, "0.81", "0.19"), worth_of(20, "0.81", "0.19"), worth_of(30, "0.81", "0.19")]

    totals = add_up(items, "EUR", Reckoning(tax_included=True))

    assert (totals.net, totals.tax, totals.total) == (Decimal("2.42"), Decimal("0.58"), Decimal("3.00"))
    assert totals.shares[10] == Share(Decimal("0.80"), Decimal("0.20"))
    assert {share.net + share.tax for share in totals.shares.values()} == {1}


def test_what_is_paid_may_be_rounded() -> None:
    totals = add_up([worth_of(10, "10.02", "2.40")], "EUR", Reckoning(rounding_unit=Decimal("0.05")))

    assert (totals.total, totals.rounding) == (Decimal("12.42"), Decimal("-0.02"))


def test_currencies_without_minor_units_stay_whole() -> None:
    totals = add_up([Worth(10, Decimal(22689), Decimal(4311), "S", Decimal(19), Decimal(5), 50, True)], "JPY")

    assert (totals.net, totals.tax, totals.expected) == (22689, 4311, 11345)


def a_book_of(kind: str, procedure: ProcedureRule) -> ConditionBook:
    """Three prices of a type, a discount, and what is paid rounded to 0.05."""
    prices = ((f"{kind}|product={product}", amount) for product, amount in zip("ABC", PRICES, strict=True))
    rounding = "DIFF|sales_area=GR01-10-00"
    more = ("K007|customer=C", "3.5"), (rounding, "0.05")
    return a_book(*prices, *more, procedure=procedure, per={rounding: ("EUR", "1", "")})


PRICES = ("10.37", "0.133", "899.99")
BOOKS = {False: a_book_of("PR00", standard()), True: a_book_of("PR01", gross())}
lines = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(-50, 5_000), st.booleans()), min_size=1, max_size=12)


@given(lines, st.sampled_from([(False, "rate"), (False, "item"), (True, "rate"), (True, "item")]))
def test_documents_add_up_as_the_engine_does(given_lines: list[tuple[str, int, bool]], kind: tuple[bool, str]) -> None:
    included, tax_rounding = kind
    book = replace(BOOKS[included], procedure=replace(BOOKS[included].procedure, tax_rounding=tax_rounding))
    items = [
        an_item(product, str(amount or 1), position=10 * place, tax_class="123"[place % 3], counts=counts)
        for place, (product, amount, counts) in enumerate(given_lines, 1)
    ]
    answer = price(a_header(customer="C"), items, book, trace=False, elements=False)

    totals = add_up(
        [
            Worth(one.position, one.net, one.tax, one.tax_code, one.tax_rate, one.cost, 100, item.counts)
            for one, item in zip(answer.items, items, strict=True)
        ],
        "EUR", answer.reckoning, {line.code: line.reason_key for line in answer.taxes},
    )  # fmt: skip

    assert (totals.net, totals.tax, totals.total) == (answer.net, answer.tax, answer.total)
    assert (totals.rounding, totals.taxes) == (answer.rounding, answer.taxes)
    assert totals.shares == {one.position: Share(one.net, one.tax) for one in answer.items}
    assert (totals.total + totals.rounding) % Decimal("0.05") == 0
