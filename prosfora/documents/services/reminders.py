"""Reminders of offers: planned once each day, by the rule of the sales area, and mailed in the morning."""

import datetime as dt
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from prosfora.audit.services import System, record
from prosfora.company.models import SalesArea
from prosfora.documents.models import SalesDocument, SentReminder
from prosfora.documents.queries.letters import reminder_letter, reminder_note
from prosfora.documents.queries.printing import binding_offer
from prosfora.documents.queries.validity import due_reminders, terms_of
from prosfora.documents.rules.statuses import Status
from prosfora.documents.rules.validity import Audience, Reminder, Waiting
from prosfora.documents.services.delivery import recipient, sender_host
from prosfora.documents.services.drafts import subject_of
from prosfora.jobs.tasks import job
from prosfora.kit.clock import now
from prosfora.kit.clock import today as company_day
from prosfora.offers.queries.letters import Letter

BATCH = 100  # offers: a transaction, and one job that mails
MORNING = dt.time(8)  # the company's; nobody is written to at midnight
_VERB = "send_reminder"
_DOCUMENT = ("responsible", "sold_to", "sales_area__organisation__company")


@job(tries=3)
def remind_about_offers() -> int:
    """The job that runs as each of the company's days begins; how many offers are reminded of."""
    return plan_reminders(at=now())


def plan_reminders(*, at: dt.datetime) -> int:
    """Plan the reminders that have come: per offer, kind and side once for its last day, whatever runs how often.

    Batches of 100 offers, each one transaction that also queues their mails: planned and queued, or neither.
    """
    today, count = company_day(at), 0
    areas = list(SalesArea.objects.order_by("pk").values_list("pk", flat=True))
    for area, terms in sorted(terms_of(areas).items()):
        for reminder in terms.reminders:
            while some := _plan_some(area, reminder, today, at):
                count += some
    return count


@transaction.atomic
def _plan_some(area: str, reminder: Reminder, today: dt.date, at: dt.datetime) -> int:
    due = due_reminders(area, reminder, today=today).select_for_update(of=("self",), skip_locked=True)
    found = list(due.order_by("pk").values_list("pk", "valid_until")[:BATCH])
    if not found:
        return 0
    planned = [
        SentReminder(document_id=pk, kind=reminder.kind, audience=audience, last_day=last_day, planned_at=at)
        for pk, last_day in found
        for audience in reminder.audiences
    ]
    SentReminder.objects.bulk_create(planned)
    send_reminders.using(run_after=_morning(today, at)).enqueue([one.pk for one in planned])
    return len(found)


def _morning(today: dt.date, at: dt.datetime) -> dt.datetime:
    return max(at, timezone.make_aware(dt.datetime.combine(today, MORNING), timezone.get_default_timezone()))


@job()
def send_reminders(ids: Sequence[int]) -> None:
    """Mail planned reminders. May run more than once: what was sent is not sent again, and the Message-ID is the
    reminder's own. One that the mail server refuses keeps no other back; the job is tried again for it.
    """
    waiting = SentReminder.objects.filter(pk__in=ids, status=Waiting.WAITING).order_by("pk")
    failure: OSError | None = None
    for reminder in waiting.select_related(*(f"document__{name}" for name in _DOCUMENT)):
        at = now()
        try:
            status, to = _send(reminder, company_day(at))
        except OSError as error:
            failure = error
            continue
        _note(reminder, status, to, at)
    if failure is not None:
        raise failure


def _send(reminder: SentReminder, today: dt.date) -> tuple[Waiting, str]:
    """Mail one reminder, unless its offer was answered, extended, stopped or over meanwhile."""
    document = reminder.document
    is_waited_for = document.status_on(today) == Status.ISSUED and document.silent_since is not None
    if not is_waited_for or document.valid_until != reminder.last_day:
        return Waiting.DROPPED, ""
    is_own = reminder.audience == Audience.RESPONSIBLE
    to = document.responsible.email if is_own else recipient(binding_offer(document, today=today))
    if not to:
        return Waiting.NO_ADDRESS, ""
    letter = reminder_note(document, reminder.kind) if is_own else reminder_letter(document, reminder.kind)
    _mail(document, letter, to, f"<reminder-{reminder.pk}@{sender_host()}>").send()
    return Waiting.SENT, to


def _mail(document: SalesDocument, letter: Letter, to: str, message_id: str) -> EmailMessage:
    return EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[to],
        reply_to=[document.responsible.email] if document.responsible.email else None,
        headers={"Message-ID": message_id},
    )


@transaction.atomic
def _note(reminder: SentReminder, status: Waiting, to: str, at: dt.datetime) -> None:
    """Note what became of a reminder, with its journal entry, unless another worker was quicker."""
    mine = SentReminder.objects.filter(pk=reminder.pk, status=Waiting.WAITING)
    if not mine.update(status=status, sent_to=to, sent_at=at if status == Waiting.SENT else None):
        return
    if status == Waiting.SENT:
        document = reminder.document
        data = {"reminder": reminder.kind, "audience": reminder.audience, "to": to}
        record(verb=_VERB, subject=subject_of(document, document.sold_to.number), by=System(), at=at, data=data)
