"""Formulas as part of the set-up: kept, refused with the column, frozen once in use; on pages and for programs."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from prosfora.audit.models import JournalEntry
from prosfora.identity.models import RoleGrant, User
from prosfora.kit.errors import Refused
from prosfora.pricing.models import Formula
from prosfora.pricing.queries import configuration, price_document
from prosfora.pricing.queries.settings import set_up
from prosfora.pricing.rules.book import AccessRule
from prosfora.pricing.rules.settings import (
    DeterminationRow,
    DeterminationSetting,
    FormulaSetting,
    ProcedureSetting,
    SequenceSetting,
    Setting,
    StepSetting,
)
from prosfora.pricing.services import BadSetup, SetupInUse, configure_prices
from prosfora.pricing.tests.builders import SETUP, a_formula, a_price, standard_pricing
from prosfora.pricing.tests.test_api import client_of
from prosfora.pricing.tests.test_set_up_api import send
from prosfora.pricing.tests.test_set_up_views import form_of, lines, text_of
from prosfora.pricing.tests.test_views import signed_in
from prosfora.pricing.tests.world import a_header, an_item

pytestmark = pytest.mark.django_db
ROOT, API = "/prices/set_up/formulas", "/api/v1/price_set_up"


@pytest.fixture(autouse=True)
def _pricing(company: object) -> None:
    standard_pricing()


@pytest.fixture
def everywhere(pricing_clerk: User) -> User:
    RoleGrant.objects.filter(user=pricing_clerk).update(scope="")
    return pricing_clerk


def let(wanted: Setting, by: User, *, is_new: bool = True) -> Setting:
    return configure_prices(wanted=wanted, is_new=is_new, by=by, at=SETUP)


def a_copy(code: str = "ZVAA01", **changes: dict[str, str]) -> ProcedureSetting:
    """The standard procedure under another code; K007={"formula": "OURS"} changes the step of a type."""
    found = set_up().procedures["RVAA01"]
    steps = tuple(replace(step, **changes.get(step.condition_type, {})) for step in found.steps)
    return replace(found, code=code, name="Ours", steps=steps)


def findings(refusal: pytest.ExceptionInfo[Refused]) -> list[tuple[str, object]]:
    return [(found["code"], found["number"]) for found in refusal.value.data["findings"]]


def test_a_formula_from_text_to_price(pricing_clerk: User) -> None:
    a_formula("DOZENS", "ceiling(base_quantity / 12) * rate * 12")
    let(a_copy(PR00={"formula": "DOZENS"}), pricing_clerk)
    a_price("BOLT-M8", "1.00")

    let(DeterminationSetting((DeterminationRow("ZVAA01"),)), pricing_clerk, is_new=False)

    assert str(price_document(a_header(), [an_item("BOLT-M8", "13")]).net) == "24.00"
    assert set(configuration().procedures["ZVAA01"].formulas) == {"DOZENS"}
    entry = JournalEntry.objects.filter(kind="formula").get()
    assert (entry.verb, entry.key) == ("configure_prices", "DOZENS")
    assert entry.changes["expression"] == [None, "ceiling(base_quantity / 12) * rate * 12"]


@pytest.mark.parametrize(("facts", "code", "column"), [
    ({"expression": "quantty * 2"}, "formula_unknown_name", 1),
    ({"expression": "quantity * product"}, "formula_wrong_kind", 12),
    ({"expression": "quantity / 0"}, "formula_literal_zero", 12),
    ({"expression": "quantity > 2"}, "formula_wrong_result", 1),
    ({"expression": "  "}, "formula_blank", 1),
    ({"code": "dozens"}, "bad_code", None),
    ({"code": "9DOZENS"}, "bad_code", None),
    ({"name_el": ""}, "no_name", None),
    ({"purpose": "gift"}, "unknown_choice", None),
])  # fmt: skip
def test_a_wrong_formula_is_refused_with_its_column(
    pricing_clerk: User, facts: dict[str, str], code: str, column: int | None
) -> None:
    good = FormulaSetting("DOZENS", "Dozens", "Ντουζίνες", "value", "quantity * 2")

    with pytest.raises(BadSetup) as refusal:
        let(replace(good, **facts), pricing_clerk)

    assert findings(refusal) == [(code, column)]
    assert refusal.value.field == ("code" if column is None else "expression")
    assert not Formula.objects.exists()


def test_the_refusal_says_place_reason_and_remedy(pricing_clerk: User) -> None:
    with pytest.raises(BadSetup) as refusal:
        let(FormulaSetting("DOZENS", "Dozens", "Ντουζίνες", "value", "2 * quantty"), pricing_clerk)

    assert refusal.value.message == (
        "Formula DOZENS, column 5: There is no fact “quantty”. Name a fact of the list; the nearest is “quantity”."
    )


@pytest.mark.parametrize(("step", "code"), [
    ({"formula": "LATER"}, "formula_reads_later"),
    ({"formula": "ITSELF"}, "formula_reads_later"),
    ({"formula": "NOSTEP"}, "formula_reads_no_step"),
    ({"base": "LATER"}, "formula_of_other_purpose"),
    ({"requirement": "LATER"}, "formula_of_other_purpose"),
    ({"formula": "GONE"}, "unknown_formula"),
    ({"base": "GONE"}, "unknown_choice"),
    ({"requirement": "GONE"}, "unknown_requirement"),
])  # fmt: skip
def test_a_step_that_cannot_use_a_formula_is_refused(pricing_clerk: User, step: dict[str, str], code: str) -> None:
    number = next(one.step for one in set_up().procedures["RVAA01"].steps if one.condition_type == "K007")
    a_formula("LATER", "rate + step(900)")
    a_formula("ITSELF", f"steps(100, {number}) * rate")
    a_formula("NOSTEP", "step(7) * rate")

    with pytest.raises(BadSetup) as refusal:
        let(a_copy(K007=step), pricing_clerk)

    assert code in [found for found, _number in findings(refusal)]


def test_a_later_step_is_named_with_step_and_column(pricing_clerk: User) -> None:
    a_formula("LATER", "rate + step(900)")

    with pytest.raises(BadSetup) as refusal:
        let(a_copy(PR00={"formula": "LATER"}), pricing_clerk)

    assert (
        "Formula LATER reads step 900 (column 8), which is this one or comes later: a circle" in refusal.value.message
    )


def test_a_change_that_would_make_a_circle_in_a_procedure_is_refused(pricing_clerk: User) -> None:
    ours = a_formula("OURS", "rate * 2")
    let(a_copy(K007={"formula": "OURS"}), pricing_clerk)

    with pytest.raises(BadSetup) as refusal:
        let(replace(ours, expression="rate * step(900)"), pricing_clerk, is_new=False)

    assert [code for code, _number in findings(refusal)] == ["formula_reads_later"]


def test_taxes_and_limits_take_no_own_value(pricing_clerk: User) -> None:
    a_formula("OURS", "rate * 2")

    with pytest.raises(BadSetup) as refusal:
        let(a_copy(MWST={"formula": "OURS"}), pricing_clerk)

    assert [code for code, _number in findings(refusal)] == ["formula_without_effect"]


def test_an_access_asks_facts_but_no_steps(pricing_clerk: User) -> None:
    a_formula("BIG", "quantity > 100", "requirement")
    a_formula("DEAR", "value_so_far > 100", "requirement")
    sequence = SequenceSetting("ZK01", "Big orders", (AccessRule(10, ("product",), "BIG"),))
    let(sequence, pricing_clerk)

    with pytest.raises(BadSetup) as refusal:
        let(replace(sequence, accesses=(AccessRule(10, ("product",), "DEAR"),)), pricing_clerk, is_new=False)

    assert findings(refusal) == [("access_reads_price", 10)]


def test_a_formula_in_use_changes_its_names_only(pricing_clerk: User) -> None:
    ours = a_formula("OURS", "rate * 2")
    let(a_copy(K007={"formula": "OURS"}), pricing_clerk)
    let(replace(ours, expression="rate * 3"), pricing_clerk, is_new=False)
    let(DeterminationSetting((DeterminationRow("ZVAA01"),)), pricing_clerk, is_new=False)

    with pytest.raises(SetupInUse):
        let(replace(ours, expression="rate * 4"), pricing_clerk, is_new=False)
    with pytest.raises(SetupInUse):
        configure_prices(wanted=ours, is_gone=True, by=pricing_clerk, at=SETUP)
    let(replace(ours, expression="rate * 3", name_en="Triple"), pricing_clerk, is_new=False)

    assert Formula.objects.values_list("expression", "name_en").get() == ("rate * 3", "Triple")


def test_what_names_a_formula_keeps_it(pricing_clerk: User) -> None:
    ours = a_formula("OURS", "rate * 2")
    let(a_copy(K007={"formula": "OURS"}), pricing_clerk)

    with pytest.raises(SetupInUse) as refusal:
        configure_prices(wanted=ours, is_gone=True, by=pricing_clerk, at=SETUP)

    assert "ZVAA01" in refusal.value.message


def typed(**facts: str) -> dict[str, str]:
    return {"code": "DOZENS", "name_en": "Dozens", "name_el": "Ντουζίνες", "purpose": "value",
            "expression": "ceiling(base_quantity / 12) * rate", **facts}  # fmt: skip


def test_a_clerk_tries_a_formula_with_typed_facts_then_keeps_it(everywhere: User) -> None:
    client = signed_in(everywhere)

    asked = client.post(f"{ROOT}/new", {**typed(code=""), "try": "1"})
    tried = client.post(f"{ROOT}/new", {**typed(), "try": "1", "fact-base_quantity": "13", "fact-rate": "2.50"})
    assert not Formula.objects.exists()
    kept = client.post(f"{ROOT}/new", typed())

    assert "asks for “quantity in the base unit”, which is not known here (column 9)" in text_of(asked)
    assert 'name="fact-base_quantity"' in text_of(asked)
    assert "It comes to <b>5</b>" in text_of(tried)
    assert kept.url == f"{ROOT}/DOZENS/"
    page = text_of(client.get(kept.url))
    assert "ceiling(base_quantity / 12) * rate" in page
    assert "what a condition comes to" in page


def test_what_is_wrong_is_told_while_trying_and_while_saving(everywhere: User) -> None:
    client = signed_in(everywhere)
    wrong = typed(expression="2 * quantty")

    tried, kept = client.post(f"{ROOT}/new", {**wrong, "try": "1"}), client.post(f"{ROOT}/new", wrong)
    no_answer = client.post(f"{ROOT}/new", {**typed(expression="1 / quantity"), "try": "1", "fact-quantity": "0"})
    no_number = client.post(f"{ROOT}/new", {**typed(expression="1 / quantity"), "try": "1", "fact-quantity": "x"})

    assert "column 5: There is no fact “quantty”" in text_of(tried)
    assert (kept.status_code, "column 5: There is no fact “quantty”" in text_of(kept)) == (422, True)
    assert "divides by zero here (column 5)" in text_of(no_answer)
    assert "“x” is not a number" in text_of(no_number)


def test_a_procedure_offers_the_formulas_of_each_purpose(everywhere: User) -> None:
    a_formula("OURS", "rate * 2")
    a_formula("HALF", "base / 2", "base")
    a_formula("BIG", "quantity > 100", "requirement")
    client = signed_in(everywhere)
    sent = form_of(client.get("/prices/set_up/procedures/new?copy=RVAA01"))
    place = next(name.rsplit("-", 1)[0] for name, value in sent.items() if value == "K007")

    made = client.post("/prices/set_up/procedures/new", {
        **sent, "code": "ZVAA01", f"{place}-formula": "OURS", f"{place}-base": "HALF", f"{place}-requirement": "BIG",
    })  # fmt: skip

    assert made.status_code == 302, text_of(made)
    page = text_of(client.get("/prices/set_up/procedures/ZVAA01/"))
    assert all(name in page for name in ("OURS in English", "HALF in English", "BIG in English"))
    assert "ZVAA01" in text_of(client.get(f"{ROOT}/OURS/"))


def test_an_access_offers_own_requirements(everywhere: User) -> None:
    a_formula("BIG", "quantity > 100", "requirement")
    client = signed_in(everywhere)

    made = client.post("/prices/set_up/sequences/new", {
        "code": "ZK01", "name": "Big", **lines("accesses", {"number": "10", "fact_1": "product", "requirement": "BIG"}),
    })  # fmt: skip

    assert made.status_code == 302
    assert "BIG in English" in text_of(client.get("/prices/set_up/sequences/ZK01/"))


def test_a_used_formula_offers_its_names_and_a_copy(everywhere: User) -> None:
    a_formula("OURS", "rate * 2")
    let(a_copy(K007={"formula": "OURS"}), everywhere)
    let(DeterminationSetting((DeterminationRow("ZVAA01"),)), everywhere, is_new=False)
    client = signed_in(everywhere)

    page = text_of(client.get(f"{ROOT}/OURS/"))
    changed = client.post(f"{ROOT}/OURS/configure_prices", {**typed(name_en="Twice"), "expression": "rate * 9"})
    copy = text_of(client.get(f"{ROOT}/new?copy=OURS"))

    assert ("in use" in page, "Delete" in page) == (True, False)
    assert changed.status_code == 302
    assert Formula.objects.values_list("name_en", "expression").get() == ("Twice", "rate * 2")
    assert "rate * 2</textarea>" in copy


def test_a_clerk_deletes_what_nothing_names(everywhere: User) -> None:
    a_formula("OURS", "rate * 2")

    signed_in(everywhere).post(f"{ROOT}/OURS/delete")

    assert not Formula.objects.exists()


def test_a_program_tries_and_keeps_a_formula(everywhere: User) -> None:
    client = client_of(everywhere)
    body = {"purpose": "value", "expression": "round(rate * quantity / 3, 2)"}

    tried = send(client, "POST", "/try_formula", {**body, "facts": {"rate": "10", "quantity": "2"}})
    unknown = send(client, "POST", "/try_formula", {**body, "facts": {"rate": "10"}})
    made = send(client, "POST", "/formulas", {**body, "code": "THIRD", "name_en": "Third", "name_el": "Τρίτο"})
    seen = client.get(f"{API}/formulas/THIRD")
    copied = send(client, "POST", "/formulas/THIRD/copy", {"code": "THIRD2"})
    changed = send(client, "PUT", "/formulas/THIRD", {**body, "expression": "rate", "name_en": "T", "name_el": "Τ"},
                   **{"If-Match": seen["ETag"]})  # fmt: skip
    gone = send(client, "DELETE", "/formulas/THIRD2", None)

    assert tried.json() == {"result": "6.67", "facts": {"rate": "10", "quantity": "2"}, "problem": None, "reason": None,
                            "column": None}  # fmt: skip
    assert unknown.json()["problem"] == "formula_fact_blank"
    assert unknown.json()["column"] == 14
    assert [answer.status_code for answer in (made, seen, copied, changed, gone)] == [201, 200, 201, 200, 204]
    assert [one["expression"] for one in client.get(f"{API}/formulas").json()] == ["rate"]
    assert "days_to_delivery" in client.get(f"{API}/words").json()["formula_facts"]


@pytest.mark.parametrize(("facts", "status", "code"), [
    ({"expression": "2 * quantty"}, 422, "bad formula"),
    ({"expression": "rate", "facts": {"rate": "ten"}}, 422, "cannot try"),
    ({"expression": "rate", "facts": {"rate": "NaN"}}, 422, "cannot try"),
    ({"expression": "rate", "facts": {"rate": "1E+999"}}, 422, "cannot try"),
    ({"expression": "rate", "document": "20000001"}, 404, "not visible"),
    ({"expression": "rate", "document": "2000' OR 1"}, 404, "not visible"),
])  # fmt: skip
def test_a_trial_that_cannot_be_is_refused(everywhere: User, facts: dict[str, Any], status: int, code: str) -> None:
    answer = send(client_of(everywhere), "POST", "/try_formula", {"purpose": "value", **facts})

    assert (answer.status_code, answer.json()["title"]) == (status, code)


def test_who_may_not_configure_tries_nothing(seller: User) -> None:
    client: Client = client_of(seller)

    assert send(client, "POST", "/try_formula", {"purpose": "value", "expression": "rate"}).status_code == 403


def test_a_check_of_the_set_up_finds_what_was_broken_underneath(everywhere: User) -> None:
    a_formula("OURS", "rate * 2")
    Formula.objects.update(expression="rate * GONE")
    let(FormulaSetting("OTHER", "Other", "Άλλο", "value", "rate"), everywhere)

    found = client_of(everywhere).get("/api/v1/conditions/check_setup").json()

    assert [(one["place"], one["column"]) for one in found if one["code"] == "formula_unknown_name"] == [("OURS", 8)]


def test_a_step_of_another_type_is_filled_by_its_formula(pricing_clerk: User) -> None:
    a_formula("FEE", "15 if document_value < 50 else 0")
    kind = replace(
        set_up().types["KF00"], code="ZFEE", sequence="", is_manual=False, calculation="fixed", is_group=False
    )
    let(kind, pricing_clerk)
    found = a_copy()
    let(replace(found, steps=(*found.steps, StepSetting(820, 0, "ZFEE", formula="FEE"))), pricing_clerk)
    a_price("BOLT-M8", "10")

    let(DeterminationSetting((DeterminationRow("ZVAA01"),)), pricing_clerk, is_new=False)

    priced = price_document(a_header(), [an_item("BOLT-M8")]).items[0]
    assert [(one.rate, str(one.value)) for one in priced.elements if one.condition_type == "ZFEE"] == [(None, "15.00")]
