"""Releasing prices under a floor or a least margin: the sales lead lets them go out, or returns the draft."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.services import record
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.releasing import limited, needing
from prosfora.documents.rules.checks import text_fault
from prosfora.documents.rules.release import NEEDED, RELEASED, RETURNED, released_as_stored
from prosfora.documents.services.drafts import subject_of
from prosfora.documents.services.refusals import refuse
from prosfora.documents.services.states import require, store_header
from prosfora.identity.models import User
from prosfora.kit.errors import Refused


class NothingToRelease(Refused):
    """No price of this draft waits for a release."""

    status = 409


class CommentMissing(Refused):
    """Whoever returns a draft says why."""


class PriceNeedsRelease(Refused):
    """A price lies under a floor or a least margin, and nobody has released it."""


@transaction.atomic
def release_price(
    *,
    quotation: SalesDocument,
    comment: str = "",
    returned: bool = False,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> SalesDocument:
    """Release the prices of a draft that lie under a floor or a least margin, or with `returned` give it back.

    The release stands for exactly these prices: one that becomes worse is asked for again. Raises NothingToRelease,
    CommentMissing where a return has none, WrongStatus, ChangedMeanwhile.
    """
    require(quotation, "release_price", version)
    refuse(text_fault("comment", comment, 2000))
    if quotation.release_status != NEEDED:
        raise NothingToRelease(_("No price of %(number)s waits for a release") % {"number": quotation.number})
    if returned and not comment.strip():
        raise CommentMissing(_("Say what should change, so that the draft can be returned"), "comment")
    before = quotation.release_status
    positions = note_release(quotation, comment=comment, returned=returned, by=by, at=at)
    store_header(quotation, ["release_status", "price_release"], at)
    record(
        verb="release_price",
        subject=subject_of(quotation, quotation.sold_to.number),
        by=by,
        at=at,
        changes={"release_status": [before, quotation.release_status]},
        data={"items": ", ".join(str(position) for position in positions)},
        reason=comment.strip(),
    )
    return quotation


def note_release(
    quotation: SalesDocument, *, comment: str = "", returned: bool = False, by: User, at: dt.datetime
) -> list[int]:
    """Note on items and header that the prices under their limits are released (or returned); the items' numbers.

    The one record of a release, whoever decides it: a sales lead by release_price, or the approvers that a rule about
    floors names. The header is still to be stored.
    """
    items = needing(quotation)
    if not items:
        return []
    quotation.release_status = RETURNED if returned else RELEASED
    kept = dict(quotation.price_release or {})
    kept |= {"by": str(by), "at": at.isoformat(), "comment": comment.strip()}
    if not returned:
        kept["items"] = (kept.get("items") or {}) | {
            str(item.pk): released_as_stored(limited(quotation, item)) for item in items
        }
        Item.objects.filter(pk__in=[item.pk for item in items]).update(release=RELEASED)
    quotation.price_release = kept
    return [item.position for item in items]


def refuse_unreleased(quotation: SalesDocument, items: Sequence[Item]) -> None:
    """An offer with a price that waits for its release does not go out. Raises PriceNeedsRelease."""
    waiting = [item for item in items if item.release == NEEDED]
    if not waiting:
        return
    sentence = _("Item %(position)s: its price needs a release before the offer goes out")
    problems = {f"items.{item.position}.price": [sentence % {"position": item.position}] for item in waiting}
    first = next(iter(problems.values()))[0]
    raise PriceNeedsRelease(first, next(iter(problems)), problems=problems)
