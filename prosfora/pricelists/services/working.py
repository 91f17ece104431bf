"""The worker's part: making and writing the lines of long proposals."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import translation

from prosfora.audit.services import CHANNEL
from prosfora.jobs.tasks import job
from prosfora.kit.errors import Refused
from prosfora.pricelists.models import PriceProposal
from prosfora.pricelists.rules.statuses import Status
from prosfora.pricelists.services.computing import make_lines
from prosfora.pricelists.services.writing import write_prices


@job(tries=4)
def carry_out_proposal(proposal_id: int) -> None:
    """Make the lines of a proposal, or write its prices, as its status says; nothing where that is done already.

    A worker that is killed leaves nothing half-written: lines are made anew, prices are written in one transaction.
    """
    proposal = PriceProposal.objects.filter(pk=proposal_id).first()
    if proposal is None or not proposal.is_busy:
        return
    channel = CHANNEL.set("job")
    try:
        if proposal.status == Status.COMPUTING:
            make_lines(proposal, progress=True)
        else:
            _write(proposal)
    finally:
        CHANNEL.reset(channel)


def _write(proposal: PriceProposal) -> None:
    """Write the prices as whoever released them; a refusal makes the proposal a draft again, saying why."""
    user = get_user_model().objects.get(username=proposal.released_by)
    assert proposal.released_at is not None
    with translation.override(getattr(user, "language", None)):
        try:
            with transaction.atomic():
                write_prices(proposal, by=user, at=proposal.released_at)
        except Refused as refusal:
            proposal.status, proposal.refusal = Status.DRAFT, refusal.message
            proposal.released_by, proposal.released_at = "", None
            proposal.save()
