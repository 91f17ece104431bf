"""Writing the prices of a proposal: each new one becomes a period."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import batched

from django.db.models import F
from django.utils.translation import gettext as _

from prosfora.audit.services import Actor
from prosfora.pricelists.models import PriceProposal, ProposedPrice
from prosfora.pricelists.rules.statuses import Outcome, Status
from prosfora.pricelists.services.computing import proposed_terms
from prosfora.pricelists.services.refusals import PricesChanged, some_of
from prosfora.pricing.queries.configuration import configuration
from prosfora.pricing.queries.records import terms_of
from prosfora.pricing.rules.periods import End, in_rounds
from prosfora.pricing.services.laying import Wanted, lay, place_of
from prosfora.pricing.services.rows import new_row
from prosfora.pricing.services.undoing import noted
from prosfora.pricing.telling import key_words

BATCH = 1_000


def write_prices(proposal: PriceProposal, *, by: Actor, at: dt.datetime) -> None:
    """Lay every new price of a proposal; all of them or none. Call inside a transaction. Raises PricesChanged."""
    _refuse_stale(proposal)
    for some in batched(_released_lines(proposal), BATCH):
        _lay(proposal, some, by, at)
    proposal.status = Status.RELEASED
    proposal.save()


def _released_lines(proposal: PriceProposal) -> Iterator[ProposedPrice]:
    rows = ProposedPrice.objects.filter(proposal=proposal, outcome=Outcome.NEW).order_by("pk")
    return rows.select_related("source").iterator(chunk_size=BATCH)


def _refuse_stale(proposal: PriceProposal) -> None:
    """A price that was changed after the preview was seen must be looked at again."""
    rows = ProposedPrice.objects.filter(proposal=proposal, outcome=Outcome.NEW).select_related("source")
    stale = rows.exclude(source__status="released", source__valid_to=F("last_day")).order_by("pk")[:6]
    names = [key_words(line.source.key.items()) for line in stale]
    if names:
        words = _("Changed since the preview: %(keys)s. Compute the proposal again, look at it, then release it")
        raise PricesChanged(words % {"keys": some_of(names)})


def _lay(proposal: PriceProposal, lines: Sequence[ProposedPrice], by: Actor, at: dt.datetime) -> None:
    kind = configuration().types[proposal.selection["condition_type"]]
    end = End.STATED if proposal.valid_to else End.OPEN if proposal.target else End.KEPT
    wanted, line_of = [], {}
    for line in lines:
        terms = proposed_terms(proposal, terms_of(line.source))
        row = new_row(kind, line.key, proposal.sales_area_id, terms, by, at)
        wanted.append(Wanted(row, end))
        line_of[id(row)] = line
    for some in in_rounds(wanted, lambda one: place_of(one.row)):
        for laid in lay(wanted=some, verb="release_prices", by=by, at=at):
            line = line_of[id(laid.row)]
            kept = noted(line.pk, laid)
            line.undo = {"key": kept.key, "version": kept.version, "before": kept.before}
    ProposedPrice.objects.bulk_update([line for line in lines if line.undo], ["undo"], batch_size=500)
