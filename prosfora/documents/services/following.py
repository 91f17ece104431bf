"""Following an offer up: the day to look at it again, what was said, and no more reminders once somebody answered."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import changes_between
from prosfora.audit.services import Actor, record
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.validity import terms_for
from prosfora.documents.rules.checks import LAST_DAY, text_fault
from prosfora.documents.rules.validity import follow_up_day
from prosfora.documents.services.drafts import subject_of
from prosfora.documents.services.refusals import refuse
from prosfora.documents.services.states import require, store_header
from prosfora.identity.models import User
from prosfora.kit.clock import today as company_day
from prosfora.kit.errors import Refused

FOLLOWED = ("follow_up_on", "silent_since")  # what `start_following_up` sets on a header that is stored then


class BadFollowUp(Refused):
    """The day to follow up has passed, or is out of range."""


def start_following_up(quotation: SalesDocument, today: dt.date) -> None:
    """Set on an offer that is being issued when it is followed up, by the rule of its area, and that we wait for an
    answer from today on. One statement; the caller stores FOLLOWED.
    """
    quotation.silent_since = today
    quotation.follow_up_on = follow_up_day(terms_for(quotation.sales_area_id), today)


@transaction.atomic
def follow_up_quotation(
    *,
    quotation: SalesDocument,
    follow_up_on: dt.date | None,
    note: str = "",
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> SalesDocument:
    """Set the day on which an offer is looked at again, None for none; with a `note` of what the customer said.

    A note is an answer: reminders stop. An offer whose day stays and about which nothing is noted is left as it is.
    Raises BadFollowUp, FactsRefused, WrongStatus.
    """
    require(quotation, "follow_up_quotation", version)
    refuse(text_fault("note", note))
    if follow_up_on is not None and not company_day(at) <= follow_up_on <= LAST_DAY:
        raise BadFollowUp(_("Enter today or a later day"), "follow_up_on")
    changes = changes_between({"follow_up_on": quotation.follow_up_on}, {"follow_up_on": follow_up_on})
    if not changes and not note.strip():
        return quotation
    quotation.follow_up_on = follow_up_on
    if note.strip():
        quotation.silent_since = None
    store_header(quotation, FOLLOWED, at)
    subject = subject_of(quotation, quotation.sold_to.number)
    record(verb="follow_up_quotation", subject=subject, by=by, at=at, changes=changes, reason=note)
    return quotation


@transaction.atomic
def stop_reminders(
    *, quotation: SalesDocument, why: str = "", by: Actor, at: dt.datetime, version: int | None = None
) -> SalesDocument:
    """Send no more reminders of an offer: the customer answered, or asked to be left alone. `why` is kept.

    Also what a question of the customer calls. Once stopped is stopped: a second call changes nothing. Raises
    WrongStatus.
    """
    require(quotation, "stop_reminders", version)
    refuse(text_fault("why", why))
    if quotation.silent_since is None:
        return quotation
    quotation.silent_since = None
    store_header(quotation, ["silent_since"], at)
    record(verb="stop_reminders", subject=subject_of(quotation, quotation.sold_to.number), by=by, at=at, reason=why)
    return quotation
