"""The verbs of the pricelists room."""

from prosfora.pricelists.services.proposals import (
    Target,
    leave_out_prices,
    propose_prices,
    recompute_prices,
    return_prices,
    withdraw_prices,
)
from prosfora.pricelists.services.refusals import (
    BadProposal,
    CannotUndo,
    MayNotRelease,
    NothingSelected,
    NotNow,
    PricesChanged,
)
from prosfora.pricelists.services.release_rules import change_release_rule
from prosfora.pricelists.services.releasing import release_prices, undo_prices
from prosfora.pricelists.services.releasing_drafts import release_condition

__all__ = [
    "BadProposal",
    "CannotUndo",
    "MayNotRelease",
    "NotNow",
    "NothingSelected",
    "PricesChanged",
    "Target",
    "change_release_rule",
    "leave_out_prices",
    "propose_prices",
    "recompute_prices",
    "release_condition",
    "release_prices",
    "return_prices",
    "undo_prices",
    "withdraw_prices",
]
