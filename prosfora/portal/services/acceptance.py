"""The customer's yes: one transaction makes the order, the record of the act, and closes every other way to say yes."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.services import record
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.choices import totals_with
from prosfora.documents.services import accept_quotation
from prosfora.files.services import store
from prosfora.offers.queries.frozen import content_of
from prosfora.offers.rules.coding import canonical, digest
from prosfora.offers.rules.content import Offer, OfferTotals
from prosfora.portal.models import Acceptance, AcceptanceCode, OfferLink
from prosfora.portal.queries.terms import terms_text
from prosfora.portal.rules.choosing import Choosing
from prosfora.portal.rules.png import is_drawing
from prosfora.portal.rules.record import FORMAT, AcceptanceRecord, AcceptedBy, AcceptedFrom, Choice, Confirmed
from prosfora.portal.rules.standing import Standing
from prosfora.portal.services.acting import Recipient, Visitor, held, refuse_unless, subject
from prosfora.portal.services.codes import check_code
from prosfora.portal.services.refusals import (
    BadSignature,
    ChoiceMissing,
    NameMissing,
    TermsNotConfirmed,
    TotalsDiffer,
)
from prosfora.portal.services.sealing import seal_acceptance

LONGEST_NAME, LONGEST_ROLE = 120, 80  # both together fit into what a quotation keeps of its evidence


@dataclass(frozen=True, slots=True)
class Yes:
    """What the customer says. `confirmed` is the SHA-256 of the text under which he ticked the box, "" where he did
    not; `signature` a drawn one as PNG, or nothing.
    """

    name: str
    role: str
    chosen: Choosing
    confirmed: str
    customer_reference: str = ""
    signature: bytes = b""
    code: str = ""


def accept_offer(*, link: OfferLink, yes: Yes, visitor: Visitor, at: dt.datetime) -> Acceptance:
    """Accept an offer by a link: once, all or nothing. The sealed record follows by the worker, mailed to both sides.

    What was drawn goes to the disk, and a try of the code is counted, before anything is locked. Raises LinkGone,
    OfferNotOpen (expired, superseded, withdrawn, accepted …), NameMissing, TermsNotConfirmed, ChoiceMissing,
    BadSignature, WrongCode, TotalsDiffer, FactsRefused.
    """
    _refuse_nameless(yes)
    if yes.signature and not is_drawing(yes.signature):
        raise BadSignature(_("The signature could not be read; draw it again, or leave it out"), "signature")
    if settings.PORTAL_ASKS_CODE:
        check_code(link=link, code=yes.code, at=at)
    drawn = store(content=yes.signature, media_type="image/png", at=at).digest if yes.signature else ""
    return _accept(link, yes, visitor, drawn, at)


@transaction.atomic
def _accept(link: OfferLink, yes: Yes, visitor: Visitor, drawn: str, at: dt.datetime) -> Acceptance:
    quotation = held(link, at)
    refuse_unless(quotation, (Standing.OPEN,), at)
    offer = content_of(link.frozen)
    terms = terms_text(offer, link.language)
    if yes.confirmed != digest(terms.encode()):
        raise TermsNotConfirmed(_("Tick the box below the terms: without it there is no acceptance"), "confirmed")
    if yes.chosen.faults:
        raise ChoiceMissing(_("Choose exactly one of each group of alternatives"), "chosen")
    totals = totals_with(offer.items, yes.chosen.positions, offer.currency, offer.reckoning)
    order = accept_quotation(
        quotation=quotation,
        chosen=yes.chosen.positions,
        customer_reference=yes.customer_reference,
        evidence=f"{yes.name}, {yes.role}",
        by=Recipient(link.name),
        at=at,
    )
    if (order.total, order.payable) != (totals.total, totals.payable):
        raise TotalsDiffer(_("The totals could not be confirmed, so nothing was ordered. Please call us."))
    told = _told(link, offer, terms, yes, visitor, totals, order, drawn, at)
    return _keep(link, quotation, told, drawn, at)


def _keep(link: OfferLink, quotation: SalesDocument, told: AcceptanceRecord, drawn: str, at: dt.datetime) -> Acceptance:
    """Store the record, note it in the journal, put its sealing on the way, forget the code."""
    content = canonical(told)
    kept = Acceptance.objects.create(
        frozen=link.frozen,
        link=link,
        content=content.decode(),
        digest=digest(content),
        signature=drawn,
        accepted_at=at,
    )
    record(
        verb="accept_offer",
        subject=subject(quotation),
        by=Recipient(link.name),
        at=at,
        data={
            "acceptance": kept.digest,
            "offer": told.offer_sha256,
            "terms": told.confirmed.sha256,
            "order": told.order,
            "link": link.pk,
            "recipient": link.name,
        },
        reason=f"{told.by.name}, {told.by.role}",
    )
    AcceptanceCode.objects.filter(link=link).delete()
    seal_acceptance.enqueue(kept.pk)
    return kept


def _told(
    link: OfferLink,
    offer: Offer,
    terms: str,
    yes: Yes,
    visitor: Visitor,
    totals: OfferTotals,
    order: SalesDocument,
    drawn: str,
    at: dt.datetime,
) -> AcceptanceRecord:
    items = {item.position: item for item in offer.items}
    chosen = [items[place] for place in yes.chosen.positions]
    return AcceptanceRecord(
        format=FORMAT,
        offer=offer.number,
        offer_sha256=link.frozen.digest,
        language=link.language,
        accepted_at=at,
        by=AcceptedBy(yes.name, yes.role, offer.sold_to.number, offer.sold_to.name),
        seen=AcceptedFrom(visitor.address, visitor.browser, link.pk, link.name, link.email, settings.PORTAL_ASKS_CODE),
        confirmed=Confirmed(terms, digest(terms.encode())),
        choices=tuple(Choice(one.position, one.category, one.alternative_to, one.product, one.text) for one in chosen),
        currency=offer.currency,
        totals=totals,
        customer_reference=yes.customer_reference,
        order=order.number,
        signature_sha256=drawn,
    )


def _refuse_nameless(yes: Yes) -> None:
    for field, text, most in (("name", yes.name, LONGEST_NAME), ("role", yes.role, LONGEST_ROLE)):
        if not text.strip() or len(text) > most or not text.isprintable():
            raise NameMissing(_("Say who you are and what your role is"), field)
