"""VAT as the law has it: islands, consumers, products that are never reduced, distance sales inside the EU."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from django.test import Client

from prosfora.audit.models import JournalEntry
from prosfora.audit.services import System
from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.identity.services import issue_token
from prosfora.pricing.models import AccessSequence, ConditionRecord
from prosfora.pricing.queries import price_document
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, PricedDocument
from prosfora.pricing.rules.keys import EU_MEMBERS
from prosfora.pricing.rules.tax_law import DESTINATION_RATES, NEW_ISLANDS, OLD_ISLANDS, TAXES, destination_taxes
from prosfora.pricing.services import (
    AlreadyTaxed,
    change_condition,
    delete_condition,
    install_standard_pricing,
    tax_distance_sales,
)
from prosfora.pricing.tests.builders import a_price, standard_pricing
from tests.cast import DIRECT_SALES, MONDAY, a_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 23)
NEXT_YEAR = dt.date(2027, 1, 1)


@pytest.fixture
def shop(company: object) -> None:
    standard_pricing()
    a_product("BOLT-M8")
    a_price(product="BOLT-M8", amount="100.00")


@pytest.fixture
def chief_clerk(db: None) -> User:
    return a_user("chief_clerk", role=Role.PRICING_CLERK)


def sold(
    *, to: str = "GR", region: str = "", customer: str = "1", product: str = "1", day: dt.date = DAY
) -> PricedDocument:
    """One piece of 100.00, sold to a place, a class of customer, as a class of product."""
    header = HeaderFacts(
        sales_area=DIRECT_SALES, document_type="QT", currency="EUR", pricing_date=day, destination_country=to,
        destination_region=region, customer_tax_class=customer,
    )  # fmt: skip
    one = Decimal(1)
    return price_document(header, [ItemFacts(10, "BOLT-M8", one, "PCE", one, "PCE", tax_class=product)])


def rate(answer: PricedDocument) -> Decimal:
    return answer.taxes[0].rate


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("region", ["Σύμη", "Λήμνος", "Kastellorizo", "Ικαρία", "SAMOTHRAKI", "Άγιος Ευστράτιος"])
def test_small_islands_pay_less_since_2026(region: str) -> None:
    assert rate(sold(region=region)) == 17
    assert rate(sold(region=region, product="2")) == 9
    assert rate(sold(region=region, product="3")) == 4
    assert rate(sold(region=region, day=dt.date(2025, 12, 31))) == 24


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("region", ["Ρόδος", "Κρήτη", "Κέρκυρα", "Θάσος", ""])
def test_large_islands_and_the_mainland_pay_in_full(region: str) -> None:
    assert rate(sold(region=region)) == 24


@pytest.mark.usefixtures("shop")
def test_a_consumer_on_an_island_pays_the_mainlands_rate_for_what_is_sent_there() -> None:
    assert rate(sold(region="Λέσβος", customer="3")) == 24
    assert rate(sold(region="Λέσβος", customer="3", product="2")) == 13


@pytest.mark.usefixtures("shop")
def test_tobacco_and_vehicles_are_taxed_in_full_everywhere() -> None:
    assert rate(sold(region="Κως", product="4")) == 24


@pytest.mark.usefixtures("shop")
def test_reverse_charge_at_home_says_why_no_tax_is_charged() -> None:
    line = sold(customer="2").taxes[0]

    assert (line.rate, line.code, line.reason_key) == (0, "AE", "reverse_charge")


@pytest.mark.usefixtures("shop")
def test_a_class_that_is_exempt_stays_so_wherever_it_is_sold() -> None:
    for customer in ("1", "3"):
        for country in ("GR", "DE"):
            assert sold(to=country, customer=customer, product="0").taxes[0].reason_key == "exempt_product"
    assert sold(to="DE", customer="0").taxes[0].reason_key == "exempt_customer"


def test_no_two_taxes_of_the_law_have_one_key() -> None:
    keys = [tuple(sorted(tax.key.items())) for tax in TAXES]

    assert len(keys) == len(set(keys))
    assert not set(OLD_ISLANDS) & set(NEW_ISLANDS)


def test_every_other_member_state_has_a_rate_on_every_day_since_the_shop_opened() -> None:
    assert set(DESTINATION_RATES) == EU_MEMBERS - {"GR", "XI"}
    for since in (dt.date(2021, 7, 1), DAY):
        periods: dict[str, list[tuple[dt.date, dt.date]]] = {}
        for seed in destination_taxes(since):
            if seed.key["customer_tax_class"] == "1":
                periods.setdefault(seed.key["destination_country"], []).append((seed.since, seed.until))
        assert set(periods) == set(DESTINATION_RATES)
        for spans in periods.values():
            assert spans[0][0] == since
            assert spans[-1][1] == dt.date.max
            assert all(b[0] - a[1] == dt.timedelta(days=1) for a, b in pairwise(spans))


@pytest.mark.usefixtures("shop")
def test_a_consumer_abroad_pays_greek_vat_until_distance_sales_are_taxed_where_they_arrive(chief_clerk: User) -> None:
    tax_distance_sales(since=NEXT_YEAR, by=chief_clerk, at=MONDAY)

    assert rate(sold(to="FI")) == 24
    assert rate(sold(to="FI", day=NEXT_YEAR)) == Decimal("25.5")
    assert rate(sold(to="DE", customer="3", day=NEXT_YEAR)) == 19
    assert rate(sold(day=NEXT_YEAR)) == 24


@pytest.mark.usefixtures("shop")
def test_a_reduced_class_abroad_has_no_tax_until_its_rate_is_recorded(chief_clerk: User) -> None:
    tax_distance_sales(since=NEXT_YEAR, by=chief_clerk, at=MONDAY)

    answer = sold(to="DE", product="2", day=NEXT_YEAR)

    assert [problem.code for problem in answer.problems] == ["no_tax"]
    assert sold(to="DE", product="0", day=NEXT_YEAR).taxes[0].reason_key == "exempt_product"


@pytest.mark.usefixtures("shop")
def test_rates_that_change_change_on_their_day(chief_clerk: User) -> None:
    tax_distance_sales(since=dt.date(2024, 1, 1), by=chief_clerk, at=MONDAY)

    days = (dt.date(2024, 6, 1), dt.date(2025, 6, 30), dt.date(2025, 7, 1))
    assert [rate(sold(to="EE", day=day)) for day in days] == [22, 22, 24]


@pytest.mark.usefixtures("shop")
def test_distance_sales_are_taxed_once_only(chief_clerk: User) -> None:
    tax_distance_sales(since=NEXT_YEAR, by=chief_clerk, at=MONDAY)
    count = ConditionRecord.objects.count()

    with pytest.raises(AlreadyTaxed):
        tax_distance_sales(since=NEXT_YEAR, by=chief_clerk, at=MONDAY)

    assert ConditionRecord.objects.count() == count
    assert AccessSequence.objects.get(pk="MWST").accesses.count() == 5


@pytest.mark.usefixtures("shop")
def test_the_journal_tells_what_ended_and_what_began(chief_clerk: User) -> None:
    made = tax_distance_sales(since=NEXT_YEAR, by=chief_clerk, at=MONDAY)

    verbs = list(JournalEntry.objects.filter(actor="chief_clerk").values_list("verb", flat=True))
    assert verbs.count("create_condition") == len(made)
    assert verbs.count("delete_condition") == 8  # classes 1 to 4 of firms and of consumers
    assert verbs.count("tax_distance_sales") == 1


def test_installing_again_adds_what_the_law_added_and_leaves_what_was_recorded(company: object) -> None:
    standard_pricing()
    symi = ConditionRecord.objects.get(lookup__contains="SYMI", lookup__endswith="product_tax_class=1")
    ConditionRecord.objects.filter(pk=symi.pk).delete()
    full = ConditionRecord.objects.get(
        lookup="MWST|tax_case=domestic|departure_country=GR|customer_tax_class=1|product_tax_class=1"
    )
    change_condition(condition=full, changes={"amount": Decimal(23)}, valid_from=NEXT_YEAR, by=System(), at=MONDAY)
    kos = ConditionRecord.objects.get(lookup__contains="=KOS|", lookup__endswith="product_tax_class=1")
    delete_condition(condition=kos, ends_on=DAY, by=System(), at=MONDAY)

    install_standard_pricing(by=System(), at=MONDAY)

    assert ConditionRecord.objects.filter(lookup=symi.lookup).count() == 1
    assert ConditionRecord.objects.filter(lookup=full.lookup).count() == 2
    assert ConditionRecord.objects.get(lookup=kos.lookup).valid_to == DAY


@pytest.mark.usefixtures("shop")
def test_the_page_taxes_distance_sales_from_the_day_given(client: Client, chief_clerk: User) -> None:
    client.force_login(chief_clerk)

    answer = client.post("/prices/tax_distance_sales", {"since": "2027-01-01"})

    assert answer["Location"] == "/prices/?condition_type=MWST"
    assert rate(sold(to="SE", day=NEXT_YEAR)) == 25
    again = client.post("/prices/tax_distance_sales", {"since": "2027-01-01"})
    assert again.status_code == 422
    assert "change those records" in again.content.decode()


@pytest.mark.usefixtures("shop")
def test_only_who_may_everywhere_decides_about_taxes(client: Client, pricing_clerk: User, seller: User) -> None:
    for user in (pricing_clerk, seller):  # the clerk of one sales area is not asked either
        client.force_login(user)
        assert client.get("/prices/tax_distance_sales").status_code == 403
        assert client.post("/prices/tax_distance_sales", {"since": "2027-01-01"}).status_code == 403
    assert not ConditionRecord.objects.filter(lookup__contains="destination_country=DE").exists()


@pytest.mark.usefixtures("shop")
def test_a_program_taxes_distance_sales(chief_clerk: User) -> None:
    _row, key = issue_token(
        user=chief_clerk, name="tax", expires_at=MONDAY + dt.timedelta(days=3650), by=chief_clerk, at=MONDAY
    )
    program = Client(headers={"authorization": f"Bearer {key}"})

    answer = program.post("/api/v1/conditions/tax_distance_sales", {"since": "2027-01-01"}, "application/json")

    assert answer.status_code == 200, answer.content
    assert {row["key"]["destination_country"] for row in answer.json()} == set(DESTINATION_RATES)
