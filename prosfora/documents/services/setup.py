"""What a fresh installation needs before its first document."""

import datetime as dt

from django.db import transaction

from prosfora.audit.services import Actor


@transaction.atomic
def install_document_defaults(*, by: Actor, at: dt.datetime) -> None:
    """Install the usual mandatory fields of inquiry, quotation and order; what is there stays."""
    raise NotImplementedError
