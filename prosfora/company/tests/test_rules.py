"""Working days, exchange rates, checks of what administrators enter."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.company.rules import Rate, WorkingDays, best_rate, countries, currencies
from prosfora.company.rules.calendars import NoWorkingDay
from prosfora.company.rules.checks import (
    CompanyFacts,
    Fault,
    calendar_problems,
    code_problems,
    company_problems,
    rate_problems,
    terms_problems,
)

FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))
CALENDARS = st.builds(
    WorkingDays,
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    holidays=st.frozensets(st.dates(date(2020, 1, 1), date(2020, 12, 31)), max_size=20),
)
GOOD = CompanyFacts(
    name="Aegean Fasteners",
    legal_name="Aegean Fasteners S.A.",
    vat_number="094259216",
    street="Skoufa 11",
    postal_code="106 73",
    city="Athens",
)


def test_a_weekend_is_free_and_the_next_working_day_is_monday() -> None:
    week = WorkingDays()

    assert week.is_working(FRIDAY)
    assert not week.is_working(FRIDAY + timedelta(days=1))
    assert week.next_working(FRIDAY + timedelta(days=1)) == MONDAY


def test_one_working_day_after_friday_is_monday_and_after_a_holiday_tuesday() -> None:
    assert WorkingDays().add(FRIDAY, 1) == MONDAY
    assert WorkingDays(holidays=frozenset({MONDAY})).add(FRIDAY, 1) == MONDAY + timedelta(days=1)


def test_a_start_on_a_free_day_counts_from_the_next_working_day() -> None:
    saturday = FRIDAY + timedelta(days=1)

    assert WorkingDays().add(saturday, 0) == MONDAY
    assert WorkingDays().add(saturday, 1) == MONDAY + timedelta(days=1)


def test_going_back_skips_free_days_too() -> None:
    assert WorkingDays().add(MONDAY, -1) == FRIDAY


def test_a_calendar_without_working_days_says_so_and_does_not_hang() -> None:
    with pytest.raises(NoWorkingDay):
        WorkingDays(weekdays=frozenset()).next_working(MONDAY)


@given(days=CALENDARS, start=DAYS, count=st.integers(0, 60))
def test_adding_working_days_ends_on_one_and_passes_exactly_so_many(days: WorkingDays, start: date, count: int) -> None:
    end = days.add(start, count)
    first = days.next_working(start)

    assert days.is_working(end)
    passed = sum(days.is_working(first + timedelta(days=n)) for n in range(1, (end - first).days + 1))
    assert passed == count


@given(days=CALENDARS, start=DAYS, few=st.integers(0, 30), more=st.integers(0, 30))
def test_more_working_days_never_end_earlier_and_sums_agree(
    days: WorkingDays, start: date, few: int, more: int
) -> None:
    assert days.add(days.add(start, few), more) == days.add(start, few + more)


@given(days=CALENDARS, start=DAYS, count=st.integers(0, 30))
def test_going_forth_and_back_returns_to_the_working_day_one_started_from(
    days: WorkingDays, start: date, count: int
) -> None:
    first = days.next_working(start)

    assert days.add(days.add(first, count), -count) == first


RATES = [
    Rate("EUR", "USD", Decimal("1.10")),
    Rate("EUR", "GBP", Decimal("0.80")),
    Rate("CHF", "USD", Decimal("1.25")),
]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("EUR", "USD", "1.100000000"),
        ("USD", "EUR", "0.909090909"),
        ("USD", "GBP", "0.727272727"),
        ("GBP", "USD", "1.375000000"),
        ("EUR", "EUR", "1"),
    ],
)
def test_a_rate_is_direct_inverse_or_crossed_through_the_euro(source: str, target: str, expected: str) -> None:
    assert best_rate(RATES, source=source, target=target, via="EUR") == Decimal(expected)


def test_a_direct_rate_wins_over_its_inverse() -> None:
    both = [*RATES, Rate("USD", "EUR", Decimal("0.95"))]

    assert best_rate(both, source="USD", target="EUR", via="EUR") == Decimal("0.95")


def test_no_way_between_two_currencies_is_no_rate() -> None:
    assert best_rate(RATES, source="CHF", target="JPY", via="EUR") is None


@given(st.decimals(min_value="0.000001", max_value="1000000", places=6))
def test_a_rate_times_its_inverse_is_one_within_rounding(rate: Decimal) -> None:
    rates = [Rate("EUR", "XYZ", rate)]
    there = best_rate(rates, source="EUR", target="XYZ", via="EUR")
    back = best_rate(rates, source="XYZ", target="EUR", via="EUR")

    assert there is not None
    assert back is not None
    assert abs(there * back - 1) <= rate * Decimal("0.000000001")


def test_a_good_letterhead_has_no_problems() -> None:
    assert list(company_problems(GOOD)) == []


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("vat_number", "094259217", Fault.BAD_VAT),
        ("country", "ZZ", Fault.BAD_COUNTRY),
        ("currency", "EURO", Fault.BAD_CURRENCY),
        ("email", "sales at aegean", Fault.BAD_MAIL),
        ("phone", "call us", Fault.BAD_PHONE),
        ("legal_name", " ", Fault.MISSING),
        ("city", "A" * 81, Fault.TOO_LONG),
    ],
)
def test_a_letterhead_names_the_field_that_is_wrong(field: str, value: str, fault: Fault) -> None:
    problems = list(company_problems(replace(GOOD, **{field: value})))

    assert [(problem.field, problem.fault) for problem in problems] == [(field, fault)]


@pytest.mark.parametrize("code", ["", "gr01", "GR 1", "ABCDE", "Α1"])
def test_codes_are_short_capitals_and_digits(code: str) -> None:
    assert [problem.fault for problem in code_problems("code", code, 4)] == [Fault.BAD_CODE]


def test_weekdays_stand_once_and_days_off_are_days() -> None:
    assert list(calendar_problems("12345", ["2026-12-24"])) == []
    assert [p.fault for p in calendar_problems("1123", ["24/12/2026"])] == [Fault.BAD_WEEKDAYS, Fault.BAD_DAY]


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity", "1000000000"])
def test_a_rate_is_a_number_above_zero(rate: str) -> None:
    assert [problem.field for problem in rate_problems("EUR", "USD", Decimal(rate))] == ["rate"]


def test_a_rate_joins_two_known_currencies() -> None:
    assert [p.fault for p in rate_problems("EUR", "EUR", Decimal(1))] == [Fault.SAME_CURRENCY]
    assert [p.field for p in rate_problems("DRX", "USD", Decimal(1))] == ["source"]


def test_a_cash_discount_ends_before_the_net_days() -> None:
    assert list(terms_problems(30, Decimal(2), 10)) == []
    assert [p.field for p in terms_problems(10, Decimal(2), 30)] == ["discount_days"]
    assert [p.field for p in terms_problems(30, Decimal(100), 10)] == ["discount_percent"]


@pytest.mark.parametrize(
    ("net", "percent", "within", "wrong"),
    [
        (0, "0", 0, []),
        (999, "99.99", 999, []),
        (30, "2", 30, []),
        (1000, "0", 0, ["net_days"]),
        (-1, "0", -1, ["net_days", "discount_days"]),
        (30, "2", -1, ["discount_days"]),
        (30, "2", 31, ["discount_days"]),
        (30, "-0.01", 10, ["discount_percent"]),
        (30, "NaN", 10, ["discount_percent"]),
    ],
)
def test_terms_of_payment_end_at_their_limits(net: int, percent: str, within: int, wrong: list[str]) -> None:
    assert [problem.field for problem in terms_problems(net, Decimal(percent), within)] == wrong


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ελλάδα", "GR"), ("ΕΛΛΑΔΑ", "GR"), ("Greece", "GR"), ("gr", "GR"), ("GRC", "GR"), ("Hellas", "GR"),
        ("U.S.A.", "US"), ("ΗΠΑ", "US"), ("UK", "GB"), ("Γερμανία", "DE"), ("Κύπρος", "CY"), ("Türkiye", "TR"),
    ],
)  # fmt: skip
def test_a_country_is_understood_however_people_write_it(text: str, code: str) -> None:
    assert countries.code_of(text) == code


def test_an_unknown_or_ambiguous_country_is_not_guessed() -> None:
    assert countries.code_of("Philipines") is None
    assert countries.code_of("Korea") is None
    assert countries.code_of("") is None


def test_country_names_speak_english_and_greek_and_sort_without_accents() -> None:
    assert countries.name_of("GR", "el") == "Ελλάδα"
    assert countries.name_of("GR", "en") == "Greece"
    assert countries.name_of("QQ") == "QQ"
    names = [name for _code, name in countries.choices("el")]
    assert names.index("Άγιος Μαρίνος") < names.index("Βέλγιο")


def test_currencies_are_those_of_iso_4217() -> None:
    assert {"EUR", "USD", "JPY", "KWD"} <= currencies.codes()
    assert "GRX" not in currencies.codes()
