"""Tax over the whole document: rounded once per rate, the rest settled on the largest item (EN 16931 BR-CO-17)."""

from collections.abc import Sequence
from decimal import Decimal

from prosfora.pricing.rules.facts import TaxLine
from prosfora.pricing.rules.measures import HUNDRED, ZERO
from prosfora.pricing.rules.state import ItemState
from prosfora.values.money import round_money


def settle_taxes(states: Sequence[ItemState], currency: str, *, included: bool = False) -> tuple[TaxLine, ...]:
    """One line per category and rate: tax = base × rate, half-up. Items are adjusted so that theirs sum to it.

    Where prices contain the tax (`included`), it is taken out of the sum of gross values and the base is the remainder.
    """
    groups: dict[tuple[str, Decimal], list[ItemState]] = {}
    for state in states:
        if state.tax_place is not None:
            groups.setdefault((state.tax_code, state.tax_rate), []).append(state)
    lines = []
    for (code, rate), members in sorted(groups.items(), key=lambda entry: (-entry[0][1], entry[0][0])):
        base = sum((state.net for state in members), ZERO)
        own = sum((state.tax for state in members), ZERO)
        tax = round_money(contained(base + own, rate) if included else base * rate / HUNDRED, currency)
        if difference := tax - own:
            largest = max(members, key=lambda state: (abs(state.net), -state.item.position))
            _settle(largest, difference, included)
            base -= difference if included else ZERO
        lines.append(TaxLine(code, rate, base, tax, members[0].tax_reason))
    return tuple(lines)


def contained(gross: Decimal, rate: Decimal) -> Decimal:
    """The tax that an amount contains, not rounded: 19 in 119 at 19 per cent."""
    return gross * rate / (HUNDRED + rate)


def _settle(state: ItemState, difference: Decimal, included: bool) -> None:
    state.tax += difference
    place = state.tax_place
    assert place is not None
    line, base, value = state.applied[place]
    state.applied[place] = (line, base, value + difference)
    if included:
        state.net -= difference
        state.shift(("net_of_tax", "margin"), -difference)
    else:
        state.total += difference
        state.shift(("total",), difference)
