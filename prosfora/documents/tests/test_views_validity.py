"""Following offers up on pages and for programs: the same verbs, who may do what, constant statements."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import SalesDocument, ValidityRule
from prosfora.documents.queries.validity import terms_for
from prosfora.documents.rules.validity import Audience, Kind, Reminder
from prosfora.documents.services import issue_quotation, reminders, stop_reminders
from prosfora.documents.services.expiry import expire_due
from prosfora.documents.services.reminders import plan_reminders, send_reminders
from prosfora.documents.tests.builders import a_quotation
from prosfora.documents.tests.paging import browser_of, page_of, text_of
from prosfora.documents.tests.test_api import program_of
from prosfora.identity.models import User
from prosfora.identity.rules import Role
from tests.cast import DIRECT_SALES, MONDAY, a_user

pytestmark = pytest.mark.usefixtures("company", "on_monday")

TODAY = MONDAY.date()
DAY = dt.timedelta(days=1)
LONG_AGO = MONDAY - 90 * DAY


@pytest.fixture
def browser(seller: User) -> Client:
    return browser_of(seller)


def an_offer(owner: User, **given: Any) -> SalesDocument:
    offer = a_quotation(owner=owner, items=1, **{"valid_to": TODAY + 20 * DAY, **given})
    return issue_quotation(quotation=offer, by=owner, at=MONDAY)


def a_dead_offer(owner: User) -> SalesDocument:
    """Issued ninety days ago, expired sixty days ago."""
    offer = a_quotation(owner=owner, items=1, at=LONG_AGO)
    issue_quotation(quotation=offer, by=owner, at=LONG_AGO)
    expire_due(at=MONDAY)
    return stored(offer)


def stored(offer: SalesDocument) -> SalesDocument:
    return SalesDocument.objects.get(pk=offer.pk)


# ---- pages


def test_an_expired_offer_says_so_and_offers_to_extend_it(browser: Client, seller: User) -> None:
    offer = an_offer(seller)
    SalesDocument.objects.filter(pk=offer.pk).update(valid_from=None, valid_to=TODAY - DAY)  # the job is late

    page = text_of(browser.get(page_of(offer)))

    assert "expired" in page
    assert "Extend" in page
    assert page_of(offer, "accept_quotation") not in browser.get(page_of(offer)).content.decode()


def test_extending_on_the_page_asks_for_a_day_and_a_reason(browser: Client, seller: User) -> None:
    offer = an_offer(seller)
    url = page_of(offer, "extend_validity")

    assert f'value="{(TODAY + 50 * DAY).isoformat()}"' in browser.get(url).content.decode()
    refused = browser.post(url, {"valid_to": "2027-02-01", "reason": "", "version": offer.version})
    assert refused.status_code == 422
    earlier = browser.post(url, {"valid_to": TODAY.isoformat(), "reason": "x", "version": offer.version})
    assert (earlier.status_code, "enter a later day" in text_of(earlier)) == (422, True)

    done = browser.post(url, {"valid_to": "2027-02-01", "reason": "asked for", "version": offer.version})

    assert done.status_code == 302
    assert stored(offer).valid_to == dt.date(2027, 2, 1)
    assert "01/02/2027 instead of 13/12/2026: asked for" in text_of(browser.get(page_of(offer, "following_up")))


def test_following_up_on_the_page_keeps_day_and_note(browser: Client, seller: User) -> None:
    offer = an_offer(seller)

    answer = browser.post(
        page_of(offer, "follow_up_quotation"),
        {"follow_up_on": "2026-12-01", "note": "Asks his board", "version": offer.version},
    )

    assert answer.status_code == 302
    assert (stored(offer).follow_up_on, stored(offer).silent_since) == (dt.date(2026, 12, 1), None)
    assert "Asks his board" in text_of(browser.get(reverse("audit:timeline", args=["quotation", offer.number])))


def test_the_page_shows_reminders_and_stops_them(
    browser: Client, seller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = an_offer(seller)
    ValidityRule.objects.filter(sales_area="").update(before_expiry_customer=True)
    monkeypatch.setattr(reminders, "now", lambda: MONDAY)
    plan_reminders(at=MONDAY + 14 * DAY)
    send_reminders.call(list(offer.reminders.values_list("pk", flat=True)))

    page = text_of(browser.get(page_of(offer, "following_up")))
    assert "after silence · to the responsible seller@aegean-fasteners.example" in page
    assert "10/12/2026: before the last day · to the customer" in page

    browser.post(page_of(offer, "stop_reminders"), {"version": stored(offer).version})

    page = text_of(browser.get(page_of(offer, "following_up")))
    assert "10/12/2026" not in page
    assert "Stop reminders" not in page


def test_the_part_about_following_up_asks_a_constant_number_of_statements(browser: Client, seller: User) -> None:
    offer = an_offer(seller)
    counts = []
    for day in (14, 17):
        plan_reminders(at=MONDAY + day * DAY)
        browser.get(page_of(offer, "following_up"))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page_of(offer, "following_up")).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_start_page_and_the_list_hold_what_is_to_be_followed_up(browser: Client, seller: User) -> None:
    offer = an_offer(seller)
    SalesDocument.objects.filter(pk=offer.pk).update(follow_up_on=TODAY)
    later = an_offer(seller)

    home = browser.get("/")
    assert "To follow up today" in text_of(home)
    (url,) = re.findall(r'href="(/quotations/\?follow_up_to=[^"]+)"', home.content.decode())

    rows = text_of(browser.get(url.replace("&amp;", "&")))
    assert offer.number in rows
    assert later.number not in rows


def test_dead_offers_are_ticked_and_closed_with_a_reason_for_each(browser: Client, seller: User) -> None:
    silent, spoken = a_dead_offer(seller), a_dead_offer(seller)
    SalesDocument.objects.filter(pk=spoken.pk).update(silent_since=None)
    ticked = {"row": [silent.pk, spoken.pk]}
    assert silent.number in text_of(browser.get("/quotations/dead_offers"))

    asked = browser.post("/quotations/close_dead_offers", ticked).content.decode()
    assert len(re.findall(r'<option value="05" selected', asked)) == 1
    missing = browser.post("/quotations/close_dead_offers", {**ticked, "close": 1, f"reason_{silent.pk}": "05"})
    assert (missing.status_code, "Choose a reason for every offer." in text_of(missing)) == (422, True)
    reasons = {f"reason_{silent.pk}": "05", f"reason_{spoken.pk}": "03"}
    done = browser.post("/quotations/close_dead_offers", {**ticked, **reasons, "close": 1, "note": "x"}, follow=True)

    assert "2 offers were closed." in text_of(done)
    assert set(SalesDocument.objects.values_list("status", "close_reason__code")) == {
        ("declined", "05"),
        ("declined", "03"),
    }


def test_closing_nothing_or_what_is_alive_closes_nothing(browser: Client, seller: User) -> None:
    offer = an_offer(seller)

    for ticked in ({}, {"row": offer.pk, f"reason_{offer.pk}": "05", "close": 1}, {"row": "x" * 30}):
        answer = browser.post("/quotations/close_dead_offers", ticked, follow=True)
        assert "Select rows first" in text_of(answer)

    assert stored(offer).status == "issued"


def test_the_list_of_dead_offers_asks_as_much_for_many_as_for_one(browser: Client, seller: User) -> None:
    counts = []
    for number in (1, 8):
        for _ in range(number):
            a_dead_offer(seller)
        ids = list(SalesDocument.objects.values_list("pk", flat=True))
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                browser.get("/quotations/dead_offers")
                browser.post("/quotations/close_dead_offers", {"row": ids})
        counts.append(len(asked))

    assert counts[0] == counts[1]


# ---- the rule


RULE = {
    "sales_area": DIRECT_SALES, "follow_up_days": "5", "extend_within_days": "10", "expired_for_days": "20",
    "silent_for_days": "40", "before_expiry_days": "3", "before_expiry_customer": "on",
}  # fmt: skip


def test_the_sales_lead_sets_the_rule_of_his_area(sales_lead: User, seller: User) -> None:
    browser = browser_of(sales_lead)
    assert 'name="before_expiry_days"' in browser.get("/quotations/validity_rules").content.decode()

    assert browser.post("/quotations/validity_rules", RULE).status_code == 302

    terms = terms_for(DIRECT_SALES)
    assert (terms.follow_up_days, terms.extend_within_days, terms.silent_for_days) == (5, 10, 40)
    assert terms.reminders == (Reminder(Kind.BEFORE_EXPIRY, 3, (Audience.CUSTOMER,)),)
    assert browser.post("/quotations/validity_rules", {**RULE, "sales_area": ""}).status_code == 403
    assert browser_of(seller).get("/quotations/validity_rules").status_code == 403


def test_a_reminder_without_days_or_without_anybody_is_refused(sales_lead: User) -> None:
    browser = browser_of(sales_lead)

    for wrong in ({"before_expiry_days": ""}, {"before_expiry_customer": ""}, {"silent_for_days": "-1"}):
        assert browser.post("/quotations/validity_rules", {**RULE, **wrong}).status_code == 422

    assert not JournalEntry.objects.filter(verb="change_validity_rule").exists()


# ---- programs


def body_of(answer: Any) -> Any:
    return json.loads(answer.content)


def test_a_program_extends_follows_up_and_stops_reminders(seller: User) -> None:
    offer, program = an_offer(seller), program_of(seller)
    at = f"/quotations/{offer.number}"

    followed = program("POST", f"{at}/follow_up_quotation", {"follow_up_on": "2026-12-02"})
    assert body_of(followed)["follow_up_on"] == "2026-12-02"
    stopped = program("POST", f"{at}/stop_reminders")
    assert "stop_reminders" not in body_of(stopped)["possible"]
    extended = program("POST", f"{at}/extend_validity", {"valid_to": "2027-01-15", "reason": "asked for"})
    assert (body_of(extended)["status"], body_of(extended)["valid_to"]) == ("issued", "2027-01-15")

    found = body_of(program("GET", f"{at}/following_up"))
    assert [(one["before"], one["until"]) for one in found["extensions"]] == [("2026-12-13", "2027-01-15")]
    assert {one["status"] for one in found["reminders"]} == {"planned"}
    refused = program("POST", f"{at}/extend_validity", {"valid_to": "2027-01-15", "reason": "again"})
    assert refused.status_code == 422
    assert body_of(refused)["type"].endswith("/not-extendable")
    assert program("POST", f"{at}/stop_reminders", if_match='"1"').status_code == 412


def test_a_program_reads_the_status_of_today_whatever_is_stored(seller: User) -> None:
    offer, program = an_offer(seller), program_of(seller)
    SalesDocument.objects.filter(pk=offer.pk).update(valid_from=None, valid_to=TODAY - DAY)

    def read() -> Any:
        one = body_of(program("GET", f"/quotations/{offer.number}"))
        listed = body_of(program("GET", "/quotations?status=expired"))["items"]
        flow = body_of(program("GET", f"/quotations/{offer.number}/flow"))["documents"]
        in_force = body_of(program("GET", "/quotations?status=issued"))["items"]
        return one["status"], one["possible"], [row["status"] for row in [*listed, *flow]], in_force

    before = read()
    expire_due(at=MONDAY)

    assert read() == before
    assert before[0] == "expired"
    assert "accept_quotation" not in before[1]
    assert before[2] == ["expired", "expired"]
    assert before[3] == []


def test_a_program_closes_dead_offers(seller: User, outsider: User) -> None:
    dead, alive, program = a_dead_offer(seller), an_offer(seller), program_of(seller)

    listed = body_of(program("GET", "/quotations/dead_offers"))["items"]
    assert [row["number"] for row in listed] == [dead.number]
    reasons = {"reasons": {dead.number: "05", alive.number: "05"}, "note": "x"}
    assert program_of(outsider)("POST", "/quotations/close_dead_offers", reasons).status_code == 404
    done = body_of(program("POST", "/quotations/close_dead_offers", reasons))

    assert done == {"closed": [dead.number], "passed_over": [alive.number]}
    assert stored(dead).status == "declined"


def test_a_program_sets_the_rule(sales_lead: User) -> None:
    program = program_of(sales_lead)
    wanted = {
        "sales_area": DIRECT_SALES, "follow_up_days": None,
        "reminders": [{"kind": "after_silence", "days": 9, "audiences": ["customer"]}],
    }  # fmt: skip

    set_ = body_of(program("PUT", "/quotations/validity_rule", wanted))

    assert set_ == body_of(program("GET", f"/quotations/validity_rule?sales_area={DIRECT_SALES}"))
    assert (set_["follow_up_days"], set_["extend_within_days"], set_["reminders"]) == (None, 30, wanted["reminders"])
    assert program("PUT", "/quotations/validity_rule", {**wanted, "sales_area": ""}).status_code == 403


@pytest.mark.parametrize("verb", ["extend_validity", "follow_up_quotation", "stop_reminders"])
def test_readers_may_look_but_not_do_and_outsiders_see_nothing(
    verb: str, seller: User, auditor: User, outsider: User
) -> None:
    offer = an_offer(seller)
    clerk = a_user("support", role=Role.SALES_SUPPORT, scope=DIRECT_SALES)
    told = {"valid_to": "2027-01-15", "reason": "x", "follow_up_on": "2026-12-02"}

    assert browser_of(auditor).post(page_of(offer, verb), told).status_code == 403
    assert browser_of(outsider).post(page_of(offer, verb), told).status_code == 404
    assert browser_of(clerk).post(page_of(offer, verb), told).status_code == 302


def test_what_a_customer_asks_stops_the_reminders_of_his_offer(seller: User) -> None:
    offer = an_offer(seller)

    class Customer:
        pk = None

        def get_username(self) -> str:
            return "customer"

    stop_reminders(quotation=offer, why="question", by=Customer(), at=MONDAY)

    assert JournalEntry.objects.get(verb="stop_reminders").actor == "customer"
