"""Proposing changes of many prices, and what becomes of a proposal before its release."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.company.queries.attributes import attribute_facts
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.pricelists.models import PriceProposal, ProposedPrice
from prosfora.pricelists.queries import Selection, selected_records
from prosfora.pricelists.rules import adjustment
from prosfora.pricelists.rules.adjustment import Adjustment
from prosfora.pricelists.rules.statuses import Outcome, Status, after
from prosfora.pricelists.services.computing import count_lines, make_lines
from prosfora.pricelists.services.refusals import FLAWS, BadProposal, NothingSelected, NotNow
from prosfora.pricelists.services.working import carry_out_proposal
from prosfora.pricing.queries.configuration import configuration
from prosfora.pricing.rules.keys import is_available
from prosfora.pricing.services.rows import refuse_unknown_values

AT_ONCE = 1_000  # more lines are made and released by the worker
MOST = 200_000


@dataclass(frozen=True, slots=True)
class Target:
    """Where a price list is copied to: the fact of the keys that is replaced, and by which."""

    source: str  # "price_list"
    name: str  # "price_list", or "customer": a list becomes one customer's prices
    value: str


@transaction.atomic
def propose_prices(
    *,
    title: str,
    sales_area: str | None,
    selection: Selection,
    change: Adjustment,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    target: Target | None = None,
    by: Actor,
    at: dt.datetime,
) -> PriceProposal:
    """Propose a change of all selected prices from a day on, or with a `target` their copy under another key.

    Nothing holds before the release. `sales_area` None is about the records that hold in all areas. Without a last day
    a changed price keeps the end it had, a copied one holds until the next begins. More than 1,000 lines are made by
    the worker. Raises BadProposal, NothingSelected.
    """
    _refuse_bad(title, selection, change, target)
    if valid_to is not None and valid_to < valid_from:
        raise BadProposal(_("The last day lies before the first"), "valid_to")
    count = selected_records(sales_area, selection).count()
    if not count:
        raise NothingSelected(_("No price is found by this selection on that day; widen it"), "condition_type")
    if count > MOST:
        raise BadProposal(_("At most %(most)s prices are changed at once; narrow the selection") % {"most": MOST})
    proposal = PriceProposal.objects.create(
        title=title.strip(), sales_area_id=sales_area, selection=selection.to_json(),
        adjustment=adjustment.to_json(change), valid_from=valid_from, valid_to=valid_to, count=count,
        target={} if target is None else {"source": target.source, "name": target.name, "value": target.value},
        author=by.pk or 0, author_name=by.get_username(), created_at=at,
    )  # fmt: skip
    record(verb="propose_prices", subject=subject(proposal), by=by, at=at, fresh=True, data={"lines": count})
    _compute(proposal)
    return proposal


@transaction.atomic
def recompute_prices(
    *, proposal: PriceProposal, by: Actor, at: dt.datetime, version: int | None = None
) -> PriceProposal:
    """Make the lines of a proposal anew from the records of now; what was left out is proposed again. Raises NotNow."""
    locked = advanced(proposal, "recompute_prices", version)
    locked.comment = ""
    record(verb="recompute_prices", subject=subject(locked), by=by, at=at)
    _compute(locked)
    return locked


@transaction.atomic
def leave_out_prices(
    *,
    proposal: PriceProposal,
    lines: Collection[int],
    back: bool = False,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> int:
    """Take lines out of a proposal, or with `back` in again; how many that were. Raises NotNow, ChangedMeanwhile."""
    locked = advanced(proposal, "leave_out_prices", version)
    before, following = (Outcome.LEFT_OUT, Outcome.NEW) if back else (Outcome.NEW, Outcome.LEFT_OUT)
    rows = ProposedPrice.objects.filter(proposal=locked, pk__in=lines, outcome=before)
    changed = rows.update(outcome=following)
    count_lines(locked)
    data = {"lines": changed, "back": back}
    record(verb="leave_out_prices", subject=subject(locked), by=by, at=at, data=data)
    return changed


@transaction.atomic
def return_prices(
    *, proposal: PriceProposal, comment: str, by: Actor, at: dt.datetime, version: int | None = None
) -> PriceProposal:
    """Give a proposal back to its author with a comment. Raises BadProposal, NotNow, ChangedMeanwhile."""
    if not comment.strip():
        raise BadProposal(_("Say what the author should change"), "comment")
    locked = advanced(proposal, "return_prices", version)
    locked.comment = comment.strip()
    locked.save()
    record(verb="return_prices", subject=subject(locked), by=by, at=at, reason=locked.comment)
    return locked


@transaction.atomic
def withdraw_prices(
    *, proposal: PriceProposal, by: Actor, at: dt.datetime, version: int | None = None
) -> PriceProposal:
    """Drop a proposal that was not released; it stays readable. Raises NotNow, ChangedMeanwhile."""
    locked = advanced(proposal, "withdraw_prices", version)
    locked.save()
    record(verb="withdraw_prices", subject=subject(locked), by=by, at=at)
    return locked


def advanced(proposal: PriceProposal, verb: str, version: int | None) -> PriceProposal:
    """The proposal, locked, in the status the verb leads to, one version on; not stored. Raises NotNow."""
    locked = PriceProposal.objects.select_for_update().get(pk=proposal.pk)
    if version is not None and version != locked.version:
        raise ChangedMeanwhile(_("Somebody changed this proposal meanwhile; look at it again, then decide"))
    following = after(locked.status, verb)
    if following is None:
        raise NotNow(_("That is not possible now: look at the proposal's status"))
    locked.status, locked.version, locked.refusal = following, locked.version + 1, ""
    return locked


def subject(proposal: PriceProposal) -> Subject:
    """The journal's name for a proposal."""
    return Subject("proposal", str(proposal.pk), proposal.title, proposal.sales_area_id or "")


def _compute(proposal: PriceProposal) -> None:
    proposal.status = Status.COMPUTING
    if proposal.count <= AT_ONCE:
        make_lines(proposal)
    else:
        proposal.save()
        carry_out_proposal.enqueue(proposal.pk)


def _refuse_bad(title: str, selection: Selection, change: Adjustment, target: Target | None) -> None:
    if not title.strip() or len(title) > 120:
        raise BadProposal(_("Give the change a title of at most 120 characters"), "title")
    if selection.condition_type not in configuration().types:
        words = _("There is no condition type %(code)s") % {"code": selection.condition_type}
        raise BadProposal(words, "condition_type")
    own = attribute_facts()
    if unknown := next((name for name in selection.key if not is_available(name, own)), None):
        raise BadProposal(_("A key has no part “%(name)s”") % {"name": unknown[:40]}, "key")
    if flaw := adjustment.flaw_of(change):
        raise BadProposal(str(FLAWS[flaw[1]]), flaw[0])
    if target is None:
        if change.method != "replace" and not change.value and not change.rounding.step and not change.rounding.ending:
            raise BadProposal(_("Say what changes: by how much, or how prices are rounded"), "value")
        return
    if not is_available(target.source, own) or not is_available(target.name, own) or not target.value:
        raise BadProposal(_("Say which part of the keys is replaced, and by which value"), "target")
    refuse_unknown_values({target.name: target.value})
