"""Numbers and days as people type them."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.values.numbers import NotADay, NotANumber, parse_day, parse_decimal, unmistakable

NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


@pytest.mark.parametrize(
    ("typed", "greek", "english"),
    [
        ("1.234,50", "1234.50", "1234.50"),
        ("1,234.50", "1234.50", "1234.50"),
        ("1.234", "1234", "1.234"),
        ("1,234", "1.234", "1234"),
        ("1234,5", "1234.5", "1234.5"),
        ("1234.5", "1234.5", "1234.5"),
        ("12", "12", "12"),
        ("0.500", "0.500", "0.500"),
        ("0,125", "0.125", "0.125"),
        (",5", "0.5", "0.5"),
        ("1 234 567,89", "1234567.89", "1234567.89"),
        ("1 234,5", "1234.5", "1234.5"),
        ("1'234.50", "1234.50", "1234.50"),
        ("1.234.567", "1234567", "1234567"),
        ("1,234,567", "1234567", "1234567"),
        (" -7 ", "-7", "-7"),
        ("−7,5", "-7.5", "-7.5"),
        ("+3", "3", "3"),
    ],
)
def test_a_number_is_read_by_the_notation_in_force(typed: str, greek: str, english: str) -> None:
    assert parse_decimal(typed, decimal_comma=True) == Decimal(greek)
    assert parse_decimal(typed, decimal_comma=False) == Decimal(english)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "abc", "12 5", "1,2,3", "1.2.3", "1.23.456", "12,34,567.8", "1.234,567,8", "NaN", "Infinity", "1e5",
     "--1", "5-", "1..2", "٣", "0x10", "€ 5", "5 %", "1" * 41, "=1+1", "1\x002"],
)  # fmt: skip
@pytest.mark.parametrize("decimal_comma", [True, False])
def test_what_is_no_number_or_could_be_two_is_refused(typed: str, decimal_comma: bool) -> None:
    with pytest.raises(NotANumber):
        parse_decimal(typed, decimal_comma=decimal_comma)


@given(NUMBERS)
def test_a_number_printed_in_english_is_read_back(number: Decimal) -> None:
    assert parse_decimal(f"{number:,.2f}", decimal_comma=False) == number


@given(NUMBERS)
def test_a_number_printed_in_greek_is_read_back(number: Decimal) -> None:
    greek = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))

    assert parse_decimal(greek, decimal_comma=True) == number


@given(NUMBERS)
def test_a_plain_number_with_two_decimals_means_the_same_in_both_notations(number: Decimal) -> None:
    assert parse_decimal(f"{number:.2f}", decimal_comma=True) == parse_decimal(f"{number:.2f}", decimal_comma=False)


@given(st.text(max_size=60), st.booleans())
def test_any_text_is_a_finite_number_or_refused(text: str, decimal_comma: bool) -> None:
    try:
        number = parse_decimal(text, decimal_comma=decimal_comma)
    except NotANumber:
        return
    assert number.is_finite()


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-23",
        "23/11/2026",
        "23.11.2026",
        "23-11-2026",
        " 23/11/2026 ",
        "20261123",
        "23.11.2026\n",
        "2026-11-23 00:00:00",
        "2026-11-23T00:00",
        "23/11/2026 00:00:00.000",
    ],
)
def test_the_day_comes_before_the_month(typed: str) -> None:
    assert parse_day(typed) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "typed",
    ["", "23/11", "31/02/2026", "11/23/2026", "0/1/2026", "23/11/26", "tomorrow", "2026-13-01", "2026-11-23 09:30"],
)
def test_what_is_no_day_of_the_calendar_is_refused(typed: str) -> None:
    with pytest.raises(NotADay):
        parse_day(typed)


@given(st.dates())
def test_every_day_is_read_back_as_it_was_written(day: date) -> None:
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day.day}/{day.month}/{day.year:04}") == day


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    with suppress(NotADay):
        assert isinstance(parse_day(text), date)


@pytest.mark.parametrize(
    ("number", "shown"), [("1.234", "1.2340"), ("1000.000", "1000"), ("24.5000", "24.5"), ("0", "0")]
)
def test_an_unmistakable_number_never_has_three_decimals(number: str, shown: str) -> None:
    assert str(unmistakable(Decimal(number))) == shown


@given(st.decimals(-(10**9), 10**9, places=4), st.booleans())
def test_an_unmistakable_number_is_read_alike_in_every_notation(number: Decimal, comma: bool) -> None:
    assert parse_decimal(str(unmistakable(number)), decimal_comma=comma) == number
