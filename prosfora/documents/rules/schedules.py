"""Schedule lines: on which days how much of an item could be delivered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """A quantity in sales units on a day: a simulation, never a reservation."""

    day: date
    quantity: Decimal


def as_stored(lines: Iterable[ScheduleLine]) -> list[list[str]]:
    """The lines as an item keeps them: [["2026-12-01", "40"], …]."""
    return [[line.day.isoformat(), f"{line.quantity.normalize():f}"] for line in lines]


def from_stored(stored: Iterable[Sequence[str]]) -> tuple[ScheduleLine, ...]:
    """The lines an item keeps."""
    return tuple(ScheduleLine(date.fromisoformat(day), Decimal(quantity)) for day, quantity in stored)
