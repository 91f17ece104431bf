"""Quantities and exact conversion between units."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.values.quantity import Conversion, Quantity, convert

QUANTITIES = st.decimals(min_value=0, max_value=10**9, places=3)
CONVERSIONS = st.builds(Conversion, st.integers(1, 100_000), st.integers(1, 100_000))


@given(QUANTITIES, CONVERSIONS)
def test_a_conversion_is_the_exact_ratio_rounded_half_up_once(value: Decimal, conversion: Conversion) -> None:
    exact = Fraction(value) * conversion.ratio * 1000

    assert convert(value, conversion) == Decimal((2 * exact + 1) // 2) / 1000


@given(QUANTITIES, QUANTITIES, CONVERSIONS)
def test_more_boxes_are_never_fewer_pieces(one: Decimal, other: Decimal, conversion: Conversion) -> None:
    low, high = sorted([one, other])

    assert convert(low, conversion) <= convert(high, conversion)


@given(st.integers(0, 10**6), st.integers(1, 1000))
def test_whole_boxes_come_back_from_their_pieces(boxes: int, size: int) -> None:
    pieces = convert(Decimal(boxes), Conversion(size))

    assert pieces == boxes * size
    assert convert(pieces, Conversion(1, size)) == boxes


def test_a_third_of_a_metre_is_kept_to_the_millimetre() -> None:
    assert str(convert(Decimal(1), Conversion(1, 3))) == "0.333"
    assert str(convert(Decimal(2), Conversion(1, 3))) == "0.667"


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 1), (1, 0), (-12, 1), (12, -1)])
def test_a_box_of_nothing_is_no_unit(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="two positive whole numbers"):
        Conversion(numerator, denominator)


def test_three_boxes_of_twelve_are_36_pieces() -> None:
    assert Quantity(Decimal(3), "BX").to_base(Conversion(12), "PCE") == Quantity(Decimal(36), "PCE")


def test_a_quantity_is_written_plainly() -> None:
    assert str(Quantity(Decimal("100.000"), "PCE")) == "100 PCE"
    assert str(Quantity(Decimal("0.250"), "KGM")) == "0.25 KGM"
