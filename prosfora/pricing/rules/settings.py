"""The set-up of prices as people write it: sequences, types, procedures, formulas, which document takes which one."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from prosfora.pricing.rules.book import AccessRule, Exclusion, ProcedureRule, StepRule, TypeRule
from prosfora.pricing.rules.expressions import Formula, Purpose, read_or_stub

_OF_TYPE_RULE = (
    "code", "condition_class", "calculation", "sign", "scale_basis", "scale_kind", "is_header", "is_group",
    "is_manual", "rounding", "is_statistical", "group_over", "lower_limit", "upper_limit",
)  # fmt: skip
_OF_STEP_RULE = (
    "step", "counter", "label", "from_step", "to_step", "requirement", "manual_only", "mandatory", "statistical",
    "base", "formula",
)  # fmt: skip
NAMED_BY_STEP = ("requirement", "base", "formula")  # where a step names a formula


@dataclass(frozen=True, slots=True)
class SequenceSetting:
    """An access sequence (V/07): the keys a type is looked up by, from most specific to most general."""

    code: str
    name: str
    accesses: tuple[AccessRule, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeSetting:
    """A condition type (V/06); fields as rules.book.TypeRule, and the sequence that finds its records ("" for none)."""

    code: str
    name_en: str
    name_el: str
    condition_class: str
    calculation: str
    sign: str = "plus"
    scale_basis: str = "quantity"
    scale_kind: str = "from"
    is_header: bool = False
    is_group: bool = False
    group_over: str = "record"
    is_manual: bool = False
    is_statistical: bool = False
    rounding: str = "half_up"
    lower_limit: Decimal | None = None
    upper_limit: Decimal | None = None
    sequence: str = ""


@dataclass(frozen=True, slots=True)
class FormulaSetting:
    """A formula that people wrote; purpose and expression as rules.expressions reads them. Its code is in capitals."""

    code: str
    name_en: str
    name_el: str
    purpose: str
    expression: str


@dataclass(frozen=True, slots=True)
class StepSetting:
    """A step of a procedure: a condition type, or a subtotal by its name; fields as rules.book.StepRule."""

    step: int
    counter: int = 0
    condition_type: str = ""
    label: str = ""
    from_step: int | None = None
    to_step: int | None = None
    requirement: str = ""
    manual_only: bool = False
    mandatory: bool = False
    statistical: bool = False
    base: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class ProcedureSetting:
    """A pricing procedure (V/08) with what excludes each other in it."""

    code: str
    name: str
    tax_included: bool = False
    steps: tuple[StepSetting, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    tax_rounding: str = "rate"


@dataclass(frozen=True, slots=True)
class DeterminationRow:
    """Documents of a sales area, a type and customers of a procedure code take a procedure; a blank is all of them."""

    procedure: str
    sales_area: str = ""
    document_type: str = ""
    customer_procedure: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What is asked: sales area, document type, the customer's procedure."""
        return self.sales_area, self.document_type, self.customer_procedure


@dataclass(frozen=True, slots=True)
class DeterminationSetting:
    """Which document takes which procedure (OVKK)."""

    rows: tuple[DeterminationRow, ...] = ()


@dataclass(frozen=True, slots=True)
class DateRow:
    """Documents of a sales area and a type are priced by a day of theirs; a blank is all of them."""

    basis: str
    sales_area: str = ""
    document_type: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What is asked: sales area, document type."""
        return self.sales_area, self.document_type


@dataclass(frozen=True, slots=True)
class CopyingRow:
    """Where a document is made from another, prices stay or are looked up anew by a pricing type."""

    source: str
    target: str
    pricing_type: str

    @property
    def key(self) -> tuple[str, str]:
        """What is asked: from which document type, to which."""
        return self.source, self.target


@dataclass(frozen=True, slots=True)
class DocumentSetting:
    """How documents are priced: by which day, and what becomes of prices in copies (VTAA)."""

    dates: tuple[DateRow, ...] = ()
    copies: tuple[CopyingRow, ...] = ()


type Coded = SequenceSetting | TypeSetting | ProcedureSetting | FormulaSetting
type Setting = Coded | DeterminationSetting | DocumentSetting


@dataclass(frozen=True, slots=True)
class SetUp:
    """The whole set-up by code, and what is in use already: prices or documents were made from it."""

    sequences: Mapping[str, SequenceSetting] = field(default_factory=dict)
    types: Mapping[str, TypeSetting] = field(default_factory=dict)
    procedures: Mapping[str, ProcedureSetting] = field(default_factory=dict)
    determination: DeterminationSetting = DeterminationSetting()
    documents: DocumentSetting = DocumentSetting()
    recorded_types: frozenset[str] = frozenset()  # that have condition records
    determined: frozenset[str] = frozenset()  # procedures that documents found, at some time
    formulas: Mapping[str, FormulaSetting] = field(default_factory=dict)
    own_facts: frozenset[str] = frozenset()  # attributes of customers and products that are declared

    def find(self, wanted: Setting) -> Setting | None:
        """What stands under the code of a setting now; None where it is new."""
        match wanted:
            case SequenceSetting():
                return self.sequences.get(wanted.code)
            case TypeSetting():
                return self.types.get(wanted.code)
            case ProcedureSetting():
                return self.procedures.get(wanted.code)
            case FormulaSetting():
                return self.formulas.get(wanted.code)
            case DeterminationSetting():
                return self.determination
            case DocumentSetting():
                return self.documents

    def having(self, wanted: Setting) -> "SetUp":
        """The set-up with a setting in its place."""
        match wanted:
            case SequenceSetting():
                return replace(self, sequences={**self.sequences, wanted.code: wanted})
            case TypeSetting():
                return replace(self, types={**self.types, wanted.code: wanted})
            case ProcedureSetting():
                return replace(self, procedures={**self.procedures, wanted.code: wanted})
            case FormulaSetting():
                return replace(self, formulas={**self.formulas, wanted.code: wanted})
            case DeterminationSetting():
                return replace(self, determination=wanted)
            case DocumentSetting():
                return replace(self, documents=wanted)

    def naming(self, setting: Setting) -> list[str]:
        """What names it, and so cannot be without it: types a sequence, procedures a type, documents a procedure,
        procedures and sequences a formula.
        """
        match setting:
            case SequenceSetting():
                return [code for code, one in self.types.items() if one.sequence == setting.code]
            case TypeSetting():
                return [
                    code
                    for code, one in self.procedures.items()
                    if any(step.condition_type == setting.code for step in one.steps)
                ]
            case ProcedureSetting():
                return [" ".join(row.key) for row in self.determination.rows if row.procedure == setting.code]
            case FormulaSetting():
                return [
                    *(code for code, one in self.procedures.items() if setting.code in _named_by_steps(one)),
                    *(code for code, one in self.sequences.items() if setting.code in _named_by_accesses(one)),
                ]
            case DeterminationSetting() | DocumentSetting():
                return []

    def is_used(self, setting: Setting) -> bool:
        """Whether stored prices or documents were made from it, so that they could not be made again without it.

        A procedure is used once documents could find it; a type by its records and by used procedures; a sequence by
        used types; a formula by used procedures and sequences. Which procedure a new document takes is never used: a
        document keeps the one it took.
        """
        match setting:
            case ProcedureSetting():
                return setting.code in self.used_procedures
            case TypeSetting():
                return setting.code in self.used_types
            case SequenceSetting():
                return setting.code in self.used_sequences
            case FormulaSetting():
                return setting.code in self.used_formulas
            case DeterminationSetting() | DocumentSetting():
                return False

    @property
    def used_procedures(self) -> frozenset[str]:
        """Procedures that documents find now or found before."""
        return self.determined | {row.procedure for row in self.determination.rows}

    @property
    def used_types(self) -> frozenset[str]:
        """Types with records, or that are a step of a used procedure."""
        used = [self.procedures[code] for code in self.used_procedures if code in self.procedures]
        return self.recorded_types | {
            step.condition_type for procedure in used for step in procedure.steps if step.condition_type in self.types
        }

    @property
    def used_sequences(self) -> frozenset[str]:
        """Sequences that find the records of used types."""
        return frozenset(self.types[code].sequence for code in self.used_types if code in self.types) - {""}

    @property
    def used_formulas(self) -> frozenset[str]:
        """Formulas that used procedures and sequences name."""
        steps = [_named_by_steps(self.procedures[code]) for code in self.used_procedures if code in self.procedures]
        keys = [_named_by_accesses(self.sequences[code]) for code in self.used_sequences if code in self.sequences]
        return frozenset[str]().union(*steps, *keys) & self.formulas.keys()


def _named_by_steps(setting: ProcedureSetting) -> set[str]:
    return {getattr(step, name) for step in setting.steps for name in NAMED_BY_STEP}


def _named_by_accesses(setting: SequenceSetting) -> set[str]:
    return {access.requirement for access in setting.accesses}


def same_but_names(old: Setting, new: Setting) -> bool:
    """Whether nothing but names differs, which no price is made from."""
    return _nameless(old) == _nameless(new)


def _nameless(setting: Setting) -> Setting:
    match setting:
        case TypeSetting() | FormulaSetting():
            return replace(setting, name_en="", name_el="")
        case SequenceSetting() | ProcedureSetting():
            return replace(setting, name="")
        case DeterminationSetting() | DocumentSetting():
            return setting


def version_of(setting: Setting) -> int:
    """A number that changes with what a setting says; whoever changes it tells which one he saw."""
    if isinstance(setting, TypeSetting):  # 15 and 15.0000 say the same
        lower, upper = setting.lower_limit, setting.upper_limit
        setting = replace(setting, lower_limit=lower and lower.normalize(), upper_limit=upper and upper.normalize())
    return zlib.crc32(repr(setting).encode())


def type_rules(set_up: SetUp) -> dict[str, TypeRule]:
    """The types as the engine reads them."""
    return {code: _type_rule(setting, set_up.sequences) for code, setting in set_up.types.items()}


def _type_rule(setting: TypeSetting, sequences: Mapping[str, SequenceSetting]) -> TypeRule:
    found = sequences.get(setting.sequence)
    facts = {name: getattr(setting, name) for name in _OF_TYPE_RULE}
    return TypeRule(**facts, accesses=found.accesses if found else ())


def formula_rules(set_up: SetUp) -> dict[str, Formula]:
    """The formulas as the engine reads them; one that cannot be read has no answer."""
    return {
        code: read_or_stub(code, Purpose(one.purpose), one.expression, set_up.own_facts)
        for code, one in set_up.formulas.items()
        if one.purpose in tuple(Purpose)
    }


def formulas_named(steps: Iterable[StepRule], known: Mapping[str, Formula]) -> dict[str, Formula]:
    """The own formulas that steps, and the accesses of their types, name."""
    names: set[str] = set()
    if known:
        for step in steps:
            names |= {getattr(step, name) for name in NAMED_BY_STEP}
            names |= {access.requirement for access in (step.type.accesses if step.type else ())}
    return {code: known[code] for code in sorted(names & known.keys())}


def procedure_rules(set_up: SetUp, types: Mapping[str, TypeRule]) -> dict[str, ProcedureRule]:
    """The procedures as the engine reads them, their steps in order."""
    formulas = formula_rules(set_up)
    return {code: _procedure_rule(setting, types, formulas) for code, setting in set_up.procedures.items()}


def _procedure_rule(
    setting: ProcedureSetting, types: Mapping[str, TypeRule], formulas: Mapping[str, Formula]
) -> ProcedureRule:
    steps = sorted(setting.steps, key=lambda step: (step.step, step.counter))
    rules = [
        StepRule(type=types.get(step.condition_type), **{name: getattr(step, name) for name in _OF_STEP_RULE})
        for step in steps
    ]
    named = formulas_named(rules, formulas)
    return ProcedureRule(
        setting.code, tuple(rules), setting.exclusions, setting.tax_included, setting.tax_rounding, named
    )


def in_order(setting: Setting) -> Setting:
    """A setting with its lines in the order they are read in."""
    match setting:
        case SequenceSetting():
            return replace(setting, accesses=tuple(sorted(setting.accesses, key=lambda access: access.number)))
        case ProcedureSetting():
            return replace(setting, steps=tuple(sorted(setting.steps, key=lambda step: (step.step, step.counter))))
        case DeterminationSetting():
            return replace(setting, rows=tuple(sorted(setting.rows, key=lambda row: row.key)))
        case DocumentSetting(dates, copies):
            ordered = sorted(dates, key=lambda row: row.key), sorted(copies, key=lambda row: row.key)
            return DocumentSetting(tuple(ordered[0]), tuple(ordered[1]))
        case TypeSetting() | FormulaSetting():
            return setting
