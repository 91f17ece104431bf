"""Prices that are kept: an item finds the very records that made its price, whatever holds on the day."""

from datetime import date
from decimal import Decimal

from prosfora.pricing.rules.book import StepRule, TypeRule
from prosfora.pricing.rules.facts import Named
from prosfora.pricing.rules.hits import Hit, hit_of_record
from prosfora.pricing.rules.run import Run
from prosfora.pricing.rules.search import Answer
from prosfora.pricing.rules.state import ItemState


def keeps(state: ItemState, kind: TypeRule) -> bool:
    """Whether elements of a type stay on an item as they were."""
    kept = state.item.kept
    return kept is not None and kept.keeps(kind.condition_class)


def kept_day(state: ItemState) -> date | None:
    """The day whose exchange rates an item keeps; None where it has those of the pricing date."""
    kept = state.item.kept
    return kept.day if kept is not None else None


def answer_of_kept(step: StepRule, kind: TypeRule, state: ItemState, run: Run) -> Answer:
    """The records that made the kept price in this step. One that no longer exists is missing."""
    kept = state.item.kept
    assert kept is not None
    is_twice = sum(one.type is not None and one.type.code == kind.code for one in run.book.procedure.steps) > 1
    named = {
        one.record: one
        for one in kept.named
        if one.condition_type == kind.code and (one.step == step.step or not is_twice)
    }
    hits = [_hit(step, kind, one, run) for one in named.values() if one.record in run.book.held]
    return Answer(tuple(hits), ())


def _hit(step: StepRule, kind: TypeRule, named: Named, run: Run) -> Hit:
    """Items that share a record share the hit, as they do where it is looked up. Of a promotion a kept price takes what
    it took, no more.
    """
    mark = (step.step, step.counter, named.record, named.access, named.key, named.day)
    hit: Hit | None = run.held.get(mark)
    if hit is None:
        record = run.book.held[named.record]
        if record.promotion and kind.condition_class == "discount":
            record = record._replace(value_left=run.drawn.get(record.promotion, Decimal(0)))
        exchange = run.exchange(record.currency, named.day)
        hit = run.held[mark] = hit_of_record(step, kind, record, exchange, named.access, named.key)
    run.on_request = run.on_request or run.book.held[named.record].on_request
    return hit
