"""A pricing clerk asks before he raises prices: question, worker, answer, release, and the answer was right."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from prosfora.documents.models import SalesDocument
from prosfora.documents.services import issue_quotation
from prosfora.documents.tests.builders import a_quotation, an_offering, lines
from prosfora.identity.models import User
from prosfora.insights.models import PriceSimulation
from prosfora.jobs.worker import Worker
from prosfora.parties.tests.builders import a_party
from prosfora.pricelists.models import PriceProposal
from prosfora.pricing.models import ConditionRecord
from prosfora.pricing.tests.builders import a_discount
from tests.cast import DIRECT_SALES, MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
PROPOSAL = {
    "title": "Prices of 2027", "condition_type": "PR00", "sales_area": DIRECT_SALES, "valid_on": "2026-11-23",
    "method": "percent", "value": "3.2", "step": "", "ending": "0.90", "way": "nearest", "limits": "on",
    "valid_from": "2027-01-01",
}  # fmt: skip
QUESTION = {
    "sales_area": DIRECT_SALES, "first_day": "2025-11-23", "last_day": "2026-11-23", "statuses": ["issued", "draft"],
    "method": "percent", "way": "nearest", "ending": "0", "priced": "day", "pricing_date": "2027-01-01",
}  # fmt: skip


def let_the_worker_work() -> None:
    """Let a worker take one job after the other until there is none."""
    worker = Worker(worker_id="test", batch=True)
    while (row := worker._take()) is not None:
        worker.run_task(row)


def test_a_clerk_asks_what_a_rise_would_mean_and_was_told_the_truth(
    company: object, client: Client, seller: User, pricing_clerk: User
) -> None:
    an_offering()
    an_offering("NUT-M8", "0.33")
    ConditionRecord.objects.filter(condition_type="PR00").update(sales_area=DIRECT_SALES)
    buyer = a_party(name="Νίκας ΑΕ")
    a_discount("K007", "5", customer=buyer.number)
    drafts = [a_quotation(owner=seller, items=[*lines(1), *lines(1, "NUT-M8", "7")], sold_to=buyer) for _ in range(2)]
    issued = a_quotation(owner=seller, items=1)
    issue_quotation(quotation=issued, by=seller, at=MONDAY)

    client.force_login(pricing_clerk)
    client.post("/price-proposals/new", PROPOSAL)
    proposal = PriceProposal.objects.get()
    asked = client.post("/price-simulations/new", {**QUESTION, "proposal": proposal.pk})
    let_the_worker_work()
    run = PriceSimulation.objects.get()
    page = client.get(asked["Location"]).content.decode()

    # 40 bolts go from 10.00 to 9.90, the price nearest to 10.32 that ends so; 7 nuts from 0.33 to 0.90; 5 % off for one
    # of the customers.
    assert (run.status, run.documents, run.unpriced) == ("done", 3, 0)
    assert run.net_before == 2 * (Decimal("380.00") + Decimal("2.19")) + 400
    assert run.net_after == 2 * (Decimal("376.20") + Decimal("5.98")) + 396
    assert "1,160.36\u00a0EUR" in page
    assert str(buyer.number) in page

    client.post(f"/price-proposals/{proposal.pk}/release_prices", {"version": proposal.version})
    for draft in drafts:
        client.force_login(seller)
        client.post(f"/quotations/{draft.number}/reprice_quotation", {"pricing_date": "2027-01-01"})
    nets = SalesDocument.objects.filter(pk__in=[draft.pk for draft in drafts]).values_list("net", flat=True)

    assert sum(nets) + 396 == run.net_after
    assert SalesDocument.objects.get(pk=issued.pk).net == 400
    assert dt.date(2027, 1, 1) in ConditionRecord.objects.values_list("valid_from", flat=True)
