"""Promotions: when one holds for a document, what is left of its budget, and what that makes of its records."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal

from prosfora.pricing.rules.book import ConditionBook, Record
from prosfora.pricing.rules.facts import HeaderFacts
from prosfora.values.money import minor_unit

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """Days of a promotion, both inclusive, and what it may give in all until their end; None: without end."""

    first: date
    last: date
    budget: Decimal | None = None
    uses_limit: int | None = None
    uses_per_customer: int | None = None


@dataclass(frozen=True, slots=True)
class PromotionFacts:
    """A promotion with what offers took of it already: `given` in its own currency, held offers included."""

    number: str
    name: str
    currency: str
    sales_area: str = ""  # "" for all
    needs_coupon: bool = False
    periods: tuple[PeriodFacts, ...] = ()  # in the order of their days
    given: Decimal = NONE
    uses: int = 0
    customer_uses: Mapping[str, int] = field(default_factory=dict)

    def period_on(self, day: date) -> PeriodFacts | None:
        """The period that holds on a day, else the next one to begin, else the last one."""
        coming = [period for period in self.periods if period.last >= day]
        return coming[0] if coming else self.periods[-1] if self.periods else None

    def budget_left(self, period: PeriodFacts) -> Decimal | None:
        """What may still be given; None where there is no budget."""
        return None if period.budget is None else max(period.budget - self.given, NONE)

    def uses_left(self, period: PeriodFacts) -> int | None:
        """How many more documents may use it; None where there is no limit."""
        return None if period.uses_limit is None else max(period.uses_limit - self.uses, 0)


@dataclass(frozen=True, slots=True)
class CouponFacts:
    """A code, the number of the promotion it opens, whose it is alone, how often it may still be used."""

    code: str
    promotion: str
    customer: str = ""
    uses_left: int | None = None


def coupon_code(typed: str) -> str:
    """A code as it is kept: no blanks around, in capitals."""
    return typed.strip().upper()


def bar_of(promotion: PromotionFacts, header: HeaderFacts, coupon: CouponFacts | None) -> str:
    """Why a promotion does not hold for a document, "" where it does.

    other_area, not_begun, ended, coupon_missing, other_customer, used_by_customer, used_up. The days are asked by the
    pricing date. `coupon` is the one the document names.
    """
    period, day, customer = promotion.period_on(header.pricing_date), header.pricing_date, header.customer
    is_its_own = coupon is not None and coupon.promotion == promotion.number
    if promotion.sales_area not in ("", header.sales_area):
        return "other_area"
    if period is None or period.last < day:
        return "ended"
    if period.first > day:
        return "not_begun"
    if promotion.needs_coupon and not is_its_own:
        return "coupon_missing"
    if coupon is not None and is_its_own and coupon.customer not in ("", customer):
        return "other_customer"
    limit = period.uses_per_customer
    if limit is not None and promotion.customer_uses.get(customer, 0) >= limit:
        return "used_by_customer"
    if is_used_up(promotion, period) or (coupon is not None and is_its_own and coupon.uses_left == 0):
        return "used_up"
    return ""


def is_used_up(promotion: PromotionFacts, period: PeriodFacts) -> bool:
    """Whether nothing is left of the budget or of the uses."""
    return promotion.uses_left(period) == 0 or promotion.budget_left(period) == NONE


def opened(book: ConditionBook, header: HeaderFacts, drawn: Mapping[str, Decimal] | None = None) -> ConditionBook:
    """The book as one document may use it: records of promotions closed or limited to what is left of their budgets.

    `drawn` is what the stored price of the document took of each promotion it names: a price that is explained or
    proven takes that again, whatever became of the promotion since, and nothing of others.
    """
    if not book.promotions:
        return book
    classes = {step.type.code: step.type.condition_class for step in book.procedure.steps if step.type}
    records = dict(book.records)
    for lookup, found in book.records.items():
        if any(record.promotion for record in found):
            is_discount = classes.get(lookup.partition("|")[0]) == "discount"
            records[lookup] = tuple([_opened(record, book, header, drawn, is_discount) for record in found])
    return replace(book, records=records)


def as_drawn(book: ConditionBook, drawn: Mapping[str, Decimal]) -> ConditionBook:
    """The book as a stored document used it: of each promotion it may draw once more what it drew, of others nothing.

    For documents of the past that are priced again as if something else had been otherwise.
    """
    classes = {step.type.code: step.type.condition_class for step in book.procedure.steps if step.type}
    records = dict(book.records)
    for lookup, found in book.records.items():
        if any(record.promotion for record in found):
            is_discount = classes.get(lookup.partition("|")[0]) == "discount"
            records[lookup] = tuple(
                [
                    record._replace(value_left=drawn[record.promotion]) if record.promotion and is_discount else record
                    for record in found
                    if not record.promotion or record.promotion in drawn
                ]
            )
    return replace(book, records=records)


def _opened(
    record: Record, book: ConditionBook, header: HeaderFacts, drawn: Mapping[str, Decimal] | None, is_discount: bool
) -> Record:
    promotion = book.promotions.get(record.promotion)
    if promotion is None:
        return record
    if drawn is not None and record.promotion in drawn:
        return record._replace(value_left=drawn[record.promotion]) if is_discount else record
    period = promotion.period_on(header.pricing_date)
    if period is not None:
        record = record._replace(
            valid_from=max(record.valid_from, period.first), valid_to=min(record.valid_to, period.last)
        )
    bar = bar_of(promotion, header, book.coupons.get(header.coupon))
    if bar == "used_up" or (drawn is not None and not bar):
        return record._replace(uses_left=0)
    if bar:
        return record._replace(barred="not_valid_on_date" if bar in ("not_begun", "ended") else bar)
    left = budget_in(promotion, period, header, book.rates) if period is not None and is_discount else None
    return record._replace(value_left=left)


def budget_in(
    promotion: PromotionFacts, period: PeriodFacts, header: HeaderFacts, rates: Mapping[str, Decimal]
) -> Decimal | None:
    """What is left of the budget in the document's currency, rounded down; nothing where no rate leads there."""
    left = promotion.budget_left(period)
    if left is None or promotion.currency == header.currency:
        return left
    rate = rates.get(promotion.currency, NONE)
    return (left * rate).quantize(minor_unit(header.currency), ROUND_DOWN)
