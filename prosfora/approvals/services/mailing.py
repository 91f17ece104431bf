"""Mails to those who are to decide: at once when a step opens, again after some days of silence."""

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from prosfora.approvals.kinds import approval_of
from prosfora.approvals.links import GOOD_FOR, signed
from prosfora.approvals.models import APPROVED, WAITING, ApprovalRequest, ApprovalStep
from prosfora.approvals.queries.people import deciders
from prosfora.approvals.queries.requests import authors_of, open_steps
from prosfora.approvals.telling import reason_words, who_decided
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.jobs.tasks import job
from prosfora.kit.clock import now
from prosfora.kit.clock import today as company_day


@job()
def mail_approvers(request_id: int) -> int:
    """Mail everybody who may decide a step that has just opened; how many mails.

    May run more than once: a step whose mails are out is left alone. A mail that left just before a crash and leaves
    again is one mail to its reader: its Message-ID comes from step and user.
    """
    at = now()
    request = ApprovalRequest.objects.select_related("asked_by").filter(pk=request_id).first()
    if request is None:
        return 0
    return sum(_mail_step(step, at) for step in open_steps(request) if step.mailed_at is None)


@job()
def mail_outcome(request_id: int) -> int:
    """Tell whoever asked that all is approved, or that it was returned and why; how many mails."""
    request = ApprovalRequest.objects.select_related("asked_by").get(pk=request_id)
    asker = request.asked_by
    if asker is None or not asker.email or not asker.is_active:
        return 0
    last = request.steps.exclude(decision="").select_related("decided_by", "decided_for").order_by("-decided_at")[0]
    with translation.override(asker.language):
        what = {"number": request.key, "customer": " ".join(request.label.split())}
        is_approved = request.outcome == APPROVED
        subject = (
            _("%(number)s for %(customer)s is approved")
            if is_approved
            else _("%(number)s for %(customer)s was returned")
        )
        facts = {"request": request, "step": last, "who": who_decided(last), "is_approved": is_approved}
        body = render_to_string("approvals/mail/outcome.txt", facts)
    headers = {"Message-ID": f"<approval-{request.pk}-{request.outcome}@{_host()}>"}
    return EmailMessage(subject=subject % what, body=body, to=[asker.email], headers=headers).send()


@job(tries=3)
def remind_approvers() -> int:
    """Mail again whoever has not decided for as long as the rules say; how many mails."""
    at = now()
    return sum(_mail_step(step, at) for step in steps_to_remind(at))


def steps_to_remind(at: dt.datetime) -> list[ApprovalStep]:
    """The open steps whose last mail is as old as their rules let it be, or whose first one never left."""
    rows = ApprovalStep.objects.filter(decision="", opened_at__isnull=False, request__outcome=WAITING)
    found = rows.select_related("person", "request__asked_by").order_by("pk")
    return [step for step in found if _silent_since(step) + dt.timedelta(step.remind_days) <= at]


def _silent_since(step: ApprovalStep) -> dt.datetime:
    since = step.mailed_at or step.opened_at
    assert since is not None
    return since


def _mail_step(step: ApprovalStep, at: dt.datetime) -> int:
    """The mails of one step; no transaction is open while the mail server is spoken to."""
    request = step.request
    people = deciders(
        step.approver,
        scope=request.scope,
        verb=approval_of(request.kind).verb,
        authors=authors_of(request),
        today=company_day(at),
    )
    sent = [_letter(step, user, at).send() for user in people if user.email]
    _note(step, at)
    return len(sent)


@transaction.atomic
def _note(step: ApprovalStep, at: dt.datetime) -> None:
    ApprovalStep.objects.filter(pk=step.pk).update(mailed_at=at)


def _letter(step: ApprovalStep, user: User, at: dt.datetime) -> EmailMessage:
    """The mail in the approver's language, with a link of his own."""
    request, reminds = step.request, step.mailed_at is not None
    costs = allows(user, approval_of(request.kind).costs, request.scope)
    path = reverse(approval_of(request.kind).link, args=[signed(step.pk, user.pk, at)])
    with translation.override(user.language):
        facts = {
            "user": user,
            "request": request,
            "reasons": [
                reason_words(reason, costs=costs) for reason in request.reasons if reason["rule"] in step.rules
            ],
            "address": f"{settings.PUBLIC_ADDRESS}{path}",
            "days": GOOD_FOR.days,
            "reminds": reminds,
        }
        what = {"number": request.key, "customer": " ".join(request.label.split())}
        subject = (
            _("Reminder: %(number)s for %(customer)s waits for your approval")
            if reminds
            else _("%(number)s for %(customer)s waits for your approval")
        )
        body = render_to_string("approvals/mail/waiting.txt", facts)
    count = 0 if step.mailed_at is None else int(step.mailed_at.timestamp())
    return EmailMessage(
        subject=subject % what,
        body=body,
        to=[user.email],
        reply_to=[request.asked_by.email] if request.asked_by and request.asked_by.email else None,
        headers={"Message-ID": f"<approval-{step.pk}-{user.pk}-{count}@{_host()}>"},
    )


def _host() -> str:
    """What our Message-IDs end in."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
