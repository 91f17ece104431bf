"""Parties for programs: shapes, versions, repeats, refusals."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from prosfora.kit.clock import now
from prosfora.parties.models import Consent, Party
from prosfora.parties.tests.builders import a_party
from tests.cast import DEALERS, DIRECT_SALES

pytestmark = pytest.mark.usefixtures("company")
ACME = {
    "name": "Acme A.E.",
    "sales_area": DIRECT_SALES,
    "vat_number": "094259216",
    "phone": "210 3612345",
    "is_customer": True,
    "addresses": [{"street": "Σκουφά", "house_number": "11", "postal_code": "10673", "city": "Αθήνα"}],
    "terms": {"price_group": "01", "payment_terms": "N030"},
}


def program(client: Client, user: User) -> Callable[..., Any]:
    """A program that calls with a token of the user."""
    at = now()
    _token, key = issue_token(user=user, name="test", expires_at=at + timedelta(days=1), by=user, at=at)

    def call(method: str, path: str, body: object = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.generic(
            method,
            f"/api/v1/{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}", **named},
        )

    return call


@pytest.fixture
def call(client: Client, seller: User) -> Callable[..., Any]:
    return program(client, seller)


def test_a_party_is_taken_up_and_read_back(call: Callable[..., Any]) -> None:
    created = call("POST", "parties", ACME)

    assert created.status_code == 201, created.content
    assert created["Location"] == "/api/v1/parties/1000000"
    assert created["ETag"] == '"1"'
    party = call("GET", "parties/1000000").json()
    assert party == created.json()
    assert (party["vat_number"], party["phone"], party["roles"]) == ("EL094259216", "+302103612345", ["customer"])
    assert party["addresses"][0]["city"] == "Αθήνα"
    assert party["sales_areas"][0] == {
        "sales_area": DIRECT_SALES, "currency": "EUR", "price_group": "01", "price_list": "", "customer_group": "",
        "customer_procedure": "", "attributes": "", "incoterms": "", "incoterms_place": "", "payment_terms": "N030",
        "office": "", "plant": "AT01", "tax_class": "1", "responsible_id": None, "partners": [],
    }  # fmt: skip


def test_a_repeated_call_makes_one_party(call: Callable[..., Any]) -> None:
    first = call("POST", "parties", ACME, Idempotency_Key="k1")
    again = call("POST", "parties", ACME, Idempotency_Key="k1")

    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Party.objects.count() == 1


def test_a_refusal_points_at_each_field(call: Callable[..., Any]) -> None:
    wrong = {**ACME, "vat_number": "1", "addresses": [{"city": "Ω" * 90}], "terms": {"payment_terms": "ZZZZ"}}

    refused = call("POST", "parties", wrong)

    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["title"] == "party not valid"
    assert {error["pointer"] for error in refused.json()["errors"]} == {
        "/vat_number", "/addresses/0/city", "/payment_terms",
    }  # fmt: skip
    assert not Party.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"nmae": "typo"},
        {"name": None},
        {"country": "Greece"},
        {"probability": 101},
        {"sales_area": "everywhere"},
        {"addresses": [{"kind": "moon"}]},
        {"terms": {"responsible_id": 10**15}},
    ],
)
def test_a_body_of_the_wrong_shape_is_refused(call: Callable[..., Any], change: dict[str, Any]) -> None:
    assert call("POST", "parties", {**ACME, **change}).status_code == 422


def test_a_change_needs_only_its_fields_and_the_version_seen(call: Callable[..., Any]) -> None:
    party = a_party(email="old@pap.gr", phone="2103612345")

    changed = call("PATCH", f"parties/{party.number}", {"email": "new@pap.gr"}, If_Match='"1"')
    assert changed.status_code == 200
    assert changed["ETag"] == '"2"'
    assert (changed.json()["email"], changed.json()["phone"]) == ("new@pap.gr", "+302103612345")

    stale = call("PATCH", f"parties/{party.number}", {"email": "other@pap.gr"}, If_Match='"1"')
    assert stale.status_code == 412
    assert "seller" in stale.json()["detail"]
    assert Party.objects.get().email == "new@pap.gr"


def test_an_address_list_replaces_what_there_was(call: Callable[..., Any]) -> None:
    party = a_party()

    body = {"addresses": [{"city": "Πάτρα"}, {"kind": "delivery", "city": "Βόλος"}], "phones": ["6971234567"]}
    changed = call("PATCH", f"parties/{party.number}", body).json()

    assert [(row["kind"], row["city"]) for row in changed["addresses"]] == [
        ("standard", "Πάτρα"),
        ("delivery", "Βόλος"),
    ]
    assert changed["phones"] == ["+306971234567"]


def test_a_list_is_filtered_ordered_and_paged(call: Callable[..., Any]) -> None:
    for name in ("Gamma", "Alpha", "Beta"):
        a_party(name=name)
    a_party(name="Hidden", sales_area=DEALERS)

    first = call("GET", "parties?limit=2").json()
    rest = call("GET", f"parties?limit=2&cursor={first['next_cursor']}").json()

    assert [row["name"] for row in first["items"] + rest["items"]] == ["Alpha", "Beta", "Gamma"]
    assert rest["next_cursor"] is None
    assert [row["name"] for row in call("GET", "parties?q=gam").json()["items"]] == ["Gamma"]
    assert call("GET", "parties?role=prospect").json()["items"] == []
    assert call("GET", "parties?order=number").json()["items"][0]["name"] == "Gamma"
    assert call("GET", "parties?cursor=nonsense").status_code == 400
    assert call("GET", "parties?limit=0").status_code == 422
    assert call("GET", "parties?country=greece").status_code == 422


def test_the_list_takes_the_same_queries_for_one_and_for_fifty(call: Callable[..., Any]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert call("GET", "parties").status_code == 200
        return len(captured)

    a_party()
    queries()  # the token's first use of the minute is noted
    one = queries()
    for n in range(49):
        a_party(name=f"Party {n}")

    assert queries() == one


def test_sales_data_and_partners_are_set(call: Callable[..., Any]) -> None:
    party, depot = a_party(), a_party(name="Depot")

    body = {"currency": "USD", "price_group": "02", "partners": [{"function": "WE", "number": depot.number}]}
    answer = call("PUT", f"parties/{party.number}/sales_areas/{DIRECT_SALES}", body)

    assert answer.status_code == 200, answer.content
    assert answer["ETag"] == '"2"'
    assert (answer.json()["currency"], answer.json()["partners"]) == ("USD", body["partners"])
    nobody = {**body, "partners": [{"function": "WE", "number": "nobody"}]}
    refused = call("PUT", f"parties/{party.number}/sales_areas/{DIRECT_SALES}", nobody)
    assert refused.json()["errors"][0]["pointer"] == "/partners/0/number"
    assert call("PUT", f"parties/{party.number}/sales_areas/{DEALERS}", body).status_code == 404


def test_contacts_and_consents_are_added(call: Callable[..., Any]) -> None:
    party = a_party()

    contact = call("POST", f"parties/{party.number}/contacts", {"name": "Μαρία", "function": "Αγορές"})
    assert contact.status_code == 201
    assert contact.json()["roles"] == ["contact"]
    assert call("GET", f"parties/{party.number}").json()["contacts"][0]["function"] == "Αγορές"

    consent = {"channel": "mail", "allowed": True, "basis": "consent", "given_on": "2026-11-23"}
    assert call("POST", f"parties/{party.number}/consents", consent).status_code == 201
    assert Consent.objects.get().channel == "mail"


def test_blocking_is_for_those_who_may(client: Client, seller: User, sales_lead: User) -> None:
    party = a_party()
    assert program(client, seller)("POST", f"parties/{party.number}/block_party", {}).status_code == 403

    lead = program(client, sales_lead)
    assert lead("POST", f"parties/{party.number}/block_party", {"reason": "unpaid"}).json()["is_blocked"] is True
    assert lead("POST", f"parties/{party.number}/release_party", {}).json()["is_blocked"] is False


def test_another_areas_program_finds_nothing_anywhere(client: Client, outsider: User) -> None:
    party = a_party()
    call = program(client, outsider)
    calls = [
        ("GET", "", None),
        ("PATCH", "", {"note": "x"}),
        ("PUT", f"/sales_areas/{DEALERS}", {"currency": "EUR"}),
        ("POST", "/contacts", {"name": "X"}),
        ("POST", "/consents", {"channel": "mail", "allowed": True, "basis": "x", "given_on": "2026-11-23"}),
        ("POST", "/block_party", {}),
        ("POST", "/release_party", {}),
    ]

    for method, path, body in calls:
        assert call(method, f"parties/{party.number}{path}", body).status_code == 404, path
    assert call("GET", "parties").json()["items"] == []
    assert call("POST", "parties", ACME).status_code == 404


def test_an_auditors_program_reads_and_changes_nothing(client: Client, auditor: User) -> None:
    party = a_party()
    call = program(client, auditor)

    assert call("GET", f"parties/{party.number}").status_code == 200
    assert call("PATCH", f"parties/{party.number}", {"note": "x"}).status_code == 403
    assert call("POST", "parties", ACME).status_code == 403


def test_without_a_token_nothing_is_read(client: Client) -> None:
    assert client.get("/api/v1/parties").status_code == 401
