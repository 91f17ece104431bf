"""A wrong set-up is told: where, how grave, what is wrong, what to do."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.audit.services import System
from prosfora.catalog.models import Product
from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from prosfora.parties.models import Party
from prosfora.pricing.models import Access, ConditionRecord, PricingProcedure, ProcedureDetermination, Step
from prosfora.pricing.queries import configuration
from prosfora.pricing.queries.setup_faults import configuration_faults, setup_faults
from prosfora.pricing.rules.book import AccessRule, Exclusion, ProcedureRule, StepRule, TypeRule
from prosfora.pricing.rules.setup_faults import (
    FAULT,
    HINT,
    SetupFault,
    faults_of_determination,
    faults_of_procedure,
    faults_of_types,
)
from prosfora.pricing.services import create_condition
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.setup_words import FAULTS, fault_words, place_words
from prosfora.pricing.tests.builders import a_discount, a_price, standard_pricing
from tests.cast import DEALERS, DIRECT_SALES, MONDAY

TODAY = MONDAY.date()
PRICE = TypeRule("PR00", "price", "quantity", accesses=(AccessRule(10, ("product",)),))
SHARE = TypeRule("K007", "discount", "percent", "minus", accesses=(AccessRule(10, ("customer",)),))
ENTERED = TypeRule("RA00", "discount", "percent", "minus", is_manual=True)
GOOD = ProcedureRule(
    "GOOD",
    (
        StepRule(11, 0, PRICE, mandatory=True), StepRule(100, 0, None, "gross_value"),
        StepRule(101, 0, SHARE, from_step=100),
        StepRule(800, 0, None, "net_value"), StepRule(920, 0, None, "total"),
    ),
)  # fmt: skip


def codes(faults: Any) -> list[str]:
    return [fault.code for fault in faults]


def with_access(*accesses: AccessRule) -> dict[str, TypeRule]:
    return {"PR00": replace(PRICE, accesses=accesses)}


def with_step(*steps: StepRule, **facts: Any) -> ProcedureRule:
    """The good procedure with further steps, in order."""
    ordered = sorted((*GOOD.steps, *steps), key=lambda step: (step.step, step.counter))
    return replace(GOOD, steps=tuple(ordered), **facts)


def test_a_good_set_up_has_no_fault() -> None:
    assert list(faults_of_types({"PR00": PRICE, "K007": SHARE})) == []
    assert list(faults_of_procedure(GOOD)) == []
    assert list(faults_of_determination({("", "", ""): "GOOD"}, {"GOOD": GOOD})) == []


def test_an_access_with_the_same_key_as_an_earlier_one_is_never_reached() -> None:
    found = list(
        faults_of_types(with_access(AccessRule(10, ("product", "plant")), AccessRule(20, ("plant", "product"))))
    )

    assert found == [SetupFault("access_unreachable", FAULT, "PR00/20", {"other": 10})]


def test_an_access_that_needs_less_hides_the_specific_ones_behind_it() -> None:
    found = list(faults_of_types(with_access(AccessRule(10, ("product",)), AccessRule(20, ("customer", "product")))))

    assert found == [SetupFault("general_before_specific", FAULT, "PR00/20", {"other": 10})]


@pytest.mark.parametrize(
    "first", [AccessRule(10, ("product",), "foreign"), AccessRule(10, ("product",), exclusive=False)]
)
def test_an_access_that_lets_others_be_asked_hides_none(first: AccessRule) -> None:
    assert list(faults_of_types(with_access(first, AccessRule(20, ("product",))))) == []


def test_facts_and_requirements_must_exist() -> None:
    found = faults_of_types(with_access(AccessRule(10, ("colour",), "on_sundays")))

    assert codes(found) == ["unknown_fact", "unknown_requirement"]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (StepRule(200, 0, ENTERED, from_step=150), "missing_step"),
        (StepRule(200, 0, ENTERED, from_step=800), "later_step"),
        (StepRule(200, 0, ENTERED, from_step=101, to_step=11), "range_reversed"),
        (StepRule(200, 0, ENTERED, requirement="on_sundays"), "unknown_requirement"),
        (StepRule(200, 0, ENTERED, formula="magic"), "unknown_formula"),
        (StepRule(200, 0, ENTERED, base="colour"), "unknown_base"),
        (StepRule(200, 0, SHARE, manual_only=True), "manual_not_allowed"),
        (StepRule(200, 0, replace(SHARE, accesses=())), "never_filled"),
        (StepRule(5, 0, ENTERED), "share_of_nothing"),
    ],
)
def test_a_wrong_step_is_named(step: StepRule, code: str) -> None:
    found = list(faults_of_procedure(with_step(step)))

    assert code in codes(found)
    assert f"GOOD {step.step}.0" in {fault.place for fault in found}


def test_steps_that_build_on_one_another_in_a_circle_are_told_once() -> None:
    circle = with_step(StepRule(200, 0, ENTERED, from_step=210), StepRule(210, 0, ENTERED, from_step=200))

    found = [fault for fault in faults_of_procedure(circle) if fault.code == "circular_reference"]

    assert [fault.detail["steps"] for fault in found] == ["200 → 210 → 200"]


def test_a_step_that_builds_on_itself_is_a_circle() -> None:
    found = faults_of_procedure(with_step(StepRule(200, 0, ENTERED, from_step=101, to_step=200)))

    assert [fault.detail["steps"] for fault in found if fault.code == "circular_reference"] == ["200 → 200"]


def test_a_procedure_without_the_sums_or_steps_prices_nothing() -> None:
    assert codes(faults_of_procedure(ProcedureRule("NONE", ()))) == ["no_steps"]
    bare = replace(GOOD, steps=GOOD.steps[:3])
    assert [fault.detail["name"] for fault in faults_of_procedure(bare)] == ["net_value", "total"]
    assert [fault.detail["name"] for fault in faults_of_procedure(replace(GOOD, tax_included=True))] == ["net_of_tax"]


def test_exclusions_name_methods_and_steps_that_there_are() -> None:
    wrong = replace(GOOD, exclusions=(Exclusion("cheapest", ("K007", "K999")),))

    assert codes(faults_of_procedure(wrong)) == ["unknown_method", "excluded_is_no_step"]


def test_a_determination_leads_to_a_procedure_with_steps() -> None:
    determined = {("GR01-10-00", "QT", ""): "GONE"}

    found = list(faults_of_determination(determined, {"GOOD": GOOD}))

    assert codes(found) == ["no_usual_procedure", "determined_is_empty"]
    assert found[1].place == "GR01-10-00 QT *"


def test_every_fault_has_words_in_which_nothing_is_left_open() -> None:
    names = "fact name other step steps type procedure from to last area currency product customer"
    detail = dict.fromkeys(names.split(), "x")
    for code in FAULTS:
        sentence, remedy = fault_words(SetupFault(code, HINT, "PR00", detail))
        assert "%(" not in sentence
        assert remedy
    assert place_words(SetupFault("gap", HINT, "PR00|product=BOLT-M8")) == "PR00: product BOLT-M8"


@pytest.fixture
def shop(company: object) -> None:
    standard_pricing()
    a_product("BOLT-M8")


def faults(user: User, *only: str) -> list[SetupFault]:
    return [fault for fault in setup_faults(user, TODAY) if not only or fault.code in only]


def a_record(amount: str, since: str, until: str = "9999-12-31", **facts: Any) -> ConditionRecord:
    """A base price of BOLT-M8 for a period."""
    wanted = {
        "condition_type": "PR00", "key": {"product": "BOLT-M8"}, "currency": "EUR", "unit": "PCE",
        "sales_area": DIRECT_SALES, **facts,
    }  # fmt: skip
    first, last = dt.date.fromisoformat(since), dt.date.fromisoformat(until)
    return create_condition(amount=Decimal(amount), valid_from=first, valid_to=last, **wanted, by=System(), at=MONDAY)


@pytest.mark.django_db
@pytest.mark.usefixtures("shop")
class TestRecords:
    """What records do wrong against each other, products and customers."""

    def test_what_is_shipped_has_no_fault(self, pricing_clerk: User) -> None:
        a_price("BOLT-M8")

        assert [fault for fault in faults(pricing_clerk) if fault.severity == FAULT] == []
        assert configuration_faults(configuration()) == []

    def test_a_gap_between_two_periods_is_told_with_its_days(self, pricing_clerk: User) -> None:
        a_record("10", "2026-01-01", "2026-12-31")
        later = a_record("11", "2027-02-01")

        (gap,) = faults(pricing_clerk, "gap")

        assert gap.record == later.pk
        assert fault_words(gap)[0] == "No price from 01/01/2027 to 31/01/2027, between two that hold"

    def test_periods_that_meet_have_no_gap(self, pricing_clerk: User) -> None:
        a_record("10", "2026-01-01", "2026-12-31")
        a_record("11", "2027-01-01")
        a_record("9", "2026-01-01", "2026-06-30", sales_area=None)
        a_record("12", "2026-07-01", "2027-06-30", sales_area=None)

        assert faults(pricing_clerk, "gap") == []

    def test_a_price_that_ended_while_the_product_is_sold_is_a_fault(self, pricing_clerk: User) -> None:
        ended = a_record("10", "2026-01-01", "2026-10-31")

        (fault,) = faults(pricing_clerk, "ended_without_successor")

        assert (fault.record, fault.severity) == (ended.pk, FAULT)

    def test_a_price_that_ends_soon_is_a_hint_and_none_where_another_follows(self, pricing_clerk: User) -> None:
        a_record("10", "2026-01-01", "2026-12-31")
        assert [fault.severity for fault in faults(pricing_clerk, "ended_without_successor")] == [HINT]

        a_record("11", "2027-01-01")
        assert faults(pricing_clerk, "ended_without_successor") == []

    def test_a_price_of_a_product_no_longer_sold_may_end(self, pricing_clerk: User) -> None:
        a_record("10", "2026-01-01", "2026-10-31")
        Product.objects.update(status="phased_out")

        assert faults(pricing_clerk, "ended_without_successor") == []

    def test_a_price_for_all_areas_that_an_area_overrides_is_told(self, pricing_clerk: User) -> None:
        a_record("10", "2026-01-01", sales_area=None)
        own = a_record("9", "2027-01-01")

        assert [fault.record for fault in faults(pricing_clerk, "overlaps_all_areas")] == [own.pk]

    def test_two_currencies_of_one_key_are_told(self, pricing_clerk: User) -> None:
        a_record("10", "2026-01-01")
        dollars = a_record("12", "2026-06-01", currency="USD")

        assert [fault.record for fault in faults(pricing_clerk, "overlaps_in_currencies")] == [dollars.pk]

    def test_prices_for_what_is_not_there_are_told(self, pricing_clerk: User) -> None:
        a_record("10", "2026-01-01")
        a_discount("K007", "5", customer="1000009")
        Product.objects.update(sold_until=dt.date(2026, 6, 30))
        Party.objects.filter(number="1000009").delete()

        found = {fault.code: fault.detail for fault in faults(pricing_clerk, "product_not_sold", "no_such_customer")}

        assert found == {"product_not_sold": {"product": "BOLT-M8"}, "no_such_customer": {"customer": "1000009"}}

    def test_a_scale_that_rises_is_told(self, pricing_clerk: User) -> None:
        steps = [(Decimal(1), Decimal(10)), (Decimal(100), Decimal(11))]
        rising = a_record("10", "2026-01-01", scales=steps)
        falling = [(Decimal(1), Decimal(10)), (Decimal(100), Decimal(9))]
        a_record("10", "2026-01-01", sales_area=None, scales=falling)

        assert [fault.record for fault in faults(pricing_clerk, "scale_rises")] == [rising.pk]

    def test_a_currency_without_a_rate_is_told(self, pricing_clerk: User) -> None:
        a_record("10", "2026-01-01", currency="ISK")

        assert [fault.detail for fault in faults(pricing_clerk, "no_exchange_rate")] == [{"from": "ISK", "to": "EUR"}]

    def test_records_of_a_type_that_no_procedure_reads_are_told(self, pricing_clerk: User) -> None:
        a_discount("K007", "5", customer="1000009")
        Step.objects.filter(condition_type="K007").delete()
        touch_configuration()

        assert [fault.place for fault in faults(pricing_clerk, "type_in_no_procedure")] == ["K007"]

    def test_an_access_for_which_nothing_is_recorded_is_a_hint(self, pricing_clerk: User) -> None:
        a_record("10", "2026-01-01")

        found = [fault.place for fault in faults(pricing_clerk, "access_without_records") if "PR00" in fault.place]

        assert found == ["PR00/10", "PR00/20", "PR00/30"]  # only the one by product alone has a record

    def test_tax_classes_without_a_tax_are_told(self, pricing_clerk: User) -> None:
        ConditionRecord.objects.filter(lookup__endswith="product_tax_class=2").update(status="withdrawn")
        Product.objects.update(tax_class="2")
        a_discount("K007", "5", customer="1000009")

        (fault,) = faults(pricing_clerk, "no_tax")

        assert fault.detail == {"customer": "1", "product": "2"}

    def test_an_unreachable_access_and_an_empty_procedure_are_found_in_the_tables(self, pricing_clerk: User) -> None:
        Access.objects.create(sequence_id="K007", number=30, fields=["customer"])
        PricingProcedure.objects.create(code="EMPTY", name="Empty")
        ProcedureDetermination.objects.create(sales_area=DEALERS, procedure_id="EMPTY")
        touch_configuration()

        found = faults(pricing_clerk, "access_unreachable", "no_steps", "determined_is_empty")

        assert {fault.place for fault in found} == {"K007/30", "EMPTY", f"{DEALERS} * *"}

    def test_records_of_other_areas_are_not_told(self, pricing_clerk: User) -> None:
        a_record("10", "2026-01-01", "2026-10-31", sales_area=DEALERS)

        assert faults(pricing_clerk, "ended_without_successor") == []

    def test_statements_do_not_grow_with_records(self, pricing_clerk: User) -> None:
        def statements(count: int) -> int:
            for number in range(count):
                a_product(f"P{count}-{number}")
                a_price(f"P{count}-{number}", scales=(("1", "10"), ("10", "9")))
            with CaptureQueriesContext(connection) as captured:
                setup_faults(pricing_clerk, TODAY)
            return len(captured)

        statements(1)  # reads the configuration
        assert statements(2) == statements(20)


@pytest.mark.django_db
@pytest.mark.usefixtures("shop", "on_monday")
def test_the_page_lists_faults_with_remedies_and_links(client: Client, pricing_clerk: User) -> None:
    ended = a_record("10", "2026-01-01", "2026-10-31")
    client.force_login(pricing_clerk)

    page = client.get("/prices/check_setup").content.decode()

    assert "1 fault: prices are wrong or missing." in page
    assert f'href="/prices/{ended.pk}/"' in page
    assert "Record the price that follows" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("shop", "on_monday")
def test_a_program_reads_the_faults(pricing_clerk: User) -> None:
    a_record("10", "2026-01-01", "2026-10-31")
    ends = MONDAY + dt.timedelta(days=3650)
    _row, key = issue_token(user=pricing_clerk, name="erp", expires_at=ends, by=pricing_clerk, at=MONDAY)

    answer = Client(headers={"authorization": f"Bearer {key}"}).get("/api/v1/conditions/check_setup")

    assert answer.status_code == 200, answer.content
    first = answer.json()[0]
    assert (first["code"], first["severity"], first["place"]) == (
        "ended_without_successor",
        "fault",
        "PR00|product=BOLT-M8",
    )
    assert first["remedy"] == "Record the price that follows"


@pytest.mark.django_db
@pytest.mark.usefixtures("shop")
def test_a_seller_is_not_asked_about_the_set_up(client: Client, seller: User) -> None:
    client.force_login(seller)

    assert client.get("/prices/check_setup").status_code == 403
