"""Money: exact amounts, rounded half-up, split without losing a cent."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.values.money import CurrencyMismatch, Money, distribute, minor_unit, minor_units, round_money

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=6)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])
WEIGHTS = st.lists(st.decimals(min_value=0, max_value=10**6, places=3), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("1.005", "EUR", "1.01"),
        ("1.004", "EUR", "1.00"),
        ("-0.005", "EUR", "-0.01"),
        ("0.5", "JPY", "1"),
        ("1.2345", "KWD", "1.235"),
        ("0.00005", "CLF", "0.0001"),
    ],
)
def test_amounts_round_half_up_to_the_minor_unit_of_their_currency(amount: str, currency: str, rounded: str) -> None:
    assert str(round_money(Decimal(amount), currency)) == rounded


def test_a_tiny_negative_amount_rounds_to_plain_zero() -> None:
    assert str(round_money(Decimal("-0.004"), "EUR")) == "0.00"


@pytest.mark.parametrize(("currency", "places"), [("EUR", 2), ("GBP", 2), ("ISK", 0), ("TND", 3), ("UYW", 4)])
def test_minor_units_follow_iso_4217(currency: str, places: int) -> None:
    assert minor_units(currency) == places
    assert minor_unit(currency) == Decimal(10) ** -places


@given(AMOUNTS, CURRENCIES)
def test_rounding_moves_an_amount_by_half_a_unit_at_most_and_only_once(amount: Decimal, currency: str) -> None:
    rounded = round_money(amount, currency)

    assert abs(rounded - amount) <= minor_unit(currency) / 2
    assert round_money(rounded, currency) == rounded


@given(AMOUNTS, CURRENCIES)
def test_a_credit_rounds_like_the_debit_it_mirrors(amount: Decimal, currency: str) -> None:
    assert round_money(-amount, currency) == -round_money(amount, currency)


@given(AMOUNTS, AMOUNTS, CURRENCIES)
def test_a_larger_amount_never_rounds_below_a_smaller_one(one: Decimal, other: Decimal, currency: str) -> None:
    low, high = sorted([one, other])

    assert round_money(low, currency) <= round_money(high, currency)


@given(AMOUNTS, WEIGHTS, CURRENCIES)
def test_the_parts_sum_to_the_rounded_total(total: Decimal, weights: list[Decimal], currency: str) -> None:
    parts = distribute(total, weights, currency)

    assert len(parts) == len(weights)
    assert sum(parts) == round_money(total, currency)


@given(AMOUNTS, WEIGHTS, CURRENCIES)
def test_no_part_strays_from_its_exact_share(total: Decimal, weights: list[Decimal], currency: str) -> None:
    parts = distribute(total, weights, currency)

    whole, basis = Fraction(round_money(total, currency)), sum(map(Fraction, weights))
    exact = [whole * Fraction(w) / basis if basis else whole / len(weights) for w in weights]
    allowed = Fraction(3, 2) * Fraction(minor_unit(currency))
    assert all(abs(Fraction(part) - share) <= allowed for part, share in zip(parts, exact, strict=True))


@given(st.decimals(min_value=0, max_value=10**6, places=2), WEIGHTS)
def test_a_surcharge_never_becomes_a_discount_on_one_item(total: Decimal, weights: list[Decimal]) -> None:
    assert all(part >= 0 for part in distribute(total, weights, "EUR"))


@given(AMOUNTS, WEIGHTS)
def test_splitting_a_credit_mirrors_splitting_the_debit(total: Decimal, weights: list[Decimal]) -> None:
    assert distribute(-total, weights, "EUR") == [-part for part in distribute(total, weights, "EUR")]


def test_the_residual_cent_goes_to_the_largest_item() -> None:
    parts = distribute(Decimal("0.02"), [Decimal(1), Decimal(2), Decimal(3)], "EUR")

    assert parts == [Decimal("0.00"), Decimal("0.01"), Decimal("0.01")]
    assert distribute(Decimal("0.01"), [Decimal(3), Decimal(2), Decimal(4)], "EUR") == [0, 0, Decimal("0.01")]


def test_of_equal_items_the_first_takes_the_residual() -> None:
    parts = distribute(Decimal("100.00"), [Decimal(1)] * 3, "EUR")

    assert parts == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


def test_freight_of_five_euro_over_a_thousand_equal_lines_takes_nothing_from_any() -> None:
    parts = distribute(Decimal("5.00"), [Decimal(1)] * 1000, "EUR")

    assert sorted(set(parts)) == [Decimal("0.00"), Decimal("0.01")]
    assert sum(parts) == Decimal("5.00")


def test_a_total_over_worthless_items_is_split_evenly() -> None:
    assert distribute(Decimal("10.00"), [Decimal(0), Decimal(0)], "EUR") == [Decimal("5.00"), Decimal("5.00")]


def test_nothing_to_distribute_over_gives_nothing() -> None:
    assert distribute(Decimal("10.00"), [], "EUR") == []


def test_yen_are_split_into_whole_yen() -> None:
    assert distribute(Decimal(100), [Decimal(1), Decimal(1), Decimal(1)], "JPY") == [34, 33, 33]


def test_money_adds_within_one_currency() -> None:
    assert Money(Decimal("1.10"), "EUR") + Money(Decimal("2.20"), "EUR") == Money(Decimal("3.30"), "EUR")
    assert Money(Decimal("1.10"), "EUR") - Money(Decimal("2.20"), "EUR") == -Money(Decimal("1.10"), "EUR")


def test_money_of_two_currencies_is_never_mixed() -> None:
    with pytest.raises(CurrencyMismatch, match="EUR and USD"):
        Money(Decimal(1), "EUR") + Money(Decimal(1), "USD")


def test_money_multiplies_exactly_and_rounds_when_asked() -> None:
    price = Money(Decimal("0.335"), "EUR") * 3

    assert str(price) == "1.005 EUR"
    assert price.rounded() == Money(Decimal("1.01"), "EUR")
