"""Numbers, money and days are written the reader's way."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from prosfora.kit import writing
from prosfora.values.money import round_money
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


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        ("0.125", 2, "0.13"),
        ("0.135", 2, "0.14"),
        ("2.5", 0, "3"),
        ("-0.125", 2, "-0.13"),
        ("1234.00005", 4, "1,234.0001"),
    ],
)
def test_a_figure_is_rounded_half_up_as_the_amounts_of_an_offer_are(value: str, places: int, written: str) -> None:
    assert writing.fixed(Decimal(value), places, "en") == written


@pytest.mark.parametrize("value", ["-0", "-0.00", "-0.004", "-0.00001"])
def test_nothing_is_never_written_with_a_minus(value: str) -> None:
    assert writing.amount(Decimal(value), "EUR", "en") == "0.00"
    assert writing.number(Decimal("-0.0001"), "en") == "0"


@pytest.mark.parametrize(
    ("value", "most", "written"),
    [
        ("1200", 0, "1.200"),
        ("1200.5", 0, "1.201"),
        ("100", 3, "100"),
        ("0.0005", 3, "0,001"),
        ("12.3456", 4, "12,3456"),
    ],
)
def test_a_number_has_at_most_the_decimals_asked_for_and_keeps_its_whole_zeros(
    value: str, most: int, written: str
) -> None:
    assert writing.number(Decimal(value), "el", most) == written


@given(
    value=st.decimals(min_value=-(10**9), max_value=10**9, places=5),
    currency=st.sampled_from(["EUR", "JPY", "KWD", "CLF"]),
    language=st.sampled_from(["en", "el"]),
)
def test_an_amount_is_written_as_it_is_rounded_in_every_currency(value: Decimal, currency: str, language: str) -> None:
    written = writing.amount(value, currency, language)
    plain = written.translate({ord("." if language == "el" else ","): None}).replace(",", ".")

    assert Decimal(plain) == round_money(value, currency)


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
