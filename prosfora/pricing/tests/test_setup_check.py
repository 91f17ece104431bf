"""The check of the set-up, on its page and for programs."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from prosfora.audit.services import System
from prosfora.catalog.models import Product
from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import RoleGrant, User
from prosfora.parties.models import PartySalesArea
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import Access, ConditionRecord, ProcedureDetermination, Step
from prosfora.pricing.queries.setup import setup_findings
from prosfora.pricing.rules.setup import Finding
from prosfora.pricing.services import create_condition
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.tests.builders import SETUP, SINCE, a_price, standard_pricing
from prosfora.pricing.tests.test_api import client_of
from prosfora.pricing.tests.test_views import signed_in
from tests.cast import DIRECT_SALES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _pricing(company: object) -> None:
    standard_pricing()
    a_product("BOLT-M8")
    a_party(name="Papadopoulos", sales_area=DIRECT_SALES, customer=True)


def serious(user: User) -> list[Finding]:
    return [finding for finding in setup_findings(user, TODAY) if finding.severity != "note"]


def test_the_shipped_set_up_has_nothing_wrong(pricing_clerk: User) -> None:
    assert serious(pricing_clerk) == []


def test_an_access_out_of_reach_is_listed_with_place_and_remedy(pricing_clerk: User) -> None:
    Access.objects.create(sequence_id="PR00", number=50, fields=["product", "plant"])

    page = signed_in(pricing_clerk).get("/prices/check_setup").content.decode()

    assert "Access sequence PR00, access 50" in page
    assert "Access 40 is less specific, is asked first and ends the search" in page
    assert "Give the more specific access the lower number" in page


def test_a_base_that_is_computed_later_is_listed_in_greek(pricing_clerk: User) -> None:
    Step.objects.filter(condition_type="K007").update(from_step=800)
    touch_configuration()
    User.objects.filter(pk=pricing_clerk.pk).update(language="el")

    with translation.override("el"):
        page = signed_in(pricing_clerk).get("/prices/check_setup").content.decode()

    assert "Η βάση του διαβάζει το βήμα 800, που υπολογίζεται αργότερα" in page


def test_documents_of_an_area_without_a_procedure(pricing_clerk: User) -> None:
    ProcedureDetermination.objects.update(document_type="QT")
    touch_configuration()

    assert [(f.code, f.place, f.detail) for f in serious(pricing_clerk)] == [
        ("no_determination", DIRECT_SALES, "IN"), ("no_determination", DIRECT_SALES, "OR"),
    ]  # fmt: skip


def test_a_currency_without_a_rate(pricing_clerk: User) -> None:
    a_price("BOLT-M8", currency="CHF")

    assert [(f.code, f.place, f.detail, f.other) for f in serious(pricing_clerk)] == [
        ("no_exchange_rate", DIRECT_SALES, "CHF", "EUR")
    ]


def test_tax_classes_that_meet_and_have_no_tax(pricing_clerk: User) -> None:
    ConditionRecord.objects.filter(lookup__startswith="MWST|tax_case=domestic").delete()

    assert {(f.code, f.place) for f in serious(pricing_clerk)} == {("no_tax_record", DIRECT_SALES)}


def test_a_tax_of_another_day_is_none_today(pricing_clerk: User) -> None:
    Product.objects.update(tax_class="1")
    PartySalesArea.objects.update(tax_class="1")
    ConditionRecord.objects.filter(lookup__startswith="MWST|tax_case=domestic").update(
        valid_from=dt.date(2027, 1, 1), valid_to=dt.date(2027, 12, 31)
    )

    (missing,) = serious(pricing_clerk)

    assert (missing.code, missing.detail, missing.other) == ("no_tax_record", "1", "1")


def test_an_access_nobody_recorded_for_is_a_note(pricing_clerk: User) -> None:
    a_price("BOLT-M8")

    notes = {(f.place, f.number) for f in setup_findings(pricing_clerk, TODAY) if f.code == "access_without_records"}

    assert ("PR00", 10) in notes
    assert ("PR00", 40) not in notes


def test_a_record_of_a_longer_key_does_not_fill_a_shorter_access(pricing_clerk: User) -> None:
    a_party(number="1000001")
    a_price("BOLT-M8", customer="1000001")

    notes = {(f.place, f.number) for f in setup_findings(pricing_clerk, TODAY) if f.code == "access_without_records"}

    assert ("PR00", 10) not in notes
    assert ("PR00", 40) in notes


def test_the_check_asks_as_much_for_many_records_as_for_one(pricing_clerk: User) -> None:
    a_price("BOLT-M8")
    assert pricing_clerk.rights
    setup_findings(pricing_clerk, TODAY)
    with CaptureQueriesContext(connection) as few:
        setup_findings(pricing_clerk, TODAY)
    for number in range(20):
        a_party(number=f"20000{number:02}", sales_area=DIRECT_SALES)
        a_price(f"NUT-{number}", customer=f"20000{number:02}")

    with CaptureQueriesContext(connection) as many:
        setup_findings(pricing_clerk, TODAY)

    assert len(many) == len(few)


def test_doubtful_prices_are_listed_with_the_day_from_which_there_is_one_again(pricing_clerk: User) -> None:
    for since, until in (("2026-01-01", "2026-12-31"), ("2027-01-10", "2027-12-31")):
        create_condition(
            condition_type="PR00", key={"product": "BOLT-M8"}, amount=Decimal(10), currency="EUR", unit="PCE",
            valid_from=dt.date.fromisoformat(since), valid_to=dt.date.fromisoformat(until), by=System(), at=SETUP,
        )  # fmt: skip

    page = signed_in(pricing_clerk).get("/prices/doubtful?check=before_a_gap").content.decode()

    assert "10/01/2027" in page


def test_an_unknown_check_shows_the_first(pricing_clerk: User) -> None:
    assert signed_in(pricing_clerk).get("/prices/doubtful?check=guess").status_code == 200


def test_programs_get_code_place_reason_and_remedy(pricing_clerk: User) -> None:
    Access.objects.create(sequence_id="K004", number=20, fields=["product"])

    answer = client_of(pricing_clerk).get("/api/v1/conditions/check_setup").json()

    assert answer[0] == {
        "code": "access_unreachable", "severity": "error", "kind": "sequence", "place": "K004", "number": 20,
        "column": None,
        "reason": "It is never reached: access 10 has the same key and ends the search",
        "remedy": "Delete one of the two",
    }  # fmt: skip


def test_programs_get_doubtful_prices_page_by_page(pricing_clerk: User) -> None:
    kept = [a_price(number, unit="KGM").pk for number in ("BOLT-M8", "NUT-1", "NUT-2")]
    client, found, cursor = client_of(pricing_clerk), [], ""

    while cursor is not None:
        asked = {"check": "in_unknown_units", "limit": "2", **({"cursor": cursor} if cursor else {})}
        answer = client.get("/api/v1/conditions/doubtful", asked).json()
        found += [row["id"] for row in answer["items"]]
        cursor = answer["next_cursor"]

    assert found == kept


def test_programs_must_name_a_check_that_exists(pricing_clerk: User) -> None:
    assert client_of(pricing_clerk).get("/api/v1/conditions/doubtful", {"check": "guess"}).status_code == 422


def test_a_seller_does_not_check_the_set_up(seller: User) -> None:
    client: Client = signed_in(seller)

    assert client.get("/prices/check_setup").status_code == 403
    assert client.get("/prices/doubtful").status_code == 403


def test_an_administrator_without_prices_sees_the_configuration_only(administrator: User) -> None:
    a_price("BOLT-M8", unit="KGM", since=SINCE)
    assert not RoleGrant.objects.filter(user=administrator, role="pricing_clerk").exists()

    client = signed_in(administrator)

    assert client.get("/prices/check_setup").status_code == 200
    assert "BOLT-M8" not in client.get("/prices/doubtful?check=in_unknown_units").content.decode()


def test_a_finding_leads_to_the_place_it_names_for_whoever_sees_prices(
    pricing_clerk: User, administrator: User
) -> None:
    Access.objects.create(sequence_id="PR00", number=50, fields=["product", "plant"])

    seen = signed_in(pricing_clerk).get("/prices/check_setup").content.decode()
    unseen = signed_in(administrator).get("/prices/check_setup").content.decode()

    assert 'href="/prices/set_up/sequences/PR00/"' in seen
    assert "Access sequence PR00" in unseen
    assert 'href="/prices/set_up/sequences' not in unseen
