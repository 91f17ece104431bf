"""Whatever is sent to parties: an answer that says what is wrong, never a crash, never half a record."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from prosfora.kit.clock import now
from prosfora.parties.models import Address, Party, PartySalesArea
from prosfora.parties.tests.builders import a_party
from tests.cast import DIRECT_SALES

pytestmark = pytest.mark.usefixtures("company")
FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["name", "kind", "country", "language", "email", "phone", "web", "vat_number", "external_number", "probability",
     "note", "addresses", "phones", "number", "is_customer", "is_prospect", "terms", "sales_area"]
)  # fmt: skip
ADDRESS = st.fixed_dictionaries({}, optional={
    "kind": st.sampled_from(["standard", "delivery"]), "city": st.text(max_size=90),
    "country": st.sampled_from(["GR", "ZZ"]),
    "street": st.text(max_size=130), "postal_code": st.text(max_size=14),
})  # fmt: skip
PLAUSIBLE = st.fixed_dictionaries(
    {"name": st.text(max_size=210), "sales_area": st.just(DIRECT_SALES)},
    optional={
        "vat_number": st.text(max_size=20),
        "phone": st.text("0123456789+ ()x", max_size=20), "email": st.text(max_size=40),
        "country": st.sampled_from(["GR", "DE", "ZZ"]), "web": st.text(max_size=40), "note": st.text(max_size=60),
        "number": st.text("ABC123-", max_size=12),
        "addresses": st.lists(ADDRESS, max_size=3), "language": st.text(max_size=5),
    },
)  # fmt: skip


@pytest.fixture
def key(seller: User) -> str:
    at = now()
    return issue_token(user=seller, name="test", expires_at=at + timedelta(days=1), by=seller, at=at)[1]


def send(client: Client, key: str, method: str, path: str, body: object) -> Any:
    with transaction.atomic():
        answer = client.generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body, ensure_ascii=True),
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )
        assert (answer.status_code == 201) == (Party.objects.count() == 1)
        assert Address.objects.count() == 0 or Party.objects.exists()
        assert PartySalesArea.objects.count() == Party.objects.count()
        transaction.set_rollback(True)
    return answer


@given(body=st.dictionaries(FIELDS, VALUES, max_size=8) | VALUES)
@FUZZ
def test_any_body_is_answered(client: Client, key: str, body: object) -> None:
    assert send(client, key, "POST", "parties", body).status_code in (400, 403, 404, 422)


@given(body=PLAUSIBLE)
@FUZZ
def test_a_plausible_body_makes_a_party_or_says_which_field_is_wrong(client: Client, key: str, body: object) -> None:
    answer = send(client, key, "POST", "parties", body)

    if answer.status_code != 201:
        assert answer.status_code in (400, 422)
        assert answer.status_code == 400 or answer.json()["errors"]


@given(body=st.dictionaries(FIELDS, VALUES, max_size=6))
@FUZZ
def test_any_change_is_answered_and_a_refused_one_changes_nothing(client: Client, key: str, body: object) -> None:
    with transaction.atomic():
        party = a_party()
        path = f"/api/v1/parties/{party.number}"
        answer = client.patch(
            path, json.dumps(body), content_type="application/json", headers={"Authorization": f"Bearer {key}"}
        )
        assert answer.status_code in (200, 400, 422)
        party.refresh_from_db()
        assert (party.version, party.name) == (1, "Παπαδόπουλος ΑΕ") or answer.status_code == 200
        transaction.set_rollback(True)


@given(
    st.sampled_from(["q", "role", "area", "country", "group", "responsible", "blocked", "order", "cursor", "export"]),
    st.text(max_size=60),
)
@FUZZ
def test_any_query_of_the_list_is_answered(client: Client, seller: User, name: str, value: str) -> None:
    client.force_login(seller)

    answer = client.get(f"/parties/?{name}={quote(value, errors='replace')}")

    assert answer.status_code in (200, 400)


@given(st.text(max_size=20))
@FUZZ
def test_any_number_in_an_address_is_answered(client: Client, seller: User, number: str) -> None:
    client.force_login(seller)

    answer = client.get(f"/parties/{quote(number, safe='', errors='replace')}/")

    assert answer.status_code in (200, 301, 404)


@pytest.mark.parametrize("path", ["/parties/%00/", "/parties/%00/change_party", "/parties/1/change_sales_data/%00"])
def test_a_nul_in_an_address_is_nothing(client: Client, administrator: User, sales_lead: User, path: str) -> None:
    for user in (administrator, sales_lead):
        client.force_login(user)
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"addresses-TOTAL_FORMS": "x"},
        {"addresses-TOTAL_FORMS": "100000", "addresses-INITIAL_FORMS": "0"},
        {"name": "A\x00B"},
        {"name": "A" * 100_000},
        {"probability": "1e99"},
        {"country": "../../etc/passwd"},
        {"sales_area": "'; DROP TABLE parties_party; --"},
        {"version": "9" * 40},
    ],
)
def test_a_form_filled_badly_comes_back(client: Client, seller: User, typed: dict[str, str]) -> None:
    party = a_party()
    client.force_login(seller)

    for path in ("/parties/new", f"/parties/{party.number}/change_party"):
        assert client.post(path, typed).status_code in (200, 422)
    assert Party.objects.count() == 1
