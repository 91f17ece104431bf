"""What one setting must look like before it can be checked with the rest: codes, numbers, names that exist."""

import re
from collections.abc import Iterable, Iterator

from prosfora.pricing.rules.dates import BASES
from prosfora.pricing.rules.expressions import Purpose
from prosfora.pricing.rules.limits import AMOUNT_MOST
from prosfora.pricing.rules.repricing import RENEWED
from prosfora.pricing.rules.settings import (
    DeterminationSetting,
    DocumentSetting,
    FormulaSetting,
    ProcedureSetting,
    SequenceSetting,
    Setting,
    SetUp,
    StepSetting,
    TypeSetting,
)
from prosfora.pricing.rules.setup.determination import DOCUMENT_TYPES
from prosfora.pricing.rules.setup.findings import ERROR, Finding

CLASSES = (
    "price", "net_price", "discount", "surcharge", "freight", "minimum", "tax", "cost", "rounding", "rebate", "limit",
)  # fmt: skip
MEASURES = ("quantity", "gross_weight", "net_weight", "volume", "time")
CALCULATIONS = (*MEASURES, "percent", "cost", "fixed")
SCALE_BASES = (*MEASURES, "value")
SCALE_KINDS = ("from", "to", "interval")
SIGNS = ("plus", "minus", "both")
GROUPS = ("record", "type", "basket")
ROUNDINGS = ("half_up", "up", "down")
TAX_ROUNDINGS = ("rate", "item")
LABELS = ("gross_value", "net_value", "net_value_2", "value_with_tax", "total", "net_of_tax", "margin")
# Which documents are made from which; RV is a revision or a variant; an order has the prices of its offer.
COPIES = (("IN", "QT"), ("QT", "QT"), ("QT", "RV"))
NUMBER_MOST, COUNTER_MOST, LINES_MOST = 999, 99, 200
_TYPE_CHOICES = {
    "condition_class": CLASSES, "calculation": CALCULATIONS, "sign": SIGNS, "scale_basis": SCALE_BASES,
    "scale_kind": SCALE_KINDS, "group_over": GROUPS, "rounding": ROUNDINGS,
}  # fmt: skip
_CODE = re.compile(r"[A-Z0-9]{1,4}")
_PROCEDURE = re.compile(r"[A-Z0-9]{1,8}")
_FORMULA = re.compile(r"[A-Z][A-Z0-9]{0,9}")  # in capitals: the names of built-in ones are not
_CUSTOMERS = re.compile(r"[A-Z0-9]{0,2}")


def check_shape(setting: Setting, set_up: SetUp, sales_areas: Iterable[str]) -> list[Finding]:
    """What is wrong with a setting by itself. Everything here is an error."""
    match setting:
        case SequenceSetting():
            return list(_sequence(setting))
        case TypeSetting():
            return list(_type(setting, set_up))
        case ProcedureSetting():
            return list(_procedure(setting, set_up))
        case FormulaSetting():
            return list(_formula(setting))
        case DeterminationSetting():
            return list(_determination(setting, set_up, frozenset(sales_areas)))
        case DocumentSetting():
            return list(_documents(setting, frozenset(sales_areas)))


def _sequence(setting: SequenceSetting) -> Iterator[Finding]:
    yield from _head("sequence", setting.code, _CODE, setting.name)
    yield from _numbers("sequence", setting.code, [(access.number, 0) for access in setting.accesses])


def _type(setting: TypeSetting, set_up: SetUp) -> Iterator[Finding]:
    yield from _head("type", setting.code, _CODE, setting.name_en, setting.name_el)
    for name, choices in _TYPE_CHOICES.items():
        if getattr(setting, name) not in choices:
            yield _wrong("unknown_choice", "type", setting.code, None, str(getattr(setting, name)))
    if setting.sequence and setting.sequence not in set_up.sequences:
        yield _wrong("unknown_sequence", "type", setting.code, None, setting.sequence)
    limits = [limit for limit in (setting.lower_limit, setting.upper_limit) if limit is not None]
    if any(abs(limit) > AMOUNT_MOST or limit != round(limit, 4) for limit in limits) or limits != sorted(limits):
        yield _wrong("limits_crossed", "type", setting.code)


def _procedure(setting: ProcedureSetting, set_up: SetUp) -> Iterator[Finding]:
    yield from _head("procedure", setting.code, _PROCEDURE, setting.name)
    if setting.tax_rounding not in TAX_ROUNDINGS:
        yield _wrong("unknown_choice", "procedure", setting.code, None, setting.tax_rounding)
    yield from _numbers("procedure", setting.code, [(step.step, step.counter) for step in setting.steps])
    for step in setting.steps:
        yield from _step(setting.code, step, set_up)
    for exclusion in setting.exclusions:
        for code in (*exclusion.first, *exclusion.second):
            if code not in set_up.types:
                yield _wrong("unknown_type", "procedure", setting.code, None, code)


def _step(code: str, step: StepSetting, set_up: SetUp) -> Iterator[Finding]:
    if step.condition_type and step.condition_type not in set_up.types:
        yield _wrong("unknown_type", "procedure", code, step.step, step.condition_type)
    if step.condition_type and step.label:
        yield _wrong("step_of_two", "procedure", code, step.step, step.condition_type, step.label)
    for value, choices in ((step.label, LABELS), (step.base, (*MEASURES, *set_up.formulas))):
        if value and value not in choices:
            yield _wrong("unknown_choice", "procedure", code, step.step, value)


def _formula(setting: FormulaSetting) -> Iterator[Finding]:
    yield from _head("formula", setting.code, _FORMULA, setting.name_en, setting.name_el)
    if setting.purpose not in tuple(Purpose):
        yield _wrong("unknown_choice", "formula", setting.code, None, setting.purpose)


def _determination(setting: DeterminationSetting, set_up: SetUp, sales_areas: frozenset[str]) -> Iterator[Finding]:
    keys = [row.key for row in setting.rows]
    for place, row in enumerate(setting.rows):
        where = " ".join(part or "*" for part in row.key)
        if row.key in keys[:place]:
            yield _wrong("determined_twice", "determination", where)
        if row.procedure not in set_up.procedures:
            yield _wrong("unknown_procedure", "determination", where, None, row.procedure)
        if row.sales_area and row.sales_area not in sales_areas:
            yield _wrong("unknown_sales_area", "determination", where, None, row.sales_area)
        if row.document_type and row.document_type not in DOCUMENT_TYPES:
            yield _wrong("unknown_choice", "determination", where, None, row.document_type)
        if not _CUSTOMERS.fullmatch(row.customer_procedure):
            yield _wrong("bad_code", "determination", where, None, row.customer_procedure)


def _documents(setting: DocumentSetting, sales_areas: frozenset[str]) -> Iterator[Finding]:
    keys: list[tuple[str, str]] = [row.key for row in setting.dates]
    for place, date in enumerate(setting.dates):
        where = " ".join(part or "*" for part in date.key)
        if date.key in keys[:place]:
            yield _wrong("determined_twice", "pricing_date", where)
        if date.sales_area and date.sales_area not in sales_areas:
            yield _wrong("unknown_sales_area", "pricing_date", where, None, date.sales_area)
        for value, choices in ((date.document_type, ("", *DOCUMENT_TYPES)), (date.basis, BASES)):
            if value not in choices:
                yield _wrong("unknown_choice", "pricing_date", where, None, value)
    keys = [row.key for row in setting.copies]
    for place, copy in enumerate(setting.copies):
        where = " ".join(copy.key)
        if copy.key in keys[:place]:
            yield _wrong("determined_twice", "copying", where)
        if copy.key not in COPIES:
            yield _wrong("unknown_choice", "copying", where, None, where)
        if copy.pricing_type not in RENEWED:
            yield _wrong("unknown_choice", "copying", where, None, copy.pricing_type)


def _head(kind: str, code: str, pattern: re.Pattern[str], *names: str) -> Iterator[Finding]:
    if not pattern.fullmatch(code):
        yield _wrong("bad_code", kind, code[:8], None, code[:8])
    if any(not 0 < len(name.strip()) <= 80 for name in names):
        yield _wrong("no_name", kind, code)


def _numbers(kind: str, code: str, numbers: list[tuple[int, int]]) -> Iterator[Finding]:
    if len(numbers) > LINES_MOST:
        yield _wrong("too_many_lines", kind, code, None, str(LINES_MOST))
    for place, (number, counter) in enumerate(numbers):
        if not (1 <= number <= NUMBER_MOST and 0 <= counter <= COUNTER_MOST):
            yield _wrong("bad_number", kind, code, number, str(NUMBER_MOST))
        if (number, counter) in numbers[:place]:
            yield _wrong("number_twice", kind, code, number)


def _wrong(code: str, kind: str, place: str, number: int | None = None, detail: str = "", other: str = "") -> Finding:
    return Finding(code, ERROR, kind, place, number, detail, other)
