"""Rounding is half-up everywhere, and the tests know: another mode at any of its places makes some of them fail."""

import decimal
import inspect
from collections.abc import Callable, Iterator
from decimal import Decimal
from types import ModuleType

import pytest

from prosfora.pricing.rules import engine, facts, free_goods, run
from prosfora.pricing.rules.engine import price
from prosfora.pricing.tests import (
    test_behaviours_lists,
    test_behaviours_stacking,
    test_behaviours_tax,
    test_conditions,
    test_engine,
    test_worked_examples,
)
from prosfora.pricing.tests.world import a_book, a_header, an_item
from prosfora.values import money
from prosfora.values.money import to_multiple

D = Decimal
MODES = [mode for mode in dir(decimal) if mode.startswith("ROUND_") and mode not in ("ROUND_HALF_UP", "ROUND_05UP")]
PLACES = {
    "conditions": (run.ROUNDINGS, "half_up"),
    "taxes, spread and payable amounts": (money.__dict__, "ROUND_HALF_UP"),
    "unit prices": (engine.__dict__, "ROUND_HALF_UP"),
    "discounts as shown": (facts.__dict__, "ROUND_HALF_UP"),
    "free goods": (free_goods.__dict__, "ROUND_HALF_UP"),
}
type Proof = Callable[[], None]


def test_a_unit_price_is_shown_half_up() -> None:
    """0.01 for 200 is 0.00005 a piece."""
    item = price(a_header(), [an_item("A", "200")], a_book(("PR00|product=A", "0.00005"))).items[0]

    assert item.unit_price == D("0.0001")


def test_the_amount_to_be_paid_is_rounded_half_up() -> None:
    assert [to_multiple(D(amount), D(unit)) for amount, unit in (("72.50", "1"), ("0.125", "0.05"))] == [
        D(73),
        D("0.15"),
    ]
    assert to_multiple(D("-72.50"), D(1)) == D(-73)


def test_a_discount_is_shown_half_up() -> None:
    """10.00 of 1,600.00 are 0.625 %; 4.86 are 0.30375 %."""
    item = price(a_header(), [an_item("A", "16")], a_book(("PR00|product=A", "100"))).items[0]

    shown = [item._replace(net=D(net)).discount_percent for net in ("1590.00", "1595.14")]

    assert shown == [D("0.63"), D("0.30")]


def test_free_goods_in_proportion_are_rounded_half_up() -> None:
    assert [free_goods.rounded(D(ordered), D(per), D(1)) for ordered, per in ((5, 2), (7, 2), (13, 3))] == [
        3,
        4,
        4,
    ]


def proofs(*modules: ModuleType) -> Iterator[Proof]:
    """Every test of these modules that needs nothing."""
    for module in modules:
        for name, test in vars(module).items():
            if name.startswith("test_") and inspect.isfunction(test) and not inspect.signature(test).parameters:
                yield test


def fails(proof: Proof) -> bool:
    try:
        proof()
    except AssertionError:
        return True
    return False


PROOFS = [
    test_a_unit_price_is_shown_half_up,
    test_the_amount_to_be_paid_is_rounded_half_up,
    test_a_discount_is_shown_half_up,
    test_free_goods_in_proportion_are_rounded_half_up,
    *proofs(
        test_worked_examples, test_behaviours_tax, test_behaviours_stacking, test_behaviours_lists, test_engine,
        test_conditions,
    ),
]  # fmt: skip


def test_all_proofs_hold_as_they_stand() -> None:
    assert len(PROOFS) > 80
    assert [proof.__name__ for proof in PROOFS if fails(proof)] == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("place", PLACES)
def test_another_rounding_makes_a_test_fail(place: str, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names, key = PLACES[place]
    monkeypatch.setitem(names, key, mode)

    assert any(fails(proof) for proof in PROOFS), f"{mode} for {place} went unnoticed"
