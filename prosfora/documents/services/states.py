"""Is the verb possible now, is the record still what was seen, and the one way a header is stored again."""

import datetime as dt
from collections.abc import Iterable
from typing import NoReturn

from django.utils.translation import gettext as _

from prosfora.audit.queries import last_change
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.statuses import after
from prosfora.documents.services.refusals import OfferReplaced, WrongStatus
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.kit.writing import moment


def require(document: SalesDocument, verb: str, version: int | None) -> str:
    """The status after the verb. Raises WrongStatus where it is not possible now, OfferReplaced where another stands in
    its place, ChangedMeanwhile where `version` is not the one stored.
    """
    if version is not None and version != document.version:
        refuse_stale(document)
    following = after(document.category, document.status, verb)
    if following is None and document.is_replaced:
        raise OfferReplaced(document)
    if following is None:
        raise WrongStatus(
            _("%(number)s is %(status)s; this is not possible now")
            % {"number": document.number, "status": document.get_status_display()},
            data={"status": document.status},
        )
    return following


def store_header(document: SalesDocument, fields: Iterable[str], at: dt.datetime) -> None:
    """Store fields of a header as its next version. Raises ChangedMeanwhile when somebody else was quicker.

    The version in the condition makes this safe without a lock: of two writers the second finds no row.
    """
    document.at_hand = None
    seen, document.version, document.changed_at = document.version, document.version + 1, at
    values = {name: getattr(document, name) for name in {*fields, "version", "changed_at"}}
    if not SalesDocument.objects.filter(pk=document.pk, version=seen).update(**values):
        refuse_stale(document)


def refuse_stale(document: SalesDocument) -> NoReturn:
    """Say who changed the document meanwhile, and when."""
    entry = last_change(document.category, document.number)
    if entry is None:
        raise ChangedMeanwhile(_("%(number)s was changed meanwhile") % {"number": document.number})
    raise ChangedMeanwhile(
        _("%(number)s was changed meanwhile by %(who)s at %(when)s; look at it again, then repeat your change")
        % {"number": document.number, "who": entry.actor, "when": moment(entry.at)}
    )
