"""Prices for programs."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.rules.facts import PriceElement
from prosfora.pricing.telling_prices import element_in_plain
from prosfora.pricing.templatetags.pricing import element_rate
from prosfora.pricing.tests.builders import a_discount, a_price, standard_pricing
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
BODY = {"condition_type": "PR00", "key": {"product": "NUT-M8"}, "amount": "0.07", "currency": "EUR", "unit": "PCE",
        "valid_from": "2026-01-01", "sales_area": "GR01-10-00"}  # fmt: skip


@pytest.fixture(autouse=True)
def _pricing(company: object) -> None:
    standard_pricing()
    a_product(number="BOLT-M8")
    a_product(number="NUT-M8")
    a_price("BOLT-M8", "10.00")


def client_of(user: User) -> Client:
    _row, token = issue_token(user=user, name="test", expires_at=MONDAY + dt.timedelta(days=300), by=user, at=MONDAY)
    return Client(headers={"authorization": f"Bearer {token}"})


def ask(user: User, **facts: Any) -> Any:
    body = {"lines": [{"product": "BOLT-M8", "quantity": "40"}], "date": "2026-11-23", **facts}
    return client_of(user).post("/api/v1/price", body, content_type="application/json")


def test_a_price_comes_with_its_trace(seller: User) -> None:
    customer = a_party(name="Papadopoulos", sales_area="GR01-10-00", customer=True)
    a_discount("K007", "5", customer=customer.number)

    answer = ask(seller, customer=customer.number).json()

    assert (answer["net"], answer["lines"][0]["unit_price"]) == ("380.00", "9.50")
    steps = {row["type"]: row["value"] for row in answer["lines"][0]["trace"] if row["type"]}
    assert steps["PR00"] == "400.00"
    assert steps["K007"] == "-20.00"
    assert "VPRS" not in steps
    assert answer["lines"][0]["discount_percent"] == "5.00"
    assert (answer["total"], answer["rounding"], answer["payable"]) == ("471.20", "0", "471.20")


def test_a_price_made_from_the_cost_does_not_tell_the_cost() -> None:
    element = PriceElement(
        11, 0, "KAUF", "KAUF", "cost", Decimal(120), "", Decimal(1), "", Decimal("5.00"), Decimal("6.00")
    )

    told = element_in_plain(element)

    assert (told["rate"], told["base"], told["value"]) == (None, "6.00", "6.00")
    assert element_rate(element) == ""


def test_customers_of_other_areas_do_not_exist(outsider: User) -> None:
    customer = a_party(name="Papadopoulos", sales_area="GR01-10-00", customer=True)

    assert ask(outsider, customer=customer.number).status_code == 404


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"lines": [{"product": "NONE", "quantity": "1"}]}, "/lines/0/product"),
        ({"lines": [{"product": "BOLT-M8", "quantity": "1", "unit": "KGM"}]}, "/lines/0/unit"),
        ({"lines": [{"product": "BOLT-M8", "quantity": "-1"}]}, "/lines/0/quantity"),
        ({"lines": []}, "/lines"),
    ],
)
def test_a_bad_question_names_the_place(seller: User, facts: dict[str, Any], pointer: str) -> None:
    answer = ask(seller, **facts)

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_a_clerk_records_changes_and_ends_a_price(pricing_clerk: User) -> None:
    client = client_of(pricing_clerk)
    made = client.post("/api/v1/conditions", BODY, content_type="application/json")
    place = made["Location"]

    changed = client.patch(
        place, {"amount": "0.08", "valid_from": "2026-06-01"}, content_type="application/json",
        headers={"if-match": made["ETag"]},
    )  # fmt: skip
    ended = client.delete(f"/api/v1/conditions/{changed.json()['id']}?ends_on=2026-12-31")

    assert (made.status_code, changed.status_code, ended.status_code) == (201, 200, 200)
    assert changed.json()["version"] == 2
    assert ended.json()["valid_to"] == "2026-12-31"
    listed = client.get("/api/v1/conditions?q=NUT-M8").json()["items"]
    assert [Decimal(row["amount"]) for row in listed] == [Decimal("0.07"), Decimal("0.08")]


def test_a_seller_reads_prices_and_records_none(seller: User) -> None:
    client = client_of(seller)

    assert client.get("/api/v1/conditions").status_code == 200
    assert client.post("/api/v1/conditions", BODY, content_type="application/json").status_code == 403


def test_the_second_page_goes_on_where_the_first_one_ended(pricing_clerk: User) -> None:
    a_price("NUT-M8", "1.00")
    a_discount("K004", "5", product="BOLT-M8")
    client, found, cursor = client_of(pricing_clerk), [], ""

    while cursor is not None:
        asked = {"limit": "1", **({"cursor": cursor} if cursor else {})}
        answer = client.get("/api/v1/conditions", asked).json()
        found += [row["id"] for row in answer["items"] if row["condition_type"] != "MWST"]
        cursor = answer["next_cursor"]

    assert len(found) == 3


def test_a_program_sets_limits_and_leaves_or_takes_them_away(pricing_clerk: User) -> None:
    client = client_of(pricing_clerk)
    body = {**BODY, "lower_limit": "0.05", "upper_limit": "0.10", "scale_unit": "PCE"}
    made = client.post("/api/v1/conditions", body, content_type="application/json").json()
    change = {"amount": "0.08", "valid_from": "2026-06-01", "lower_limit": None}
    changed = client.patch(f"/api/v1/conditions/{made['id']}", change, content_type="application/json").json()

    assert (made["lower_limit"], made["upper_limit"], made["scale_unit"]) == ("0.05", "0.10", "PCE")
    assert (changed["lower_limit"], changed["upper_limit"]) == (None, "0.1000")
