"""Rules applied to facts: which approvals are needed and why, and whether one given before still stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from prosfora.approvals.rules.facts import YES_OR_NO, Comparison, Fact, Facts, Floor, is_floor_worse


@dataclass(frozen=True, slots=True)
class Approver:
    """Who decides a step: whoever holds a role in the subject's sales area, or one person (his user id and name)."""

    role: str = ""
    person: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in force: what it compares, with which limit (`currency` where it is money), and who decides, in order."""

    code: str
    name: str
    fact: Fact
    comparison: Comparison
    limit: Decimal | None = None
    currency: str = ""
    steps: tuple[Approver, ...] = ()
    remind_days: int = 2


@dataclass(frozen=True, slots=True)
class Need:
    """A rule that applies. `value` is the fact's, in the rule's currency; None where it is unknown or without bound."""

    rule: Rule
    value: Decimal | None


type Rates = Mapping[str, Decimal | None]  # rule currency → how many of it one of the facts' currency is worth


def needs(rules: Iterable[Rule], facts: Facts, rates: Rates) -> list[Need]:
    """The rules that apply to these facts, in their order.

    A fact nobody knows (a margin without a cost, an amount without a rate) is not taken for harmless: its rule applies.
    """
    return [Need(rule, _value(rule, facts, rates)) for rule in rules if _applies(rule, facts, rates)]


def _applies(rule: Rule, facts: Facts, rates: Rates) -> bool:
    if rule.fact == Fact.PAYMENT_TERMS:
        return not facts.has_usual_terms
    if rule.fact == Fact.FLOOR:
        return is_floor_worse(facts.floor, Floor.KEPT)
    value = _value(rule, facts, rates)
    if value is None:
        return not (rule.fact == Fact.VALIDITY and rule.comparison == Comparison.BELOW)
    assert rule.limit is not None
    return value > rule.limit if rule.comparison == Comparison.ABOVE else value < rule.limit


def _value(rule: Rule, facts: Facts, rates: Rates) -> Decimal | None:
    if rule.fact in YES_OR_NO:
        return None
    value = facts.number(rule.fact)
    if rule.fact != Fact.NET or value is None or rule.currency == facts.currency:
        return value
    rate = rates.get(rule.currency)
    return None if rate is None else value * rate


def open_needs(found: Iterable[Need], facts: Facts, approved: Collection[str], kept: Facts | None) -> list[Need]:
    """Those needs that an approval of the rules `approved`, given at the facts `kept`, does not stand for.

    It stands for a rule as long as the rule's fact is no worse than it was; other facts may have changed as they like.
    """
    if kept is None:
        return list(found)
    return [need for need in found if need.rule.code not in approved or is_worse(need.rule, facts, kept)]


def is_worse(rule: Rule, now: Facts, then: Facts) -> bool:
    """Whether a rule's fact got worse: higher where it must not be above a limit, lower where not below.

    An amount in another currency is another amount; what is unknown now was not approved unless it was unknown then.
    """
    if rule.fact == Fact.PAYMENT_TERMS:
        return (now.payment_terms, now.usual_terms) != (then.payment_terms, then.usual_terms)
    if rule.fact == Fact.FLOOR:
        return is_floor_worse(now.floor, then.floor)
    if rule.fact == Fact.NET and now.currency != then.currency:
        return True
    value, before = now.number(rule.fact), then.number(rule.fact)
    if value is None or before is None:
        # Open-ended is longer than any number of days; an unknown margin may be anything.
        return before is not None or (value is not None and rule.fact != Fact.VALIDITY)
    return value > before if rule.comparison == Comparison.ABOVE else value < before


@dataclass(frozen=True, slots=True)
class Wanted:
    """A step to be decided: its place in the order, by whom, for which rules, when its approver is reminded."""

    place: int
    approver: Approver
    rules: tuple[str, ...]
    remind_days: int


def steps_for(found: Sequence[Need]) -> list[Wanted]:
    """The steps of all needs together: each approver is asked once, at the latest of his places.

    Steps of one place may be decided in any order; the next place waits until all of them are. Places count from 1
    without gaps.
    """
    places: dict[Approver, int] = {}
    rules: dict[Approver, list[Rule]] = {}
    for need in found:
        for place, approver in enumerate(need.rule.steps, start=1):
            places[approver] = max(place, places.get(approver, 0))
            rules.setdefault(approver, []).append(need.rule)
    order = sorted(set(places.values()))
    wanted = [
        Wanted(
            place=order.index(place) + 1,
            approver=approver,
            rules=tuple(dict.fromkeys(rule.code for rule in rules[approver])),
            remind_days=min(rule.remind_days for rule in rules[approver]),
        )
        for approver, place in places.items()
    ]
    return sorted(wanted, key=lambda step: (step.place, step.approver.role, step.approver.name))
