"""Offers expire at the end of their last day, extended ones are in force again; who is late decides nothing."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_chain
from prosfora.company.models import Reason
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries import DocumentFilter, home_figures, listed_documents
from prosfora.documents.queries.validity import following_up
from prosfora.documents.rules.statuses import Status
from prosfora.documents.rules.validity import ValidityTerms
from prosfora.documents.services import (
    accept_quotation,
    change_validity_rule,
    decline_quotation,
    expiry,
    extend_validity,
    issue_quotation,
    withdraw_quotation,
)
from prosfora.documents.services.expiry import expire_due
from prosfora.documents.services.quotations import OfferExpired
from prosfora.documents.services.refusals import WrongStatus
from prosfora.documents.services.validity import NotExtendable, ReasonMissing, send_extension
from prosfora.documents.tests.builders import a_quotation, an_offering
from prosfora.identity.models import User
from prosfora.jobs.rules import Scheduled
from prosfora.jobs.services import start_scheduled
from prosfora.jobs.worker import schedule
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.models import PromotionUse
from prosfora.pricing.services.promotion_uses import PromotionRefused
from prosfora.pricing.tests.builders import a_promotion, a_promotion_price
from tests.cast import DIRECT_SALES, MONDAY

pytestmark = pytest.mark.usefixtures("company")

TODAY = MONDAY.date()
DAY = dt.timedelta(days=1)
LAST_DAY = TODAY + 7 * DAY
AFTER = MONDAY + 8 * DAY  # the day after the last


def an_offer(owner: User, **given: Any) -> SalesDocument:
    offer = a_quotation(owner=owner, items=1, **{"valid_to": LAST_DAY, **given})
    return issue_quotation(quotation=offer, by=owner, at=MONDAY)


def stored(offer: SalesDocument) -> SalesDocument:
    return SalesDocument.objects.select_related("sold_to", "responsible").get(pk=offer.pk)


def expired(owner: User, **given: Any) -> SalesDocument:
    offer = an_offer(owner, **given)
    expire_due(at=AFTER)
    return stored(offer)


# ---- the job


def test_an_offer_expires_when_its_last_day_is_over_and_not_before(seller: User) -> None:
    offer, open_ended = an_offer(seller), an_offer(seller)
    SalesDocument.objects.filter(pk=open_ended.pk).update(valid_to=None)

    assert expire_due(at=MONDAY + 7 * DAY) == 0
    assert expire_due(at=AFTER) == 1

    assert stored(offer).status == Status.EXPIRED
    assert stored(open_ended).status == Status.ISSUED


def test_the_day_ends_at_midnight_of_the_company(seller: User) -> None:
    an_offer(seller)
    athens = ZoneInfo("Europe/Athens")

    last_minute = dt.datetime.combine(LAST_DAY, dt.time(23, 59), athens)

    assert expire_due(at=last_minute) == 0
    assert expire_due(at=last_minute + dt.timedelta(minutes=1)) == 1


def test_the_schedule_starts_it_as_each_day_begins() -> None:
    athens = ZoneInfo("Europe/Athens")
    plan = tuple(entry for entry in schedule() if "expiry" in entry.task)
    midnight = dt.datetime(2026, 3, 29, 0, 0, 5, tzinfo=athens).astimezone(dt.UTC)  # the day that has 23 hours

    started = [
        start_scheduled(plan=plan, at=at)
        for at in (
            midnight - DAY,
            midnight - dt.timedelta(minutes=1),
            midnight,
            midnight + dt.timedelta(hours=20),
            midnight + dt.timedelta(hours=23),
        )
    ]

    assert [bool(names) for names in started] == [True, False, True, False, True]
    assert start_scheduled(plan=(Scheduled("hourly", plan[0].task, dt.timedelta(hours=1)),), at=midnight)


def test_a_second_run_changes_nothing(seller: User) -> None:
    offer = expired(seller)

    assert expire_due(at=AFTER + DAY) == 0

    assert stored(offer).version == offer.version
    assert JournalEntry.objects.filter(verb="expire_quotation").count() == 1


def test_the_system_says_so_in_the_journal(seller: User) -> None:
    offer = expired(seller)

    entry = JournalEntry.objects.get(verb="expire_quotation")
    assert (entry.key, entry.actor, entry.scope) == (offer.number, "system", DIRECT_SALES)
    assert entry.changes == {"status": ["issued", "expired"]}
    assert entry.data == {"valid_to": LAST_DAY.isoformat()}
    assert verify_chain("quotation", offer.number) == []


def test_a_batch_takes_as_many_statements_for_many_offers_as_for_a_few(
    seller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for number in (21, 40):  # the journal writes a few entries in another way
        for _ in range(number):
            an_offer(seller)
        with CaptureQueriesContext(connection) as asked:
            assert expire_due(at=AFTER) == number
        counts.append(len(asked))
    monkeypatch.setattr(expiry, "BATCH", 3)
    for _ in range(7):
        an_offer(seller)

    assert counts[0] == counts[1]
    assert expire_due(at=AFTER) == 7


def test_what_was_held_of_promotions_is_given_back(seller: User) -> None:
    offer = a_promoted_offer(seller)
    assert PromotionUse.objects.get().status == "held"

    expire_due(at=AFTER)

    assert PromotionUse.objects.get().status == "released"
    assert stored(offer).promotions == ["SPRING"]


# ---- what is derived agrees with what is stored


def seen(seller: User, at: dt.datetime) -> dict[str, Any]:
    today = at.date()

    def numbers(**wanted: Any) -> list[str]:
        rows = listed_documents(seller, "quotation", DocumentFilter(**wanted), today=today)
        return sorted(" ".join(found) for found in rows.values_list("number", "current_status"))

    figures = home_figures(user=seller, today=today)
    return {
        "all": numbers(),
        "issued": numbers(status=("issued",)),
        "expired": numbers(status=("expired",)),
        "only expired": numbers(expired=True),
        "not expired": numbers(expired=False),
        "open": numbers(open_only=True),
        "issued or declined": numbers(status=("issued", "declined")),
        "expired or draft": numbers(status=("expired", "draft")),
        "to follow up": numbers(follow_up_to=today),
        "tiles": {tile.code: (tile.count, tile.amounts) for tile in figures.tiles},
        "possible": [row.possible(today) for row in SalesDocument.objects.order_by("number")],
    }


def test_lists_filters_tiles_and_verbs_say_the_same_before_and_after_the_job(seller: User) -> None:
    over, in_force = an_offer(seller), an_offer(seller, valid_to=TODAY + 30 * DAY)
    a_quotation(owner=seller, valid_to=LAST_DAY)
    lost = an_offer(seller)
    decline_quotation(quotation=lost, reason="01", by=seller, at=MONDAY)

    before = seen(seller, AFTER)
    expire_due(at=AFTER)

    assert seen(seller, AFTER) == before
    assert before["expired"] == before["only expired"] == [f"{over.number} expired"]
    assert before["issued"] == [f"{in_force.number} issued"]
    assert before["tiles"]["offers_expired"] == (1, (("EUR", 400),))
    assert before["tiles"]["issued"] == (1, (("EUR", 400),))
    assert f"{over.number} expired" in before["open"]


# ---- the law of acceptance


def test_a_late_job_lets_no_expired_offer_be_accepted(seller: User) -> None:
    offer = an_offer(seller)

    with pytest.raises(OfferExpired):
        accept_quotation(quotation=offer, by=seller, at=AFTER)

    expire_due(at=AFTER)
    with pytest.raises(OfferExpired):
        accept_quotation(quotation=stored(offer), by=seller, at=AFTER)
    with pytest.raises(OfferExpired):  # whoever still holds the row as it was
        accept_quotation(quotation=offer, by=seller, at=AFTER)


def test_an_acceptance_under_way_when_the_job_ran_is_refused(seller: User) -> None:
    offer = an_offer(seller)
    read_before = stored(offer)
    expire_due(at=AFTER)

    with pytest.raises(OfferExpired):  # though its clock still showed the last day
        accept_quotation(quotation=read_before, by=seller, at=MONDAY + 7 * DAY)


def test_an_expired_offer_can_still_be_declined_or_withdrawn(seller: User, sales_lead: User) -> None:
    declined, withdrawn = an_offer(seller), an_offer(seller)
    expire_due(at=AFTER)

    decline_quotation(quotation=stored(declined), reason="01", by=seller, at=AFTER)
    withdraw_quotation(
        quotation=stored(withdrawn), reason=Reason.objects.filter(kind="close")[0].code, by=sales_lead, at=AFTER
    )

    assert (stored(declined).status, stored(withdrawn).status) == ("declined", "withdrawn")


# ---- extending


def test_an_extended_offer_is_in_force_again_and_the_extension_is_logged(seller: User) -> None:
    offer, until = expired(seller), TODAY + 40 * DAY

    extend_validity(quotation=offer, valid_to=until, reason="His board meets later", by=seller, at=AFTER)

    row = stored(offer)
    assert (row.status, row.valid_to, row.valid_until, row.silent_since) == ("issued", until, until, AFTER.date())
    entry = JournalEntry.objects.get(verb="extend_validity")
    assert entry.changes == {"status": ["expired", "issued"], "valid_to": [LAST_DAY.isoformat(), until.isoformat()]}
    assert (entry.reason, entry.actor) == ("His board meets later", "seller")
    found = following_up(row, today=AFTER.date()).extensions
    assert [(one.before, one.until, one.by) for one in found] == [(LAST_DAY, until, "seller")]
    assert accept_quotation(quotation=row, by=seller, at=AFTER).category == "order"


def test_an_offer_whose_expiry_the_job_has_not_noted_is_extended_as_well(seller: User) -> None:
    offer = an_offer(seller)

    extend_validity(quotation=offer, valid_to=TODAY + 40 * DAY, reason="asked for", by=seller, at=AFTER)

    assert expire_due(at=AFTER) == 0
    assert stored(offer).status == "issued"


def test_an_extension_needs_a_reason_and_a_later_day_that_has_not_passed(seller: User) -> None:
    offer = expired(seller)
    at = AFTER + 10 * DAY

    with pytest.raises(ReasonMissing):
        extend_validity(quotation=offer, valid_to=TODAY + 40 * DAY, reason=" ", by=seller, at=at)
    for wanted, why in ((LAST_DAY, "no_longer"), (LAST_DAY + DAY, "in_the_past")):
        with pytest.raises(NotExtendable) as refusal:
            extend_validity(quotation=offer, valid_to=wanted, reason="asked for", by=seller, at=at)
        assert (refusal.value.field, refusal.value.data["why"]) == ("valid_to", why)


def test_stale_prices_are_not_extended_but_revised(seller: User, sales_lead: User) -> None:
    offer, until = expired(seller), TODAY + 90 * DAY
    change_validity_rule(sales_area=DIRECT_SALES, terms=ValidityTerms(extend_within_days=5), by=sales_lead, at=MONDAY)

    with pytest.raises(NotExtendable, match="more than 5 days ago"):
        extend_validity(quotation=offer, valid_to=until, reason="asked for", by=seller, at=MONDAY + (7 + 6) * DAY)
    extend_validity(quotation=offer, valid_to=until, reason="asked for", by=seller, at=MONDAY + (7 + 5) * DAY)

    assert stored(offer).valid_to == until


@pytest.mark.parametrize("over", ["accepted", "declined", "withdrawn", "draft"])
def test_what_is_over_or_was_never_issued_is_not_extended(over: str, seller: User) -> None:
    offer = an_offer(seller)
    SalesDocument.objects.update(status=over)

    with pytest.raises(WrongStatus):
        extend_validity(quotation=stored(offer), valid_to=TODAY + 40 * DAY, reason="x", by=seller, at=MONDAY)


def test_the_customer_is_told_once_in_his_language(seller: User) -> None:
    offer, until = expired(seller, language="en"), TODAY + 40 * DAY
    extend_validity(quotation=offer, valid_to=until, reason="internal words", by=seller, at=AFTER)
    queued = DBTaskResult.objects.filter(task_path__endswith="send_extension").get()

    for _ in range(2):
        send_extension.call(*queued.args_kwargs["args"])

    (sent,) = mail.outbox
    assert sent.to == ["agores@papadopoulos.example"]
    assert "2 January 2027" in str(sent.body)
    assert "internal words" not in str(sent.body)
    assert JournalEntry.objects.get(verb="send_extension").data["delivery"] == "sent"


def test_an_extension_is_not_told_once_the_offer_was_answered(seller: User) -> None:
    offer = expired(seller)
    extend_validity(quotation=offer, valid_to=TODAY + 40 * DAY, reason="asked for", by=seller, at=AFTER)
    decline_quotation(quotation=offer, reason="01", by=seller, at=AFTER)

    assert send_extension.call(offer.number, offer.version, (TODAY + 40 * DAY).isoformat()) == ""
    assert mail.outbox == []


# ---- extending what holds something of a promotion


def a_promoted_offer(seller: User, budget: str = "1000") -> SalesDocument:
    """An offer of 400 less 10 per cent: it holds 40 of a promotion."""
    an_offering()
    a_promotion(budget=budget)
    a_promotion_price()
    return an_offer(seller, campaign="SPRING")


def test_an_extended_offer_holds_its_share_again_until_its_new_last_day(seller: User) -> None:
    offer = a_promoted_offer(seller)
    expire_due(at=AFTER)

    extend_validity(quotation=stored(offer), valid_to=TODAY + 40 * DAY, reason="asked for", by=seller, at=AFTER)

    use = PromotionUse.objects.get()
    assert (use.status, use.held_until) == ("held", TODAY + 40 * DAY)


def test_an_offer_whose_share_was_given_to_another_is_not_extended(seller: User) -> None:
    offer = a_promoted_offer(seller, budget="50")
    expire_due(at=AFTER)
    other = a_quotation(
        owner=seller, items=1, sold_to=a_party(name="Νίκη ΕΠΕ"), campaign="SPRING", at=AFTER, valid_to=TODAY + 40 * DAY
    )
    issue_quotation(quotation=other, by=seller, at=AFTER)

    with pytest.raises(PromotionRefused):
        extend_validity(quotation=stored(offer), valid_to=TODAY + 40 * DAY, reason="asked for", by=seller, at=AFTER)
