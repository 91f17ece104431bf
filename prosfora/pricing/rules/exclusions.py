"""Condition types that do not count together: who stays and who is switched off (SAP's exclusion groups)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from prosfora.pricing.rules.book import Exclusion, ProcedureRule
from prosfora.pricing.rules.hits import ON_REQUEST, Hit
from prosfora.pricing.rules.measures import ZERO
from prosfora.pricing.rules.state import ItemState

type Condition = tuple[int, ...]  # places of what was applied of one record or entry: an interval scale gives several
type Party = list[Condition]  # conditions that stay or go together
type Parties = Callable[[Exclusion, ItemState], Iterable[Sequence[Party]]]


def _each(rule: Exclusion, state: ItemState) -> Iterable[Sequence[Party]]:
    """All conditions of the first group against each other."""
    yield [[condition] for code in rule.first for condition in _conditions(state, code)]


def _each_within(rule: Exclusion, state: ItemState) -> Iterable[Sequence[Party]]:
    """The conditions of every type of the first group against each other."""
    for code in rule.first:
        yield [[condition] for condition in _conditions(state, code)]


def _groups(rule: Exclusion, state: ItemState) -> Iterable[Sequence[Party]]:
    """The first group together against the second together."""
    yield [
        [condition for code in codes for condition in _conditions(state, code)] for codes in (rule.first, rule.second)
    ]


# Method → who stands against whom, and which value stays: the lowest price, the highest, or the first in order.
METHODS: dict[str, tuple[Parties, int]] = {
    "best": (_each, 1),
    "best_within": (_each_within, 1),
    "best_group": (_groups, 1),
    "first": (_each, 0),
    "first_group": (_groups, 0),
    "worst": (_each, -1),
    "worst_within": (_each_within, -1),
    "worst_group": (_groups, -1),
}


def settled_after(procedure: ProcedureRule) -> Mapping[int, Sequence[Exclusion]]:
    """The exclusions by the place of the step after which all of their types have been applied."""
    found: dict[int, list[Exclusion]] = {}
    for rule in procedure.exclusions:
        types = (*rule.first, *rule.second)
        places = [place for place, step in enumerate(procedure.steps) if step.type and step.type.code in types]
        if places:
            found.setdefault(places[-1], []).append(rule)
    return found


def exclude(rule: Exclusion, state: ItemState) -> None:
    """Switch off what loses; it stays in the trace, inactive. Best is what the customer pays least by.

    Equal ones: the first of the procedure stays. On a return the signs are turned, and the same ones stay.
    """
    parties_of, direction = METHODS[rule.method]
    if state.item.quantity < 0:
        direction = -direction
    if rule.method == "first":
        _exclude_later(rule, state)
        return
    for parties in parties_of(rule, state):
        rivals = [party for party in parties if party]
        if len(rivals) < 2:
            continue
        stays = min(rivals, key=lambda party: (direction * _value(state, party), party[0])) if direction else rivals[0]
        for party in rivals:
            if party is not stays:
                state.switch_off((place for condition in party for place in condition), "excluded")


def _exclude_later(rule: Exclusion, state: ItemState) -> None:
    """Of base prices by priority, the order of the group, the first one found counts. Where that is not the usual one,
    the item says so.
    """
    found = [(place, line) for place, line, _value in state.counted() if line.code in rule.first]
    if not found or state.priced_by_hand:
        return
    stays = min(found, key=lambda one: (rule.first.index(one[1].code), one[0]))[1]
    state.switch_off([place for place, line in found if line.code != stays.code], "lower_priority")
    on_request = isinstance(stays, Hit) and stays.calculation == ON_REQUEST
    settled = ("no_base_price",) if on_request else ("no_base_price", "price_on_request")
    state.problems = [problem for problem in state.problems if problem.code not in settled]
    if stays.code != rule.first[0]:
        if stays.is_previous:
            state.problem("previous_price", type=stays.code, **dict(stays.tail[7]))
        else:
            state.problem("fallback_price", type=stays.code)


def _conditions(state: ItemState, code: str) -> Iterable[Condition]:
    """The conditions of a type that count, in the order of their steps."""
    found: dict[tuple[int, int, int | None], list[int]] = {}
    for place, line, _value in state.counted():
        if line.code == code:
            # A record's own hit at any level of its scale belongs together; each entry is its own.
            mark = line.record.id if isinstance(line, Hit) and line.record else -place - 1
            found.setdefault((line.step, line.head[1], mark), []).append(place)
    return [tuple(places) for places in found.values()]


def _value(state: ItemState, party: Party) -> Decimal:
    return sum((state.applied[place][2] for condition in party for place in condition), ZERO)
