"""Prices from files: a change is a new period, every bad line is told, a run is taken back as a whole."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_all
from prosfora.catalog.tests.builders import a_product
from prosfora.files.services.imports import Reading
from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.services import change_condition
from prosfora.pricing.tests.builders import a_price, standard_pricing
from prosfora.pricing.tests.importing import (
    HEADERS,
    a_line,
    brought,
    complaints,
    periods,
    table,
    taken_back,
    workbook,
)
from tests.cast import DIRECT_SALES, MONDAY

pytestmark = pytest.mark.django_db
LATER, LATEST = MONDAY + dt.timedelta(hours=1), MONDAY + dt.timedelta(hours=2)
JULY = dt.date(2026, 7, 1)
HERE = {"sales_area": DIRECT_SALES}


@pytest.fixture(autouse=True)
def _pricing(company: object, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    standard_pricing()
    a_product("BOLT-M8")
    a_product("NUT-M8")
    a_party(number="1000001")


def reasons(content: bytes, by: User, **options: Any) -> str:
    return " ".join(error["reason"] for error in brought(content, by, **options).errors)


def test_prices_and_discounts_come_with_their_scales(pricing_clerk: User) -> None:
    run = brought(
        table(
            a_line(per="100", scales="1=24.00; 1000=22.50", valid_to="2026-12-31"),
            a_line(condition_type="K005", customer="1000001", amount="5", currency="%", per="", unit=""),
        ),
        pricing_clerk,
    )

    assert (run.status, run.created, run.updated, run.errors) == ("imported", 2, 0, [])
    price = ConditionRecord.objects.get(lookup="PR00|product=BOLT-M8")
    assert (price.amount, price.currency, price.per, price.unit) == (24, "EUR", 100, "PCE")
    assert (price.scales, price.sales_area_id) == ([["1", "24.00"], ["1000", "22.50"]], DIRECT_SALES)
    assert periods() == [("01.06.26", "31.12.26", "24")]
    discount = ConditionRecord.objects.get(lookup="K005|customer=1000001|product=BOLT-M8")
    assert (discount.currency, discount.amount, discount.lineage, discount.version) == ("", 5, discount.pk, 1)
    entry = JournalEntry.objects.get(kind="condition", key=str(price.pk))
    assert (entry.verb, entry.scope) == ("import_conditions", DIRECT_SALES)


def test_a_workbook_brings_the_same(pricing_clerk: User) -> None:
    line: list[Any] = a_line()
    line[4], line[9] = 24.5, dt.datetime(2026, 6, 1)  # noqa: DTZ001  # as a spreadsheet keeps a day

    run = brought(workbook(line), pricing_clerk)

    assert (run.status, run.created) == ("imported", 1)
    assert periods() == [("01.06.26", "", "24.5")]


def test_greek_headers_and_numbers_are_read(pricing_clerk: User) -> None:
    headers = (
        "Τύπος συνθήκης",
        "Είδος",
        "Περιοχή πωλήσεων",
        "Ποσό",
        "Νόμισμα",
        "Ανά",
        "Μονάδα",
        "Κλίμακα",
        "Ισχύει από",
    )
    line = ("PR00", "bolt-m8", DIRECT_SALES, "1.234,50", "eur", "1", "pce", "1=1.234,50; 10=1.200", "01/06/2026")

    run = brought(table(line, headers=headers), pricing_clerk, reading=Reading(decimal_comma=True))

    assert (run.status, run.errors) == ("imported", [])
    made = ConditionRecord.objects.get(lookup="PR00|product=BOLT-M8")
    assert (made.amount, made.scales) == (Decimal("1234.50"), [["1", "1234.50"], ["10", "1200"]])


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(pricing_clerk: User) -> None:
    brought(table(a_line()), pricing_clerk)

    lines = a_line(amount="25", valid_from="2026-07-01"), a_line(product="NUT-M8"), a_line(amount="x")
    run = brought(table(*lines), pricing_clerk, at=LATER, dry_run=True)

    assert (run.status, run.created, run.updated, run.error_count) == ("checked", 1, 1, 1)
    assert periods() == [("01.06.26", "", "24")]


class TestChanges:
    def test_a_change_ends_the_old_period_and_begins_a_new_one(self, pricing_clerk: User) -> None:
        brought(table(a_line()), pricing_clerk)

        run = brought(table(a_line(amount="25", valid_from="2026-07-01")), pricing_clerk, at=LATER)

        assert (run.created, run.updated) == (0, 1)
        assert periods() == [("01.06.26", "30.06.26", "24"), ("01.07.26", "", "25")]
        first, second = ConditionRecord.objects.filter(lookup="PR00|product=BOLT-M8").order_by("valid_from")
        assert (second.lineage, second.version, second.created_at) == (first.lineage, 2, LATER)
        told = JournalEntry.objects.filter(kind="condition", key=str(first.pk)).order_by("sequence").last()
        assert told is not None
        assert told.changes["amount"] == ["24", "25"]
        assert list(verify_all()) == []

    def test_a_price_for_the_summer_leaves_the_days_before_and_after(self, pricing_clerk: User) -> None:
        brought(table(a_line()), pricing_clerk)
        summer = a_line(amount="20", valid_from="2026-07-01", valid_to="2026-08-31")
        brought(table(summer), pricing_clerk, at=LATER)
        assert periods() == [("01.06.26", "30.06.26", "24"), ("01.07.26", "31.08.26", "20"), ("01.09.26", "", "24")]

    def test_a_change_from_the_first_day_withdraws_the_old_record_and_keeps_it(self, pricing_clerk: User) -> None:
        brought(table(a_line()), pricing_clerk)
        brought(table(a_line(amount="23")), pricing_clerk, at=LATER)
        assert periods() == [("01.06.26", "", "23")]
        assert ConditionRecord.objects.get(status="withdrawn").amount == 24

    def test_a_blank_last_day_spares_the_period_planned_behind(self, pricing_clerk: User) -> None:
        brought(table(a_line(valid_from="2027-01-01", amount="30")), pricing_clerk)
        brought(table(a_line()), pricing_clerk, at=LATER)
        assert periods() == [("01.06.26", "31.12.26", "24"), ("01.01.27", "", "30")]

    def test_a_stated_last_day_is_laid_over_what_was_planned(self, pricing_clerk: User) -> None:
        brought(table(a_line(valid_to="2026-12-31"), a_line(valid_from="2027-01-01", amount="30")), pricing_clerk)
        run = brought(
            table(a_line(valid_from="2026-12-01", valid_to="2027-01-31", amount="28")), pricing_clerk, at=LATER
        )
        assert run.status == "imported"
        assert periods() == [
            ("01.06.26", "30.11.26", "24"), ("01.12.26", "31.01.27", "28"), ("01.02.27", "", "30"),
        ]  # fmt: skip

    def test_without_a_column_of_last_days_the_period_keeps_its_end(self, pricing_clerk: User) -> None:
        brought(table(a_line(valid_to="2026-12-31")), pricing_clerk)
        brought(table(a_line(amount="25", valid_from="2026-07-01")[:-1], headers=HEADERS[:-1]), pricing_clerk, at=LATER)
        assert periods() == [("01.06.26", "30.06.26", "24"), ("01.07.26", "31.12.26", "25")]

    def test_what_the_file_has_no_column_for_stays_as_it_is(self, pricing_clerk: User) -> None:
        brought(table(a_line(per="100")), pricing_clerk)

        headers = ("condition_type", "product", "sales_area", "amount", "valid_from")
        run = brought(
            table(("PR00", "BOLT-M8", DIRECT_SALES, "25", "2026-07-01"), headers=headers), pricing_clerk, at=LATER
        )

        assert run.errors == []
        made = ConditionRecord.objects.get(valid_from=JULY)
        assert (made.per, made.unit, made.currency) == (100, "PCE", "EUR")

    def test_an_amount_alone_never_leaves_a_scale_behind_unseen(self, pricing_clerk: User) -> None:
        brought(table(a_line(scales="1=24; 1000=22")), pricing_clerk)
        headers = ("condition_type", "product", "sales_area", "amount", "valid_from")
        run = brought(
            table(("PR00", "BOLT-M8", DIRECT_SALES, "25", "2026-07-01"), headers=headers), pricing_clerk, at=LATER
        )
        assert complaints(run) == [(2, "scales")]

    def test_the_same_file_twice_writes_nothing(self, pricing_clerk: User) -> None:
        content = table(a_line(scales="1=24; 1000=22.5"), a_line(product="NUT-M8", valid_to="2026-12-31"))
        brought(content, pricing_clerk)
        entries = JournalEntry.objects.filter(kind="condition").count()

        run = brought(content, pricing_clerk, at=LATER)

        assert (run.status, run.created, run.updated) == ("imported", 0, 0)
        assert JournalEntry.objects.filter(kind="condition").count() == entries

    def test_currencies_and_sales_areas_have_prices_of_their_own(self, administrator: User) -> None:
        lines = a_line(), a_line(currency="USD", amount="26"), a_line(sales_area="", amount="23")
        run = brought(table(*lines), administrator)
        assert (run.created, run.errors) == (3, [])

    def test_several_periods_of_one_price_come_in_one_file(self, pricing_clerk: User) -> None:
        run = brought(
            table(
                a_line(), a_line(valid_from="2026-09-01", amount="25"),
                a_line(valid_from="2026-10-01", valid_to="2026-10-31", amount="19"),
            ),
            pricing_clerk,
        )  # fmt: skip
        assert run.errors == []
        assert periods() == [
            ("01.06.26", "31.08.26", "24"), ("01.09.26", "30.09.26", "25"), ("01.10.26", "31.10.26", "19"),
            ("01.11.26", "", "25"),
        ]  # fmt: skip
        assert list(verify_all()) == []


class TestBadLines:
    def test_each_bad_line_is_told_with_its_column_and_nothing_is_written(self, pricing_clerk: User) -> None:
        bad = [
            {"condition_type": "XXXX"},
            {"product": "NO-SUCH"},
            {"condition_type": "K005", "amount": "5", "currency": "%"},
            {"condition_type": "K005", "customer": "4711", "amount": "5", "currency": "%"},
            {"amount": "12,3,4"},
            {"currency": "EURO"},
            {"currency": "ABC"},
            {"unit": "XYZ"},
            {"valid_to": "2026-01-01"},
            {"valid_from": "32/13/2026"},
            {"scales": "10=24; 5=22"},
            {"scales": "ten for 22"},
            {"per": "0"},
            {"per": "1000000000"},
            {"amount": "-1"},
            {"condition_type": "K004", "amount": "101", "currency": "%"},
            {"condition_type": "K004", "amount": "5", "currency": "EUR"},
            {"product": "A|B"},
            {"sales_area": "GR99-10-00"},
        ]
        lines = [{"valid_from": f"2026-06-{place:02}", **cells} for place, cells in enumerate(bad, 2)]
        run = brought(table(a_line(), *(a_line(**cells) for cells in lines), a_line()), pricing_clerk)

        assert run.status == "refused"
        assert sorted(set(complaints(run))) == [
            (3, "condition_type"), (4, "product"), (5, "condition_type"), (6, "customer"), (7, "amount"),
            (8, "currency"), (9, "currency"), (10, "unit"), (11, "valid_to"), (12, "valid_from"), (13, "scales"),
            (14, "scales"), (15, "per"), (16, "per"), (17, "amount"), (18, "amount"), (19, "currency"),
            (20, "product"), (21, "sales_area"), (22, ""),
        ]  # fmt: skip
        assert run.error_count == len(bad) + 1
        assert periods() == []

    def test_a_refusal_names_the_remedy(self, pricing_clerk: User) -> None:
        told = reasons(
            table(
                a_line(condition_type="K005", amount="5", currency="%"),
                a_line(condition_type="PB00"),
                a_line(scales="ten for 22"),
                a_line(currency=""),
            ),
            pricing_clerk,
        )
        for remedy in ("customer + product", "by hand only", "1=24.00; 1000=22.50", "Name the currency"):
            assert remedy in told

    def test_good_lines_are_imported_only_when_told_to(self, pricing_clerk: User) -> None:
        run = brought(table(a_line(), a_line(product="NO-SUCH")), pricing_clerk, good_rows_only=True)
        assert (run.status, run.created, run.error_count) == ("imported", 1, 1)

    def test_a_line_that_would_wipe_out_an_earlier_one_is_refused(self, pricing_clerk: User) -> None:
        later_first = a_line(valid_from="2026-09-01", amount="25"), a_line(valid_to="2026-12-31")
        run = brought(table(*later_first), pricing_clerk)
        assert complaints(run) == [(3, "valid_to")]
        assert "Line 2" in run.errors[0]["reason"]

    def test_however_far_apart_the_two_lines_are(self, pricing_clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("prosfora.files.checking.BATCH_LINES", 1)
        later_first = a_line(valid_from="2026-09-01", amount="25"), a_line(valid_to="2026-12-31")
        run = brought(table(*later_first), pricing_clerk)
        assert complaints(run) == [(3, "valid_to")]

    def test_nor_is_a_line_that_lies_within_an_earlier_one_refused_when_a_long_file_is_checked_twice(
        self, pricing_clerk: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("prosfora.files.checking.BATCH_LINES", 1)
        monkeypatch.setattr("prosfora.files.running.MOST_KEPT", 0)
        run = brought(table(a_line(valid_to="2026-12-31"), a_line(valid_from="2026-09-01", amount="25")), pricing_clerk)
        assert (run.status, run.errors) == ("imported", [])
        assert periods() == [("01.06.26", "31.08.26", "24"), ("01.09.26", "", "25")]

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe\0", b"%PDF-1.7", b"colour;size\nred;1\n", b"condition_type;product\nPR00;BOLT-M8\n"]
    )
    def test_what_is_no_file_of_prices_is_refused_with_the_reason(self, pricing_clerk: User, content: bytes) -> None:
        run = brought(content, pricing_clerk)
        assert run.status == "refused"
        assert run.refusal

    @pytest.mark.parametrize("poison", ["=HYPERLINK(1)", "<script>", "../etc", "9" * 400, "x" * 5000, "\0", "\u202e"])
    @pytest.mark.parametrize("column", range(len(HEADERS)))
    def test_poison_in_any_cell_is_told_never_a_trace(self, pricing_clerk: User, column: int, poison: str) -> None:
        line = a_line()
        line[column] = poison
        run = brought(table(line), pricing_clerk)
        assert run.status == "refused"
        assert run.errors


class TestRights:
    def test_a_clerk_records_prices_in_his_own_sales_area_only(self, pricing_clerk: User) -> None:
        run = brought(table(a_line(sales_area="GR01-20-00"), a_line(sales_area="")), pricing_clerk)
        assert complaints(run) == [(2, "sales_area"), (3, "sales_area")]
        assert periods() == []

    def test_the_import_names_the_sales_area_where_the_file_does_not(self, pricing_clerk: User) -> None:
        line = a_line()
        del line[3]
        headers = [name for name in HEADERS if name != "sales_area"]
        brought(table(line, headers=headers), pricing_clerk, scope=DIRECT_SALES)
        assert periods(**HERE) == [("01.06.26", "", "24")]

    def test_an_import_for_one_sales_area_takes_no_line_of_another(self, administrator: User) -> None:
        run = brought(table(a_line(sales_area="GR01-20-00"), a_line()), administrator, scope=DIRECT_SALES)
        assert complaints(run) == [(2, "sales_area")]

    def test_a_clerk_may_repeat_what_holds_for_all(self, pricing_clerk: User) -> None:
        a_price("BOLT-M8", "24.00")
        lines = a_line(sales_area="", valid_from="2026-01-01"), a_line()
        run = brought(table(*lines), pricing_clerk)
        assert (run.status, run.created, run.errors) == ("imported", 1, [])

    def test_a_seller_imports_no_prices(self, seller: User) -> None:
        assert not seller.rights.allows("pricing.import_conditions")


class TestUndo:
    def test_everything_is_as_it_was(self, pricing_clerk: User) -> None:
        brought(table(a_line(), a_line(valid_from="2027-01-01", amount="30")), pricing_clerk)
        before = periods()
        run = brought(
            table(
                a_line(amount="25", valid_from="2026-07-01", valid_to="2026-08-31"),
                a_line(amount="26", valid_from="2026-08-01", valid_to="2027-01-31"),
                a_line(product="NUT-M8"),
                a_line(product="NUT-M8", amount="9", valid_from="2026-07-01"),
            ),
            pricing_clerk,
            at=LATER,
        )
        assert run.errors == []

        back = taken_back(run, pricing_clerk, LATEST)

        assert (back.status, back.refusal) == ("undone", "")
        assert periods() == before
        assert periods("PR00|product=NUT-M8") == []
        assert ConditionRecord.objects.filter(status="withdrawn").count() == 6  # for proof: four lines, two remainders
        assert list(verify_all()) == []

    def test_nothing_is_taken_back_when_a_price_was_changed_since(self, pricing_clerk: User) -> None:
        run = brought(table(a_line(), a_line(product="NUT-M8")), pricing_clerk)
        made = ConditionRecord.objects.get(lookup="PR00|product=NUT-M8")
        change_condition(condition=made, changes={"amount": Decimal(9)}, valid_from=JULY, by=pricing_clerk, at=LATER)

        back = taken_back(run, pricing_clerk, LATEST)

        assert back.status == "imported"
        assert [(error["value"], error["reason"]) for error in back.errors] == [
            ("PR00|product=NUT-M8 2026-06-01", "It was changed since")
        ]
        assert periods() == [("01.06.26", "", "24")]

    def test_nor_when_it_was_withdrawn_since(self, pricing_clerk: User) -> None:
        run = brought(table(a_line()), pricing_clerk)
        made = ConditionRecord.objects.get(lookup="PR00|product=BOLT-M8")
        change_condition(
            condition=made, changes={"amount": Decimal(9)}, valid_from=made.valid_from, by=pricing_clerk, at=LATER
        )
        assert taken_back(run, pricing_clerk, LATEST).status == "imported"

    def test_nor_by_who_may_not_write_there(self, administrator: User, pricing_clerk: User) -> None:
        run = brought(table(a_line(sales_area="")), administrator)
        assert taken_back(run, pricing_clerk, LATER).status == "imported"
        assert periods() == [("01.06.26", "", "24")]


def test_many_lines_ask_as_much_as_one(pricing_clerk: User) -> None:
    for number in range(30):
        a_product(f"P-{number}")

    def asked(lines: list[list[str]], at: dt.datetime) -> int:
        with CaptureQueriesContext(connection) as queries:
            run = brought(table(*lines), pricing_clerk, at=at)
        assert run.errors == []
        return len(queries)

    few = asked([a_line(product="P-0")], MONDAY)
    many = asked([a_line(product=f"P-{number}") for number in range(1, 30)], MONDAY)
    assert many <= few + 4  # many journal entries are written in three statements instead of one
    few = asked([a_line(product="P-0", amount="9", valid_from="2026-07-01")], LATER)
    many = asked([a_line(product=f"P-{n}", amount="9", valid_from="2026-07-01") for n in range(1, 30)], LATER)
    assert many <= few + 4


def test_the_pages_of_imports_know_prices(client: Any, pricing_clerk: User) -> None:
    client.force_login(pricing_clerk)
    page = client.get("/imports/new?kind=conditions")
    assert "Prices (condition records)" in page.content.decode()
    template = client.get("/imports/template/conditions.csv")
    assert template.content.decode().startswith("\ufeffcondition_type,")


def test_prices_come_over_the_api(pricing_clerk: User, seller: User) -> None:
    def sent_by(user: User) -> Any:
        ends = MONDAY + dt.timedelta(days=300)
        _row, key = issue_token(user=user, name="erp", expires_at=ends, by=user, at=MONDAY)
        client = Client(headers={"authorization": f"Bearer {key}"})
        url = "/api/v1/imports/conditions?dry_run=true&name=prices.csv"
        return client.post(url, table(a_line()), content_type="application/octet-stream")

    answer = sent_by(pricing_clerk)

    assert (answer.status_code, answer.json()["kind"], answer.json()["dry_run"]) == (202, "conditions", True)
    assert sent_by(seller).status_code == 403


def test_a_percentage_may_be_an_amount_here(pricing_clerk: User) -> None:
    headers = (*HEADERS, "calculation")
    run = brought(table([*a_line(condition_type="K004", amount="0.5"), "quantity"], headers=headers), pricing_clerk)
    assert run.errors == []
    made = ConditionRecord.objects.get(lookup="K004|product=BOLT-M8")
    assert (made.currency, made.calculation) == ("EUR", "quantity")


def test_a_minimum_order_value_is_keyed_by_a_sales_area(administrator: User) -> None:
    headers = ("condition_type", "key_sales_area", "sales_area", "amount", "currency", "valid_from")
    run = brought(table(("AMIW", DIRECT_SALES, "", "50", "EUR", "2026-01-01"), headers=headers), administrator)
    assert run.errors == []
    assert periods(f"AMIW|sales_area={DIRECT_SALES}") == [("01.01.26", "", "50")]
