"""Own attributes of customers and products: declared, changed, and what a text of them may say."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from prosfora.audit.models import JournalEntry
from prosfora.company.models import Attribute
from prosfora.company.queries.attributes import attribute_facts, known_values
from prosfora.company.rules.attributes import facts_in, is_fact, tidied, wrong_piece
from prosfora.company.services import change_attribute, create_attribute
from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from prosfora.kit.errors import Refused
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")
KNOWN = {"BRANCH": ("HOTEL", "SHIP"), "SIZE": ()}


def client_of(user: User) -> Client:
    """A program that calls with a token of the user."""
    _row, token = issue_token(user=user, name="test", expires_at=MONDAY + dt.timedelta(days=300), by=user, at=MONDAY)
    return Client(headers={"authorization": f"Bearer {token}"})


def declared(by: User, **facts: Any) -> Attribute:
    given = {"subject": "customer", "code": "BRANCH", "name_en": "Branch", "name_el": "Κλάδος", "values": ["HOTEL"]}
    return create_attribute(**{**given, **facts}, by=by, at=MONDAY)


@pytest.mark.parametrize(("typed", "kept"), [
    ("size=L ; branch = HOTEL", "BRANCH=HOTEL, SIZE=L"), ("BRANCH=HOTEL\nSIZE=L", "BRANCH=HOTEL, SIZE=L"),
    (" , ", ""), ("HOTEL", "HOTEL"),
])  # fmt: skip
def test_a_text_is_kept_in_one_way(typed: str, kept: str) -> None:
    assert tidied(typed) == kept


@pytest.mark.parametrize(("text", "wrong"), [
    ("BRANCH=HOTEL, SIZE=L", ""), ("BRANCH=BANK", "BRANCH=BANK"), ("COLOUR=RED", "COLOUR=RED"), ("HOTEL", "HOTEL"),
    ("SIZE=12345678901", "SIZE=12345678901"), ("SIZE=", "SIZE="), ("SIZE=L, SIZE=M", "SIZE=M"),
    ("SIZE=a|b", "SIZE=a|b"),
])  # fmt: skip
def test_what_a_text_may_not_say(text: str, wrong: str) -> None:
    assert wrong_piece(text, KNOWN) == wrong


def test_an_attribute_is_a_fact_with_its_subject_in_front() -> None:
    assert facts_in("product", "COLOUR=RED, SIZE=L") == (("product_COLOUR", "RED"), ("product_SIZE", "L"))
    assert [is_fact(name) for name in ("customer_BRANCH", "product_group", "plant_X", "customer_")] == [
        True, False, False, False,
    ]  # fmt: skip


def test_an_attribute_is_declared_changed_and_journalled(administrator: User) -> None:
    made = declared(administrator)

    change_attribute(
        attribute=made, name_en="Trade", name_el="Κλάδος", values=["HOTEL", "SHIP"], by=administrator, at=MONDAY
    )

    assert known_values("customer") == {"BRANCH": ["HOTEL", "SHIP"]}
    assert attribute_facts() == {"customer_BRANCH": "Trade"}
    verbs = JournalEntry.objects.filter(kind="attribute", key="customer:BRANCH").values_list("verb", flat=True)
    assert sorted(verbs) == ["change_attribute", "create_attribute"]


@pytest.mark.parametrize("facts", [
    {"code": "branch"}, {"code": "9"}, {"code": "ABCDEFGHIJK"}, {"subject": "plant"}, {"name_el": ""},
    {"values": ["a b"]}, {"values": ["12345678901"]}, {"values": ["A", "A"]},
])  # fmt: skip
def test_a_wrong_attribute_is_refused(administrator: User, facts: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        declared(administrator, **facts)

    assert not Attribute.objects.exists()


def test_a_code_is_declared_once_for_each_subject(administrator: User) -> None:
    declared(administrator)
    declared(administrator, subject="product")

    with pytest.raises(Refused):
        declared(administrator)


def test_an_administrator_declares_on_the_page(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    typed = {"subject": "product", "code": "size", "name_en": "Size", "name_el": "Μέγεθος", "values": "S, M L"}

    made = client.post("/company/attributes/new", typed)
    row = Attribute.objects.get()
    client.post(f"/company/attributes/{row.pk}/change_attribute", {**typed, "values": "S"})

    assert made.status_code == 302
    assert "product_SIZE" in client.get("/company/attributes/").content.decode()
    row.refresh_from_db()
    assert (row.code, row.values) == ("SIZE", ["S"])


def test_programs_declare_and_read(administrator: User, seller: User) -> None:
    def send(user: User, method: str, path: str, body: dict[str, object]) -> Any:
        return client_of(user).generic(method, f"/api/v1{path}", json.dumps(body), "application/json")

    values: Sequence[str] = ["HOTEL", "SHIP"]
    body = {"subject": "customer", "code": "BRANCH", "name_en": "Branch", "name_el": "Κλάδος", "values": values}

    refused, made = send(seller, "POST", "/attributes", body), send(administrator, "POST", "/attributes", body)
    changed = send(administrator, "PUT", "/attributes/customer/BRANCH", {"name_en": "B", "name_el": "Κ", "values": []})
    gone = send(administrator, "PUT", "/attributes/product/BRANCH", {"name_en": "B", "name_el": "Κ"})

    assert [answer.status_code for answer in (refused, made, changed, gone)] == [403, 201, 200, 404]
    (row,) = client_of(seller).get("/api/v1/attributes").json()
    assert (row["fact"], row["name_en"], row["values"]) == ("customer_BRANCH", "B", [])
