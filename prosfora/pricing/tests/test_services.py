"""Condition records: never edited in place, never two for one day."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from prosfora.audit.queries import timeline
from prosfora.identity.models import User
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries import history_of, price_document
from prosfora.pricing.rules.facts import HeaderFacts
from prosfora.pricing.rules.terms import Terms
from prosfora.pricing.services import (
    BadCondition,
    PeriodsOverlap,
    UnknownKey,
    change_condition,
    create_condition,
    delete_condition,
)
from prosfora.pricing.services.bulk import NewCondition, create_conditions
from prosfora.pricing.tests.builders import a_discount, a_price, standard_pricing
from prosfora.pricing.tests.world import an_item
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
SPRING, SUMMER = dt.date(2026, 3, 1), dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _pricing(company: object) -> None:
    standard_pricing()


def net_on(day: dt.date, quantity: str = "1") -> Decimal:
    header = HeaderFacts("GR01-10-00", "QT", "EUR", day)
    return price_document(header, [an_item("BOLT-M8", quantity)]).net


def test_a_change_ends_one_period_and_begins_another(pricing_clerk: User) -> None:
    record = a_price("BOLT-M8", "10.00")

    changed = change_condition(
        condition=record, changes={"amount": Decimal("11.00")}, valid_from=SUMMER, by=pricing_clerk, at=MONDAY
    )

    assert (net_on(SPRING), net_on(SUMMER)) == (Decimal("10.00"), Decimal("11.00"))
    assert [row.pk for row in history_of(changed)] == [changed.pk, record.pk]
    assert changed.version == 2
    entry = timeline("condition", str(record.lineage)).first()
    assert entry is not None
    assert (entry.verb, entry.changes["amount"]) == ("change_condition", ["10", "11"])


def test_two_amounts_never_hold_for_the_same_key_and_day(pricing_clerk: User) -> None:
    a_price("BOLT-M8", "10.00")

    with pytest.raises(PeriodsOverlap):
        a_price("BOLT-M8", "12.00", since=SUMMER)


def test_an_overlap_is_told_in_days_and_names_no_end_where_there_is_none(pricing_clerk: User) -> None:
    record = a_price("BOLT-M8", "10.00")

    with pytest.raises(PeriodsOverlap, match=r"^From 01/01/2026 on another amount holds"):
        a_price("BOLT-M8", "12.00", since=SUMMER)
    delete_condition(condition=record, ends_on=SUMMER, by=pricing_clerk, at=MONDAY)
    with pytest.raises(PeriodsOverlap, match=r"^From 01/01/2026 to 01/06/2026 another amount holds"):
        a_price("BOLT-M8", "12.00", since=SPRING)
    twice = NewCondition("PR00", {"product": "BOLT-M8"}, Terms(Decimal(9), SPRING, currency="EUR", unit="PCE"))
    with pytest.raises(PeriodsOverlap, match=r"^PR00, product BOLT-M8: from 01/03/2026 on another amount holds"):
        create_conditions(conditions=[twice], by=pricing_clerk, at=MONDAY)


def test_a_key_that_does_not_fit_is_told_in_the_readers_words(pricing_clerk: User) -> None:
    given = {"condition_type": "K030", "amount": Decimal(5), "valid_from": SPRING, "by": pricing_clerk, "at": MONDAY}

    with translation.override("el"):
        with pytest.raises(UnknownKey, match="καταχωρίζεται για: πελάτης \\+ ομάδα τιμολόγησης·"):
            create_condition(**given, key={"price_group": "A"})
        with pytest.raises(UnknownKey, match="Συμπληρώστε το πεδίο «ομάδα τιμολόγησης»"):
            create_condition(**given, key={"customer": "1000001", "pricing_group": ""})


def test_a_stale_change_is_refused_with_the_time_where_the_reader_is(pricing_clerk: User) -> None:
    record = a_price("BOLT-M8", "10.00")
    change_condition(condition=record, changes={"amount": Decimal(11)}, valid_from=SPRING, by=pricing_clerk, at=MONDAY)

    with timezone.override("America/New_York"), pytest.raises(ChangedMeanwhile, match="at 23/11/2026 04:00"):
        delete_condition(condition=record, ends_on=SPRING, by=pricing_clerk, at=MONDAY, version=1)


def test_a_stale_change_is_refused(pricing_clerk: User) -> None:
    record = a_price("BOLT-M8", "10.00")
    change_condition(condition=record, changes={"amount": Decimal(11)}, valid_from=SPRING, by=pricing_clerk, at=MONDAY)
    record.refresh_from_db()

    with pytest.raises(ChangedMeanwhile):
        change_condition(
            condition=record, changes={"amount": Decimal(12)}, valid_from=SPRING - dt.timedelta(days=9),
            by=pricing_clerk, at=MONDAY, version=1,
        )  # fmt: skip


def test_an_ended_price_is_found_no_more_but_stays_for_the_days_before(pricing_clerk: User) -> None:
    record = a_price("BOLT-M8", "10.00")

    delete_condition(condition=record, ends_on=SPRING, by=pricing_clerk, at=MONDAY)

    assert net_on(SPRING) == Decimal("10.00")
    assert net_on(SUMMER) == Decimal(0)


def test_a_withdrawn_price_never_held(pricing_clerk: User) -> None:
    record = a_price("BOLT-M8", "10.00", since=SUMMER)

    delete_condition(condition=record, ends_on=SPRING, by=pricing_clerk, at=MONDAY)

    assert net_on(SUMMER) == Decimal(0)
    assert ConditionRecord.objects.filter(pk=record.pk).exists()


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"key": {"colour": "red"}}, UnknownKey),
        ({"key": {"product": ""}}, UnknownKey),
        ({"key": {"product": "A|B"}}, UnknownKey),
        ({"condition_type": "XXXX"}, BadCondition),
        ({"currency": ""}, BadCondition),
        ({"unit": ""}, BadCondition),
        ({"per": Decimal(0)}, BadCondition),
        ({"valid_to": dt.date(2025, 1, 1)}, BadCondition),
        ({"scales": [(Decimal(10), Decimal(1)), (Decimal(5), Decimal(2))]}, BadCondition),
        ({"condition_type": "K004", "amount": Decimal(101)}, BadCondition),
    ],
)
def test_what_does_not_fit_the_type_is_refused(
    pricing_clerk: User, facts: dict[str, object], refusal: type[Exception]
) -> None:
    given = {
        "condition_type": "PR00", "key": {"product": "BOLT-M8"}, "amount": Decimal(1), "currency": "EUR", "unit": "PCE",
        "valid_from": SPRING,
    }  # fmt: skip

    with pytest.raises(refusal):
        create_condition(**{**given, **facts}, by=pricing_clerk, at=MONDAY)

    assert not ConditionRecord.objects.exclude(condition_type="MWST").exists()


def test_the_book_costs_the_same_for_one_item_and_a_hundred(django_assert_num_queries: object) -> None:
    a_price("BOLT-M8", "10.00")
    a_discount("K007", "5", customer="1000001")
    header = HeaderFacts("GR01-10-00", "QT", "EUR", SUMMER, customer="1000001")
    price_document(header, [an_item("BOLT-M8")])

    for count in (1, 100):
        with django_assert_num_queries(2):
            answer = price_document(header, [an_item("BOLT-M8", position=n * 10) for n in range(1, count + 1)])
        assert answer.net == Decimal("9.50") * count
