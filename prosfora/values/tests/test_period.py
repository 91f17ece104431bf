"""Half-open periods, and percentages."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.values.percent import Percent
from prosfora.values.period import Period

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
LENGTHS = st.one_of(st.none(), st.integers(1, 5000))


def _period(start: date, length: int | None) -> Period:
    return Period(start, None if length is None else start + timedelta(days=length))


PERIODS = st.builds(_period, DAYS, LENGTHS)


def test_a_price_until_the_31st_holds_on_the_31st_and_not_on_the_1st() -> None:
    january = Period.through(date(2026, 1, 1), date(2026, 1, 31))

    assert date(2026, 1, 31) in january
    assert date(2026, 2, 1) not in january
    assert january.last_day == date(2026, 1, 31)


def test_a_period_of_one_day_holds_that_day_only() -> None:
    day = date(2026, 11, 23)

    assert day in Period.through(day, day)
    assert day + timedelta(days=1) not in Period.through(day, day)


@pytest.mark.parametrize("last_day", [None, date(9999, 12, 31)])
def test_a_period_without_end_holds_for_ever(last_day: date | None) -> None:
    endless = Period.through(date(2026, 1, 1), last_day)

    assert endless.last_day is None
    assert date(9999, 12, 31) in endless


def test_a_period_must_end_after_it_starts() -> None:
    with pytest.raises(ValueError, match="end after it starts"):
        Period.through(date(2026, 1, 2), date(2026, 1, 1))


@given(PERIODS, PERIODS)
def test_two_periods_overlap_when_they_share_a_day(one: Period, other: Period) -> None:
    later_start = max(one.start, other.start)

    assert one.overlaps(other) == (later_start in one and later_start in other)
    assert one.overlaps(other) == other.overlaps(one)


@given(DAYS, st.integers(1, 500), LENGTHS)
def test_a_period_that_begins_where_another_ends_does_not_overlap(start: date, length: int, next_: int | None) -> None:
    first = _period(start, length)
    assert first.until is not None
    second = _period(first.until, next_)

    assert not first.overlaps(second)


@given(PERIODS, DAYS)
def test_every_day_up_to_the_last_belongs_to_the_period(period: Period, day: date) -> None:
    assert (day in period) == (period.start <= day and (period.last_day is None or day <= period.last_day))


def test_five_per_cent_of_two_hundred_is_ten() -> None:
    assert Percent(Decimal(5)).of(Decimal(200)) == Decimal(10)
    assert str(Percent(Decimal("5.50"))) == "5.5 %"
    assert str(Percent(Decimal(100))) == "100 %"
