"""A condition book without a database, for the engine's own tests."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import count

from prosfora.pricing.rules.book import AccessRule, ConditionBook, ProcedureRule, Record, StepRule, TypeRule
from prosfora.pricing.rules.facts import HeaderFacts, ItemFacts, ManualCondition
from prosfora.pricing.rules.standard import PROCEDURE, SEQUENCES, TYPES
from prosfora.pricing.rules.tax_law import TAXES

DAY = dt.date(2026, 11, 23)
FOREVER = dt.date(9999, 12, 31)


def standard(changes: Mapping[str, Mapping[str, object]] | None = None) -> ProcedureRule:
    """The standard procedure; `changes` gives types other attributes ({"K004": {"is_group": True}})."""
    types = {}
    for seed in TYPES:
        keys = SEQUENCES[seed.sequence][1] if seed.sequence else ()
        facts = {
            "sign": seed.sign,
            "accesses": tuple(AccessRule(place * 10, fields) for place, fields in enumerate(keys, 1)),
            **seed.options,
            **(changes or {}).get(seed.code, {}),
        }
        types[seed.code] = TypeRule(seed.code, seed.condition_class, seed.calculation, **facts)
    steps = [StepRule(s.step, s.counter, types.get(s.type), s.label, s.from_step, **s.options) for s in PROCEDURE]
    return ProcedureRule("RVAA01", tuple(steps))


def a_book(
    *lines: tuple[str, str],
    scales: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    per: Mapping[str, tuple[str, str, str]] | None = None,
    rates: Mapping[str, str] | None = None,
    changes: Mapping[str, Mapping[str, object]] | None = None,
) -> ConditionBook:
    """A book of (lookup, amount) with the Greek taxes; `per` gives (currency, per, unit) for a lookup."""
    numbers = count(1)
    records: dict[str, tuple[Record, ...]] = {}
    for lookup, amount in lines:
        percent = lookup[:2] in ("K0", "KS")
        currency, per_text, unit = (per or {}).get(lookup, ("" if percent else "EUR", "1", "" if percent else "PCE"))
        levels = tuple((Decimal(start), Decimal(rate)) for start, rate in (scales or {}).get(lookup, ()))
        made = Record(
            next(numbers), 1, lookup, Decimal(amount), currency, Decimal(per_text), unit, levels, "", "", DAY, FOREVER
        )
        records[lookup] = (*records.get(lookup, ()), made)
    for tax in TAXES:
        lookup = "MWST" + "".join(f"|{name}={value}" for name, value in tax.key.items())
        records[lookup] = (
            Record(next(numbers), 1, lookup, tax.rate, "", Decimal(1), "", (), tax.code, tax.reason_key, DAY, FOREVER),
        )
    return ConditionBook(standard(changes), records, {name: Decimal(rate) for name, rate in (rates or {}).items()})


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


def manual(code: str, amount: str, **facts: object) -> ManualCondition:
    """An amount entered by hand."""
    return ManualCondition(code, Decimal(amount), **facts)
