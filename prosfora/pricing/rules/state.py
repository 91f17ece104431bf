"""What the engine remembers of one item while it goes through the steps."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from prosfora.pricing.rules.facts import ItemFacts, Loser, PriceElement, Problem
from prosfora.pricing.rules.measures import ZERO


class ItemState:
    """The running price of one item. Mutable, but it never leaves `price`."""

    __slots__ = (
        "cost",
        "elements",
        "gross",
        "item",
        "losers",
        "net",
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
        self.elements: list[PriceElement] = []
        self.losers: list[Loser] = []
        self.problems: list[Problem] = []
        self.subtotals: dict[int, Decimal] = {}  # by step
        self.running = self.gross = self.net = self.tax = self.total = ZERO  # running: all that is active so far
        self.priced_by_hand = False
        self.tax_place: int | None = None  # index of the tax element
        self.tax_code = self.tax_reason = ""
        self.tax_rate = ZERO
        self.cost: Decimal | None = None

    def base(self, from_step: int | None, to_step: int | None) -> Decimal:
        """What a percentage builds on: a subtotal, the values between two steps, or everything so far."""
        if from_step is None:
            return self.running
        if to_step is None and from_step in self.subtotals:
            return self.subtotals[from_step]
        last = from_step if to_step is None else to_step
        return sum((e.value for e in self.counted() if from_step <= e.step <= last), ZERO)

    def counted(self) -> Iterable[PriceElement]:
        """The elements that make up the price."""
        return (e for e in self.elements if e.active and not e.statistical and e.condition_type)

    def sum_of(self, step: int) -> Decimal:
        """What a step said, statistical or not."""
        return sum((e.value for e in self.elements if e.step == step), ZERO)

    def problem(self, code: str, **detail: object) -> None:
        """Note why this item cannot be priced fully."""
        self.problems.append(Problem(code, self.item.position, detail))

    def deactivate(self, classes: dict[str, str], wanted: frozenset[str], reason: str) -> None:
        """Switch off the earlier elements of some condition classes; they stay in the trace with the reason."""
        places = [
            place
            for place, element in enumerate(self.elements)
            if element.active and not element.statistical and classes.get(element.condition_type) in wanted
        ]
        self.switch_off(places, reason)

    def switch_off(self, places: Iterable[int], reason: str) -> None:
        """Take elements that count out of the price."""
        for place in places:
            element = self.elements[place]
            self.elements[place] = element._replace(active=False, inactive_reason=reason)
            self.running -= element.value

    def without_price(self) -> None:
        """Let nothing of the item count, since its price is on request; the trace keeps what was found."""
        counting = [
            place
            for place, element in enumerate(self.elements)
            if element.value and element.active and not element.statistical and element.condition_type
        ]
        self.switch_off(counting, "price_on_request")
        self.elements = [
            element if element.condition_type else element._replace(value=ZERO, base=ZERO)
            for element in self.elements
            if element.label_key != "margin"
        ]
        self.net = self.gross = self.tax = self.total = ZERO
        self.cost = None

    def shift(self, names: Collection[str], difference: Decimal) -> None:
        """Correct subtotals that were drawn before a difference of the whole document was settled on this item."""
        for place, element in enumerate(self.elements):
            if element.label_key in names and not element.condition_type:
                corrected = element.value + difference
                self.elements[place] = element._replace(value=corrected, base=corrected)
