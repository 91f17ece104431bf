"""The condition book: everything the engine may look up, loaded once, immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from prosfora.pricing.rules.expressions.formula import Formula
    from prosfora.pricing.rules.promotions import CouponFacts, PromotionFacts


class Record(NamedTuple):
    """A condition record as the engine reads it. `scales` are (level, rate), ascending."""

    id: int
    version: int
    lookup: str
    amount: Decimal
    currency: str  # "" for a percentage
    per: Decimal
    unit: str
    scales: tuple[tuple[Decimal, Decimal], ...]
    tax_code: str
    reason_key: str
    valid_from: date
    valid_to: date
    lower_limit: Decimal | None = None  # of what a person may type instead
    upper_limit: Decimal | None = None
    calculation: str = ""  # another than the type's: a discount in per cent that is an amount per unit here
    scale_unit: str = ""  # unit or currency of the levels; "" for the base unit, kilograms, litres, document currency
    basket: str | None = None  # "product=A": the scale reads these items instead of the item itself
    value_left: Decimal | None = None  # what may still be given before a budget is used up; None: no budget
    uses_left: int | None = None  # how often it may still be used; None: without end
    promotion: str = ""  # the number of the promotion it belongs to; records of one share its budget
    barred: str = ""  # why the promotion does not hold here: a reason of facts.Loser
    on_request: bool = False  # of a price: there is none until somebody names it


class PreviousPrice(NamedTuple):
    """The net price per `unit` that a customer was last given for a product, and the item that says so."""

    amount: Decimal
    currency: str
    unit: str
    document: str
    position: int


type Previous = Mapping[tuple[str, str], PreviousPrice]  # by customer and product


@dataclass(frozen=True, slots=True)
class AccessRule:
    """One key to try, with its number; an exclusive one ends the search at its first hit.

    A part that is `optional` may be blank in a record, which then holds for any value; one with the part filled wins.
    """

    number: int
    fields: tuple[str, ...]
    requirement: str = ""
    exclusive: bool = True
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeRule:
    """A condition type as the engine reads it."""

    code: str
    condition_class: str  # price, net_price, discount, surcharge, freight, minimum, tax, cost, rounding, rebate, limit
    calculation: str  # quantity, percent, fixed, gross_weight, net_weight, volume, time, cost (per cent of it)
    sign: str = "plus"  # a "minus" is written positive and works negative
    scale_basis: str = "quantity"  # quantity, value, gross_weight, net_weight, volume, time
    scale_kind: str = "from"  # from, to, interval
    is_header: bool = False
    is_group: bool = False
    is_manual: bool = False
    rounding: str = "half_up"
    accesses: tuple[AccessRule, ...] = ()
    is_statistical: bool = False
    # Whose items a scale adds up: of a group condition those of one "record" or all that have one of the "type"; of any
    # type those of the "basket" that the record names.
    group_over: str = "record"
    lower_limit: Decimal | None = None  # of what its records say and people type
    upper_limit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StepRule:
    """One step of the procedure: a type, or a subtotal where `type` is None."""

    step: int
    counter: int
    type: TypeRule | None
    label: str = ""
    from_step: int | None = None
    to_step: int | None = None
    requirement: str = ""
    manual_only: bool = False
    mandatory: bool = False
    statistical: bool = False
    base: str = ""  # another base: a measure that an amount is spread by, or an own formula
    formula: str = ""  # another value than rate × base: a name of rules.formulas, or an own formula


@dataclass(frozen=True, slots=True)
class ProcedureRule:
    """The steps in order, the groups of types that exclude each other, and how the tax is reckoned.

    `formulas` are the own ones that its steps and accesses name, by code: in capitals, as no built-in name is.
    """

    code: str
    steps: tuple[StepRule, ...]
    exclusions: tuple["Exclusion", ...] = ()
    tax_included: bool = False
    tax_rounding: str = "rate"  # the tax is rounded once per "rate" on the document, or on each "item"
    formulas: Mapping[str, "Formula"] = field(default_factory=dict, hash=False)

    @property
    def looks_beyond(self) -> bool:
        """Whether a formula makes the price of one item depend on the others."""
        return any(formula.looks_beyond for formula in self.formulas.values())


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Condition types that do not count together (SAP's exclusion groups); decided for each item by itself.

    `method` is a name of rules.exclusions: "best" (one type of `first`), "best_within" (one record of each type),
    "first" (the first type of `first` that has a value: base prices by priority), "best_group" (the types of `first`
    together or those of `second`), "first_group" (`second` only where `first` found nothing), and "worst",
    "worst_within", "worst_group".
    """

    method: str
    first: tuple[str, ...]
    second: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionBook:
    """The procedure, every candidate record by its lookup (best first), and the rates into document currency.

    A book may hold records that are not valid on the pricing date: the engine tells them as losers.
    """

    procedure: ProcedureRule
    records: Mapping[str, tuple[Record, ...]]
    rates: Mapping[str, Decimal]  # foreign currency → document currency
    kept: frozenset[int] = frozenset()  # ids of records that hold whatever the day: those of a price that is copied
    promotions: Mapping[str, "PromotionFacts"] = field(default_factory=dict)  # of the records, by number
    coupons: Mapping[str, "CouponFacts"] = field(default_factory=dict)  # those that documents name, by code
    drafts: frozenset[int] = frozenset()  # ids of records that nobody has released yet: only a simulation asks for them
    previous: Previous = field(default_factory=dict)  # only where the procedure has a step that asks for them
    held: Mapping[int, Record] = field(default_factory=dict)  # the records that kept prices name, by id
    held_rates: Mapping[date, Mapping[str, Decimal]] = field(default_factory=dict)  # of the days of kept prices
    # By customer and pricing date: the customer and every higher one, the nearest first. Blank where no key asks.
    nodes: Mapping[tuple[str, date], tuple[str, ...]] = field(default_factory=dict)

    def nodes_of(self, customer: str, day: date) -> tuple[str, ...]:
        """The customer and every higher one on a day; the customer alone where nothing more is known."""
        return self.nodes.get((customer, day)) or ((customer,) if customer else ())
