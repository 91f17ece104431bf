"""Revisions and variants under one number: what stands, what is superseded, what is closed when one is accepted."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_chain
from prosfora.audit.services import System
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries import flow
from prosfora.documents.queries.recomputing import recompute
from prosfora.documents.rules.lines import ItemLine
from prosfora.documents.rules.revisions import head_of, is_number, next_variant, number_of, variant_of
from prosfora.documents.services import (
    accept_quotation,
    add_variant,
    change_quotation,
    copy_quotation,
    decline_quotation,
    issue_quotation,
    quote_inquiry,
    revise_quotation,
    withdraw_quotation,
)
from prosfora.documents.services.delivery import send_quotation
from prosfora.documents.services.refusals import OfferReplaced, WrongStatus
from prosfora.documents.services.relatives import AlreadyAccepted
from prosfora.documents.services.revisions import NoNumberLeft, RevisionOpen
from prosfora.documents.tests.builders import a_quotation, an_inquiry, an_offering
from prosfora.identity.models import User
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.pricing.models import PromotionUse
from prosfora.pricing.rules.settings import CopyingRow, DocumentSetting
from prosfora.pricing.services import configure_prices
from prosfora.pricing.services.setup import touch_configuration
from prosfora.pricing.tests.builders import a_price, a_promotion, a_promotion_price
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")
LATER = MONDAY + dt.timedelta(days=3)
LAPSED = MONDAY + dt.timedelta(days=60)


def an_offer(owner: User, **given: object) -> SalesDocument:
    quotation = a_quotation(owner=owner, **given)
    issue_quotation(quotation=quotation, by=owner, at=MONDAY)
    return quotation


def revised(offer: SalesDocument, by: User) -> SalesDocument:
    """The next revision of an offer, issued."""
    revision = revise_quotation(quotation=offer, by=by, at=LATER)
    issue_quotation(quotation=revision, by=by, at=LATER)
    return revision


def now(document: SalesDocument) -> SalesDocument:
    return SalesDocument.objects.get(pk=document.pk)


def dearer_bolts(offer: SalesDocument) -> None:
    """From now on a bolt costs this customer 12 instead of 10."""
    a_price(customer=offer.sold_to.number, product="BOLT-M8", amount="12.00")


@pytest.mark.parametrize(
    ("revision", "variant", "number"),
    [
        (0, "", "20000042"),
        (1, "", "20000042-1"),
        (1, "B", "20000042-1B"),
        (0, "C", "20000042-C"),
        (12, "", "20000042-12"),
    ],
)
def test_numbers_say_revision_and_variant(revision: int, variant: str, number: str) -> None:
    assert number_of("20000042", revision, variant) == number
    assert (head_of(number), variant_of(number), is_number(number)) == ("20000042", variant, True)


@pytest.mark.parametrize("text", ["", "-1", "20000042-", "20000042-1BB", "2000\0", "a b", "20000042-1/..", "../x"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert is_number(text) == (text == "20000042-")


def test_letters_of_variants_begin_with_b_and_end_with_z() -> None:
    assert next_variant([]) == "B"
    assert next_variant(["", "B", "D"]) == "C"
    assert next_variant("BCDEFGHIJKLMNOPQRSTUVWXYZ") is None


def test_a_revision_is_a_draft_under_the_same_number_and_the_offer_stands(seller: User) -> None:
    offer = an_offer(seller, customer_reference="RFQ 7", probability=40)

    revision = revise_quotation(quotation=offer, by=seller, at=LATER)

    assert (revision.number, revision.revision, revision.status) == (f"{offer.number}-1", 1, "draft")
    assert (revision.first_id, revision.made_from) == (offer.pk, offer.number)
    assert (revision.customer_reference, revision.probability, revision.total) == ("RFQ 7", 40, offer.total)
    assert revision.valid_to == LATER.date() + dt.timedelta(days=30)
    assert list(revision.items.values_list("position", "origin")) == list(offer.items.values_list("position", "pk"))
    assert (now(offer).status, now(offer).successor) == ("issued", None)


def test_issuing_a_revision_supersedes_what_stood(seller: User) -> None:
    offer = an_offer(seller)

    first = revised(offer, seller)
    second = revised(first, seller)

    assert second.number == f"{offer.number}-2"
    assert [(one.status, one.successor) for one in map(now, (offer, first, second))] == [
        ("superseded", second.number), ("superseded", second.number), ("issued", None)
    ]  # fmt: skip
    assert now(offer).closed_at == LATER


def test_what_is_superseded_cannot_be_accepted_and_says_what_stands(seller: User) -> None:
    offer = an_offer(seller)
    read_before = now(offer)
    revision = revised(offer, seller)

    for stale in (now(offer), read_before):
        with pytest.raises(OfferReplaced, match=f"{revision.number} stands in its place") as refused:
            accept_quotation(quotation=stale, by=seller, at=LATER)
        assert refused.value.data == {"status": "superseded", "successor": revision.number}
    for verb in (revise_quotation, add_variant):
        with pytest.raises(OfferReplaced):
            verb(quotation=now(offer), by=seller, at=LATER)
    assert accept_quotation(quotation=revision, by=seller, at=LATER).total == offer.total


def test_only_one_revision_of_a_variant_is_made_at_a_time(seller: User) -> None:
    offer = an_offer(seller)
    revision = revise_quotation(quotation=offer, by=seller, at=LATER)

    with pytest.raises(RevisionOpen, match=revision.number):
        revise_quotation(quotation=offer, by=seller, at=LATER)
    withdraw_quotation(quotation=revision, reason="03", by=seller, at=LATER)
    again = revise_quotation(quotation=offer, by=seller, at=LATER)

    assert (again.number, again.made_from) == (f"{offer.number}-2", offer.number)
    with pytest.raises(IntegrityError), transaction.atomic():
        SalesDocument.objects.filter(pk=revision.pk).update(status="draft")


def test_both_journals_name_each_other(seller: User) -> None:
    offer = an_offer(seller)

    revision = revised(offer, seller)

    made = JournalEntry.objects.get(key=revision.number, sequence=1)
    last = JournalEntry.objects.get(key=offer.number, verb="revise_quotation")
    assert (made.verb, made.data["made_from"], made.data["hash_before"]) == (
        "revise_quotation",
        offer.number,
        last.hash,
    )
    assert last.data == {"made": revision.number}
    superseded = JournalEntry.objects.get(key=offer.number, verb="supersede_quotation")
    assert (superseded.changes, superseded.data) == (
        {"status": ["issued", "superseded"]}, {"successor": revision.number}
    )  # fmt: skip
    issued = JournalEntry.objects.get(key=revision.number, verb="issue_quotation")
    assert issued.data["supersedes"] == offer.number
    assert verify_chain("quotation", offer.number) == verify_chain("quotation", revision.number) == []


@pytest.mark.parametrize("how", ["declined", "withdrawn"])
def test_a_lost_offer_is_quoted_again_and_stays_lost(seller: User, how: str) -> None:
    offer = an_offer(seller)
    if how == "declined":
        decline_quotation(quotation=offer, reason="01", by=seller, at=MONDAY)
    else:
        withdraw_quotation(quotation=offer, reason="03", by=seller, at=MONDAY)

    revision = revised(offer, seller)

    assert (now(offer).status, now(offer).successor, now(offer).closed_at) == (how, revision.number, MONDAY)
    with pytest.raises(OfferReplaced, match=revision.number):
        revise_quotation(quotation=now(offer), by=seller, at=LATER)
    assert "revise_quotation" not in now(offer).possible(MONDAY.date())


def test_an_offer_that_binds_keeps_its_prices_and_one_that_ended_gets_new_ones(seller: User) -> None:
    offer = an_offer(seller, items=1)
    dearer_bolts(offer)

    kept = revise_quotation(quotation=offer, by=seller, at=LATER)
    assert (kept.net, kept.items.get().kept["type"]) == (offer.net, "A")
    withdraw_quotation(quotation=kept, reason="03", by=seller, at=LATER)

    assert revise_quotation(quotation=now(offer), by=seller, at=LAPSED).net == Decimal("480.00")


def test_a_kept_price_follows_a_changed_quantity_and_is_proven(seller: User) -> None:
    offer = an_offer(seller, items=1)
    dearer_bolts(offer)
    revision = revise_quotation(quotation=offer, by=seller, at=LATER)

    change_quotation(quotation=revision, changed={10: {"quantity": Decimal(50)}}, by=seller, at=LATER)

    assert now(revision).net == Decimal("500.00")
    assert list(recompute(SalesDocument.objects.filter(category="quotation"))) == []


def test_the_set_up_says_which_prices_revisions_keep(seller: User) -> None:
    an_offering()
    rule = DocumentSetting(copies=(CopyingRow("QT", "RV", "C"),))
    configure_prices(wanted=rule, by=System(), at=MONDAY)
    touch_configuration()
    offer = an_offer(seller, items=1)
    dearer_bolts(offer)

    assert revise_quotation(quotation=offer, by=seller, at=LATER).net == Decimal("480.00")
    variant = add_variant(quotation=offer, pricing_type="D", by=seller, at=LATER)
    assert variant.net == Decimal("400.00")


def test_a_promotion_is_given_back_before_the_revision_takes_it(seller: User) -> None:
    a_promotion(codes=("SAVE10",), budget="40", uses=1)
    an_offering()
    a_promotion_price()
    offer = an_offer(seller, items=1, coupon="SAVE10")
    assert offer.net < Decimal(400)

    for wanted in ("A", "C"):  # kept, and looked up anew
        revision = revise_quotation(quotation=offer, pricing_type=wanted, by=seller, at=LATER)
        assert (revision.coupon, revision.net) == ("SAVE10", offer.net)
        change_quotation(quotation=revision, header={"customer_reference": "again"}, by=seller, at=LATER)
        if wanted == "A":
            withdraw_quotation(quotation=revision, reason="03", by=seller, at=LATER)
    issue_quotation(quotation=revision, by=seller, at=LATER)

    assert dict(PromotionUse.objects.values_list("document", "status")) == {
        offer.number: "released", revision.number: "held"
    }  # fmt: skip


def test_a_mail_that_has_not_left_stays_when_its_offer_is_superseded(seller: User, mailoutbox: list[object]) -> None:
    offer = an_offer(seller)
    revised(offer, seller)

    assert send_quotation.func(offer.number, offer.version) == ""
    assert mailoutbox == []


def test_variants_stand_side_by_side_and_one_is_chosen(seller: User) -> None:
    first = an_offer(seller)
    second = add_variant(quotation=first, by=seller, at=MONDAY)
    third = add_variant(quotation=second, by=seller, at=MONDAY)
    assert [one.number for one in (second, third)] == [f"{first.number}-B", f"{first.number}-C"]
    issue_quotation(quotation=second, by=seller, at=LATER)
    draft = revise_quotation(quotation=second, by=seller, at=LATER)
    assert draft.number == f"{first.number}-1B"
    assert {now(one).status for one in (first, second)} == {"issued"}

    accept_quotation(quotation=second, by=seller, at=LATER)

    assert [(now(one).status, now(one).successor) for one in (first, second, third, draft)] == [
        ("closed", second.number), ("accepted", None), ("closed", second.number), ("closed", second.number)
    ]  # fmt: skip
    closed = JournalEntry.objects.filter(verb="close_variant").order_by("key")
    assert [(entry.key, entry.data) for entry in closed] == [
        (number, {"successor": second.number}) for number in sorted(one.number for one in (first, third, draft))
    ]
    with pytest.raises(OfferReplaced, match=f"{second.number} was accepted instead"):
        accept_quotation(quotation=now(first), by=seller, at=LATER)
    assert SalesDocument.objects.filter(category="order").count() == 1


def test_nothing_is_offered_beside_an_accepted_one(seller: User) -> None:
    first = an_offer(seller)
    lost = add_variant(quotation=first, by=seller, at=MONDAY)
    issue_quotation(quotation=lost, by=seller, at=MONDAY)
    decline_quotation(quotation=lost, reason="01", by=seller, at=MONDAY)
    accept_quotation(quotation=first, by=seller, at=LATER)

    assert now(lost).status == "declined"
    with pytest.raises(AlreadyAccepted, match=first.number):
        revise_quotation(quotation=now(lost), by=seller, at=LATER)
    with pytest.raises(WrongStatus):
        add_variant(quotation=now(first), by=seller, at=LATER)


def test_the_database_itself_lets_one_of_all_be_accepted(seller: User) -> None:
    first = an_offer(seller)
    other = add_variant(quotation=first, by=seller, at=MONDAY)

    SalesDocument.objects.filter(pk=first.pk).update(status="accepted")
    with pytest.raises(IntegrityError), transaction.atomic():
        SalesDocument.objects.filter(pk=other.pk).update(status="accepted")


def test_variants_end_with_the_alphabet(seller: User) -> None:
    first = an_offer(seller)
    for letter in "BCDEFGHIJKLMNOPQRSTUVWXYZ":
        row = now(first)
        row.pk, row.first_id, row.variant, row.number = None, first.pk, letter, f"{first.number}-{letter}"
        row.save(force_insert=True)

    with pytest.raises(NoNumberLeft):
        add_variant(quotation=first, by=seller, at=MONDAY)


def test_an_acceptance_at_the_same_moment_as_a_change_of_a_draft_beside(seller: User) -> None:
    first = an_offer(seller)
    beside = add_variant(quotation=first, by=seller, at=MONDAY)
    read_at_the_same_moment = now(beside)

    accept_quotation(quotation=first, by=seller, at=LATER)

    with pytest.raises(ChangedMeanwhile):
        change_quotation(quotation=read_at_the_same_moment, header={"customer_reference": "late"}, by=seller, at=LATER)
    with pytest.raises(OfferReplaced):
        issue_quotation(quotation=beside, by=seller, at=LATER)


def test_an_issue_at_the_same_moment_as_an_acceptance_finds_it_done(seller: User) -> None:
    offer = an_offer(seller)
    revision = revise_quotation(quotation=offer, by=seller, at=LATER)
    read_at_the_same_moment = now(revision)
    accept_quotation(quotation=offer, by=seller, at=LATER)

    with pytest.raises(OfferReplaced, match=f"{offer.number} was accepted instead"):
        issue_quotation(quotation=read_at_the_same_moment, by=seller, at=LATER)
    assert now(offer).status == "accepted"


def test_a_stale_page_is_told_so_before_anything_else(seller: User) -> None:
    offer = an_offer(seller)
    seen = offer.version
    revised(offer, seller)

    with pytest.raises(ChangedMeanwhile):
        accept_quotation(quotation=now(offer), version=seen, by=seller, at=LATER)


def test_a_copy_of_a_revision_is_no_relative(seller: User) -> None:
    revision = revised(an_offer(seller), seller)

    copy = copy_quotation(quotation=revision, by=seller, at=LATER)

    assert "-" not in copy.number
    assert (copy.first_id, copy.variant, copy.made_from, copy.revision) == (None, None, None, 0)
    assert set(copy.items.values_list("origin", flat=True)) == {None}


def test_the_flow_reaches_from_the_inquiry_over_every_revision_to_the_order(seller: User) -> None:
    inquiry = an_inquiry(owner=seller)
    offer = quote_inquiry(inquiry=inquiry, by=seller, at=MONDAY)
    issue_quotation(quotation=offer, by=seller, at=MONDAY)
    revision = revised(offer, seller)
    order = accept_quotation(quotation=revision, by=seller, at=LATER)

    for document in (inquiry, offer, revision, order):
        assert [(step.number, step.predecessors) for step in flow(document, today=MONDAY.date())] == [
            (inquiry.number, ()), (offer.number, (inquiry.number,)), (revision.number, (offer.number,)),
            (order.number, (revision.number,)),
        ]  # fmt: skip


def test_an_order_is_no_relative_either(seller: User) -> None:
    revision = revised(an_offer(seller), seller)

    order = accept_quotation(quotation=revision, by=seller, at=LATER)

    assert (order.first_id, order.variant, order.made_from, order.revision) == (None, None, None, 0)
    assert set(order.items.values_list("origin", flat=True)) == {None}


def test_a_line_is_known_again_wherever_it_was_moved(seller: User) -> None:
    offer = an_offer(seller, items=[ItemLine(product="BOLT-M8", quantity=Decimal(n)) for n in (1, 2)])
    first, second = offer.items.order_by("position").values_list("pk", flat=True)
    revision = revise_quotation(quotation=offer, by=seller, at=LATER)
    change_quotation(quotation=revision, changed={10: {"position": 30}}, by=seller, at=LATER)
    change_quotation(
        quotation=revision, added=[replace(ItemLine(product="BOLT-M8", quantity=Decimal(3)), position=10)],
        by=seller, at=LATER,
    )  # fmt: skip
    issue_quotation(quotation=revision, by=seller, at=LATER)

    again = revise_quotation(quotation=revision, by=seller, at=LATER)

    added = Item.objects.get(document=revision, position=10)
    assert dict(again.items.values_list("position", "origin")) == {10: added.pk, 20: second, 30: first}


def test_the_statements_of_an_issue_and_an_acceptance_do_not_grow_with_relatives(seller: User) -> None:
    def cost(count: int) -> int:
        offer = an_offer(seller, items=1)
        for _ in range(count):
            issue_quotation(quotation=add_variant(quotation=offer, by=seller, at=MONDAY), by=seller, at=MONDAY)
        with CaptureQueriesContext(connection) as asked:
            accept_quotation(quotation=offer, by=seller, at=LATER)
        return len(asked)

    cost(0)
    one, three = cost(1), cost(3)
    assert three - one <= 2 * 2  # each is closed by one statement of its own, and has a chain of its own
