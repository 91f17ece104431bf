"""Many drafts priced again: as one by one, whole or not at all, what people entered stays."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_all
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.services import issue_quotation, reprice_quotation
from prosfora.documents.services.mass_repricing import ITEM_PRICES, Repriced, reprice_quotations
from prosfora.documents.tests.builders import a_quotation
from prosfora.identity.models import User
from prosfora.identity.services import issue_token
from prosfora.kit.database import MANY
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.rules.facts import ManualCondition
from prosfora.pricing.services import change_condition
from prosfora.pricing.tests.builders import standard_pricing
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _prices(company: object) -> None:
    standard_pricing()


def dearer(seller: User, percent: str = "10") -> None:
    """All base prices rise from the day on."""
    for record in ConditionRecord.objects.filter(condition_type="PR00", status="released"):
        amount = (record.amount * (100 + Decimal(percent)) / 100).quantize(Decimal("0.0001"))
        change_condition(condition=record, changes={"amount": amount}, valid_from=DAY, by=seller, at=MONDAY)


def prices_of(document: SalesDocument) -> list[tuple[object, ...]]:
    rows = Item.objects.filter(document=document).order_by("position")
    return [tuple(getattr(row, name) for name in ITEM_PRICES) for row in rows]


def ids(*documents: SalesDocument) -> Sequence[int]:
    return [document.pk for document in documents]


def test_many_are_priced_as_each_would_be_by_itself(seller: User) -> None:
    alone, in_bulk, other = (a_quotation(owner=seller, items=3) for _ in range(3))
    dearer(seller)

    done = reprice_quotations(ids=ids(in_bulk, other), pricing_date=DAY, by=seller, at=MONDAY)
    reprice_quotation(quotation=alone, pricing_date=DAY, by=seller, at=MONDAY)

    assert (done.documents, done.changed, done.items, done.refused) == (2, 2, 6, ())
    assert prices_of(in_bulk) == prices_of(alone) == prices_of(other)
    for document in (alone, in_bulk):
        document.refresh_from_db()
    figures = ("net", "tax", "total", "cost", "taxes", "expected_value", "pricing_date", "is_complete", "procedure")
    assert [getattr(in_bulk, name) for name in figures] == [getattr(alone, name) for name in figures]


def test_what_an_item_has_none_of_is_absent_in_the_database_too(seller: User) -> None:
    """Rows written by the thousand are as Django stores each: SQL's NULL, not the JSON text "null"."""
    quotation = a_quotation(owner=seller, items=2)
    dearer(seller)
    reprice_quotations(ids=ids(quotation), pricing_date=DAY, by=seller, at=MONDAY)

    rows = Item.objects.filter(document=quotation)
    for name in ("free_goods", "bundle", "kept"):
        assert rows.filter(**{f"{name}__isnull": True}).count() == 2, name
    assert [item.problems for item in rows] == [[], []]


def test_many_items_of_one_document_are_written_as_few_are(seller: User) -> None:
    """More rows than go as arrays: their prices are those of the short document, line by line."""
    short, long = a_quotation(owner=seller, items=1), a_quotation(owner=seller, items=MANY + 10)
    dearer(seller)

    reprice_quotations(ids=ids(short, long), pricing_date=DAY, by=seller, at=MONDAY)

    (price,) = prices_of(short)
    assert prices_of(long) == [price] * (MANY + 10)
    assert not Item.objects.filter(document=long, kept__isnull=False).exists()
    reprice_quotations(ids=ids(long), pricing_date=MONDAY.date(), by=seller, at=MONDAY)
    assert prices_of(long) != [price] * (MANY + 10)


def test_what_still_holds_is_not_touched(seller: User) -> None:
    quotation = a_quotation(owner=seller)
    entries = JournalEntry.objects.count()

    done = reprice_quotations(ids=ids(quotation), by=seller, at=MONDAY)

    assert (done.documents, done.changed) == (1, 0)
    before = quotation.version
    quotation.refresh_from_db()
    assert (quotation.version, JournalEntry.objects.count()) == (before, entries)


def test_issued_offers_are_passed_over(seller: User) -> None:
    issued = a_quotation(owner=seller)
    issue_quotation(quotation=issued, by=seller, at=MONDAY)
    dearer(seller)
    before = prices_of(issued)

    done = reprice_quotations(ids=ids(issued), pricing_date=DAY, by=seller, at=MONDAY)

    assert done.documents == 0
    assert prices_of(issued) == before


def test_what_a_person_entered_stays(seller: User) -> None:
    entered = ManualCondition("PB00", Decimal(7), "EUR", unit="PCE")
    line = ItemLine(product="BOLT-M8", quantity=Decimal(10), manual=(entered,))
    quotation = a_quotation(owner=seller, items=[line])
    dearer(seller)

    reprice_quotations(ids=ids(quotation), pricing_date=DAY, by=seller, at=MONDAY)

    assert Item.objects.get(document=quotation).gross_value == 70


def test_each_document_has_its_own_entry_and_the_chains_hold(seller: User) -> None:
    documents = [a_quotation(owner=seller) for _ in range(3)]
    dearer(seller)

    reprice_quotations(ids=ids(*documents), pricing_date=DAY, by=seller, at=MONDAY)

    told = JournalEntry.objects.filter(verb="reprice_quotations")
    assert {entry.key for entry in told} == {document.number for document in documents}
    assert all(entry.changes["total"][0] != entry.changes["total"][1] for entry in told)
    assert list(verify_all()) == []


def test_a_batch_that_fails_leaves_its_documents_as_they_were(seller: User, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [a_quotation(owner=seller) for _ in range(3)]
    dearer(seller)
    monkeypatch.setattr("prosfora.documents.services.mass_repricing.BATCH", 2)
    heard: list[int] = []

    def unplugged(done: Repriced) -> None:
        heard.append(done.changed)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reprice_quotations(ids=ids(*documents), pricing_date=DAY, by=seller, at=MONDAY, told=unplugged)
    assert heard == [2]

    rest = reprice_quotations(ids=ids(*documents), pricing_date=DAY, by=seller, at=MONDAY)
    assert rest.changed == 1
    assert len({str(prices_of(document)) for document in documents}) == 1


def test_statements_do_not_grow_with_documents_or_items(seller: User) -> None:
    def statements(count: int, items: int) -> int:
        documents = [a_quotation(owner=seller, items=items) for _ in range(count)]
        ConditionRecord.objects.filter(condition_type="PR00", valid_from__gt=MONDAY.date()).delete()
        ConditionRecord.objects.filter(condition_type="PR00").update(valid_to=dt.date(9999, 12, 31))
        dearer(seller)
        with CaptureQueriesContext(connection) as captured:
            reprice_quotations(ids=ids(*documents), pricing_date=DAY, by=seller, at=MONDAY)
        return len(captured)

    statements(21, 1)
    assert statements(22, 1) == statements(40, 3)


@pytest.mark.usefixtures("on_monday")
def test_a_program_prices_many_again(seller: User, outsider: User) -> None:
    first, second = a_quotation(owner=seller), a_quotation(owner=seller)
    dearer(seller)
    body = {"numbers": [first.number, second.number], "pricing_date": DAY.isoformat()}

    hidden = program(outsider).post("/api/v1/quotations/reprice_quotations", body, "application/json")
    assert hidden.status_code == 404
    unknown = {**body, "numbers": [first.number, "20009999"]}
    assert program(seller).post("/api/v1/quotations/reprice_quotations", unknown, "application/json").status_code == 404
    assert not JournalEntry.objects.filter(verb="reprice_quotations").exists()

    answer = program(seller).post("/api/v1/quotations/reprice_quotations", body, "application/json")
    assert answer.status_code == 200, answer.content
    assert answer.json() == {"documents": 2, "changed": 2, "items": 4, "refused": []}


def program(user: User) -> Client:
    ends = MONDAY + dt.timedelta(days=3650)
    _row, key = issue_token(user=user, name="erp", expires_at=ends, by=user, at=MONDAY)
    return Client(headers={"authorization": f"Bearer {key}"})
