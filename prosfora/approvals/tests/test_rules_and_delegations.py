"""Rules are made, changed and retired by who may; absences are noted; everything in the journal."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.approvals.models import ApprovalRule, Delegation
from prosfora.approvals.queries.in_force import rules_in_force
from prosfora.approvals.rules.needs import Approver
from prosfora.approvals.services import (
    change_approval_rule,
    create_approval_rule,
    delegate_approvals,
    install_approval_defaults,
    retire_approval_rule,
)
from prosfora.approvals.services.approval_rules import RuleFacts, facts_of
from prosfora.approvals.services.refusals import CodeTaken, NotStorable, RuleRetired
from prosfora.approvals.tests.builders import an_approval_rule
from prosfora.audit.models import JournalEntry
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.identity.services import issue_token
from prosfora.kit.errors import ChangedMeanwhile
from tests.cast import DEALERS, DIRECT_SALES, MONDAY, a_user

pytestmark = pytest.mark.usefixtures("company", "on_monday")
JSON = "application/json"
TODAY = MONDAY.date()
FORM = {
    "code": "DISC30", "name": "Big discount", "fact": "item_discount", "comparison": "above", "limit": "30",
    "step_1": "sales_lead", "step_2": "@administrator", "remind_days": "3", "sales_area": "",
}  # fmt: skip


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def client_of(user: User) -> Client:
    at = MONDAY + dt.timedelta(days=300)
    _row, token = issue_token(user=user, name="test", expires_at=at, by=user, at=MONDAY)
    return Client(headers={"authorization": f"Bearer {token}"})


def codes(area: str) -> list[str]:
    return [rule.code for rule in rules_in_force([area])[area]]


def test_a_rule_holds_in_its_area_or_in_all_until_it_is_retired(administrator: User) -> None:
    an_approval_rule("ALL")
    local = an_approval_rule("LOCAL", area=DIRECT_SALES, steps=("pricing_clerk", "@administrator"))
    assert (codes(DIRECT_SALES), codes(DEALERS)) == (["ALL", "LOCAL"], ["ALL"])
    steps = rules_in_force([DIRECT_SALES])[DIRECT_SALES][1].steps
    assert steps == (Approver(role="pricing_clerk"), Approver(person=administrator.pk, name="Administrator"))

    retire_approval_rule(rule=local, by=administrator, at=MONDAY)

    assert codes(DIRECT_SALES) == ["ALL"]
    with pytest.raises(RuleRetired):
        change_approval_rule(rule=local, wanted=facts_of(local), by=administrator, at=MONDAY)


def test_all_rules_are_read_in_one_statement(company: object) -> None:
    for number in range(5):
        an_approval_rule(f"RULE{number}", steps=("sales_lead", "administrator"))

    with CaptureQueriesContext(connection) as asked:
        assert len(rules_in_force([DIRECT_SALES, DEALERS])[DEALERS]) == 5
    assert len(asked) == 1


def test_a_change_is_told_field_by_field_and_a_stale_one_refused(administrator: User) -> None:
    rule = an_approval_rule()
    wanted = RuleFacts("Rule DISC20", "item_discount", "above", Decimal(15), "", ("sales_lead", "@administrator"))

    change_approval_rule(rule=rule, wanted=wanted, by=administrator, at=MONDAY, version=1)

    entry = JournalEntry.objects.get(verb="change_approval_rule")
    assert entry.changes == {"limit": ["20", "15"], "steps": ["sales_lead", "sales_lead, @administrator"]}
    with pytest.raises(ChangedMeanwhile):
        change_approval_rule(rule=rule, wanted=wanted, by=administrator, at=MONDAY, version=1)
    change_approval_rule(rule=rule, wanted=wanted, by=administrator, at=MONDAY)
    assert JournalEntry.objects.filter(verb="change_approval_rule").count() == 1


def test_nonsense_and_a_second_rule_of_one_code_are_refused(administrator: User) -> None:
    an_approval_rule()
    wanted = RuleFacts("Twice", "item_discount", "above", Decimal(15), "", ("sales_lead",))

    with pytest.raises(CodeTaken):
        create_approval_rule(code="DISC20", sales_area=None, wanted=wanted, by=administrator, at=MONDAY)
    nobody = RuleFacts("Nobody", "item_discount", "above", Decimal(15), "", ("@nobody",))
    with pytest.raises(NotStorable) as refusal:
        create_approval_rule(code="OTHER", sales_area=None, wanted=nobody, by=administrator, at=MONDAY)
    assert list(refusal.value.problems) == ["steps"]


def test_the_usual_rules_are_installed_once(administrator: User) -> None:
    assert install_approval_defaults(by=administrator, at=MONDAY) == 2
    assert install_approval_defaults(by=administrator, at=MONDAY) == 0

    assert codes(DIRECT_SALES) == ["DISCOUNT", "VALUE"]


class TestPages:
    def test_an_administrator_makes_changes_and_retires_a_rule(self, administrator: User) -> None:
        browser = browser_of(administrator)

        assert browser.get("/approval-rules/new").status_code == 200
        browser.post("/approval-rules/new", FORM)
        listed = browser.get("/approval-rules/").content.decode()
        shown = browser.get("/approval-rules/DISC30/change_approval_rule").content.decode()
        browser.post("/approval-rules/DISC30/change_approval_rule", {**FORM, "limit": "35", "version": "1"})
        changed = ApprovalRule.objects.get()
        browser.post("/approval-rules/DISC30/retire_approval_rule", {"version": "2"})

        assert all(said in listed for said in ("DISC30", "Big discount", "30", "Sales lead", "Administrator"))
        assert 'value="30' in shown
        assert (changed.limit, changed.remind_days) == (35, 3)
        assert "Retired rules" in browser.get("/approval-rules/").content.decode()

    def test_what_is_wrong_is_said_at_its_field(self, administrator: User) -> None:
        answer = browser_of(administrator).post("/approval-rules/new", {**FORM, "limit": "", "step_2": "sales_lead"})

        assert answer.status_code == 422
        assert "Enter the limit as a number" in answer.content.decode()
        assert "Every step needs another approver" in answer.content.decode()

    def test_a_lead_rules_in_his_own_area_only(self, sales_lead: User) -> None:
        browser = browser_of(sales_lead)
        everywhere = browser.post("/approval-rules/new", FORM)
        elsewhere = browser.post("/approval-rules/new", {**FORM, "sales_area": DEALERS})
        browser.post("/approval-rules/new", {**FORM, "sales_area": DIRECT_SALES, "step_2": ""})

        assert (everywhere.status_code, elsewhere.status_code) == (422, 422)
        assert ApprovalRule.objects.get().sales_area_id == DIRECT_SALES

    def test_the_usual_rules_are_a_press_away(self, administrator: User) -> None:
        browser = browser_of(administrator)
        assert "Install the usual approval rules" in browser.get("/approval-rules/").content.decode()

        browser.post("/approval-rules/install_approval_defaults")

        assert "Install the usual approval rules" not in browser.get("/approval-rules/").content.decode()

    def test_one_delegates_his_own_and_an_administrator_anybodys(
        self, sales_lead: User, sales_support: User, administrator: User
    ) -> None:
        given = {"taker": "sales_support", "starts": "2026-11-23", "ends": "2026-11-30", "reason": "Away"}
        browser_of(sales_lead).post("/approval-delegations/new", {**given, "giver": "administrator"})
        browser_of(administrator).post("/approval-delegations/new", {**given, "giver": "sales_lead"})

        assert [row.giver for row in Delegation.objects.order_by("pk")] == [sales_lead, sales_lead]
        shown = browser_of(sales_support).get("/approval-delegations/").content.decode()
        assert "Sales Lead" in shown
        assert "end_delegation" not in shown
        entry = JournalEntry.objects.filter(verb="delegate_approvals").order_by("pk")[0]
        assert (entry.key, entry.reason) == ("sales_lead", "Away")

    def test_who_gave_it_ends_it(self, sales_lead: User, sales_support: User) -> None:
        made = a_delegation(sales_lead, sales_support)

        refused = browser_of(sales_support).post(f"/approval-delegations/{made.pk}/end_delegation")
        browser_of(sales_lead).post(f"/approval-delegations/{made.pk}/end_delegation")

        made.refresh_from_db()
        assert (refused.status_code, made.ended_at) == (404, MONDAY)


def a_delegation(giver: User, taker: User, days: int = 7) -> Delegation:
    ends = TODAY + dt.timedelta(days=days)
    return delegate_approvals(giver=giver, taker=taker, starts=TODAY, ends=ends, by=giver, at=MONDAY)


def test_a_period_that_makes_no_sense_is_refused(sales_lead: User, sales_support: User) -> None:
    for days in (-1, 400):
        with pytest.raises(NotStorable):
            a_delegation(sales_lead, sales_support, days)
    with pytest.raises(NotStorable):
        a_delegation(sales_lead, sales_lead)


class TestPrograms:
    def test_the_same_verbs_and_reads(self, administrator: User) -> None:
        client = client_of(administrator)
        body: dict[str, Any] = {
            "code": "VALUE", "name": "Large", "fact": "net", "comparison": "above", "limit": "1000", "currency": "EUR",
            "steps": ["sales_lead"],
        }  # fmt: skip

        made = client.post("/api/v1/approval_rules", body, content_type=JSON)
        wrong = client.post("/api/v1/approval_rules", {**body, "code": "V2", "currency": ""}, content_type=JSON)
        tag = {"If-Match": made.headers["ETag"]}
        changed = client.put("/api/v1/approval_rules/VALUE", {**body, "limit": "2000"}, content_type=JSON, headers=tag)
        stale = client.put("/api/v1/approval_rules/VALUE", body, content_type=JSON, headers=tag)
        client.post("/api/v1/approval_rules/VALUE/retire_approval_rule")
        listed = client.get("/api/v1/approval_rules").json()

        assert (made.status_code, wrong.status_code, stale.status_code) == (201, 422, 412)
        assert [error["pointer"] for error in wrong.json()["errors"]] == ["/currency"]
        assert Decimal(changed.json()["limit"]) == 2000
        assert [(row["code"], row["retired_at"] is None) for row in listed] == [("VALUE", False)]

    def test_delegations(self, sales_lead: User, sales_support: User) -> None:
        client = client_of(sales_lead)
        body = {"taker": "sales_support", "starts": "2026-11-23", "ends": "2026-11-30"}

        made = client.post("/api/v1/approval_delegations", body, content_type=JSON)
        others = client.post("/api/v1/approval_delegations", {**body, "giver": "sales_support"}, content_type=JSON)
        client.post(f"/api/v1/approval_delegations/{made.json()['id']}/end_delegation")

        assert (made.status_code, made.json()["giver"], others.status_code) == (201, "sales_lead", 403)
        assert client.get("/api/v1/approval_delegations").json() == []


def test_a_rule_of_another_area_is_not_seen(company: object) -> None:
    other = a_user("other", role=Role.SALES_LEAD, scope=DEALERS)
    an_approval_rule("LOCAL", area=DIRECT_SALES)

    assert "LOCAL" not in browser_of(other).get("/approval-rules/").content.decode()
    assert browser_of(other).get("/approval-rules/LOCAL/change_approval_rule").status_code == 404


def test_the_work_list_costs_the_same_for_many(sales_lead: User, sales_support: User) -> None:
    from prosfora.approvals.models import ApprovalRequest, ApprovalStep

    def statements(count: int) -> int:
        for number in range(count):
            facts = {"kind": "quotation", "key": f"{count}-{number}", "scope": DIRECT_SALES, "facts": {}, "reasons": []}
            asked = ApprovalRequest.objects.create(**facts, label="X", asked_at=MONDAY, asked_by=sales_support)
            ApprovalStep.objects.create(
                request=asked, place=1, role="sales_lead", rules=[], remind_days=2, opened_at=MONDAY
            )
        browser = browser_of(sales_lead)
        with CaptureQueriesContext(connection) as asked_for:
            assert browser.get("/approvals/").status_code == 200
        return len(asked_for)

    assert statements(1) == statements(30)
