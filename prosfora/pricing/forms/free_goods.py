"""Shape of what people type about free goods."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from prosfora.company.models import SalesArea
from prosfora.kit.widgets import TypeToFind
from prosfora.pricing.forms.conditions import DAY, KEY_FIELDS, TypedNumber, typed_key
from prosfora.pricing.models import COUNTINGS, FOREVER, FreeGoodsRecord
from prosfora.pricing.rules.limits import QUANTITY_MOST
from prosfora.pricing.services import FreeGoodsTerms

TERMS = tuple(FreeGoodsTerms.__slots__)


class FreeGoodsFilterForm(forms.Form):
    """What the list of free goods can be narrowed by."""

    q = forms.CharField(label=gettext_lazy("Product, customer or group"), required=False, max_length=100)
    valid_on = forms.DateField(label=gettext_lazy("Valid on"), required=False, widget=DAY)


class _Terms(forms.Form):
    """How much is given for how much."""

    per = TypedNumber(most=QUANTITY_MOST, label=gettext_lazy("Per quantity ordered"))
    free = TypedNumber(most=QUANTITY_MOST, label=gettext_lazy("Given for nothing"))
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=3, initial="PCE")
    least = TypedNumber(
        most=QUANTITY_MOST, label=gettext_lazy("From quantity"), required=False,
        help_text=gettext_lazy("Blank: from the first one on"),
    )  # fmt: skip
    counting = forms.ChoiceField(label=gettext_lazy("Counting"), choices=COUNTINGS, initial="per_unit")
    is_inclusive = forms.BooleanField(
        label=gettext_lazy("Out of what is ordered"), required=False,
        help_text=gettext_lazy("Of 11 ordered 10 are charged; otherwise the free ones come on top"),
    )  # fmt: skip
    product_given = forms.CharField(
        label=gettext_lazy("Product given"), required=False, max_length=40, widget=TypeToFind("/products/options"),
        help_text=gettext_lazy("Blank: the product ordered"),
    )  # fmt: skip
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), widget=DAY)
    valid_to = forms.DateField(label=gettext_lazy("Valid to"), required=False, widget=DAY)

    @property
    def terms(self) -> dict[str, Any]:
        """What both verbs take."""
        given = self.cleaned_data
        facts = {name: given[name] for name in TERMS}
        facts |= {"least": given["least"] or Decimal(0), "unit": given["unit"].strip().upper()}
        return {"terms": FreeGoodsTerms(**facts), "valid_from": given["valid_from"]}


class FreeGoodsForm(_Terms):
    """VBN1: new free goods. The usual facts of a key have fields; rarer ones are typed, one a line."""

    product = forms.CharField(
        label=gettext_lazy("Product"), required=False, max_length=40, widget=TypeToFind("/products/options")
    )
    customer = forms.CharField(
        label=gettext_lazy("Customer"), required=False, max_length=10, widget=TypeToFind("/parties/options")
    )
    price_list = forms.CharField(label=gettext_lazy("Price list"), required=False, max_length=10)
    price_group = forms.CharField(label=gettext_lazy("Price group"), required=False, max_length=10)
    customer_group = forms.CharField(label=gettext_lazy("Customer group"), required=False, max_length=10)
    key = forms.CharField(
        label=gettext_lazy("Further facts of the key"), widget=forms.Textarea(attrs={"rows": 2}), required=False,
        max_length=400, help_text=gettext_lazy("One fact a line, as product_group=BOLTS or campaign=SPRING"),
    )  # fmt: skip
    sales_area = forms.ModelChoiceField(
        SalesArea.objects.order_by("code"),
        label=gettext_lazy("Sales area"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    field_order = ("product", "customer", "price_list", "price_group", "customer_group", "key", "sales_area")

    @property
    def facts(self) -> dict[str, Any]:
        """The keyword arguments of create_free_goods. Raises NotReadable."""
        given = self.cleaned_data
        key = {name: given[name] for name in KEY_FIELDS if given.get(name)}
        return {
            **self.terms,
            "key": key | typed_key(given["key"]),
            "sales_area": given["sales_area"].pk if given["sales_area"] else None,
            "valid_to": given["valid_to"] or FOREVER,
        }


class ChangeFreeGoodsForm(_Terms):
    """VBN2: other terms from a day on."""

    field_order = ("valid_from", "valid_to")

    @classmethod
    def of(cls, record: FreeGoodsRecord, day: dt.date) -> "ChangeFreeGoodsForm":
        """The form with what holds now."""
        kept = {name: getattr(record, name) for name in TERMS}
        last = None if record.valid_to >= FOREVER else record.valid_to
        return cls(initial={**kept, "valid_from": max(day, record.valid_from), "valid_to": last})

    @property
    def changes(self) -> dict[str, Any]:
        """The keyword arguments of change_free_goods."""
        return {**self.terms, "valid_to": self.cleaned_data["valid_to"]}
