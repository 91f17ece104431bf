"""Reminders of offers: by the rule of the area, once per kind and side, never after an answer."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import SalesDocument, SentReminder, ValidityRule
from prosfora.documents.queries import DocumentFilter, home_figures, listed_documents
from prosfora.documents.queries.validity import following_up, terms_for
from prosfora.documents.rules.validity import Audience, Kind, Planned, Reminder, ValidityTerms, planned
from prosfora.documents.services import (
    accept_quotation,
    change_validity_rule,
    decline_quotation,
    extend_validity,
    follow_up_quotation,
    issue_quotation,
    reminders,
    stop_reminders,
)
from prosfora.documents.services.following import BadFollowUp
from prosfora.documents.services.refusals import WrongStatus
from prosfora.documents.services.reminders import plan_reminders, send_reminders
from prosfora.documents.services.validity_rules import BadValidityRule
from prosfora.documents.tests.builders import a_quotation
from prosfora.identity.models import User
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.parties.tests.builders import a_party
from tests.cast import DEALERS, DIRECT_SALES, MONDAY

pytestmark = pytest.mark.usefixtures("company")

TODAY = MONDAY.date()
DAY = dt.timedelta(days=1)
BOTH = (Audience.RESPONSIBLE, Audience.CUSTOMER)
BEFORE = Reminder(Kind.BEFORE_EXPIRY, 3, BOTH)
SILENCE = Reminder(Kind.AFTER_SILENCE, 7, (Audience.CUSTOMER,))


def an_offer(owner: User, **given: Any) -> SalesDocument:
    offer = a_quotation(owner=owner, items=1, **{"valid_to": TODAY + 20 * DAY, "language": "en", **given})
    return issue_quotation(quotation=offer, by=owner, at=MONDAY)


def stored(offer: SalesDocument) -> SalesDocument:
    return SalesDocument.objects.select_related("sold_to", "responsible").get(pk=offer.pk)


def a_rule(by: User, *wanted: Reminder, area: str = DIRECT_SALES, **terms: Any) -> ValidityRule:
    return change_validity_rule(sales_area=area, terms=ValidityTerms(reminders=wanted, **terms), by=by, at=MONDAY)


def a_day(at: dt.datetime) -> list[str]:
    """What one day's job sends: to whom."""
    already = len(mail.outbox)
    DBTaskResult.objects.all().delete()
    plan_reminders(at=at)
    for job in DBTaskResult.objects.filter(task_path__endswith="send_reminders"):
        send_reminders.call(*job.args_kwargs["args"])
    return sorted(to for one in mail.outbox[already:] for to in one.to)


@pytest.fixture(autouse=True)
def _mails_go_out_on_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "now", lambda: MONDAY)


OURS, THEIRS = "seller@aegean-fasteners.example", "agores@papadopoulos.example"


# ---- when


def test_nobody_is_reminded_where_no_rule_says_so(seller: User, sales_lead: User) -> None:
    an_offer(seller)
    ValidityRule.objects.all().delete()

    assert a_day(MONDAY + 18 * DAY) == []


def test_a_fresh_installation_reminds_its_sellers_and_leaves_customers_alone(seller: User) -> None:
    an_offer(seller)

    assert a_day(MONDAY + 17 * DAY) == [OURS, OURS]  # of the silence, and of the end


def test_both_sides_are_reminded_before_the_last_day_and_only_once(seller: User, sales_lead: User) -> None:
    a_rule(sales_lead, BEFORE)
    an_offer(seller)

    days = {day: a_day(MONDAY + day * DAY) for day in (16, 17, 18, 20, 21)}

    assert days == {16: [], 17: [THEIRS, OURS], 18: [], 20: [], 21: []}


def test_a_job_that_was_late_reminds_while_the_offer_holds(seller: User, sales_lead: User) -> None:
    a_rule(sales_lead, BEFORE)
    an_offer(seller)

    assert a_day(MONDAY + 19 * DAY) == [THEIRS, OURS]


def test_silence_is_counted_from_the_day_the_offer_went_out(seller: User, sales_lead: User) -> None:
    a_rule(sales_lead, SILENCE)
    an_offer(seller)

    assert [a_day(MONDAY + day * DAY) for day in (6, 7, 8)] == [[], [THEIRS], []]
    assert "23 November 2026" in str(mail.outbox[0].body)


def test_each_sales_area_has_its_rule_and_the_others_that_of_all(seller: User, sales_lead: User) -> None:
    a_rule(sales_lead, SILENCE, area="")
    a_rule(sales_lead, area=DIRECT_SALES, follow_up_days=2)

    assert terms_for(DEALERS).reminders == (SILENCE,)
    assert terms_for(DIRECT_SALES) == ValidityTerms(follow_up_days=2)


def test_a_reminder_speaks_the_language_of_its_reader(seller: User, sales_lead: User) -> None:
    a_rule(sales_lead, BEFORE)
    offer = an_offer(seller, language="el")

    a_day(MONDAY + 17 * DAY)

    told = {one.to[0]: one for one in mail.outbox}
    assert "ισχύει έως" in str(told[THEIRS].body)
    assert told[OURS].subject == f"Quotation {offer.number} ends soon"
    assert told[THEIRS].reply_to == [OURS]


def test_mails_wait_for_the_morning(seller: User, sales_lead: User) -> None:
    a_rule(sales_lead, SILENCE)
    an_offer(seller)
    midnight = dt.datetime(2026, 12, 1, 22, 0, 5, tzinfo=dt.UTC)

    plan_reminders(at=midnight)

    job = DBTaskResult.objects.get(task_path__endswith="send_reminders")
    assert job.run_after == dt.datetime(2026, 12, 2, 6, 0, tzinfo=dt.UTC)


def test_the_day_costs_as_many_statements_for_many_offers_as_for_few(seller: User, sales_lead: User) -> None:
    a_rule(sales_lead, BEFORE)
    counts = []
    for number in (1, 9):
        for _ in range(number):
            an_offer(seller)
        with CaptureQueriesContext(connection) as asked:
            assert plan_reminders(at=MONDAY + 17 * DAY) == number
        counts.append(len(asked))

    assert counts[0] == counts[1]


# ---- they stop


def test_reminders_stop_when_the_offer_is_answered(seller: User, sales_lead: User) -> None:
    a_rule(sales_lead, SILENCE)
    told = {"by": seller, "at": MONDAY}
    accept_quotation(quotation=an_offer(seller), **told)
    decline_quotation(quotation=an_offer(seller), reason="01", **told)
    follow_up_quotation(quotation=an_offer(seller), follow_up_on=None, note="He will order in May", **told)
    stop_reminders(quotation=an_offer(seller), why="question", **told)
    follow_up_quotation(quotation=an_offer(seller), follow_up_on=TODAY + 3 * DAY, **told)  # no answer

    assert a_day(MONDAY + 8 * DAY) == [THEIRS]


def test_an_answer_between_night_and_morning_holds_the_mail_back(seller: User, sales_lead: User) -> None:
    a_rule(sales_lead, SILENCE)
    offer = an_offer(seller)
    plan_reminders(at=MONDAY + 7 * DAY)
    stop_reminders(quotation=stored(offer), by=seller, at=MONDAY + 7 * DAY)

    send_reminders.call([one.pk for one in SentReminder.objects.all()])

    assert mail.outbox == []
    assert SentReminder.objects.get().status == "dropped"


def test_an_extension_begins_anew(seller: User, sales_lead: User) -> None:
    a_rule(sales_lead, SILENCE, BEFORE)
    offer = an_offer(seller)
    assert a_day(MONDAY + 7 * DAY) == [THEIRS]
    stop_reminders(quotation=stored(offer), by=seller, at=MONDAY + 8 * DAY)

    extend_validity(
        quotation=stored(offer), valid_to=TODAY + 40 * DAY, reason="asked for", by=seller, at=MONDAY + 10 * DAY
    )

    assert [a_day(MONDAY + day * DAY) for day in (16, 17, 36, 37)] == [[], [THEIRS], [], [THEIRS, OURS]]


# ---- what became of them


def test_a_mail_server_that_is_down_loses_no_reminder(seller: User, sales_lead: User, settings: Any) -> None:
    a_rule(sales_lead, SILENCE)
    an_offer(seller)
    up = settings.MAILERS
    nobody = {"host": "127.0.0.1", "port": 9}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": nobody}}
    with pytest.raises(OSError, match="refused"):
        a_day(MONDAY + 7 * DAY)
    ids = list(SentReminder.objects.filter(status="waiting").values_list("pk", flat=True))

    settings.MAILERS = up
    for _ in range(2):
        send_reminders.call(ids)

    assert len(mail.outbox) == 1
    assert JournalEntry.objects.filter(verb="send_reminder").count() == 1


def test_without_a_mail_address_it_says_so(seller: User, sales_lead: User) -> None:
    a_rule(sales_lead, SILENCE)
    an_offer(seller, sold_to=a_party(name="Χωρίς Ταχυδρομείο ΑΕ"))

    assert a_day(MONDAY + 7 * DAY) == []
    assert SentReminder.objects.get().status == "no_address"


def test_the_journal_and_the_page_say_what_was_sent_and_what_is_next(seller: User, sales_lead: User) -> None:
    a_rule(sales_lead, SILENCE, BEFORE)
    offer = an_offer(seller)
    a_day(MONDAY + 7 * DAY)

    entry = JournalEntry.objects.get(verb="send_reminder")
    assert (entry.key, entry.actor) == (offer.number, "system")
    assert entry.data == {"reminder": "after_silence", "audience": "customer", "to": THEIRS}
    found = following_up(stored(offer), today=TODAY + 7 * DAY)
    assert [(one.kind, one.status, one.sent_to) for one in found.reminders] == [("after_silence", "sent", THEIRS)]
    assert found.planned == (
        Planned(Kind.BEFORE_EXPIRY, Audience.CUSTOMER, TODAY + 17 * DAY),
        Planned(Kind.BEFORE_EXPIRY, Audience.RESPONSIBLE, TODAY + 17 * DAY),
    )


def test_what_is_next_is_known_from_the_days_alone() -> None:
    terms = ValidityTerms(reminders=(SILENCE,))

    def next_of(**facts: Any) -> list[dt.date]:
        given: dict[str, Any] = {"silent_since": TODAY, "valid_to": None, "sent": (), "today": TODAY, **facts}
        return [one.day for one in planned(terms, **given)]

    assert next_of() == [TODAY + 7 * DAY]
    assert next_of(today=TODAY + 9 * DAY) == [TODAY + 9 * DAY]
    assert next_of(silent_since=None) == []
    assert next_of(valid_to=TODAY + 5 * DAY) == []
    assert next_of(sent={("after_silence", "customer")}) == []


# ---- following up


def test_an_issued_offer_has_its_day_by_the_rule(seller: User, sales_lead: User) -> None:
    a_rule(sales_lead, follow_up_days=5)
    by_rule = an_offer(seller)
    a_rule(sales_lead, follow_up_days=None)
    by_nobody = an_offer(seller)

    assert (by_rule.follow_up_on, by_nobody.follow_up_on) == (TODAY + 5 * DAY, None)


def test_the_work_list_of_today_holds_what_is_due_and_still_open(
    seller: User, sales_lead: User, outsider: User
) -> None:
    due, later, lost = an_offer(seller), an_offer(seller), an_offer(seller)
    told = {"by": seller, "at": MONDAY}
    follow_up_quotation(quotation=later, follow_up_on=TODAY + 30 * DAY, **told)
    decline_quotation(quotation=lost, reason="01", **told)
    on = TODAY + 7 * DAY

    figures = home_figures(user=seller, today=on)
    rows = listed_documents(seller, "quotation", DocumentFilter(follow_up_to=on), today=on)

    assert [row.number for row in figures.offers_to_follow_up] == [row.number for row in rows] == [due.number]
    tile = next(tile for tile in figures.tiles if tile.code == "offers_to_follow_up")
    assert (tile.count, tile.filters) == (1, (("follow_up_to", on.isoformat()),))
    assert home_figures(user=sales_lead, today=on).offers_to_follow_up == ()
    assert home_figures(user=outsider, today=on, mine=False).offers_to_follow_up == ()


def test_following_up_is_journalled_with_what_the_customer_said(seller: User) -> None:
    offer, on = an_offer(seller), TODAY + 3 * DAY

    follow_up_quotation(quotation=offer, follow_up_on=on, note="Asks his board", by=seller, at=MONDAY)
    follow_up_quotation(quotation=offer, follow_up_on=on, by=seller, at=MONDAY)  # nothing new: nothing written

    entry = JournalEntry.objects.get(verb="follow_up_quotation")
    assert entry.changes == {"follow_up_on": [(TODAY + 7 * DAY).isoformat(), on.isoformat()]}
    assert entry.reason == "Asks his board"
    assert stored(offer).silent_since is None


def test_a_day_that_has_passed_is_refused_and_so_is_what_was_never_issued(seller: User) -> None:
    offer = an_offer(seller)

    with pytest.raises(BadFollowUp):
        follow_up_quotation(quotation=offer, follow_up_on=TODAY - DAY, by=seller, at=MONDAY)
    with pytest.raises(WrongStatus):
        follow_up_quotation(quotation=a_quotation(owner=seller), follow_up_on=TODAY, by=seller, at=MONDAY)
    with pytest.raises(ChangedMeanwhile):
        follow_up_quotation(quotation=offer, follow_up_on=TODAY, by=seller, at=MONDAY, version=1)


def test_reminders_are_stopped_once(seller: User) -> None:
    offer = an_offer(seller)

    stop_reminders(quotation=offer, why="he called", by=seller, at=MONDAY)
    version = offer.version
    stop_reminders(quotation=offer, by=seller, at=MONDAY)

    assert (offer.version, JournalEntry.objects.get(verb="stop_reminders").reason) == (version, "he called")
    assert "stop_reminders" not in offer.possible(TODAY)


# ---- the rule


def test_a_rule_is_journalled_with_what_changed(sales_lead: User) -> None:
    a_rule(sales_lead, BEFORE)
    a_rule(sales_lead, BEFORE, silent_for_days=90)

    entry = JournalEntry.objects.filter(verb="change_validity_rule").order_by("-pk")[0]
    assert entry.changes == {"silent_for_days": ["60", "90"]}
    assert ValidityRule.objects.count() == 1
    with pytest.raises(BadValidityRule):
        a_rule(sales_lead, extend_within_days=40_000)
