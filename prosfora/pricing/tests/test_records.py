"""Condition records in the database: periods, keys, history, what the book brings."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from prosfora.audit.queries import timeline
from prosfora.catalog.tests.builders import a_product
from prosfora.company.services import set_exchange_rate
from prosfora.identity.models import User
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import ConditionRecord, PricingProcedure, ProcedureDetermination
from prosfora.pricing.queries import history_of, load_book, price_document, procedure_for
from prosfora.pricing.queries.configuration import NoProcedure
from prosfora.pricing.queries.records import ConditionFilter, listed_conditions
from prosfora.pricing.rules.facts import HeaderFacts
from prosfora.pricing.rules.tax_law import TAXES
from prosfora.pricing.rules.terms import Terms
from prosfora.pricing.services import (
    BadCondition,
    PeriodsOverlap,
    UnknownKey,
    change_condition,
    copy_condition,
    create_condition,
    install_standard_pricing,
)
from prosfora.pricing.services.bulk import NewCondition, create_conditions
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.tests.builders import a_discount, a_price, standard_pricing
from prosfora.pricing.tests.world import an_item
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
MARCH, JUNE, AUGUST = dt.date(2026, 3, 1), dt.date(2026, 6, 1), dt.date(2026, 8, 31)
D = Decimal


@pytest.fixture(autouse=True)
def _pricing(company: object) -> None:
    standard_pricing()


def header(day: dt.date = JUNE, **facts: Any) -> HeaderFacts:
    return HeaderFacts(**{
        "sales_area": "GR01-10-00", "document_type": "QT", "currency": "EUR", "pricing_date": day, **facts
    })  # fmt: skip


def net_on(day: dt.date) -> Decimal:
    return price_document(header(day), [an_item("BOLT-M8")]).net


def test_a_price_for_the_summer_leaves_the_days_before_and_after(pricing_clerk: User) -> None:
    record = a_price("BOLT-M8", "10.00")

    change_condition(
        condition=record, changes={"amount": D("8.00")}, valid_from=JUNE, valid_to=AUGUST, by=pricing_clerk, at=MONDAY
    )

    days = (JUNE - dt.timedelta(days=1), JUNE, AUGUST, AUGUST + dt.timedelta(days=1))
    assert [net_on(day) for day in days] == [10, 8, 8, 10]
    assert [(row.version, row.amount) for row in history_of(record)] == [(3, 10), (2, 8), (1, 10)]


def test_a_change_from_the_first_day_withdraws_the_old_record_and_keeps_it(pricing_clerk: User) -> None:
    record = a_price("BOLT-M8", "10.00", since=JUNE)

    change_condition(condition=record, changes={"amount": D(9)}, valid_from=JUNE, by=pricing_clerk, at=MONDAY)

    record.refresh_from_db()
    assert (record.status, record.amount, record.valid_from) == ("withdrawn", 10, JUNE)
    assert net_on(JUNE) == 9


def test_only_what_is_named_changes(pricing_clerk: User) -> None:
    record = a_price("BOLT-M8", "24.00", per="100", scales=(("1", "24.00"), ("1000", "22.50")))

    made = change_condition(
        condition=record, changes={"lower_limit": D(20)}, valid_from=JUNE, by=pricing_clerk, at=MONDAY
    )

    kept = ("amount", "per", "unit", "currency", "scales", "valid_to", "lookup")
    assert [getattr(made, name) for name in kept] == [getattr(record, name) for name in kept[:5]] + [
        dt.date(9999, 12, 31), record.lookup,
    ]  # fmt: skip
    assert made.lower_limit == 20


def test_whoever_is_late_is_told_who_was_first(pricing_clerk: User) -> None:
    record = a_price("BOLT-M8", "10.00")
    change_condition(condition=record, changes={"amount": D(9)}, valid_from=JUNE, by=pricing_clerk, at=MONDAY)

    with pytest.raises(ChangedMeanwhile, match="pricing_clerk"):
        change_condition(
            condition=record, changes={"amount": D(8)}, valid_from=MARCH, by=pricing_clerk, at=MONDAY, version=1
        )


def test_the_database_itself_refuses_two_records_for_one_day() -> None:
    record = a_price("BOLT-M8", "10.00")
    twin = ConditionRecord.objects.get(pk=record.pk)
    twin.pk, twin.lineage, twin.valid_from = None, None, JUNE

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)

    twin.status = "draft"
    twin.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConditionRecord.objects.filter(pk=twin.pk).update(status="released")


def test_areas_and_currencies_have_prices_of_their_own(pricing_clerk: User) -> None:
    a_price("BOLT-M8", "10.00")
    a_price("BOLT-M8", "12.00", currency="USD")
    create_condition(
        condition_type="PR00", key={"product": "BOLT-M8"}, amount=D(9), currency="EUR", unit="PCE",
        sales_area="GR01-10-00", valid_from=MARCH, by=pricing_clerk, at=MONDAY,
    )  # fmt: skip

    priced = [
        price_document(header(sales_area=area, currency=currency), [an_item("BOLT-M8")]).net
        for area, currency in (("GR01-10-00", "EUR"), ("GR01-20-00", "EUR"), ("GR01-20-00", "USD"))
    ]

    assert priced == [9, 10, 12]


def test_a_draft_makes_no_price() -> None:
    record = a_price("BOLT-M8", "10.00")
    ConditionRecord.objects.filter(pk=record.pk).update(status="draft")

    assert [problem.code for problem in price_document(header(), [an_item("BOLT-M8")]).problems] == ["no_base_price"]


def test_the_same_terms_for_another_customer(pricing_clerk: User) -> None:
    a_discount("K005", "1", customer="1000002", product="BOLT-M8")
    record = a_discount("K005", "6", customer="1000001", product="BOLT-M8", since=MARCH)

    with pytest.raises(PeriodsOverlap):
        copy_condition(condition=record, key={"customer": "1000002"}, valid_from=JUNE, by=pricing_clerk, at=MONDAY)
    a_party(number="1000003")
    made = copy_condition(condition=record, key={"customer": "1000003"}, valid_from=JUNE, by=pricing_clerk, at=MONDAY)

    assert (made.lookup, made.amount, made.version) == ("K005|customer=1000003|product=BOLT-M8", 6, 1)
    assert made.lineage == made.pk != record.lineage


@pytest.mark.parametrize(
    "key", [{"product": "NO-SUCH"}, {"customer": "4711"}, {"product": "BOLT-M8", "plant": "AT01"}, {}]
)
def test_a_price_for_nothing_that_exists_is_refused(pricing_clerk: User, key: dict[str, str]) -> None:
    a_product("BOLT-M8")
    code = "K007" if "customer" in key else "PR00"
    terms = {} if code == "K007" else {"currency": "EUR", "unit": "PCE"}

    with pytest.raises(UnknownKey):
        create_condition(
            condition_type=code, key=key, amount=D(1), valid_from=MARCH, by=pricing_clerk, at=MONDAY, **terms
        )


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("amount", {"amount": D("1e12")}),
        ("amount", {"amount": D("0.00001")}),
        ("amount", {"amount": D(-1)}),
        ("currency", {"currency": "EUX"}),
        ("unit", {"unit": "???"}),
        ("per", {"per": D(-1)}),
        ("scales", {"scales": [(D(n), D(1)) for n in range(51)]}),
        ("scales", {"scales": [(D(-1), D(1))]}),
        ("scale_unit", {"scale_unit": "XX"}),
        ("calculation", {"calculation": "percent", "currency": ""}),
        ("upper_limit", {"lower_limit": D(2), "upper_limit": D(1)}),
        ("amount", {"lower_limit": D(2)}),
    ],
)
def test_every_flaw_is_told_at_its_field(pricing_clerk: User, field: str, facts: dict[str, Any]) -> None:
    a_product("BOLT-M8")
    good = {"amount": D(1), "currency": "EUR", "unit": "PCE"}

    with pytest.raises(BadCondition) as refusal:
        create_condition(
            condition_type="PR00", key={"product": "BOLT-M8"}, valid_from=MARCH, by=pricing_clerk, at=MONDAY,
            **{**good, **facts},
        )  # fmt: skip

    assert field in refusal.value.problems


def test_a_customers_price_stands_in_his_timeline(pricing_clerk: User) -> None:
    record = a_discount("K007", "5", customer="1000001")

    entry = timeline("condition", str(record.lineage)).get()

    assert (entry.verb, entry.related, entry.changes["amount"]) == ("create_condition", "party:1000001", [None, "5"])


def test_the_explanation_tells_of_prices_that_ended_or_begin_soon(pricing_clerk: User) -> None:
    record = a_price("BOLT-M8", "10.00")
    change_condition(condition=record, changes={"amount": D(9)}, valid_from=JUNE, by=pricing_clerk, at=MONDAY)

    item = price_document(header(MARCH), [an_item("BOLT-M8")]).items[0]

    assert [(loser.reason, loser.rate) for loser in item.losers if loser.condition_type == "PR00" and loser.record] == [
        ("not_valid_on_date", 9)
    ]
    assert len(load_book(header(MARCH), [an_item("BOLT-M8")]).records["PR00|product=BOLT-M8"]) == 1


def test_five_foreign_currencies_cost_no_more_statements_than_one(
    django_assert_num_queries: Any, administrator: User
) -> None:
    for code in ("USD", "GBP", "CHF", "SEK", "PLN"):
        set_exchange_rate(
            kind="M", source=code, target="EUR", rate=D("0.5"), valid_from=MARCH, by=administrator, at=MONDAY
        )
        a_price(f"BOLT-{code}", "10.00", currency=code)
    price_document(header(), [])

    for codes in (["USD"], ["USD", "GBP", "CHF", "SEK", "PLN"]):
        items = [an_item(f"BOLT-{code}", position=place * 10) for place, code in enumerate(codes, 1)]
        with django_assert_num_queries(4):
            assert price_document(header(), items).net == 5 * len(codes)


def test_the_most_specific_determination_finds_the_procedure() -> None:
    rows = [("GR01-10-00", "", ""), ("", "OR", ""), ("GR01-10-00", "OR", "2")]
    for place, row in enumerate(rows):
        procedure = PricingProcedure.objects.create(code=f"Z{place}", name="test")
        ProcedureDetermination.objects.create(
            sales_area=row[0], document_type=row[1], customer_procedure=row[2], procedure=procedure
        )
    touch_configuration()

    found = [
        procedure_for(*asked).code
        for asked in (("X", "QT", ""), ("GR01-10-00", "QT", ""), ("X", "OR", ""), ("GR01-10-00", "OR", "2"))
    ]

    assert found == ["RVAA01", "Z0", "Z1", "Z2"]


def test_without_a_determination_there_is_no_price() -> None:
    ProcedureDetermination.objects.all().delete()
    touch_configuration()

    with pytest.raises(NoProcedure):
        price_document(header(), [an_item("BOLT-M8")])


def test_installing_twice_changes_nothing() -> None:
    before = ConditionRecord.objects.count()

    install_standard_pricing(by=User(username="x"), at=MONDAY)

    assert ConditionRecord.objects.count() == before == len(TAXES)


def test_many_records_are_written_in_few_statements(django_assert_max_num_queries: Any, pricing_clerk: User) -> None:
    def some(prefix: str, count: int) -> list[NewCondition]:
        terms = Terms(D("1.50"), MARCH, currency="EUR", unit="PCE")
        return [NewCondition("PR00", {"product": f"{prefix}{n}"}, terms) for n in range(count)]

    for prefix, count in (("A", 2), ("B", 300)):
        with django_assert_max_num_queries(12):
            made = create_conditions(conditions=some(prefix, count), by=pricing_clerk, at=MONDAY)
        assert len({row.lineage for row in made}) == count
    with pytest.raises(PeriodsOverlap):
        create_conditions(conditions=some("B", 3), by=pricing_clerk, at=MONDAY)


def test_a_list_is_narrowed_by_type_key_and_day(pricing_clerk: User, outsider: User) -> None:
    a_price("BOLT-M8", "10.00")
    a_discount("K005", "6", customer="1000001", product="BOLT-M8")
    a_discount("K020", "3", price_group="01")
    create_condition(
        condition_type="K004", key={"product": "BOLT-M8"}, amount=D(1), sales_area="GR01-10-00", valid_from=AUGUST,
        by=pricing_clerk, at=MONDAY,
    )  # fmt: skip

    def found(user: User = pricing_clerk, **wanted: Any) -> list[str]:
        rows = listed_conditions(user, ConditionFilter(**wanted)).exclude(condition_type="MWST")
        return sorted(row.condition_type_id for row in rows)

    assert found(q="BOLT") == ["K004", "K005", "PR00"]
    assert found(q="1000001") == ["K005"]
    assert found(q="01") == ["K020"]
    assert found(condition_type="pr00") == ["PR00"]
    assert found(q="BOLT", valid_on=JUNE) == ["K005", "PR00"]
    assert found(q="BOLT", sales_area="GR01-10-00") == ["K004"]
    assert found(outsider, q="BOLT") == ["K005", "PR00"]
