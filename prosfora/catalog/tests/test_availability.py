"""Available-to-promise: what can leave the plant on which day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.catalog.rules.availability import Delivery, Proposal, propose
from prosfora.catalog.rules.facts import StockFacts
from prosfora.company.rules import WorkingDays

MONDAY = date(2026, 11, 23)
TUESDAY, WEDNESDAY, FRIDAY, SATURDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 4, 5))
NEXT_MONDAY = MONDAY + timedelta(days=7)
GREEK_DAYS = WorkingDays(holidays=frozenset({date(2026, 12, 25)}))


def stock_of(
    stock: int | str, *receipts: tuple[date, int], safety: int = 0, lead_time: int = 10, kind: str = "stock"
) -> StockFacts:
    expected = tuple((day, Decimal(quantity)) for day, quantity in receipts)
    return StockFacts(kind, Decimal(stock), Decimal(safety), expected, lead_time)


def wanted(
    quantity: int | str, facts: StockFacts, day: date = MONDAY, confirmed: tuple[tuple[date, int], ...] = ()
) -> Proposal:
    return propose(
        wanted=Decimal(quantity),
        day=day,
        today=MONDAY,
        facts=facts,
        confirmed=[(leaves, Decimal(promised)) for leaves, promised in confirmed],
        working_days=GREEK_DAYS,
    )


def lines(proposal: Proposal) -> list[tuple[date, int]]:
    return [(line.day, int(line.quantity)) for line in proposal.partial]


def test_what_lies_in_stock_leaves_on_the_wanted_day() -> None:
    answer = wanted(80, stock_of(100))

    assert answer.is_available
    assert answer.on_the_day == answer.one_delivery == answer.partial == (Delivery(MONDAY, Decimal(80)),)


def test_the_safety_stock_is_never_promised() -> None:
    answer = wanted(90, stock_of(100, safety=20))

    assert not answer.is_available
    assert answer.available == 80


def test_a_receipt_makes_up_what_is_missing() -> None:
    answer = wanted(150, stock_of(100, (FRIDAY, 60)))

    assert answer.on_the_day == ()
    assert answer.full_day == FRIDAY
    assert lines(answer) == [(MONDAY, 100), (FRIDAY, 50)]


def test_several_receipts_give_several_schedule_lines() -> None:
    answer = wanted(100, stock_of(10, (WEDNESDAY, 30), (FRIDAY, 30), (NEXT_MONDAY, 40)))

    assert lines(answer) == [(MONDAY, 10), (WEDNESDAY, 30), (FRIDAY, 30), (NEXT_MONDAY, 30)]
    assert answer.full_day == NEXT_MONDAY


def test_beyond_stock_and_receipts_goods_come_after_the_replenishment_lead_time() -> None:
    answer = wanted(150, stock_of(100, (FRIDAY, 20), lead_time=10))

    assert answer.full_day == MONDAY + timedelta(days=14)  # ten working days
    assert lines(answer) == [(MONDAY, 100), (FRIDAY, 20), (MONDAY + timedelta(days=14), 30)]


def test_a_receipt_later_than_the_lead_time_is_not_waited_for() -> None:
    answer = wanted(50, stock_of(0, (date(2027, 3, 1), 50), lead_time=5))

    assert answer.full_day == NEXT_MONDAY


def test_a_day_beyond_the_lead_time_can_always_be_kept() -> None:
    answer = wanted(10_000, stock_of(0, lead_time=5), day=date(2027, 1, 11))

    assert answer.is_available
    assert answer.full_day == date(2027, 1, 11)


def test_a_wanted_saturday_becomes_the_next_monday() -> None:
    assert wanted(1, stock_of(5), day=SATURDAY).day == NEXT_MONDAY


def test_a_wanted_day_in_the_past_is_asked_for_today() -> None:
    assert wanted(1, stock_of(5), day=date(2026, 1, 5)).full_day == MONDAY


def test_goods_that_arrive_on_christmas_day_leave_on_the_next_working_day() -> None:
    answer = wanted(5, stock_of(0, (date(2026, 12, 25), 5), lead_time=90))

    assert answer.full_day == date(2026, 12, 28)


def test_confirmed_quantities_are_not_promised_twice() -> None:
    answer = wanted(50, stock_of(100), confirmed=((MONDAY, 30), (date(2026, 10, 1), 40)))

    assert answer.available == 30


def test_a_quantity_confirmed_for_later_keeps_its_goods() -> None:
    answer = wanted(50, stock_of(60), confirmed=((date(2027, 2, 1), 60),))

    assert answer.available == 0


def test_a_later_confirmation_that_a_receipt_covers_does_not_block_todays_stock() -> None:
    answer = wanted(50, stock_of(60, (FRIDAY, 60)), confirmed=((NEXT_MONDAY, 60),))

    assert answer.is_available


def test_a_backlog_is_served_before_new_wishes() -> None:
    answer = wanted(10, stock_of(-20, (TUESDAY, 25), (FRIDAY, 30)))

    assert lines(answer) == [(TUESDAY, 5), (FRIDAY, 5)]


def test_a_service_can_be_had_on_any_working_day() -> None:
    answer = wanted(8, stock_of(0, lead_time=30, kind="service"), day=SATURDAY)

    assert answer.is_available
    assert answer.full_day == NEXT_MONDAY


def test_goods_made_to_order_come_after_their_lead_time_whatever_lies_there() -> None:
    answer = wanted(1, stock_of(500, lead_time=3, kind="order"))

    assert lines(answer) == [(MONDAY + timedelta(days=3), 1)]


def test_whole_boxes_only_are_delivered_in_part() -> None:
    answer = propose(
        wanted=Decimal(48),
        day=MONDAY,
        today=MONDAY,
        facts=stock_of(40, (FRIDAY, 5)),
        working_days=GREEK_DAYS,
        step=Decimal(12),
    )

    assert lines(answer) == [(MONDAY, 36), (MONDAY + timedelta(days=14), 12)]


def test_pieces_are_not_cut() -> None:
    facts = StockFacts("stock", Decimal("10.5"), lead_time_days=1, whole_units_only=True)

    assert wanted(12, facts).available == 10


def test_wanting_nothing_gives_no_schedule_line() -> None:
    answer = wanted(0, stock_of(5))

    assert (answer.partial, answer.one_delivery, answer.on_the_day) == ((), (), ())


QUANTITIES = st.decimals(min_value=0, max_value=1000, places=3)
DAYS = st.dates(MONDAY - timedelta(days=30), MONDAY + timedelta(days=90))
MOVES = st.lists(st.tuples(DAYS, QUANTITIES.filter(bool)), max_size=6)
CALENDARS = st.builds(
    WorkingDays,
    st.sets(st.integers(1, 7), min_size=1).map(frozenset),
    st.sets(DAYS, max_size=10).map(frozenset),
)
FACTS = st.builds(
    StockFacts,
    st.sampled_from(["stock", "stock", "stock", "service", "order"]),
    st.decimals(min_value=-500, max_value=1000, places=3),
    QUANTITIES,
    st.lists(st.tuples(st.dates(MONDAY, MONDAY + timedelta(days=90)), QUANTITIES.filter(bool)), max_size=6).map(tuple),
    st.integers(0, 40),
    st.booleans(),
)
ASKED = st.tuples(QUANTITIES.filter(bool), DAYS, FACTS, MOVES, CALENDARS)

type Question = tuple[Decimal, date, StockFacts, list[tuple[date, Decimal]], WorkingDays]


def _answer(question: Question) -> Proposal:
    quantity, day, facts, confirmed, working_days = question
    return propose(wanted=quantity, day=day, today=MONDAY, facts=facts, confirmed=confirmed, working_days=working_days)


def _delivered_by(proposal: Proposal, day: date) -> Decimal:
    return sum((line.quantity for line in proposal.partial if line.day <= day), Decimal(0))


def _with(facts: StockFacts, **changed: object) -> StockFacts:
    return StockFacts(**({name: getattr(facts, name) for name in StockFacts.__slots__} | changed))


@given(ASKED)
def test_schedule_lines_sum_to_the_wanted_quantity_on_rising_working_days(question: Question) -> None:
    answer = _answer(question)

    assert sum(line.quantity for line in answer.partial) == question[0]
    assert all(line.quantity > 0 for line in answer.partial)
    days = [line.day for line in answer.partial]
    assert days == sorted(set(days))
    assert all(day >= max(MONDAY, question[1]) and question[4].is_working(day) for day in days)


@given(ASKED)
def test_the_three_proposals_agree(question: Question) -> None:
    answer = _answer(question)

    assert answer.is_available == (answer.full_day == answer.day)
    assert answer.partial[-1].day <= answer.full_day
    assert answer.available == _delivered_by(answer, answer.day)
    assert bool(answer.on_the_day) == answer.is_available


@given(ASKED, QUANTITIES)
def test_more_stock_never_means_later(question: Question, more: Decimal) -> None:
    quantity, day, facts, confirmed, working_days = question
    richer = _answer((quantity, day, _with(facts, stock=facts.stock + more), confirmed, working_days))
    answer = _answer(question)

    assert richer.full_day <= answer.full_day
    assert all(_delivered_by(richer, line.day) >= _delivered_by(answer, line.day) for line in answer.partial)


@given(ASKED, st.integers(0, 20))
def test_earlier_receipts_never_mean_later(question: Question, days: int) -> None:
    quantity, day, facts, confirmed, working_days = question
    earlier = tuple((max(MONDAY, on - timedelta(days=days)), amount) for on, amount in facts.receipts)
    sooner = _answer((quantity, day, _with(facts, receipts=earlier), confirmed, working_days))
    answer = _answer(question)

    assert sooner.full_day <= answer.full_day
    assert all(_delivered_by(sooner, line.day) >= _delivered_by(answer, line.day) for line in answer.partial)


@given(ASKED, st.randoms())
def test_the_order_of_receipts_and_confirmations_is_irrelevant(question: Question, chance: object) -> None:
    quantity, day, facts, confirmed, working_days = question
    receipts, promises = list(facts.receipts), list(confirmed)
    chance.shuffle(receipts)  # type: ignore[attr-defined]
    chance.shuffle(promises)  # type: ignore[attr-defined]

    assert _answer((quantity, day, _with(facts, receipts=tuple(receipts)), promises, working_days)) == _answer(question)


@given(ASKED)
def test_no_promise_breaks_another(question: Question) -> None:
    """On no day before goods can be replenished do deliveries take what stock, receipts and promises leave."""
    _, _, facts, confirmed, working_days = question
    answer = _answer(question)
    if facts.kind != "stock":
        return
    replenished = working_days.add(MONDAY, facts.lead_time_days)
    arrivals = [(working_days.next_working(on), amount) for on, amount in facts.receipts]
    turns = {answer.day, *(on for on, _ in arrivals), *(on for on, _ in confirmed)}
    for turn in turns:
        if answer.day <= turn < replenished:
            left = facts.stock - facts.safety_stock
            left += sum(amount for on, amount in arrivals if on <= turn)
            left -= sum(amount for on, amount in confirmed if on <= turn)
            assert _delivered_by(answer, turn) <= max(left, 0)


@pytest.mark.parametrize("quantity", ["1", "0.001", "999999999.999"])
def test_a_quantity_of_any_size_gets_a_date(quantity: str) -> None:
    assert wanted(quantity, stock_of(0, lead_time=2)).full_day == WEDNESDAY
