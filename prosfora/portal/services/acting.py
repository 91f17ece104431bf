"""Who acts on the customer's page, and what he acts on: held, so that one answer wins."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.documents.models import SalesDocument
from prosfora.documents.services.drafts import subject_of
from prosfora.documents.services.relatives import held_relatives
from prosfora.kit.clock import today as company_day
from prosfora.portal.models import OfferLink
from prosfora.portal.queries.links import standing_of, state_of
from prosfora.portal.rules.standing import LinkState, Standing
from prosfora.portal.services.refusals import LinkGone, OfferNotOpen


@dataclass(frozen=True, slots=True)
class Recipient:
    """The person a link was made for, as the journal's actor: nobody of ours, so without an id."""

    name: str
    pk: None = None

    def get_username(self) -> str:
        return " ".join(self.name.split())[:150] or "?"


@dataclass(frozen=True, slots=True)
class Visitor:
    """What is seen of whoever uses a link: the address of his connection, and what his browser calls itself."""

    address: str = ""
    browser: str = ""


def subject(quotation: SalesDocument) -> Subject:
    """All that happens on the page stands in the quotation's own journal."""
    return subject_of(quotation, quotation.sold_to.number)


def held(link: OfferLink, at: dt.datetime) -> SalesDocument:
    """The quotation of a link as it is now, held with its relatives until the transaction ends; the link as well.

    Raises LinkGone where the link does not work any more.
    """
    quotation = SalesDocument.objects.select_related("sold_to", "sales_area").get(pk=link.quotation_id)
    held_relatives(quotation)
    row = OfferLink.objects.select_for_update().get(pk=link.pk)
    row.quotation = quotation
    if state_of(row, company_day(at)) is not LinkState.WORKS:
        raise LinkGone(_("This link does not work any more."))
    return quotation


def refuse_unless(quotation: SalesDocument, allowed: tuple[Standing, ...], at: dt.datetime) -> None:
    """Raises OfferNotOpen, in words for the customer, where the offer does not stand as it must."""
    now = standing_of(quotation, company_day(at))
    if now not in allowed:
        raise OfferNotOpen(now, standing_words(now))


def standing_words(now: Standing) -> str:
    """Why an offer cannot be answered, for the customer."""
    return {
        Standing.OPEN: "",
        Standing.EXPIRED: _("This offer has expired and can no longer be accepted. Ask us: we will gladly renew it."),
        Standing.SUPERSEDED: _("There is a newer offer in the place of this one, which can no longer be accepted."),
        Standing.CLOSED: _("Another variant of this offer was accepted; this one is closed."),
        Standing.WITHDRAWN: _("This offer was withdrawn and can no longer be accepted."),
        Standing.DECLINED: _("This offer was declined. If you have changed your mind, ask us for a new one."),
        Standing.ACCEPTED: _("This offer was accepted. Thank you."),
    }[now]
