"""What would have to change for an item to come to another value? Every answer has been priced by the engine, as it
is told: no formula of its own could disagree with it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from prosfora.pricing.rules.book import ConditionBook, Record, TypeRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, ManualCondition, PricedItem, PriceElement
from prosfora.pricing.rules.measures import HUNDRED, ONE, ZERO
from prosfora.values.money import minor_unit

TRIES = 6  # of a straight line two are enough; what rounds on its way needs a few more
PERCENT_PLACES, AMOUNT_PLACES = 3, 4
NEVER_CHANGED = ("tax", "cost", "rounding")


@dataclass(frozen=True, slots=True)
class Way:
    """One change, alone enough to reach the target, or what comes nearest to it.

    `means`: "entered" (a person types `rate` for the type), "record" (the condition record would say `rate`),
    "quantity" (so many are bought that a scale reaches the price). `rate` as it is typed: a discount is positive.
    """

    means: str
    step: int
    condition_type: str
    calculation: str
    now: Decimal | None  # the rate that holds now
    rate: Decimal | None
    currency: str
    unit: str
    per: Decimal
    record: int | None
    quantity: Decimal  # of the item
    net: Decimal  # what the item then comes to: net, or with the tax where prices contain it
    unit_price: Decimal
    margin: Decimal | None
    reaches: bool  # to the cent (a quantity: that price or a lower one); else the nearest there is
    problems: tuple[str, ...] = ()  # codes: outside_limits …


@dataclass(frozen=True, slots=True)
class Target:
    """The answer: what the item comes to now, what is wanted, and every way there, those that reach it first."""

    wanted: Decimal
    now: PricedItem
    ways: tuple[Way, ...]


def ways_to(
    wanted: Decimal, position: int, header: HeaderFacts, items: Sequence[ItemFacts], book: ConditionBook
) -> Target:
    """Every single change by which the item at `position` comes to the value `wanted`, in document currency:
    net, or with the tax where prices contain it.

    Types that are there to be entered on items or count on this one already, the records that count now, and the
    quantity at which a scale reaches the unit price of `wanted`. A change that comes no nearer than the present price
    is left out.
    """
    asked = _Asked(wanted, position, header, items if _are_linked(header, book) else _alone(items, position), book)
    ways = [*asked.by_hand(), *asked.by_record(), *asked.by_quantity()]
    ways.sort(key=lambda way: (not way.reaches, bool(way.problems)))
    return Target(wanted, asked.now, tuple(ways))


def _are_linked(header: HeaderFacts, book: ConditionBook) -> bool:
    """Whether the price of one item may depend on the others."""
    kinds = [step.type for step in book.procedure.steps if step.type is not None]
    return (
        bool(header.manual)
        or book.procedure.looks_beyond
        or any(kind.is_group or (kind.is_header and kind.accesses) or kind.group_over == "basket" for kind in kinds)
    )


def _alone(items: Sequence[ItemFacts], position: int) -> list[ItemFacts]:
    return [item for item in items if item.position == position]


class _Asked:
    """The question with everything that stays as it is."""

    __slots__ = ("book", "header", "item", "items", "now", "wanted")

    def __init__(
        self, wanted: Decimal, position: int, header: HeaderFacts, items: Sequence[ItemFacts], book: ConditionBook
    ) -> None:
        self.wanted, self.header, self.items, self.book = wanted, header, items, book
        self.item = next(item for item in items if item.position == position)
        self.now = self.priced(self.item, book, elements=True)

    def priced(self, item: ItemFacts, book: ConditionBook, *, elements: bool = False) -> PricedItem:
        """The item as it would be, among the others as they are."""
        items = [item if one.position == item.position else one for one in self.items]
        priced = price(self.header, items, book, trace=False, elements=elements)
        return next(one for one in priced.items if one.position == item.position)

    def by_hand(self) -> Iterator[Way]:
        for step in self.book.procedure.steps:
            kind = step.type
            if kind is None or not kind.is_manual or kind.is_header or kind.condition_class in NEVER_CHANGED:
                continue
            counting = [one for one in self.now.elements if one.condition_type == kind.code and one.active]
            if step.statistical or kind.is_statistical or not (step.manual_only or counting):
                continue
            entered = next((entry for entry in self.item.manual if entry.condition_type == kind.code), None)
            others = tuple(entry for entry in self.item.manual if entry.condition_type != kind.code)
            blank = ManualCondition(kind.code, ZERO, "" if kind.calculation == "percent" else self.header.currency)

            def with_rate(
                rate: Decimal, entry: ManualCondition = entered or blank, others: tuple[ManualCondition, ...] = others
            ) -> PricedItem:
                return self.priced(replace(self.item, manual=(*others, replace(entry, amount=rate))), self.book)

            found = self._solved(with_rate, kind.calculation)
            if found is not None and _makes_sense(kind, found[0]):
                entry = entered or blank
                now = counting[0].rate if counting else None
                yield self._way(
                    "entered", step.step, kind, found, now=now, currency=entry.currency, unit=entry.unit, per=entry.per
                )

    def by_record(self) -> Iterator[Way]:
        kinds = {step.type.code: step.type for step in self.book.procedure.steps if step.type}
        for element in self.now.elements:
            kind = kinds.get(element.condition_type)
            if kind is None or element.record is None or element.statistical or not element.active:
                continue
            if kind.condition_class in NEVER_CHANGED or element.calculation in ("cost", "on_request"):
                continue

            def with_rate(rate: Decimal, element: PriceElement = element) -> PricedItem:
                return self.priced(self.item, _with_rate(self.book, element, rate))

            found = self._solved(with_rate, element.calculation)
            if found is not None and _makes_sense(kind, found[0]):
                yield self._way(
                    "record", element.step, kind, found, now=element.rate, currency=element.rate_currency,
                    unit=element.unit, per=element.per, record=element.record,
                )  # fmt: skip

    def by_quantity(self) -> Iterator[Way]:
        """The least quantity at a level of a scale where the unit price is no higher than wanted."""
        if not self.item.quantity or not self.item.base_quantity:
            return
        aim = self.wanted / self.item.quantity
        if self.now.value / self.item.quantity <= aim:
            return
        sales_unit = self.item.base_quantity / self.item.quantity
        kinds = {step.type.code: (step.step, step.type) for step in self.book.procedure.steps if step.type}
        levels = sorted(
            {
                (start if record.unit == self.item.unit else start / sales_unit, code, record.id)
                for lookup, records in self.book.records.items()
                for record in records
                for start, _rate in record.scales
                if (code := lookup.partition("|")[0]) in kinds and kinds[code][1].scale_basis == "quantity"
            }
        )
        for quantity, code, record_id in levels:
            if quantity <= self.item.quantity:
                continue
            more = replace(self.item, quantity=quantity, base_quantity=quantity * sales_unit)
            reached = self.priced(more, self.book)
            if reached.value / quantity <= aim:
                step, kind = kinds[code]
                yield self._way("quantity", step, kind, (None, reached), record=record_id, quantity=quantity)
                return

    def _solved(
        self, with_rate: Callable[[Decimal], PricedItem], calculation: str
    ) -> tuple[Decimal, PricedItem] | None:
        """The shortest rate that comes to what is wanted, else the nearest; None where none is nearer than now."""
        places = {"percent": PERCENT_PLACES, "fixed": -minor_unit(self.header.currency).as_tuple().exponent}  # type: ignore[operator]
        most = places.get(calculation, AMOUNT_PLACES)
        try:
            exact = self._on_the_line(with_rate, calculation)
        except (InvalidOperation, ZeroDivisionError):
            return None
        if exact is None:
            return None
        best: tuple[Decimal, PricedItem] | None = None
        for number in range(most + 1):
            rate = exact.quantize(ONE.scaleb(-number), ROUND_HALF_UP)
            reached = with_rate(rate)
            if best is None or abs(reached.value - self.wanted) < abs(best[1].value - self.wanted):
                best = rate, reached
            if reached.value == self.wanted:
                break
        assert best is not None
        return best if abs(best[1].value - self.wanted) < abs(self.now.value - self.wanted) else None

    def _on_the_line(self, with_rate: Callable[[Decimal], PricedItem], calculation: str) -> Decimal | None:
        """Where the line through two prices meets what is wanted; drawn again nearby, since steps round."""
        low, high = ONE, HUNDRED / 2 if calculation == "percent" else max(abs(self.now.gross_value), HUNDRED)
        below, above = with_rate(low).value, with_rate(high).value
        rate = None
        for _turn in range(TRIES):
            if above == below:
                return rate
            rate = low + (self.wanted - below) * (high - low) / (above - below)
            net = with_rate(rate).value
            if net == self.wanted:
                return rate
            if abs(net - self.wanted) >= max(abs(below - self.wanted), abs(above - self.wanted)):
                return rate
            if abs(below - self.wanted) > abs(above - self.wanted):
                low, below = rate, net
            else:
                high, above = rate, net
        return rate

    def _way(
        self, means: str, step: int, kind: TypeRule, found: tuple[Decimal | None, PricedItem], *,
        now: Decimal | None = None, currency: str = "", unit: str = "", per: Decimal = ONE, record: int | None = None,
        quantity: Decimal | None = None,
    ) -> Way:  # fmt: skip
        rate, reached = found
        return Way(
            means, step, kind.code, kind.calculation, now, rate, currency, unit, per, record,
            quantity or self.item.quantity, reached.value, reached.unit_price, reached.margin,
            means == "quantity" or reached.value == self.wanted,
            tuple(dict.fromkeys(problem.code for problem in reached.problems)),
        )  # fmt: skip


def _makes_sense(kind: TypeRule, rate: Decimal) -> bool:
    """Prices and freight are not negative; a negative discount is a surcharge."""
    return rate >= 0 or kind.condition_class in ("discount", "surcharge")


def _with_rate(book: ConditionBook, element: PriceElement, rate: Decimal) -> ConditionBook:
    """The book in which the record of an element has another rate, at the level of its scale that counts."""

    def changed(record: Record) -> Record:
        if record.id != element.record:
            return record
        scales = tuple([(start, rate if start == element.scale_from else own) for start, own in record.scales])
        return record._replace(amount=rate if element.scale_from is None else record.amount, scales=scales)

    return replace(book, records={lookup: tuple(map(changed, records)) for lookup, records in book.records.items()})
