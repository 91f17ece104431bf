"""Asking, answering, quoting: the life of an inquiry."""

import datetime as dt
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from prosfora.audit.models import JournalEntry
from prosfora.documents.models import FlowLink, Item, SalesDocument
from prosfora.documents.queries import document_page, flow, item_flow
from prosfora.documents.rules.lines import ItemAnswer, ItemLine
from prosfora.documents.services import (
    answer_inquiry,
    change_inquiry,
    change_quotation,
    close_inquiry,
    quote_inquiry,
    reject_items,
)
from prosfora.documents.services.inquiries import NothingOpen
from prosfora.documents.services.refusals import FactsRefused, WrongStatus
from prosfora.documents.tests.builders import an_inquiry, an_offering, lines
from prosfora.identity.models import User
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")
FRIDAY = date(2026, 11, 27)


def rows(document: SalesDocument) -> list[Item]:
    return list(document.items.order_by("position"))


def test_an_inquiry_is_due_after_eight_working_hours(seller: User) -> None:
    inquiry = an_inquiry(owner=seller)  # Monday 11:00 in Athens

    assert inquiry.number == "10000000"
    assert inquiry.answer_due_at == dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


def test_a_question_on_friday_evening_is_due_on_monday_evening(seller: User) -> None:
    inquiry = an_inquiry(owner=seller, at=dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC))

    assert inquiry.answer_due_at == dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)


def test_the_three_answers_are_proposed_from_stock_and_price(seller: User) -> None:
    an_offering("RARE", price="3.00", stock="10")
    inquiry = an_inquiry(owner=seller, items=[*lines(1), *lines(1, product="RARE")], requested_date=FRIDAY)

    answer_inquiry(inquiry=inquiry, by=seller, at=MONDAY)

    bolt, rare = rows(inquiry)
    assert (bolt.answer_available, bolt.answer_price, bolt.answer_date) == (True, Decimal("10.00"), FRIDAY)
    assert (rare.answer_available, rare.answer_price) == (False, Decimal("3.00"))
    assert rare.answer_date == date(2026, 12, 7)  # ten working days
    assert (inquiry.status, inquiry.answered_at) == ("answered", MONDAY)


def test_an_item_without_product_is_answered_by_hand(seller: User) -> None:
    asked = ItemLine(text="Something blue, about a metre long", quantity=Decimal(3))
    inquiry = an_inquiry(owner=seller, items=[asked])
    answer = ItemAnswer(10, available=False, price=None, day=None, note="Not in our range")

    answer_inquiry(inquiry=inquiry, answers=[answer], by=seller, at=MONDAY)

    item = rows(inquiry)[0]
    assert (item.answer_available, item.answer_price, item.answer_note) == (False, None, "Not in our range")


def test_answers_may_be_given_again_and_are_journalled(seller: User) -> None:
    inquiry = an_inquiry(owner=seller, items=1)
    answer_inquiry(inquiry=inquiry, by=seller, at=MONDAY)
    better = ItemAnswer(10, available=True, price=Decimal("9.50"), day=FRIDAY)

    answer_inquiry(inquiry=inquiry, answers=[better], by=seller, at=MONDAY)

    changes = JournalEntry.objects.filter(verb="answer_inquiry").order_by("sequence").last().changes
    assert changes["10.answer_price"] == ["10.0000", "9.50"]


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (ItemAnswer(70, True, None, None), "items.70"),
        (ItemAnswer(10, True, Decimal(-1), None), "items.10.price"),
        (ItemAnswer(10, True, Decimal("NaN"), None), "items.10.price"),
        (ItemAnswer(10, True, None, date(1, 1, 1)), "items.10.day"),
        (ItemAnswer(10, True, None, None, "x" * 201), "items.10.note"),
    ],
)
def test_answers_that_cannot_be_right_are_refused(seller: User, answer: ItemAnswer, field: str) -> None:
    inquiry = an_inquiry(owner=seller)

    with pytest.raises(FactsRefused) as refusal:
        answer_inquiry(inquiry=inquiry, answers=[answer], by=seller, at=MONDAY)

    assert list(refusal.value.problems) == [field]


def test_changing_an_answered_inquiry_opens_it_again(seller: User) -> None:
    inquiry = an_inquiry(owner=seller)
    answer_inquiry(inquiry=inquiry, by=seller, at=MONDAY)

    change_inquiry(inquiry=inquiry, changed={10: {"quantity": Decimal(80)}}, by=seller, at=MONDAY)

    inquiry.refresh_from_db()
    assert (inquiry.status, inquiry.answered_at) == ("open", None)
    assert rows(inquiry)[0].answer_price is None
    assert rows(inquiry)[1].answer_price == Decimal("10.00")


def test_quoting_takes_everything_open_with_reference(seller: User) -> None:
    inquiry = an_inquiry(
        owner=seller, items=2, customer_reference="RFQ 2026/7", requested_date=FRIDAY, texts={"intro": "Hello"}
    )

    quotation = quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)

    assert (quotation.customer_reference, quotation.requested_date) == ("RFQ 2026/7", FRIDAY)
    assert quotation.texts.get().text == "Hello"
    assert [(item.position, item.quantity) for item in rows(quotation)] == [(10, 40), (20, 40)]
    assert {item.probability for item in rows(quotation)} == {70}
    inquiry.refresh_from_db()
    assert (inquiry.status, inquiry.reference_status) == ("quoted", "fully")
    assert [(step.number, step.predecessors) for step in flow(quotation, today=MONDAY.date())] == [
        (inquiry.number, ()),
        (quotation.number, (inquiry.number,)),
    ]
    assert [(link.source_position, link.quantity) for link in item_flow(inquiry)] == [(10, 40), (20, 40)]


def test_an_answered_price_is_kept_in_the_offer(seller: User) -> None:
    inquiry = an_inquiry(owner=seller, items=2)
    promised = ItemAnswer(10, available=True, price=Decimal("9.25"), day=FRIDAY)
    answer_inquiry(inquiry=inquiry, answers=[promised], by=seller, at=MONDAY)

    quotation = quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)

    assert [item.net for item in rows(quotation)] == [Decimal("370.00"), Decimal("400.00")]


def test_the_first_reference_closes_an_inquirys_item(seller: User) -> None:
    inquiry = an_inquiry(owner=seller, items=2)

    quote_inquiry(inquiry=inquiry, quantities={10: Decimal(5), 20: Decimal(0)}, by=seller, at=MONDAY)

    page = document_page(inquiry, today=MONDAY.date())
    assert [(row.open_quantity, row.reference_status) for row in page.rows] == [(0, "fully"), (40, "open")]
    assert inquiry.reference_status == "partly"
    rest = quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)
    assert [item.position for item in rows(rest)] == [20]


def test_more_than_is_open_is_refused(seller: User) -> None:
    inquiry = an_inquiry(owner=seller)

    with pytest.raises(FactsRefused) as refusal:
        quote_inquiry(inquiry=inquiry, quantities={10: Decimal(41)}, by=seller, at=MONDAY)

    assert list(refusal.value.problems) == ["quantities.10"]
    assert SalesDocument.objects.filter(category="quotation").count() == 0


def test_nothing_open_cannot_be_quoted_twice(seller: User) -> None:
    inquiry = an_inquiry(owner=seller)
    quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)

    with pytest.raises(NothingOpen):
        quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)


def test_what_is_not_quoted_carries_its_reason(seller: User) -> None:
    inquiry = an_inquiry(owner=seller, items=2)

    quotation = quote_inquiry(inquiry=inquiry, rejections={20: "50"}, by=seller, at=MONDAY)

    assert [item.position for item in rows(quotation)] == [10]
    assert rows(inquiry)[1].rejection_reason.code == "50"
    assert SalesDocument.objects.get(pk=inquiry.pk).reference_status == "fully"


def test_texts_sections_and_alternatives_come_along(seller: User) -> None:
    asked = [
        ItemLine(category="section", text="Fasteners"),
        *lines(1),
        replace(lines(1)[0], category="alternative"),
        ItemLine(category="text", text="As discussed"),
    ]
    inquiry = an_inquiry(owner=seller, items=asked)

    quotation = quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)

    assert [(item.category, item.alternative_to) for item in rows(quotation)] == [
        ("section", None),
        ("standard", None),
        ("alternative", 20),
        ("text", None),
    ]


def test_removing_the_quoted_row_opens_the_inquirys_item_again(seller: User) -> None:
    inquiry = an_inquiry(owner=seller, items=2)
    quotation = quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)

    change_quotation(quotation=quotation, removed=[20], changed={10: {"quantity": Decimal(30)}}, by=seller, at=MONDAY)

    assert [item.referenced_quantity for item in rows(inquiry)] == [30, 0]
    assert FlowLink.objects.get().quantity == 30
    assert SalesDocument.objects.get(pk=inquiry.pk).reference_status == "partly"


def test_a_quoted_item_is_not_removed_from_its_inquiry(seller: User) -> None:
    inquiry = an_inquiry(owner=seller, items=2)
    quote_inquiry(inquiry=inquiry, quantities={20: Decimal(0)}, by=seller, at=MONDAY)

    with pytest.raises(WrongStatus):
        change_inquiry(inquiry=inquiry, removed=[10], by=seller, at=MONDAY)


def test_rejected_items_are_answered_and_quoted_no_more(seller: User) -> None:
    inquiry = an_inquiry(owner=seller, items=2)
    reject_items(document=inquiry, reasons={20: "50"}, by=seller, at=MONDAY)

    answer_inquiry(inquiry=inquiry, by=seller, at=MONDAY)
    quotation = quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)

    assert rows(inquiry)[1].answer_price is None
    assert [item.position for item in rows(quotation)] == [10]


def test_an_inquiry_is_closed_with_a_reason_and_then_rests(seller: User) -> None:
    inquiry = an_inquiry(owner=seller)

    close_inquiry(inquiry=inquiry, reason="02", note="Out of production", by=seller, at=MONDAY)

    assert (inquiry.status, inquiry.close_reason.code) == ("closed", "02")
    assert JournalEntry.objects.get(verb="close_inquiry").reason == "Out of production"
    with pytest.raises(WrongStatus):
        quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)
