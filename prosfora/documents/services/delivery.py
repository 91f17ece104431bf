"""Delivery: the issued offer becomes a PDF and goes out by mail, exactly once."""

import datetime as dt

from django.db import transaction

from prosfora.audit.services import Actor
from prosfora.documents.models import SalesDocument


@transaction.atomic
def deliver_quotation(*, quotation: SalesDocument, by: Actor, at: dt.datetime) -> SalesDocument:
    """Put the issued offer's PDF and mail on their way (again); `delivery_status` becomes "waiting"."""
    raise NotImplementedError
