"""Pricing again is looked at first: the preview is what the verb then does, and writes nothing itself."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.previewing import BeyondBounds, NoDraft, repricing_preview
from prosfora.documents.services import change_quotation, issue_quotation, reprice_quotation
from prosfora.documents.tests.builders import a_quotation
from prosfora.documents.tests.paging import browser_of, page_of, text_of
from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.services import change_condition
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "on_monday")]
DAY = dt.date(2026, 12, 1)


@pytest.fixture
def draft(seller: User) -> SalesDocument:
    return a_quotation(owner=seller, items=3)


def dearer(seller: User) -> None:
    """All base prices rise by a tenth from the day on."""
    for record in ConditionRecord.objects.filter(condition_type="PR00", status="released"):
        amount = (record.amount * Decimal("1.1")).quantize(Decimal("0.0001"))
        change_condition(condition=record, changes={"amount": amount}, valid_from=DAY, by=seller, at=MONDAY)


def stored(document: SalesDocument) -> list[tuple[Decimal, Decimal]]:
    return list(Item.objects.filter(document=document).order_by("position").values_list("unit_price", "net"))


def test_the_preview_is_what_repricing_then_does(seller: User, draft: SalesDocument) -> None:
    dearer(seller)

    preview = repricing_preview(draft, DAY)
    positions = reprice_quotation(quotation=draft, pricing_date=DAY, by=seller, at=MONDAY)

    assert [row.item.position for row in preview.changed] == positions == [10, 20, 30]
    assert [(row.unit_price, row.net) for row in preview.rows] == stored(draft)
    assert (preview.net, preview.tax, preview.total) == (draft.net, draft.tax, draft.total)


def test_the_preview_says_by_how_much(seller: User, draft: SalesDocument) -> None:
    dearer(seller)

    preview = repricing_preview(draft, DAY)

    assert [row.difference for row in preview.rows] == [Decimal("40.00")] * 3
    assert preview.difference == Decimal("148.80")  # 120 and 24 % VAT


def test_the_preview_writes_nothing(seller: User, draft: SalesDocument) -> None:
    dearer(seller)
    before, entries = stored(draft), JournalEntry.objects.count()

    repricing_preview(draft, DAY)

    draft.refresh_from_db()
    assert stored(draft) == before
    assert (draft.version, draft.pricing_date, JournalEntry.objects.count()) == (1, MONDAY.date(), entries)


def test_prices_that_still_hold_are_no_difference(draft: SalesDocument) -> None:
    preview = repricing_preview(draft, MONDAY.date())

    assert preview.changed == ()
    assert preview.difference == 0


def test_a_price_that_ended_is_named_as_missing(draft: SalesDocument) -> None:
    preview = repricing_preview(draft, dt.date(2020, 1, 1))

    assert {doubt["code"] for row in preview.changed for doubt in row.doubts} >= {"no_base_price"}


def test_rejected_items_do_not_count_in_the_new_total(seller: User, draft: SalesDocument) -> None:
    reason = Item._meta.get_field("rejection_reason").related_model.objects.filter(kind="rejection").first()
    Item.objects.filter(document=draft, position=20).update(rejection_reason=reason)
    dearer(seller)

    assert repricing_preview(draft, DAY).net == Decimal("880.00")


def test_a_binding_offer_has_no_preview(seller: User, draft: SalesDocument) -> None:
    issued = issue_quotation(quotation=draft, by=seller, at=MONDAY)

    with pytest.raises(NoDraft, match="copy this quotation"):
        repricing_preview(issued, DAY)


def test_a_value_beyond_all_bounds_is_refused(seller: User, draft: SalesDocument) -> None:
    Item.objects.filter(document=draft, position=10).update(quantity=Decimal("9.9e9"))
    dearer(seller)

    with pytest.raises(BeyondBounds):
        repricing_preview(draft, DAY)


def test_the_number_of_statements_does_not_grow_with_items(seller: User) -> None:
    few, many = a_quotation(owner=seller, items=2), a_quotation(owner=seller, items=20)
    repricing_preview(few, DAY)
    counts = []
    for document in (few, many):
        with CaptureQueriesContext(connection) as captured:
            repricing_preview(document, DAY)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 16


def test_the_page_shows_old_and_new_and_does_it_for_that_day(seller: User, draft: SalesDocument) -> None:
    dearer(seller)
    browser = browser_of(seller)

    shown = browser.get(page_of(draft, "reprice_quotation"), {"pricing_date": "2026-12-01"})
    assert shown.status_code == 200
    assert "New net value" in text_of(shown)
    assert "440.00" in text_of(shown)
    assert "148.80" in text_of(shown)

    browser.post(page_of(draft, "reprice_quotation"), {"version": "1", "pricing_date": "2026-12-01"})
    draft.refresh_from_db()
    assert (draft.net, draft.pricing_date) == (Decimal("1320.00"), DAY)


def test_the_page_says_when_nothing_changes(seller: User, draft: SalesDocument) -> None:
    assert "nothing changes" in text_of(browser_of(seller).get(page_of(draft, "reprice_quotation")))


def test_a_day_that_is_none_is_asked_for_again(seller: User, draft: SalesDocument) -> None:
    browser = browser_of(seller)

    assert browser.get(page_of(draft, "reprice_quotation"), {"pricing_date": "soon"}).status_code == 422
    refused = browser.post(page_of(draft, "reprice_quotation"), {"version": "1", "pricing_date": "soon"})
    assert refused.status_code == 422
    draft.refresh_from_db()
    assert draft.version == 1


def test_the_page_of_a_binding_offer_says_why_not(seller: User, draft: SalesDocument) -> None:
    issue_quotation(quotation=draft, by=seller, at=MONDAY)

    answer = browser_of(seller).get(page_of(draft, "reprice_quotation"))

    assert answer.status_code == 409
    assert "Only a draft" in text_of(answer)


def test_programs_read_the_preview(seller: User, outsider: User, draft: SalesDocument) -> None:
    dearer(seller)
    address = f"/api/v1/quotations/{draft.number}/reprice_quotation?pricing_date=2026-12-01"

    told = program(seller).get(address).json()

    assert [Decimal(told[name]) for name in ("total", "new_total", "difference")] == [
        Decimal(1488), Decimal("1636.80"), Decimal("148.80"),
    ]  # fmt: skip
    assert [(row["position"], row["new_net"]) for row in told["items"]] == [
        (10, "440.00"),
        (20, "440.00"),
        (30, "440.00"),
    ]
    assert program(outsider).get(address).status_code == 404


def program(user: User) -> Client:
    _token, clear = issue_token(user=user, name="erp", expires_at=MONDAY + dt.timedelta(days=9), by=user, at=MONDAY)
    return Client(headers={"Authorization": f"Bearer {clear}"})


def test_entered_amounts_stay_in_the_preview(seller: User, draft: SalesDocument) -> None:
    change_quotation(quotation=draft, changed={10: {"quantity": Decimal(80)}}, by=seller, at=MONDAY)
    dearer(seller)

    first = repricing_preview(draft, DAY).rows[0]

    assert first.item.quantity == 80
    assert first.net == Decimal("880.00")
