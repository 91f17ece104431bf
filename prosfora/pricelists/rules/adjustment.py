"""Changing an amount by a rule: up or down by per cent or money, then rounded the way price lists are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from prosfora.pricing.rules.terms import Terms
from prosfora.values.money import minor_unit

HUNDRED = Decimal(100)
PLACES = Decimal("0.0001")  # of a stored rate
NOTHING = Decimal(0)
METHODS = ("percent", "amount", "replace")
WAYS = {"nearest": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}


@dataclass(frozen=True, slots=True)
class Rounding:
    """Prices that end alike: multiples of `step`, plus `ending`. 1 and 0.90 give 11.90, 12.90, 13.90.

    A step of nought stands for the currency's minor unit. Of two equally near prices the higher one is taken.
    """

    step: Decimal = NOTHING
    ending: Decimal = NOTHING
    way: str = "nearest"  # a name of WAYS


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What becomes of a rate: `value` per cent of it more, `value` more, or `value` instead; then rounded."""

    method: str = "percent"  # a name of METHODS
    value: Decimal = NOTHING
    rounding: Rounding = Rounding()
    limits: bool = True  # whether lower and upper limits change alike


def adjusted(terms: Terms, wanted: Adjustment) -> Terms:
    """The terms with amount, rates of the scale and, if wanted, limits changed.

    Percentages are changed alike (5 % plus 10 per cent of it are 5.5 %) but rounded to four decimals only: endings are
    for prices. `replace` sets the amount and moves the rates of the scale in proportion. A price on request stays one.
    """
    if terms.on_request:
        return terms

    def change(rate: Decimal) -> Decimal:
        return _rounded(_changed(rate, terms.amount, wanted), terms.currency, wanted.rounding)

    def limit(rate: Decimal | None) -> Decimal | None:
        if rate is None or not wanted.limits:
            return rate
        return _changed(rate, terms.amount, wanted).quantize(PLACES, ROUND_HALF_UP)

    return replace(
        terms,
        amount=change(terms.amount),
        scales=tuple((level, change(rate)) for level, rate in terms.scales),
        lower_limit=limit(terms.lower_limit),
        upper_limit=limit(terms.upper_limit),
    )


def round_price(amount: Decimal, rounding: Rounding, minor: Decimal) -> Decimal:
    """`amount` rounded to a price that ends so; never to nought or less, but to the first such price above it.

    12.35 to multiples of 1 ending in 0.90 is 11.90, up 12.90; 0.30 is 0.90.
    """
    step = rounding.step or minor
    steps = ((amount - rounding.ending) / step).quantize(Decimal(1), WAYS[rounding.way])
    found = steps * step + rounding.ending
    if amount > 0 >= found:
        found = rounding.ending if rounding.ending > 0 else step
    return found


def percent_between(before: Decimal, after: Decimal) -> Decimal | None:
    """How much more `after` is, in per cent of `before` to two places; None where there was nothing."""
    if not before:
        return None
    return ((after - before) * HUNDRED / abs(before)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def to_json(wanted: Adjustment) -> dict[str, Any]:
    """An adjustment as a proposal keeps it."""
    rounding = {"step": str(wanted.rounding.step), "ending": str(wanted.rounding.ending), "way": wanted.rounding.way}
    return {"method": wanted.method, "value": str(wanted.value), "limits": wanted.limits, "rounding": rounding}


def from_json(stored: Mapping[str, Any]) -> Adjustment:
    """The adjustment a proposal keeps."""
    kept = stored["rounding"]
    rounding = Rounding(Decimal(kept["step"]), Decimal(kept["ending"]), kept["way"])
    return Adjustment(stored["method"], Decimal(stored["value"]), rounding, stored["limits"])


def flaw_of(wanted: Adjustment) -> tuple[str, str] | None:
    """What is wrong with an adjustment: field and code."""
    rounding = wanted.rounding
    if wanted.method not in METHODS:
        return "method", "unknown_method"
    if rounding.way not in WAYS:
        return "way", "unknown_way"
    if wanted.method == "percent" and wanted.value <= -HUNDRED:
        return "value", "less_than_nothing"
    if rounding.step < 0 or rounding.step != round(rounding.step, 4):
        return "step", "bad_step"
    if not 0 <= rounding.ending < (rounding.step or 1):
        return "ending", "bad_ending"
    return None


def _changed(rate: Decimal, amount: Decimal, wanted: Adjustment) -> Decimal:
    if wanted.method == "percent":
        return rate * (HUNDRED + wanted.value) / HUNDRED
    if wanted.method == "amount":
        return rate + wanted.value
    return rate * wanted.value / amount if amount else wanted.value


def _rounded(rate: Decimal, currency: str, rounding: Rounding) -> Decimal:
    if not currency:
        return rate.quantize(PLACES, ROUND_HALF_UP)
    return round_price(rate, rounding, minor_unit(currency)).quantize(PLACES, ROUND_HALF_UP)
