"""Numbers, money and days are written the reader's way."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from prosfora.kit import writing
from prosfora.values.numbers import parse_decimal

NO_BREAK = "\u00a0"


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", f"1,234.50{NO_BREAK}EUR"), ("el", f"1.234,50{NO_BREAK}EUR")],
)
def test_money_has_the_readers_marks_and_the_currency_behind(language: str, written: str) -> None:
    with translation.override(language):
        assert writing.money(Decimal("1234.5"), "EUR") == written


@pytest.mark.parametrize(("currency", "written"), [("JPY", "1,235"), ("EUR", "1,234.57"), ("KWD", "1,234.568")])
def test_amounts_have_the_decimals_of_their_currency(currency: str, written: str) -> None:
    with translation.override("en"):
        assert writing.amount(Decimal("1234.5678"), currency) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [("2.500", "2.5"), ("40.000", "40"), ("1200", "1,200"), ("0.000", "0"), ("0.125", "0.125"), ("-3.50", "-3.5")],
)
def test_quantities_show_the_decimals_they_have(value: str, written: str) -> None:
    with translation.override("en"):
        assert writing.number(Decimal(value)) == written


def test_a_percentage_keeps_its_blank() -> None:
    with translation.override("el"):
        assert writing.percent(Decimal("2.50")) == f"2,5{NO_BREAK}%"


def test_days_are_written_day_first_in_both_languages() -> None:
    assert writing.day(dt.date(2026, 11, 3)) == "03/11/2026"


@pytest.mark.parametrize(
    ("language", "in_words", "month"),
    [("en", "3 November 2026", "November 2026"), ("el", "3 Νοεμβρίου 2026", "Νοέμβριος 2026")],
)
def test_long_days_and_months_are_inflected(language: str, in_words: str, month: str) -> None:
    with translation.override(language):
        assert writing.long_day(dt.date(2026, 11, 3)) == in_words
        assert writing.month(dt.date(2026, 11, 3)) == month


def test_a_moment_is_told_in_local_time() -> None:
    nine_in_london = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)

    assert writing.moment(nine_in_london) == "23/11/2026 11:00"  # Athens


@given(value=st.decimals(min_value=-(10**9), max_value=10**9, places=2), language=st.sampled_from(["en", "el"]))
def test_what_is_written_is_read_back_as_the_same_number(value: Decimal, language: str) -> None:
    written = writing.amount(value, "EUR", language)

    assert parse_decimal(written, decimal_comma=language == "el") == value
