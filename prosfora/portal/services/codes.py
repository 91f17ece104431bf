"""The one-time code: asked for on the page, mailed by the worker, good once, ten minutes, five tries."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.services import record
from prosfora.portal.models import AcceptanceCode, OfferLink
from prosfora.portal.rules.secret import MOST_TRIES, code_digest, is_code, is_same
from prosfora.portal.rules.standing import Standing
from prosfora.portal.services.acting import Recipient, held, refuse_unless, subject
from prosfora.portal.services.mailing import mail_code
from prosfora.portal.services.refusals import BadRecipient, WrongCode


@transaction.atomic
def send_code(*, link: OfferLink, at: dt.datetime) -> None:
    """Put a fresh code for the recipient on its way; one that he had before is good no more.

    Raises LinkGone, OfferNotOpen, BadRecipient where the link has no mail address.
    """
    quotation = held(link, at)
    refuse_unless(quotation, (Standing.OPEN,), at)
    if not link.email:
        raise BadRecipient(_("We have no mail address of yours for a code. Ask us."))
    AcceptanceCode.objects.update_or_create(link=link, defaults={"digest": "", "tries": 0, "good_until": None})
    told = {"recipient": link.name, "to": link.email, "link": link.pk}
    record(verb="send_code", subject=subject(quotation), by=Recipient(link.name), at=at, data=told)
    mail_code.enqueue(link.pk)


def check_code(*, link: OfferLink, code: str, at: dt.datetime) -> None:
    """Whether the code is the one that was mailed. Every try counts, also when what follows is refused.

    Raises WrongCode; the sentence says what to do.
    """
    if not is_code(code):
        raise WrongCode(_("Enter the six digits of the code that we mailed to you"), "code")
    if not _try(link, code, at):
        raise WrongCode(_("This code is wrong, too old, or was tried too often. Have a new one mailed."), "code")


@transaction.atomic
def _try(link: OfferLink, code: str, at: dt.datetime) -> bool:
    row = AcceptanceCode.objects.select_for_update().filter(link=link).first()
    if row is None or not row.digest or row.good_until is None or row.good_until < at or row.tries >= MOST_TRIES:
        return False
    row.tries += 1
    row.save(update_fields=["tries"])
    return is_same(row.digest, code_digest(code, link.pk, settings.SECRET_KEY))
