"""Drafts of condition records: saved, edited and withdrawn; they price nothing, unless a simulation supposes them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.audit.permissions import timeline_to
from prosfora.audit.queries import timeline, verify_all
from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.kit.errors import ChangedMeanwhile, Forbidden
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.queries.records import ConditionFilter, drafts_beside, laid_under, listed_conditions
from prosfora.pricing.queries.simulation import AskedLine, simulate, simulate_target
from prosfora.pricing.services import (
    BadCondition,
    PeriodsOverlap,
    UnknownKey,
    change_condition,
    copy_condition,
    create_condition,
    delete_condition,
)
from prosfora.pricing.tests.builders import a_price, standard_pricing
from prosfora.pricing.tests.importing import HEADERS, a_line, brought, complaints, periods, table, taken_back
from prosfora.pricing.tests.test_api import client_of
from tests.cast import DEALERS, DIRECT_SALES, MONDAY, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
D = Decimal
LATER = MONDAY + dt.timedelta(hours=1)
SINCE, JUNE, AUGUST, NEXT_YEAR = dt.date(2026, 1, 1), dt.date(2026, 6, 1), dt.date(2026, 8, 31), dt.date(2027, 1, 1)
BOLT = "PR00|product=BOLT-M8"


@pytest.fixture(autouse=True)
def _trade(company: object, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    standard_pricing()
    a_product("BOLT-M8")
    a_product("NUT-M8")


def recorded(by: User, amount: str = "10", product: str = "BOLT-M8", **facts: Any) -> ConditionRecord:
    """A base price of the cast's area."""
    wanted = {
        "condition_type": "PR00", "key": {"product": product}, "amount": D(amount), "currency": "EUR", "unit": "PCE",
        "sales_area": DIRECT_SALES, "valid_from": SINCE, **facts,
    }  # fmt: skip
    return create_condition(**wanted, by=by, at=MONDAY)


def a_draft(by: User, amount: str = "12", **facts: Any) -> ConditionRecord:
    return recorded(by, amount, draft=True, **facts)


def cost(user: User, *, drafts: bool, day: dt.date = NEXT_YEAR) -> Any:
    line = AskedLine("BOLT-M8", D(1))
    return simulate(
        user=user, customer="", sales_area=DIRECT_SALES, currency="EUR", day=day, lines=[line], trace=True,
        drafts=drafts,
    )  # fmt: skip


class TestSaving:
    def test_a_new_price_waits(self, pricing_clerk: User) -> None:
        draft = a_draft(pricing_clerk)

        assert (draft.status, draft.version, draft.laid_over) == ("draft", 1, "")
        assert periods() == []
        entry = timeline("draft", str(draft.lineage))[0]
        assert (entry.verb, entry.changes["status"]) == ("create_condition", [None, "draft"])

    def test_a_change_waits_beside_the_price_that_goes_on(self, pricing_clerk: User) -> None:
        price = recorded(pricing_clerk)

        draft = change_condition(
            condition=price, changes={"amount": D(11)}, valid_from=NEXT_YEAR, draft=True, by=pricing_clerk, at=MONDAY
        )

        assert (draft.status, draft.amount, draft.valid_from) == ("draft", 11, NEXT_YEAR)
        assert draft.lineage == draft.pk
        assert draft.laid_over == f"{price.pk}@9999-12-31"
        assert periods() == [("01.01.26", "", "10")]
        assert list(laid_under(draft, pricing_clerk)) == [price]
        assert list(drafts_beside(price, pricing_clerk)) == [draft]

    def test_a_price_with_a_draft_beside_it_is_changed_as_before(self, pricing_clerk: User) -> None:
        price = recorded(pricing_clerk)
        change_condition(
            condition=price, changes={"amount": D(11)}, valid_from=NEXT_YEAR, draft=True, by=pricing_clerk, at=MONDAY
        )

        made = change_condition(
            condition=price, changes={"amount": D(9)}, valid_from=JUNE, by=pricing_clerk, at=LATER, version=1
        )

        assert (made.version, made.status, made.laid_over) == (2, "released", None)

    def test_a_copy_waits(self, pricing_clerk: User) -> None:
        price = recorded(pricing_clerk)

        draft = copy_condition(
            condition=price, key={"product": "NUT-M8"}, valid_from=JUNE, draft=True, by=pricing_clerk, at=MONDAY
        )

        assert (draft.status, draft.product, draft.amount) == ("draft", "NUT-M8", 10)

    @pytest.mark.parametrize(
        ("refusal", "facts"),
        [
            (BadCondition, {"amount": "-1"}),
            (BadCondition, {"currency": "EUX"}),
            (BadCondition, {"amount": "5", "lower_limit": D(6)}),
            (BadCondition, {"valid_to": dt.date(2025, 1, 1)}),
            (UnknownKey, {"product": "NO-SUCH"}),
            (PeriodsOverlap, {}),
        ],
    )
    def test_it_is_checked_as_every_price(
        self, pricing_clerk: User, refusal: type[Exception], facts: dict[str, Any]
    ) -> None:
        recorded(pricing_clerk)

        with pytest.raises(refusal):
            a_draft(pricing_clerk, **facts)

        assert not ConditionRecord.objects.filter(status="draft").exists()

    def test_two_drafts_of_one_price_may_wait(self, pricing_clerk: User) -> None:
        first, second = a_draft(pricing_clerk), a_draft(pricing_clerk, "13")

        assert list(drafts_beside(first, pricing_clerk)) == [second]


class TestEditing:
    def test_a_change_edits_the_draft_itself(self, pricing_clerk: User, sales_lead: User) -> None:
        draft = a_draft(pricing_clerk)

        changed = change_condition(
            condition=draft, changes={"amount": D(14)}, valid_from=JUNE, valid_to=AUGUST, by=sales_lead, at=LATER,
            version=1,
        )  # fmt: skip

        assert (changed.pk, changed.version, changed.created_by) == (draft.pk, 2, "sales_lead")
        assert (changed.amount, changed.valid_from, changed.valid_to) == (14, JUNE, AUGUST)
        assert timeline("draft", str(draft.lineage))[0].changes["amount"] == ["12", "14"]
        assert list(verify_all()) == []

    def test_whoever_saw_an_older_draft_is_told(self, pricing_clerk: User, sales_lead: User) -> None:
        draft = a_draft(pricing_clerk)
        change_condition(condition=draft, changes={"amount": D(14)}, valid_from=SINCE, by=sales_lead, at=LATER)

        with pytest.raises(ChangedMeanwhile, match="sales_lead changed this draft meanwhile"):
            change_condition(
                condition=draft, changes={"amount": D(15)}, valid_from=SINCE, by=pricing_clerk, at=LATER, version=1
            )

    def test_a_new_price_may_not_come_to_lie_over_another(self, pricing_clerk: User) -> None:
        draft = a_draft(pricing_clerk, valid_to=dt.date(2026, 5, 31))
        recorded(pricing_clerk, valid_from=JUNE)

        with pytest.raises(PeriodsOverlap):
            change_condition(condition=draft, changes={}, valid_from=SINCE, valid_to=AUGUST, by=pricing_clerk, at=LATER)

    def test_terms_are_checked_again(self, pricing_clerk: User) -> None:
        with pytest.raises(BadCondition):
            change_condition(
                condition=a_draft(pricing_clerk),
                changes={"amount": D(-1)},
                valid_from=SINCE,
                by=pricing_clerk,
                at=LATER,
            )

    def test_a_draft_is_withdrawn_whatever_the_day(self, pricing_clerk: User) -> None:
        draft = delete_condition(condition=a_draft(pricing_clerk), ends_on=AUGUST, by=pricing_clerk, at=LATER)

        assert draft.status == "withdrawn"
        with pytest.raises(ChangedMeanwhile, match="was withdrawn"):
            delete_condition(
                condition=ConditionRecord(pk=draft.pk, lookup=draft.lookup, status="draft"), ends_on=AUGUST,
                by=pricing_clerk, at=LATER,
            )  # fmt: skip


class TestSeeing:
    def test_sellers_see_no_drafts(self, seller: User, pricing_clerk: User, auditor: User) -> None:
        draft = a_draft(pricing_clerk)

        every = ConditionFilter(condition_type="PR00")
        assert list(listed_conditions(seller, every)) == []
        assert list(listed_conditions(auditor, every)) == list(listed_conditions(pricing_clerk, every)) == [draft]

    def test_sellers_read_nothing_of_drafts_in_the_journal(self, seller: User, pricing_clerk: User) -> None:
        a_party(number="1000001", sales_area=DIRECT_SALES, customer=True)
        draft = create_condition(
            condition_type="K007", key={"customer": "1000001"}, amount=D(77), sales_area=DIRECT_SALES, valid_from=SINCE,
            draft=True, by=pricing_clerk, at=MONDAY,
        )  # fmt: skip
        delete_condition(condition=draft, ends_on=SINCE, by=pricing_clerk, at=LATER)

        def verbs(user: User) -> set[str]:
            return {entry.verb for entry in timeline_to(user=user, kind="party", key="1000001")}

        client = Client()
        client.force_login(seller)
        for url in (f"/journal/draft/{draft.lineage}", f"/journal/condition/{draft.lineage}", f"/prices/{draft.pk}/"):
            assert client.get(url).status_code == 404
        assert "create_condition" not in verbs(seller)
        assert {"create_condition", "delete_condition"} <= verbs(pricing_clerk)

    def test_drafts_of_another_area_do_not_exist(self, pricing_clerk: User) -> None:
        draft = a_draft(pricing_clerk)
        other = a_user("other_clerk", role=Role.PRICING_CLERK, scope=DEALERS)

        assert draft not in listed_conditions(other, ConditionFilter())
        client = Client()
        client.force_login(other)
        assert client.get(f"/prices/{draft.pk}/").status_code == 404
        assert client.get(f"/prices/{draft.pk}/change_condition").status_code == 404

    def test_the_list_is_filtered_by_status(self, client: Client, pricing_clerk: User, seller: User) -> None:
        recorded(pricing_clerk, "10")
        a_draft(pricing_clerk, "77", product="NUT-M8")
        client.force_login(pricing_clerk)

        both, only = (client.get(f"/prices/?{query}").content.decode() for query in ("", "status=draft"))
        assert 'data-state="draft"' in both
        assert ("BOLT-M8" in both, "NUT-M8" in both) == (True, True)
        assert ("product BOLT-M8" in only, "product NUT-M8" in only) == (False, True)
        client.force_login(seller)
        page = client.get("/prices/?status=draft").content.decode()
        assert "NUT-M8" not in page
        assert "Status" not in page

    def test_the_page_of_a_draft_says_what_it_is(self, client: Client, pricing_clerk: User) -> None:
        price = recorded(pricing_clerk)
        draft = change_condition(
            condition=price, changes={"amount": D(11)}, valid_from=NEXT_YEAR, draft=True, by=pricing_clerk, at=MONDAY
        )
        client.force_login(pricing_clerk)

        page = client.get(f"/prices/{draft.pk}/").content.decode()
        assert "A draft prices no document before somebody releases it." in page
        assert f'href="/prices/{price.pk}/"' in page
        assert f'href="/prices/{draft.pk}/release_condition"' in page
        assert "Withdraw" in page
        assert f'href="/prices/{draft.pk}/"' in client.get(f"/prices/{price.pk}/").content.decode()


class TestPages:
    FORM = {
        "condition_type": "PR00", "product": "BOLT-M8", "amount": "12", "currency": "EUR", "per": "1", "unit": "PCE",
        "sales_area": DIRECT_SALES, "valid_from": "2026-01-01", "draft": "on",
    }  # fmt: skip

    def test_a_clerk_saves_edits_and_withdraws_a_draft(self, client: Client, pricing_clerk: User) -> None:
        client.force_login(pricing_clerk)
        made = client.post("/prices/new", self.FORM)
        draft = ConditionRecord.objects.get(lookup=BOLT)
        assert (made["Location"], draft.status) == (f"/prices/{draft.pk}/", "draft")

        form = client.get(f"/prices/{draft.pk}/change_condition").content.decode()
        assert "Change draft" in form
        assert 'name="version" value="1"' in form
        changed = {"amount": "13", "valid_from": "2026-02-01", "valid_to": "2026-03-31", "version": "1"}
        client.post(f"/prices/{draft.pk}/change_condition", changed)
        draft.refresh_from_db()
        assert (draft.amount, draft.valid_to, draft.version) == (13, dt.date(2026, 3, 31), 2)

        late = client.post(f"/prices/{draft.pk}/change_condition", changed)
        assert late.status_code == 422
        assert "changed this draft meanwhile" in late.content.decode()

        client.post(f"/prices/{draft.pk}/delete_condition", {"version": "2"})
        draft.refresh_from_db()
        assert draft.status == "withdrawn"

    def test_a_change_may_be_saved_as_a_draft(self, client: Client, pricing_clerk: User) -> None:
        price = recorded(pricing_clerk)
        client.force_login(pricing_clerk)

        client.post(f"/prices/{price.pk}/change_condition", {"amount": "11", "valid_from": "2027-01-01", "draft": "on"})

        assert ConditionRecord.objects.get(status="draft").amount == 11
        assert periods() == [("01.01.26", "", "10")]


class TestCalls:
    BODY = {
        "condition_type": "PR00", "key": {"product": "NUT-M8"}, "amount": "0.07", "currency": "EUR", "unit": "PCE",
        "valid_from": "2026-01-01", "sales_area": DIRECT_SALES, "status": "draft",
    }  # fmt: skip

    def test_a_program_saves_lists_edits_and_withdraws(self, pricing_clerk: User) -> None:
        client = client_of(pricing_clerk)
        made = client.post("/api/v1/conditions", self.BODY, content_type="application/json").json()
        assert (made["status"], made["version"]) == ("draft", 1)

        def listed(query: str) -> list[int]:
            return [row["id"] for row in client.get(f"/api/v1/conditions?q=NUT&{query}").json()["items"]]

        assert (listed(""), listed("status=draft"), listed("status=all")) == ([], [made["id"]], [made["id"]])

        url = f"/api/v1/conditions/{made['id']}"
        body = {"amount": "0.08", "valid_from": "2026-02-01", "valid_to": "2026-12-31"}
        changed = client.patch(url, body, content_type="application/json", headers={"if-match": '"1"'})
        assert (changed.json()["id"], changed["ETag"], changed.json()["valid_to"]) == (made["id"], '"2"', "2026-12-31")
        stale = client.patch(url, body, content_type="application/json", headers={"if-match": '"1"'})
        assert stale.status_code in (409, 412)
        assert client.delete(url).json()["status"] == "withdrawn"

    def test_a_change_may_wait(self, pricing_clerk: User) -> None:
        price = recorded(pricing_clerk)

        answer = client_of(pricing_clerk).patch(
            f"/api/v1/conditions/{price.pk}", {"amount": "11", "valid_from": "2027-01-01", "status": "draft"},
            content_type="application/json",
        )  # fmt: skip

        assert (answer.json()["status"], answer.json()["id"] != price.pk) == ("draft", True)

    def test_a_price_with_drafts_says_so(self, pricing_clerk: User, seller: User) -> None:
        recorded(pricing_clerk)
        draft = change_condition(
            condition=ConditionRecord.objects.get(lookup=BOLT), changes={"amount": D(11)}, valid_from=NEXT_YEAR,
            draft=True, by=pricing_clerk, at=MONDAY,
        )  # fmt: skip
        body = {"lines": [{"product": "BOLT-M8", "quantity": "1"}], "date": "2027-01-01", "sales_area": DIRECT_SALES}

        def asked(user: User, **more: Any) -> Any:
            return client_of(user).post("/api/v1/price", {**body, **more}, content_type="application/json")

        plain, supposed = asked(pricing_clerk).json(), asked(pricing_clerk, with_drafts=True).json()
        assert (plain["net"], plain["drafts"]) == ("10.00", [])
        assert (supposed["net"], supposed["drafts"]) == ("11.00", [draft.pk])
        marked = [row["record"] for row in supposed["lines"][0]["trace"] if row["draft"]]
        assert marked == [draft.pk]
        assert asked(seller, with_drafts=True).status_code == 403


class TestSimulation:
    def test_a_draft_is_supposed_on_its_days_only_when_asked_for(self, pricing_clerk: User) -> None:
        price = recorded(pricing_clerk)
        draft = change_condition(
            condition=price, changes={"amount": D(11)}, valid_from=NEXT_YEAR, draft=True, by=pricing_clerk, at=MONDAY
        )

        with_drafts = cost(pricing_clerk, drafts=True)
        assert (with_drafts.net, with_drafts.drafts_that_count) == (11, {draft.pk})
        assert cost(pricing_clerk, drafts=False).net == 10
        assert cost(pricing_clerk, drafts=False).drafts == frozenset()
        before = cost(pricing_clerk, drafts=True, day=MONDAY.date())
        assert (before.net, before.drafts_that_count) == (10, frozenset())

    def test_a_draft_comes_before_a_newer_released_price(self, pricing_clerk: User) -> None:
        price = recorded(pricing_clerk)
        change_condition(
            condition=price, changes={"amount": D(11)}, valid_from=SINCE, draft=True, by=pricing_clerk, at=MONDAY
        )
        change_condition(condition=price, changes={"amount": D(9)}, valid_from=JUNE, by=pricing_clerk, at=LATER)

        assert cost(pricing_clerk, drafts=True).net == 11

    def test_one_statement_more_however_many_drafts(self, pricing_clerk: User) -> None:
        recorded(pricing_clerk)

        def statements(*, drafts: bool) -> int:
            with CaptureQueriesContext(connection) as asked:
                cost(pricing_clerk, drafts=drafts)
            return len(asked)

        statements(drafts=True)
        plain = statements(drafts=False)
        price = ConditionRecord.objects.get(lookup=BOLT)
        for amount in range(5):
            change_condition(
                condition=price, changes={"amount": D(amount)}, valid_from=NEXT_YEAR, draft=True, by=pricing_clerk,
                at=MONDAY,
            )  # fmt: skip
        assert statements(drafts=True) == plain + 1

    def test_ways_to_a_price_start_from_the_drafts_too(self, pricing_clerk: User) -> None:
        a_draft(pricing_clerk, "12")
        facts: Any = {
            "user": pricing_clerk, "customer": "", "sales_area": DIRECT_SALES, "currency": "EUR", "day": NEXT_YEAR,
            "line": AskedLine("BOLT-M8", D(1)), "unit_price": D(10),
        }  # fmt: skip

        assert simulate_target(**facts, drafts=True).now.net == 12
        assert simulate_target(**facts).now.net == 0

    def test_a_seller_may_not_suppose_drafts(self, seller: User, client: Client) -> None:
        with pytest.raises(Forbidden):
            cost(seller, drafts=True)
        client.force_login(seller)
        assert "With drafts" not in client.get("/prices/simulation").content.decode()

    def test_the_page_says_plainly_that_a_draft_took_part(self, client: Client, pricing_clerk: User) -> None:
        a_draft(pricing_clerk)
        a_party(number="1000001", sales_area=DIRECT_SALES, customer=True)
        client.force_login(pricing_clerk)
        asked = {"product": "BOLT-M8", "quantity": "1", "customer": "1000001", "date": "2027-01-01"}

        page = client.get("/prices/simulation", {**asked, "drafts": "on"}).content.decode()
        assert "This price is made with 1 draft that nobody has released" in page
        assert "<b>draft</b>" in page
        assert "<b>draft</b>" not in client.get("/prices/simulation", asked).content.decode()


class TestFiles:
    WITH_STATUS = (*HEADERS, "status")

    def file(self, *lines: tuple[dict[str, str], str]) -> bytes:
        return table(*([*a_line(**cells), status] for cells, status in lines), headers=self.WITH_STATUS)

    def test_a_line_may_be_a_draft(self, pricing_clerk: User) -> None:
        run = brought(self.file(({}, ""), ({"amount": "30", "valid_from": "2027-01-01"}, "draft")), pricing_clerk)

        assert (run.status, run.created, run.errors) == ("imported", 2, [])
        draft = ConditionRecord.objects.get(status="draft")
        assert (draft.amount, draft.laid_over.endswith("@9999-12-31")) == (30, True)
        assert periods() == [("01.06.26", "", "24")]

    def test_what_waits_already_is_not_saved_twice(self, pricing_clerk: User) -> None:
        draft_line = ({"amount": "30"}, "draft")
        brought(self.file(draft_line), pricing_clerk)
        brought(self.file(draft_line), pricing_clerk, at=LATER)
        assert ConditionRecord.objects.filter(lookup=BOLT).count() == 1

        brought(self.file(({"amount": "31"}, "draft")), pricing_clerk, at=LATER + dt.timedelta(hours=1))

        rows = ConditionRecord.objects.filter(lookup=BOLT).order_by("pk").values_list("status", "amount")
        assert list(rows) == [("withdrawn", 30), ("draft", 31)]

    def test_an_import_of_drafts_is_taken_back(self, pricing_clerk: User) -> None:
        brought(self.file(({"amount": "30"}, "draft")), pricing_clerk)
        run = brought(self.file(({"amount": "31"}, "draft")), pricing_clerk, at=LATER)

        back = taken_back(run, pricing_clerk, LATER + dt.timedelta(hours=1))

        assert (back.status, back.refusal) == ("undone", "")
        assert [row.amount for row in ConditionRecord.objects.filter(status="draft")] == [30]
        assert list(verify_all()) == []

    def test_not_when_a_draft_was_edited_since(self, pricing_clerk: User) -> None:
        run = brought(self.file(({"amount": "30"}, "draft")), pricing_clerk)
        draft = ConditionRecord.objects.get(status="draft")
        change_condition(condition=draft, changes={"amount": D(9)}, valid_from=JUNE, by=pricing_clerk, at=LATER)

        assert taken_back(run, pricing_clerk, LATER + dt.timedelta(hours=1)).status == "imported"

    def test_an_unknown_status_is_a_flaw(self, pricing_clerk: User) -> None:
        run = brought(self.file(({}, "blocked")), pricing_clerk)

        assert complaints(run) == [(2, "status")]

    def test_the_list_goes_out_and_comes_back_with_its_drafts(self, pricing_clerk: User, client: Client) -> None:
        price = recorded(pricing_clerk)
        change_condition(
            condition=price, changes={"amount": D(11)}, valid_from=SINCE, draft=True, by=pricing_clerk, at=MONDAY
        )
        client.force_login(pricing_clerk)
        file = client.get("/prices/?export=csv&condition_type=PR00").getvalue()
        ConditionRecord.objects.filter(condition_type="PR00").delete()

        run = brought(file, pricing_clerk, at=LATER)

        assert run.errors == []
        rows = ConditionRecord.objects.filter(lookup=BOLT).order_by("amount").values_list("amount", "status")
        assert list(rows) == [(10, "released"), (11, "draft")]

    def test_drafts_are_saved_in_a_constant_number_of_statements(self, pricing_clerk: User) -> None:
        for number in range(30):
            a_product(f"PIN-{number}")

        def statements(numbers: range) -> int:
            file = self.file(*(({"product": f"PIN-{number}"}, "draft") for number in numbers))
            with CaptureQueriesContext(connection) as asked:
                assert brought(file, pricing_clerk, at=LATER).errors == []
            return len(asked)

        statements(range(1))
        assert statements(range(2, 30)) <= statements(range(1, 2)) + 1


def test_a_draft_for_all_areas_is_priced_in_each_and_released_prices_are_not_shadowed(pricing_clerk: User) -> None:
    a_price("NUT-M8", "5.00")
    a_draft(pricing_clerk, "12", sales_area=None)
    recorded(pricing_clerk, "10")

    assert cost(pricing_clerk, drafts=True).net == 10  # the area's own price comes first, as with released ones
