"""Links: made for a recipient, mailed, withdrawn. A secret is shown or mailed once and never kept."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.services import Actor, System, record
from prosfora.documents.models import SalesDocument
from prosfora.kit.clock import today as company_day
from prosfora.offers.queries.frozen import frozen_offer
from prosfora.offers.rules.content import Offer
from prosfora.portal.models import OfferLink
from prosfora.portal.queries.links import newer_link
from prosfora.portal.rules.standing import Standing
from prosfora.portal.services.acting import Recipient, held, standing_words, subject
from prosfora.portal.services.mailing import mail_link
from prosfora.portal.services.refusals import BadRecipient, NotIssued, OfferNotOpen
from prosfora.portal.services.tokens import address_of, fresh_token, path_of

LANGUAGES = ("en", "el")
LONGEST_NAME = 200


@transaction.atomic
def send_link(
    *,
    quotation: SalesDocument,
    name: str,
    email: str = "",
    language: str = "",
    expires_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> tuple[OfferLink, str]:
    """Make a recipient's link to an issued offer, or a further secret of the one he has, and mail it to him.

    Returns the link and its address, which is known now and never again. Without a mail address nothing is mailed: the
    address is given to him another way. Without `expires_on` the link works for PORTAL_READING_DAYS after the offer's
    last day. Raises NotIssued, BadRecipient.
    """
    link = _link_for(quotation, name, email, language, expires_on, by, at)
    entry = record(
        verb="send_link",
        subject=subject(quotation),
        by=by,
        at=at,
        data={"recipient": link.name, "to": link.email, "link": link.pk},
    )
    if link.email:
        mail_link.enqueue(link.pk, entry.sequence)
    return link, address_of(fresh_token(link, at))


@transaction.atomic
def withdraw_link(*, link: OfferLink, by: Actor, at: dt.datetime) -> OfferLink:
    """Take a link back: all its addresses stop working at once. One that was withdrawn already stays as it is."""
    row = OfferLink.objects.select_for_update(of=("self",)).select_related("quotation__sold_to").get(pk=link.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        told = {"recipient": row.name, "to": row.email, "link": row.pk}
        record(verb="withdraw_link", subject=subject(row.quotation), by=by, at=at, data=told)
    return row


@transaction.atomic
def link_for_mail(quotation: SalesDocument, offer: Offer, to: str, at: dt.datetime) -> str:
    """The address that an offer's mail carries; "" for an offer from before offers were frozen.

    Each attempt to mail has a secret of its own: whichever of two mails arrives, its address works.
    """
    if frozen_offer(quotation.number) is None:
        return ""
    link = _usual_link(quotation, to)
    if link is None:
        name = offer.contact.name if offer.contact and offer.contact.email == to else offer.sold_to.name
        link = _link_for(quotation, name, to, offer.language, None, System(), at)
        told = {"recipient": link.name, "to": link.email, "link": link.pk}
        record(verb="send_link", subject=subject(quotation), by=System(), at=at, data=told)
    return address_of(fresh_token(link, at))


@transaction.atomic
def follow_link(*, link: OfferLink, at: dt.datetime) -> str:
    """The path to the offer that stands in the place of a superseded one, for a recipient who has a link to it.

    Raises LinkGone, OfferNotOpen where he has none.
    """
    held(link, at)
    newer = newer_link(link, company_day(at))
    if newer is None:
        raise OfferNotOpen(Standing.SUPERSEDED, standing_words(Standing.SUPERSEDED))
    told = {"recipient": link.name, "link": newer.pk}
    record(verb="follow_link", subject=subject(link.quotation), by=Recipient(link.name), at=at, data=told)
    return path_of(fresh_token(newer, at))


def _usual_link(quotation: SalesDocument, email: str) -> OfferLink | None:
    if not email:
        return None
    list(SalesDocument.objects.select_for_update().filter(pk=quotation.pk).values_list("pk"))  # one maker at a time
    return OfferLink.objects.filter(quotation=quotation, email=email, withdrawn_at=None).first()


def _link_for(
    quotation: SalesDocument,
    name: str,
    email: str,
    language: str,
    expires_on: dt.date | None,
    by: Actor,
    at: dt.datetime,
) -> OfferLink:
    """The recipient's link that works, brought up to date, or a new one. Raises NotIssued, BadRecipient."""
    frozen = frozen_offer(quotation.number)
    if frozen is None:
        raise NotIssued(
            _("%(number)s was not issued as a binding offer; issue it first") % {"number": quotation.number}
        )
    name, email = " ".join(name.split()), email.strip()
    _refuse_recipient(name, email, expires_on, at)
    spoken = language if language in LANGUAGES else "el" if quotation.language.startswith("el") else "en"
    link = _usual_link(quotation, email) or OfferLink(
        quotation=quotation, frozen=frozen, email=email, issued_by=by.get_username(), issued_at=at
    )
    link.name, link.language, link.expires_on = name, spoken, expires_on
    link.save()
    return link


def _refuse_recipient(name: str, email: str, expires_on: dt.date | None, at: dt.datetime) -> None:
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadRecipient(_("Say whom the link is for, in at most 200 characters"), "name")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise BadRecipient(_("This is no mail address"), "email") from None
    if expires_on is not None and expires_on < company_day(at):
        raise BadRecipient(_("The link must work until today or later"), "expires_on")
