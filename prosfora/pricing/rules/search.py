"""Looking a condition type up: its accesses from specific to general, and why the others lost."""

from typing import TYPE_CHECKING, NamedTuple

from prosfora.pricing.rules.book import AccessRule, Record, StepRule, TypeRule
from prosfora.pricing.rules.facts import Loser

if TYPE_CHECKING:
    from prosfora.pricing.rules.state import ItemState
    from prosfora.pricing.rules.steps import Context


class Found(NamedTuple):
    """A record that won for an item, and the access that found it."""

    access: AccessRule
    record: Record
    key: tuple[tuple[str, str], ...]


NOTHING: list[Found] = []


def find_records(step: StepRule, state: "ItemState", context: "Context") -> list[Found]:
    """The winning records of a step for an item; in a trace run the losers are written down too."""
    kind = step.type
    assert kind is not None
    if kind.code not in context.types_present:
        if context.trace:
            state.losers += context.nothing_at_all(step, kind)
        return NOTHING
    if kind.by_header:
        known = context.by_header.get((step.step, step.counter))
        if known is None:
            before = len(state.losers)
            won = _search(step, kind, state, context)
            context.by_header[step.step, step.counter] = (won, state.losers[before:])
            return won
        state.losers += known[1]
        return known[0]
    return _search(step, kind, state, context)


def _search(step: StepRule, kind: TypeRule, state: "ItemState", context: "Context") -> list[Found]:
    records, values, trace = context.book.records, state.values, context.trace
    won: list[Found] = []
    for access in kind.accesses:
        lookup = kind.code
        for name in access.fields:
            value = values[name]
            if not value:
                lookup = ""
                break
            lookup += f"|{name}={value}"
        hits = records.get(lookup) if lookup else None
        if won and won[0].access.exclusive:
            if hits:
                _lost(step, kind, access, hits[0], "later_access", state)
        elif hits:
            won.append(Found(access, hits[0], key_of(access, values)))
            if not trace and access.exclusive:
                break
            for other in hits[1:]:
                _lost(step, kind, access, other, "less_specific_record", state)
        elif trace:
            reason = "no_record" if lookup else "key_blank"
            state.losers.append(context.empty_access(step.step, kind.code, access, reason))
    return won


def _lost(step: StepRule, kind: TypeRule, access: AccessRule, record: Record, reason: str, state: "ItemState") -> None:
    key = key_of(access, state.values)
    state.losers.append(Loser(step.step, kind.code, access.number, reason, record.id, key, record.amount))


def key_of(access: AccessRule, values: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The key an access looked for, as pairs of fact and value."""
    return tuple((name, values[name]) for name in access.fields)
