"""Verbs of single items."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from prosfora.documents.models import SalesDocument
from prosfora.documents.services.changes import Wish, change_document
from prosfora.documents.services.references import refresh_reference_status
from prosfora.identity.models import User


@transaction.atomic
def reject_items(
    *,
    document: SalesDocument,
    reasons: Mapping[int, str],
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> list[int]:
    """Give items of an inquiry or quotation a rejection reason (position → code of kind "rejection", "" takes it back).

    Rejected items leave the totals and can no longer be referenced. Returns the positions of the rows stored anew.
    """
    wish = Wish(changed={position: {"rejection_reason": code} for position, code in reasons.items()})
    positions = change_document(document=document, verb="reject_items", wish=wish, by=by, at=at, version=version)
    refresh_reference_status(document)
    return positions
