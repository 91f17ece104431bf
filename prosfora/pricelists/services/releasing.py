"""Releasing a proposal: its lines become periods; and taking them back."""

import datetime as dt
from itertools import batched

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.services import Actor, record
from prosfora.files.imports import Clash, Written
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.rules import EVERYWHERE
from prosfora.kit import writing
from prosfora.pricelists.models import PriceProposal, ProposedPrice
from prosfora.pricelists.queries import release_terms
from prosfora.pricelists.rules.statuses import hindrance
from prosfora.pricelists.services.proposals import AT_ONCE, advanced, subject
from prosfora.pricelists.services.refusals import HINDRANCES, CannotUndo, MayNotRelease, some_of
from prosfora.pricelists.services.working import carry_out_proposal
from prosfora.pricelists.services.writing import write_prices
from prosfora.pricing.services.undoing import take_back

BATCH = 1_000


@transaction.atomic
def release_prices(*, proposal: PriceProposal, by: User, at: dt.datetime, version: int | None = None) -> PriceProposal:
    """Let the new prices of a proposal hold from its day on; each begins a period, none is edited.

    Who may is said by the release rule of the sales area. More than 1,000 lines are written by the worker, in one
    transaction. Raises MayNotRelease, PricesChanged, NotNow, ChangedMeanwhile.
    """
    terms = release_terms(proposal.sales_area_id)
    scope = EVERYWHERE if proposal.sales_area_id is None else proposal.sales_area_id
    may_approve = allows(by, "pricelists.approve_prices", scope)
    why = hindrance(
        terms, is_author=by.pk == proposal.author, may_approve=may_approve, largest=proposal.largest
    )  # fmt: skip
    if why:
        beyond = writing.number(terms.approve_beyond) if terms.approve_beyond is not None else ""
        raise MayNotRelease(str(HINDRANCES[why]) % {"percent": beyond})
    locked = advanced(proposal, "release_prices", version)
    locked.released_by, locked.released_at, locked.done = by.get_username(), at, 0
    record(verb="release_prices", subject=subject(locked), by=by, at=at, data={"lines": locked.new})
    if locked.new <= AT_ONCE:
        write_prices(locked, by=by, at=at)
    else:
        locked.save()
        carry_out_proposal.enqueue(locked.pk)
    return locked


@transaction.atomic
def undo_prices(*, proposal: PriceProposal, by: Actor, at: dt.datetime, version: int | None = None) -> PriceProposal:
    """Take all prices of a released proposal back; those they ended hold as before. Raises CannotUndo, NotNow."""
    locked = advanced(proposal, "undo_prices", version)
    rows = ProposedPrice.objects.filter(proposal=locked, undo__isnull=False).order_by("-pk")
    scopes = {EVERYWHERE if locked.sales_area_id is None else locked.sales_area_id}
    clashes: list[Clash] = []
    for some in batched(rows.iterator(chunk_size=BATCH), BATCH):
        clashes += take_back([_written(line) for line in some], scopes=scopes, verb="undo_prices", by=by, at=at)
    if clashes:
        words = _("Nothing was taken back: %(keys)s changed since") % {"keys": some_of([one.key for one in clashes])}
        raise CannotUndo(words)
    locked.save()
    record(verb="undo_prices", subject=subject(locked), by=by, at=at)
    return locked


def _written(line: ProposedPrice) -> Written:
    return Written(line.pk, line.undo["key"], line.undo["version"], line.undo["before"])
