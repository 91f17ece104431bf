"""What the worker starts by itself, and how often."""

import datetime as dt

from prosfora.jobs.rules import Scheduled

DAILY = dt.timedelta(days=1)
EACH_DAY = None  # as the company's day begins
HOURLY = dt.timedelta(hours=1)

SCHEDULE = (
    Scheduled("let offers expire", "prosfora.documents.services.expiry.expire_quotations", EACH_DAY),
    Scheduled("remind about offers", "prosfora.documents.services.reminders.remind_about_offers", EACH_DAY),
    Scheduled("forget old jobs", "prosfora.jobs.services.prune", DAILY),
    Scheduled("seal the ends of the journal's chains", "prosfora.evidence.services.seal_heads_daily", DAILY),
    Scheduled("forget answered calls and old sessions", "prosfora.identity.services.prune", DAILY),
    Scheduled("remind approvers", "prosfora.approvals.services.mailing.remind_approvers", HOURLY),
)
