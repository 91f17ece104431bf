"""Formulas that people wrote, in words: their facts and functions, and what is wrong with one."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.company.rules.attributes import is_fact
from prosfora.pricing.rules.expressions import Fact, Fails, Kind, Purpose, facts_for
from prosfora.pricing.telling import FIELDS, ON_DOCUMENTS_ONLY, field_word

KINDS: dict[str, Promise] = {
    Kind.NUMBER: _("a number"),
    Kind.TEXT: _("a text"),
    Kind.TRUTH: _("a yes or no"),
}
FACTS: dict[str, str | Promise] = {
    **FIELDS,
    **ON_DOCUMENTS_ONLY,
    "rate": _("the rate that was found or entered"),
    "base": _("the usual base"),
    "value": _("the usual value: rate × base, with its sign"),
    "quantity": _("quantity in the item’s unit"),
    "base_quantity": _("quantity in the base unit"),
    "gross_weight": _("gross weight of the item, kg"),
    "net_weight": _("net weight of the item, kg"),
    "volume": _("volume of the item, litres"),
    "duration": _("duration, in its own unit"),
    "cost": _("cost of the item, in the document’s currency"),
    "days_to_delivery": _("days from the pricing date to the delivery date wanted"),
    "value_so_far": _("the item’s value after the steps before"),
    "document_items": _("number of items that count"),
    "document_gross_weight": _("gross weight of all items that count, kg"),
    "document_net_weight": _("net weight of all items that count, kg"),
    "document_volume": _("volume of all items that count, litres"),
    "document_value": _("value of all items that count after the steps before"),
    "pricing_year": _("year of the pricing date"),
    "pricing_month": _("month of the pricing date, 1 to 12"),
    "pricing_day": _("day of the month of the pricing date"),
    "pricing_weekday": _("weekday of the pricing date: 1 is Monday"),
    "unit": _("unit of the item"),
    "base_unit": _("base unit of the product"),
    "duration_unit": _("unit of the duration: DAY, WEE, MON, ANN"),
    "currency": _("currency of the document"),
    "document_type": _("document type: IN, QT, OR"),
    "is_free": _("whether the item is free of charge"),
    "is_return": _("whether the quantity is negative"),
}
FUNCTIONS: list[tuple[str, Promise]] = [
    ("a + b; a - b; a * b; a / b", _("exact; a division has 28 digits")),
    ("a == b; a != b; a < b; a <= b", _("compares; texts stand in quotation marks and are equal or not")),
    ('customer_group in ("01", "02")', _("one of several")),
    ("a and b; a or b; not a", _("joins what is so or not")),
    ("a if b else c", _("a where b is so, else c")),
    ("min(a, b); max(a, b); abs(a)", _("the smallest, the largest, without the sign")),
    ("round(a, 2); floor(a); ceiling(a)", _("rounded half up; down, up to a whole number; digits −2 means hundreds")),
    ("step(100)", _("what an earlier step came to")),
    ("steps(110, 199)", _("what counts between two earlier steps")),
    ("is_known(cost)", _("whether a number is known, a text not blank")),
]
# Code of a finding → why, and what to do about it.
OF_FORMULAS: dict[str, tuple[Promise, Promise]] = {
    "formula_blank": (_("It says nothing"), _("Write an expression, such as quantity * rate")),
    "formula_too_long": (
        _("It is longer than %(detail)s characters"),
        _("Divide it: one formula for the base, one for the value"),
    ),
    "formula_too_deep": (_("It is nested too deeply"), _("Write it with fewer parentheses")),
    "formula_not_written_so": (
        _("It cannot be read from here on"),
        _("Look for a missing operator, quotation mark or parenthesis; equality is =="),
    ),
    "formula_not_allowed": (
        _("“%(detail)s” is nothing a formula may use"),
        _("Use facts, numbers, texts, + - * / ( ), comparisons, and, or, not, if else, and the functions listed"),
    ),
    "formula_unknown_name": (
        _("There is no fact “%(detail)s”"),
        _("Name a fact of the list; the nearest is “%(other)s”"),
    ),
    "formula_unknown_function": (
        _("There is no function “%(detail)s”"),
        _("Use a function of the list; the nearest is “%(other)s”"),
    ),
    "formula_bad_number": (
        _("“%(detail)s” is no number a formula may have"),
        _("Write digits with a point, at most 15 before and 10 behind it"),
    ),
    "formula_text_too_long": (_("A text is longer than %(detail)s characters"), _("Shorten it")),
    "formula_wrong_kind": (
        _("Here stands %(other)s, where %(detail)s is needed"),
        _("Texts stand in quotation marks, numbers do not; compare to come to a yes or no"),
    ),
    "formula_wrong_result": (
        _("It comes to %(other)s, where %(detail)s is needed"),
        _("A base or value comes to a number; a requirement is a comparison"),
    ),
    "formula_wrong_arguments": (_("This is not written so"), _("Write it like this: %(detail)s")),
    "formula_literal_zero": (_("It divides by zero"), _("Divide by something else")),
    "formula_of_other_purpose": (
        _("Formula %(detail)s is meant for something else"),
        _("Name one for a requirement, a base or a value, as the place asks"),
    ),
    "formula_without_effect": (
        _("Formula %(detail)s would do nothing here: taxes, limits, rounding, costs, subtotals come about otherwise"),
        _("Take it from this step"),
    ),
    "base_without_effect": (
        _("Formula %(detail)s does nothing for interval scales, nor for fixed amounts that are not spread"),
        _("Let the condition type have another scale or calculation, or take it from this step"),
    ),
    "formula_reads_later": (
        _("Formula %(detail)s reads step %(other)s (column %(column)s), which is this one or comes later: a circle"),
        _("Read an earlier step, or move this one behind it"),
    ),
    "formula_reads_no_step": (
        _("Formula %(detail)s reads step %(other)s (column %(column)s), which this procedure does not have"),
        _("Read a step that exists"),
    ),
    "access_reads_price": (
        _("Requirement %(detail)s reads what steps came to, which an access cannot know"),
        _("Ask for it in the step"),
    ),
}


FAILURES: dict[str, Promise] = {
    "divides_by_zero": _("It has no answer: it divides by zero here (column %(column)s)"),
    "fact_blank": _("It has no answer: it asks for “%(fact)s”, which is not known here (column %(column)s)"),
    "out_of_bounds": _("It has no answer: what it comes to is too large"),
}


def failure_words(failed: Fails) -> str:
    """Why a formula that is tried has no answer."""
    return str(FAILURES[failed.code]) % {"column": failed.column, "fact": fact_word(failed.fact)}


def fact_word(name: str) -> str:
    """A fact in words; its name where there are none: step(100)."""
    return field_word(name) if is_fact(name) else str(FACTS.get(name, name))


def part_word(detail: str) -> str:
    """What a finding names: a kind in words, anything else as it is."""
    return str(KINDS.get(detail, detail))


def facts_in_words(purpose: Purpose) -> list[tuple[str, str, str]]:
    """The facts that formulas of a purpose may use: name, words, kind."""
    return told(list(facts_for(purpose).values()))


def told(facts: Sequence[Fact]) -> list[tuple[str, str, str]]:
    """Facts with their words and kinds."""
    return [(fact.name, fact_word(fact.name), part_word(fact.kind)) for fact in facts]


def every_fact(own: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The facts of all purposes together, each once; `own` are declared attributes with their names."""
    purposes = (Purpose.VALUE, Purpose.BASE, Purpose.REQUIREMENT)
    return list({row[0]: row for purpose in purposes for row in facts_in_words(purpose)}.values()) + [
        (name, words, part_word(Kind.TEXT)) for name, words in own.items()
    ]
