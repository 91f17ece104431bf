"""The worker's part: pricing the quotations twice and keeping what it comes to."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from prosfora.catalog.models import Product
from prosfora.insights.models import PriceEffect, PriceSimulation
from prosfora.insights.queries.comparing import Asked, Compared, compare
from prosfora.insights.queries.quotations import in_batches, quotations_of
from prosfora.insights.queries.supposing import supposition_of
from prosfora.insights.rules.effect import Effect, Sums
from prosfora.insights.rules.statuses import BUSY, Status
from prosfora.jobs.tasks import job
from prosfora.kit.clock import now
from prosfora.kit.database import bulk_append

MOST_PROBLEMS = 100  # quotations listed with the reason why they have no price; all of them are counted
NAMES_AT_ONCE = 1_000


@dataclass(slots=True)
class _Result:
    """What a run has found so far: sums only, however many quotations."""

    effect: Effect = field(default_factory=Effect)
    names: dict[str, str] = field(default_factory=dict)  # of customers
    unpriced: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)

    def add(self, one: Compared) -> None:
        if one.problem:
            self.unpriced += 1
            if len(self.problems) < MOST_PROBLEMS:
                detail = {name: str(value) for name, value in one.detail.items()}
                self.problems.append({"number": one.number, "code": one.problem, "detail": detail})
            return
        self.names[one.customer] = one.customer_name
        self.effect.add_document(one.customer, one.items)


@job(tries=4)
def carry_out_simulation(simulation_id: int) -> None:
    """Answer a simulation; nothing where that is done or called off already.

    Batches of 100 quotations are only read; the result is written in one transaction at the end. A worker that is
    killed leaves nothing behind, and the next one begins anew. Should two be at it, the first result stands.
    """
    mine = PriceSimulation.objects.filter(pk=simulation_id, status__in=BUSY)
    if not mine.update(status=Status.RUNNING, done=0):
        return
    simulation = PriceSimulation.objects.get(pk=simulation_id)
    result, done = _Result(), 0
    asked = Asked(simulation.pricing_date, simulation.currency, supposition_of(simulation))
    for some in in_batches(quotations_of(simulation)):
        for one in compare(some, asked):
            result.add(one)
        done += len(some)
        if not mine.update(done=done):
            return  # called off
    _keep(simulation_id, result, done, now())


@transaction.atomic
def _keep(simulation_id: int, result: _Result, done: int, at: dt.datetime) -> None:
    """Put the result on the run, unless it was called off or another worker was first."""
    run = PriceSimulation.objects.select_for_update().get(pk=simulation_id)
    if run.status != Status.RUNNING:
        return
    total = result.effect.total
    for name in ("documents", "items", "touched", "without_cost", "net_before", "net_after", "margin_before",
                 "margin_after"):  # fmt: skip
        setattr(run, name, getattr(total, name))
    run.done = run.count = done
    run.unpriced, run.problems = result.unpriced, result.problems
    run.status, run.finished_at = Status.DONE, at
    run.save()
    rows = [*_effects(run, "customer", result.effect.customers, result.names)]
    rows += _effects(run, "product", result.effect.products, _product_names(list(result.effect.products)))
    bulk_append(rows)


def _effects(run: PriceSimulation, kind: str, found: dict[str, Sums], names: dict[str, str]) -> Iterator[PriceEffect]:
    for number, sums in found.items():
        yield PriceEffect(
            simulation=run, kind=kind, number=number, name=names.get(number, "")[:200], currency=run.currency,
            documents=sums.documents, items=sums.items, touched=sums.touched, without_cost=sums.without_cost,
            net_before=sums.net_before, net_after=sums.net_after, difference=sums.difference,
            size=abs(sums.difference), margin_before=sums.margin_before, margin_after=sums.margin_after,
            margin_difference=sums.margin_difference,
        )  # fmt: skip


def _product_names(numbers: list[str]) -> dict[str, str]:
    """What the products are called, in the company's language."""
    names: dict[str, str] = {}
    for start in range(0, len(numbers), NAMES_AT_ONCE):
        rows = Product.objects.filter(number__in=numbers[start : start + NAMES_AT_ONCE])
        names.update(rows.values_list("number", "name"))
    return names
