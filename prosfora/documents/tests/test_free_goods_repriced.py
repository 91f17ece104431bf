"""Free goods of drafts that are priced again: those they would have if they were entered on that day."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_all
from prosfora.documents.models import FlowLink, Item, SalesDocument
from prosfora.documents.queries.previewing import repricing_preview
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.services import change_quotation, quote_inquiry, reprice_quotation, reprice_quotations
from prosfora.documents.tests.builders import a_quotation, an_inquiry, an_offering
from prosfora.documents.tests.paging import browser_of, page_of, text_of
from prosfora.documents.tests.test_api import program_of
from prosfora.documents.tests.test_free_goods import Shown, shown
from prosfora.identity.models import User
from prosfora.pricing.models import FreeGoodsRecord
from prosfora.pricing.tests.builders import free_goods
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company", "on_monday")
DAY = dt.date(2026, 12, 1)
LATER = dt.datetime(2026, 12, 1, 8, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _offering(company: object) -> None:
    an_offering()


def reprice(*documents: SalesDocument, by: User, day: dt.date = DAY) -> None:
    reprice_quotations(ids=[one.pk for one in documents], pricing_date=day, by=by, at=MONDAY)
    for one in documents:
        one.refresh_from_db()


def whole(document: SalesDocument) -> list[dict[str, object]]:
    """All that is stored of its items, but what tells two documents apart."""
    return [
        {name: value for name, value in row.items() if name not in ("id", "document_id", "checked_at")}
        for row in Item.objects.filter(document=document).order_by("position").values()
    ]


def ended(*records: FreeGoodsRecord) -> None:
    for record in records:
        record.valid_to = MONDAY.date()
        record.save()


@pytest.mark.parametrize("terms", [{}, {"is_inclusive": True}, {"product_given": "NUT-M8"}])
def test_free_goods_come_change_and_go_in_many_as_in_each_by_itself(seller: User, terms: dict[str, Any]) -> None:
    an_offering("NUT-M8", price="0.50")
    old = free_goods("10", "1", is_inclusive="is_inclusive" in terms)
    alone, in_bulk = (a_quotation(owner=seller, items=2) for _ in range(2))
    ended(old)
    free_goods("20", "3", since=DAY, **terms)

    for day in (DAY, MONDAY.date(), dt.date(2026, 11, 30)):  # others, the first ones again, none
        preview = repricing_preview(alone, day)
        reprice(in_bulk, by=seller, day=day)
        reprice_quotation(quotation=alone, pricing_date=day, by=seller, at=MONDAY)

        assert shown(in_bulk) == shown(alone)
        assert whole(in_bulk) == whole(alone)
        assert (in_bulk.net, in_bulk.total) == (alone.net, alone.total) == (preview.net, preview.total)
        assert list(recompute(SalesDocument.objects.all())) == []
    assert [row[0] for row in shown(alone)] == [10, 20]


def test_the_journal_tells_of_each_and_the_chains_hold(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=1)
    free_goods("11", "1", since=DAY, is_inclusive=True)

    reprice(quotation, by=seller)

    wanted: Shown = [(10, "BOLT-M8", "37", "370.00"), (11, "BOLT-M8", "3", "0.00")]
    assert shown(quotation) == wanted
    told = JournalEntry.objects.get(verb="reprice_quotations").changes
    assert (told["10.quantity"], told["11.quantity"]) == (["40 PCE", "37 PCE"], [None, "3 PCE"])
    assert list(verify_all()) == []
    assert quotation.version == 2


def test_what_comes_is_whole(seller: User) -> None:
    quotation = a_quotation(owner=seller, items=1)
    free_goods("10", "1", since=DAY)

    reprice(quotation, by=seller)

    item = Item.objects.get(document=quotation, position=11)
    assert (item.free_for, item.category, item.confirmed_quantity) == (10, "free", Decimal(4))
    assert item.schedule
    assert item.price_trace["elements"]


def test_what_a_person_took_off_stays_off(seller: User) -> None:
    free_goods("10", "1")
    quotation = a_quotation(owner=seller, items=1)
    change_quotation(quotation=quotation, removed=[11], by=seller, at=MONDAY)

    reprice(quotation, by=seller)

    assert [row[0] for row in shown(quotation)] == [10]


def test_what_an_inquiry_gave_follows_the_quantity_that_is_charged(seller: User) -> None:
    inquiry = an_inquiry(owner=seller, items=2)
    quotation = quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)
    free_goods("11", "1", since=DAY, is_inclusive=True)

    reprice(quotation, by=seller)

    assert list(FlowLink.objects.values_list("quantity", flat=True)) == [Decimal(37), Decimal(37)]
    inquiry.refresh_from_db()
    assert inquiry.reference_status == "fully"


@pytest.mark.parametrize("is_quoted", [False, True])
def test_statements_do_not_grow_with_documents(seller: User, is_quoted: bool) -> None:
    free_goods("11", "1", since=DAY, is_inclusive=True)
    counts = []
    for count in (21, 30):  # the journal writes more than twenty at once in another way
        documents = [a_quotation(owner=seller, items=2) for _ in range(count)]
        if is_quoted:
            inquiries = [an_inquiry(owner=seller, items=2) for _ in range(count)]
            documents = [quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY) for inquiry in inquiries]
        with CaptureQueriesContext(connection) as captured:
            reprice(*documents, by=seller)
        counts.append(len(captured) - count)  # what the test itself reads again
        assert all(len(shown(document)) == 4 for document in documents)

    assert counts[0] == counts[1]


def test_pages_and_programs_name_what_comes_and_goes(seller: User) -> None:
    ended(free_goods("10", "1"))
    quotation = a_quotation(owner=seller, items=1)
    free_goods("20", "1", since=DAY, is_inclusive=True)

    page = browser_of(seller).get(page_of(quotation, "reprice_quotation"), {"pricing_date": DAY.isoformat()})
    assert "40 → 38" in text_of(page).replace("\xa0", " ").replace(" PCE", "")
    told = program_of(seller)("GET", f"/quotations/{quotation.number}/reprice_quotation?pricing_date={DAY}").json()
    assert [(row["position"], row["new_quantity"]) for row in told["items"]] == [(10, "38.000"), (11, "2.000")]
    gone = repricing_preview(quotation, dt.date(2026, 11, 30))
    assert [(row.item.position, row.is_gone, row.new_quantity) for row in gone.changed] == [(11, True, Decimal(0))]
    page = browser_of(seller).get(page_of(quotation, "reprice_quotation"), {"pricing_date": "2026-11-30"})
    assert "free goods, no longer given" in text_of(page)
