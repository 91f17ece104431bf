"""A condition book without a database, for the engine's own tests."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count

from prosfora.pricing.rules.book import AccessRule, ConditionBook, Exclusion, ProcedureRule, Record, StepRule, TypeRule
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, ManualCondition, PricedDocument, PricedItem
from prosfora.pricing.rules.standard import GROSS_PROCEDURE, NET_PROCEDURE, PROCEDURE, SEQUENCES, TYPES, StepSeed
from prosfora.pricing.rules.tax_law import TAXES

DAY = dt.date(2026, 11, 23)
FOREVER = dt.date(9999, 12, 31)
FULL = "MWST|tax_case=domestic|departure_country=GR|customer_tax_class=1|product_tax_class=1"
type Changes = Mapping[str, Mapping[str, object]]


def standard(changes: Changes | None = None, steps: Changes | None = None) -> ProcedureRule:
    """The standard procedure; `changes` gives types other attributes ({"K004": {"is_group": True}}), `steps` steps."""
    return ProcedureRule("RVAA01", _rules(PROCEDURE, changes, steps))


def gross(tax_rounding: str = "rate") -> ProcedureRule:
    """The procedure of prices that contain the tax."""
    return ProcedureRule("RVAB02", _rules(GROSS_PROCEDURE), tax_included=True, tax_rounding=tax_rounding)


def net() -> ProcedureRule:
    """The procedure of net prices without discounts."""
    return ProcedureRule("RVNP01", _rules(NET_PROCEDURE))


def _rules(
    seeds: Sequence[StepSeed], changes: Changes | None = None, steps: Changes | None = None
) -> tuple[StepRule, ...]:
    types = {}
    for seed in TYPES:
        keys = SEQUENCES[seed.sequence][1] if seed.sequence else ()
        facts = {
            "condition_class": seed.condition_class,
            "calculation": seed.calculation,
            "sign": seed.sign,
            "accesses": tuple(AccessRule(place * 10, fields) for place, fields in enumerate(keys, 1)),
            **seed.options,
            **(changes or {}).get(seed.code, {}),
        }
        types[seed.code] = TypeRule(seed.code, **facts)
    rules = []
    for seed in seeds:
        facts = {"from_step": seed.from_step, **seed.options, **(steps or {}).get(seed.type or seed.label, {})}
        rules.append(StepRule(seed.step, seed.counter, types.get(seed.type), seed.label, **facts))
    return tuple(rules)


def with_steps(procedure: ProcedureRule, *more: StepRule) -> ProcedureRule:
    """The procedure with further steps in their places."""
    steps = sorted((*procedure.steps, *more), key=lambda step: (step.step, step.counter))
    return replace(procedure, steps=tuple(steps))


def excluding(method: str, first: Sequence[str], second: Sequence[str] = ()) -> ProcedureRule:
    """The standard procedure with one exclusion."""
    return replace(standard(), exclusions=(Exclusion(method, tuple(first), tuple(second)),))


def found(code: str, *fields: str, **facts: object) -> TypeRule:
    """A discount in per cent that is found by one key."""
    return TypeRule(code, **{
        "condition_class": "discount", "calculation": "percent", "sign": "minus",
        "accesses": (AccessRule(10, fields),), **facts,
    })  # fmt: skip


def a_book(
    *lines: tuple[str, str],
    scales: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    per: Mapping[str, tuple[str, str, str]] | None = None,
    rates: Mapping[str, str] | None = None,
    changes: Changes | None = None,
    steps: Changes | None = None,
    procedure: ProcedureRule | None = None,
    records: Changes | None = None,
) -> ConditionBook:
    """A book of (lookup, amount) with the Greek taxes.

    `per` gives (currency, per, unit) for a lookup, `records` any other field of its record.
    """
    numbers = count(1)
    found: dict[str, tuple[Record, ...]] = {}
    for lookup, amount in lines:
        percent = lookup[:2] in ("K0", "KA", "KS", "MW")
        currency, per_text, unit = (per or {}).get(lookup, ("" if percent else "EUR", "1", "" if percent else "PCE"))
        levels = tuple((Decimal(start), Decimal(rate)) for start, rate in (scales or {}).get(lookup, ()))
        code = "S" if lookup.startswith("MWST") else ""
        made = Record(
            next(numbers), 1, lookup, Decimal(amount), currency, Decimal(per_text), unit, levels, code, "", DAY, FOREVER
        )
        found[lookup] = (*found.get(lookup, ()), made._replace(**(records or {}).get(lookup, {})))
    for tax in TAXES:
        lookup = "MWST" + "".join(f"|{name}={value}" for name, value in tax.key.items())
        made = Record(
            next(numbers), 1, lookup, tax.rate, "", Decimal(1), "", (), tax.code, tax.reason_key, DAY, FOREVER
        )
        found.setdefault(lookup, (made,))
    converted = {name: Decimal(rate) for name, rate in (rates or {}).items()}
    return ConditionBook(procedure or standard(changes, steps), found, converted)


def a_header(**facts: object) -> HeaderFacts:
    """The header of a Greek quotation in EUR."""
    return HeaderFacts(**{
        "sales_area": "GR01-10-00", "document_type": "QT", "currency": "EUR", "pricing_date": DAY, **facts
    })  # fmt: skip


def an_item(product: str = "A", quantity: str = "1", *, position: int = 10, **facts: object) -> ItemFacts:
    """An item in pieces."""
    amount = Decimal(quantity)
    return ItemFacts(**{
        "position": position, "product": product, "quantity": amount, "unit": "PCE", "base_quantity": amount,
        "base_unit": "PCE", **facts,
    })  # fmt: skip


def in_unit(product: str, quantity: str, unit: str, size: str, *, position: int = 10, **facts: object) -> ItemFacts:
    """An item in a sales unit of `size` pieces."""
    amount = Decimal(quantity)
    return an_item(
        product, quantity, position=position, unit=unit, base_quantity=amount * Decimal(size),
        unit_factors=((unit, Decimal(size)),), **facts,
    )  # fmt: skip


def manual(code: str, amount: str, **facts: object) -> ManualCondition:
    """An amount entered by hand."""
    return ManualCondition(code, Decimal(amount), **facts)


def values(answer: PricedDocument, code: str) -> list[Decimal]:
    """What a condition type came to, item by item."""
    return [e.value for item in answer.items for e in item.elements if e.condition_type == code and e.active]


def nets(answer: PricedDocument) -> list[Decimal]:
    """The items' net values."""
    return [item.net for item in answer.items]


def reasons(item: PricedItem, code: str) -> list[tuple[int, str]]:
    """Why the accesses and records of a type lost: (access, reason)."""
    return [(loser.access, loser.reason) for loser in item.losers if loser.condition_type == code]
