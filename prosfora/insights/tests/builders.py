"""Simulations as tests want them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from prosfora.company.models import SalesArea
from prosfora.identity.models import User
from prosfora.insights.models import PriceSimulation
from prosfora.insights.rules.change import PriceChange
from prosfora.insights.services import Question, simulate_price_change
from prosfora.insights.services.working import carry_out_simulation
from prosfora.pricelists.rules.adjustment import Adjustment
from tests.cast import DIRECT_SALES, MONDAY

TODAY = MONDAY.date()


def a_rise(percent: str = "10", condition_type: str = "PR00", **only: str) -> PriceChange:
    """All base prices so many per cent dearer, or those of a key only."""
    return PriceChange(condition_type, Adjustment("percent", Decimal(percent)), only)


def a_question(**facts: Any) -> Question:
    """A rise of the base prices by 10 per cent over the drafts of the last year, priced today."""
    if not {"change", "proposal", "records"} & facts.keys():
        facts["change"] = a_rise()
    return Question(**{
        "first_day": TODAY - dt.timedelta(days=365), "last_day": TODAY, "statuses": ("draft",), "pricing_date": TODAY,
        **facts,
    })  # fmt: skip


def a_simulation(by: User, *, sales_area: str = DIRECT_SALES, run: bool = True, **facts: Any) -> PriceSimulation:
    """A simulation that the worker has carried out, or with `run` off one that waits."""
    area = SalesArea.objects.select_related("organisation__company").get(pk=sales_area)
    made = simulate_price_change(sales_area=area, question=a_question(**facts), by=by, at=MONDAY)
    if run:
        carry_out_simulation.call(made.pk)
        made.refresh_from_db()
    return made
