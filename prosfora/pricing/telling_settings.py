"""The set-up of prices in words: what a setting may say, and what a setting says."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prosfora.kit.writing import language
from prosfora.pricing.models import CALCULATIONS, CLASSES, MEASURES, SCALE_BASES, SCALE_KINDS
from prosfora.pricing.rules.keys import AVAILABLE
from prosfora.pricing.rules.settings import FormulaSetting, ProcedureSetting, SequenceSetting, StepSetting, TypeSetting
from prosfora.pricing.telling import field_word
from prosfora.pricing.templatetags.pricing import SUBTOTALS

type Choices = Sequence[tuple[str, str | Promise]]

SIGNS: Choices = [
    ("plus", _("makes dearer")), ("minus", _("makes cheaper: written without a sign")),
    ("both", _("either, by its sign")),
]  # fmt: skip
GROUPS: Choices = [
    ("record", _("items with the same record")), ("type", _("items with any record of the type")),
    ("basket", _("items of the basket that the record names")),
]  # fmt: skip
ROUNDINGS: Choices = [
    ("half_up", _("half up")), ("up", pgettext_lazy("rounding", "up")), ("down", pgettext_lazy("rounding", "down")),
]  # fmt: skip
TAX_ROUNDINGS: Choices = [("rate", _("once per rate on the document")), ("item", _("on each item"))]
DOCUMENT_TYPES: Choices = [("IN", _("Inquiry")), ("QT", _("Quotation")), ("OR", _("Order"))]
COPIED_TO: Choices = [("QT", _("Quotation")), ("RV", _("Revision or variant"))]
REQUIREMENTS: Choices = [
    ("free_item", _("the item is free of charge")), ("not_free", _("the item is not free of charge")),
    ("has_customer", _("the customer is known")), ("has_cost", _("the cost is known")),
    ("domestic", _("within the country")), ("foreign", _("to another country")),
]  # fmt: skip
FORMULAS: Choices = [
    ("minimum_price", _("lift to the minimum price")), ("net_price_repair", _("rounded net price × quantity")),
    ("tax_included", _("the tax that the value contains")), ("full_discount", _("100 per cent off")),
    ("free_pro_rata", _("free goods, in proportion")), ("free_rounded", _("free goods, in proportion and rounded")),
    ("free_per_unit", _("free goods for each full unit")), ("free_whole_units", _("free goods for whole units only")),
    *(
        (f"previous_price_{days}", format_lazy(_("the price last given to the customer, of {days} days"), days=days))
        for days in (90, 180, 365, 730)
    ),
    ("order_value", _("lead to the order value entered")), ("minimum_order", _("lift to the minimum order value")),
]  # fmt: skip
METHODS: Choices = [
    ("best", _("the best of the first group stays")), ("worst", _("the worst of the first group stays")),
    ("best_within", _("the best record of each type stays")),
    ("worst_within", _("the worst record of each type stays")),
    ("best_group", _("the better of the two groups stays")), ("worst_group", _("the worse of the two groups stays")),
    ("first", _("the first that has a value stays: prices by priority")),
    ("first_group", _("the second group only where the first found nothing")),
]  # fmt: skip


def word(choices: Choices, code: str) -> str:
    """A code in words; itself where there are none."""
    return str(dict(choices).get(code, code))


def facts_of_keys(own: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The facts a key may join, in words, in the order of the alphabet; `own` are declared attributes."""
    return sorted(((name, field_word(name)) for name in (*AVAILABLE, *own)), key=lambda choice: choice[1])


def key_of(fields: Sequence[str], optional: Collection[str] = ()) -> str:
    """A key in words: customer + product (may be blank)."""
    return " + ".join(fact_of_key(name, is_optional=name in optional) for name in fields)


def fact_of_key(name: str, *, is_optional: bool) -> str:
    """A part of a key in words, and whether records may leave it blank."""
    fact = field_word(name)
    return str(_("%(fact)s (may be blank)")) % {"fact": fact} if is_optional else fact


def type_facts(setting: TypeSetting) -> list[tuple[str | Promise, object]]:
    """A condition type as its page tells it."""
    return [
        (_("Name in English"), setting.name_en),
        (_("Name in Greek"), setting.name_el),
        (_("Class"), word(CLASSES, setting.condition_class)),
        (_("Calculation"), word(CALCULATIONS, setting.calculation)),
        (_("Sign"), word(SIGNS, setting.sign)),
        (_("Access sequence"), setting.sequence),
        (_("Scale basis"), word(SCALE_BASES, setting.scale_basis)),
        (_("Scale"), word(SCALE_KINDS, setting.scale_kind)),
        (_("Header condition"), setting.is_header),
        (_("Group condition"), setting.is_group),
        (_("Whose scales add up"), word(GROUPS, setting.group_over)),
        (_("May be entered by hand"), setting.is_manual),
        (_("Statistical"), setting.is_statistical),
        (_("Rounding"), word(ROUNDINGS, setting.rounding)),
        (_("Lower limit"), setting.lower_limit),
        (_("Upper limit"), setting.upper_limit),
    ]


ACCESS_HEADS = [_("Access"), _("Key"), _("Requirement"), _("Exclusive")]
STEP_HEADS = [
    _("Step"), _("Counter"), _("Condition type or subtotal"), pgettext_lazy("steps", "From"),
    pgettext_lazy("steps", "To"), _("Requirement"), _("Manual only"), _("Mandatory"), _("Statistical"),
    _("Other calculation"), _("Other base"),
]  # fmt: skip
EXCLUSION_HEADS = [_("Method"), _("First group"), _("Second group")]
DATE_HEADS = [_("Sales area"), _("Document type"), _("Prices of")]
COPYING_HEADS = [_("From document type"), _("To document type"), _("Pricing type")]
DETERMINATION_HEADS = [_("Sales area"), _("Document type"), _("Customer pricing procedure"), _("Procedure")]


def formula_names(formulas: Mapping[str, FormulaSetting]) -> dict[str, str]:
    """What own formulas are called, with their codes, in the reader's language."""
    is_greek = language() == "el"
    return {code: f"{code} {one.name_el if is_greek else one.name_en}" for code, one in formulas.items()}


def _named(choices: Choices, code: str, own: Mapping[str, str]) -> str:
    return own.get(code) or word(choices, code)


def access_rows(setting: SequenceSetting, formulas: Mapping[str, FormulaSetting]) -> list[list[object]]:
    """The accesses of a sequence, one a row."""
    own = formula_names(formulas)
    return [
        [one.number, key_of(one.fields, one.optional), _named(REQUIREMENTS, one.requirement, own), one.exclusive]
        for one in setting.accesses
    ]


def step_rows(
    setting: ProcedureSetting, names: dict[str, str], formulas: Mapping[str, FormulaSetting]
) -> list[list[object]]:
    """The steps of a procedure, one a row; `names` says what its types are called."""
    own = formula_names(formulas)
    return [
        [
            one.step, one.counter or "", _subject(one, names), one.from_step or "", one.to_step or "",
            _named(REQUIREMENTS, one.requirement, own), one.manual_only, one.mandatory, one.statistical,
            _named(FORMULAS, one.formula, own), _named(MEASURES, one.base, own),
        ]
        for one in setting.steps
    ]  # fmt: skip


def _subject(step: StepSetting, names: dict[str, str]) -> str:
    if not step.condition_type:
        return str(SUBTOTALS.get(step.label, step.label))
    return f"{step.condition_type} {names.get(step.condition_type, '')}".strip()


def exclusion_rows(setting: ProcedureSetting) -> list[list[object]]:
    """What excludes each other in a procedure, one a row."""
    return [[word(METHODS, one.method), ", ".join(one.first), ", ".join(one.second)] for one in setting.exclusions]
