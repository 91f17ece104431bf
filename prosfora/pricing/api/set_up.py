"""The set-up of prices for programs: condition types, access sequences, procedures, and which document takes which."""

from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Schema
from pydantic import Field

from prosfora.company.queries.attributes import attribute_facts
from prosfora.identity.api import idempotent
from prosfora.identity.requests import UserRequest
from prosfora.kit.api import etag, expected_version
from prosfora.pricing import services
from prosfora.pricing.api.checks import finding_json
from prosfora.pricing.permissions import may_configure, may_see_setup, procedure_to, sequence_to, type_to
from prosfora.pricing.queries.settings import area_codes, determination, document_setting, set_up
from prosfora.pricing.rules.book import AccessRule, Exclusion
from prosfora.pricing.rules.exclusions import METHODS
from prosfora.pricing.rules.expressions.reading import FUNCTIONS
from prosfora.pricing.rules.formulas import BUILT_IN
from prosfora.pricing.rules.keys import AVAILABLE
from prosfora.pricing.rules.limits import AMOUNT_MOST
from prosfora.pricing.rules.requirements import REQUIREMENTS
from prosfora.pricing.rules.settings import (
    Coded,
    CopyingRow,
    DateRow,
    DeterminationRow,
    DeterminationSetting,
    DocumentSetting,
    ProcedureSetting,
    SequenceSetting,
    Setting,
    SetUp,
    StepSetting,
    TypeSetting,
    version_of,
)
from prosfora.pricing.rules.setup import shape
from prosfora.pricing.rules.setup.proposed import doubts_of
from prosfora.pricing.telling_formulas import every_fact

router = Router()

Limit = Field(None, max_digits=15, decimal_places=4, ge=-AMOUNT_MOST, le=AMOUNT_MOST)
Number = Field(ge=1, le=shape.NUMBER_MOST)
MaybeNumber = Field(None, ge=1, le=shape.NUMBER_MOST)


class AccessIn(Schema):
    """A key to look up by: the facts it joins, in their order, and which of them may be blank in records;
    a hit of an exclusive one ends the search.
    """

    number: int = Number
    fields: list[str] = Field(max_length=8)
    requirement: str = Field("", max_length=20)
    exclusive: bool = True
    optional: list[str] = Field(default_factory=list, max_length=8)

    @property
    def rule(self) -> AccessRule:
        """What was sent."""
        return AccessRule(self.number, tuple(self.fields), self.requirement, self.exclusive, tuple(self.optional))


class SequenceIn(Schema):
    """The keys a condition type is looked up by."""

    name: str = Field(max_length=80)
    accesses: list[AccessIn] = Field(max_length=shape.LINES_MOST)

    def setting(self, code: str) -> SequenceSetting:
        """What is to hold under a code."""
        return SequenceSetting(code, self.name, tuple(access.rule for access in self.accesses))


class TypeIn(Schema):
    """A kind of price element and how it is computed."""

    name_en: str = Field(max_length=80)
    name_el: str = Field(max_length=80)
    condition_class: Literal[*shape.CLASSES]  # type: ignore[valid-type]
    calculation: Literal[*shape.CALCULATIONS]  # type: ignore[valid-type]
    sign: Literal[*shape.SIGNS] = "plus"  # type: ignore[valid-type]
    scale_basis: Literal[*shape.SCALE_BASES] = "quantity"  # type: ignore[valid-type]
    scale_kind: Literal[*shape.SCALE_KINDS] = "from"  # type: ignore[valid-type]
    is_header: bool = False
    is_group: bool = False
    group_over: Literal[*shape.GROUPS] = "record"  # type: ignore[valid-type]
    is_manual: bool = False
    is_statistical: bool = False
    rounding: Literal[*shape.ROUNDINGS] = "half_up"  # type: ignore[valid-type]
    lower_limit: Decimal | None = Limit
    upper_limit: Decimal | None = Limit
    sequence: str = Field("", max_length=4)

    def setting(self, code: str) -> TypeSetting:
        """What is to hold under a code."""
        return TypeSetting(**{**self.dict(), "code": code})


class StepIn(Schema):
    """A step: a condition type or a subtotal, and the steps its base reads."""

    step: int = Number
    counter: int = Field(0, ge=0, le=shape.COUNTER_MOST)
    condition_type: str = Field("", max_length=4)
    label: str = Field("", max_length=20)
    from_step: int | None = MaybeNumber
    to_step: int | None = MaybeNumber
    requirement: str = Field("", max_length=20)
    manual_only: bool = False
    mandatory: bool = False
    statistical: bool = False
    base: str = Field("", max_length=12)
    formula: str = Field("", max_length=20)


class ExclusionIn(Schema):
    """Types that do not count together: by which method, and the second group of methods that compare two."""

    method: str = Field(max_length=20)
    first: list[str] = Field(max_length=50)
    second: list[str] = Field(default_factory=list, max_length=50)


class ProcedureIn(Schema):
    """The computation as numbered steps."""

    name: str = Field(max_length=80)
    tax_included: bool = False
    tax_rounding: Literal[*shape.TAX_ROUNDINGS] = "rate"  # type: ignore[valid-type]
    steps: list[StepIn] = Field(max_length=shape.LINES_MOST)
    exclusions: list[ExclusionIn] = Field(default_factory=list, max_length=50)

    def setting(self, code: str) -> ProcedureSetting:
        """What is to hold under a code."""
        steps = tuple(StepSetting(**step.dict()) for step in self.steps)
        exclusions = tuple(Exclusion(one.method, tuple(one.first), tuple(one.second)) for one in self.exclusions)
        return ProcedureSetting(code, self.name, self.tax_included, steps, exclusions, self.tax_rounding)


class NewSequence(SequenceIn):
    """A sequence under a new code."""

    code: str = Field(max_length=4)


class NewType(TypeIn):
    """A type under a new code."""

    code: str = Field(max_length=4)


class NewProcedure(ProcedureIn):
    """A procedure under a new code."""

    code: str = Field(max_length=8)


class CopyIn(Schema):
    """The code of the copy."""

    code: str = Field(max_length=8)


class DeterminationRowIn(Schema):
    """A blank matches everything; the most specific row wins."""

    procedure: str = Field(max_length=8)
    sales_area: str = Field("", max_length=12)
    document_type: str = Field("", max_length=4)
    customer_procedure: str = Field("", max_length=2)


class DeterminationIn(Schema):
    """Which document takes which procedure, all of it."""

    rows: list[DeterminationRowIn] = Field(max_length=1000)


class DateRowIn(Schema):
    """Documents of an area and a type are priced by a day of theirs; a blank matches everything."""

    basis: Literal["document_date", "requested_date", "valid_from", "today"]
    sales_area: str = Field("", max_length=12)
    document_type: str = Field("", max_length=4)


class CopyingRowIn(Schema):
    """Where a document is made from another, what becomes of the prices."""

    source: str = Field(max_length=4)
    target: str = Field(max_length=4)
    pricing_type: Literal["A", "B", "C", "D", "G", "H", "I", "K", "N"]


class DocumentsIn(Schema):
    """How documents are priced, all of it."""

    dates: list[DateRowIn] = Field(max_length=1000)
    copies: list[CopyingRowIn] = Field(max_length=100)


@router.get("/price_set_up/words", summary="The names that keys, steps and exclusions may use")
def list_setup_words(request: UserRequest) -> dict[str, list[str]]:
    """Facts of keys, requirements, calculations, bases, subtotals and methods of exclusion; of formulas that people
    write, the facts and functions. Those formulas themselves are a list of their own.
    """
    may_see_setup(request.user)
    own = attribute_facts()
    return {
        "facts": [*AVAILABLE, *own],
        "requirements": sorted(REQUIREMENTS),
        "formulas": sorted(BUILT_IN),
        "formula_facts": [name for name, _words, _kind in every_fact(own)],
        "formula_functions": list(FUNCTIONS),
        "bases": list(shape.MEASURES),
        "labels": list(shape.LABELS),
        "exclusions": sorted(METHODS),
    }


@router.get("/price_set_up/access_sequences")
def list_access_sequences(request: UserRequest) -> HttpResponse:
    """Every access sequence."""
    may_see_setup(request.user)
    known = set_up()
    return JsonResponse([setting_json(known, one) for one in known.sequences.values()], safe=False)


@router.post("/price_set_up/access_sequences", summary="Create an access sequence")
@idempotent
def create_access_sequence(request: UserRequest, payload: NewSequence) -> HttpResponse:
    """V/07 for programs."""
    may_configure(request.user)
    return configure_setting(request, payload.setting(payload.code), is_new=True)


@router.get("/price_set_up/access_sequences/{code}")
def display_access_sequence(request: UserRequest, code: str) -> HttpResponse:
    """One sequence; its ETag is what a change sends back."""
    return answer_setting(*sequence_to("display_condition", user=request.user, code=code))


@router.put("/price_set_up/access_sequences/{code}", summary="Change an access sequence")
def change_access_sequence(request: UserRequest, code: str, payload: SequenceIn) -> HttpResponse:
    """One that prices were made from changes its name only."""
    sequence_to("configure_prices", user=request.user, code=code)
    return configure_setting(request, payload.setting(code))


@router.delete("/price_set_up/access_sequences/{code}", summary="Delete an access sequence")
def delete_access_sequence(request: UserRequest, code: str) -> HttpResponse:
    """What nothing was made from and nothing names."""
    _known, found = sequence_to("configure_prices", user=request.user, code=code)
    return delete_setting(request, found)


@router.post("/price_set_up/access_sequences/{code}/copy", summary="Copy an access sequence")
@idempotent
def copy_access_sequence(request: UserRequest, code: str, payload: CopyIn) -> HttpResponse:
    """The same under another code."""
    _known, found = sequence_to("configure_prices", user=request.user, code=code)
    return configure_setting(request, replace(found, code=payload.code), is_new=True, copied_from=code)


@router.get("/price_set_up/condition_types")
def list_condition_types(request: UserRequest) -> HttpResponse:
    """Every condition type."""
    may_see_setup(request.user)
    known = set_up()
    return JsonResponse([setting_json(known, one) for one in known.types.values()], safe=False)


@router.post("/price_set_up/condition_types", summary="Create a condition type")
@idempotent
def create_condition_type(request: UserRequest, payload: NewType) -> HttpResponse:
    """V/06 for programs."""
    may_configure(request.user)
    return configure_setting(request, payload.setting(payload.code), is_new=True)


@router.get("/price_set_up/condition_types/{code}")
def display_condition_type(request: UserRequest, code: str) -> HttpResponse:
    """One type; its ETag is what a change sends back."""
    return answer_setting(*type_to("display_condition", user=request.user, code=code))


@router.put("/price_set_up/condition_types/{code}", summary="Change a condition type")
def change_condition_type(request: UserRequest, code: str, payload: TypeIn) -> HttpResponse:
    """One that has records or priced documents changes its names only."""
    type_to("configure_prices", user=request.user, code=code)
    return configure_setting(request, payload.setting(code))


@router.delete("/price_set_up/condition_types/{code}", summary="Delete a condition type")
def delete_condition_type(request: UserRequest, code: str) -> HttpResponse:
    """What nothing was made from and nothing names."""
    _known, found = type_to("configure_prices", user=request.user, code=code)
    return delete_setting(request, found)


@router.post("/price_set_up/condition_types/{code}/copy", summary="Copy a condition type")
@idempotent
def copy_condition_type(request: UserRequest, code: str, payload: CopyIn) -> HttpResponse:
    """The same under another code."""
    _known, found = type_to("configure_prices", user=request.user, code=code)
    return configure_setting(request, replace(found, code=payload.code), is_new=True, copied_from=code)


@router.get("/price_set_up/procedures")
def list_procedures(request: UserRequest) -> HttpResponse:
    """Every procedure with its steps."""
    may_see_setup(request.user)
    known = set_up()
    return JsonResponse([setting_json(known, one) for one in known.procedures.values()], safe=False)


@router.post("/price_set_up/procedures", summary="Create a procedure")
@idempotent
def create_procedure(request: UserRequest, payload: NewProcedure) -> HttpResponse:
    """V/08 for programs."""
    may_configure(request.user)
    return configure_setting(request, payload.setting(payload.code), is_new=True)


@router.get("/price_set_up/procedures/{code}")
def display_procedure(request: UserRequest, code: str) -> HttpResponse:
    """One procedure; its ETag is what a change sends back."""
    return answer_setting(*procedure_to("display_condition", user=request.user, code=code))


@router.put("/price_set_up/procedures/{code}", summary="Change a procedure")
def change_procedure(request: UserRequest, code: str, payload: ProcedureIn) -> HttpResponse:
    """One that documents could find changes its name only."""
    procedure_to("configure_prices", user=request.user, code=code)
    return configure_setting(request, payload.setting(code))


@router.delete("/price_set_up/procedures/{code}", summary="Delete a procedure")
def delete_procedure(request: UserRequest, code: str) -> HttpResponse:
    """What nothing was made from and nothing names."""
    _known, found = procedure_to("configure_prices", user=request.user, code=code)
    return delete_setting(request, found)


@router.post("/price_set_up/procedures/{code}/copy", summary="Copy a procedure")
@idempotent
def copy_procedure(request: UserRequest, code: str, payload: CopyIn) -> HttpResponse:
    """The same under another code."""
    _known, found = procedure_to("configure_prices", user=request.user, code=code)
    return configure_setting(request, replace(found, code=payload.code), is_new=True, copied_from=code)


@router.get("/price_set_up/determination")
def display_determination(request: UserRequest) -> HttpResponse:
    """Which document takes which procedure."""
    may_see_setup(request.user)
    found = determination()
    return _tagged(found, asdict(found), 200)


@router.put("/price_set_up/determination", summary="Say which document takes which procedure")
def change_determination(request: UserRequest, payload: DeterminationIn) -> HttpResponse:
    """OVKK for programs: all rows at once."""
    may_configure(request.user)
    rows = tuple(DeterminationRow(**row.dict()) for row in payload.rows)
    return configure_setting(request, DeterminationSetting(rows))


@router.get("/price_set_up/documents", summary="Say how documents are priced")
def display_document_pricing(request: UserRequest) -> HttpResponse:
    """By which day, and what becomes of prices in copies; no row means as usual."""
    may_see_setup(request.user)
    found = document_setting()
    return _tagged(found, asdict(found), 200)


@router.put("/price_set_up/documents", summary="Set how documents are priced")
def change_document_pricing(request: UserRequest, payload: DocumentsIn) -> HttpResponse:
    """VTAA for programs: all rows at once."""
    may_configure(request.user)
    dates = tuple(DateRow(**row.dict()) for row in payload.dates)
    copies = tuple(CopyingRow(**row.dict()) for row in payload.copies)
    return configure_setting(request, DocumentSetting(dates, copies))


def configure_setting(
    request: HttpRequest, wanted: Setting, *, is_new: bool = False, copied_from: str = ""
) -> HttpResponse:
    user: Any = request.user
    version = None if is_new else expected_version(request)
    made = services.configure_prices(
        wanted=wanted, is_new=is_new, copied_from=copied_from, version=version, by=user,
        at=request.now,  # type: ignore[attr-defined]  # UserRequest
    )  # fmt: skip
    if isinstance(made, DeterminationSetting | DocumentSetting):
        return _tagged(made, asdict(made), 200)
    return answer_setting(set_up(), made, 201 if is_new else 200)


def delete_setting(request: UserRequest, found: Setting) -> HttpResponse:
    services.configure_prices(
        wanted=found, is_gone=True, version=expected_version(request), by=request.user, at=request.now
    )
    return HttpResponse(status=204)


def answer_setting(known: SetUp, setting: Coded, status: int = 200) -> HttpResponse:
    doubts = [finding_json(found) for found in doubts_of(setting, known, area_codes())]
    return _tagged(setting, {**setting_json(known, setting), "doubts": doubts}, status)


def setting_json(known: SetUp, setting: Coded) -> dict[str, Any]:
    """A setting as it is written, and whether it is in use and so changes its names only."""
    return {**asdict(setting), "is_used": known.is_used(setting)}


def _tagged(setting: Setting, told: dict[str, Any], status: int) -> HttpResponse:
    return JsonResponse(told, status=status, headers={"ETag": etag(version_of(setting))})
