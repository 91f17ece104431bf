"""A new period laid over those that stand."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.pricing.rules.periods import Cut, End, Standing, cuts, in_rounds, last_day
from prosfora.pricing.rules.terms import FOREVER

START = dt.date(2026, 1, 1)


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


FIRST_HALF, SECOND_HALF = Standing(1, day(0), day(99)), Standing(2, day(100), FOREVER)


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (day(50), FOREVER, (Cut(1, day(49), None), Cut(2, None, None))),
        (day(50), day(60), (Cut(1, day(49), day(61)),)),
        (day(0), day(99), (Cut(1, None, None),)),
        (day(90), day(110), (Cut(1, day(89), None), Cut(2, None, day(111)))),
    ],
)
def test_what_a_new_period_takes_from_others(first: dt.date, last: dt.date, wanted: tuple[Cut, ...]) -> None:
    assert cuts([SECOND_HALF, FIRST_HALF], first, last) == wanted


def test_a_period_beside_the_others_takes_nothing() -> None:
    assert cuts([FIRST_HALF], day(100), FOREVER) == ()


@pytest.mark.parametrize(
    ("first", "end", "wanted"),
    [
        (day(50), End.STATED, day(70)),
        (day(50), End.OPEN, day(99)),
        (day(150), End.OPEN, FOREVER),
        (day(50), End.KEPT, day(99)),
        (day(150), End.KEPT, FOREVER),
        (day(-10), End.KEPT, day(-1)),
    ],
)
def test_where_a_period_ends(first: dt.date, end: End, wanted: dt.date) -> None:
    assert last_day([FIRST_HALF, SECOND_HALF], first, end, day(70)) == wanted


spans = st.tuples(st.integers(0, 60), st.integers(0, 30)).map(lambda span: (span[0], span[0] + span[1]))


@given(st.lists(spans, max_size=6), spans)
def test_no_day_is_lost_and_none_holds_twice(taken: list[tuple[int, int]], new: tuple[int, int]) -> None:
    holds: dict[int, int] = {}  # day → number of the period that holds
    standing = []
    for number, (first, last) in enumerate(taken):
        if not any(day in holds for day in range(first, last + 1)):
            standing.append(Standing(number, day(first), day(last)))
            holds |= dict.fromkeys(range(first, last + 1), number)

    after: dict[int, int] = {}
    found = {cut.number: cut for cut in cuts(standing, day(new[0]), day(new[1]))}
    for one in standing:
        cut = found.get(one.number, Cut(one.number, one.last, None))
        kept = [d for d in range(100) if one.first <= day(d) <= (cut.ends_on or dt.date.min)]
        kept += [d for d in range(100) if cut.resumes_on and cut.resumes_on <= day(d) <= one.last]
        for d in kept:
            assert after.setdefault(d, one.number) == one.number

    assert after == {d: number for d, number in holds.items() if not new[0] <= d <= new[1]}


def test_rounds_never_hold_two_of_one_name() -> None:
    assert in_rounds(["a1", "b1", "a2", "a3"], lambda item: item[0]) == [["a1", "b1"], ["a2"], ["a3"]]
