"""Forgetting what nobody asks for any more."""

import datetime as dt

from django.contrib.sessions.models import Session
from django.db import transaction

from prosfora.identity.models import IdempotentCall
from prosfora.jobs.tasks import job
from prosfora.kit.clock import now

CALLS_KEPT = dt.timedelta(days=7)


@transaction.atomic
def forget_calls(*, at: dt.datetime) -> int:
    """Forget API answers kept for repeats more than a week ago, and sessions that ended; how many rows."""
    calls, _by_model = IdempotentCall.objects.filter(at__lt=at - CALLS_KEPT).delete()
    sessions, _by_model = Session.objects.filter(expire_date__lt=at).delete()
    return calls + sessions


@job(tries=3)
def prune() -> None:
    """The daily clean-up of this room."""
    forget_calls(at=now())
