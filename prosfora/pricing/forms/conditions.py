"""Shape of what people type about prices."""

import datetime as dt
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.company.models import SalesArea
from prosfora.company.queries.attributes import attribute_facts
from prosfora.kit.errors import Refused
from prosfora.kit.templatetags.kit import plain
from prosfora.kit.widgets import TypeToFind
from prosfora.kit.writing import language
from prosfora.pricing.models import FOREVER, STATUSES, ConditionRecord, ConditionType, PricingProcedure
from prosfora.pricing.queries.records import ConditionFilter, terms_of
from prosfora.pricing.rules.hits import PERCENTAGES
from prosfora.pricing.rules.keys import AVAILABLE, is_available
from prosfora.pricing.rules.limits import AMOUNT_MOST, QUANTITY_MOST
from prosfora.pricing.rules.terms import TermChanges
from prosfora.values.numbers import NotANumber, parse_decimal

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

STATUS_WORDS = dict(STATUSES)
KEY_FIELDS = ("product", "customer", "price_list", "price_group", "customer_group", "pricing_group")


class NotReadable(Refused):
    """A line of a scale or key cannot be read."""


class TypedNumber(forms.CharField):
    """A number in the reader's own notation, within the limits of the tables."""

    def __init__(self, *, most: Decimal, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        """A stored number as the reader types it."""
        return plain(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        """The Decimal, or a sentence that says what is wrong."""
        if isinstance(value, Decimal):  # of a field that cannot be changed
            return value
        text = super().clean(value)
        if not text:
            return None
        try:
            number = parse_decimal(text, decimal_comma=language() == "el")
        except NotANumber:
            raise forms.ValidationError(_("“%(text)s” is not a number") % {"text": text[:40]}) from None
        if abs(number) > self.most:
            raise forms.ValidationError(_("This number is too large"))
        return number


def _limit(label: Any) -> TypedNumber:
    return TypedNumber(
        most=AMOUNT_MOST, label=label, required=False, help_text=gettext_lazy("of what may be typed on a document")
    )


def _scale_unit() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Unit of the scale"), max_length=3, required=False,
        help_text=gettext_lazy("Blank: the product’s base unit, kilograms, litres or the document’s currency"),
    )  # fmt: skip


def _on_request() -> forms.BooleanField:
    return forms.BooleanField(
        label=gettext_lazy("Price on request"), required=False,
        help_text=gettext_lazy("Instead of an amount: a seller names the price on each document"),
    )  # fmt: skip


def _draft() -> forms.BooleanField:
    return forms.BooleanField(
        label=gettext_lazy("As a draft"), required=False,
        help_text=gettext_lazy("Prices no document before somebody releases it"),
    )  # fmt: skip


class AmountForm(forms.Form):
    """An amount, or that the price is on request."""

    def clean(self) -> dict[str, Any]:
        """One of the two must be said."""
        given: dict[str, Any] = self.cleaned_data
        if given.get("amount") is None and not given.get("on_request") and "amount" not in self.errors:
            self.add_error("amount", _("State an amount, or that the price is on request"))
        return given


class FilterForm(forms.Form):
    """What the list of prices can be narrowed by."""

    q = forms.CharField(label=gettext_lazy("Product, customer or group"), required=False, max_length=100)
    condition_type = forms.CharField(label=gettext_lazy("Condition type"), required=False, max_length=4)
    valid_on = forms.DateField(label=gettext_lazy("Valid on"), required=False, widget=DAY)

    @property
    def wanted(self) -> ConditionFilter:
        """What could be read of it."""
        self.is_valid()
        given = self.cleaned_data
        return ConditionFilter(
            given.get("q", ""), given.get("condition_type", ""), given.get("valid_on"), status=given.get("status", "")
        )


class DraftFilterForm(FilterForm):
    """The same for who may see drafts."""

    status = forms.ChoiceField(
        label=gettext_lazy("Status"), required=False,
        choices=[("", gettext_lazy("all")), ("released", STATUS_WORDS["released"]), ("draft", STATUS_WORDS["draft"])],
    )  # fmt: skip


class ConditionForm(AmountForm):
    """VK11: a new price element. The usual facts of a key have fields; rarer ones are typed, one a line."""

    condition_type = forms.ModelChoiceField(
        ConditionType.objects.exclude(sequence=None).order_by("code"),
        label=gettext_lazy("Condition type"),
        empty_label=None,
    )
    product = forms.CharField(
        label=gettext_lazy("Product"), required=False, max_length=40, widget=TypeToFind("/products/options")
    )
    customer = forms.CharField(
        label=gettext_lazy("Customer"), required=False, max_length=10, widget=TypeToFind("/parties/options")
    )
    price_list = forms.CharField(label=gettext_lazy("Price list"), required=False, max_length=10)
    price_group = forms.CharField(label=gettext_lazy("Price group"), required=False, max_length=10)
    customer_group = forms.CharField(label=gettext_lazy("Customer group"), required=False, max_length=10)
    pricing_group = forms.CharField(label=gettext_lazy("Pricing group"), required=False, max_length=10)
    amount = TypedNumber(most=AMOUNT_MOST, label=gettext_lazy("Amount or per cent"), required=False)
    on_request = _on_request()
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, required=False, initial="EUR")
    per = TypedNumber(most=QUANTITY_MOST, label=gettext_lazy("Per"), required=False, initial="1")
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=3, required=False, initial="PCE")
    key = forms.CharField(
        label=gettext_lazy("Further facts of the key"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=400,
        help_text=gettext_lazy("One fact a line, as incoterms=DAP"),
    )
    scales = forms.CharField(
        label=gettext_lazy("Scale"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("One level a line: from which quantity, a blank, the amount"),
    )
    scale_unit = _scale_unit()
    lower_limit, upper_limit = _limit(gettext_lazy("Lower limit")), _limit(gettext_lazy("Upper limit"))
    promotion = forms.CharField(
        label=gettext_lazy("Promotion"), required=False, max_length=10,
        help_text=gettext_lazy("Its days, coupons and budget then limit the price"),
    )  # fmt: skip
    sales_area = forms.ModelChoiceField(
        SalesArea.objects.order_by("code"),
        label=gettext_lazy("Sales area"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), widget=DAY)
    valid_to = forms.DateField(label=gettext_lazy("Valid to"), required=False, widget=DAY)
    draft = _draft()

    @property
    def facts(self) -> dict[str, Any]:
        """The keyword arguments of create_condition. Raises NotReadable."""
        given = self.cleaned_data
        return {
            "condition_type": given["condition_type"].code,
            "key": {name: given[name] for name in KEY_FIELDS if given[name]} | typed_key(given["key"]),
            "amount": given["amount"] or Decimal(0),
            "on_request": given["on_request"],
            "currency": "" if given["condition_type"].calculation in PERCENTAGES else given["currency"].upper(),
            "per": given["per"] or Decimal(1),
            "unit": given["unit"].upper(),
            "scales": typed_scales(given["scales"]),
            "scale_unit": given["scale_unit"].upper(),
            "lower_limit": given["lower_limit"],
            "upper_limit": given["upper_limit"],
            "promotion": given["promotion"],
            "sales_area": given["sales_area"].pk if given["sales_area"] else None,
            "valid_from": given["valid_from"],
            "valid_to": given["valid_to"] or FOREVER,
            "draft": given["draft"],
        }


class TermsForm(AmountForm):
    """What a price says beside its key."""

    amount = TypedNumber(most=AMOUNT_MOST, label=gettext_lazy("Amount or per cent"), required=False)
    on_request = _on_request()
    scales = forms.CharField(
        label=gettext_lazy("Scale"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=2000
    )
    scale_unit = _scale_unit()
    lower_limit, upper_limit = _limit(gettext_lazy("Lower limit")), _limit(gettext_lazy("Upper limit"))

    @classmethod
    def of(cls, record: ConditionRecord, day: dt.date) -> Self:
        """The form with what holds now."""
        lines = "\n".join(f"{plain(start)} {plain(rate)}" for start, rate in terms_of(record).scales)
        kept = {name: getattr(record, name) for name in ("on_request", "scale_unit", "lower_limit", "upper_limit")}
        kept["amount"] = None if record.on_request else record.amount
        return cls(initial={**kept, "scales": lines, **cls.days(record, day)})

    @classmethod
    def days(cls, record: ConditionRecord, day: dt.date) -> dict[str, dt.date | None]:
        """Which days are proposed: the record's own."""
        return {"valid_from": record.valid_from, "valid_to": record.valid_to if record.has_end else None}

    @property
    def changes(self) -> TermChanges:
        """The terms that hold from then on. Raises NotReadable."""
        given = self.cleaned_data
        return {
            "amount": given["amount"] or Decimal(0),
            "on_request": given["on_request"],
            "scales": tuple(typed_scales(given["scales"])),
            "scale_unit": given["scale_unit"].upper(),
            "lower_limit": given["lower_limit"],
            "upper_limit": given["upper_limit"],
        }


class ChangeForm(TermsForm):
    """VK12: another amount from a day on."""

    valid_from = forms.DateField(label=gettext_lazy("From this day on"), widget=DAY)
    draft = _draft()

    @classmethod
    def days(cls, record: ConditionRecord, day: dt.date) -> dict[str, dt.date | None]:
        """From today on, or from the record's first day where that lies ahead."""
        return {"valid_from": max(day, record.valid_from)}

    @property
    def period(self) -> dict[str, Any]:
        """The keyword arguments of change_condition that say when, and whether at once."""
        return {"valid_from": self.cleaned_data["valid_from"], "draft": self.cleaned_data["draft"]}


class DraftForm(TermsForm):
    """VK12 of a draft: edited in place, its period too."""

    valid_from = forms.DateField(label=gettext_lazy("Valid from"), widget=DAY)
    valid_to = forms.DateField(label=gettext_lazy("Valid to"), required=False, widget=DAY)

    @property
    def period(self) -> dict[str, Any]:
        """The keyword arguments of change_condition that say when."""
        given = self.cleaned_data
        return {"valid_from": given["valid_from"], "valid_to": given["valid_to"] or FOREVER}


class SimulationForm(forms.Form):
    """What would it cost?"""

    customer = forms.CharField(
        label=gettext_lazy("Customer number"), required=False, max_length=10, widget=TypeToFind("/parties/options")
    )
    product = forms.CharField(
        label=gettext_lazy("Product number"), max_length=40, widget=TypeToFind("/products/options")
    )
    quantity = TypedNumber(most=QUANTITY_MOST, label=gettext_lazy("Quantity"), initial="1")
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=3)
    date = forms.DateField(label=gettext_lazy("Pricing date"), required=False, widget=DAY)
    unit_price = TypedNumber(most=AMOUNT_MOST, label=gettext_lazy("Price per unit to reach"), required=False)
    procedure = forms.ModelChoiceField(
        PricingProcedure.objects.order_by("code"),
        label=gettext_lazy("Procedure"),
        required=False,
        empty_label=gettext_lazy("the one that documents find"),
    )


class DraftSimulationForm(SimulationForm):
    """The same for who may see drafts."""

    drafts = forms.BooleanField(
        label=gettext_lazy("With drafts"), required=False,
        help_text=gettext_lazy("As if every draft were released"),
    )  # fmt: skip


class TargetForm(forms.Form):
    """What would have to change?"""

    unit_price = TypedNumber(most=AMOUNT_MOST, label=gettext_lazy("Price per unit to reach"))


class DistanceSalesForm(forms.Form):
    """The one-stop shop: since when."""

    since = forms.DateField(
        label=gettext_lazy("From this day on"),
        widget=DAY,
        help_text=gettext_lazy(
            "Consumers in other EU countries then pay the VAT of their own country: the standard rates are recorded, "
            "the Greek ones end the day before. Record reduced rates of a country yourself."
        ),
    )


def typed_key(text: str) -> dict[str, str]:
    """The key as facts. Raises NotReadable."""
    key, own = {}, attribute_facts()
    for line in text.splitlines():
        if line.strip():
            name, equals, value = line.partition("=")
            if not equals or not is_available(name.strip(), own):
                known = ", ".join([*AVAILABLE, *own])
                raise NotReadable(_("“%(line)s” names none of: %(known)s") % {"line": line[:60], "known": known}, "key")
            key[name.strip()] = value.strip()
    return key


def typed_scales(text: str) -> list[tuple[Decimal, Decimal]]:
    """The levels of a scale. Raises NotReadable."""
    levels = []
    for line in text.splitlines():
        words = line.split()
        if not words:
            continue
        try:
            start, rate = (parse_decimal(word, decimal_comma=language() == "el") for word in words)
        except (NotANumber, ValueError):
            raise NotReadable(
                _("“%(line)s” is no scale level: write quantity and amount") % {"line": line[:60]}, "scales"
            ) from None
        levels.append((start, rate))
    return levels
