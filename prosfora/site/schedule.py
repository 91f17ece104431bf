"""What the worker starts by itself, and how often."""

import datetime as dt

from prosfora.jobs.rules import Scheduled

DAILY = dt.timedelta(days=1)

SCHEDULE = (
    Scheduled("forget old jobs", "prosfora.jobs.services.prune", DAILY),
    Scheduled("seal the ends of the journal's chains", "prosfora.evidence.services.seal_heads_daily", DAILY),
    Scheduled("forget answered calls and old sessions", "prosfora.identity.services.prune", DAILY),
)
