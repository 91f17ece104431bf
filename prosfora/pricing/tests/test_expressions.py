"""Formulas that people write: what they come to is Decimal arithmetic; what they may not say is refused, and where."""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.pricing.rules.expressions import Purpose, Unreadable, read, read_or_stub
from prosfora.pricing.rules.expressions.reading import MOST_CHARACTERS
from prosfora.pricing.rules.expressions.trying import try_formula
from prosfora.pricing.rules.measures import EXACT

D = Decimal
NUMBERS = {"quantity": D(7), "net_weight": D("12.5"), "rate": D("3.33"), "base": D(7), "value": D("23.31")}
TEXTS = {"customer_group": "02", "product": "ΒΙΔΑ"}


def answer(text: str, purpose: Purpose = Purpose.VALUE, **facts: Any) -> Any:
    trial = try_formula(read("F", purpose, text), {**NUMBERS, **TEXTS, **facts})
    assert trial.failed is None, trial.failed
    return trial.result


def wrong(text: str, purpose: Purpose = Purpose.VALUE) -> tuple[str, int, str]:
    with pytest.raises(Unreadable) as refusal:
        read("F", purpose, text)
    return refusal.value.code, refusal.value.column, refusal.value.detail


@pytest.mark.parametrize(("text", "result"), [
    ("0.1 + 0.2", "0.3"),
    ("quantity * rate", "23.31"),
    ("1 / 3", "0.3333333333333333333333333333"),
    ("-quantity + +2", "-5"),
    ("2 + 3 * 4 - (1 + 1)", "12"),
    ("min(quantity, 5, 6)", "5"),
    ("max(quantity, 5)", "7"),
    ("abs(2 - quantity)", "5"),
    ("round(2.345, 2)", "2.35"),
    ("round(-2.345, 2)", "-2.35"),
    ("round(2.5)", "3"),
    ("round(1250, -2)", "1300"),
    ("floor(quantity / 2)", "3"),
    ("ceiling(quantity / 2)", "4"),
    ("floor(-0.5)", "-1"),
    ("rate if customer_group == \"01\" else rate * 2", "6.66"),
    ("1 if customer_group in ('01', '02') else 0", "1"),
    ("1 if product == 'ΒΙΔΑ' and quantity > 5 else 0", "1"),
    ("1 if not is_free or quantity < 0 else 0", "1"),
    ("1 if 5 < quantity <= 7 else 0", "1"),
    ("1 if is_known(cost) else 0", "0"),
    ("quantity\n  *\n  2", "14"),
    (".5 * 2", "1.0"),
])  # fmt: skip
def test_what_a_formula_comes_to(text: str, result: str) -> None:
    assert answer(text) == D(result)


def test_what_is_not_looked_at_cannot_fail() -> None:
    assert answer("value / quantity if quantity != 0 else 0", quantity=D(0)) == 0
    assert answer("quantity == 0 or net_weight / quantity > 1", Purpose.REQUIREMENT, quantity=D(0)) is True


@pytest.mark.parametrize(("text", "code", "column", "detail"), [
    ("", "blank", 1, ""),
    ("quantty * 2", "unknown_name", 1, "quantty"),
    ("2 * colour", "unknown_name", 5, "colour"),
    ("'ΒΙΔΑ' == colour", "unknown_name", 11, "colour"),
    ("quantity * 'a'", "wrong_kind", 12, "number"),
    ("customer_group * 2", "wrong_kind", 1, "number"),
    ("customer_group < '2'", "wrong_kind", 1, "number"),
    ("quantity > 2", "wrong_result", 1, "number"),
    ("customer_group", "wrong_result", 1, "number"),
    ("1 if quantity else 2", "wrong_kind", 6, "truth"),
    ("1 if is_free else 'a'", "wrong_kind", 19, "number"),
    ("quantity / 0", "literal_zero", 12, ""),
    ("quantity / (2 - 2.00)", "literal_zero", 13, ""),
    ("quantity / -0.0", "literal_zero", 12, ""),
    ("quantity ** 2", "not_allowed", 1, "quantity ** 2"),
    ("quantity // 2", "not_allowed", 1, "quantity // 2"),
    ("quantity % 2", "not_allowed", 1, "quantity % 2"),
    ("quantity.real", "not_allowed", 1, "quantity.real"),
    ("(lambda: 1)()", "not_allowed", 8, ":"),
    ("[1][0]", "not_allowed", 1, "["),
    ("f'{quantity}'", "not_allowed", 3, "{"),
    ("__import__('os')", "unknown_function", 1, "__import__"),
    ("quantity.__class__()", "unknown_function", 1, "quantity.__class__"),
    ("(1)(2)", "unknown_function", 1, "1"),
    ("eval('1')", "unknown_function", 1, "eval"),
    ("max(1)", "wrong_arguments", 1, "max(a, b)"),
    ("max(*customer)", "wrong_arguments", 1, "max(a, b)"),
    ("round(1, digits=2)", "wrong_arguments", 1, "round(a, 2)"),
    ("round(1, quantity)", "wrong_arguments", 10, "round(a, 2)"),
    ("step(quantity)", "wrong_arguments", 6, "step(100)"),
    ("steps(200, 100)", "wrong_arguments", 1, "steps(110, 199)"),
    ("1 if customer_group in customer else 0", "wrong_arguments", 24, 'in ("01", "02")'),
    ("1e5", "bad_number", 1, "1e5"),
    ("0x10", "bad_number", 1, "0x10"),
    ("1_000", "bad_number", 1, "1_000"),
    ("1j", "not_allowed", 1, "1j"),
    ("None", "not_allowed", 1, "None"),
    ("quantity = 2", "not_written_so", 10, ""),
    ("quantity *", "not_written_so", 10, ""),
    ("quantity * 2 # times", "not_allowed", 14, "#"),
    ("quantity := 2", "not_allowed", 10, ":"),
    ("quantity is 2", "not_allowed", 13, "2"),
    ("quantity * 2\x00", "not_allowed", 13, "\x00"),
])  # fmt: skip
def test_what_a_formula_may_not_say(text: str, code: str, column: int, detail: str) -> None:
    assert wrong(text) == (code, column, detail)


def test_half_a_letter_is_none() -> None:
    assert wrong("'\ud800'")[:2] == ("not_allowed", 2)


def test_a_requirement_is_a_comparison_and_knows_no_rate() -> None:
    assert answer("quantity >= 7 and customer_group != ''", Purpose.REQUIREMENT) is True
    assert wrong("quantity", Purpose.REQUIREMENT)[0] == "wrong_result"
    assert wrong("rate > 1", Purpose.REQUIREMENT)[:2] == ("unknown_name", 1)
    assert wrong("value > 1", Purpose.BASE)[:2] == ("unknown_name", 1)


@pytest.mark.parametrize("text", [
    "1" + "+1" * MOST_CHARACTERS, "(" * 300 + "1" + ")" * 300, "-" * 900 + "1", "not " * 200 + "is_free",
    "(" * 62 + "1" + "+1)" * 62, "+".join(["1"] * 400), "max(1, " * 120 + "1" + ")" * 120,
])  # fmt: skip
def test_length_and_depth_have_limits(text: str) -> None:
    assert wrong(text)[0] in ("too_long", "too_deep", "not_written_so")


def test_a_name_that_is_nearly_one_is_told() -> None:
    with pytest.raises(Unreadable) as refusal:
        read("F", Purpose.VALUE, "quantty * 2")

    assert refusal.value.other == "quantity"


@pytest.mark.parametrize(("text", "code", "column", "fact"), [
    ("1 / (quantity - 7)", "divides_by_zero", 6, ""),
    ("2 + cost", "fact_blank", 5, "cost"),
    ("step(100) * 2", "fact_blank", 1, "step(100)"),
    ("999999999999999 * 999999999999999", "out_of_bounds", 1, ""),
    ("round(999999999999999 * 999999999999999, 2)", "out_of_bounds", 1, ""),
])  # fmt: skip
def test_what_has_no_answer_says_why_and_where(text: str, code: str, column: int, fact: str) -> None:
    failed = try_formula(read("F", Purpose.VALUE, text), NUMBERS).failed

    assert failed is not None
    assert (failed.code, failed.column, failed.fact) == (code, column, fact)


def test_one_that_cannot_be_read_any_more_stops_nothing() -> None:
    stub = read_or_stub("F", Purpose.VALUE, "quantity * GONE")

    failed = try_formula(stub, {}).failed

    assert failed is not None
    assert (failed.code, failed.column) == ("unreadable", 12)


def test_a_formula_knows_what_it_reads() -> None:
    found = read("F", Purpose.VALUE, "quantity + quantity + step(100) - steps(110, 199) + document_value")

    assert [fact.name for fact in found.reads] == ["quantity", "step(100)", "steps(110, 199)", "document_value"]
    assert found.steps == ((100, 100, 23), (110, 199, 35))
    assert found.looks_beyond
    assert found.needs_price


SMALL = st.decimals(-1000, 1000, places=3, allow_nan=False).map(lambda number: number + 0)
type Written = tuple[str, Any]


def _literal(number: Decimal) -> Written:
    return f"({number})" if number < 0 else str(number), lambda _facts: number


def _joined(parts: tuple[Written, str, Written]) -> Written:
    (left, one), sign, (right, other) = parts
    work = {
        "+": lambda facts: one(facts) + other(facts), "-": lambda facts: one(facts) - other(facts),
        "*": lambda facts: one(facts) * other(facts), "/": lambda facts: one(facts) / other(facts),
        "min": lambda facts: min(one(facts), other(facts)), "max": lambda facts: max(one(facts), other(facts)),
        "if": lambda facts: max(other(facts), one(facts)),
    }  # fmt: skip
    if sign in ("min", "max"):
        return f"{sign}({left}, {right})", work[sign]
    if sign == "if":
        return f"({left} if {left} > {right} else {right})", work[sign]
    return f"({left} {sign} {right})", work[sign]


FACT = st.sampled_from(sorted(NUMBERS)).map(lambda name: (name, lambda facts: facts[name]))
WRITTEN = st.recursive(
    st.one_of(SMALL.map(_literal), FACT),
    lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "min", "max", "if"]), inner).map(_joined),
    max_leaves=8,
)


@given(written=WRITTEN, facts=st.fixed_dictionaries(dict.fromkeys(NUMBERS, SMALL)))
def test_formulas_equal_decimal_arithmetic(written: Written, facts: Mapping[str, Decimal]) -> None:
    text, work = written
    if len(text) > MOST_CHARACTERS:
        return
    with localcontext(EXACT):
        try:
            expected = work(facts)
        except ArithmeticError:
            expected = None
    formula = read_or_stub("F", Purpose.VALUE, text)

    trial = try_formula(formula, facts)

    if trial.failed is None or trial.failed.code != "unreadable":  # a divisor of numbers alone that is nought
        assert trial.result == expected or (expected is not None and abs(expected) > 10**15)
    assert (trial.failed is None) == (trial.result is not None)


@given(text=st.text(max_size=60) | st.text(alphabet="quantity()+-*/.0123456789 '\"<>=,_[]{}:ifelsand", max_size=80))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    trial = try_formula(read_or_stub("F", Purpose.VALUE, text), NUMBERS)

    assert isinstance(trial.result, Decimal) if trial.failed is None else 1 <= trial.failed.column <= len(text) + 1


@given(number=SMALL, digits=st.integers(-3, 6))
def test_rounding_is_half_up_as_the_engine_rounds(number: Decimal, digits: int) -> None:
    written = f"round({_literal(number)[0]}, {digits})"

    found = answer(written)

    unit = Decimal(1).scaleb(-digits)
    assert abs(found - number) <= unit / 2
    assert found % unit == 0
    assert abs(found) >= abs(number) or abs(found - number) < unit / 2
