"""Acceptance: the customer's yes makes the order hand-over."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from prosfora.documents.models import SalesDocument
from prosfora.identity.models import User


@transaction.atomic
def accept_quotation(
    *,
    quotation: SalesDocument,
    chosen: Collection[int] = (),
    customer_reference: str = "",
    evidence: str = "",
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> SalesDocument:
    """Record the customer's yes, once, and hand the order over; the order is returned.

    `chosen` lists the positions of options taken and of alternatives preferred to their main items;
    `customer_reference` is his purchase order number; `evidence` says how he accepted (mail, letter, call).
    """
    raise NotImplementedError
