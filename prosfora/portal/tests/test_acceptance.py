"""The customer's yes: once, all or nothing, on what he saw."""

import hashlib
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_chain
from prosfora.documents.models import SalesDocument
from prosfora.documents.services import (
    accept_quotation,
    add_variant,
    issue_quotation,
    revise_quotation,
    withdraw_quotation,
)
from prosfora.files.queries import content
from prosfora.identity.models import User
from prosfora.offers.models import SealedFile
from prosfora.offers.rules.coding import digest
from prosfora.portal.models import Acceptance
from prosfora.portal.queries.records import record_of
from prosfora.portal.rules.choosing import Choosing
from prosfora.portal.rules.standing import Standing
from prosfora.portal.services import Visitor, accept_offer, withdraw_link
from prosfora.portal.services.refusals import (
    BadSignature,
    ChoiceMissing,
    LinkGone,
    NameMissing,
    OfferNotOpen,
    TermsNotConfirmed,
)
from prosfora.portal.services.sealing import seal_acceptance
from prosfora.portal.tests.builders import LATER, MAIL, a_link, a_png, a_yes, an_issued_offer, link_again, page_of
from tests.cast import MONDAY

VISITOR = Visitor("203.0.113.9", "Firefox")
CHOICES = {"group-10": ["20"], "chosen": ["40"]}


def accept(token: str, **given: Any) -> Acceptance:
    link = link_again(token)
    assert link is not None
    yes = given.pop("yes", None) or a_yes(token, given.pop("posted", None))
    return accept_offer(link=link, yes=yes, visitor=VISITOR, at=given.pop("at", LATER))


def test_an_acceptance_makes_the_order_and_the_record_in_one(offer: SalesDocument, token: str) -> None:
    acceptance = accept(token, posted=CHOICES)

    offer.refresh_from_db()
    told = record_of(acceptance)
    order = SalesDocument.objects.get(category="order")
    assert offer.status == "accepted"
    assert told.order == order.number
    assert (told.totals.net, told.totals.total) == (order.net, order.total) == (Decimal(720), Decimal("892.80"))
    assert [(one.position, one.kind, one.instead_of) for one in told.choices] == [
        (20, "alternative", 10),
        (40, "option", None),
    ]
    assert (told.by.name, told.by.role, told.seen.address) == (
        "Maria Papadopoulou",
        "Head of purchasing",
        VISITOR.address,
    )
    assert told.confirmed.sha256 == digest(told.confirmed.text.encode()) == page_of(token).terms_digest
    assert digest(acceptance.content.encode()) == acceptance.digest
    assert order.created_by_id == offer.responsible_id


def test_the_journal_names_the_recipient_and_the_record(offer: SalesDocument, token: str) -> None:
    acceptance = accept(token)

    entry = JournalEntry.objects.get(kind="quotation", key=offer.number, verb="accept_offer")
    assert (entry.actor, entry.actor_id) == ("Maria Papadopoulou", None)
    assert entry.data["acceptance"] == acceptance.digest
    assert entry.data["terms"] == page_of(token).terms_digest
    assert verify_chain("quotation", offer.number) == []


def test_what_the_page_shows_is_what_the_order_comes_to(company: object, seller: User) -> None:
    """For every way to choose."""
    for posted in ({}, {"chosen": ["40"]}, {"group-10": ["20"]}, CHOICES):
        token = a_link(an_issued_offer(seller), by=seller)[1]
        shown = page_of(token, dict(posted)).totals
        order = SalesDocument.objects.get(number=record_of(accept(token, posted=dict(posted))).order)
        assert (shown.net, shown.tax, shown.total) == (order.net, order.tax, order.total)


def test_the_second_of_two_acceptances_is_refused(offer: SalesDocument, seller: User, token: str) -> None:
    other = a_link(offer, by=seller, name="Nikos", email="nikos@papadopoulos.example")[1]
    nikos = a_yes(other)
    accept(token)

    with pytest.raises(OfferNotOpen) as refusal:
        accept(other, yes=nikos)

    assert refusal.value.standing is Standing.ACCEPTED
    assert SalesDocument.objects.filter(category="order").count() == Acceptance.objects.count() == 1


def test_accepting_one_variant_closes_the_other(offer: SalesDocument, seller: User, token: str) -> None:
    variant = issue_quotation(quotation=add_variant(quotation=offer, by=seller, at=MONDAY), by=seller, at=MONDAY)
    beside = a_link(variant, by=seller)[1]
    yes = a_yes(token)
    accept(beside)

    with pytest.raises(OfferNotOpen) as refusal:
        accept(token, yes=yes)

    assert refusal.value.standing is Standing.CLOSED


def test_an_expired_offer_is_refused(offer: SalesDocument, token: str) -> None:
    yes = a_yes(token)
    assert offer.valid_to is not None
    late = MONDAY.replace(year=2027, month=1, day=4)

    with pytest.raises(OfferNotOpen) as refusal:
        accept(token, yes=yes, at=late)

    assert refusal.value.standing is Standing.EXPIRED


def test_a_superseded_offer_is_refused(offer: SalesDocument, seller: User, token: str) -> None:
    yes = a_yes(token)
    issue_quotation(quotation=revise_quotation(quotation=offer, by=seller, at=MONDAY), by=seller, at=MONDAY)

    with pytest.raises(OfferNotOpen) as refusal:
        accept(token, yes=yes)

    assert refusal.value.standing is Standing.SUPERSEDED
    assert "newer offer" in refusal.value.message


def test_a_withdrawn_offer_is_refused(offer: SalesDocument, sales_lead: User, token: str) -> None:
    yes = a_yes(token)
    withdraw_quotation(quotation=offer, reason="01", by=sales_lead, at=MONDAY)

    with pytest.raises(OfferNotOpen) as refusal:
        accept(token, yes=yes)

    assert refusal.value.standing is Standing.WITHDRAWN


def test_a_withdrawn_link_accepts_nothing(offer: SalesDocument, seller: User, token: str) -> None:
    link = link_again(token)
    assert link is not None
    yes = a_yes(token)
    withdraw_link(link=link, by=seller, at=MONDAY)

    with pytest.raises(LinkGone):
        accept_offer(link=link, yes=yes, visitor=VISITOR, at=LATER)


def test_what_the_seller_recorded_meanwhile_wins(offer: SalesDocument, seller: User, token: str) -> None:
    yes = a_yes(token)
    accept_quotation(quotation=offer, evidence="on the phone", by=seller, at=MONDAY)

    with pytest.raises(OfferNotOpen):
        accept(token, yes=yes)


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"confirmed": ""}, TermsNotConfirmed),
        ({"confirmed": digest(b"other terms")}, TermsNotConfirmed),
        ({"name": " "}, NameMissing),
        ({"role": ""}, NameMissing),
        ({"name": "Maria\x00"}, NameMissing),
        ({"chosen": Choosing((), (10,))}, ChoiceMissing),
        ({"signature": b"GIF89a"}, BadSignature),
    ],
)
def test_a_yes_without_what_it_needs_changes_nothing(
    offer: SalesDocument, token: str, given: dict[str, Any], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        accept(token, yes=a_yes(token, **given))

    offer.refresh_from_db()
    assert offer.status == "issued"
    assert not Acceptance.objects.exists()


def test_the_worker_seals_the_record_and_mails_it_to_both_sides_once(offer: SalesDocument, token: str) -> None:
    acceptance = accept(token, posted=CHOICES)
    seal_acceptance.call(acceptance.pk)
    seal_acceptance.call(acceptance.pk)

    kept = SealedFile.objects.get(kind="acceptance")
    assert kept.frozen_id == acceptance.frozen_id
    assert {sent.to[0] for sent in mail.outbox} == {offer.responsible.email, MAIL}
    assert len(mail.outbox) == 2
    assert all(sent.attachments[0][1].startswith(b"%PDF-") for sent in mail.outbox)


def test_the_record_is_canonical_json(token: str) -> None:
    content = accept(token).content

    plain = json.loads(content)
    assert content == json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert plain["format"] == "prosfora-acceptance/1"


def test_the_database_keeps_the_record_as_it_is(token: str) -> None:
    acceptance = accept(token)
    for change in (
        lambda: Acceptance.objects.filter(pk=acceptance.pk).update(content="{}"),
        lambda: Acceptance.objects.filter(pk=acceptance.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_drawn_signature_is_kept_by_its_hash_and_printed(token: str) -> None:
    drawn = a_png(700, 200)
    acceptance = accept(token, yes=a_yes(token, name="Μαρία Παπαδοπούλου", role="Υπεύθυνη αγορών", signature=drawn))
    seal_acceptance.call(acceptance.pk)

    assert record_of(acceptance).signature_sha256 == acceptance.signature == hashlib.sha256(drawn).hexdigest()
    pdf = PdfReader(io.BytesIO(content(SealedFile.objects.get(kind="acceptance").digest)))
    assert pdf.attachments["signature.png"] == [drawn]
    assert pdf.attachments["acceptance.json"] == [acceptance.content.encode()]
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "Μαρία Παπαδοπούλου" in text
    assert acceptance.digest in text.replace("\n", "")
