"""What the worker starts by itself, and how often."""

import datetime as dt

from prosfora.jobs.rules import Scheduled

DAILY = dt.timedelta(days=1)
HOURLY = dt.timedelta(hours=1)

SCHEDULE = (
    Scheduled("forget old jobs", "prosfora.jobs.services.prune", DAILY),
    Scheduled("forget answered calls and old sessions", "prosfora.identity.services.prune", DAILY),
    Scheduled("remind approvers", "prosfora.approvals.services.mailing.remind_approvers", HOURLY),
)
