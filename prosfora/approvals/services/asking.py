"""Asking for an approval, and taking the question back. The room that owns the subject has the verb and its journal."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext as _

from prosfora.approvals.kinds import approval_of
from prosfora.approvals.models import RECALLED, WAITING, ApprovalRequest, ApprovalStep
from prosfora.approvals.queries.people import deciders
from prosfora.approvals.rules.facts import Facts, facts_as_stored
from prosfora.approvals.rules.needs import Need, Wanted, steps_for
from prosfora.approvals.services.mailing import mail_approvers
from prosfora.approvals.services.refusals import NobodyToApprove
from prosfora.approvals.telling import approver_words
from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor


def ask(
    *,
    subject: Subject,
    facts: Facts,
    found: Sequence[Need],
    authors: Collection[int],
    comment: str = "",
    is_again: bool = False,
    by: Actor,
    at: dt.datetime,
) -> ApprovalRequest:
    """Ask for the approvals that these needs call for; the steps of the first place are open at once, and mailed.

    `authors` decide nothing about it. Five statements, however many steps.
    """
    request = ApprovalRequest.objects.create(
        kind=subject.kind,
        key=subject.key,
        label=subject.label[:200],
        scope=subject.scope,
        facts=facts_as_stored(facts),
        reasons=[reason_as_stored(need) for need in found],
        comment=comment,
        is_again=is_again,
        asked_by_id=by.pk,
        asked_at=at,
    )
    request.authors.add(*authors)
    ApprovalStep.objects.bulk_create(_step(request, wanted, at) for wanted in steps_for(found))
    mail_approvers.enqueue(request.pk)
    return request


def _step(request: ApprovalRequest, wanted: Wanted, at: dt.datetime) -> ApprovalStep:
    return ApprovalStep(
        request=request,
        place=wanted.place,
        role=wanted.approver.role,
        person_id=wanted.approver.person,
        rules=list(wanted.rules),
        remind_days=wanted.remind_days,
        opened_at=at if wanted.place == 1 else None,
    )


def reason_as_stored(need: Need) -> dict[str, Any]:
    """Why a rule applies, as a request keeps it: the rule as it was then."""
    rule = need.rule
    return {
        "rule": rule.code, "name": rule.name, "fact": rule.fact.value, "comparison": rule.comparison.value,
        "limit": None if rule.limit is None else str(rule.limit), "currency": rule.currency,
        "value": None if need.value is None else str(need.value),
    }  # fmt: skip


def refuse_without_approver(
    *, subject: Subject, found: Sequence[Need], authors: Collection[int], today: dt.date
) -> None:
    """Every step has somebody who may decide it and had no hand in the subject. Raises NobodyToApprove."""
    for step in steps_for(found):
        if not deciders(
            step.approver, scope=subject.scope, verb=approval_of(subject.kind).verb, authors=authors, today=today
        ):
            raise NobodyToApprove(
                _(
                    "Nobody but those who wrote it could approve as %(who)s in sales area %(area)s; "
                    "ask an administrator to give somebody the role, or to change the approval rule %(rule)s"
                )
                % {"who": approver_words(step.approver), "area": subject.scope, "rule": ", ".join(step.rules)}
            )


def recall(*, request: ApprovalRequest, at: dt.datetime) -> None:
    """Take a question back; its steps can be decided no longer, its links lead to nothing."""
    ApprovalRequest.objects.filter(pk=request.pk, outcome=WAITING).update(outcome=RECALLED, closed_at=at)
    request.outcome, request.closed_at = RECALLED, at
