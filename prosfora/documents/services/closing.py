"""Ending a document with a coded reason: the one way for close, decline and withdraw."""

import datetime as dt

from prosfora.audit.services import Actor, record
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.checks import text_fault
from prosfora.documents.rules.statuses import Status
from prosfora.documents.services.drafts import subject_of
from prosfora.documents.services.headers import reason_of
from prosfora.documents.services.promotions import release
from prosfora.documents.services.refusals import refuse
from prosfora.documents.services.standing import stop_waiting
from prosfora.documents.services.states import require, store_header


def close(
    *,
    document: SalesDocument,
    verb: str,
    kind: str,
    reason: str,
    note: str,
    by: Actor,
    at: dt.datetime,
    version: int | None,
) -> SalesDocument:
    """End a document by a verb, with a reason of a kind and a note. Raises WrongStatus, UnknownReason, FactsRefused."""
    before, following = document.status, require(document, verb, version)
    refuse(text_fault("note", note))
    document.close_reason = reason_of(kind, reason)
    document.status, document.closed_at, document.close_note = following, at, note
    store_header(document, ["status", "closed_at", "close_reason_id", "close_note"], at)
    release(document, at)
    if before == Status.IN_APPROVAL:
        stop_waiting(document, at)
    record(
        verb=verb,
        subject=subject_of(document, document.sold_to.number),
        by=by,
        at=at,
        changes={"status": [before, following]},
        data={"reason": reason},
        reason=note,
    )
    return document
