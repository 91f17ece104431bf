"""Percentages as the trade writes them: 5 means five per cent."""

from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage; `Percent(Decimal(5)).of(Decimal(200))` is 10, unrounded."""

    value: Decimal

    def of(self, base: Decimal) -> Decimal:
        return base * self.value / HUNDRED

    def __str__(self) -> str:
        return f"{self.value.normalize():f} %"
