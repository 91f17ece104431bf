"""What the engine remembers of one item while it goes through the steps."""

from decimal import Decimal

from prosfora.pricing.rules.compute import ZERO
from prosfora.pricing.rules.facts import ItemFacts, Loser, ManualCondition, PriceElement, Problem


class ItemState:
    """The running price of one item. The engine's only mutable object; it never leaves `price`."""

    __slots__ = (
        "by_step",
        "cost",
        "elements",
        "gross",
        "item",
        "losers",
        "manual",
        "net",
        "problems",
        "running",
        "subtotals",
        "tax",
        "tax_code",
        "tax_place",
        "tax_rate",
        "tax_reason",
        "total",
        "values",
    )  # fmt: skip

    def __init__(self, item: ItemFacts, values: dict[str, str]) -> None:
        self.item = item
        self.values = values
        self.manual: dict[str, ManualCondition] = {entry.condition_type: entry for entry in item.manual}
        self.elements: list[PriceElement] = []
        self.losers: list[Loser] = []
        self.problems: list[Problem] = []
        self.by_step: list[tuple[int, Decimal]] = []  # active values by step, for from–to bases
        self.subtotals: dict[int, Decimal] = {}
        self.running = ZERO  # everything active and not statistical so far
        self.gross = ZERO
        self.net = ZERO
        self.tax = ZERO
        self.total = ZERO
        self.tax_place: int | None = None  # index of the tax element
        self.tax_code = ""
        self.tax_rate = ZERO
        self.tax_reason = ""
        self.cost: Decimal | None = None

    def base(self, from_step: int | None, to_step: int | None) -> Decimal:
        """What a percentage builds on: a subtotal, the values between two steps, or everything so far."""
        if from_step is None:
            return self.running
        if to_step is None and from_step in self.subtotals:
            return self.subtotals[from_step]
        last = to_step if to_step is not None else from_step
        return sum((value for step, value in self.by_step if from_step <= step <= last), ZERO)

    def take(self, element: PriceElement) -> None:
        """Add an active element to the price, or an inactive or statistical one to the trace only."""
        self.elements.append(element)
        if element.active and not element.statistical:
            self.running += element.value
            self.by_step.append((element.step, element.value))

    def deactivate(self, classes: dict[str, str], reason: str, wanted: frozenset[str]) -> None:
        """Switch off the earlier elements of some condition classes; they stay in the trace with the reason."""
        for place, element in enumerate(self.elements):
            if element.active and not element.statistical and classes.get(element.condition_type) in wanted:
                self.elements[place] = element._replace(active=False, inactive_reason=reason)
                self.running -= element.value
        kept = [(e.step, e.value) for e in self.elements if e.active and not e.statistical and e.condition_type]
        self.by_step = kept
