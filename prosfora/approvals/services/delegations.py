"""Standing in: somebody decides for another who is away."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.approvals.models import Delegation
from prosfora.approvals.rules.checks import delegation_faults
from prosfora.approvals.services.refusals import NotStorable, refuse_faults
from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.identity.models import User
from prosfora.kit.clock import today as company_day


@transaction.atomic
def delegate_approvals(
    *, giver: User, taker: User, starts: dt.date, ends: dt.date, reason: str = "", by: Actor, at: dt.datetime
) -> Delegation:
    """Let `taker` decide what `giver` may, from a day to a day, both included. Both may decide then.

    Raises NotStorable.
    """
    refuse_faults(
        delegation_faults(
            giver=giver.pk, taker=taker.pk, starts=starts, ends=ends, reason=reason.strip(), today=company_day(at)
        )
    )
    if not taker.is_active:
        raise NotStorable(_("%(name)s cannot sign in any more") % {"name": taker}, "taker")
    made = Delegation.objects.create(giver=giver, taker=taker, starts=starts, ends=ends, reason=reason.strip())
    changes = {"taker": [None, str(taker)], "starts": [None, starts.isoformat()], "ends": [None, ends.isoformat()]}
    record(
        verb="delegate_approvals", subject=subject_of(giver), by=by, at=at, changes=changes, reason=reason.strip()
    )  # fmt: skip
    return made


@transaction.atomic
def end_delegation(*, delegation: Delegation, by: Actor, at: dt.datetime) -> Delegation:
    """End a delegation before its time. Twice is once."""
    if not Delegation.objects.filter(pk=delegation.pk, ended_at=None).update(ended_at=at):
        return delegation
    delegation.ended_at = at
    record(
        verb="end_delegation", subject=subject_of(delegation.giver), by=by, at=at,
        changes={"taker": [str(delegation.taker), None]},
    )  # fmt: skip
    return delegation


def subject_of(giver: User) -> Subject:
    """The journal's name for whose approvals were delegated."""
    return Subject("delegation", giver.username, str(giver)[:200])
