"""Rates in force, working days of plants, areas of a user."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from prosfora.company.models import FactoryCalendar, NumberRange, Plant
from prosfora.company.queries import NoExchangeRate, areas_for, exchange_rate, working_days
from prosfora.company.queries.calendars import free_days
from prosfora.company.queries.tables import number_ranges, payment_terms, reasons
from prosfora.company.services import next_number, set_exchange_rate
from prosfora.identity.models import User
from tests.cast import DEALERS, DIRECT_SALES, MONDAY

pytestmark = pytest.mark.usefixtures("company")


def a_rate(source: str, target: str, rate: str, valid_from: date, *, by: User, kind: str = "M") -> None:
    set_exchange_rate(
        kind=kind, source=source, target=target, valid_from=valid_from, rate=Decimal(rate), by=by, at=MONDAY
    )


def test_the_latest_rate_valid_on_the_day_holds(administrator: User) -> None:
    a_rate("EUR", "USD", "1.05", date(2026, 1, 1), by=administrator)
    a_rate("EUR", "USD", "1.10", date(2026, 6, 1), by=administrator)
    a_rate("EUR", "USD", "1.20", date(2026, 12, 1), by=administrator)

    assert exchange_rate("EUR", "USD", date(2026, 11, 23)) == Decimal("1.10")
    assert exchange_rate("EUR", "USD", date(2026, 5, 31)) == Decimal("1.05")


def test_before_the_first_rate_there_is_none(administrator: User) -> None:
    a_rate("EUR", "USD", "1.05", date(2026, 1, 1), by=administrator)

    with pytest.raises(NoExchangeRate) as refusal:
        exchange_rate("EUR", "USD", date(2025, 12, 31))
    assert "EUR" in refusal.value.message
    assert refusal.value.field == "currency"


def test_two_foreign_currencies_cross_through_the_companys(administrator: User) -> None:
    a_rate("EUR", "USD", "1.10", date(2026, 1, 1), by=administrator)
    a_rate("EUR", "GBP", "0.80", date(2026, 1, 1), by=administrator)

    assert exchange_rate("USD", "GBP", date(2026, 11, 23)) == Decimal("0.727272727")


def test_rate_types_do_not_mix(administrator: User) -> None:
    a_rate("EUR", "USD", "1.10", date(2026, 1, 1), by=administrator, kind="B")

    assert exchange_rate("EUR", "USD", date(2026, 11, 23), "B") == Decimal("1.10")
    with pytest.raises(NoExchangeRate):
        exchange_rate("EUR", "USD", date(2026, 11, 23))


def test_equal_currencies_need_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert exchange_rate("EUR", "EUR", date(2026, 11, 23)) == 1


def test_a_rate_takes_two_queries_however_many_days_are_kept(
    administrator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(1, 29):
        a_rate("EUR", "USD", f"1.{day:02d}", date(2026, 2, day), by=administrator)

    with django_assert_num_queries(2):
        assert exchange_rate("USD", "EUR", date(2026, 2, 14)) == Decimal("0.877192982")


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 6),  # Epiphany
        date(2026, 2, 23),  # Clean Monday
        date(2026, 3, 25),  # Independence Day
        date(2026, 4, 10),  # Orthodox Good Friday
        date(2026, 4, 13),  # Orthodox Easter Monday
        date(2026, 6, 1),  # Whit Monday
        date(2026, 10, 28),  # Ohi Day
        date(2026, 12, 25),
    ],
)
def test_greek_holidays_are_free_with_the_orthodox_easter(day: date) -> None:
    athens = working_days(["AT01"], [2026])["AT01"]

    assert not athens.is_working(day)


def test_the_catholic_easter_monday_is_worked_in_greece_and_free_in_germany() -> None:
    berlin_days = FactoryCalendar.objects.create(code="DE", name="Germany", country="DE")
    Plant.objects.create(code="BE01", name="Berlin", country="DE", calendar=berlin_days)

    both = working_days(["AT01", "BE01"], [2026])

    assert both["AT01"].is_working(date(2026, 4, 6))
    assert not both["BE01"].is_working(date(2026, 4, 6))


def test_a_plants_own_days_off_and_weekdays_count() -> None:
    FactoryCalendar.objects.filter(code="GR").update(days_off=["2026-11-24"], weekdays="123456")

    athens = working_days(["AT01"], [2026])["AT01"]

    assert athens.next_working(date(2026, 11, 24)) == date(2026, 11, 25)
    assert athens.is_working(date(2026, 11, 28))


def test_free_days_have_their_names() -> None:
    FactoryCalendar.objects.filter(code="GR").update(days_off=["2026-12-24", "2027-01-04"])

    days = dict(free_days(FactoryCalendar.objects.get(code="GR"), 2026))

    assert date(2026, 12, 24) in days
    assert date(2026, 4, 13) in days
    assert date(2027, 1, 4) not in days
    assert date(2026, 8, 15) not in days  # a Saturday: nobody would have worked


def test_working_days_take_one_query_for_many_plants(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    calendar = FactoryCalendar.objects.get(code="GR")
    Plant.objects.bulk_create(Plant(code=f"P{n:03d}", name="Plant", calendar=calendar) for n in range(50))

    with django_assert_num_queries(1):
        found = working_days([f"P{n:03d}" for n in range(50)] + ["NONE"], [2026, 2027])

    assert len(found) == 50


def test_an_unknown_country_has_weekends_only() -> None:
    nowhere = FactoryCalendar.objects.create(code="XX", name="Nowhere", country="XX")
    Plant.objects.create(code="NOWH", name="Nowhere", country="XX", calendar=nowhere)

    assert working_days(["NOWH"], [2026])["NOWH"].is_working(date(2026, 12, 25))


def test_a_region_without_holidays_of_its_own_has_its_countrys() -> None:
    FactoryCalendar.objects.filter(code="GR").update(subdivision="NOWHERE")

    assert not working_days(["AT01"], [2026])["AT01"].is_working(date(2026, 3, 25))


def test_a_seller_has_his_areas_and_an_administrator_all(seller: User, outsider: User, administrator: User) -> None:
    assert [area.code for area in areas_for(seller, "parties.display_party")] == [DIRECT_SALES]
    assert [area.code for area in areas_for(outsider, "parties.display_party")] == [DEALERS]
    assert [area.code for area in areas_for(administrator, "company.change_company")] == [DIRECT_SALES, DEALERS]
    assert areas_for(seller, "company.change_company") == []


def test_number_ranges_show_the_last_number_drawn() -> None:
    next_number("quotation")
    drawn = next_number("quotation")

    last = {row.code: last for row, last in number_ranges()}

    assert last["quotation"] == int(drawn)
    assert last["inquiry"] == NumberRange.objects.get(code="inquiry").first - 1


def test_the_standard_tables_are_there() -> None:
    assert {"0001", "N030"} <= {row.code for row in payment_terms()}
    assert {row.kind for row in reasons()} == {"rejection", "order", "decline", "close"}
    assert {row.kind for row in reasons("decline")} == {"decline"}
