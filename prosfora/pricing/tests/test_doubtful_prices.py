"""Records that a check of the set-up doubts, and those it leaves alone."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.audit.services import System
from prosfora.catalog.models import Product
from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import ConditionRecord, Step
from prosfora.pricing.queries.doubtful import CHECKS, doubtful_records
from prosfora.pricing.services import create_condition
from prosfora.pricing.telling_setup import CHECK_NAMES
from prosfora.pricing.telling_setup import CHECKS as WORDS
from prosfora.pricing.tests.builders import SETUP, standard_pricing
from tests.cast import DEALERS, DIRECT_SALES

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
FOREVER = dt.date(9999, 12, 31)


@pytest.fixture(autouse=True)
def _pricing(company: object) -> None:
    standard_pricing()
    a_product("BOLT-M8")
    a_product("NUT-M8")
    a_party(number="1000001")


def recorded(
    condition_type: str = "PR00", *, area: str | None = None, currency: str = "EUR", unit: str = "PCE",
    since: str = "2026-01-01", until: str = "", **key: str,
) -> ConditionRecord:  # fmt: skip
    """A price of 10 for a key, the bolt's where none is named."""
    return create_condition(
        condition_type=condition_type, key=key or {"product": "BOLT-M8"}, amount=Decimal(10), currency=currency,
        unit=unit, sales_area=area, valid_from=dt.date.fromisoformat(since),
        valid_to=dt.date.fromisoformat(until) if until else FOREVER, by=System(), at=SETUP,
    )  # fmt: skip


def doubted(check: str, user: User) -> list[ConditionRecord]:
    return list(doubtful_records(check, user=user, today=TODAY).order_by("id"))


def test_every_check_has_a_name_and_words() -> None:
    assert list(CHECKS) == list(WORDS) == list(CHECK_NAMES)


def test_days_without_a_price_between_two_prices(pricing_clerk: User) -> None:
    ended = recorded(until="2026-12-31")
    recorded(since="2027-01-10")

    (found,) = doubted("before_a_gap", pricing_clerk)

    assert (found, found.next_from) == (ended, dt.date(2027, 1, 10))  # type: ignore[attr-defined]  # annotated


def test_a_price_that_follows_the_day_after_leaves_no_gap(pricing_clerk: User) -> None:
    recorded(until="2026-12-31")
    recorded(since="2027-01-01")

    assert doubted("before_a_gap", pricing_clerk) == []


def test_a_gap_that_is_over_is_past(pricing_clerk: User) -> None:
    recorded(until="2026-03-31")
    recorded(since="2026-05-01")

    assert doubted("before_a_gap", pricing_clerk) == []


def test_a_price_of_all_areas_fills_the_gap_of_one(pricing_clerk: User) -> None:
    recorded(area=DIRECT_SALES, until="2026-12-31")
    recorded(area=DIRECT_SALES, since="2027-01-10")
    recorded()

    assert doubted("before_a_gap", pricing_clerk) == []


def test_a_price_of_one_area_fills_no_gap_of_all(pricing_clerk: User) -> None:
    ended = recorded(until="2026-12-31")
    recorded(since="2027-01-10")
    recorded(area=DIRECT_SALES)

    assert doubted("before_a_gap", pricing_clerk) == [ended]


def test_a_price_that_ended_and_nothing_follows(pricing_clerk: User) -> None:
    ended = recorded(until="2026-11-30")

    assert doubted("ending_without_successor", pricing_clerk) == [ended]


def test_a_price_that_ends_next_year_is_not_told_yet(pricing_clerk: User) -> None:
    recorded(until="2027-06-30")

    assert doubted("ending_without_successor", pricing_clerk) == []


@pytest.mark.parametrize("changes", [{"status": "phased_out"}, {"sold_until": dt.date(2026, 10, 31)}])
def test_a_product_no_longer_sold_needs_no_price_but_must_not_keep_one(
    pricing_clerk: User, changes: dict[str, object]
) -> None:
    recorded(until="2026-10-31")
    kept = recorded("K004", product="BOLT-M8", currency="", unit="")
    Product.objects.filter(number="BOLT-M8").update(**changes)

    assert doubted("ending_without_successor", pricing_clerk) == []
    assert doubted("of_products_gone", pricing_clerk) == [kept]


def test_a_customers_own_price_may_end(pricing_clerk: User) -> None:
    recorded(customer="1000001", product="BOLT-M8", until="2026-10-31")

    assert doubted("ending_without_successor", pricing_clerk) == []


def test_prices_of_a_blocked_customer(pricing_clerk: User) -> None:
    kept = recorded("K007", customer="1000001", currency="", unit="")
    assert doubted("of_customers_gone", pricing_clerk) == []

    Party.objects.filter(number="1000001").update(is_blocked=True)

    assert doubted("of_customers_gone", pricing_clerk) == [kept]


def test_a_price_per_a_unit_the_product_is_not_kept_in(pricing_clerk: User) -> None:
    recorded(product="NUT-M8")
    wrong = recorded(unit="KGM")

    assert doubted("in_unknown_units", pricing_clerk) == [wrong]


def test_a_type_that_no_procedure_reads_never_counts(pricing_clerk: User) -> None:
    lost = recorded("K007", customer="1000001", currency="", unit="")
    recorded()
    Step.objects.filter(condition_type="K007").delete()

    assert doubted("never_counting", pricing_clerk) == [lost]


def test_two_currencies_of_one_key(pricing_clerk: User) -> None:
    both = [recorded(), recorded(currency="USD")]
    recorded(product="NUT-M8")

    assert doubted("in_two_currencies", pricing_clerk) == both


def test_one_currency_after_the_other_is_no_doubt(pricing_clerk: User) -> None:
    recorded(until="2026-12-31")
    recorded(currency="USD", since="2027-01-01")

    assert doubted("in_two_currencies", pricing_clerk) == []


def test_a_price_of_all_areas_behind_one_of_an_area(pricing_clerk: User) -> None:
    general = recorded()
    recorded(area=DIRECT_SALES)

    assert doubted("shadowed_in_an_area", pricing_clerk) == [general]


def test_a_record_of_a_foreign_area_is_told_to_nobody_else(pricing_clerk: User) -> None:
    recorded()
    recorded(area=DEALERS)

    assert doubted("shadowed_in_an_area", pricing_clerk) == []


def test_prices_of_a_foreign_area_are_doubted_before_nobody_else(pricing_clerk: User) -> None:
    recorded(area=DEALERS, until="2026-11-30", unit="KGM")

    assert [check for check in CHECKS if doubted(check, pricing_clerk)] == []


def test_a_draft_on_days_of_another_record(pricing_clerk: User) -> None:
    draft = recorded(since="2027-01-01", until="2027-12-31")
    ConditionRecord.objects.filter(pk=draft.pk).update(status="draft")
    recorded(since="2026-01-01")
    apart = recorded(since="2026-01-01", until="2026-06-30", product="NUT-M8")
    ConditionRecord.objects.filter(pk=apart.pk).update(status="draft")
    recorded(since="2026-07-01", product="NUT-M8")

    assert doubted("drafts_that_overlap", pricing_clerk) == [draft]


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_is_one_statement(check: str, pricing_clerk: User) -> None:
    recorded(until="2026-12-31")
    recorded(since="2027-01-10")
    assert pricing_clerk.rights  # read once, with the user

    with CaptureQueriesContext(connection) as asked:
        doubted(check, pricing_clerk)

    assert len(asked) == 1
