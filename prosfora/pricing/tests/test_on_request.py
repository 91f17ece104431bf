"""Prices on request: records that say so instead of an amount."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from prosfora.identity.models import User
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries import price_document
from prosfora.pricing.queries.records import terms_of
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import HeaderFacts, PricedItem
from prosfora.pricing.rules.target import ways_to
from prosfora.pricing.services import BadCondition, change_condition, copy_condition, create_condition
from prosfora.pricing.templatetags.pricing import element_rate
from prosfora.pricing.tests.builders import SETUP, SINCE, SYSTEM, a_discount, a_price, standard_pricing
from prosfora.pricing.tests.importing import HEADERS, a_line, brought, table
from prosfora.pricing.tests.test_api import client_of
from prosfora.pricing.tests.world import a_book, a_header, an_item, gross, manual
from tests.cast import MONDAY

JULY = dt.date(2026, 7, 1)
ASKED = {"PR00|product=A": {"on_request": True}}
ON_DAY = {"valid_from": SINCE, "by": SYSTEM, "at": SETUP}


def priced(*lines: tuple[str, str], **facts: object) -> PricedItem:
    book = a_book(("PR00|product=A", "0"), *lines, records=ASKED)
    return price(a_header(), [an_item(**facts)], book).items[0]


class TestTheEngine:
    def test_says_which_record_for_which_key_and_days_and_counts_nothing(self) -> None:
        item = priced(("K007|customer=C", "5"))

        element = next(one for one in item.elements if one.condition_type == "PR00")
        assert (element.calculation, element.rate, element.value) == ("on_request", None, 0)
        assert (element.record, element.key, element.valid_from is not None) == (1, (("product", "A"),), True)
        assert [problem.code for problem in item.problems] == ["price_on_request"]
        assert (item.net, item.gross_value, item.tax, item.total, item.unit_price) == (0, 0, 0, 0, 0)

    def test_fixed_amounts_of_the_item_do_not_count_either(self) -> None:
        item = priced(manual=(manual("RB00", "5"),), cost=Decimal(4))

        reasons = {one.condition_type: one.inactive_reason for one in item.elements if not one.active}
        assert (item.net, item.cost, item.margin, reasons["RB00"]) == (0, None, None, "price_on_request")

    def test_totals_are_without_it(self) -> None:
        book = a_book(("PR00|product=A", "0"), ("PR00|product=B", "10"), records=ASKED)

        answer = price(a_header(), [an_item(), an_item("B", "2", position=20)], book)

        assert (answer.net, answer.total, answer.without_price) == (20, Decimal("24.80"), (10,))

    def test_where_prices_contain_the_tax_none_is_told_of_what_has_no_price(self) -> None:
        records = {"PR01|product=A": {"on_request": True}}
        book = a_book(("PR01|product=A", "0"), ("PR01|product=B", "10"), records=records, procedure=gross())
        asked = an_item(manual=(manual("KF01", "5", unit="KGM"),), gross_weight=Decimal(2))

        answer = price(a_header(), [asked, an_item("B", "2", position=20)], book)

        item = answer.items[0]
        tax = next(one for one in item.elements if one.condition_type == "MWST")
        assert (tax.value, tax.active, tax.inactive_reason) == (Decimal("1.94"), False, "price_on_request")
        assert (item.net, item.tax, item.total, item.unit_price) == (0, 0, 0, 0)
        assert (answer.total, answer.tax, answer.without_price) == (20, Decimal("3.87"), (10,))

    @pytest.mark.parametrize("code", ["PB00", "PN00"])
    def test_a_price_entered_settles_it(self, code: str) -> None:
        item = priced(manual=(manual(code, "7", unit="PCE"),))

        assert (item.net, item.problems, item.is_on_request) == (7, (), False)

    def test_what_is_free_needs_no_price(self) -> None:
        assert priced(is_free=True).problems == ()

    def test_a_more_specific_price_wins_over_it_and_says_so(self) -> None:
        book = a_book(("PR00|product=A", "0"), ("PR00|customer=C|product=A", "9"), records=ASKED)

        item = price(a_header(customer="C"), [an_item()], book).items[0]

        lost = [loser for loser in item.losers if loser.reason == "later_access" and loser.record]
        assert (item.net, [(loser.record, loser.rate) for loser in lost]) == (9, [(1, None)])

    def test_the_way_to_a_price_is_to_enter_one(self) -> None:
        book = a_book(("PR00|product=A", "0"), records=ASKED)

        ways = ways_to(Decimal(12), 10, a_header(), [an_item()], book).ways

        assert {(way.means, way.condition_type) for way in ways if way.reaches} >= {("entered", "PB00")}
        assert not any(way.means == "record" for way in ways)


@pytest.fixture
def record(company: object) -> ConditionRecord:
    """Bolts whose price is on request from July on."""
    standard_pricing()
    old = a_price(scales=(("1", "10"), ("100", "9")))
    return change_condition(condition=old, changes={"on_request": True}, valid_from=JULY, by=SYSTEM, at=SETUP)


def on(day: dt.date) -> PricedItem:
    header = HeaderFacts("GR01-10-00", "QT", "EUR", day)
    return price_document(header, [an_item("BOLT-M8")]).items[0]


class TestRecords:
    def test_a_change_drops_amount_and_scale_from_its_day_on(self, record: ConditionRecord) -> None:
        assert (record.on_request, record.amount, record.scales) == (True, 0, [])
        assert (on(JULY).is_on_request, on(dt.date(2026, 6, 30)).net) == (True, 10)

    def test_an_amount_ends_it(self, record: ConditionRecord) -> None:
        made = change_condition(
            condition=record, changes={"amount": Decimal(11)}, valid_from=dt.date(2026, 8, 1), by=SYSTEM, at=SETUP
        )

        assert (terms_of(made).on_request, on(dt.date(2026, 8, 1)).net) == (False, 11)

    def test_a_copy_says_it_too(self, record: ConditionRecord) -> None:
        a_price("NUT-M8", "1", since=dt.date(2027, 1, 1))

        made = copy_condition(
            condition=record, key={"product": "NUT-M8"}, valid_from=JULY, valid_to=dt.date(2026, 12, 31), by=SYSTEM,
            at=SETUP,
        )  # fmt: skip

        assert terms_of(made).on_request

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"condition_type": "K004"}, "on_request"),
            ({"amount": Decimal(5)}, "amount"),
            ({"scales": [(Decimal(1), Decimal(5))]}, "amount"),
            ({"currency": ""}, "currency"),
            ({"unit": "XXX"}, "unit"),
        ],
    )
    def test_it_has_no_amount_and_only_prices_can_be_so(
        self, company: object, facts: dict[str, object], field: str
    ) -> None:
        standard_pricing()
        a_price(since=dt.date(2027, 1, 1))
        wanted = {"condition_type": "PR00", "key": {"product": "BOLT-M8"}, "currency": "EUR", **facts}

        with pytest.raises(BadCondition) as refusal:
            create_condition(**wanted, on_request=True, **ON_DAY)

        assert field in refusal.value.problems

    def test_discounts_stay_what_they_were(self, company: object) -> None:
        standard_pricing()

        assert a_discount("K004", "5", product="BOLT-M8").on_request is None


class TestFiles:
    HEADERS = (*HEADERS, "on_request")

    def test_a_line_says_it_instead_of_an_amount(self, record: ConditionRecord, pricing_clerk: User) -> None:
        lines = [*a_line(amount="", valid_from="2026-09-01"), "yes"], [*a_line(valid_from="2026-10-01"), "no"]

        brought(table(*lines, headers=self.HEADERS), pricing_clerk)

        asked = ConditionRecord.objects.get(valid_from="2026-09-01")
        assert (asked.on_request, asked.amount, asked.unit) == (True, 0, "PCE")
        assert ConditionRecord.objects.get(valid_from="2026-10-01").amount == 24

    def test_neither_or_both_are_refused_by_line(self, record: ConditionRecord, pricing_clerk: User) -> None:
        lines = [*a_line(amount=""), ""], [*a_line(valid_from="2026-08-01"), "yes"]

        run = brought(table(*lines, headers=self.HEADERS), pricing_clerk, dry_run=True)

        assert [(error["line"], error["column"]) for error in run.errors] == [(2, "amount"), (3, "amount")]

    def test_what_is_exported_comes_back_unchanged(
        self, record: ConditionRecord, pricing_clerk: User, client: Client
    ) -> None:
        client.force_login(pricing_clerk)
        content = client.get("/prices/?export=csv&condition_type=PR00").getvalue()

        run = brought(content, pricing_clerk)

        assert ",yes," in content.decode()
        assert (run.errors, run.created, run.updated) == ([], 0, 0)


class TestPagesAndPrograms:
    def test_a_clerk_records_it_on_the_page(self, record: ConditionRecord, pricing_clerk: User, client: Client) -> None:
        client.force_login(pricing_clerk)
        typed = {"valid_from": "2026-09-01", "amount": "", "on_request": "on"}

        answer = client.post(f"/prices/{record.pk}/change_condition", typed, follow=True)
        nothing = client.post(f"/prices/{record.pk}/change_condition", {"valid_from": "2026-09-01"})

        assert (answer.status_code, nothing.status_code) == (200, 422)
        assert "price on request" in answer.content.decode()

    def test_the_explanation_says_which_record(
        self, record: ConditionRecord, seller: User, client: Client, on_monday: None
    ) -> None:
        client.force_login(seller)

        said = client.get("/prices/simulation?product=BOLT-M8&quantity=1&date=2026-11-23").content.decode()

        assert "price on request" in said
        assert "product BOLT-M8" in said

    def test_in_greek(self, record: ConditionRecord) -> None:
        element = next(one for one in on(MONDAY.date()).elements if one.condition_type == "PR00")

        with translation.override("el"):
            assert element_rate(element) == "τιμή κατόπιν αιτήματος"

    def test_programs_record_and_read_it(self, record: ConditionRecord, pricing_clerk: User, seller: User) -> None:
        body = {"condition_type": "PR00", "key": {"product": "BOLT-M8"}, "currency": "EUR",
                "valid_from": "2026-01-01", "sales_area": "GR01-10-00", "on_request": True}  # fmt: skip
        clerk = client_of(pricing_clerk)

        made = clerk.post("/api/v1/conditions", body, content_type="application/json")
        without = clerk.post("/api/v1/conditions", {**body, "on_request": False}, content_type="application/json")
        asked = client_of(seller).post(
            "/api/v1/price", {"lines": [{"product": "BOLT-M8", "quantity": "2"}], "date": "2026-11-23"},
            content_type="application/json",
        ).json()  # fmt: skip

        assert (made.status_code, made.json()["amount"], made.json()["on_request"]) == (201, None, True)
        assert without.status_code == 422
        assert (asked["without_price"], asked["lines"][0]["unit_price"]) == ([10], None)
