"""Shape of what people type about formulas: the formula, where it is tried, the facts it is tried with."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prosfora.pricing.forms.conditions import TypedNumber
from prosfora.pricing.forms.set_up import CodeField, Lines
from prosfora.pricing.models import PURPOSES
from prosfora.pricing.queries.trying import Place
from prosfora.pricing.rules.expressions import Fact, Formula, Kind
from prosfora.pricing.rules.expressions.facts import Value
from prosfora.pricing.rules.expressions.reading import MOST_CHARACTERS
from prosfora.pricing.rules.measures import RESULT_MOST
from prosfora.pricing.rules.settings import FormulaSetting
from prosfora.pricing.telling_formulas import fact_word


class FormulaForm(forms.Form):
    """A formula."""

    code = CodeField(label=_("Code"), max_length=10)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    name_el = forms.CharField(label=_("Name in Greek"), max_length=80)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=PURPOSES)
    expression = forms.CharField(
        label=_("Expression"), max_length=MOST_CHARACTERS,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false", "autocapitalize": "off", "class": "code"}),
        help_text=_("Facts, numbers with a point, texts in quotation marks; what there is stands below."),
    )  # fmt: skip

    def setting(self, _lines: Lines) -> FormulaSetting:
        """What was typed."""
        return FormulaSetting(**self.cleaned_data)


class PlaceForm(forms.Form):
    """Where a formula is tried: on an item of a document, before a step."""

    document = forms.CharField(label=_("Document"), max_length=20, required=False)
    item = forms.IntegerField(label=_("Item"), min_value=1, max_value=999_999, required=False)
    step = forms.IntegerField(
        label=_("Before step"), min_value=1, max_value=999, required=False, help_text=_("Blank: after the last one")
    )

    @property
    def place(self) -> Place | None:
        """What was typed; None without a document."""
        given = self.cleaned_data
        number = given["document"].strip()
        return Place(number, given["item"] or 10, given["step"] or 0) if number else None


class FactsForm(forms.Form):
    """The facts that a formula reads, each to be said instead of found."""

    def __init__(self, formula: Formula, data: Any) -> None:
        super().__init__(data, prefix="fact")
        self.formula = formula
        for fact in formula.reads:
            self.fields[fact.name] = _field(fact)

    @property
    def given(self) -> Mapping[str, Value]:
        """What was typed; blanks are left to be found."""
        return {name: self._value(name) for name in self.fields if self.cleaned_data[name] not in (None, "")}

    def _value(self, name: str) -> Value:
        value: str | Decimal = self.cleaned_data[name]
        kinds = {fact.name: fact.kind for fact in self.formula.reads}
        return value == "yes" if kinds[name] == Kind.TRUTH else value


def _field(fact: Fact) -> forms.Field:
    label = fact.name
    words = fact_word(fact.name)
    help_text = "" if words == label else words
    if fact.kind == Kind.NUMBER:
        return TypedNumber(most=RESULT_MOST, label=label, required=False, help_text=help_text)
    if fact.kind == Kind.TEXT:
        return forms.CharField(label=label, max_length=80, required=False, help_text=help_text)
    choices = [("", "–"), ("yes", _("yes")), ("no", _("no"))]
    return forms.ChoiceField(label=label, choices=choices, required=False, help_text=help_text)
