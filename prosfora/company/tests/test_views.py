"""Settings pages: everybody reads, administrators change."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

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
from prosfora.identity.models import User

pytestmark = pytest.mark.usefixtures("company")
READING = (
    "display_company", "list_sales_areas", "list_plants", "list_calendars", "list_number_ranges",
    "list_exchange_rates", "list_payment_terms", "list_reasons",
)  # fmt: skip
CREATING = (
    "set_up_company", "create_sales_organisation", "create_sales_area", "create_office", "create_plant",
    "create_calendar", "create_number_range", "set_exchange_rate", "create_payment_terms", "create_reason",
)  # fmt: skip
CHANGING = {
    "change_company": "GR01",
    "change_logo": "GR01",
    "change_sales_area": "GR01-10-00",
    "change_office": "ATH",
    "change_plant": "AT01",
    "change_calendar": "GR",
    "change_payment_terms": "N030",
}
PLANT = {"code": "TH01", "name": "Thessaloniki", "country": "GR", "calendar": "GR"}


def url(name: str, *args: object) -> str:
    return reverse(f"company:{name}", args=args)


@pytest.mark.parametrize("name", READING)
def test_everybody_who_works_reads_the_settings(client: Client, seller: User, name: str) -> None:
    client.force_login(seller)

    answer = client.get(url(name))

    assert answer.status_code == 200
    assert "change_" not in re.sub(r"<nav.*?</nav>", "", answer.content.decode(), flags=re.DOTALL)


@pytest.mark.parametrize("name", CREATING)
def test_only_administrators_create(client: Client, seller: User, administrator: User, name: str) -> None:
    client.force_login(seller)
    assert client.get(url(name)).status_code == 403
    assert client.post(url(name), {}).status_code == 403

    client.force_login(administrator)
    assert client.get(url(name)).status_code == 200


@pytest.mark.parametrize("name", CHANGING)
def test_only_administrators_change(client: Client, auditor: User, administrator: User, name: str) -> None:
    client.force_login(auditor)
    assert client.get(url(name, CHANGING[name])).status_code == 403

    client.force_login(administrator)
    assert client.get(url(name, CHANGING[name])).status_code == 200
    assert client.get(url(name, "NONE")).status_code == 404


def test_somebody_without_any_role_sees_nothing(client: Client, company: Company) -> None:
    client.force_login(User.objects.create_user("nobody", password=None))

    assert client.get(url("display_company")).status_code == 404


def test_an_administrator_opens_a_plant_and_moves_it(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    answer = client.post(url("create_plant"), PLANT)
    assert answer.status_code == 302
    assert "Thessaloniki" in client.get(url("list_plants")).content.decode()

    changed = {**PLANT, "name": "Thessaloniki port", "region": "ISL"}
    client.post(url("change_plant", "TH01"), changed)
    assert Plant.objects.get(code="TH01").region == "ISL"


def test_a_taken_code_is_said_at_the_field_and_nothing_typed_is_lost(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    answer = client.post(url("create_plant"), {**PLANT, "code": "AT01"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "is taken" in page
    assert 'value="Thessaloniki"' in page


def test_an_administrator_sets_a_rate_with_a_greek_comma(client: Client, administrator: User) -> None:
    administrator.language = "el"
    administrator.save()
    client.force_login(administrator)

    answer = client.post(
        url("set_exchange_rate"),
        {"kind": "M", "source": "eur", "target": "usd", "rate": "1,0843", "valid_from": "2026-11-23"},
    )

    assert answer.status_code == 302
    assert str(ExchangeRate.objects.get().rate) == "1.084300000"


def test_greek_heads_mean_currencies_and_kinds_not_days_and_products(client: Client, administrator: User) -> None:
    administrator.language = "el"
    administrator.save()
    client.force_login(administrator)

    assert '<th scope="col">Σε</th>' in client.get(url("list_exchange_rates")).content.decode()
    assert '<th scope="col">Τύπος</th>' in client.get(url("list_reasons")).content.decode()


def test_an_administrator_writes_the_letterhead(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    page = client.get(url("change_company", "GR01")).content.decode()
    assert "Aegean Fasteners S.A." in page
    letterhead = {
        "name": "Aegean", "legal_name": "Aegean S.A.", "vat_number": "EL094259216", "street": "Skoufa 11",
        "postal_code": "106 73", "city": "Athens", "country": "GR", "currency": "EUR", "letterhead_note": "ΓΕΜΗ",
    }  # fmt: skip

    assert client.post(url("change_company", "GR01"), letterhead).status_code == 302
    assert Company.objects.get().legal_name == "Aegean S.A."

    wrong = client.post(url("change_company", "GR01"), {**letterhead, "vat_number": "EL094259217"})
    assert wrong.status_code == 422
    assert Company.objects.get().vat_number == "EL094259216"


def test_a_logo_is_put_on_and_shown(client: Client, administrator: User, settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    client.force_login(administrator)
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
    assert client.get(url("company_logo", "GR01")).status_code == 404

    client.post(url("change_logo", "GR01"), {"logo": SimpleUploadedFile("logo.png", picture)})

    shown = client.get(url("company_logo", "GR01"))
    assert shown.content == picture
    assert shown["Content-Type"] == "image/png"
    refused = client.post(url("change_logo", "GR01"), {"logo": SimpleUploadedFile("logo.png", b"<script>")})
    assert refused.status_code == 422


def test_each_table_is_filled_from_its_page(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    plant, organisation = "AT01", "GR01"
    typed = {
        "create_sales_organisation": {"code": "GR02", "name": "North", "company": "GR01"},
        "create_sales_area": {
            "organisation": organisation, "channel": "30", "division": "00", "name": "Web", "plant": plant,
            "currency": "EUR",
        },
        "create_office": {"code": "SKG", "name": "Thessaloniki", "areas": ["GR01-10-00"]},
        "create_calendar": {
            "code": "GR6", "name": "Six days", "country": "GR", "weekdays": "123456", "days_off": "2026-12-24\n",
        },
        "create_number_range": {"code": "complaint", "name": "Complaints", "first": "500"},
        "create_payment_terms": {
            "code": "N045", "name_en": "45 days", "name_el": "45 ημέρες", "net_days": "45", "discount_percent": "0",
            "discount_days": "0",
        },
        "create_reason": {"kind": "decline", "code": "99", "name_en": "Other", "name_el": "Άλλο"},
    }  # fmt: skip

    for name, fields in typed.items():
        assert client.post(url(name), fields).status_code == 302, name

    assert SalesOrganisation.objects.filter(code="GR02").exists()
    assert SalesArea.objects.filter(code="GR01-30-00").exists()
    assert SalesOffice.objects.get(code="SKG").areas.count() == 1
    assert FactoryCalendar.objects.get(code="GR6").days_off == ["2026-12-24"]
    assert NumberRange.objects.filter(code="complaint").exists()
    assert PaymentTerms.objects.filter(code="N045").exists()
    assert Reason.objects.filter(kind="decline", code="99").exists()


def test_each_row_is_changed_from_its_page(client: Client, administrator: User, seller: User) -> None:
    client.force_login(administrator)
    reason = Reason.objects.filter(kind="decline").order_by("code").first()
    assert reason is not None
    typed = {
        url("change_sales_area", "GR01-20-00"): {"name": "Dealers and shops", "plant": "AT01", "currency": "EUR"},
        url("change_office", "ATH"): {"name": "Athens", "areas": ["GR01-10-00"], "staff": [seller.pk]},
        url("change_calendar", "GR"): {"name": "Greece", "country": "GR", "weekdays": "12345", "days_off": ""},
        url("change_payment_terms", "N030"): {
            "name_en": "30 days", "name_el": "30 ημέρες", "net_days": "30", "discount_percent": "2",
            "discount_days": "10",
        },
        url("change_reason", reason.pk): {"name_en": "Price", "name_el": "Τιμή"},
    }  # fmt: skip

    for address, fields in typed.items():
        assert client.post(address, fields).status_code == 302, address

    assert SalesArea.objects.get(code="GR01-20-00").name == "Dealers and shops"
    assert list(SalesOffice.objects.get().staff.all()) == [seller]
    assert PaymentTerms.objects.get(code="N030").discount_days == 10
    assert Reason.objects.get(pk=reason.pk).name_el == "Τιμή"


def test_gaps_in_numbers_are_explained(client: Client, seller: User) -> None:
    client.force_login(seller)

    assert "Gaps are normal" in client.get(url("list_number_ranges")).content.decode()


def test_the_first_start_says_what_to_do(client: Client, administrator: User) -> None:
    SalesArea.objects.all().delete()
    SalesOrganisation.objects.all().delete()
    Company.objects.all().delete()
    client.force_login(administrator)

    assert "First set up your company" in client.get(url("display_company")).content.decode()
