"""Pages of prices."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import RoleGrant, User
from prosfora.identity.rules import Role
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries.records import terms_of
from prosfora.pricing.telling import key_words
from prosfora.pricing.templatetags.pricing import FOREVER, period
from prosfora.pricing.tests.builders import a_discount, a_price, standard_pricing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pricing(company: object) -> None:
    standard_pricing()
    a_product("BOLT-M8")
    a_party(number="1000001")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_clerk_records_a_price_with_a_scale(pricing_clerk: User) -> None:
    answer = signed_in(pricing_clerk).post("/prices/new", {
        "condition_type": "PR00", "key": "product=BOLT-M8", "amount": "24.00", "currency": "EUR", "per": "100",
        "sales_area": "GR01-10-00", "unit": "PCE", "scales": "1 24.00\n1000 22.50", "valid_from": "2026-01-01",
    })  # fmt: skip

    made = ConditionRecord.objects.get(lookup="PR00|product=BOLT-M8")
    assert answer["Location"] == f"/prices/{made.pk}/"
    assert made.scales == [["1", "24.00"], ["1000", "22.50"]]


def test_a_clerk_names_customer_and_product_in_their_own_fields(pricing_clerk: User) -> None:
    signed_in(pricing_clerk).post("/prices/new", {
        "condition_type": "K005", "customer": "1000001", "product": "BOLT-M8", "amount": "5",
        "sales_area": "GR01-10-00", "valid_from": "2026-01-01",
    })  # fmt: skip

    assert ConditionRecord.objects.filter(lookup="K005|customer=1000001|product=BOLT-M8").exists()


def test_a_bad_key_is_said_beside_the_form_and_nothing_is_lost(pricing_clerk: User) -> None:
    answer = signed_in(pricing_clerk).post("/prices/new", {
        "condition_type": "PR00", "key": "colour=red", "amount": "1", "valid_from": "2026-01-01",
    })  # fmt: skip

    assert answer.status_code == 422
    assert "colour=red" in answer.content.decode()


def test_a_seller_may_look_but_not_record(seller: User) -> None:
    record = a_price("BOLT-M8")
    client = signed_in(seller)

    assert "BOLT-M8" in client.get("/prices/").content.decode()
    assert client.get(f"/prices/{record.pk}/").status_code == 200
    assert client.get("/prices/new").status_code == 403
    assert client.get(f"/prices/{record.pk}/change_condition").status_code == 403


def test_a_change_shows_both_periods_in_the_history(pricing_clerk: User) -> None:
    record = a_price("BOLT-M8", "10.00")
    client = signed_in(pricing_clerk)

    answer = client.post(
        f"/prices/{record.pk}/change_condition", {"amount": "11", "valid_from": "2026-06-01"}, follow=True
    )

    page = answer.content.decode()
    assert "01/01/2026" in page
    assert "01/06/2026" in page


@pytest.fixture
def greek_clerk(pricing_clerk: User) -> User:
    RoleGrant.objects.create(user=pricing_clerk, role=Role.PRICING_CLERK)  # everywhere: these prices hold in all areas
    pricing_clerk.language = "el"
    pricing_clerk.save()
    return pricing_clerk


def as_shown(page: str) -> dict[str, str]:
    """The change form as a browser sends it back when nobody touches it."""
    inputs = re.findall(r'name="(amount|valid_from)"[^>]* value="([^"]*)"', page)
    return dict(inputs + re.findall(r'name="(scales)"[^>]*>\s*([^<]*)', page))


@pytest.mark.parametrize("amount", ["1.234", "24.5", "1234.567", "1000", "0.0001"])
def test_a_greek_form_left_untouched_stores_the_same_amounts(greek_clerk: User, amount: str) -> None:
    record = a_price("BOLT-M8", amount, scales=(("1.5", amount), ("1000", "0.125")))
    client, url = signed_in(greek_clerk), f"/prices/{record.pk}/change_condition"

    client.post(url, as_shown(client.get(url).content.decode()))

    made = ConditionRecord.objects.get(lineage=record.lineage, version=2)
    assert made.amount == Decimal(amount)
    assert terms_of(made).scales == terms_of(record).scales


def test_amounts_and_levels_are_written_as_greeks_write_them(greek_clerk: User) -> None:
    record = a_price("BOLT-M8", "1234.5", per="100", scales=(("1", "1234.50"), ("1000", "1200.125")))
    discount = a_discount("K007", "2.5", customer="1000001")
    client = signed_in(greek_clerk)

    page = client.get(f"/prices/{record.pk}/").content.decode()

    assert "1.234,50\u00a0EUR / 100 PCE" in page
    assert '<td class="n">1.000</td><td class="n">1.200,125\u00a0EUR</td>' in page
    assert "2,5\u00a0%" in client.get(f"/prices/{discount.pk}/").content.decode()
    rows = client.get("/prices/").content.decode()
    assert "1.234,50\u00a0EUR" in rows
    assert "2,5\u00a0%" in rows


def test_the_timeline_of_a_price_speaks_greek(greek_clerk: User) -> None:
    record = a_price("BOLT-M8", "24.50")

    page = signed_in(greek_clerk).get(f"/journal/condition/{record.lineage}").content.decode()

    assert "Καταχωρίστηκε τιμή" in page
    assert "Ισχύει από" in page
    assert "Κλειδί" in page


def test_the_simulation_explains_a_price_in_greek(pricing_clerk: User) -> None:
    pricing_clerk.language = "el"
    pricing_clerk.home_area = "GR01-10-00"
    pricing_clerk.save()
    a_price("BOLT-M8", "1234.50")

    page = signed_in(pricing_clerk).get("/prices/simulation?product=BOLT-M8&quantity=1").content.decode()

    assert "Γιατί αυτή η τιμή" in page
    assert "Τιμή/ποσοστό" in page
    assert "1.234,50" in page


def test_a_tax_case_is_told_in_words_not_by_its_code() -> None:
    key = [("tax_case", "domestic"), ("departure_country", "GR")]

    assert key_words(key) == "tax case within the country, country of departure GR"
    with translation.override("el"):
        assert key_words(key) == "φορολογική περίπτωση εντός της χώρας, χώρα αναχώρησης GR"


def test_a_period_without_end_is_told_by_its_beginning() -> None:
    first = dt.date(2026, 1, 1)

    assert period(first, dt.date(2026, 12, 31)) == "01/01/2026–31/12/2026"
    assert period(first, FOREVER) == "from 01/01/2026"
    with translation.override("el"):
        assert period(first, None) == "από 01/01/2026"


def test_a_clerk_names_price_list_limits_and_the_unit_of_the_scale(pricing_clerk: User) -> None:
    client = signed_in(pricing_clerk)
    client.post("/prices/new", {
        "condition_type": "PR00", "product": "BOLT-M8", "price_list": "01", "amount": "24.00", "currency": "EUR",
        "per": "100", "unit": "PCE", "scales": "1 24.00\n10 22.50", "scale_unit": "bx", "lower_limit": "20",
        "upper_limit": "30", "sales_area": "GR01-10-00", "valid_from": "2026-01-01",
    })  # fmt: skip
    made = ConditionRecord.objects.get(lookup="PR00|price_list=01|product=BOLT-M8")
    page = client.get(f"/prices/{made.pk}/").content.decode()
    client.post(f"/prices/{made.pk}/change_condition", {
        "amount": "25.00", "scales": "", "scale_unit": "", "lower_limit": "22", "upper_limit": "",
        "valid_from": "2026-06-01",
    })  # fmt: skip

    assert (made.lower_limit, made.upper_limit, made.scale_unit) == (Decimal(20), Decimal(30), "BX")
    assert "20.00\xa0EUR" in page
    changed = ConditionRecord.objects.get(lookup=made.lookup, version=2)
    assert (changed.lower_limit, changed.upper_limit, changed.scale_unit) == (Decimal(22), None, "")


def test_an_amount_outside_its_own_limits_is_refused_at_the_form(pricing_clerk: User) -> None:
    answer = signed_in(pricing_clerk).post("/prices/new", {
        "condition_type": "PR00", "product": "BOLT-M8", "amount": "24.00", "currency": "EUR", "per": "100",
        "unit": "PCE", "upper_limit": "20", "sales_area": "GR01-10-00", "valid_from": "2026-01-01",
    })  # fmt: skip

    assert answer.status_code == 422
    assert "24.00 lies outside the limits" in answer.content.decode()
