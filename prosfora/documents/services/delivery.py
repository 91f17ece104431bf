"""Delivery: the issued offer becomes a PDF and goes out by mail, exactly once."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from prosfora.audit.services import Actor, System, record
from prosfora.documents.models import DocumentPartner, SalesDocument
from prosfora.documents.queries.drafting import PartyCard, party_cards
from prosfora.documents.queries.printing import binding_offer
from prosfora.documents.rules.partners import SHIP_TO
from prosfora.documents.services.drafts import subject_of
from prosfora.documents.services.states import require, store_header
from prosfora.files.queries import content
from prosfora.files.services import CannotStore, store
from prosfora.jobs.tasks import job
from prosfora.kit.clock import now
from prosfora.kit.clock import today as company_day
from prosfora.kit.database import bulk_change
from prosfora.offers.queries.frozen import frozen_offer
from prosfora.offers.queries.letters import offer_letter
from prosfora.offers.queries.printing import print_offer
from prosfora.offers.rules.content import Offer
from prosfora.offers.services import CannotSeal, seal_offer

_COMPANY = "sales_area__organisation__company"
WAITING, SENT, FAILED, TO_PRINT = "waiting", "sent", "failed", "to_print"
type LinkMaker = Callable[[SalesDocument, Offer, str, dt.datetime], str]
_link_makers: list[LinkMaker] = []


def declare_offer_link(make: LinkMaker) -> None:
    """Say how the room of the customer's page makes the address that an offer's mail carries; called at start-up."""
    _link_makers[:] = [make]


@transaction.atomic
def deliver_quotation(
    *, quotation: SalesDocument, by: Actor, at: dt.datetime, version: int | None = None
) -> SalesDocument:
    """Put the issued offer's PDF and mail on their way (again); the worker does it after commit.

    `delivery_status` becomes "waiting", then "sent", "failed" (the worker tries again) or "to_print" where no mail
    address is known. Raises WrongStatus.
    """
    require(quotation, "deliver_quotation", version)
    quotation.delivery_status = WAITING
    store_header(quotation, ["delivery_status"], at)
    subject = subject_of(quotation, quotation.sold_to.number)
    record(verb="deliver_quotation", subject=subject, by=by, at=at, data={"delivery": WAITING})
    put_on_its_way(quotation)
    return quotation


def put_on_its_way(quotation: SalesDocument) -> None:
    """Queue the delivery in the transaction that issues: both stand, or neither (docs/decisions/0009)."""
    send_quotation.enqueue(quotation.number, quotation.version)


@job()
def send_quotation(number: str, version: int) -> str:
    """Make the PDF of an issued offer, keep it, mail it; what became of it is returned.

    May run more than once: what is done already is not done again. The mail's Message-ID comes from number and
    version, so that a mail that left just before a crash and leaves again is one mail to its reader. No transaction is
    open while the mail server is spoken to.
    """
    at = now()
    rows = SalesDocument.objects.select_related("sold_to", "responsible", "payment_terms", _COMPANY)
    quotation = rows.get(category="quotation", number=number)
    offer = binding_offer(quotation, today=company_day(at))
    to = recipient(offer)
    try:
        pdf = _kept_pdf(quotation, offer, at)
        if quotation.delivery_status not in (WAITING, FAILED):
            return quotation.delivery_status
        if to:
            address = _link_makers[0](quotation, offer, to, at) if _link_makers else ""
            _mail(offer, to, pdf, version, address).send()
    except (OSError, CannotStore, CannotSeal):
        _note(quotation, FAILED, to, at)
        raise
    return _note(quotation, SENT if to else TO_PRINT, to, at)


def recipient(offer: Offer) -> str:
    """Where an offer goes by mail: the contact person's address, else the customer's; "" where none is known."""
    return (offer.contact and offer.contact.email) or offer.sold_to.email


def sender_host() -> str:
    """The host that our mails' identifiers name."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")


def keep_addresses(document: SalesDocument) -> tuple[list[DocumentPartner], dict[int, PartyCard]]:
    """Keep partners' names, addresses and mail addresses as they are now: the offer must not change with them.

    All partners are returned, and the cards of those who are parties.
    """
    rows = list(DocumentPartner.objects.filter(document=document))
    of_parties = [row for row in rows if row.party_id]
    cards = party_cards([row.party_id for row in of_parties if row.party_id])
    for row in of_parties:
        card = cards[row.party_id or 0]
        address = card.address("delivery" if row.function == SHIP_TO else "standard")
        row.name, row.email, row.address = card.name, card.email, asdict(address) if address else {}
    bulk_change(of_parties, ["name", "email", "address"])
    return rows, cards


def _kept_pdf(quotation: SalesDocument, offer: Offer, at: dt.datetime) -> bytes:
    """The offer's PDF as it was kept, or made and kept now: sealed, but for what was issued before offers were frozen.

    Raises CannotStore where the disk refuses, CannotSeal where the key does.
    """
    frozen = frozen_offer(quotation.number)
    if frozen is not None:
        digest = seal_offer(frozen=frozen, at=at).digest
    elif quotation.pdf_digest:
        digest = quotation.pdf_digest
    else:
        digest = store(content=print_offer(offer), media_type="application/pdf", at=at).digest
    if quotation.pdf_digest != digest:
        quotation.pdf_digest = digest
        SalesDocument.objects.filter(pk=quotation.pk).update(pdf_digest=digest)
    return content(digest)


def _mail(offer: Offer, to: str, pdf: bytes, version: int, address: str) -> EmailMessage:
    """The mail in the offer's language with the PDF attached and the address of the customer's page."""
    letter = offer_letter(offer, address)
    mail = EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[to],
        reply_to=[offer.responsible.email] if offer.responsible.email else None,
        headers={"Message-ID": f"<quotation-{offer.number}-{offer.revision}-{version}@{sender_host()}>"},
    )
    mail.attach(letter.attachment, pdf, "application/pdf")
    return mail


@transaction.atomic
def _note(quotation: SalesDocument, status: str, to: str, at: dt.datetime) -> str:
    """Note what became of a delivery, with its journal entry, unless another worker was quicker."""
    row = SalesDocument.objects.select_for_update(of=("self",)).select_related("sold_to").get(pk=quotation.pk)
    if row.delivery_status == SENT:
        return SENT
    row.delivery_status, row.delivered_to = status, to
    row.save(update_fields=["delivery_status", "delivered_to"])
    data = {"delivery": status, "to": to, "pdf": quotation.pdf_digest}
    subject = subject_of(row, row.sold_to.number)
    record(verb="deliver_quotation", subject=subject, by=System(), at=at, data=data)
    return status
