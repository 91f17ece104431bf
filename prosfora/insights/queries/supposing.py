"""What a run supposes, as something that is done to the candidate records of a batch. Reads only."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from prosfora.insights.models import PriceSimulation
from prosfora.insights.rules import change as changes
from prosfora.pricelists.models import PriceProposal
from prosfora.pricelists.queries.supposed import supposed_prices
from prosfora.pricing.queries.book import placed_by_id
from prosfora.pricing.rules.supposed import ALWAYS, Placed, changed, put_in_force


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom and what a batch of quotations is about: customers, and the product groups of products, by number."""

    customers: Collection[str]
    groups: Mapping[str, str]


type Supposition = Callable[[Sequence[Placed], Reach], list[Placed]]


def supposition_of(simulation: PriceSimulation) -> Supposition:
    """What is done to each batch; where it is a proposal, one statement for each batch reads the lines that matter."""
    since, supposed = simulation.since or ALWAYS, simulation.supposed
    if "change" in supposed:
        wanted = changes.from_json(supposed["change"])
        return lambda found, reach: changed(found, partial(wanted.of, groups=reach.groups), since)
    if "records" in supposed:
        records = placed_by_id(supposed["records"])
        return lambda found, _reach: put_in_force(found, records, since)
    proposal = PriceProposal.objects.get(pk=supposed["proposal"])
    return lambda found, reach: put_in_force(found, supposed_prices(proposal, reach.groups, reach.customers), since)
