"""The set-up of prices as people write it: sequences, types, procedures, and which document takes which procedure."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from prosfora.pricing.rules.book import AccessRule, Exclusion, ProcedureRule, StepRule, TypeRule

_OF_TYPE_RULE = (
    "code", "condition_class", "calculation", "sign", "scale_basis", "scale_kind", "is_header", "is_group",
    "is_manual", "rounding", "is_statistical", "group_over", "lower_limit", "upper_limit",
)  # fmt: skip
_OF_STEP_RULE = (
    "step", "counter", "label", "from_step", "to_step", "requirement", "manual_only", "mandatory", "statistical",
    "base", "formula",
)  # fmt: skip


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


type Coded = SequenceSetting | TypeSetting | ProcedureSetting
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

    def find(self, wanted: Setting) -> Setting | None:
        """What stands under the code of a setting now; None where it is new."""
        match wanted:
            case SequenceSetting():
                return self.sequences.get(wanted.code)
            case TypeSetting():
                return self.types.get(wanted.code)
            case ProcedureSetting():
                return self.procedures.get(wanted.code)
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
            case DeterminationSetting():
                return replace(self, determination=wanted)
            case DocumentSetting():
                return replace(self, documents=wanted)

    def naming(self, setting: Setting) -> list[str]:
        """What names it, and so cannot be without it: types a sequence, procedures a type, documents a procedure."""
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
            case DeterminationSetting() | DocumentSetting():
                return []

    def is_used(self, setting: Setting) -> bool:
        """Whether stored prices or documents were made from it, so that they could not be made again without it.

        A procedure is used once documents could find it; a type by its records and by used procedures; a sequence by
        used types. Which procedure a new document takes is never used: a document keeps the one it took.
        """
        match setting:
            case ProcedureSetting():
                return setting.code in self.used_procedures
            case TypeSetting():
                return setting.code in self.used_types
            case SequenceSetting():
                return any(self.types[code].sequence == setting.code for code in self.used_types)
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


def same_but_names(old: Setting, new: Setting) -> bool:
    """Whether nothing but names differs, which no price is made from."""
    return _nameless(old) == _nameless(new)


def _nameless(setting: Setting) -> Setting:
    match setting:
        case TypeSetting():
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


def procedure_rules(set_up: SetUp, types: Mapping[str, TypeRule]) -> dict[str, ProcedureRule]:
    """The procedures as the engine reads them, their steps in order."""
    return {code: _procedure_rule(setting, types) for code, setting in set_up.procedures.items()}


def _procedure_rule(setting: ProcedureSetting, types: Mapping[str, TypeRule]) -> ProcedureRule:
    steps = sorted(setting.steps, key=lambda step: (step.step, step.counter))
    rules = [
        StepRule(type=types.get(step.condition_type), **{name: getattr(step, name) for name in _OF_STEP_RULE})
        for step in steps
    ]
    return ProcedureRule(setting.code, tuple(rules), setting.exclusions, setting.tax_included, setting.tax_rounding)


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
        case TypeSetting():
            return setting
