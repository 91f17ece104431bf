"""Dead offers are proposed for closing, and closed by somebody with a reason for each; nothing closes by itself."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_chain
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries import DocumentFilter
from prosfora.documents.queries.validity import dead_offers
from prosfora.documents.rules.validity import ValidityTerms, proposed_reason
from prosfora.documents.services import (
    change_validity_rule,
    close_dead_offers,
    extend_validity,
    follow_up_quotation,
    issue_quotation,
)
from prosfora.documents.services.expiry import expire_due
from prosfora.documents.services.refusals import UnknownReason
from prosfora.documents.tests.builders import a_quotation
from prosfora.identity.models import User
from tests.cast import DIRECT_SALES, MONDAY

pytestmark = pytest.mark.usefixtures("company")

TODAY = MONDAY.date()
DAY = dt.timedelta(days=1)
LATE = MONDAY + 70 * DAY


def an_offer(owner: User, days: int = 30, **given: Any) -> SalesDocument:
    offer = a_quotation(owner=owner, items=1, valid_to=TODAY + days * DAY, **given)
    return issue_quotation(quotation=offer, by=owner, at=MONDAY)


def dead(user: User, at: dt.datetime = LATE) -> list[str]:
    found = dead_offers(user, DocumentFilter(), today=at.date())
    return sorted(row.number for row in found)


def test_what_expired_long_ago_or_is_silent_for_long_is_dead(seller: User, outsider: User) -> None:
    expired, silent, late = an_offer(seller), an_offer(seller, days=200), an_offer(seller, days=60)
    answered = an_offer(seller, days=200)
    follow_up_quotation(quotation=answered, follow_up_on=None, note="wants it in May", by=seller, at=MONDAY)
    a_quotation(owner=seller)

    before = dead(seller)
    expire_due(at=LATE)

    assert before == dead(seller) == [expired.number, silent.number]
    assert late.number not in before  # expired ten days ago: he may still want it
    assert dead(outsider) == dead(seller, MONDAY + 30 * DAY) == []


def test_each_sales_area_says_what_long_is(seller: User, sales_lead: User) -> None:
    offer = an_offer(seller)
    terms = ValidityTerms(expired_for_days=5)
    assert dead(seller, MONDAY + 36 * DAY) == []

    change_validity_rule(sales_area=DIRECT_SALES, terms=terms, by=sales_lead, at=MONDAY)

    assert dead(seller, MONDAY + 36 * DAY) == [offer.number]


def test_the_proposed_reason_is_silence_unless_the_customer_spoke() -> None:
    assert (proposed_reason(TODAY), proposed_reason(None)) == ("05", "")


def test_several_are_closed_at_once_each_with_its_reason_and_journal(seller: User) -> None:
    dear, late = an_offer(seller), an_offer(seller)
    expire_due(at=LATE)

    closed = close_dead_offers(reasons={dear.pk: "01", late.pk: "05"}, note="spring clean", by=seller, at=LATE)

    assert closed == [dear.number, late.number]
    rows = {row.number: row for row in SalesDocument.objects.select_related("close_reason")}
    assert {(row.status, row.close_note, row.closed_at) for row in rows.values()} == {
        ("declined", "spring clean", LATE)
    }
    assert [str(rows[number].close_reason)[:2] for number in closed] == ["01", "05"]
    entries = JournalEntry.objects.filter(verb="close_dead_offers").order_by("key")
    assert [(one.key, one.changes, one.data, one.reason) for one in entries] == [
        (number, {"status": ["expired", "declined"]}, {"reason": reason}, "spring clean")
        for number, reason in zip(closed, ("01", "05"), strict=True)
    ]
    assert verify_chain("quotation", dear.number) == []
    assert dead(seller) == []


def test_what_is_no_longer_dead_is_passed_over(seller: User) -> None:
    extended, over = an_offer(seller, days=60), an_offer(seller)
    expire_due(at=LATE)
    fresh = SalesDocument.objects.select_related("sold_to").get(pk=extended.pk)
    extend_validity(quotation=fresh, valid_to=TODAY + 100 * DAY, reason="asked for", by=seller, at=LATE)

    closed = close_dead_offers(reasons={extended.pk: "05", over.pk: "05"}, by=seller, at=LATE)

    assert closed == [over.number]
    assert SalesDocument.objects.get(pk=extended.pk).status == "issued"


def test_an_unknown_reason_closes_nothing(seller: User) -> None:
    offer = an_offer(seller)

    with pytest.raises(UnknownReason):
        close_dead_offers(reasons={offer.pk: "99"}, by=seller, at=LATE)

    assert SalesDocument.objects.get(pk=offer.pk).status == "issued"


def test_closing_many_takes_as_many_statements_as_closing_few(seller: User) -> None:
    counts = []
    for number in (2, 9):
        ids = [an_offer(seller).pk for _ in range(number)]
        with CaptureQueriesContext(connection) as asked:
            assert len(close_dead_offers(reasons=dict.fromkeys(ids, "05"), by=seller, at=LATE)) == number
        statements = [query["sql"].split(None, 1)[0] for query in asked if "executemany" not in query["sql"]]
        counts.append(len(statements))

    assert counts[0] == counts[1]
