"""Shape of what people type about changes of many prices."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prosfora.company.models import SalesArea
from prosfora.kit.widgets import TypeToFind
from prosfora.pricelists.queries import Selection
from prosfora.pricelists.rules.adjustment import Adjustment, Rounding
from prosfora.pricelists.rules.statuses import Outcome
from prosfora.pricelists.services import Target
from prosfora.pricelists.telling import OUTCOMES, WAYS
from prosfora.pricing.forms import DAY, TypedNumber
from prosfora.pricing.models import ConditionType
from prosfora.pricing.rules.limits import AMOUNT_MOST
from prosfora.pricing.telling import FIELDS

KEY_PARTS = ("product", "customer", "price_list", "customer_group", "price_group")
OF_PRODUCT = ("product_group", "pricing_group", "hierarchy")
METHODS = [("percent", _("per cent")), ("amount", _("amount more or less")), ("replace", _("set to this amount"))]
STEPS = [("", _("to the cent")), *((step, step) for step in ("0.05", "0.10", "0.50", "1", "5", "10"))]
ENDINGS = [("0", _("any")), *((ending, ending) for ending in ("0.50", "0.90", "0.95", "0.99"))]
SOURCES = [(name, FIELDS[name]) for name in ("price_list", "customer", "customer_group", "price_group", "product")]
GROUPS = {
    _("Which prices"): ("title", "condition_type", "sales_area", "valid_on", *KEY_PARTS, *OF_PRODUCT, "currency"),
    _("What changes"): ("method", "value", "step", "ending", "way", "limits"),
    _("From when"): ("valid_from", "valid_to"),
    _("Copy as another list"): ("source", "target", "target_value"),
}


class ProposalForm(forms.Form):
    """A change of many prices, or their copy."""

    title = forms.CharField(label=_("Title"), max_length=120)
    condition_type = forms.ModelChoiceField(
        ConditionType.objects.exclude(sequence=None).order_by("code"), label=_("Condition type"), empty_label=None
    )
    sales_area = forms.ModelChoiceField(
        SalesArea.objects.order_by("code"), label=_("Sales area"), required=False, empty_label=_("all")
    )
    valid_on = forms.DateField(label=_("Prices that hold on"), widget=DAY)
    product = forms.CharField(
        label=_("Product"), required=False, max_length=40, widget=TypeToFind("/products/options"),
        help_text=_("BOLT* stands for all that begin so"),
    )  # fmt: skip
    customer = forms.CharField(
        label=_("Customer"), required=False, max_length=10, widget=TypeToFind("/parties/options")
    )
    price_list = forms.CharField(label=_("Price list"), required=False, max_length=4)
    customer_group = forms.CharField(label=_("Customer group"), required=False, max_length=4)
    price_group = forms.CharField(label=_("Price group"), required=False, max_length=4)
    product_group = forms.CharField(label=_("Product group"), required=False, max_length=9)
    pricing_group = forms.CharField(label=_("Pricing group"), required=False, max_length=2)
    hierarchy = forms.CharField(label=_("Product hierarchy"), required=False, max_length=18)
    currency = forms.CharField(label=_("Currency"), required=False, max_length=3)
    method = forms.ChoiceField(label=_("Change by"), choices=METHODS)
    value = TypedNumber(most=AMOUNT_MOST, label=_("How much"), required=False, initial="0")
    step = forms.ChoiceField(label=_("Round to"), choices=STEPS, required=False)
    ending = forms.ChoiceField(label=_("Ending in"), choices=ENDINGS, required=False)
    way = forms.ChoiceField(label=_("Rounding"), choices=list(WAYS.items()))
    limits = forms.BooleanField(label=_("Change lower and upper limits alike"), required=False, initial=True)
    valid_from = forms.DateField(label=_("Valid from"), widget=DAY)
    valid_to = forms.DateField(label=_("Valid to"), required=False, widget=DAY)
    source = forms.ChoiceField(
        label=_("Replace in the key"), choices=[("", _("nothing: change these prices")), *SOURCES], required=False
    )
    target = forms.ChoiceField(label=_("by"), choices=[("", "–"), *SOURCES], required=False)
    target_value = forms.CharField(label=_("with the value"), required=False, max_length=40)

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in GROUPS.items()]

    @property
    def facts(self) -> dict[str, Any]:
        """The keyword arguments of propose_prices."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "sales_area": given["sales_area"].pk if given["sales_area"] else None,
            "selection": Selection(
                condition_type=given["condition_type"].code,
                valid_on=given["valid_on"],
                key={name: given[name].strip() for name in KEY_PARTS if given[name].strip()},
                currency=given["currency"].upper(),
                **{name: given[name].strip() for name in OF_PRODUCT},
            ),
            "change": self._change(),
            "valid_from": given["valid_from"],
            "valid_to": given["valid_to"],
            "target": self._target(),
        }

    def _change(self) -> Adjustment:
        given = self.cleaned_data
        ending = Decimal(given["ending"] or 0)
        step = Decimal(given["step"] or (1 if ending else 0))  # prices that end in 0.90 are one apart
        rounding = Rounding(step, ending, given["way"])
        return Adjustment(given["method"], given["value"] or Decimal(0), rounding, given["limits"])

    def _target(self) -> Target | None:
        given = self.cleaned_data
        if not given["source"]:
            return None
        return Target(given["source"], given["target"] or given["source"], given["target_value"].strip())

    @classmethod
    def starting(cls, day: dt.date) -> "ProposalForm":
        """The form as it is first shown."""
        return cls(initial={"valid_on": day, "valid_from": day, "limits": True})


class LinesFilter(forms.Form):
    """What the lines of a proposal can be narrowed by."""

    q = forms.CharField(label=_("Product, customer or group"), required=False, max_length=40)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=[("", _("all")), *OUTCOMES.items()])

    @property
    def wanted(self) -> tuple[str, str]:
        """Outcome and beginning of a key, as far as they could be read."""
        self.is_valid()
        outcome = self.cleaned_data.get("outcome", "")
        return outcome if outcome in set(Outcome) else "", self.cleaned_data.get("q", "")


class ReturnForm(forms.Form):
    """What the author should change."""

    comment = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ReleaseRuleForm(forms.Form):
    """Who may release."""

    sales_area = forms.ModelChoiceField(
        SalesArea.objects.order_by("code"), label=_("Sales area"), required=False, empty_label=_("all")
    )
    other_person = forms.BooleanField(label=_("Another person than the author has to release"), required=False)
    approve_beyond = TypedNumber(
        most=Decimal(9999), label=_("A sales lead has to release changes of more than %"), required=False
    )
