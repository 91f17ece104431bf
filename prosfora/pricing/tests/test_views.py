"""Pages of prices."""

import pytest
from django.test import Client

from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.tests.builders import a_price, standard_pricing

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


def test_the_simulation_explains_a_price_in_greek(pricing_clerk: User) -> None:
    pricing_clerk.language = "el"
    pricing_clerk.home_area = "GR01-10-00"
    pricing_clerk.save()
    a_price("BOLT-M8", "1234.50")

    page = signed_in(pricing_clerk).get("/prices/simulation?product=BOLT-M8&quantity=1").content.decode()

    assert "Γιατί αυτή η τιμή" in page
    assert "1.234,50" in page
