"""What people type about products: shape only; services decide."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from prosfora.catalog.models import Product, ProductLink
from prosfora.catalog.rules.facts import ProductData, TextData, UnitData, plain
from prosfora.catalog.rules.units import UNITS
from prosfora.company.models import Plant, SalesArea
from prosfora.company.queries.attributes import attributes_in_words
from prosfora.kit.errors import Refused
from prosfora.kit.writing import language
from prosfora.values.numbers import NotANumber, parse_decimal

TAX_CLASSES = [
    ("1", _("full")), ("2", _("reduced")), ("3", _("super-reduced")), ("4", _("full, on islands too")),
    ("0", _("none")),
]  # fmt: skip
DAY = {"type": "date"}


class AmountField(forms.Field):
    """A number in the notation of the reader's language."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "maxlength": "40"}), **options)

    def to_python(self, value: Any) -> Any:
        """The Decimal typed, None for nothing."""
        if not str(value or "").strip():
            return None
        try:
            return parse_decimal(str(value), decimal_comma=language() == "el")
        except NotANumber:
            raise forms.ValidationError(_("“%(text)s” is not a number"), params={"text": str(value)[:40]}) from None

    def prepare_value(self, value: Any) -> Any:
        """A stored amount as the reader writes it."""
        text = plain(value) if isinstance(value, Decimal) else value
        return text.replace(".", ",") if isinstance(value, Decimal) and language() == "el" else text


class DayField(forms.DateField):
    """A calendar day, picked or typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **options)


def unit_choices() -> list[tuple[str, str]]:
    """Every unit by its name in the reader's language."""
    named = [(unit.code, f"{unit.name(language())} ({unit.code})") for unit in UNITS.values()]
    return sorted(named, key=lambda choice: choice[1])


def show_problems(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal's sentences on the fields they belong to, the others above the form."""
    if not refusal.problems:
        form.add_error(None, refusal.message)
    for field, sentences in refusal.problems.items():
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, sentence)


class ProductForm(forms.Form):
    """The facts of a product; cost only for those who may see it."""

    name = forms.CharField(label=_("Text"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Product._meta.get_field("kind").choices or ())
    status = forms.ChoiceField(label=_("Status"), choices=Product._meta.get_field("status").choices or ())
    base_unit = forms.ChoiceField(label=_("Base unit"), choices=unit_choices)
    sales_unit = forms.ChoiceField(
        label=_("Sales unit"), choices=lambda: [("", _("base unit")), *unit_choices()], required=False
    )
    group = forms.CharField(label=_("Product group"), max_length=9, required=False)
    pricing_group = forms.CharField(label=_("Pricing group"), max_length=2, required=False)
    hierarchy = forms.CharField(label=_("Product hierarchy"), max_length=18, required=False)
    tax_class = forms.ChoiceField(label=_("Tax classification"), choices=TAX_CLASSES)
    attributes = forms.CharField(label=_("Attributes"), max_length=240, required=False)
    gtin = forms.CharField(label=_("GTIN"), max_length=14, required=False)
    cost = AmountField(label=_("Cost per base unit"), required=False)
    cost_currency = forms.CharField(label=_("Currency of the cost"), max_length=3, min_length=3)
    gross_weight = AmountField(label=_("Gross weight (kg)"), required=False)
    net_weight = AmountField(label=_("Net weight (kg)"), required=False)
    volume = AmountField(label=_("Volume (l)"), required=False)
    minimum_quantity = AmountField(label=_("Minimum order quantity"), required=False, help_text=_("In base units"))
    rounding_quantity = AmountField(label=_("Rounding quantity"), required=False, help_text=_("In base units"))
    whole_units_only = forms.BooleanField(label=_("Whole units only"), required=False)
    lead_time_days = forms.IntegerField(
        label=_("Replenishment lead time"), min_value=0, max_value=999,
        help_text=_("Working days until goods that are not in sight are there; 0: at once"),
    )  # fmt: skip
    item_category_group = forms.CharField(
        label=_("Item category group"), max_length=4,
        help_text=_("NORM; ERLA: a bundle priced as a whole; LUMF: a bundle priced by its parts"),
    )  # fmt: skip
    sold_from = DayField(label=_("Sold from"), required=False)
    sold_until = DayField(label=_("Sold until"), required=False)
    areas = forms.ModelMultipleChoiceField(
        label=_("Only in these sales areas"), queryset=SalesArea.objects.order_by("code"), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("None chosen: in all"),
    )  # fmt: skip

    def __init__(self, *args: Any, sees_cost: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = attributes_in_words("product") or _("none is declared")
        self.fields["attributes"].help_text = str(_("Code=value, parted by commas. Declared: %(known)s")) % {
            "known": known
        }
        if not sees_cost:
            del self.fields["cost"], self.fields["cost_currency"]

    def data_typed(
        self, units: tuple[UnitData, ...], texts: tuple[TextData, ...], before: ProductData | None = None
    ) -> ProductData:
        """What was typed, as facts; a cost that was not shown stays as it was."""
        typed: dict[str, Any] = dict(self.cleaned_data)
        typed |= {name: Decimal(0) for name in _ZERO if typed[name] is None}
        typed["areas"] = tuple(area.code for area in typed["areas"])
        hidden = {} if before is None else {"cost": before.cost, "cost_currency": before.cost_currency}
        return ProductData(**{**hidden, **typed, "units": units, "texts": texts})

    @staticmethod
    def initial_of(data: ProductData) -> dict[str, Any]:
        """The form's fields from stored facts."""
        return {name: getattr(data, name) for name in ProductForm.base_fields}


_ZERO = {"gross_weight", "net_weight", "volume", "minimum_quantity", "rounding_quantity"}


class NewProductForm(ProductForm):
    """The same for a new product, with a number where one is given."""

    number = forms.CharField(
        label=_("Product number"), max_length=40, required=False, help_text=_("Blank: the next of the number range")
    )
    field_order = ("number",)


class UnitForm(forms.Form):
    """One sales unit."""

    unit = forms.ChoiceField(label=_("Unit"), choices=lambda: [("", "-"), *unit_choices()], required=False)
    numerator = forms.IntegerField(label=_("Base units"), min_value=1, max_value=2**31 - 1, required=False)
    denominator = forms.IntegerField(
        label=_("Equal to this many sales units"), min_value=1, max_value=2**31 - 1, required=False, initial=1
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("unit") and not typed.get("numerator") and not self.errors:
            self.add_error("numerator", _("Say how many base units this is equal to"))
        return typed


class TextForm(forms.Form):
    """Name and sales text in one language."""

    language = forms.ChoiceField(label=_("Language"), choices=[("", "-"), *settings.LANGUAGES], required=False)
    name = forms.CharField(label=_("Text"), max_length=200, required=False)
    sales_text = forms.CharField(
        label=_("Sales text"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial.get("language")
        if kept and kept not in dict(settings.LANGUAGES):  # a language that came with an import
            field = self.fields["language"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "-"), *settings.LANGUAGES, (kept, kept)]


UnitForms = forms.formset_factory(UnitForm, extra=2, max_num=30, absolute_max=30)
TextForms = forms.formset_factory(TextForm, extra=1, max_num=30, absolute_max=30)


def typed_units(forms_typed: "forms.BaseFormSet[UnitForm]") -> tuple[UnitData, ...]:
    """The units of a valid formset that were filled in."""
    rows = [form.cleaned_data for form in forms_typed.forms if form.cleaned_data.get("unit")]
    return tuple(UnitData(row["unit"], row["numerator"], row["denominator"] or 1) for row in rows)


def typed_texts(forms_typed: "forms.BaseFormSet[TextForm]") -> tuple[TextData, ...]:
    """The texts of a valid formset that were filled in."""
    rows = [form.cleaned_data for form in forms_typed.forms if form.cleaned_data.get("language")]
    return tuple(TextData(row["language"], row["name"], row["sales_text"]) for row in rows)


class PlantChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A plant, the usual one chosen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Plant.objects.order_by("code"), label=_("Plant"), empty_label=None, **options)


class QuestionForm(forms.Form):
    """A question about availability."""

    quantity = AmountField(label=_("Quantity"))
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    day = DayField(label=_("Wanted on"), required=False)
    plant = forms.CharField(label=_("Plant"), max_length=4, required=False)


class StockForm(forms.Form):
    """What lies in a plant."""

    plant = PlantChoice()
    quantity = AmountField(label=_("Stock"))
    safety_stock = AmountField(label=_("Safety stock"), required=False)


class ReceiptForm(forms.Form):
    """A quantity expected."""

    plant = PlantChoice()
    day = DayField(label=_("Expected on"))
    quantity = AmountField(label=_("Quantity"))
    reference = forms.CharField(label=_("Reference"), max_length=40, required=False)


class LinkForm(forms.Form):
    """Another product that goes with this one or takes its place."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ProductLink._meta.get_field("kind").choices or ())
    other = forms.CharField(label=_("Other product"), max_length=40)


class ComponentForm(forms.Form):
    """A part of a bundle."""

    part = forms.CharField(label=_("Part"), max_length=40)
    quantity = AmountField(label=_("Quantity for one base unit"))
    unit = forms.ChoiceField(label=_("Unit"), choices=lambda: [("", _("base unit")), *unit_choices()], required=False)


class CustomerNumberForm(forms.Form):
    """A customer's own number."""

    customer = forms.CharField(label=_("Customer"), max_length=10)
    number = forms.CharField(label=_("Customer's product number"), max_length=40)
