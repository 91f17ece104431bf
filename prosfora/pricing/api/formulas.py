"""Formulas that people write, for programs: kept like the rest of the set-up, and tried before they are kept."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpResponse, JsonResponse
from ninja import Router, Schema
from pydantic import Field

from prosfora.identity.api import idempotent
from prosfora.identity.requests import UserRequest
from prosfora.pricing.api.set_up import CopyIn, answer_setting, configure_setting, delete_setting, setting_json
from prosfora.pricing.permissions import formula_to, may_configure, may_see_setup
from prosfora.pricing.queries.settings import set_up
from prosfora.pricing.queries.trying import Place, facts_at, formula_of, no_number
from prosfora.pricing.rules.expressions import Fact, Formula, Kind, Purpose
from prosfora.pricing.rules.expressions.facts import Value
from prosfora.pricing.rules.expressions.trying import Trial, try_formula
from prosfora.pricing.rules.settings import FormulaSetting
from prosfora.pricing.telling_formulas import failure_words

router = Router()
PURPOSES = tuple(str(purpose) for purpose in Purpose)


class FormulaIn(Schema):
    """An expression over named facts: `GET /price_set_up/words` lists them."""

    name_en: str = Field(max_length=80)
    name_el: str = Field(max_length=80)
    purpose: Literal[*PURPOSES]  # type: ignore[valid-type]
    expression: str = Field(max_length=1000)

    def setting(self, code: str) -> FormulaSetting:
        """What is to hold under a code."""
        return FormulaSetting(code, self.name_en, self.name_el, self.purpose, self.expression)


class NewFormula(FormulaIn):
    """A formula under a new code."""

    code: str = Field(max_length=10)


class TrialIn(Schema):
    """An expression to be tried: on an item of a document before a step (0: at its end), or with facts of your own."""

    purpose: Literal[*PURPOSES]  # type: ignore[valid-type]
    expression: str = Field(max_length=1000)
    document: str = Field("", max_length=20)
    item: int = Field(10, ge=1, le=999_999)
    step: int = Field(0, ge=0, le=999)
    facts: dict[str, str | bool] = Field(default_factory=dict, max_length=100)


@router.get("/price_set_up/formulas")
def list_formulas(request: UserRequest) -> HttpResponse:
    """Every formula that people wrote."""
    may_see_setup(request.user)
    known = set_up()
    return JsonResponse([setting_json(known, one) for one in known.formulas.values()], safe=False)


@router.post("/price_set_up/formulas", summary="Create a formula")
@idempotent
def create_formula(request: UserRequest, payload: NewFormula) -> HttpResponse:
    """VOFM for programs."""
    may_configure(request.user)
    return configure_setting(request, payload.setting(payload.code), is_new=True)


@router.get("/price_set_up/formulas/{code}")
def display_formula(request: UserRequest, code: str) -> HttpResponse:
    """One formula; its ETag is what a change sends back."""
    return answer_setting(*formula_to("display_condition", user=request.user, code=code))


@router.put("/price_set_up/formulas/{code}", summary="Change a formula")
def change_formula(request: UserRequest, code: str, payload: FormulaIn) -> HttpResponse:
    """One that documents could be priced with changes its names only."""
    formula_to("configure_prices", user=request.user, code=code)
    return configure_setting(request, payload.setting(code))


@router.delete("/price_set_up/formulas/{code}", summary="Delete a formula")
def delete_formula(request: UserRequest, code: str) -> HttpResponse:
    """What nothing names."""
    _known, found = formula_to("configure_prices", user=request.user, code=code)
    return delete_setting(request, found)


@router.post("/price_set_up/formulas/{code}/copy", summary="Copy a formula")
@idempotent
def copy_formula(request: UserRequest, code: str, payload: CopyIn) -> HttpResponse:
    """The same under another code."""
    _known, found = formula_to("configure_prices", user=request.user, code=code)
    return configure_setting(request, replace(found, code=payload.code), is_new=True, copied_from=code)


@router.post("/price_set_up/try_formula", summary="Try a formula before it is kept")
def try_formula_out(request: UserRequest, payload: TrialIn) -> dict[str, Any]:
    """What an expression comes to, and from which facts; nothing is stored."""
    may_configure(request.user)
    formula = formula_of(Purpose(payload.purpose), payload.expression)
    place = Place(payload.document, payload.item, payload.step)
    found = facts_at(request.user, formula, place) if payload.document else {}
    return _trial_json(try_formula(formula, found | _given(formula, payload.facts)))


def _given(formula: Formula, facts: dict[str, str | bool]) -> dict[str, Value]:
    """The facts sent, each as its kind; facts the formula does not read are passed over. Raises CannotTry."""
    return {fact.name: _value(fact, facts[fact.name]) for fact in formula.reads if fact.name in facts}


def _value(fact: Fact, sent: str | bool) -> Value:
    if fact.kind == Kind.TRUTH:
        return sent is True or sent == "true"
    if fact.kind == Kind.TEXT or isinstance(sent, bool):
        return str(sent)
    try:
        number = Decimal(sent)
    except ArithmeticError:
        raise no_number(fact.name, sent) from None
    if not number.is_finite() or abs(number.adjusted()) > 20:
        raise no_number(fact.name, sent)
    return number


def _trial_json(trial: Trial) -> dict[str, Any]:
    failed = trial.failed
    return {
        "result": _plain(trial.result),
        "facts": {fact.name: _plain(value) for fact, value in trial.facts},
        "problem": f"formula_{failed.code}" if failed else None,
        "reason": failure_words(failed) if failed else None,
        "column": failed.column if failed else None,
    }


def _plain(value: Value) -> str | bool | None:
    return f"{value:f}" if isinstance(value, Decimal) else value
