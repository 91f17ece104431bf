"""An offer holds longer than was said: extended, logged, and told to the customer."""

import datetime as dt

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prosfora.audit.models import JournalEntry
from prosfora.audit.rules import changes_between
from prosfora.audit.services import System, record
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.letters import extension_letter
from prosfora.documents.queries.printing import binding_offer
from prosfora.documents.queries.validity import terms_for
from prosfora.documents.rules.checks import header_problems, text_fault
from prosfora.documents.rules.statuses import Status
from prosfora.documents.rules.validity import Bar, extension_bar
from prosfora.documents.services.delivery import SENT, TO_PRINT, recipient, sender_host
from prosfora.documents.services.drafts import subject_of
from prosfora.documents.services.promotions import hold_longer
from prosfora.documents.services.refusals import refuse
from prosfora.documents.services.states import require, store_header
from prosfora.identity.models import User
from prosfora.jobs.tasks import job
from prosfora.kit.clock import now
from prosfora.kit.clock import today as company_day
from prosfora.kit.errors import Refused

_SENDING = "send_extension"
_COMPANY = "sales_area__organisation__company"


class ReasonMissing(Refused):
    """An extension needs a reason: it is all that says why the offer holds longer than it says."""


class NotExtendable(Refused):
    """The offer cannot be extended to this day."""


@transaction.atomic
def extend_validity(
    *, quotation: SalesDocument, valid_to: dt.date, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> SalesDocument:
    """Let an issued or expired offer hold until a later last day; an expired one is in force again.

    What the customer has in hand stays as it is: the extension is an addition to it, in the journal, on the page and in
    a mail of its own to the customer. Promotions are held anew, silence and reminders are counted from today. Raises
    ReasonMissing, NotExtendable (too long after the last day, or no later day), PromotionRefused, WrongStatus.
    """
    following = require(quotation, "extend_validity", version)
    if not reason.strip():
        raise ReasonMissing(_("Say why the offer is extended"), "reason")
    refuse([*text_fault("reason", reason), *header_problems({"valid_to": valid_to})])
    today = company_day(at)
    _refuse_barred(quotation, valid_to, today)
    before = _facts(quotation)
    quotation.status, quotation.valid_to, quotation.silent_since = following, valid_to, today
    hold_longer(quotation, today, at)
    store_header(quotation, ["status", "valid_to", "silent_since", "promotions"], at)
    quotation.valid_until = valid_to
    record(
        verb="extend_validity",
        subject=subject_of(quotation, quotation.sold_to.number),
        by=by,
        at=at,
        changes=changes_between(before, _facts(quotation)),
        reason=reason,
    )
    send_extension.enqueue(quotation.number, quotation.version, valid_to.isoformat())
    return quotation


def _facts(quotation: SalesDocument) -> dict[str, str | None]:
    return {
        "status": str(quotation.status),
        "valid_to": quotation.valid_to.isoformat() if quotation.valid_to else None,
    }


def _refuse_barred(quotation: SalesDocument, wanted: dt.date, today: dt.date) -> None:
    terms = terms_for(quotation.sales_area_id)
    bar = extension_bar(terms, quotation.valid_to, wanted, today)
    if bar is None:
        return
    day = date_format(quotation.valid_to, "SHORT_DATE_FORMAT") if quotation.valid_to else ""
    days = terms.extend_within_days
    told = {
        Bar.TOO_LATE: ngettext(
            "The offer ended on %(day)s, more than %(days)s day ago: its prices may be out of date. "
            "Revise it, or make a copy",
            "The offer ended on %(day)s, more than %(days)s days ago: its prices may be out of date. "
            "Revise it, or make a copy",
            days,
        ),
        Bar.NO_LONGER: _("The offer holds until %(day)s already: enter a later day"),
        Bar.IN_THE_PAST: _("An offer must end today or later"),
        Bar.OPEN_ENDED: _("The offer has no last day; there is nothing to extend"),
    }
    raise NotExtendable(told[bar] % {"day": day, "days": days}, "valid_to", data={"why": bar})


@job()
def send_extension(number: str, version: int, until: str) -> str:
    """Tell the customer of an extension; what became of it is returned.

    May run more than once: what the journal says was told is not told again, and the Message-ID comes from number and
    version. An offer that was answered, or extended again, meanwhile is left alone.
    """
    rows = SalesDocument.objects.select_related("sold_to", "responsible", _COMPANY)
    quotation = rows.get(category="quotation", number=number)
    holds = quotation.valid_to is not None and quotation.valid_to.isoformat() == until
    if quotation.status != Status.ISSUED or not holds or _is_told(number, until):
        return ""
    to = recipient(binding_offer(quotation, today=company_day(now())))
    if to:
        letter = extension_letter(quotation)
        EmailMessage(
            subject=letter.subject,
            body=letter.body,
            to=[to],
            reply_to=[quotation.responsible.email] if quotation.responsible.email else None,
            headers={"Message-ID": f"<extension-{number}-{version}@{sender_host()}>"},
        ).send()
    delivery = SENT if to else TO_PRINT
    _note(quotation, {"delivery": delivery, "to": to, "valid_to": until})
    return delivery


def _is_told(number: str, until: str) -> bool:
    entries = JournalEntry.objects.filter(kind="quotation", key=number, verb=_SENDING)
    return any(data.get("valid_to") == until for data in entries.values_list("data", flat=True))


@transaction.atomic
def _note(quotation: SalesDocument, data: dict[str, str]) -> None:
    subject = subject_of(quotation, quotation.sold_to.number)
    record(verb=_SENDING, subject=subject, by=System(), at=now(), data=data)
