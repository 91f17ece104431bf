"""Configuring prices: what is refused and why, what stays as it is, what a new set-up does to prices."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from prosfora.audit.models import JournalEntry
from prosfora.audit.queries import verify_chain
from prosfora.identity.models import User
from prosfora.kit.errors import ChangedMeanwhile, Refused
from prosfora.pricing.models import AccessSequence, ConditionType, PricingProcedure, PricingVersion, Step
from prosfora.pricing.queries import price_document, procedure_for
from prosfora.pricing.queries.settings import set_up
from prosfora.pricing.rules.book import AccessRule, Exclusion
from prosfora.pricing.rules.settings import (
    DeterminationRow,
    DeterminationSetting,
    ProcedureSetting,
    SequenceSetting,
    Setting,
    StepSetting,
    TypeSetting,
    version_of,
)
from prosfora.pricing.services import BadCondition, BadSetup, CodeTaken, SetupInUse, configure_prices, create_condition
from prosfora.pricing.tests.builders import SETUP, SINCE, a_discount, a_price, standard_pricing
from prosfora.pricing.tests.world import a_header, an_item, manual

pytestmark = pytest.mark.django_db
D = Decimal
AT = SETUP + dt.timedelta(days=1)
INSTALLED = (
    DeterminationRow("RVAA01"), DeterminationRow("RVAB02", customer_procedure="2"),
    DeterminationRow("RVNP01", customer_procedure="3"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def standard(company: object) -> None:
    standard_pricing()


def let(wanted: Setting, by: User, *, is_new: bool = False, version: int | None = None) -> Setting:
    return configure_prices(wanted=wanted, is_new=is_new, version=version, by=by, at=AT)


def a_sequence(code: str = "ZK01", *accesses: AccessRule) -> SequenceSetting:
    return SequenceSetting(code, "Promotion", accesses or (AccessRule(10, ("customer", "product")),))


def a_type(code: str = "ZK01", **facts: object) -> TypeSetting:
    return TypeSetting(
        **{"code": code, "name_en": "Promotion", "name_el": "Προσφορά", "condition_class": "discount",
           "calculation": "percent", "sign": "minus", **facts}
    )  # fmt: skip


def a_copy(code: str = "ZVAA01", *more: StepSetting) -> ProcedureSetting:
    """The standard procedure under another code, with further steps."""
    found = set_up().procedures["RVAA01"]
    return replace(found, code=code, name="Ours", steps=(*found.steps, *more))


def codes_of(refusal: pytest.ExceptionInfo[Refused]) -> list[tuple[str, object]]:
    return [(found["code"], found["number"]) for found in refusal.value.data["findings"]]


def test_what_is_installed_reads_as_settings(pricing_clerk: User) -> None:
    known = set_up()

    assert known.sequences["PR00"].accesses[0] == AccessRule(10, ("customer", "product"))
    assert known.types["K007"].sequence == "K007"
    assert known.procedures["RVAA01"].steps[2] == StepSetting(100, label="gross_value")
    assert known.determination.rows == INSTALLED


def test_a_new_discount_from_sequence_to_price(pricing_clerk: User) -> None:
    let(a_sequence(), pricing_clerk, is_new=True)
    let(a_type(sequence="ZK01"), pricing_clerk, is_new=True)
    let(a_copy("ZVAA01", StepSetting(111, 0, "ZK01", from_step=100)), pricing_clerk, is_new=True)
    a_price("BOLT-M8", "100")
    a_discount("ZK01", "30", customer="1000001", product="BOLT-M8")
    header, items = a_header(customer="1000001"), [an_item("BOLT-M8")]
    before = price_document(header, items).net

    let(DeterminationSetting((DeterminationRow("RVAA01"), DeterminationRow("ZVAA01", "GR01-10-00", "QT"))),
        pricing_clerk)  # fmt: skip

    assert (before, price_document(header, items).net) == (D("100.00"), D("70.00"))
    assert procedure_for("GR01-10-00", "OR").code == "RVAA01"


@pytest.mark.parametrize(("accesses", "code", "number"), [
    ((), "no_accesses", None),
    ((AccessRule(10, ("colour",)),), "unknown_fact", 10),
    ((AccessRule(10, ()),), "key_of_nothing", 10),
    ((AccessRule(10, ("product",)), AccessRule(20, ("product",))), "access_unreachable", 20),
    ((AccessRule(10, ("product",), "on_sundays"),), "unknown_requirement", 10),
    ((AccessRule(10, ("product",)), AccessRule(10, ("customer",))), "number_twice", 10),
    ((AccessRule(0, ("product",)),), "bad_number", 0),
])  # fmt: skip
def test_a_wrong_sequence_is_refused_and_nothing_is_written(
    pricing_clerk: User, accesses: tuple[AccessRule, ...], code: str, number: int | None
) -> None:
    mark = PricingVersion.objects.get().mark

    with pytest.raises(BadSetup) as refusal:
        let(SequenceSetting("ZK01", "Promotion", accesses), pricing_clerk, is_new=True)

    assert codes_of(refusal) == [(code, number)]
    assert not AccessSequence.objects.filter(code="ZK01").exists()
    assert PricingVersion.objects.get().mark == mark


def test_a_refusal_says_place_reason_and_remedy(pricing_clerk: User) -> None:
    twice = a_sequence("ZK01", AccessRule(10, ("product",)), AccessRule(20, ("product",)))

    with pytest.raises(BadSetup) as refusal:
        let(twice, pricing_clerk, is_new=True)

    assert refusal.value.message == (
        "Access sequence ZK01, access 20: It is never reached: access 10 has the same key and ends the search. "
        "Delete one of the two."
    )


@pytest.mark.parametrize(("step", "code"), [
    (StepSetting(111, 0, "K007", from_step=111), "circular_base"),
    (StepSetting(111, 0, "K007", from_step=100, to_step=115), "circular_base"),
    (StepSetting(111, 0, "K007", from_step=800), "base_is_later"),
    (StepSetting(111, 0, "K007", from_step=50), "base_is_missing"),
    (StepSetting(111, 0, "K007", to_step=100), "to_without_from"),
    (StepSetting(111, 0, "ZZZZ"), "unknown_type"),
    (StepSetting(111, 0, "K007", formula="magic"), "unknown_formula"),
    (StepSetting(111, 0, "K007", requirement="on_sundays"), "unknown_requirement"),
    (StepSetting(111), "step_of_nothing"),
    (StepSetting(111, 0, "K007", "net_value"), "step_of_two"),
    (StepSetting(111, 0, "", "my_value"), "unknown_choice"),
    (StepSetting(100, 0, "K007"), "number_twice"),
    (StepSetting(111, 0, "PR00", manual_only=True), "manual_only_forbidden"),
])  # fmt: skip
def test_a_wrong_step_is_refused_and_nothing_is_written(pricing_clerk: User, step: StepSetting, code: str) -> None:
    with pytest.raises(BadSetup) as refusal:
        let(a_copy("ZVAA01", step), pricing_clerk, is_new=True)

    assert code in [found for found, _number in codes_of(refusal)]
    assert not PricingProcedure.objects.filter(code="ZVAA01").exists()
    assert not Step.objects.filter(procedure="ZVAA01").exists()


def test_a_procedure_without_net_value_or_with_an_unknown_exclusion_is_refused(pricing_clerk: User) -> None:
    found = a_copy()
    bare = tuple(step for step in found.steps if step.label not in ("net_value", "net_value_2", "total"))

    with pytest.raises(BadSetup) as missing:
        let(replace(found, steps=(*bare[:3], *[s for s in bare[3:] if s.from_step == 100])), pricing_clerk, is_new=True)
    with pytest.raises(BadSetup) as unknown:
        let(replace(found, exclusions=(Exclusion("cheapest", ("K004",)),)), pricing_clerk, is_new=True)

    with pytest.raises(BadSetup) as gone:
        let(replace(found, exclusions=(Exclusion("best", ("ZZZZ",)),)), pricing_clerk, is_new=True)

    assert codes_of(gone) == [("unknown_type", None)]
    assert codes_of(missing) == [("no_net_value", None), ("no_total", None)]
    assert codes_of(unknown) == [("unknown_exclusion", None)]


@pytest.mark.parametrize(("facts", "code"), [
    ({"code": "zk01"}, "bad_code"),
    ({"code": "ZK001"}, "bad_code"),
    ({"name_el": " "}, "no_name"),
    ({"condition_class": "gift"}, "unknown_choice"),
    ({"sequence": "ZZZZ"}, "unknown_sequence"),
    ({"lower_limit": D(9), "upper_limit": D(1)}, "limits_crossed"),
])  # fmt: skip
def test_a_wrong_type_is_refused(pricing_clerk: User, facts: dict[str, object], code: str) -> None:
    with pytest.raises(BadSetup) as refusal:
        let(a_type(**facts), pricing_clerk, is_new=True)

    assert codes_of(refusal) == [(code, None)]


@pytest.mark.parametrize(("rows", "code"), [
    ((), "no_determination"),
    ((DeterminationRow("RVAA01", document_type="QT"),), "no_determination"),
    ((DeterminationRow("RVAA01"), DeterminationRow("ZZZZ", "GR01-10-00")), "unknown_procedure"),
    ((DeterminationRow("RVAA01"), DeterminationRow("RVAA01", "XX01-10-00")), "unknown_sales_area"),
    ((DeterminationRow("RVAA01"), DeterminationRow("RVAA01")), "determined_twice"),
    ((DeterminationRow("RVAA01"), DeterminationRow("RVAA01", document_type="ZZ")), "unknown_choice"),
])  # fmt: skip
def test_a_wrong_determination_is_refused_and_the_old_one_stays(
    pricing_clerk: User, rows: tuple[DeterminationRow, ...], code: str
) -> None:
    with pytest.raises(BadSetup) as refusal:
        let(DeterminationSetting(rows), pricing_clerk)

    assert code in [found for found, _number in codes_of(refusal)]
    assert set_up().determination.rows == INSTALLED


def test_what_documents_could_find_is_never_changed_in_place(pricing_clerk: User) -> None:
    known = set_up()
    for used in (
        replace(known.procedures["RVAA01"], tax_included=True),
        replace(known.types["K007"], is_group=True),
        replace(known.sequences["K007"], accesses=(AccessRule(10, ("customer_group",)),)),
    ):
        with pytest.raises(SetupInUse):
            let(used, pricing_clerk)

    assert set_up() == known


def test_its_names_may_change(pricing_clerk: User) -> None:
    known = set_up()

    let(replace(known.procedures["RVAA01"], name="Greek prices"), pricing_clerk)
    let(replace(known.types["K007"], name_en="Loyalty", name_el="Πίστη"), pricing_clerk)
    let(replace(known.sequences["K007"], name="Loyal customers"), pricing_clerk)

    assert PricingProcedure.objects.get(code="RVAA01").name == "Greek prices"
    assert ConditionType.objects.get(code="K007").name_el == "Πίστη"
    assert AccessSequence.objects.get(code="K007").name == "Loyal customers"


def test_a_type_is_used_by_its_records_and_then_stays_as_it_is(pricing_clerk: User) -> None:
    let(a_sequence(), pricing_clerk, is_new=True)
    let(a_type(sequence="ZK01"), pricing_clerk, is_new=True)
    let(a_type(sequence="ZK01", is_group=True), pricing_clerk)  # nothing was recorded yet
    a_discount("ZK01", "30", customer="1000001", product="BOLT-M8")

    with pytest.raises(SetupInUse):
        let(a_type(sequence="ZK01"), pricing_clerk)
    with pytest.raises(SetupInUse):
        let(a_sequence("ZK01", AccessRule(10, ("product",))), pricing_clerk)


def test_a_procedure_may_change_until_documents_find_it_and_never_after(pricing_clerk: User) -> None:
    let(a_copy(), pricing_clerk, is_new=True)
    let(replace(a_copy(), tax_included=True), pricing_clerk)
    let(replace(a_copy(), tax_included=False), pricing_clerk)
    let(DeterminationSetting((DeterminationRow("ZVAA01"),)), pricing_clerk)
    let(DeterminationSetting((DeterminationRow("RVAA01"),)), pricing_clerk)

    with pytest.raises(SetupInUse):
        let(replace(a_copy(), tax_included=True), pricing_clerk)


def test_a_code_is_given_once_and_a_change_needs_something_to_change(pricing_clerk: User) -> None:
    with pytest.raises(CodeTaken):
        let(a_type("K007"), pricing_clerk, is_new=True)
    with pytest.raises(BadSetup):
        let(a_type("ZK99"), pricing_clerk)


def test_whoever_saw_an_older_state_is_refused(pricing_clerk: User) -> None:
    let(a_sequence(), pricing_clerk, is_new=True)
    seen = version_of(a_sequence())
    let(a_sequence("ZK01", AccessRule(10, ("product",))), pricing_clerk, version=seen)

    with pytest.raises(ChangedMeanwhile) as refusal:
        let(a_sequence("ZK01", AccessRule(10, ("customer",))), pricing_clerk, version=seen)
    assert refusal.value.message.startswith("pricing_clerk changed this setting meanwhile, at 03/01/2026")


def test_what_is_wrong_elsewhere_keeps_nobody_from_setting_something_right(pricing_clerk: User) -> None:
    Step.objects.filter(condition_type="K007").update(from_step=800)

    let(a_sequence(), pricing_clerk, is_new=True)

    assert "ZK01" in set_up().sequences


def test_the_journal_tells_each_access_and_step(pricing_clerk: User) -> None:
    let(a_sequence(), pricing_clerk, is_new=True)
    let(a_sequence("ZK01", AccessRule(10, ("product",), exclusive=False)), pricing_clerk)

    entry = JournalEntry.objects.filter(kind="access_sequence", key="ZK01").latest("id")
    assert (entry.verb, entry.actor) == ("configure_prices", "pricing_clerk")
    assert entry.changes == {"access.10": ["customer + product", "product, not exclusive"]}


def test_the_limits_of_a_type_hold_for_records_and_for_what_people_type(pricing_clerk: User) -> None:
    let(a_sequence(), pricing_clerk, is_new=True)
    let(a_type(sequence="ZK01", upper_limit=D(15), is_manual=True), pricing_clerk, is_new=True)
    let(a_copy("ZVAA01", StepSetting(111, 0, "ZK01", from_step=100)), pricing_clerk, is_new=True)
    let(DeterminationSetting((DeterminationRow("ZVAA01"),)), pricing_clerk)
    a_price("BOLT-M8", "100")

    with pytest.raises(BadCondition) as refusal:
        create_condition(
            condition_type="ZK01", key={"customer": "1000001", "product": "BOLT-M8"}, amount=D(16), valid_from=SINCE,
            by=pricing_clerk, at=AT,
        )  # fmt: skip
    typed = price_document(a_header(), [an_item("BOLT-M8", manual=(manual("ZK01", "20"),))])

    assert refusal.value.message == "16 lies outside the limits of its condition type"
    assert [(problem.code, problem.detail["upper"]) for problem in typed.items[0].problems] == [
        ("outside_limits", "15.0000")
    ]


@pytest.mark.parametrize(("hierarchy", "net"), [
    ("0010000010ABCDEFGH", "80.00"), ("0010000010", "80.00"), ("00100", "90.00"), ("0010000099", "90.00"),
    ("00200", "100.00"), ("", "100.00"),
])  # fmt: skip
def test_a_discount_for_a_level_of_the_product_hierarchy(pricing_clerk: User, hierarchy: str, net: str) -> None:
    levels = a_sequence("ZK01", AccessRule(10, ("hierarchy_2",)), AccessRule(20, ("hierarchy_1",)))
    let(levels, pricing_clerk, is_new=True)
    let(a_type(sequence="ZK01"), pricing_clerk, is_new=True)
    let(a_copy("ZVAA01", StepSetting(111, 0, "ZK01", from_step=100)), pricing_clerk, is_new=True)
    let(DeterminationSetting((DeterminationRow("ZVAA01"),)), pricing_clerk)
    a_price("BOLT-M8", "100")
    a_discount("ZK01", "10", hierarchy_1="00100")
    a_discount("ZK01", "20", hierarchy_2="0010000010")

    assert price_document(a_header(), [an_item("BOLT-M8", hierarchy=hierarchy)]).net == D(net)


def test_what_nothing_was_made_from_and_nothing_names_is_deleted(pricing_clerk: User) -> None:
    let(a_sequence(), pricing_clerk, is_new=True)
    let(a_type(sequence="ZK01"), pricing_clerk, is_new=True)
    let(a_copy("ZVAA01", StepSetting(111, 0, "ZK01", from_step=100)), pricing_clerk, is_new=True)
    before = set_up()
    made = (before.sequences["ZK01"], before.types["ZK01"], before.procedures["ZVAA01"])

    for needed in made[:2]:
        with pytest.raises(SetupInUse) as refusal:
            configure_prices(wanted=needed, is_gone=True, by=pricing_clerk, at=AT)
        assert "still need it" in refusal.value.message
    for free in reversed(made):
        configure_prices(wanted=free, is_gone=True, by=pricing_clerk, at=AT)

    known = set_up()
    assert not {"ZK01", "ZVAA01"} & {*known.sequences, *known.types, *known.procedures}
    let(a_copy(), pricing_clerk, is_new=True)  # the code is free again, and its history goes on
    assert JournalEntry.objects.filter(kind="procedure", key="ZVAA01").count() == 3
    assert list(verify_chain("procedure", "ZVAA01")) == []


def test_what_is_in_use_is_never_deleted(pricing_clerk: User) -> None:
    known = set_up()

    for used in (known.sequences["K007"], known.types["K007"], known.procedures["RVAA01"], known.determination):
        with pytest.raises(SetupInUse):
            configure_prices(wanted=used, is_gone=True, by=pricing_clerk, at=AT)
    assert set_up() == known
