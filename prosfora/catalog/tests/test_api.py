"""Products for programs."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from prosfora.audit.queries import timeline
from prosfora.audit.services import System
from prosfora.catalog.models import CustomerProduct, Product, ProductLink, Receipt, Stock
from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from prosfora.kit.clock import now
from prosfora.parties.tests.builders import a_party

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]

type Call = Callable[..., HttpResponse]
BOX = {"unit": "BX", "numerator": 12, "denominator": 1}


def program_of(user: User) -> Call:
    """A program that calls with a token of the user."""
    at = now()
    _, secret = issue_token(user=user, name="test", expires_at=at + dt.timedelta(days=1), by=System(), at=at)
    client = Client()

    def call(method: str, path: str, body: object = None, **headers: str) -> HttpResponse:
        return client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", **headers},
        )

    return call


@pytest.fixture
def lead(sales_lead: User) -> Call:
    return program_of(sales_lead)


@pytest.fixture
def seller_program(seller: User) -> Call:
    return program_of(seller)


def told(answer: HttpResponse) -> Any:
    return json.loads(answer.content)


def test_a_product_is_taken_up_displayed_and_changed(lead: Call) -> None:
    made = lead(
        "POST",
        "/products",
        {
            "number": "bolt-m8",
            "name": "Κοχλίας M8",
            "base_unit": "τεμ",
            "cost": "0.11",
            "units": [BOX],
            "texts": [{"language": "en", "name": "Bolt M8"}],
        },
    )
    assert made.status_code == 201
    assert (made["ETag"], made["Location"]) == ('"1"', "/api/v1/products/BOLT-M8")

    shown = lead("GET", "/products/bolt-m8")
    assert told(shown) == told(made)
    assert told(shown)["cost"] == "0.11"
    assert told(shown)["base_unit"] == "PCE"
    assert told(shown)["units"] == [BOX]

    changed = lead("PATCH", "/products/BOLT-M8", {"lead_time_days": 8}, **{"If-Match": shown["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] == '"2"'
    assert told(changed) == told(shown) | {"lead_time_days": 8, "version": 2}


def test_the_journal_says_that_a_program_did_it(lead: Call) -> None:
    lead("POST", "/products", {"number": "BOLT-M8", "name": "Bolt"})

    entry = timeline("product", "BOLT-M8").get()
    assert (entry.channel, entry.actor) == ("api", "sales_lead")


def test_a_stale_etag_changes_nothing(lead: Call) -> None:
    a_product("BOLT-M8")
    lead("PATCH", "/products/BOLT-M8", {"group": "NEW"}, **{"If-Match": '"1"'})

    stale = lead("PATCH", "/products/BOLT-M8", {"group": "OTHER"}, **{"If-Match": '"1"'})

    assert stale.status_code == 412
    assert "sales_lead" in told(stale)["detail"]
    assert Product.objects.get().group == "NEW"


def test_a_repeated_call_takes_up_one_product(lead: Call) -> None:
    body = {"name": "Bolt"}
    first = lead("POST", "/products", body, **{"Idempotency-Key": "k1"})
    again = lead("POST", "/products", body, **{"Idempotency-Key": "k1"})

    assert told(first) == told(again)
    assert again["Idempotent-Replayed"] == "true"
    assert Product.objects.count() == 1


def test_every_wrong_field_is_pointed_at(lead: Call) -> None:
    answer = lead("POST", "/products", {"base_unit": "FURLONG", "cost": "-1", "gtin": "12"})

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert {error["pointer"] for error in told(answer)["errors"]} == {"/name", "/base_unit", "/cost", "/gtin"}


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "number": "A\u0000B"},
        {"name": "x\u0000"},
        {"name": "x", "kind": "thing"},
        {"name": "x", "cost": "NaN"},
        {"name": "x", "cost": "1e400"},
        {"name": "x", "gross_weight": "Infinity"},
        {"name": "x", "lead_time_days": 10**30},
        {"name": "x", "units": [{"unit": "BX", "numerator": 10**40}]},
        {"name": "x", "areas": ["\u0000"]},
        {"name": "x", "areas": ["x" * 500]},
        {"name": "x", "texts": [{"language": "en\u0000", "name": "y"}]},
        {"name": "x", "sold_from": "2026-02-30"},
        {"name": "x", "cost_currency": "€"},
        {"name": "x", "tax_class": "\u0000"},
        {"name": "x", "number": ".."},
        {"name": None},
        [],
        "text",
        None,
    ],
)
def test_bad_bodies_are_refused_in_words(lead: Call, body: object) -> None:
    answer = lead("POST", "/products", body)

    assert answer.status_code in (400, 422), answer.content
    assert told(answer)["detail"]
    assert not Product.objects.exists()


def test_numbers_with_slashes_have_addresses(lead: Call) -> None:
    made = lead("POST", "/products", {"number": "6205-2RS/C3", "name": "Bearing"})

    assert made["Location"] == "/api/v1/products/6205-2RS/C3"
    assert told(lead("GET", "/products/6205-2RS/C3"))["number"] == "6205-2RS/C3"
    assert told(lead("GET", "/products/6205-2rs%2FC3"))["number"] == "6205-2RS/C3"
    assert lead("GET", "/products/6205-2RS/C3/supply").status_code == 200


def test_who_may_not_see_cost_neither_hears_nor_states_it(sales_support: User) -> None:
    a_product("BOLT-M8", cost="0.11")
    support = program_of(sales_support)

    assert "cost" not in told(support("GET", "/products/BOLT-M8"))
    assert support("PATCH", "/products/BOLT-M8", {"cost": "0.01"}).status_code == 403
    assert support("PATCH", "/products/BOLT-M8", {"group": "NEW"}).status_code == 200
    assert str(Product.objects.get().cost) == "0.1100"


def test_a_seller_reads_but_does_not_keep_products(seller_program: Call) -> None:
    a_product("BOLT-M8")

    assert seller_program("GET", "/products/BOLT-M8").status_code == 200
    assert seller_program("POST", "/products", {"name": "x"}).status_code == 403
    assert seller_program("PATCH", "/products/BOLT-M8", {"name": "x"}).status_code == 403
    assert seller_program("POST", "/products/BOLT-M8/set_stock", {"plant": "AT01", "quantity": "1"}).status_code == 403


CALLS = [
    ("GET", "", None),
    ("PATCH", "", {"name": "x"}),
    ("GET", "/availability", None),
    ("GET", "/supply", None),
    ("POST", "/set_stock", {"plant": "AT01", "quantity": "1"}),
    ("POST", "/add_receipt", {"plant": "AT01", "day": "2099-01-01", "quantity": "1"}),
    ("POST", "/remove_receipt", {"id": 1}),
    ("POST", "/link_product", {"kind": "alternative", "other": "NUT-M8"}),
    ("POST", "/unlink_product", {"kind": "alternative", "other": "NUT-M8"}),
    ("POST", "/assign_customer_number", {"customer": "1", "number": "x"}),
    ("POST", "/remove_customer_number", {"customer": "1", "number": "x"}),
]


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_products_of_another_area_do_not_exist_for_an_outsider(
    outsider: User, method: str, path: str, body: object
) -> None:
    a_product("BOLT-M8", areas=["GR01-10-00"])
    program = program_of(outsider)

    assert program(method, f"/products/BOLT-M8{path}", body).status_code == 404
    assert told(program("GET", "/products"))["items"] == []


@pytest.mark.parametrize(
    ("method", "path", "body"), [("GET", "/products", None), *((m, f"/products/X{p}", b) for m, p, b in CALLS)]
)
def test_nobody_is_answered_without_a_token(method: str, path: str, body: object) -> None:
    answer = Client().generic(method, f"/api/v1{path}", json.dumps(body), content_type="application/json")

    assert answer.status_code == 401


def test_a_list_is_paged_by_cursor(seller_program: Call) -> None:
    for number in range(7):
        a_product(f"BOLT-{number}", name=f"Κοχλίας {9 - number}")

    first = told(seller_program("GET", "/products?limit=4&order=name"))
    rest = told(seller_program("GET", f"/products?limit=4&order=name&cursor={first['next_cursor']}"))

    assert [row["number"] for row in first["items"] + rest["items"]] == [f"BOLT-{n}" for n in (6, 5, 4, 3, 2, 1, 0)]
    assert rest["next_cursor"] is None


def test_a_list_is_narrowed(seller_program: Call) -> None:
    a_product("BOLT-M8")
    a_product("CUT", "Κοπή", "Cutting", kind="service", group="WORK")

    for query in ("q=κοπη", "q=cutting", "group=WORK", "kind=service"):
        assert [row["number"] for row in told(seller_program("GET", f"/products?{query}"))["items"]] == ["CUT"], query


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("order=price", 400),
        ("cursor=xyz", 400),
        ("kind=thing", 422),
        ("limit=many", 422),
        ("limit=-5", 200),
        ("limit=99999999999999999999", 200),
        ("q=%00", 200),
        ("group=%00", 200),
        ("q=" + "x" * 3000, 200),
    ],
)
def test_odd_questions_get_readable_answers(seller_program: Call, query: str, status: int) -> None:
    assert seller_program("GET", f"/products?{query}").status_code == status


def test_a_list_costs_the_same_for_one_product_and_for_fifty(
    seller: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    program = program_of(seller)
    a_product("BOLT-0")
    program("GET", "/products")
    with django_assert_max_num_queries(12) as one:
        program("GET", "/products?q=bolt")
    for number in range(1, 50):
        a_product(f"BOLT-{number}")
    with django_assert_max_num_queries(12) as fifty:
        assert len(told(program("GET", "/products?q=bolt"))["items"]) == 50

    assert len(one) == len(fifty)


def test_availability_tells_all_three_proposals(seller_program: Call) -> None:
    a_product("BOLT-M8", stock=100, safety_stock=4, lead_time_days=10)

    answer = told(seller_program("GET", "/products/BOLT-M8/availability?quantity=10&unit=BX"))

    assert (answer["base_quantity"], answer["base_unit"], answer["plant"]) == ("120", "PCE", "AT01")
    assert answer["is_available"] is False
    assert answer["available"] == "96"
    assert answer["on_the_day"] == []
    assert [line["quantity"] for line in answer["partial"]] == ["96", "24"]
    assert answer["one_delivery"] == [{"day": answer["full_day"], "quantity": "120"}]
    assert answer["partial"][0]["day"] == answer["day"] < answer["full_day"] == answer["partial"][1]["day"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("unit=KGM", "/unit"),
        ("unit=%00", "/unit"),
        ("plant=XX", "/plant"),
        ("plant=%00", "/plant"),
        ("quantity=0", "/quantity"),
        ("quantity=-5", "/quantity"),
        ("quantity=1e99", "/quantity"),
        ("quantity=NaN", "/quantity"),
        ("day=9999-12-31", "/day"),
    ],
)
def test_impossible_questions_about_availability_are_refused(seller_program: Call, query: str, field: str) -> None:
    a_product("BOLT-M8")

    answer = seller_program("GET", f"/products/BOLT-M8/availability?{query}")

    assert answer.status_code == 422
    assert told(answer)["errors"][0]["pointer"].endswith(field)


def test_a_day_in_the_past_is_asked_for_today(seller_program: Call) -> None:
    a_product("BOLT-M8", stock=5)

    answer = told(seller_program("GET", "/products/BOLT-M8/availability?day=0001-01-01"))

    assert answer["is_available"] is True
    assert answer["day"] > "2026"


def test_stock_and_receipts_are_kept(lead: Call) -> None:
    a_product("BOLT-M8")

    stock = lead("POST", "/products/BOLT-M8/set_stock", {"plant": "AT01", "quantity": "100", "safety_stock": "20"})
    receipt = lead("POST", "/products/BOLT-M8/add_receipt", {"plant": "AT01", "day": "2099-01-05", "quantity": "50.5"})

    assert told(stock) == {"plant": "AT01", "quantity": "100", "safety_stock": "20"}
    assert receipt.status_code == 201
    supply = told(lead("GET", "/products/BOLT-M8/supply"))
    assert supply["stock"] == [{"plant": "AT01", "quantity": "100", "safety_stock": "20"}]
    assert supply["receipts"] == [told(receipt)]
    assert told(receipt)["quantity"] == "50.5"

    assert lead("POST", "/products/BOLT-M8/remove_receipt", {"id": told(receipt)["id"]}).status_code == 204
    assert lead("POST", "/products/BOLT-M8/remove_receipt", {"id": told(receipt)["id"]}).status_code == 404
    assert lead("POST", "/products/BOLT-M8/remove_receipt", {"id": 10**17}).status_code == 404
    assert not Receipt.objects.exists()
    assert Stock.objects.count() == 1


def test_receipts_of_another_product_are_out_of_reach(lead: Call) -> None:
    a_product("BOLT-M8")
    other = a_product("NUT-M8")
    receipt = Receipt.objects.create(product=other, plant_id="AT01", day="2099-01-05", quantity=5)

    assert lead("POST", "/products/BOLT-M8/remove_receipt", {"id": receipt.pk}).status_code == 404


def test_links_and_customers_numbers_are_kept(lead: Call) -> None:
    a_product("BOLT-M8")
    a_product("BOLT-M8-A4")
    customer = a_party("Papadopoulos")
    link = {"kind": "alternative", "other": "bolt-m8-a4"}
    own = {"customer": customer.number, "number": "PAP-8"}

    assert lead("POST", "/products/BOLT-M8/link_product", link).status_code == 204
    assert lead("POST", "/products/BOLT-M8/assign_customer_number", own).status_code == 204
    assert (ProductLink.objects.count(), CustomerProduct.objects.count()) == (1, 1)

    assert lead("POST", "/products/BOLT-M8/unlink_product", link).status_code == 204
    assert lead("POST", "/products/BOLT-M8/remove_customer_number", own).status_code == 204
    assert lead("POST", "/products/BOLT-M8/unlink_product", link).status_code == 404
    assert lead("POST", "/products/BOLT-M8/remove_customer_number", own).status_code == 404
    assert (ProductLink.objects.count(), CustomerProduct.objects.count()) == (0, 0)


@pytest.mark.parametrize("path", ["/products/%00", "/products/%00/availability", "/products/..%2F", "/products/x%0Ay"])
def test_numbers_that_cannot_be_are_not_found(seller_program: Call, path: str) -> None:
    assert seller_program("GET", path).status_code == 404
