"""The customer's yes: accepted once, as offered, handed over."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_chain
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries import document_page, flow, last_price_paid
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.services import (
    accept_quotation,
    decline_quotation,
    issue_quotation,
    quote_inquiry,
    withdraw_quotation,
)
from prosfora.documents.services.quotations import OfferExpired
from prosfora.documents.services.refusals import FactsRefused, WrongStatus
from prosfora.documents.tests.builders import a_quotation, an_inquiry, an_offering, lines
from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.parties.tests.builders import a_party
from prosfora.pricing.tests.builders import a_price
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")


def an_offer(owner: User, **given: object) -> SalesDocument:
    quotation = a_quotation(owner=owner, **given)
    issue_quotation(quotation=quotation, by=owner, at=MONDAY)
    return quotation


def with_choices(owner: User) -> SalesDocument:
    """A and D count, B is an alternative to A, C an alternative to A too, O an option."""
    for number, price in (("A", "100"), ("B", "150"), ("C", "180"), ("D", "190"), ("O", "7")):
        an_offering(number, price=price)
    one = Decimal(1)
    return an_offer(
        owner,
        items=[
            ItemLine(product="A", quantity=one),
            ItemLine(product="B", quantity=one, category="alternative"),
            ItemLine(product="C", quantity=one, category="alternative"),
            ItemLine(product="D", quantity=one),
            ItemLine(product="O", quantity=one, category="option"),
        ],
    )


def test_the_order_has_the_offers_lines_and_prices(seller: User) -> None:
    offer = an_offer(seller, items=2, customer_reference="RFQ 7")
    a_price(customer=offer.sold_to.number, product="BOLT-M8", amount="99.00")

    order = accept_quotation(
        quotation=offer, customer_reference="PO 4711", evidence="Mail of 23 November", by=seller, at=MONDAY
    )

    assert order.number == "30000000"
    assert (order.net, order.tax, order.total) == (offer.net, offer.tax, offer.total)
    assert (order.status, order.customer_reference) == ("handed_over", "PO 4711")
    assert list(order.items.values_list("position", "net", "reserves")) == [
        (10, Decimal("400.00"), True),
        (20, Decimal("400.00"), True),
    ]
    assert order.partners.count() == 4
    offer.refresh_from_db()
    assert (offer.status, offer.reference_status, offer.closed_at) == ("accepted", "fully", MONDAY)


def test_the_flow_reaches_from_the_question_to_the_order(seller: User) -> None:
    inquiry = an_inquiry(owner=seller)
    quotation = quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)
    issue_quotation(quotation=quotation, by=seller, at=MONDAY)
    order = accept_quotation(quotation=quotation, by=seller, at=MONDAY)

    for document in (inquiry, quotation, order):
        steps = flow(document)
        assert [(step.category, step.depth) for step in steps] == [("inquiry", 0), ("quotation", 1), ("order", 2)]
        assert [step.number for step in steps if step.is_this] == [document.number]


def test_an_acceptance_happens_once(seller: User) -> None:
    offer = an_offer(seller)
    accept_quotation(quotation=offer, by=seller, at=MONDAY)

    with pytest.raises(WrongStatus, match="accepted"):
        accept_quotation(quotation=SalesDocument.objects.get(pk=offer.pk), by=seller, at=MONDAY)
    assert SalesDocument.objects.filter(category="order").count() == 1


def test_of_two_acceptances_at_one_moment_the_second_finds_it_done(seller: User) -> None:
    offer = an_offer(seller)
    read_at_the_same_moment = SalesDocument.objects.get(pk=offer.pk)
    accept_quotation(quotation=offer, by=seller, at=MONDAY)

    with pytest.raises(WrongStatus, match="accepted"):
        accept_quotation(quotation=read_at_the_same_moment, by=seller, at=MONDAY)
    assert SalesDocument.objects.filter(category="order").count() == 1


def test_an_offer_can_be_accepted_on_its_last_day_in_athens_and_no_later(seller: User) -> None:
    offer = an_offer(seller)
    last_minute = MONDAY.replace(month=12, hour=21, minute=59)  # 23:59 in Athens

    with pytest.raises(OfferExpired):
        accept_quotation(quotation=offer, by=seller, at=last_minute + timedelta(minutes=1))
    accept_quotation(quotation=SalesDocument.objects.get(pk=offer.pk), by=seller, at=last_minute)


def test_what_was_declined_or_withdrawn_is_not_accepted(seller: User, sales_lead: User) -> None:
    declined, withdrawn = an_offer(seller), an_offer(seller)
    decline_quotation(quotation=declined, reason="01", by=seller, at=MONDAY)
    withdraw_quotation(quotation=withdrawn, reason="03", by=sales_lead, at=MONDAY)

    for offer in (declined, withdrawn):
        with pytest.raises(WrongStatus):
            accept_quotation(quotation=offer, by=seller, at=MONDAY)


def test_a_draft_cannot_become_an_order(seller: User) -> None:
    with pytest.raises(WrongStatus):
        accept_quotation(quotation=a_quotation(owner=seller), by=seller, at=MONDAY)


@pytest.mark.parametrize(
    ("chosen", "positions", "net"),
    [
        ((), [10, 40], "290.00"),
        ((20,), [20, 40], "340.00"),
        ((30, 50), [30, 40, 50], "377.00"),
        ((50,), [10, 40, 50], "297.00"),
    ],
)
def test_the_customer_chooses(seller: User, chosen: tuple[int, ...], positions: list[int], net: str) -> None:
    offer = with_choices(seller)

    order = accept_quotation(quotation=offer, chosen=chosen, by=seller, at=MONDAY)

    items = list(order.items.order_by("position"))
    assert [item.position for item in items] == positions
    assert {item.category for item in items} == {"standard"}
    assert order.net == Decimal(net)
    assert order.tax == (order.net * Decimal("0.24")).quantize(Decimal("0.01"))


def test_what_was_not_chosen_is_rejected_by_the_system(seller: User) -> None:
    offer = with_choices(seller)

    accept_quotation(quotation=offer, chosen=[20], by=seller, at=MONDAY)

    rows = Item.objects.filter(document=offer).order_by("position").values_list("rejection_reason__code", flat=True)
    assert list(rows) == ["00", None, "00", None, "00"]
    offer.refresh_from_db()
    assert offer.reference_status == "fully"
    assert offer.net == Decimal("290.00")  # the offer still says what was offered


@pytest.mark.parametrize("chosen", [(10,), (70,), (20, 30)])
def test_choices_that_are_none_are_refused(seller: User, chosen: tuple[int, ...]) -> None:
    offer = with_choices(seller)

    with pytest.raises(FactsRefused):
        accept_quotation(quotation=offer, chosen=chosen, by=seller, at=MONDAY)
    assert SalesDocument.objects.get(pk=offer.pk).status == "issued"


def test_winning_makes_the_prospect_a_customer(seller: User) -> None:
    prospect = a_party(name="Νέα Εταιρεία", customer=False)
    offer = an_offer(seller, sold_to=prospect)

    accept_quotation(quotation=offer, by=seller, at=MONDAY)

    prospect.refresh_from_db()
    assert (prospect.is_customer, prospect.is_prospect) == (True, False)


def test_an_order_holds_stock_that_later_questions_no_longer_find(seller: User) -> None:
    an_offering("RARE", stock="50")
    accept_quotation(quotation=an_offer(seller, items=lines(1, product="RARE")), by=seller, at=MONDAY)

    later = a_quotation(owner=seller, items=lines(1, product="RARE"))

    row = document_page(later, today=MONDAY.date()).rows[0]
    assert row.schedule[0].quantity == Decimal(10)
    assert sum(line.quantity for line in row.schedule) == Decimal(40)


def test_quotations_hold_nothing(seller: User) -> None:
    an_offering("RARE", stock="50")
    an_offer(seller, items=lines(1, product="RARE"))

    assert a_quotation(owner=seller, items=lines(1, product="RARE")).items.get().schedule == [["2026-11-23", "40"]]


def test_texts_come_along_and_sections_stay_behind(seller: User) -> None:
    offer = an_offer(
        seller,
        items=[ItemLine(category="section", text="A"), *lines(1), ItemLine(category="text", text="By lorry")],
    )

    order = accept_quotation(quotation=offer, by=seller, at=MONDAY)

    assert list(order.items.order_by("position").values_list("category", flat=True)) == ["standard", "text"]


def test_both_documents_journal_the_acceptance(seller: User) -> None:
    offer = an_offer(seller)

    order = accept_quotation(quotation=offer, evidence="By phone, Mrs Niki", by=seller, at=MONDAY)

    entries = JournalEntry.objects.filter(verb="accept_quotation").order_by("id")
    assert [(entry.kind, entry.key) for entry in entries] == [("quotation", offer.number), ("order", order.number)]
    assert entries[0].reason == "By phone, Mrs Niki"
    assert verify_chain("quotation", offer.number) == []


def test_the_last_price_paid_is_the_ordered_one_before_the_offered(seller: User, outsider: User) -> None:
    offer = an_offer(seller, items=1)
    accept_quotation(quotation=offer, by=seller, at=MONDAY)
    a_price(customer=offer.sold_to.number, product="BOLT-M8", amount="8.00")
    an_offer(seller, items=1)
    bolt = offer.items.get().product_id

    paid = last_price_paid(user=seller, customer_id=offer.sold_to_id, product_ids=[bolt])

    assert (paid[bolt].category, paid[bolt].unit_price) == ("order", Decimal("10.00"))
    assert last_price_paid(user=outsider, customer_id=offer.sold_to_id, product_ids=[bolt]) == {}


def test_free_goods_are_handed_over_free(seller: User) -> None:
    offer = an_offer(seller, items=[*lines(1), replace(lines(1)[0], category="free")])

    order = accept_quotation(quotation=offer, by=seller, at=MONDAY)

    assert list(order.items.order_by("position").values_list("category", "net")) == [("standard", 400), ("free", 0)]


def test_the_customer_stays_who_he_is(seller: User) -> None:
    offer = an_offer(seller)
    version = Party.objects.get(pk=offer.sold_to_id).version

    accept_quotation(quotation=offer, by=seller, at=MONDAY)

    assert Party.objects.get(pk=offer.sold_to_id).version == version
