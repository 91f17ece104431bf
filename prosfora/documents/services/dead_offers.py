"""Closing dead offers: what somebody ticked, each with a coded reason, so that win and loss stay true."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.services import Happening, record_all
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.validity import is_dead
from prosfora.documents.rules.checks import text_fault
from prosfora.documents.rules.statuses import Status
from prosfora.documents.services.drafts import subject_of
from prosfora.documents.services.headers import reasons_by_code
from prosfora.documents.services.promotions import release_many
from prosfora.documents.services.refusals import UnknownReason, refuse
from prosfora.identity.models import User
from prosfora.kit.clock import today as company_day
from prosfora.kit.database import bulk_change

_STORED = ("status", "closed_at", "close_reason_id", "close_note", "version", "changed_at")


@transaction.atomic
def close_dead_offers(*, reasons: Mapping[int, str], note: str = "", by: User, at: dt.datetime) -> list[str]:
    """Decline offers that are dead, each with its reason of kind "decline"; the numbers of those that were closed.

    `reasons` are codes by id. What is no longer dead is passed over: answered, extended or closed meanwhile. A constant
    number of statements. Raises UnknownReason, FactsRefused.
    """
    refuse(text_fault("note", note))
    known = reasons_by_code("decline", set(reasons.values()))
    if unknown := sorted(set(reasons.values()) - set(known)):
        raise UnknownReason(_("There is no reason “%(value)s”") % {"value": unknown[0]}, "reason")
    wanted = SalesDocument.objects.filter(pk__in=list(reasons), category="quotation")
    areas = set(wanted.values_list("sales_area", flat=True))
    dead = wanted.filter(is_dead(areas, today=company_day(at))).select_related("sold_to").order_by("pk")
    rows = list(dead.select_for_update(of=("self",)))
    happenings = []
    for row in rows:
        before, row.status = row.status, Status.DECLINED
        row.closed_at, row.close_reason_id, row.close_note = at, known[reasons[row.pk]], note
        row.version, row.changed_at = row.version + 1, at
        subject, changes = subject_of(row, row.sold_to.number), {"status": [before, row.status]}
        happenings.append(Happening(subject, changes, {"reason": reasons[row.pk]}))
    bulk_change(rows, _STORED)
    release_many(rows, at)
    record_all(verb="close_dead_offers", happenings=happenings, by=by, at=at, reason=note)
    return [row.number for row in rows]
