"""Revisions and variants of one offer: held together while one of them changes, and what one brings on the others."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from prosfora.audit.services import Actor, Happening, record_all
from prosfora.documents.models import SalesDocument
from prosfora.documents.rules.statuses import BEFALLS, Status, befalling
from prosfora.documents.services.delivery import FAILED, WAITING
from prosfora.documents.services.drafts import subject_of
from prosfora.documents.services.promotions import release
from prosfora.documents.services.refusals import WrongStatus
from prosfora.documents.services.states import store_header
from prosfora.identity.models import User


class AlreadyAccepted(WrongStatus):
    """Another revision or variant of the offer was accepted: nothing more is offered beside it."""


def held_relatives(document: SalesDocument) -> list[SalesDocument]:
    """All revisions and variants of an offer but the document, as they are now; nobody else brings anything on them
    until the transaction ends.

    Whoever changes relatives holds the first offer's row before any other, so that nobody waits in a circle; the rows
    are read after it is held. The document is brought up to date where it changed since it was read. Two statements, or
    three.
    """
    head, rows = document.first_id or document.pk, SalesDocument.objects.select_for_update()
    list(rows.filter(pk=head).values_list("pk"))
    family = list(rows.filter(_family(document)).order_by("pk"))
    if any(row.pk == document.pk and row.version != document.version for row in family):
        document.refresh_from_db()
    return [row for row in family if row.pk != document.pk]


def refuse_accepted(relatives: Iterable[SalesDocument]) -> None:
    """Raises AlreadyAccepted where one of them is."""
    for row in relatives:
        if row.status == Status.ACCEPTED:
            raise AlreadyAccepted(
                _("%(number)s was accepted already; offer what is wanted besides in a copy") % {"number": row.number},
                data={"status": row.status, "accepted": row.number},
            )


def supersede_earlier(document: SalesDocument, relatives: Sequence[SalesDocument], by: User, at: dt.datetime) -> None:
    """A revision is issued: those before it name it as what stands in their place, and the one that stood is superseded
    and gives back what it held of promotions. What had come to nothing keeps the status that says so.
    """
    earlier = [
        row
        for row in relatives
        if row.variant == document.variant and row.revision < document.revision and not row.is_replaced
    ]
    _replace(earlier, "supersede_quotation", document, by, at)


def close_others(accepted: SalesDocument, relatives: Sequence[SalesDocument], by: Actor, at: dt.datetime) -> None:
    """One was accepted: the offers and drafts beside it are closed and name it; what they held is given back."""
    beside = [row for row in relatives if row.status in befalling("close_variant")]
    _replace(beside, "close_variant", accepted, by, at)


def _replace(rows: Sequence[SalesDocument], what: str, successor: SalesDocument, by: Actor, at: dt.datetime) -> None:
    """Note what stands in the place of rows, with their journal entries. No statement where there are none."""
    if not rows:
        return
    happenings, customer = [], successor.sold_to.number
    for row in rows:
        before, row.successor = row.status, successor.number
        if (following := BEFALLS.get((Status(before), what))) is not None:
            row.status, row.closed_at = following, at
            release(row, at)
        if row.delivery_status in (WAITING, FAILED):
            row.delivery_status = ""  # the mail has not left; what it would bring stands no more
        store_header(row, ["status", "closed_at", "successor", "delivery_status"], at)
        changes = {"status": [before, row.status]} if row.status != before else {}
        happenings.append(Happening(subject_of(row, customer), changes, {"successor": successor.number}))
    record_all(verb=what, happenings=happenings, by=by, at=at)
    # Who named one of them names what stands now; nothing else of it changes.
    named = SalesDocument.objects.filter(_family(successor), successor__in=[row.number for row in rows])
    named.update(successor=successor.number)


def _family(document: SalesDocument) -> Q:
    """All revisions and variants of an offer."""
    head = document.first_id or document.pk
    return Q(pk=head) | Q(first=head)
