"""Own formulas in the engine: bases, values and requirements, what they read, and where they have no answer."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from prosfora.pricing.rules.book import AccessRule, ProcedureRule, StepRule, TypeRule
from prosfora.pricing.rules.engine import price
from prosfora.pricing.rules.expressions import Purpose, read
from prosfora.pricing.rules.facts import PricedDocument
from prosfora.pricing.tests.world import (
    DAY,
    a_book,
    a_header,
    an_item,
    found,
    manual,
    nets,
    standard,
    values,
    with_steps,
)

D = Decimal
BY_ITSELF = TypeRule("ZFEE", "surcharge", "fixed")


def own(procedure: ProcedureRule, **formulas: tuple[str, str]) -> ProcedureRule:
    """A procedure with formulas: CODE=(purpose, expression)."""
    known = {code: read(code, Purpose(purpose), text) for code, (purpose, text) in formulas.items()}
    return replace(procedure, formulas=known)


def changed(steps: Mapping[str, Mapping[str, object]], **formulas: tuple[str, str]) -> ProcedureRule:
    return own(standard(steps=steps), **formulas)


def problems(answer: PricedDocument) -> list[tuple[str, str]]:
    return [(problem.code, problem.detail["formula"]) for problem in answer.problems]


def test_an_own_value_stands_instead_of_rate_times_base() -> None:
    procedure = changed({"PR00": {"formula": "DOZENS"}}, DOZENS=("value", "floor(base_quantity / 12) * rate * 10"))

    answer = price(a_header(), [an_item("A", "30")], a_book(("PR00|product=A", "2.00"), procedure=procedure))

    assert nets(answer) == [D("40.00")]


def test_an_own_value_is_rounded_as_the_engine_rounds() -> None:
    procedure = changed({"PR00": {"formula": "THIRD"}}, THIRD=("value", "value / 3 + 0.005"))

    answer = price(a_header(), [an_item("A", "1")], a_book(("PR00|product=A", "1.00"), procedure=procedure))

    assert nets(answer) == [D("0.34")]


def test_an_own_base_is_what_the_rate_is_multiplied_with() -> None:
    procedure = changed({"K007": {"base": "HALF"}}, HALF=("base", "base / 2 if quantity >= 10 else base"))
    book = a_book(("PR00|product=A", "10.00"), ("K007|customer=1000001", "10"), procedure=procedure)
    items = [an_item("A", "10"), an_item("A", "5", position=20)]

    answer = price(a_header(customer="1000001"), items, book)

    assert values(answer, "K007") == [D("-5.00"), D("-5.00")]
    assert [e.base for item in answer.items for e in item.elements if e.condition_type == "K007"] == [50, 50]


def test_an_own_base_reads_the_price_s_own_unit() -> None:
    procedure = changed({"PR00": {"base": "KILOS"}}, KILOS=("base", "max(net_weight, 5)"))
    book = a_book(("PR00|product=A", "3.00"), per={"PR00|product=A": ("EUR", "2", "KGM")}, procedure=procedure)

    answer = price(a_header(), [an_item("A", "4", net_weight=D("0.5"))], book)

    assert nets(answer) == [D("7.50")]


def test_a_base_of_the_cost_does_not_tell_it() -> None:
    procedure = changed({"K007": {"base": "ONCOST"}}, ONCOST=("base", "cost"))
    book = a_book(("PR00|product=A", "10.00"), ("K007|customer=1000001", "10"), procedure=procedure)

    answer = price(a_header(customer="1000001"), [an_item("A", "2", cost=D(4))], book)

    assert [(e.calculation, e.value) for e in answer.items[0].elements if e.condition_type == "K007"] == [
        ("cost", D("-0.80"))
    ]


def test_an_own_requirement_decides_whether_a_step_is_looked_at() -> None:
    procedure = changed({"K007": {"requirement": "BIG"}}, BIG=("requirement", 'step(100) >= 100 and product != "B"'))
    lines = [("PR00|product=A", "10.00"), ("PR00|product=B", "500.00"), ("K007|customer=1000001", "10")]
    items = [an_item("A", "9"), an_item("A", "10", position=20), an_item("B", position=30)]

    answer = price(a_header(customer="1000001"), items, a_book(*lines, procedure=procedure))

    assert nets(answer) == [D("90.00"), D("90.00"), D("500.00")]


@pytest.mark.parametrize(("month", "net"), [(11, "90.00"), (12, "80.00")])
def test_an_own_requirement_decides_whether_an_access_is_asked(month: int, net: str) -> None:
    accesses = (AccessRule(10, ("product",), "DECEMBER"), AccessRule(20, ("customer",)))
    kind = found("KS01", accesses=accesses)
    procedure = with_steps(standard(), StepRule(111, 0, kind, from_step=100))
    procedure = own(procedure, DECEMBER=("requirement", "pricing_month == 12"))
    lines = [("PR00|product=A", "100"), ("KS01|product=A", "20"), ("KS01|customer=1000001", "10")]
    book = a_book(*lines, procedure=procedure, records={line: {"valid_from": dt.date(2026, 1, 1)} for line, _ in lines})

    answer = price(a_header(customer="1000001", pricing_date=dt.date(2026, month, 23)), [an_item("A")], book)

    assert nets(answer) == [D(net)]


def test_a_type_without_records_has_its_value_from_its_formula_alone() -> None:
    step = StepRule(820, 0, BY_ITSELF, formula="SMALL")
    procedure = own(with_steps(standard(), step), SMALL=("value", "15 / document_items if document_value < 50 else 0"))
    book = a_book(("PR00|product=A", "10.00"), procedure=procedure)

    small = price(a_header(), [an_item("A"), an_item("A", position=20)], book)
    large = price(a_header(), [an_item("A", "5")], book)

    assert values(small, "ZFEE") == [D("7.50"), D("7.50")]
    assert [(e.rate, e.value) for e in large.items[0].elements if e.condition_type == "ZFEE"] == [(None, D("0.00"))]
    assert procedure.looks_beyond


def test_amounts_are_spread_by_an_own_base() -> None:
    procedure = changed({"HB00": {"base": "URGENT"}}, URGENT=("base", "quantity if days_to_delivery < 7 else 0"))
    items = [
        an_item("A", "3", delivery_date=DAY + dt.timedelta(days=2)),
        an_item("A", "9", position=20, delivery_date=DAY + dt.timedelta(days=30)),
    ]
    book = a_book(("PR00|product=A", "10.00"), procedure=procedure)

    answer = price(a_header(manual=(manual("HB00", "6.00", currency="EUR"),)), items, book)

    assert [abs(value) for value in values(answer, "HB00")] == [D("6.00"), D("0.00")]


@pytest.mark.parametrize(("expression", "code"), [
    ("rate / (quantity - 1)", "formula_divides_by_zero"),
    ("rate * cost", "formula_fact_blank"),
    ("rate * days_to_delivery", "formula_fact_blank"),
    ("rate * 999999999999999 * 999", "formula_out_of_bounds"),
])  # fmt: skip
def test_without_an_answer_there_is_no_value_but_a_problem(expression: str, code: str) -> None:
    procedure = changed({"K007": {"formula": "OURS"}}, OURS=("value", expression))
    book = a_book(("PR00|product=A", "10.00"), ("K007|customer=1000001", "10"), procedure=procedure)

    answer = price(a_header(customer="1000001"), [an_item("A")], book)

    assert problems(answer) == [(code, "OURS")]
    assert (nets(answer), values(answer, "K007")) == ([D("10.00")], [])


def test_a_price_without_an_answer_is_missing() -> None:
    procedure = changed({"PR00": {"base": "OURS"}}, OURS=("base", "1 / (quantity - 1)"))

    answer = price(a_header(), [an_item("A"), an_item("A", "2", position=20)],
                   a_book(("PR00|product=A", "10.00"), procedure=procedure))  # fmt: skip

    assert [(problem.code, problem.position) for problem in answer.problems] == [
        ("formula_divides_by_zero", 10), ("no_base_price", 10),
    ]  # fmt: skip
    assert nets(answer) == [D(0), D("10.00")]


def test_a_requirement_without_an_answer_is_not_met_and_says_so_once() -> None:
    kind = found("KS01", accesses=(AccessRule(10, ("product",), "DEAR"), AccessRule(20, ("customer",), "DEAR")))
    procedure = own(with_steps(standard(), StepRule(111, 0, kind, from_step=100)), DEAR=("requirement", "cost > 5"))
    lines = [("PR00|product=A", "100"), ("KS01|product=A", "20"), ("KS01|customer=1000001", "10")]

    answer = price(a_header(customer="1000001"), [an_item("A")], a_book(*lines, procedure=procedure))

    assert problems(answer) == [("formula_fact_blank", "DEAR")]
    assert nets(answer) == [D("100.00")]


def test_what_was_switched_off_and_what_is_statistical() -> None:
    """step(…) reads statistical values, and none that a net price switched off."""
    procedure = own(with_steps(standard(), StepRule(945, 0, replace(BY_ITSELF, is_statistical=True), formula="SUMS")),
                    SUMS=("value", "step(940) * 100 + step(105)"))  # fmt: skip
    step = next(step.step for step in procedure.steps if step.type and step.type.code == "K007")
    procedure = own(procedure, SUMS=("value", f"step(940) * 100 + step({step})"))
    book = a_book(("PR00|product=A", "10.00"), ("K007|customer=1000001", "10"), procedure=procedure)
    header = a_header(customer="1000001")

    plain = price(header, [an_item("A", cost=D(4))], book)
    by_hand = price(header, [an_item("A", cost=D(4), manual=(manual("PN00", "7", currency="EUR", unit="PCE"),))], book)

    assert values(plain, "ZFEE") == [D("399.00")]
    assert values(by_hand, "ZFEE") == [D("400.00")]
