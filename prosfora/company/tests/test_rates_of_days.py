"""Rates of many days, loaded at once, are those of each day by itself."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.company.models import ExchangeRate
from prosfora.company.queries.rates import exchange_rates, rates_of_days

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 3, 1)
RATES = [
    ("USD", "EUR", "2026-01-01", "0.5"), ("USD", "EUR", "2026-03-01", "0.6"), ("USD", "EUR", "2026-03-04", "0.8"),
    ("EUR", "GBP", "2026-03-03", "0.85"), ("GBP", "USD", "2026-03-06", "1.25"), ("EUR", "JPY", "2026-04-01", "160"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _rates(company: object) -> None:
    for source, target, day, rate in RATES:
        ExchangeRate.objects.create(
            kind="M", source=source, target=target, valid_from=dt.date.fromisoformat(day), rate=Decimal(rate)
        )
    ExchangeRate.objects.create(kind="B", source="USD", target="EUR", valid_from=FIRST, rate=Decimal(9))


def test_each_day_has_the_rate_it_has_by_itself() -> None:
    """Direct, inverse and crossed; before the first rate of a pair there is none."""
    currencies = ("EUR", "USD", "GBP", "JPY")
    known = rates_of_days(currencies, FIRST, FIRST + dt.timedelta(days=9))

    for back in range(10):
        day = FIRST + dt.timedelta(days=back)
        for target in currencies:
            others = [one for one in currencies if one != target]
            assert known.into(target, currencies, day) == exchange_rates(others, target, day), (day, target)
    assert known.rate("USD", "EUR", FIRST) == Decimal("0.6")
    assert known.rate("GBP", "EUR", FIRST) is None
    assert known.rate("EUR", "EUR", FIRST) == 1


def test_statements_do_not_grow_with_the_days_or_currencies() -> None:
    def statements(last: dt.date, *currencies: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            rates_of_days(currencies, FIRST, last)
        return len(captured)

    assert statements(FIRST, "EUR") == 1
    assert statements(FIRST, "EUR", "USD") == statements(dt.date(2026, 12, 31), "EUR", "USD", "GBP", "JPY") == 3
