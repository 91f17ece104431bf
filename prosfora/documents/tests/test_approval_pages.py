"""Approving on pages, by the link of a mail, by programs; what nobody may see stays untold."""

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client

from prosfora.approvals import links
from prosfora.approvals.models import ApprovalStep
from prosfora.approvals.services.mailing import mail_approvers, mail_outcome, remind_approvers
from prosfora.approvals.tests.builders import an_approval_rule
from prosfora.audit.models import JournalEntry
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.lines import ItemLine, LineFields, ManualCondition
from prosfora.documents.services import approve_quotation, change_quotation, request_approval, return_quotation
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.documents.tests.paging import browser_of
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from prosfora.identity.services import deactivate_user
from prosfora.pricing.tests.test_api import client_of
from tests.cast import DEALERS, DIRECT_SALES, MONDAY, a_user

pytestmark = pytest.mark.usefixtures("company", "on_monday")
JSON = "application/json"
BOLTS = ItemLine(product="BOLT-M8", quantity=Decimal(40), manual=(ManualCondition("RA00", Decimal(30)),))


@pytest.fixture
def cheap(company: object, seller: User) -> SalesDocument:
    """A draft with 30 per cent off, where more than 20 needs the sales lead."""
    an_offering()
    an_approval_rule()
    return a_quotation(owner=seller, items=[BOLTS])


@pytest.fixture
def asked(cheap: SalesDocument, seller: User, sales_lead: User, monkeypatch: pytest.MonkeyPatch) -> SalesDocument:
    """The same waiting for its approval, with the mail sent."""
    monkeypatch.setattr("prosfora.approvals.services.mailing.now", lambda: MONDAY)
    request_approval(quotation=cheap, comment="Old friend", by=seller, at=MONDAY)
    mail_approvers.call(ApprovalStep.objects.get().request_id)
    return cheap


def link_in(letter: mail.EmailMessage) -> str:
    found = re.search(r"http://\S+?(/quotations/decide/\S+)", str(letter.body))
    assert found is not None
    return found.group(1)


class TestPages:
    def test_a_refused_issue_says_what_to_do_and_the_panel_who_decides(
        self, cheap: SalesDocument, seller: User, sales_lead: User
    ) -> None:
        browser = browser_of(seller)

        panel = browser.get(f"/quotations/{cheap.number}/approval").content.decode()
        refused = browser.post(f"/quotations/{cheap.number}/issue_quotation", {"version": cheap.version})

        assert "Rule DISC20" in panel
        assert "Sales lead" in panel
        assert all(
            f"/quotations/{cheap.number}/request_approval" in shown for shown in (panel, refused.content.decode())
        )
        assert "approve_quotation" not in panel

    def test_only_who_can_decide_is_offered_to(self, asked: SalesDocument, seller: User, sales_lead: User) -> None:
        url = f"/quotations/{asked.number}/approval"

        shown = {user.username: browser_of(user).get(url).content.decode() for user in (seller, sales_lead)}

        assert {name: "approve_quotation" in page for name, page in shown.items()} == {
            "seller": False, "sales_lead": True,
        }  # fmt: skip
        assert "request_approval" not in shown["seller"]
        forms = [
            'name="comment"' in browser_of(user).get(f"/quotations/{asked.number}/approve_quotation").content.decode()
            for user in (seller, sales_lead)
        ]
        assert forms == [False, True]

    def test_many_at_once_ask_again_as_well(self, cheap: SalesDocument, seller: User, sales_lead: User) -> None:
        an_approval_rule("LONG", fact="validity", limit="10", steps=("sales_lead",))
        soon = {"valid_to": MONDAY.date() + dt.timedelta(days=20)}
        change_quotation(quotation=cheap, header=soon, by=seller, at=MONDAY)
        request_approval(quotation=cheap, by=seller, at=MONDAY)
        approve_quotation(quotation=cheap, by=sales_lead, at=MONDAY)

        browser_of(seller).post("/quotations/set_validity", {"row": [cheap.pk]})

        cheap.refresh_from_db()
        assert (cheap.status, (cheap.valid_to - MONDAY.date()).days) == ("in_approval", 30)

    def test_the_seller_asks_the_lead_finds_it_and_approves(
        self, cheap: SalesDocument, seller: User, sales_lead: User
    ) -> None:
        url = f"/quotations/{cheap.number}"
        browser_of(seller).post(f"{url}/request_approval", {"version": cheap.version, "comment": "Old friend"})
        lead = browser_of(sales_lead)
        cheap.refresh_from_db()

        home = lead.get("/").content.decode()
        worklist = lead.get("/approvals/").content.decode()
        shown = lead.get(f"{url}/approve_quotation").content.decode()
        lead.post(f"{url}/approve_quotation", {"version": cheap.version, "comment": "Once"})

        assert "Waiting for my approval" in home
        assert f"{url}/approve_quotation" in worklist
        assert all(said in shown for said in ("Old friend", "above", "20", "BOLT-M8", "280.00"))
        cheap.refresh_from_db()
        assert cheap.status == "approved"
        assert cheap.number not in lead.get("/approvals/").content.decode()
        assert "Once" in browser_of(seller).get(f"{url}/approval").content.decode()

    def test_a_return_without_a_comment_stays_on_the_page(self, asked: SalesDocument, sales_lead: User) -> None:
        url = f"/quotations/{asked.number}/return_quotation"

        refused = browser_of(sales_lead).post(url, {"version": asked.version})
        browser_of(sales_lead).post(url, {"version": asked.version, "comment": "At most 20 %"})

        assert (refused.status_code, "Say what should change" in refused.content.decode()) == (422, True)
        assert SalesDocument.objects.get(pk=asked.pk).status == "draft"

    def test_the_author_is_told_that_somebody_else_approves(self, asked: SalesDocument, seller: User) -> None:
        answer = browser_of(seller).post(
            f"/quotations/{asked.number}/approve_quotation", {"version": asked.version}
        )  # fmt: skip

        assert (answer.status_code, "somebody else approves it" in answer.content.decode()) == (403, True)

    def test_who_changed_it_meanwhile_is_not_overlooked(self, asked: SalesDocument, seller: User) -> None:
        other = a_user("other_lead", role=Role.SALES_LEAD, scope=DIRECT_SALES)
        change_quotation(quotation=asked, changed={10: LineFields(note="Urgent")}, by=seller, at=MONDAY)

        answer = browser_of(other).post(
            f"/quotations/{asked.number}/approve_quotation", {"version": asked.version - 1}
        )  # fmt: skip

        assert answer.status_code == 412
        assert SalesDocument.objects.get(pk=asked.pk).status == "in_approval"

    def test_a_recalled_request_is_a_draft(self, asked: SalesDocument, seller: User) -> None:
        browser_of(seller).post(f"/quotations/{asked.number}/recall_approval", {"version": asked.version})

        assert SalesDocument.objects.get(pk=asked.pk).status == "draft"


class TestTheLink:
    def test_the_mail_says_what_waits_in_the_approvers_language_and_why(
        self, cheap: SalesDocument, seller: User, sales_lead: User
    ) -> None:
        User.objects.filter(pk=sales_lead.pk).update(language="el")
        request_approval(quotation=cheap, comment="Old friend", by=seller, at=MONDAY)
        mail_approvers.call(ApprovalStep.objects.get().request_id)

        letter = mail.outbox[0]
        assert (letter.to, letter.reply_to) == ([sales_lead.email], [seller.email])
        assert "περιμένει την έγκρισή σας" in letter.subject
        assert cheap.number in letter.subject
        assert all(said in str(letter.body) for said in ("Old friend", "20", "30"))

    def test_a_job_that_runs_twice_sends_one_mail(self, asked: SalesDocument) -> None:
        mail_approvers.call(ApprovalStep.objects.get().request_id)

        assert len(mail.outbox) == 1

    def test_looking_decides_nothing_and_the_form_decides_once(self, asked: SalesDocument, sales_lead: User) -> None:
        url, stranger = link_in(mail.outbox[0]), Client()

        for _scanner in range(3):
            assert stranger.get(url).status_code == 200
        assert SalesDocument.objects.get(pk=asked.pk).status == "in_approval"
        page = stranger.get(url).content.decode()
        done = stranger.post(url, {"version": asked.version, "comment": "Go"})
        again = stranger.post(url, {"version": asked.version, "comment": "Go"})

        assert "280.00" in page
        assert "You decide as Sales Lead" in page
        assert (done.status_code, "Approved" in done.content.decode()) == (200, True)
        assert (again.status_code, stranger.get(url).status_code) == (410, 410)
        entry = JournalEntry.objects.get(verb="approve_quotation")
        assert (entry.actor, entry.reason, entry.data["by_mail"]) == ("sales_lead", "Go", True)

    def test_it_returns_with_a_comment(self, asked: SalesDocument) -> None:
        url = link_in(mail.outbox[0])

        refused = Client().post(url, {"version": asked.version, "returned": "1"})
        Client().post(url, {"version": asked.version, "returned": "1", "comment": "Too low"})

        assert refused.status_code == 422
        assert SalesDocument.objects.get(pk=asked.pk).status == "draft"

    def test_a_changed_guessed_or_old_link_leads_nowhere(
        self, asked: SalesDocument, sales_lead: User, seller: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        url, step = link_in(mail.outbox[0]), ApprovalStep.objects.get()
        forged = links.signed(step.pk, seller.pk, MONDAY)

        assert Client().get(url[:-2]).status_code == 404
        assert Client().get("/quotations/decide/anything").status_code == 404
        assert Client().get(f"/quotations/decide/{links.signed(step.pk + 1, sales_lead.pk, MONDAY)}").status_code == 404
        own = Client().post(f"/quotations/decide/{forged}", {"version": asked.version})
        assert own.status_code == 403
        monkeypatch.setattr("prosfora.kit.middleware.now", lambda: MONDAY + dt.timedelta(days=8))
        assert Client().post(url, {"version": asked.version}).status_code == 410
        assert SalesDocument.objects.get(pk=asked.pk).status == "in_approval"

    def test_it_dies_with_the_change_that_asks_anew_with_the_right_and_with_the_user(
        self, asked: SalesDocument, seller: User, sales_lead: User, administrator: User
    ) -> None:
        url = link_in(mail.outbox[0])

        sales_lead.grants.all().update(scope=DEALERS)
        assert Client().post(url, {"version": asked.version}).status_code == 404
        sales_lead.grants.all().update(scope=DIRECT_SALES)
        deactivate_user(user=sales_lead, by=administrator, at=MONDAY)
        assert Client().get(url).status_code == 404
        User.objects.filter(pk=sales_lead.pk).update(is_active=True)
        change = {10: LineFields(manual=(ManualCondition("RA00", Decimal(40)),))}
        change_quotation(quotation=asked, changed=change, by=seller, at=MONDAY)
        assert Client().post(url, {"version": asked.version}).status_code == 410

    def test_somebody_else_who_is_signed_in_does_not_use_it(self, asked: SalesDocument, seller: User) -> None:
        url = link_in(mail.outbox[0])

        answer = browser_of(seller).post(url, {"version": asked.version})

        assert answer.status_code == 403
        assert SalesDocument.objects.get(pk=asked.pk).status == "in_approval"

    def test_the_next_place_is_mailed_once_the_one_before_is_approved(
        self, cheap: SalesDocument, seller: User, sales_lead: User, administrator: User
    ) -> None:
        an_approval_rule("VALUE", fact="net", limit="100", steps=("sales_lead", "@administrator"))
        request_approval(quotation=cheap, by=seller, at=MONDAY)
        request = ApprovalStep.objects.all()[0].request_id
        mail_approvers.call(request)
        assert [letter.to for letter in mail.outbox] == [[sales_lead.email]]

        approve_quotation(quotation=cheap, by=sales_lead, at=MONDAY)
        mail_approvers.call(request)

        assert [letter.to for letter in mail.outbox[1:]] == [[administrator.email]]

    def test_silence_is_reminded_as_often_as_the_rule_says(
        self, asked: SalesDocument, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def days_later(days: float) -> int:
            at = MONDAY + dt.timedelta(days=days)
            monkeypatch.setattr("prosfora.approvals.services.mailing.now", lambda: at)
            return remind_approvers.call()

        ApprovalStep.objects.update(mailed_at=MONDAY)
        assert [days_later(day) for day in (1.9, 2, 2.1, 4)] == [0, 1, 0, 1]
        assert "Reminder" in mail.outbox[-1].subject
        ApprovalStep.objects.update(mailed_at=None)  # as after a mail server that was down for days
        assert days_later(4) == 1
        assert (
            len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 3
        )  # the last is the first once more


class TestPrograms:
    def test_the_same_verbs_and_reads(self, cheap: SalesDocument, seller: User, sales_lead: User) -> None:
        url = f"/api/v1/quotations/{cheap.number}"
        mine, lead = client_of(seller), client_of(sales_lead)

        missing = mine.get(f"{url}/approval").json()
        asked = mine.post(f"{url}/request_approval", {"comment": "Old friend"}, content_type=JSON)
        waiting = lead.get("/api/v1/approvals").json()["items"]
        stale = lead.post(f"{url}/approve_quotation", {}, content_type=JSON, headers={"If-Match": '"1"'})
        returned = lead.post(f"{url}/return_quotation", {"comment": "Less"}, content_type=JSON)
        mine.post(f"{url}/request_approval", {}, content_type=JSON)
        done = lead.post(f"{url}/approve_quotation", {"comment": "Fine"}, content_type=JSON)
        told = mine.get(f"{url}/approval").json()

        assert [(row["rule"], row["steps"]) for row in missing["missing"]] == [("DISC20", ["sales_lead"])]
        assert (asked.json()["status"], stale.status_code) == ("in_approval", 412)
        assert [(row["key"], row["reasons"][0]["rule"]) for row in waiting] == [(cheap.number, "DISC20")]
        assert (returned.json()["status"], done.json()["status"], told["missing"]) == ("draft", "approved", [])
        assert [request["outcome"] for request in told["requests"]] == ["approved", "returned"]
        step = told["requests"][0]["steps"][0]
        assert (step["decided_by"], step["comment"], step["decision"]) == ("sales_lead", "Fine", "approved")

    def test_refusals_are_named(self, cheap: SalesDocument, seller: User, sales_lead: User) -> None:
        url = f"/api/v1/quotations/{cheap.number}"
        mine = client_of(seller)
        mine.post(f"{url}/request_approval", {}, content_type=JSON)

        own = mine.post(f"{url}/approve_quotation", {}, content_type=JSON)
        issued = mine.post(f"{url}/issue_quotation", {}, content_type=JSON)
        recalled = mine.post(f"{url}/recall_approval", {}, content_type=JSON)

        assert (own.status_code, own.json()["title"]) == (403, "four eyes")
        assert (issued.status_code, issued.json()["title"]) == (409, "approval missing")
        assert recalled.json()["status"] == "draft"


def test_margins_are_told_only_to_who_may_see_costs(
    company: object, seller: User, sales_lead: User, sales_support: User
) -> None:
    an_offering()
    an_approval_rule("MARGIN", fact="margin", comparison="below", limit="77")
    quotation = a_quotation(owner=seller, items=[replace(BOLTS, manual=())])
    request_approval(quotation=quotation, by=seller, at=MONDAY)
    url = f"/quotations/{quotation.number}/approval"

    def told(user: User) -> str:
        return browser_of(user).get(url).content.decode() + client_of(user).get(f"/api/v1{url}").content.decode()

    assert not sales_support.rights.allows("catalog.display_cost")
    assert "77" in told(sales_lead)
    assert "MARGIN" in told(sales_support)
    assert "77" not in told(sales_support)
    assert not any("40" in str(entry.data.get("why")) for entry in JournalEntry.objects.all())


@pytest.mark.parametrize("returned", [True, False])
def test_whoever_asked_is_told_what_became_of_it(
    asked: SalesDocument, seller: User, sales_lead: User, returned: bool
) -> None:
    verb = return_quotation if returned else approve_quotation
    verb(quotation=asked, comment="At most 20 %", by=sales_lead, at=MONDAY)
    mail_outcome.call(ApprovalStep.objects.get().request_id)

    letter = mail.outbox[-1]
    assert letter.to == [seller.email]
    assert ("returned" if returned else "approved") in letter.subject
    assert "At most 20 %" in str(letter.body)
    assert ("Approved, to be issued" in browser_of(seller).get("/").content.decode()) is not returned
