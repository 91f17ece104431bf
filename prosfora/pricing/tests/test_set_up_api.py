"""The set-up of prices for programs."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.identity.models import RoleGrant, User
from prosfora.pricing.models import ConditionType, PricingProcedure
from prosfora.pricing.tests.builders import a_discount, a_price, standard_pricing
from prosfora.pricing.tests.test_api import client_of

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/price_set_up"


@pytest.fixture(autouse=True)
def _pricing(company: object) -> None:
    standard_pricing()


@pytest.fixture
def clerk(pricing_clerk: User) -> Client:
    RoleGrant.objects.filter(user=pricing_clerk).update(scope="")
    return client_of(pricing_clerk)


def send(client: Client, method: str, path: str, body: Any, **headers: str) -> Any:
    return client.generic(method, ROOT + path, json.dumps(body), "application/json", headers=headers)


PROMOTION = {
    "code": "ZK01",
    "name": "Promotion",
    "accesses": [{"number": 10, "column": None, "fields": ["customer", "product"]}],
}


def test_a_seller_reads_every_part_of_the_set_up(seller: User) -> None:
    client = client_of(seller)

    types = client.get(f"{ROOT}/condition_types").json()
    procedure = client.get(f"{ROOT}/procedures/RVAA01").json()
    words = client.get(f"{ROOT}/words").json()

    assert {"code": "K007", "is_used": True}.items() <= next(one for one in types if one["code"] == "K007").items()
    assert {"step": 11, "condition_type": "PR00", "mandatory": True}.items() <= procedure["steps"][0].items()
    assert client.get(f"{ROOT}/access_sequences/PR00").json()["accesses"][0]["fields"] == ["customer", "product"]
    assert client.get(f"{ROOT}/determination").json() == {
        "rows": [{"procedure": "RVAA01", "sales_area": "", "document_type": "", "customer_procedure": ""}]
    }
    assert "customer_tax_class" in words["facts"]
    assert "minimum_price" in words["formulas"]


def test_a_program_builds_a_discount_from_a_copy_of_the_procedure(clerk: Client) -> None:
    made = send(clerk, "POST", "/access_sequences", PROMOTION)
    kind = clerk.get(f"{ROOT}/condition_types/K007").json()
    copied = send(clerk, "POST", "/condition_types", {**kind, "code": "ZK01", "sequence": "ZK01"})
    procedure = send(clerk, "POST", "/procedures/RVAA01/copy", {"code": "ZVAA01"})
    steps = [*procedure.json()["steps"], {"step": 111, "condition_type": "ZK01", "from_step": 100}]
    changed = send(clerk, "PUT", "/procedures/ZVAA01", {"name": "Ours", "steps": steps}, if_match=procedure["ETag"])
    determined = send(clerk, "PUT", "/determination", {"rows": [{"procedure": "ZVAA01"}]})

    assert [answer.status_code for answer in (made, copied, procedure, changed, determined)] == [
        201,
        201,
        201,
        200,
        200,
    ]
    assert changed.json()["doubts"] == [{
        "code": "procedure_not_determined", "severity": "warning", "kind": "procedure", "place": "ZVAA01",
        "number": None, "column": None, "reason": "No document finds it",
        "remedy": "Say which documents it prices, or delete it",
    }]  # fmt: skip
    assert PricingProcedure.objects.get(code="ZVAA01").is_used


def test_a_refusal_names_each_place_for_programs(clerk: Client) -> None:
    procedure = clerk.get(f"{ROOT}/procedures/RVAA01").json()
    circle = {"step": 111, "condition_type": "K007", "from_step": 111}

    answer = send(clerk, "POST", "/procedures", {**procedure, "code": "ZV", "steps": [*procedure["steps"], circle]})

    assert (answer.status_code, answer.json()["title"]) == (422, "bad setup")
    assert answer.json()["findings"] == [{"code": "circular_base", "kind": "procedure", "place": "ZV", "number": 111}]
    assert answer.json()["errors"] == [{
        "pointer": f"/steps/{len(procedure['steps'])}",
        "detail": "Procedure ZV, step 111: Its base, from step 111 to 111, contains the step itself. "
                  "Let the base end before the step.",
    }]  # fmt: skip


def test_what_is_used_is_refused_and_a_stale_change_too(clerk: Client) -> None:
    send(clerk, "POST", "/access_sequences", PROMOTION)
    seen = clerk.get(f"{ROOT}/access_sequences/ZK01")["ETag"]
    body = {"name": "Promotion", "accesses": [{"number": 10, "column": None, "fields": ["product"]}]}
    first = send(clerk, "PUT", "/access_sequences/ZK01", body, if_match=seen)
    late = send(clerk, "PUT", "/access_sequences/ZK01", {**body, "name": "Late"}, if_match=seen)
    used = send(clerk, "PUT", "/access_sequences/K007", body)

    assert (first.status_code, late.status_code) == (200, 412)
    assert (used.status_code, used.json()["title"]) == (422, "setup in use")


def test_only_the_right_everywhere_changes_the_set_up(pricing_clerk: User, seller: User) -> None:
    for user in (pricing_clerk, seller):
        answers = [
            send(client_of(user), "POST", "/access_sequences", PROMOTION),
            send(client_of(user), "PUT", "/determination", {"rows": []}),
            send(client_of(user), "POST", "/procedures/RVAA01/copy", {"code": "ZV"}),
        ]
        assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert not PricingProcedure.objects.filter(code="ZV").exists()


def test_a_code_that_is_not_there_is_not_found(clerk: Client) -> None:
    for path in ("/access_sequences/ZZZZ", "/condition_types/ZZZZ", "/procedures/ZZZZ"):
        assert clerk.get(ROOT + path).status_code == 404


def test_a_creation_is_repeated_safely(clerk: Client) -> None:
    answers = [send(clerk, "POST", "/access_sequences", PROMOTION, idempotency_key="one") for _again in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]


def test_the_list_of_types_asks_as_much_for_many_records_as_for_one(seller: User) -> None:
    client = client_of(seller)

    def asked() -> int:
        with CaptureQueriesContext(connection) as statements:
            client.get(f"{ROOT}/condition_types")
        return len(statements)

    asked()  # the first call of a token is written down
    few = asked()
    for number in range(5):
        a_discount("K007", "5", customer=f"100000{number}")
        ConditionType.objects.create(code=f"Z00{number}", condition_class="discount", calculation="percent")

    assert asked() == few


def test_a_program_deletes_what_nothing_needs(clerk: Client) -> None:
    send(clerk, "POST", "/access_sequences", PROMOTION)

    assert send(clerk, "DELETE", "/access_sequences/ZK01", None).status_code == 204
    assert send(clerk, "DELETE", "/access_sequences/K007", None).status_code == 422
    assert clerk.get(f"{ROOT}/access_sequences/ZK01").status_code == 404


def test_a_program_prices_by_a_procedure_to_be_tried(clerk: Client) -> None:
    a_price("BOLT-M8", "100")
    send(clerk, "POST", "/procedures/RVAA01/copy", {"code": "ZVAA01"})
    body = {"lines": [{"product": "BOLT-M8", "quantity": "1"}]}

    def ask(procedure: str) -> Any:
        return clerk.post("/api/v1/price", {**body, "procedure": procedure}, content_type="application/json")

    assert (ask("").json()["procedure"], ask("ZVAA01").json()["procedure"]) == ("RVAA01", "ZVAA01")
    assert ask("ZVAA99").status_code == 422


def test_what_no_database_keeps_is_refused(clerk: Client) -> None:
    bodies = [
        {**PROMOTION, "name": "a\x00b"}, {**PROMOTION, "code": "\x00"},
        {**PROMOTION, "accesses": [{"number": 10, "column": None, "fields": ["\x00"]}]}, {**PROMOTION, "name": " "},
    ]  # fmt: skip

    assert {send(clerk, "POST", "/access_sequences", body).status_code for body in bodies} <= {400, 422}
