"""When the page was used: the first time of a day, in the quotation's journal."""

import datetime as dt

from django.db import transaction

from prosfora.audit.services import record
from prosfora.kit.clock import today as company_day
from prosfora.portal.models import OfferLink, ViewEvent
from prosfora.portal.rules.seeing import VERBS
from prosfora.portal.services.acting import Recipient, subject


def note_view(*, link: OfferLink, kind: str, at: dt.datetime) -> bool:
    """Note that a link was used in a way (rules.seeing); whether it is the first time today.

    Nothing is written, and no lock taken, when it is not; it changes neither offer nor link.
    """
    day = company_day(at)
    if ViewEvent.objects.filter(link=link, kind=kind, day=day).exists():
        return False
    return _note_first(link, kind, day, at)


@transaction.atomic
def _note_first(link: OfferLink, kind: str, day: dt.date, at: dt.datetime) -> bool:
    _event, is_first = ViewEvent.objects.get_or_create(link=link, kind=kind, day=day, defaults={"at": at})
    if is_first:
        told = {"recipient": link.name, "link": link.pk}
        record(verb=VERBS[kind], subject=subject(link.quotation), by=Recipient(link.name), at=at, data=told)
    return is_first
