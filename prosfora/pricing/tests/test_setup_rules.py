"""A wrong set-up is told with its place, before a document is priced wrongly."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from prosfora.pricing.rules.book import AccessRule, Exclusion, ProcedureRule, StepRule, TypeRule
from prosfora.pricing.rules.setup import Finding, by_severity, check_configuration, check_procedure, check_sequence
from prosfora.pricing.rules.setup.determination import check_determination
from prosfora.pricing.rules.setup.findings import SEVERITIES
from prosfora.pricing.rules.standard import SEQUENCES
from prosfora.pricing.telling_setup import FINDINGS, place_of, reason_of, remedy_of
from prosfora.pricing.tests.world import excluding, found, gross, net, standard, with_steps

PRICE = TypeRule("PR00", "price", "quantity", accesses=(AccessRule(10, ("product",)),))
DISCOUNT = found("K004", "product")
AREAS = ["GR01-10-00"]


def codes(findings: Iterable[Finding]) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.number) for finding in findings]


def a_procedure(*steps: StepRule, **facts: object) -> ProcedureRule:
    """A price, the steps given, net value and total."""
    ends = (StepRule(800, 0, None, "net_value"), StepRule(920, 0, None, "total"))
    return with_steps(ProcedureRule("ZTEST1", (StepRule(10, 0, PRICE), *ends), **facts), *steps)


@pytest.mark.parametrize("procedure", [standard(), gross(), net()])
def test_what_is_shipped_has_nothing_wrong(procedure: ProcedureRule) -> None:
    assert check_procedure(procedure) == []


@pytest.mark.parametrize("code", SEQUENCES)
def test_every_shipped_access_can_win(code: str) -> None:
    accesses = [AccessRule(place * 10, fields) for place, fields in enumerate(SEQUENCES[code][1], 1)]

    assert check_sequence(code, accesses) == []


def test_a_general_access_before_a_specific_one_leaves_it_nothing() -> None:
    accesses = [AccessRule(10, ("product",)), AccessRule(20, ("customer", "product"))]

    assert codes(check_sequence("ZZ01", accesses)) == [("general_before_specific", 20)]


def test_a_general_access_that_lets_the_search_go_on_is_meant() -> None:
    accesses = [AccessRule(10, ("product",), exclusive=False), AccessRule(20, ("customer", "product"))]

    assert check_sequence("ZZ01", accesses) == []


def test_a_general_access_with_a_requirement_may_be_passed_over() -> None:
    accesses = [AccessRule(10, ("product",), "foreign"), AccessRule(20, ("customer", "product"))]

    assert check_sequence("ZZ01", accesses) == []


def test_the_same_key_twice_is_never_reached_whatever_the_order_of_its_facts() -> None:
    accesses = [AccessRule(10, ("customer", "product")), AccessRule(20, ("product", "customer"))]

    assert codes(check_sequence("ZZ01", accesses)) == [("access_unreachable", 20)]


def test_the_same_key_twice_counts_twice_where_the_search_goes_on() -> None:
    accesses = [AccessRule(10, ("product",), exclusive=False), AccessRule(20, ("product",))]

    assert codes(check_sequence("ZZ01", accesses)) == [("access_twice", 20)]


def test_the_same_key_under_other_requirements_is_two_accesses() -> None:
    accesses = [AccessRule(10, ("product",), "domestic"), AccessRule(20, ("product",), "foreign")]

    assert check_sequence("ZZ01", accesses) == []


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        (AccessRule(10, ()), "key_of_nothing"),
        (AccessRule(10, ("colour",)), "unknown_fact"),
        (AccessRule(10, ("product", "product")), "fact_twice"),
        (AccessRule(10, ("product",), "on_sundays"), "unknown_requirement"),
    ],
)
def test_an_access_that_cannot_be_looked_up(access: AccessRule, expected: str) -> None:
    assert codes(check_sequence("ZZ01", [access])) == [(expected, 10)]


def test_a_sequence_without_accesses_finds_nothing() -> None:
    assert codes(check_sequence("ZZ01", [])) == [("no_accesses", None)]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (StepRule(100, 0, DISCOUNT, from_step=800), "base_is_later"),
        (StepRule(100, 0, DISCOUNT, from_step=50), "base_is_missing"),
        (StepRule(100, 0, DISCOUNT, from_step=100), "circular_base"),
        (StepRule(100, 0, DISCOUNT, from_step=10, to_step=200), "circular_base"),
        (StepRule(100, 0, DISCOUNT, from_step=10, to_step=5), "range_backwards"),
        (StepRule(100, 0, DISCOUNT, to_step=10), "to_without_from"),
        (StepRule(100, 0, DISCOUNT, requirement="on_sundays"), "unknown_requirement"),
        (StepRule(100, 0, DISCOUNT, formula="guess"), "unknown_formula"),
        (StepRule(100, 0, None), "step_of_nothing"),
        (StepRule(5, 0, DISCOUNT), "percent_of_nothing"),
        (StepRule(5, 0, None, "gross_value"), "subtotal_of_nothing"),
        (StepRule(100, 0, replace(DISCOUNT, accesses=())), "never_filled"),
        (StepRule(100, 0, replace(DISCOUNT, accesses=()), mandatory=True), "mandatory_never_filled"),
        (StepRule(100, 0, DISCOUNT, manual_only=True), "manual_only_forbidden"),
    ],
)
def test_a_step_that_does_not_do_what_it_says(step: StepRule, expected: str) -> None:
    assert codes(check_procedure(a_procedure(step))) == [(expected, step.step)]


def test_a_percentage_of_a_statistical_condition_is_a_percentage_of_nothing() -> None:
    cost = StepRule(20, 0, TypeRule("VPRS", "cost", "quantity"), statistical=True)

    wrong = check_procedure(a_procedure(cost, StepRule(30, 0, DISCOUNT, from_step=20)))

    assert codes(wrong) == [("percent_of_nothing", 30)]


def test_a_subtotal_is_a_base() -> None:
    subtotal = StepRule(20, 0, None, "gross_value")

    assert check_procedure(a_procedure(subtotal, StepRule(30, 0, DISCOUNT, from_step=20))) == []


def test_a_procedure_names_its_net_value_and_its_total() -> None:
    procedure = ProcedureRule("ZTEST1", (StepRule(10, 0, PRICE),))

    assert codes(check_procedure(procedure)) == [("no_net_value", None), ("no_total", None)]


def test_the_tax_is_taken_out_just_where_prices_are_said_to_contain_it() -> None:
    assert codes(check_procedure(replace(standard(), tax_included=True))) == [("tax_not_taken_out", None)]
    assert codes(check_procedure(replace(gross(), tax_included=False))) == [("tax_taken_out", None)]


def test_a_limit_is_held_against_a_net_value_that_is_known() -> None:
    floor = replace(DISCOUNT, code="ZFLO", condition_class="limit", calculation="quantity")
    early, late, based = StepRule(905, 0, floor), StepRule(930, 0, floor), StepRule(905, 0, floor, from_step=900)

    assert codes(check_procedure(with_steps(standard(), early))) == []
    assert codes(check_procedure(with_steps(gross(), early))) == [("limit_before_net_value", 905)]
    assert check_procedure(with_steps(gross(), late)) == check_procedure(with_steps(gross(), based)) == []


def test_a_procedure_without_steps_says_only_that() -> None:
    assert codes(check_procedure(ProcedureRule("ZTEST1", ()))) == [("no_steps", None)]


def test_an_exclusion_of_a_type_that_is_no_step() -> None:
    assert [(f.code, f.detail) for f in check_procedure(excluding("best", ["K004", "Z999"]))] == [
        ("exclusion_of_nothing", "Z999")
    ]


def test_an_exclusion_of_an_unknown_kind() -> None:
    procedure = replace(standard(), exclusions=(Exclusion("nicest", ("K004",)),))

    assert [(f.code, f.detail) for f in check_procedure(procedure)] == [("unknown_exclusion", "nicest")]


def test_documents_that_find_no_procedure() -> None:
    wrong = check_determination({("GR01-10-00", "QT", ""): "RVAA01"}, {"RVAA01": standard()}, AREAS)

    assert [(f.code, f.place, f.detail) for f in wrong] == [
        ("no_determination", "GR01-10-00", "IN"), ("no_determination", "GR01-10-00", "OR"),
    ]  # fmt: skip


def test_what_holds_for_one_kind_of_customers_leaves_the_others_without() -> None:
    wrong = check_determination({("", "", "1"): "RVAA01"}, {"RVAA01": standard()}, AREAS)

    assert {f.code for f in wrong} == {"no_determination"}


def test_a_determination_that_leads_nowhere() -> None:
    empty = ProcedureRule("ZTEST1", ())

    wrong = check_determination({("", "", ""): "ZTEST1", ("GR09-10-00", "", ""): "ZTEST1"}, {"ZTEST1": empty}, AREAS)

    assert [f.code for f in wrong] == ["determined_without_steps", "determined_without_steps", "unknown_sales_area"]


def test_a_procedure_that_no_document_finds() -> None:
    procedures = {"RVAA01": standard(), "RVAB01": gross()}

    wrong = check_determination({("", "", ""): "RVAA01"}, procedures, AREAS)

    assert [(f.code, f.place) for f in wrong] == [("procedure_not_determined", "RVAB01")]


def test_what_makes_wrong_prices_comes_first() -> None:
    wrong = check_configuration(
        sequences={"ZZ01": (AccessRule(10, ("product",)), AccessRule(20, ("customer", "product")))},
        types={"Z999": found("Z999", "product")}, procedures={"RVAA01": standard()}, determination={},
        sales_areas=AREAS,
    )  # fmt: skip

    severities = [finding.severity for finding in wrong]
    assert severities == sorted(severities, key=SEVERITIES.index)
    assert set(severities) == set(SEVERITIES)


def test_findings_of_one_severity_keep_their_order() -> None:
    first, second = Finding("no_steps", "error", "procedure", "B"), Finding("no_steps", "error", "procedure", "A")

    assert by_severity([first, second]) == [first, second]


@pytest.mark.parametrize("code", FINDINGS)
def test_every_finding_is_told_with_its_reason_and_remedy(code: str) -> None:
    finding = Finding(code, "error", "sequence", "PR00", 20, "A", "B")

    assert "%(" not in reason_of(finding) + remedy_of(finding)
    assert place_of(finding) == "Access sequence PR00, access 20"


def test_a_step_is_told_as_a_step() -> None:
    assert place_of(Finding("no_steps", "error", "procedure", "RVAA01", 100)) == "Procedure RVAA01, step 100"
