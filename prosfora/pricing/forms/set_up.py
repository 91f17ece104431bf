"""Shape of what people type about the set-up of prices."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from prosfora.kit.widgets import set_choices
from prosfora.kit.writing import language
from prosfora.pricing.forms.conditions import TypedNumber
from prosfora.pricing.models import CALCULATIONS, CLASSES, MEASURES, SCALE_BASES, SCALE_KINDS
from prosfora.pricing.queries.settings import area_codes
from prosfora.pricing.rules.book import AccessRule, Exclusion
from prosfora.pricing.rules.limits import AMOUNT_MOST
from prosfora.pricing.rules.settings import (
    CopyingRow,
    DateRow,
    DeterminationRow,
    DeterminationSetting,
    DocumentSetting,
    ProcedureSetting,
    SequenceSetting,
    SetUp,
    StepSetting,
    TypeSetting,
)
from prosfora.pricing.rules.setup.shape import COUNTER_MOST, LINES_MOST, NUMBER_MOST
from prosfora.pricing.telling_repricing import DATE_BASES, PRICING_TYPES
from prosfora.pricing.telling_settings import (
    COPIED_TO,
    DOCUMENT_TYPES,
    FORMULAS,
    GROUPS,
    METHODS,
    REQUIREMENTS,
    ROUNDINGS,
    SIGNS,
    TAX_ROUNDINGS,
    Choices,
    fact_of_key,
    facts_of_keys,
    formula_names,
)
from prosfora.pricing.templatetags.pricing import SUBTOTALS

NOTHING = ("", "–")
PARTS = tuple(f"fact_{place}" for place in range(1, 7))  # of a key
OPTIONAL = "?"  # behind a fact of a key that records may leave blank
TYPE_NAMES, OTHER_NAMES = ("name_en", "name_el"), ("name",)
NEW_LINES, MORE_LINES = 8, 4


def _choice(label: Any, choices: Choices, **options: Any) -> forms.ChoiceField:
    """One of the choices, or nothing."""
    return forms.ChoiceField(label=label, choices=[NOTHING, *choices], required=False, **options)


def _number(label: Any, most: int = NUMBER_MOST, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=False)


class CodeField(forms.CharField):
    """A code, in capitals whatever was typed."""

    def clean(self, value: Any) -> Any:
        """The code."""
        text = super().clean(value)
        return text.strip().upper()


class Line(forms.Form):
    """A line of a table: `lead` is what makes it one; without it the line is left out."""

    lead = "number"

    def __init__(self, *args: Any, **options: Any) -> None:
        self.known: SetUp = options.pop("known")
        super().__init__(*args, **options)
        self.offer(self.known)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label
            if isinstance(field, forms.IntegerField):
                field.widget.attrs["class"] = "short"

    def offer(self, known: SetUp) -> None:
        """Fill the choices that the set-up gives."""

    def offer_formulas(self, known: SetUp, **fields: tuple[str, Choices]) -> None:
        """Put the formulas that people wrote behind the built-in choices: field=(purpose, built-in ones)."""
        names = formula_names(known.formulas)
        for field, (purpose, built_in) in fields.items():
            own = [(code, names[code]) for code, one in known.formulas.items() if one.purpose == purpose]
            set_choices(self, field, [NOTHING, *built_in, *own])

    def clean(self) -> dict[str, Any]:
        """A new line that says something without its lead would be lost."""
        typed = super().clean() or {}
        says = any(value for name, value in typed.items() if name not in (self.lead, "exclusive"))
        if says and typed.get(self.lead) in (None, "") and self.lead not in self.errors and not self.initial:
            self.add_error(self.lead, _("Fill this in, or clear the line"))
        return typed


class AccessLine(Line):
    """One access of a sequence."""

    number = _number(gettext_lazy("Access"))
    fact_1 = _choice(gettext_lazy("Fact of the key"), [])
    fact_2 = _choice(gettext_lazy("2nd fact"), [])
    fact_3 = _choice(gettext_lazy("3rd fact"), [])
    fact_4 = _choice(gettext_lazy("4th fact"), [])
    fact_5 = _choice(gettext_lazy("5th fact"), [])
    fact_6 = _choice(gettext_lazy("6th fact"), [])
    requirement = _choice(gettext_lazy("Requirement"), REQUIREMENTS)
    exclusive = forms.BooleanField(label=gettext_lazy("Exclusive"), required=False, initial=True)

    def offer(self, known: SetUp) -> None:
        """The facts in the reader's language, and the own requirements."""
        facts = facts_of_keys(known.own_facts)
        optional = [(f"{name}{OPTIONAL}", fact_of_key(name, is_optional=True)) for name, _word in facts]
        for name in PARTS:
            set_choices(self, name, [NOTHING, *facts, *optional])
        self.offer_formulas(known, requirement=("requirement", REQUIREMENTS))

    @property
    def rule(self) -> AccessRule:
        """What was typed."""
        given = self.cleaned_data
        said = [given[name] for name in PARTS if given[name]]
        fields = tuple(name.removesuffix(OPTIONAL) for name in said)
        optional = tuple(name.removesuffix(OPTIONAL) for name in said if name.endswith(OPTIONAL))
        return AccessRule(given["number"], fields, given["requirement"], given["exclusive"], optional)


class StepLine(Line):
    """One step of a procedure."""

    lead = "step"
    step = _number(gettext_lazy("Step"))
    counter = _number(gettext_lazy("Counter"), COUNTER_MOST, 0)
    condition_type = _choice(gettext_lazy("Condition type"), [])
    label = _choice(gettext_lazy("Subtotal"), list(SUBTOTALS.items()))
    from_step = _number(pgettext_lazy("steps", "From"))
    to_step = _number(pgettext_lazy("steps", "To"))
    requirement = _choice(gettext_lazy("Requirement"), REQUIREMENTS)
    manual_only = forms.BooleanField(label=gettext_lazy("Manual only"), required=False)
    mandatory = forms.BooleanField(label=gettext_lazy("Mandatory"), required=False)
    statistical = forms.BooleanField(label=gettext_lazy("Statistical"), required=False)
    formula = _choice(gettext_lazy("Other calculation"), FORMULAS)
    base = _choice(gettext_lazy("Other base"), MEASURES)

    def offer(self, known: SetUp) -> None:
        """The condition types and the own formulas that there are."""
        is_greek = language() == "el"
        types = [(code, f"{code} {one.name_el if is_greek else one.name_en}") for code, one in known.types.items()]
        set_choices(self, "condition_type", [NOTHING, *types])
        self.offer_formulas(
            known, requirement=("requirement", REQUIREMENTS), formula=("value", FORMULAS), base=("base", MEASURES)
        )

    @property
    def setting(self) -> StepSetting:
        """What was typed."""
        return StepSetting(**{**self.cleaned_data, "counter": self.cleaned_data["counter"] or 0})


class ExclusionLine(Line):
    """Types of a procedure that do not count together."""

    lead = "method"
    method = _choice(gettext_lazy("Method"), METHODS)
    first = forms.CharField(label=gettext_lazy("First group"), max_length=200, required=False)
    second = forms.CharField(label=gettext_lazy("Second group"), max_length=200, required=False)

    @property
    def rule(self) -> Exclusion:
        """What was typed; codes are parted by blanks or commas."""
        first, second = (tuple(self.cleaned_data[n].upper().replace(",", " ").split()) for n in ("first", "second"))
        return Exclusion(self.cleaned_data["method"], first, second)


class DeterminationLine(Line):
    """Which documents take a procedure."""

    lead = "procedure"
    sales_area = _choice(gettext_lazy("Sales area"), [])
    document_type = _choice(gettext_lazy("Document type"), DOCUMENT_TYPES)
    customer_procedure = CodeField(label=gettext_lazy("Customer pricing procedure"), max_length=2, required=False)
    procedure = _choice(gettext_lazy("Procedure"), [])

    def offer(self, known: SetUp) -> None:
        """The sales areas and procedures that there are; one that is gone stays until it is replaced."""
        codes = {"sales_area": self.areas, "procedure": list(known.procedures)}
        for name, found in codes.items():
            kept = self.initial.get(name)
            choices = [*found, *([kept] if kept and kept not in found else [])]
            set_choices(self, name, [NOTHING, *((code, code) for code in choices)])

    def __init__(self, *args: Any, **options: Any) -> None:
        self.areas: list[str] = options.pop("areas")
        super().__init__(*args, **options)


class DateLine(Line):
    """Which day documents are priced by."""

    lead = "basis"
    sales_area = _choice(gettext_lazy("Sales area"), [])
    document_type = _choice(gettext_lazy("Document type"), DOCUMENT_TYPES)
    basis = _choice(gettext_lazy("Prices of"), DATE_BASES)

    def offer(self, known: SetUp) -> None:
        """The sales areas that there are; one that is gone stays until it is replaced."""
        kept = self.initial.get("sales_area")
        choices = [*self.areas, *([kept] if kept and kept not in self.areas else [])]
        set_choices(self, "sales_area", [NOTHING, *((code, code) for code in choices)])

    def __init__(self, *args: Any, **options: Any) -> None:
        self.areas: list[str] = options.pop("areas")
        super().__init__(*args, **options)


class CopyingLine(Line):
    """What becomes of prices in copies."""

    lead = "pricing_type"
    source = _choice(gettext_lazy("From document type"), DOCUMENT_TYPES[:2])
    target = _choice(gettext_lazy("To document type"), COPIED_TO)
    pricing_type = _choice(gettext_lazy("Pricing type"), PRICING_TYPES)


class TypeForm(forms.Form):
    """A condition type."""

    code = CodeField(label=gettext_lazy("Code"), max_length=4)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80)
    name_el = forms.CharField(label=gettext_lazy("Name in Greek"), max_length=80)
    condition_class = forms.ChoiceField(label=gettext_lazy("Class"), choices=CLASSES)
    calculation = forms.ChoiceField(label=gettext_lazy("Calculation"), choices=CALCULATIONS)
    sign = forms.ChoiceField(label=gettext_lazy("Sign"), choices=SIGNS)
    sequence = _choice(gettext_lazy("Access sequence"), [])
    scale_basis = forms.ChoiceField(label=gettext_lazy("Scale basis"), choices=SCALE_BASES)
    scale_kind = forms.ChoiceField(label=gettext_lazy("Scale"), choices=SCALE_KINDS)
    group_over = forms.ChoiceField(label=gettext_lazy("Whose scales add up"), choices=GROUPS)
    rounding = forms.ChoiceField(label=gettext_lazy("Rounding"), choices=ROUNDINGS)
    lower_limit = TypedNumber(most=AMOUNT_MOST, label=gettext_lazy("Lower limit"), required=False)
    upper_limit = TypedNumber(most=AMOUNT_MOST, label=gettext_lazy("Upper limit"), required=False)
    is_header = forms.BooleanField(label=gettext_lazy("Header condition"), required=False)
    is_group = forms.BooleanField(label=gettext_lazy("Group condition"), required=False)
    is_manual = forms.BooleanField(label=gettext_lazy("May be entered by hand"), required=False)
    is_statistical = forms.BooleanField(label=gettext_lazy("Statistical"), required=False)

    def __init__(self, *args: Any, known: SetUp, **options: Any) -> None:
        super().__init__(*args, **options)
        sequences = [(code, f"{code} {one.name}") for code, one in known.sequences.items()]
        set_choices(self, "sequence", [NOTHING, *sequences])

    def setting(self, _lines: "Lines") -> TypeSetting:
        """What was typed."""
        return TypeSetting(**self.cleaned_data)


class SequenceForm(forms.Form):
    """The head of an access sequence."""

    code = CodeField(label=gettext_lazy("Code"), max_length=4)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)

    def setting(self, lines: "Lines") -> SequenceSetting:
        """What was typed, with the accesses."""
        return SequenceSetting(**self.cleaned_data, accesses=tuple(line.rule for line in lines["accesses"]))


class ProcedureForm(forms.Form):
    """The head of a procedure."""

    code = CodeField(label=gettext_lazy("Code"), max_length=8)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    tax_included = forms.BooleanField(label=gettext_lazy("Prices contain the tax"), required=False)
    tax_rounding = forms.ChoiceField(label=gettext_lazy("Rounding of the tax"), choices=TAX_ROUNDINGS)

    def setting(self, lines: "Lines") -> ProcedureSetting:
        """What was typed, with steps and exclusions."""
        return ProcedureSetting(
            **self.cleaned_data, steps=tuple(line.setting for line in lines["steps"]),
            exclusions=tuple(line.rule for line in lines["exclusions"]),
        )  # fmt: skip


class DeterminationForm(forms.Form):
    """The table of determination has no head."""

    def setting(self, lines: "Lines") -> DeterminationSetting:
        """What was typed."""
        return DeterminationSetting(tuple(DeterminationRow(**line.cleaned_data) for line in lines["rows"]))


class DocumentsForm(forms.Form):
    """The rules of documents have no head."""

    def setting(self, lines: "Lines") -> DocumentSetting:
        """What was typed."""
        return DocumentSetting(
            tuple(DateRow(**line.cleaned_data) for line in lines["dates"]),
            tuple(CopyingRow(**line.cleaned_data) for line in lines["copies"]),
        )


type Lines = dict[str, list[Any]]  # the lines of each table that say something
type Table = forms.BaseFormSet[Any]


def table(
    line: type[Line], prefix: str, initial: Iterable[dict[str, Any]], data: Any, *, is_fixed: bool = False,
    **options: Any,
) -> Table:  # fmt: skip
    """A table of lines with some blank ones behind them; where it is fixed, nothing of it can be changed."""
    begun = list(initial)
    extra = 0 if is_fixed else MORE_LINES if begun else NEW_LINES
    made = forms.formset_factory(line, extra=extra, max_num=LINES_MOST, absolute_max=LINES_MOST)
    found = made(data, initial=begun, prefix=prefix, form_kwargs=options)
    for form in found.forms if is_fixed else ():
        fix(form, ())
    return found


def fix(form: forms.Form, free: Iterable[str]) -> None:
    """Let nothing change but the free fields; what is sent for the others is not read."""
    for name, field in form.fields.items():
        field.disabled = name not in free


def lines_of(found: Table) -> list[Any]:
    """The lines that say something."""
    return [form for form in found.forms if form.cleaned_data.get(form.lead) not in (None, "")]


def access_lines(setting: SequenceSetting) -> list[dict[str, Any]]:
    """The accesses as their lines begin."""
    return [
        {**dict(zip(PARTS, _parts(one), strict=False)), "number": one.number, "requirement": one.requirement,
         "exclusive": one.exclusive}
        for one in setting.accesses
    ]  # fmt: skip


def _parts(access: AccessRule) -> list[str]:
    return [f"{name}{OPTIONAL}" if name in access.optional else name for name in access.fields]


def exclusion_lines(setting: ProcedureSetting) -> list[dict[str, Any]]:
    """The exclusions as their lines begin."""
    return [
        {"method": one.method, "first": " ".join(one.first), "second": " ".join(one.second)}
        for one in setting.exclusions
    ]


def sorted_areas() -> list[str]:
    """The sales areas that a line may name."""
    return sorted(area_codes())
