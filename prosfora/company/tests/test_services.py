"""The verbs of administrators, and numbers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from prosfora.audit.models import JournalEntry
from prosfora.audit.services import System
from prosfora.company import services
from prosfora.company.models import (
    Company,
    ExchangeRate,
    FactoryCalendar,
    NumberRange,
    PaymentTerms,
    Plant,
    Reason,
    SalesArea,
    SalesOffice,
    SalesOrganisation,
)
from prosfora.company.tests.builders import a_company
from prosfora.identity.models import User
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def last_entry(verb: str) -> JournalEntry:
    entry = JournalEntry.objects.filter(verb=verb).order_by("-id").first()
    assert entry is not None, f"{verb} left no entry in the journal"
    return entry


def test_a_company_is_set_up_with_all_it_needs_to_start() -> None:
    company = Company.objects.get()

    assert company.vat_number == "EL094259216"
    assert SalesOrganisation.objects.get().company == company
    assert set(NumberRange.objects.values_list("code", flat=True)) == {
        "inquiry", "quotation", "order", "party", "product",
    }  # fmt: skip
    assert PaymentTerms.objects.filter(code="N030", net_days=30).exists()
    assert FactoryCalendar.objects.filter(code="GR", country="GR").exists()
    assert last_entry("set_up_company").key == "GR01"


def test_a_company_is_set_up_once() -> None:
    with pytest.raises(services.CompanyExists):
        a_company()


def test_a_second_company_keeps_the_tables_that_are_there(administrator: User) -> None:
    PaymentTerms.objects.filter(code="N030").update(name_en="Our own words")

    services.set_up_company(
        code="CY01",
        name="Kypros",
        legal_name="Kypros Ltd",
        vat_number="10259033P",
        street="Ledra 1",
        postal_code="1011",
        city="Lefkosia",
        country="CY",
        by=administrator,
        at=MONDAY,
    )

    assert PaymentTerms.objects.get(code="N030").name_en == "Our own words"
    assert FactoryCalendar.objects.filter(code="CY").exists()
    assert Company.objects.get(code="CY01").vat_number == "CY10259033P"


def test_a_company_with_a_wrong_tax_number_is_not_set_up(administrator: User) -> None:
    with pytest.raises(services.NotStorable) as refusal:
        services.set_up_company(
            code="gr 2",
            name="X",
            legal_name="X",
            vat_number="123456789",
            street="S",
            postal_code="1",
            city="C",
            by=administrator,
            at=MONDAY,
        )

    assert set(refusal.value.problems) == {"code", "vat_number"}
    assert Company.objects.count() == 1


def test_a_changed_letterhead_is_told_field_by_field(administrator: User) -> None:
    company = Company.objects.get()
    facts = replace(services.facts_of(company), city="Piraeus", phone="210 4112345")

    services.change_company(company=company, facts=facts, by=administrator, at=MONDAY)

    company.refresh_from_db()
    assert (company.city, company.phone) == ("Piraeus", "+302104112345")
    assert last_entry("change_company").changes == {
        "city": ["Athens", "Piraeus"],
        "phone": ["+302103612345", "+302104112345"],
    }


def test_saving_an_unchanged_letterhead_writes_nothing(administrator: User) -> None:
    company = Company.objects.get()

    services.change_company(company=company, facts=services.facts_of(company), by=administrator, at=MONDAY)

    assert not JournalEntry.objects.filter(verb="change_company").exists()


def test_a_logo_is_a_picture(administrator: User, settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    company = Company.objects.get()

    services.change_logo(company=company, content=PNG, by=administrator, at=MONDAY)
    assert company.logo_digest

    for content in (b"<svg onload=alert(1)>", b"", PNG + b"\0" * services.companies.LARGEST_LOGO):
        with pytest.raises(services.NoPicture):
            services.change_logo(company=company, content=content, by=administrator, at=MONDAY)


def test_a_sales_area_joins_three_parts_and_stands_once(administrator: User) -> None:
    organisation, plant = SalesOrganisation.objects.get(), Plant.objects.get()

    def create() -> SalesArea:
        return services.create_sales_area(
            organisation=organisation,
            channel="30",
            division="00",
            name="Web shop",
            plant=plant,
            currency="EUR",
            by=administrator,
            at=MONDAY,
        )

    assert create().code == "GR01-30-00"
    with pytest.raises(services.CodeTaken):
        create()


def test_a_sales_area_changes_its_currency(administrator: User) -> None:
    area = SalesArea.objects.get(code="GR01-20-00")

    services.change_sales_area(area=area, name="Dealers", plant=area.plant, currency="USD", by=administrator, at=MONDAY)

    assert last_entry("change_sales_area").changes == {"currency": ["EUR", "USD"]}
    assert last_entry("change_sales_area").scope == "GR01-20-00"


def test_an_office_gets_areas_and_staff(administrator: User, seller: User) -> None:
    office = SalesOffice.objects.get()

    services.change_office(
        office=office,
        name="Athens centre",
        areas=[SalesArea.objects.get(code="GR01-10-00")],
        staff=[seller],
        by=administrator,
        at=MONDAY,
    )

    assert list(office.staff.all()) == [seller]
    assert last_entry("change_office").changes == {
        "name": ["Athens", "Athens centre"],
        "areas": ["GR01-10-00, GR01-20-00", "GR01-10-00"],
        "staff": ["", "seller"],
    }


def test_a_plant_of_no_country_is_refused(administrator: User) -> None:
    calendar = FactoryCalendar.objects.get()

    with pytest.raises(services.NotStorable) as refusal:
        services.create_plant(code="X1", name="", country="ZZ", calendar=calendar, by=administrator, at=MONDAY)

    assert set(refusal.value.problems) == {"name", "country"}


def test_a_plant_moves_to_another_calendar(administrator: User) -> None:
    days = services.create_calendar(
        code="GR6",
        name="Six days",
        country="GR",
        weekdays="123456",
        days_off=["2026-12-24"],
        by=administrator,
        at=MONDAY,
    )
    plant = Plant.objects.get()

    services.change_plant(
        plant=plant, name=plant.name, country="GR", region="", calendar=days, by=administrator, at=MONDAY
    )

    assert Plant.objects.get().calendar == days
    assert last_entry("change_plant").changes["calendar"][1] == "Six days"


def test_a_calendar_refuses_days_that_are_none(administrator: User) -> None:
    calendar = FactoryCalendar.objects.get()

    with pytest.raises(services.NotStorable) as refusal:
        services.change_calendar(
            calendar=calendar,
            name="Greece",
            country="GR",
            subdivision="",
            weekdays="18",
            days_off=["yesterday"],
            by=administrator,
            at=MONDAY,
        )

    assert set(refusal.value.problems) == {"weekdays", "days_off"}


def test_a_rate_of_the_same_day_is_corrected_and_both_figures_told(administrator: User) -> None:
    for rate in ("1.10", "1.1234567895"):
        services.set_exchange_rate(
            kind="M",
            source="EUR",
            target="USD",
            valid_from=date(2026, 11, 23),
            rate=Decimal(rate),
            by=administrator,
            at=MONDAY,
        )

    assert ExchangeRate.objects.get().rate == Decimal("1.123456790")
    assert last_entry("set_exchange_rate").changes == {"2026-11-23": ["1.100000000", "1.123456790"]}


def test_payment_terms_are_made_and_changed(administrator: User) -> None:
    terms = services.create_payment_terms(
        code="N045", name_en="45 days", name_el="45 ημέρες", net_days=45, by=administrator, at=MONDAY
    )
    services.change_payment_terms(
        terms=terms,
        name_en="45 days net",
        name_el="45 ημέρες",
        net_days=45,
        discount_percent=Decimal("1.5"),
        discount_days=7,
        by=administrator,
        at=MONDAY,
    )

    assert last_entry("change_payment_terms").changes == {
        "name_en": ["45 days", "45 days net"],
        "discount_percent": ["0", "1.5"],
        "discount_days": ["0", "7"],
    }
    with pytest.raises(services.CodeTaken):
        services.create_payment_terms(code="N045", name_en="x", name_el="χ", net_days=1, by=administrator, at=MONDAY)


def test_reasons_are_made_and_changed(administrator: User) -> None:
    reason = services.create_reason(
        kind="decline", code="99", name_en="Other", name_el="Άλλο", by=administrator, at=MONDAY
    )
    services.change_reason(reason=reason, name_en="Something else", name_el="Άλλο", by=administrator, at=MONDAY)

    assert Reason.objects.get(kind="decline", code="99").name_en == "Something else"
    with pytest.raises(services.NotStorable):
        services.create_reason(kind="whim", code="1", name_en="x", name_el="χ", by=administrator, at=MONDAY)


def test_further_organisations_and_offices_open(administrator: User) -> None:
    company = Company.objects.get()

    services.create_sales_organisation(code="GR02", name="North", company=company, by=administrator, at=MONDAY)
    services.create_office(code="SKG", name="Thessaloniki", areas=[], by=administrator, at=MONDAY)

    assert last_entry("create_sales_organisation").key == "GR02"
    assert last_entry("create_office").key == "SKG"


@pytest.mark.parametrize(
    ("code", "first"), [("inquiry", 10000000), ("quotation", 20000000), ("order", 30000000), ("party", 1000000)]
)
def test_ranges_begin_where_the_trade_expects_them(code: str, first: int) -> None:
    assert services.next_number(code) == str(first)
    assert services.next_number(code) == str(first + 1)


def test_many_numbers_are_drawn_at_once() -> None:
    drawn = services.next_numbers("party", 500)

    assert drawn == sorted(drawn)
    assert len(set(drawn)) == 500
    assert services.next_number("party") not in drawn
    assert services.next_numbers("party", 0) == []


def test_a_new_range_starts_at_its_first_number(administrator: User) -> None:
    services.create_number_range(code="complaint", name="Complaints", first=500, by=administrator, at=MONDAY)

    assert services.next_number("complaint") == "500"
    with pytest.raises(services.CodeTaken):
        services.create_number_range(code="complaint", name="Again", first=1, by=administrator, at=MONDAY)
    with pytest.raises(services.NotStorable):
        services.create_number_range(code="negative", name="Negative", first=-5, by=administrator, at=MONDAY)


def test_verbs_of_the_system_are_journalled_too() -> None:
    assert last_entry("create_number_range").actor == System().get_username()
