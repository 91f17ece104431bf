"""Tax over the whole document: rounded once per rate, the rest settled on the largest item (EN 16931 BR-CO-17)."""

from collections.abc import Sequence
from decimal import Decimal

from prosfora.pricing.rules.facts import TaxLine
from prosfora.pricing.rules.measures import HUNDRED, ZERO
from prosfora.pricing.rules.state import ItemState
from prosfora.values.money import round_money


def settle_taxes(states: Sequence[ItemState], currency: str) -> tuple[TaxLine, ...]:
    """One line per category and rate: tax = base × rate, half-up. Items are adjusted so that theirs sum to it."""
    groups: dict[tuple[str, Decimal], list[ItemState]] = {}
    for state in states:
        if state.tax_place is not None:
            groups.setdefault((state.tax_code, state.tax_rate), []).append(state)
    lines = []
    for (code, rate), members in sorted(groups.items(), key=lambda entry: (-entry[0][1], entry[0][0])):
        base = sum((state.net for state in members), ZERO)
        tax = round_money(base * rate / HUNDRED, currency)
        difference = tax - sum((state.tax for state in members), ZERO)
        if difference:
            _settle(max(members, key=lambda state: (abs(state.net), -state.item.position)), difference)
        lines.append(TaxLine(code, rate, base, tax, members[0].tax_reason))
    return tuple(lines)


def _settle(state: ItemState, difference: Decimal) -> None:
    state.tax += difference
    state.total += difference
    place = state.tax_place
    assert place is not None
    element = state.elements[place]
    state.elements[place] = element._replace(value=element.value + difference)
    for later in range(place + 1, len(state.elements)):
        if state.elements[later].label_key == "total":
            line = state.elements[later]
            state.elements[later] = line._replace(value=line.value + difference, base=line.base + difference)
