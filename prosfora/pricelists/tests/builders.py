"""Proposals as tests need them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from prosfora.audit.services import Actor
from prosfora.pricelists.models import PriceProposal
from prosfora.pricelists.queries import Selection
from prosfora.pricelists.rules.adjustment import Adjustment, Rounding
from prosfora.pricelists.services import propose_prices
from tests.cast import DIRECT_SALES, MONDAY

TODAY = MONDAY.date()
NEXT_YEAR = dt.date(2027, 1, 1)
RISE = Adjustment("percent", Decimal("3.2"))
TO_NINETY = Adjustment("percent", Decimal("3.2"), Rounding(Decimal(1), Decimal("0.90")))


def a_selection(condition_type: str = "PR00", on: dt.date = TODAY, **narrowed: Any) -> Selection:
    """Base prices that hold today; `narrowed` as Selection's further fields."""
    return Selection(condition_type, on, **narrowed)


def a_proposal(author: Actor, change: Adjustment = RISE, **facts: Any) -> PriceProposal:
    """A rise of the base prices of the cast's area from next year on."""
    wanted = {
        "title": "Prices of 2027", "sales_area": DIRECT_SALES, "selection": a_selection(),
        "valid_from": NEXT_YEAR, **facts,
    }  # fmt: skip
    return propose_prices(change=change, by=author, at=MONDAY, **wanted)
