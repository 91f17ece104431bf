"""Deciding a step of a request. The room that owns the subject has the verb and its journal."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from prosfora.approvals.models import APPROVED, RETURNED, WAITING, ApprovalRequest, ApprovalStep
from prosfora.approvals.queries.people import acting_as, hats_of
from prosfora.approvals.queries.requests import authors_of, open_steps
from prosfora.approvals.rules.checks import is_comment
from prosfora.approvals.rules.facts import Facts, facts_as_stored
from prosfora.approvals.services.mailing import mail_approvers, mail_outcome
from prosfora.approvals.services.refusals import AlreadyDecided, CommentNeeded, FourEyes, NotStorable, NotYourStep
from prosfora.approvals.telling import approver_words
from prosfora.identity.models import User


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision: the step, and whether the whole is approved with it."""

    step: ApprovalStep
    is_whole: bool


def step_to_decide(
    *, request: ApprovalRequest, by: User, today: dt.date, step_id: int | None = None
) -> tuple[ApprovalStep, int]:
    """The step that a user decides, and as whom. Raises FourEyes, NotYourStep, AlreadyDecided."""
    steps = [step for step in open_steps(request) if step_id in (None, step.pk)]
    if not steps:
        raise AlreadyDecided(_("This was decided already, or asked anew; look at it again"))
    authors, hats = authors_of(request), hats_of(by, today)
    if by.pk in authors:
        raise FourEyes(_("You had a hand in %(what)s: somebody else approves it") % {"what": request.key})
    for step in steps:
        person = acting_as(step, hats, authors)
        if person is not None:
            return step, person
    waits_for = ", ".join(approver_words(step.approver) for step in steps)
    raise NotYourStep(_("This waits for the approval of %(who)s, not for yours") % {"who": waits_for})


def decide(
    *,
    request: ApprovalRequest,
    approved: bool,
    facts: Facts | None = None,
    comment: str = "",
    by: User,
    at: dt.datetime,
    today: dt.date,
    by_mail: bool = False,
    step_id: int | None = None,
) -> Decided:
    """Approve a step, or return the whole with a comment; `facts` are what the subject is at this moment.

    The next place opens once all steps of this one are approved; with the last, the approval stands for these facts.
    Raises FourEyes, NotYourStep, AlreadyDecided, CommentNeeded.
    """
    if not approved and not comment.strip():
        raise CommentNeeded(_("Say what should change, so that it can be returned"), "comment")
    if not is_comment(comment):
        raise NotStorable(_("A comment has at most 2,000 characters"), "comment")
    step, person = step_to_decide(request=request, by=by, today=today, step_id=step_id)
    step.decision = APPROVED if approved else RETURNED
    step.decided_by, step.decided_at, step.by_mail, step.comment = by, at, by_mail, comment.strip()
    step.decided_for_id = person if person != by.pk else None
    written = {
        name: getattr(step, name)
        for name in ("decision", "decided_by", "decided_at", "decided_for_id", "by_mail", "comment")
    }
    if not ApprovalStep.objects.filter(pk=step.pk, decision="").update(**written):
        raise AlreadyDecided(_("This was decided already, or asked anew; look at it again"))
    is_whole = approved and not _go_on(request, at)
    if is_whole or not approved:
        _close(request, APPROVED if approved else RETURNED, facts, at)
    return Decided(step, is_whole)


def _go_on(request: ApprovalRequest, at: dt.datetime) -> bool:
    """Open the next place where this one is done; whether anything is left to decide."""
    left = list(request.steps.filter(decision="").order_by("place").values_list("pk", "place", "opened_at"))
    if left and all(opened is None for _pk, _place, opened in left):
        following = [pk for pk, place, _opened in left if place == left[0][1]]
        ApprovalStep.objects.filter(pk__in=following).update(opened_at=at)
        mail_approvers.enqueue(request.pk)
    return bool(left)


def _close(request: ApprovalRequest, outcome: str, facts: Facts | None, at: dt.datetime) -> None:
    request.outcome, request.closed_at = outcome, at
    request.facts = request.facts if facts is None else facts_as_stored(facts)
    written = {"outcome": outcome, "closed_at": at, "facts": request.facts}
    if not ApprovalRequest.objects.filter(pk=request.pk, outcome=WAITING).update(**written):
        raise AlreadyDecided(_("This was decided already, or asked anew; look at it again"))
    mail_outcome.enqueue(request.pk)
