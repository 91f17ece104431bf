"""Offers expire: the status that the daily job stores at the end of their last day."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from prosfora.audit.services import Happening, System, record_all
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.statuses import Status, after
from prosfora.documents.services.drafts import subject_of
from prosfora.documents.services.promotions import release_many
from prosfora.jobs.tasks import job
from prosfora.kit.clock import now
from prosfora.kit.clock import today as company_day

BATCH = 200  # offers: a transaction of a few tenths of a second at most
_VERB = "expire_quotation"
_READ = (
    "category", "number", "status", "valid_to", "promotions", "sales_area", "sold_to_name", "sold_to__number",
)  # fmt: skip


@job(tries=3)
def expire_quotations() -> int:
    """The job that runs as each of the company's days begins; how many offers expired."""
    return expire_due(at=now())


def expire_due(*, at: dt.datetime) -> int:
    """Store the status "expired" of every issued offer whose last day is over, and give back what it held of
    promotions; each with a journal entry of the system.

    Batches of 200, each one transaction of a constant number of statements: killed at any point, an offer expired or
    did not, and another run does the rest. An offer that somebody holds at this moment is left to the next run: the
    day alone decides whether it can be accepted (rules.statuses.is_expired), never this job.
    """
    today, count = company_day(at), 0
    while some := _expire_some(today, at):
        count += some
    return count


@transaction.atomic
def _expire_some(today: dt.date, at: dt.datetime) -> int:
    due = SalesDocument.objects.filter(category="quotation", status=Status.ISSUED, valid_until__lt=today)
    held = due.select_for_update(of=("self",), skip_locked=True).select_related("sold_to").only(*_READ)
    rows = list(held.order_by("valid_until", "pk")[:BATCH])
    if not rows:
        return 0
    following = after("quotation", Status.ISSUED, _VERB)
    SalesDocument.objects.filter(pk__in=[row.pk for row in rows], status=Status.ISSUED).update(
        status=following, version=F("version") + 1, changed_at=at
    )
    release_many(rows, at)
    happenings = [
        Happening(
            subject_of(row, row.sold_to.number),
            {"status": [row.status, following]},
            {"valid_to": row.valid_to},
        )
        for row in rows
    ]
    record_all(verb=_VERB, happenings=happenings, by=System(), at=at)
    return len(rows)
