"""What the engine remembers of one item while it goes through the steps."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from prosfora.pricing.rules.facts import ItemFacts, Loser, PriceElement, Problem
from prosfora.pricing.rules.hits import Line
from prosfora.pricing.rules.measures import ZERO

type Applied = tuple[Line, Decimal, Decimal]  # what was applied, its base, its value


class ItemState:
    """The running price of one item. Mutable, but it never leaves `price`."""

    __slots__ = (
        "applied",
        "cost",
        "gross",
        "item",
        "losers",
        "net",
        "off",
        "priced_by_hand",
        "problems",
        "running",
        "subtotals",
        "tax",
        "tax_code",
        "tax_place",
        "tax_rate",
        "tax_reason",
        "total",
    )

    def __init__(self, item: ItemFacts) -> None:
        self.item = item
        self.applied: list[Applied] = []
        self.off: dict[int, str] = {}  # places of what was switched off, with the reason
        self.losers: list[Loser] = []
        self.problems: list[Problem] = []
        self.subtotals: dict[int, Decimal] = {}  # by step
        self.running = self.gross = self.net = self.tax = self.total = ZERO  # running: all that is active so far
        self.priced_by_hand = False
        self.tax_place: int | None = None  # index of the tax in `applied`
        self.tax_code = self.tax_reason = ""
        self.tax_rate = ZERO
        self.cost: Decimal | None = None

    @property
    def position(self) -> int:
        """Of the item on the document."""
        return self.item.position

    def base(self, from_step: int | None, to_step: int | None) -> Decimal:
        """What a percentage builds on: a subtotal, the values between two steps, or everything so far."""
        if from_step is None:
            return self.running
        if to_step is None and from_step in self.subtotals:
            return self.subtotals[from_step]
        last = from_step if to_step is None else to_step
        within = (value for _place, line, value in self.counted() if from_step <= line.step <= last)
        return sum(within, ZERO)

    def counted(self) -> Iterable[tuple[int, Line, Decimal]]:
        """What makes up the price: its place, the line, the value."""
        off = self.off
        for place, (line, _base, value) in enumerate(self.applied):
            if line.code and not line.statistical and place not in off:
                yield place, line, value

    def sum_of(self, step: int) -> Decimal:
        """What a step said, statistical or not."""
        return sum((value for line, _base, value in self.applied if line.step == step), ZERO)

    def said(self, step: int) -> Decimal:
        """What a step came to, for formulas: a subtotal, or its values, statistical ones too, but not those off."""
        if step in self.subtotals:
            return self.subtotals[step]
        rows = (row for place, row in enumerate(self.applied) if place not in self.off)
        return sum((value for line, _base, value in rows if line.step == step and line.code), ZERO)

    def elements(self) -> tuple[PriceElement, ...]:
        """The waterfall."""
        off = self.off
        if not off:
            return tuple([line.element(base, value) for line, base, value in self.applied])
        return tuple(
            [line.element(base, value, off.get(place)) for place, (line, base, value) in enumerate(self.applied)]
        )

    def problem(self, code: str, **detail: object) -> None:
        """Note why this item cannot be priced fully."""
        self.problems.append(Problem(code, self.item.position, detail))

    def deactivate(self, classes: dict[str, str], wanted: frozenset[str], reason: str) -> None:
        """Switch off the earlier conditions of some classes; they stay in the trace with the reason."""
        self.switch_off([place for place, line, _value in self.counted() if classes.get(line.code) in wanted], reason)

    def switch_off(self, places: Iterable[int], reason: str) -> None:
        """Take conditions that count out of the price."""
        for place in places:
            self.off[place] = reason
            self.running -= self.applied[place][2]

    def without_price(self) -> None:
        """Let nothing of the item count, since its price is on request; the trace keeps what was found."""
        self.switch_off([place for place, _line, value in self.counted() if value], "price_on_request")
        if self.tax_place is not None and self.applied[self.tax_place][2]:
            self.off[self.tax_place] = "price_on_request"  # one taken out of the price is statistical, and goes too
        stays = [
            place for place, (line, _base, _value) in enumerate(self.applied) if line.code or line.label != "margin"
        ]
        self.off = {new: self.off[old] for new, old in enumerate(stays) if old in self.off}
        if self.tax_place is not None:
            self.tax_place = stays.index(self.tax_place)
        rows = [self.applied[place] for place in stays]
        self.applied = [row if row[0].code else (row[0], ZERO, ZERO) for row in rows]
        self.net = self.gross = self.tax = self.total = ZERO
        self.cost = None

    def shift(self, names: Collection[str], difference: Decimal) -> None:
        """Correct subtotals that were drawn before a difference of the whole document was settled on this item."""
        for place, (line, _base, value) in enumerate(self.applied):
            if line.label in names and not line.code:
                self.applied[place] = (line, value + difference, value + difference)
