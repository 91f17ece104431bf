"""What needs an approval, who is asked in which order, and when an approval given stands no longer."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.approvals.rules.checks import rule_faults
from prosfora.approvals.rules.deciding import decides_as
from prosfora.approvals.rules.facts import (
    Comparison,
    Fact,
    Facts,
    Floor,
    discount_of,
    facts_as_stored,
    facts_from_stored,
    margin_of,
)
from prosfora.approvals.rules.needs import Approver, Need, Rule, is_worse, needs, open_needs, steps_for

LEAD, CLERK, BOSS = Approver(role="sales_lead"), Approver(role="pricing_clerk"), Approver(person=7, name="Maria")
USUAL = Facts(
    currency="EUR", net=Decimal(1000), item_discount=Decimal(10), discount=Decimal(8), margin=Decimal(30), validity=30,
    payment_terms="N30", usual_terms="N30",
)  # fmt: skip
CHEAP = Rule("DISC20", "Discount", Fact.ITEM_DISCOUNT, Comparison.ABOVE, Decimal(20), "", (LEAD,))
THIN = Rule("MARG15", "Margin", Fact.MARGIN, Comparison.BELOW, Decimal(15), "", (LEAD, BOSS))
LARGE = Rule("NET", "Value", Fact.NET, Comparison.ABOVE, Decimal(5000), "EUR", (CLERK, LEAD))
LONG = Rule("LONG", "Validity", Fact.VALIDITY, Comparison.ABOVE, Decimal(60), "", (LEAD,))
TERMS = Rule("TERMS", "Terms", Fact.PAYMENT_TERMS, Comparison.SO, None, "", (CLERK,))
FLOOR = Rule("FLOOR", "Floor", Fact.FLOOR, Comparison.SO, None, "", (BOSS,))
ALL = (CHEAP, THIN, LARGE, LONG, TERMS, FLOOR)


def asked(facts: Facts, *rules: Rule, rates: dict[str, Decimal | None] | None = None) -> list[str]:
    return [need.rule.code for need in needs(rules or ALL, facts, rates or {})]


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, []),
        ({"item_discount": Decimal(20)}, []),
        ({"item_discount": Decimal("20.01")}, ["DISC20"]),
        ({"margin": Decimal("14.99")}, ["MARG15"]),
        ({"margin": None}, ["MARG15"]),
        ({"net": Decimal(5001)}, ["NET"]),
        ({"validity": 61}, ["LONG"]),
        ({"validity": None}, ["LONG"]),
        ({"payment_terms": "N60"}, ["TERMS"]),
        ({"usual_terms": ""}, ["TERMS"]),
        ({"floor": Floor.WAITING}, ["FLOOR"]),
        ({"floor": Floor.RELEASED}, ["FLOOR"]),
        ({"item_discount": Decimal(50), "margin": Decimal(2)}, ["DISC20", "MARG15"]),
    ],
)
def test_a_limit_may_be_reached_but_not_passed(changed: dict[str, object], codes: list[str]) -> None:
    assert asked(replace(USUAL, **changed)) == codes


def test_an_amount_in_another_currency_is_compared_in_the_rules_own() -> None:
    francs = replace(USUAL, currency="CHF", net=Decimal(5200))

    assert asked(francs, LARGE, rates={"EUR": Decimal("0.95")}) == []
    assert asked(francs, LARGE, rates={"EUR": Decimal("0.97")}) == ["NET"]
    assert asked(francs, LARGE, rates={"EUR": None}) == ["NET"]  # nobody knows: not taken for harmless


def test_each_approver_is_asked_once_at_the_latest_of_his_places() -> None:
    steps = steps_for([Need(CHEAP, Decimal(30)), Need(LARGE, Decimal(9000)), Need(FLOOR, None)])

    assert [(step.place, step.approver, step.rules) for step in steps] == [
        (1, BOSS, ("FLOOR",)),
        (1, CLERK, ("NET",)),
        (2, LEAD, ("DISC20", "NET")),
    ]


def test_who_is_asked_for_several_rules_is_reminded_as_the_hastiest_says() -> None:
    hasty = replace(CHEAP, code="HASTY", remind_days=1)

    assert [step.remind_days for step in steps_for([Need(CHEAP, None), Need(hasty, None)])] == [1]


@pytest.mark.parametrize(
    ("rule", "then", "now", "worse"),
    [
        (CHEAP, {"item_discount": Decimal(30)}, {"item_discount": Decimal(30)}, False),
        (CHEAP, {"item_discount": Decimal(30)}, {"item_discount": Decimal(25), "net": Decimal(1)}, False),
        (CHEAP, {"item_discount": Decimal(30)}, {"item_discount": Decimal(31)}, True),
        (THIN, {"margin": Decimal(5)}, {"margin": Decimal(6)}, False),
        (THIN, {"margin": Decimal(5)}, {"margin": Decimal(4)}, True),
        (THIN, {"margin": None}, {"margin": Decimal(4)}, True),
        (THIN, {"margin": None}, {"margin": None}, False),
        (LONG, {"validity": None}, {"validity": 90}, False),
        (LONG, {"validity": 90}, {"validity": None}, True),
        (LARGE, {"net": Decimal(9000)}, {"net": Decimal(8000), "currency": "CHF"}, True),
        (TERMS, {"payment_terms": "N60"}, {"payment_terms": "N60"}, False),
        (TERMS, {"payment_terms": "N60"}, {"payment_terms": "N90"}, True),
        (FLOOR, {"floor": Floor.RELEASED}, {"floor": Floor.WAITING}, True),
        (FLOOR, {"floor": Floor.RELEASED}, {"floor": Floor.RELEASED}, False),
    ],
)
def test_an_approval_stands_as_long_as_its_fact_got_no_worse(
    rule: Rule, then: dict[str, object], now: dict[str, object], worse: bool
) -> None:
    before, after = replace(USUAL, **then), replace(USUAL, **now)

    assert is_worse(rule, after, before) is worse


def test_an_approval_of_one_rule_is_none_of_another() -> None:
    facts = replace(USUAL, item_discount=Decimal(30), validity=90)
    found = needs(ALL, facts, {})

    assert [need.rule.code for need in open_needs(found, facts, {"DISC20"}, facts)] == ["LONG"]
    assert open_needs(found, facts, {"DISC20", "LONG"}, facts) == []
    assert open_needs(found, facts, (), None) == found


AMOUNTS = st.decimals(0, 10_000, places=2)
FACTS = st.builds(
    Facts, currency=st.sampled_from(["EUR", "CHF"]), net=AMOUNTS, item_discount=st.decimals(0, 100, places=2),
    discount=st.decimals(0, 100, places=2), margin=st.none() | st.decimals(-999, 100, places=2),
    validity=st.none() | st.integers(0, 400), payment_terms=st.sampled_from(["", "N30", "N60"]),
    usual_terms=st.sampled_from(["", "N30"]), floor=st.sampled_from(Floor),
)  # fmt: skip
RATES: dict[str, Decimal | None] = {"EUR": Decimal("0.95")}


@given(FACTS)
def test_facts_come_back_from_storage_as_they_were(facts: Facts) -> None:
    assert facts_from_stored(facts_as_stored(facts)) == facts


@given(FACTS)
def test_an_approval_always_stands_for_exactly_what_was_approved(facts: Facts) -> None:
    found = needs(ALL, facts, RATES)

    assert open_needs(found, facts, [need.rule.code for need in found], facts) == []


@given(FACTS, FACTS)
def test_what_needs_no_approval_now_was_not_worse_than_something_that_needed_one(now: Facts, then: Facts) -> None:
    """Nothing slips: a need is open unless its rule was approved at a value at least as bad."""
    found = needs(ALL, now, RATES)
    approved = {need.rule.code for need in needs(ALL, then, RATES)}

    for need in found:
        is_open = need in open_needs(found, now, approved, then)
        assert is_open == (need.rule.code not in approved or is_worse(need.rule, now, then))


@given(FACTS, FACTS, FACTS)
def test_worse_than_the_worse_is_worse(one: Facts, two: Facts, three: Facts) -> None:
    for rule in (CHEAP, LONG, FLOOR):
        if not is_worse(rule, two, one) and not is_worse(rule, three, two):
            assert not is_worse(rule, three, one)


@given(st.lists(st.sampled_from(ALL), unique=True))
def test_every_rule_is_decided_by_all_its_approvers_and_places_have_no_gap(rules: list[Rule]) -> None:
    steps = steps_for([Need(rule, None) for rule in rules])

    for rule in rules:
        assert {step.approver for step in steps if rule.code in step.rules} == set(rule.steps)
    assert sorted({step.place for step in steps}) == list(range(1, len({step.place for step in steps}) + 1))
    assert len({step.approver for step in steps}) == len(steps)


ROLES = {1: {"sales_lead"}, 2: {"sales_lead", "seller"}, 3: {"seller"}, 7: set[str]()}


@pytest.mark.parametrize(
    ("approver", "user", "givers", "authors", "person"),
    [
        (LEAD, 1, (), {3}, 1),
        (LEAD, 3, (), set[int](), None),
        (LEAD, 1, (), {1}, None),
        (LEAD, 3, (2,), set[int](), 2),
        (LEAD, 3, (2,), {2}, None),
        (LEAD, 3, (2, 1), {2}, 1),
        (LEAD, 3, (1,), {3}, None),
        (BOSS, 7, (), {3}, 7),
        (BOSS, 1, (7,), {3}, 7),
        (BOSS, 1, (), set[int](), None),
    ],
)
def test_who_had_a_hand_in_it_decides_nothing_neither_himself_nor_through_another(
    approver: Approver, user: int, givers: tuple[int, ...], authors: set[int], person: int | None
) -> None:
    assert decides_as(approver, user=user, givers=givers, roles=ROLES, authors=authors) == person


PEOPLE = st.integers(1, 6)


@given(PEOPLE, st.lists(PEOPLE, unique=True), st.sets(PEOPLE), st.sampled_from([LEAD, Approver(person=4, name="X")]))
def test_nobody_ever_decides_as_an_author(user: int, givers: list[int], authors: set[int], approver: Approver) -> None:
    roles = {person: {"sales_lead"} for person in range(1, 7)}
    person = decides_as(approver, user=user, givers=givers, roles=roles, authors=authors)

    assert person is None or (person not in authors and user not in authors and person in {user, *givers})


@pytest.mark.parametrize(
    ("wrong", "faults"),
    [
        ({}, []),
        ({"code": "disc 20"}, [("code", "bad_code")]),
        ({"name": ""}, [("name", "bad_name")]),
        ({"fact": "colour"}, [("fact", "unknown_fact")]),
        ({"comparison": "so"}, [("comparison", "comparison_missing")]),
        ({"limit": None}, [("limit", "limit_missing")]),
        ({"limit": Decimal("NaN")}, [("limit", "limit_missing")]),
        ({"currency": "EUR"}, [("currency", "no_currency")]),
        ({"fact": "net"}, [("currency", "currency_missing")]),
        ({"fact": "floor", "comparison": "so"}, [("limit", "no_limit")]),
        ({"fact": "floor", "limit": None}, [("comparison", "no_comparison")]),
        ({"steps": []}, [("steps", "steps_missing")]),
        ({"steps": [LEAD, LEAD]}, [("steps", "step_twice")]),
        ({"remind_days": 0}, [("remind_days", "bad_days")]),
    ],
)
def test_a_rule_that_says_nothing_sensible_is_not_stored(
    wrong: dict[str, object], faults: list[tuple[str, str]]
) -> None:
    rule = {
        "code": "DISC20", "name": "Discount", "fact": "item_discount", "comparison": "above", "limit": Decimal(20),
        "currency": "", "steps": [LEAD], "remind_days": 2,
    }  # fmt: skip

    assert list(rule_faults(**{**rule, **wrong})) == faults


@pytest.mark.parametrize(
    ("net", "cost", "margin"), [("100", "70", "30"), ("0", "10", "-999"), ("0", "0", "0"), ("100", None, None)]
)
def test_a_margin_is_per_cent_of_net(net: str, cost: str | None, margin: str | None) -> None:
    found = margin_of(Decimal(net), None if cost is None else Decimal(cost))

    assert found == (None if margin is None else Decimal(margin))


def test_a_surcharge_is_no_discount_and_without_a_list_price_there_is_none() -> None:
    assert discount_of(Decimal(100), Decimal(75)) == 25
    assert discount_of(Decimal(100), Decimal(120)) == 0
    assert discount_of(Decimal(0), Decimal(5)) == 0
