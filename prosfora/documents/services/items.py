"""Verbs of single items."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from prosfora.documents.models import SalesDocument
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

    Rejected items leave the totals and can no longer be referenced. Returns the changed positions.
    """
    raise NotImplementedError
