"""What a net price list is narrowed to."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from prosfora.kit.widgets import TypeToFind
from prosfora.pricelists.queries.net_prices import NetPriceQuestion
from prosfora.pricelists.selections import selections
from prosfora.pricing.forms import DAY


class NetPriceFilters(forms.Form):
    """The filters above the list; the customer comes first, since there is no list without him."""

    customer = forms.CharField(
        label=_("Customer"), required=False, max_length=10, widget=TypeToFind("/parties/options")
    )
    q = forms.CharField(label=_("Search"), max_length=200, required=False)
    group = forms.CharField(label=_("Product group"), max_length=9, required=False)
    selection = forms.ChoiceField(label=_("Products"), required=False)
    date = forms.DateField(label=_("Pricing date"), required=False, widget=DAY)
    sales_area = forms.CharField(label=_("Sales area"), max_length=12, required=False)
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        choices = [("", _("all")), *((one.name, one.label) for one in selections().values())]
        self.fields["selection"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def asked(self, today: dt.date) -> NetPriceQuestion:
        """The question; what is not valid narrows nothing."""
        self.is_valid()
        typed = self.cleaned_data
        return NetPriceQuestion(
            customer=typed.get("customer", "").strip(),
            day=typed.get("date") or today,
            sales_area=typed.get("sales_area", "").upper(),
            currency=typed.get("currency", "").upper(),
            q=typed.get("q", ""),
            group=typed.get("group", "").upper(),
            selection=typed.get("selection", ""),
        )
