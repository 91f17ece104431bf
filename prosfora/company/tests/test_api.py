"""What programs read of our own side."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from prosfora.company.services import set_exchange_rate
from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from prosfora.kit.clock import now
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def read(client: Client, seller: User) -> Callable[..., Any]:
    at = now()
    _token, key = issue_token(user=seller, name="test", expires_at=at + timedelta(days=1), by=seller, at=at)

    def get(path: str, status: int = 200) -> Any:
        answer = client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == status, answer.content
        return answer.json()

    return get


def test_companies_areas_and_plants_are_listed(read: Callable[..., Any]) -> None:
    assert [row["code"] for row in read("companies")] == ["GR01"]
    assert [row["code"] for row in read("sales_areas")] == ["GR01-10-00", "GR01-20-00"]
    assert read("plants") == [{"code": "AT01", "name": "Athens", "country": "GR", "region": "", "calendar": "GR"}]


def test_a_calendar_tells_its_free_days(read: Callable[..., Any]) -> None:
    days = {row["day"] for row in read("calendars?year=2026")[0]["free_days"]}

    assert "2026-04-13" in days


def test_terms_and_reasons_speak_both_languages(read: Callable[..., Any]) -> None:
    terms = {row["code"]: row for row in read("payment_terms")}
    assert terms["D210"]["discount_percent"] == "2.00"
    assert terms["0001"]["name_el"] == "Πληρωτέο άμεσα"
    assert {row["kind"] for row in read("reasons?kind=close")} == {"close"}


def test_a_rate_is_asked_for_a_day(read: Callable[..., Any], administrator: User) -> None:
    set_exchange_rate(
        kind="M",
        source="EUR",
        target="USD",
        valid_from=date(2026, 1, 1),
        rate=Decimal("1.1"),
        by=administrator,
        at=MONDAY,
    )

    assert read("exchange_rate?source=EUR&target=USD&day=2026-11-23")["rate"] == "1.100000000"
    refusal = read("exchange_rate?source=EUR&target=JPY&day=2026-11-23", status=422)
    assert refusal["title"] == "no exchange rate"
    assert read("exchange_rate?source=euro&target=JPY", status=422)["errors"]


def test_without_a_token_nothing_is_read(client: Client) -> None:
    assert client.get("/api/v1/companies").status_code == 401
