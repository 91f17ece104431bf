"""Tax over the whole document, in both roundings of EN 16931: once per rate (BR-CO-17), or item by item and summed.

The engine settles what it has just priced with it, documents what they have stored: one arithmetic, one result.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from prosfora.pricing.rules.facts import Reckoning, TaxLine
from prosfora.pricing.rules.measures import HUNDRED, ZERO
from prosfora.pricing.rules.state import ItemState
from prosfora.values.money import round_money


class Taxed(Protocol):
    """An item that counts and is taxed: its net value and its tax, each rounded by itself. The engine's own states are
    such, so that nothing is made of them only to be read once.
    """

    @property
    def position(self) -> int: ...
    @property
    def net(self) -> Decimal: ...
    @property
    def tax(self) -> Decimal: ...
    @property
    def tax_code(self) -> str: ...
    @property
    def tax_rate(self) -> Decimal: ...
    @property
    def tax_reason(self) -> str: ...


class TaxedItem(NamedTuple):
    """A taxed item of a document."""

    position: int
    net: Decimal
    tax: Decimal
    tax_code: str
    tax_rate: Decimal
    tax_reason: str = ""


type Corrections = dict[int, Decimal]  # position → what an item's tax changes by


def settle(items: Iterable[Taxed], currency: str, reckoning: Reckoning) -> tuple[tuple[TaxLine, ...], Corrections]:
    """One line per category and rate, the highest rate first, and what the items' taxes change by to sum to it.

    Once per rate: tax = base × rate, half-up; where prices contain the tax it is taken out of the sum of their values
    and the base is the remainder. The difference to the items' own taxes settles on the item with the largest net
    value, the lowest position among equals. Item by item nothing differs.
    """
    groups: dict[tuple[str, Decimal], list[Taxed]] = {}
    for item in items:
        groups.setdefault((item.tax_code, item.tax_rate), []).append(item)
    lines, corrections = [], {}
    for (code, rate), members in sorted(groups.items(), key=lambda entry: (-entry[0][1], entry[0][0])):
        base = sum([item.net for item in members], ZERO)
        tax = own = sum([item.tax for item in members], ZERO)
        if reckoning.tax_rounding == "rate":
            exact = contained(base + own, rate) if reckoning.tax_included else base * rate / HUNDRED
            tax = round_money(exact, currency)
        if difference := tax - own:
            largest = max(members, key=lambda item: (abs(item.net), -item.position))
            corrections[largest.position] = difference
            base -= difference if reckoning.tax_included else ZERO
        lines.append(TaxLine(code, rate, base, tax, members[0].tax_reason))
    return tuple(lines), corrections


def own_tax(value: Decimal, rate: Decimal, currency: str, *, included: bool) -> Decimal:
    """The tax of one item by itself: on top of its net value, or out of a value that contains it."""
    return round_money(contained(value, rate) if included else value * rate / HUNDRED, currency)


def contained(gross: Decimal, rate: Decimal) -> Decimal:
    """The tax that an amount contains, not rounded: 19 in 119 at 19 per cent."""
    return gross * rate / (HUNDRED + rate)


def settle_taxes(states: Sequence[ItemState], currency: str, reckoning: Reckoning) -> tuple[TaxLine, ...]:
    """The tax lines of what was just priced; the items that are corrected tell it in their traces."""
    lines, corrections = settle([state for state in states if state.tax_place is not None], currency, reckoning)
    for state in states if corrections else ():
        if state.position in corrections:
            _correct(state, corrections[state.position], reckoning.tax_included)
    return lines


def _correct(state: ItemState, difference: Decimal, included: bool) -> None:
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
