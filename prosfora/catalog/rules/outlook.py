"""How the stock of a plant develops by the receipts expected, as figures and as a line to draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from prosfora.catalog.rules.facts import StockFacts

SHORTEST = 14  # days a chart shows at least


@dataclass(frozen=True, slots=True)
class Level:
    """What is free of safety stock from a day on, in base units."""

    day: date
    free: Decimal


@dataclass(frozen=True, slots=True)
class Chart:
    """A step line in a box of `width` × `height`; `zero` is the height of nothing in stock."""

    width: int
    height: int
    points: str
    zero: str
    last_day: date


def outlook(facts: StockFacts, today: date) -> tuple[Level, ...]:
    """Today's level and that of every day on which something comes in."""
    level = facts.stock - facts.safety_stock
    levels = {today: level}
    for day, quantity in sorted(facts.receipts):
        level += quantity
        levels[max(day, today)] = level
    return tuple(Level(day, free) for day, free in levels.items())


def chart(levels: Sequence[Level], width: int = 320, height: int = 72) -> Chart:
    """The levels as an SVG step line from today to a week after the last receipt."""
    first = levels[0].day
    days = max((levels[-1].day - first).days + 7, SHORTEST)
    top = max([level.free for level in levels] + [Decimal(1)])
    low = min([level.free for level in levels] + [Decimal(0)])

    def x(day: date) -> float:
        return round((day - first).days * width / days, 1)

    def y(free: Decimal) -> float:
        return round(float((top - free) * (height - 4) / (top - low)) + 2, 1)

    corners, before = [(0.0, y(levels[0].free))], levels[0].free
    for level in levels[1:]:
        corners += [(x(level.day), y(before)), (x(level.day), y(level.free))]
        before = level.free
    corners.append((float(width), y(before)))
    points = " ".join(f"{across},{down}" for across, down in corners)
    return Chart(width, height, points, str(y(Decimal(0))), first + timedelta(days=days))
