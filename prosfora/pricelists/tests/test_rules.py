"""How prices change and end, which keys they move to, who may release."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.pricelists.rules.adjustment import (
    WAYS,
    Adjustment,
    Rounding,
    adjusted,
    flaw_of,
    from_json,
    percent_between,
    round_price,
    to_json,
)
from prosfora.pricelists.rules.keys import moved
from prosfora.pricelists.rules.statuses import TRANSITIONS, ReleaseTerms, Status, after, hindrance, possible
from prosfora.pricing.rules.terms import Terms

D = Decimal
CENT = D("0.01")
NINETY = Rounding(D(1), D("0.90"))
DAY = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("amount", "rounding", "rounded"),
    [
        ("12.345", Rounding(), "12.35"),
        ("12.344", Rounding(), "12.34"),
        ("12.34", NINETY, "11.90"),
        ("12.40", NINETY, "12.90"),  # in the middle: the higher one
        ("12.90", NINETY, "12.90"),
        ("0.30", NINETY, "0.90"),  # never to nothing
        ("12.91", Rounding(D(1), D("0.90"), "up"), "13.90"),
        ("12.89", Rounding(D(1), D("0.90"), "down"), "11.90"),
        ("24.77", Rounding(D("0.05")), "24.75"),
        ("24.775", Rounding(D("0.05")), "24.80"),
        ("24.71", Rounding(D("0.10"), way="up"), "24.80"),
        ("1032", Rounding(D(10)), "1030"),
        ("1035", Rounding(D(10)), "1040"),
        ("3", Rounding(D(10)), "10"),  # the first price above nothing
        ("99.60", Rounding(D(1), D("0.99")), "99.99"),
        ("-12.34", Rounding(D("0.10")), "-12.30"),
    ],
)
def test_prices_are_rounded_to_end_alike(amount: str, rounding: Rounding, rounded: str) -> None:
    assert round_price(D(amount), rounding, CENT) == D(rounded)


def test_yen_have_no_cents() -> None:
    assert round_price(D("1032.5"), Rounding(), D(1)) == D(1033)


@given(
    amount=st.decimals("0.01", "99999", places=4),
    step=st.sampled_from([D("0.05"), D("0.10"), D(1), D(5), D(10)]),
    share=st.sampled_from([D(0), D("0.5"), D("0.9")]),
    way=st.sampled_from(sorted(WAYS)),
)
def test_a_rounded_price_is_one_that_ends_so_and_within_a_step(amount: D, step: D, share: D, way: str) -> None:
    rounding = Rounding(step, (step * share).quantize(CENT), way)

    found = round_price(amount, rounding, CENT)

    assert (found - rounding.ending) % step == 0
    assert found > 0
    first = rounding.ending or step
    if amount >= first:
        assert abs(found - amount) < step
        assert found >= amount if way == "up" else True
        assert found <= amount if way == "down" else True
    assert round_price(found, rounding, CENT) == found


def terms(amount: str, currency: str = "EUR", **more: object) -> Terms:
    return Terms(D(amount), DAY, currency=currency, **more)  # type: ignore[arg-type]  # names of its slots


def test_a_rise_reaches_the_scale_and_the_limits() -> None:
    old = terms("24", scales=((D(1), D(24)), (D(1000), D("22.50"))), lower_limit=D(20), upper_limit=D(30))

    new = adjusted(old, Adjustment("percent", D("3.2")))

    assert new.amount == D("24.77")
    assert new.scales == ((D(1), D("24.77")), (D(1000), D("23.22")))
    assert (new.lower_limit, new.upper_limit) == (D("20.64"), D("30.96"))


def test_limits_stay_where_that_is_wanted() -> None:
    new = adjusted(terms("24", lower_limit=D(20)), Adjustment("percent", D(10), limits=False))

    assert (new.amount, new.lower_limit, new.upper_limit) == (D("26.40"), D(20), None)


def test_percentages_are_not_rounded_to_endings() -> None:
    new = adjusted(terms("5", currency=""), Adjustment("percent", D("3.2"), NINETY))

    assert new.amount == D("5.16")


def test_an_amount_set_moves_the_scale_in_proportion() -> None:
    new = adjusted(terms("24", scales=((D(1), D(24)), (D(1000), D(18)))), Adjustment("replace", D(20)))

    assert (new.amount, new.scales) == (D(20), ((D(1), D(20)), (D(1000), D(15))))


def test_an_amount_more_is_added_to_every_rate() -> None:
    new = adjusted(terms("24", scales=((D(1), D(24)),)), Adjustment("amount", D("-0.50")))

    assert (new.amount, new.scales) == (D("23.50"), ((D(1), D("23.50")),))


@given(st.decimals("0.01", "9999", places=2), st.decimals("-99", "500", places=2))
def test_what_a_proposal_keeps_is_read_again_as_it_was(step: D, value: D) -> None:
    wanted = Adjustment("percent", value, Rounding(step, D(0), "up"), limits=False)

    assert from_json(to_json(wanted)) == wanted


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Adjustment("double"), "method"),
        (Adjustment("percent", D(-100)), "value"),
        (Adjustment(rounding=Rounding(way="sideways")), "way"),
        (Adjustment(rounding=Rounding(D(-1))), "step"),
        (Adjustment(rounding=Rounding(D("0.00001"))), "step"),
        (Adjustment(rounding=Rounding(D(1), D(1))), "ending"),
        (Adjustment(rounding=Rounding(D(1), D("-0.1"))), "ending"),
    ],
)
def test_a_change_that_cannot_be_names_its_field(wanted: Adjustment, field: str) -> None:
    flaw = flaw_of(wanted)

    assert flaw is not None
    assert flaw[0] == field


def test_a_change_that_can_be_has_no_flaw() -> None:
    assert flaw_of(Adjustment("percent", D("3.2"), NINETY)) is None
    assert flaw_of(Adjustment("replace", D(-5))) is None


@pytest.mark.parametrize(
    ("before", "new", "percent"),
    [("24", "24.77", "3.21"), ("10", "9", "-10.00"), ("-10", "-9", "10.00"), ("0", "5", None)],
)
def test_a_change_is_told_in_per_cent(before: str, new: str, percent: str | None) -> None:
    assert percent_between(D(before), D(new)) == (None if percent is None else D(percent))


def test_a_key_moves_by_one_of_its_parts() -> None:
    key = {"price_list": "01", "product": "A"}

    assert moved(key, "price_list", ("price_list", "27")) == {"price_list": "27", "product": "A"}
    assert moved(key, "price_list", ("customer", "1000001")) == {"customer": "1000001", "product": "A"}
    assert moved(key, "customer", ("customer", "1000001")) is None
    assert moved(key, "price_list", ("product", "B")) is None  # two values for one part


def test_who_may_release() -> None:
    strict = ReleaseTerms(other_person=True, approve_beyond=D(5))

    assert hindrance(strict, is_author=True, may_approve=True, largest=D(1)) == "other_person"
    assert hindrance(strict, is_author=False, may_approve=False, largest=D("5.01")) == "approval"
    assert hindrance(strict, is_author=False, may_approve=True, largest=D("5.01")) == ""
    assert hindrance(strict, is_author=False, may_approve=False, largest=D(5)) == ""
    assert hindrance(ReleaseTerms(), is_author=True, may_approve=False, largest=D(900)) == ""
    assert hindrance(strict, is_author=False, may_approve=False, largest=None) == ""


def test_a_released_proposal_can_only_be_taken_back() -> None:
    assert possible(Status.RELEASED) == ("undo_prices",)
    assert possible(Status.UNDONE) == possible(Status.WITHDRAWN) == ()
    assert after(Status.RETURNED, "release_prices") is None
    assert {verb for _status, verb in TRANSITIONS} >= {"release_prices", "return_prices", "withdraw_prices"}
