"""Simulations of price changes for programs."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from prosfora.documents.services import issue_quotation
from prosfora.documents.tests.builders import a_customer, a_quotation, an_offering
from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from prosfora.insights.models import PriceSimulation
from prosfora.insights.services.working import carry_out_simulation
from prosfora.insights.tests.builders import a_simulation
from prosfora.parties.tests.builders import a_party
from tests.cast import DEALERS, DIRECT_SALES, MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
ROOT = "/api/v1/price_simulations"
QUESTION: dict[str, Any] = {"sales_area": DIRECT_SALES, "change": {"condition_type": "PR00", "value": "3.2"}}


@pytest.fixture(autouse=True)
def _trade(company: object) -> None:
    an_offering()


def program(user: User) -> Client:
    """A program of the user's."""
    ends = MONDAY + dt.timedelta(days=3650)
    _row, key = issue_token(user=user, name="erp", expires_at=ends, by=user, at=MONDAY)
    return Client(headers={"authorization": f"Bearer {key}"})


def ask(user: User, **changes: Any) -> Any:
    return program(user).post(f"{ROOT}/simulate_price_change", {**QUESTION, **changes}, "application/json")


def test_a_program_asks_waits_and_reads(seller: User, pricing_clerk: User) -> None:
    for _ in range(2):
        issue_quotation(quotation=a_quotation(owner=seller, items=1), by=seller, at=MONDAY)
    erp = program(pricing_clerk)

    made = ask(pricing_clerk)
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["status"], body["count"], body["done"]) == ("waiting", 2, 0)
    assert (body["first_day"], body["last_day"], body["pricing_date"]) == ("2025-11-23", "2026-11-23", "2026-11-23")
    assert body["statuses"] == ["accepted", "issued"]
    carry_out_simulation.call(body["id"])

    read = erp.get(made["Location"]).json()
    assert (read["status"], read["done"], read["documents"], read["supposed"]) == ("done", 2, 2, "PR00: +3.2 per cent")
    names = ("net_before", "net_after", "difference", "margin_before", "margin_after", "margin_difference")
    assert [float(read[name]) for name in names] == [800, 825.6, 25.6, 320, 345.6, 25.6]
    row = erp.get(f"{made['Location']}/customers").json()["items"][0]
    assert (row["number"], row["documents"], float(row["difference"])) == (a_customer().number, 2, 25.6)
    assert erp.get(ROOT).json()["items"][0]["id"] == body["id"]


def test_pages_go_through_all_products(seller: User, pricing_clerk: User) -> None:
    for number in range(3):
        a_quotation(owner=seller, items=number + 1, sold_to=a_party(name=f"Πελάτης {number}"))
    run = a_simulation(pricing_clerk)
    erp, found, cursor = program(pricing_clerk), [], ""
    while cursor is not None:
        page = erp.get(f"{ROOT}/{run.pk}/customers", {"limit": 2, "order": "-difference", "cursor": cursor}).json()
        found += [float(row["difference"]) for row in page["items"]]
        cursor = page["next_cursor"]

    assert found == [120, 80, 40]
    assert erp.get(f"{ROOT}/{run.pk}/products").json()["items"][0]["name"] == "Κοχλίας εξαγωνικός M8×40"


def test_margins_are_null_without_the_right_to_costs(seller: User, pricing_clerk: User, sales_support: User) -> None:
    a_quotation(owner=seller)
    run = a_simulation(pricing_clerk)
    support = program(sales_support)

    told = [support.get(f"{ROOT}/{run.pk}").json(), *support.get(ROOT).json()["items"]]
    told += support.get(f"{ROOT}/{run.pk}/products").json()["items"]

    assert len(told) == 3
    assert {row[name] for row in told for name in ("margin_before", "margin_after", "margin_difference")} == {None}
    assert told[0]["net_before"] == "800.0000"
    assert ask(sales_support).status_code == 403


def test_other_sales_areas_do_not_exist(seller: User, pricing_clerk: User, outsider: User) -> None:
    a_quotation(owner=seller)
    run = a_simulation(pricing_clerk)
    outsider.grants.update(role="pricing_clerk")
    stranger = program(outsider)

    assert stranger.get(ROOT).json()["items"] == []
    assert {stranger.get(f"{ROOT}/{run.pk}{path}").status_code for path in ("", "/customers", "/products")} == {404}
    assert stranger.post(f"{ROOT}/{run.pk}/cancel_simulation").status_code == 404
    assert ask(pricing_clerk, sales_area=DEALERS).status_code == 403
    assert ask(pricing_clerk, sales_area="XX").status_code == 404


def test_what_makes_no_sense_is_refused_with_its_place(seller: User, pricing_clerk: User) -> None:
    none = ask(pricing_clerk)
    two = ask(pricing_clerk, records=[7])
    status = ask(pricing_clerk, statuses=["quoted"])
    key = ask(pricing_clerk, change={"condition_type": "PR00", "value": "1", "only": {"colour": "red"}})

    assert [answer.status_code for answer in (none, two, status, key)] == [422] * 4
    assert none.json()["type"].endswith("no-quotations")
    assert key.json()["errors"][0]["pointer"].endswith("only")
    assert not PriceSimulation.objects.exists()


def test_a_program_calls_a_run_off(seller: User, pricing_clerk: User) -> None:
    a_quotation(owner=seller)
    run = a_simulation(pricing_clerk, run=False)
    erp = program(pricing_clerk)

    assert erp.post(f"{ROOT}/{run.pk}/cancel_simulation").json()["status"] == "cancelled"
    assert erp.post(f"{ROOT}/{run.pk}/cancel_simulation").status_code == 409


def test_the_same_call_asks_only_once(seller: User, pricing_clerk: User) -> None:
    a_quotation(owner=seller)
    erp, key = program(pricing_clerk), {"Idempotency-Key": "one"}
    body = {**QUESTION, "statuses": ["draft"], "own_dates": True}

    first, second = (erp.post(f"{ROOT}/simulate_price_change", body, "application/json", headers=key) for _ in range(2))

    assert (first.status_code, first.json()["id"], first.json()["pricing_date"]) == (201, second.json()["id"], None)
    assert PriceSimulation.objects.count() == 1
