"""Pages of price proposals."""

from prosfora.pricelists.views.drafts import list_draft_prices, release_condition, release_conditions
from prosfora.pricelists.views.lists import list_proposals, list_proposed_prices
from prosfora.pricelists.views.net_prices import list_net_prices, print_net_prices
from prosfora.pricelists.views.proposals import change_release_rule, display_proposal, propose_prices
from prosfora.pricelists.views.verbs import (
    leave_out_prices,
    recompute_prices,
    release_prices,
    return_prices,
    undo_prices,
    withdraw_prices,
)

__all__ = [
    "change_release_rule",
    "display_proposal",
    "leave_out_prices",
    "list_draft_prices",
    "list_net_prices",
    "list_proposals",
    "list_proposed_prices",
    "print_net_prices",
    "propose_prices",
    "recompute_prices",
    "release_condition",
    "release_conditions",
    "release_prices",
    "return_prices",
    "undo_prices",
    "withdraw_prices",
]
