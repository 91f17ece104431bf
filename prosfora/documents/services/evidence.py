"""Handing out the evidence of a quotation: what can be checked without us."""

import datetime as dt
import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.audit.services import record
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.revised import numbers_of
from prosfora.identity.models import User
from prosfora.kit.errors import Refused


class NothingToProve(Refused):
    """No revision of the quotation was issued since offers are frozen."""

    status = 409


@transaction.atomic
def export_evidence(*, quotation: SalesDocument, by: User, at: dt.datetime) -> bytes:
    """The evidence bundle (ZIP) of a quotation with all its revisions: the same bytes while nothing new has happened.

    The export is journalled in a chain of its own, so that it does not change what it exports. Raises NothingToProve,
    DamagedFile, DamagedOffer.
    """
    from prosfora.evidence.queries.bundles import evidence_of  # cryptography, 8 MB that only processes that export need
    from prosfora.evidence.rules.archive import pack
    from prosfora.evidence.rules.layout import files_of

    first, numbers = numbers_of(quotation)
    evidence = evidence_of(first, numbers)
    if evidence is None:
        sentence = _("%(number)s has no frozen offer: there is evidence of an offer once it was issued")
        raise NothingToProve(sentence % {"number": quotation.number})
    bundle = pack(files_of(evidence))
    subject = Subject("evidence", first, "", quotation.sales_area_id, f"quotation:{quotation.number}")
    told = {"bundle": hashlib.sha256(bundle).hexdigest(), "offers": ", ".join(evidence.offers)}
    record(verb="export_evidence", subject=subject, by=by, at=at, data=told)
    return bundle
