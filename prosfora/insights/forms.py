"""Shape of what people ask about a price change."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.company.models import SalesArea
from prosfora.documents.filters import STATUS_WORDS
from prosfora.identity.models import User
from prosfora.insights.rules.change import NARROWING, PriceChange
from prosfora.insights.services import Question
from prosfora.insights.services.questions import COUNTED, POSSIBLE
from prosfora.kit.widgets import TypeToFind
from prosfora.pricelists.forms import ENDINGS, STEPS
from prosfora.pricelists.queries import visible_proposals
from prosfora.pricelists.rules.adjustment import Adjustment, Rounding
from prosfora.pricelists.rules.statuses import SUPPOSABLE
from prosfora.pricelists.telling import WAYS
from prosfora.pricing.forms import DAY, TypedNumber
from prosfora.pricing.models import ConditionType
from prosfora.pricing.rules.limits import AMOUNT_MOST

YEAR = dt.timedelta(days=365)
MOST_TYPED = 1_000  # numbers of records
METHODS = [("percent", gettext_lazy("per cent")), ("amount", gettext_lazy("amount more or less"))]
ON = [
    ("day", gettext_lazy("of one day, the pricing date")),
    ("own", gettext_lazy("of each quotation’s own pricing date")),
]
GROUPS = {
    gettext_lazy("Which quotations"): ("sales_area", "first_day", "last_day", "customer", "statuses"),
    gettext_lazy("As if these prices changed"): (
        "condition_type", "method", "value", "step", "ending", "way", *(f"only_{name}" for name in NARROWING),
    ),
    gettext_lazy("Or as if this were in force"): ("proposal", "records"),
    gettext_lazy("Prices of which day"): ("priced", "pricing_date", "since", "title"),
}  # fmt: skip


class PriceChangeForm(forms.Form):
    """Which quotations, what is supposed, prices of which day."""

    sales_area = forms.ModelChoiceField(SalesArea.objects.none(), label=gettext_lazy("Sales area"), empty_label=None)
    first_day = forms.DateField(label=gettext_lazy("Document date from"), widget=DAY)
    last_day = forms.DateField(label=gettext_lazy("Document date to"), widget=DAY)
    customer = forms.CharField(
        label=gettext_lazy("Only of customer"), required=False, max_length=10, widget=TypeToFind("/parties/options")
    )
    statuses = forms.MultipleChoiceField(
        label=gettext_lazy("Statuses that count"), choices=[(one.value, STATUS_WORDS[one]) for one in POSSIBLE],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    condition_type = forms.ModelChoiceField(
        ConditionType.objects.exclude(sequence=None).order_by("code"), label=gettext_lazy("Condition type"),
        required=False, empty_label="–",
    )  # fmt: skip
    method = forms.ChoiceField(label=gettext_lazy("Change by"), choices=METHODS)
    value = TypedNumber(most=AMOUNT_MOST, label=gettext_lazy("How much"), required=False)
    step = forms.ChoiceField(label=gettext_lazy("Round to"), choices=STEPS, required=False)
    ending = forms.ChoiceField(label=gettext_lazy("Ending in"), choices=ENDINGS, required=False)
    way = forms.ChoiceField(label=gettext_lazy("Rounding"), choices=list(WAYS.items()))
    only_product_group = forms.CharField(label=gettext_lazy("Product group"), required=False, max_length=9)
    only_product = forms.CharField(
        label=gettext_lazy("Product"), required=False, max_length=40, widget=TypeToFind("/products/options"),
        help_text=gettext_lazy("BOLT* stands for all that begin so"),
    )  # fmt: skip
    only_price_list = forms.CharField(label=gettext_lazy("Price list"), required=False, max_length=4)
    only_customer_group = forms.CharField(label=gettext_lazy("Customer group"), required=False, max_length=4)
    only_customer = forms.CharField(
        label=gettext_lazy("Customer"), required=False, max_length=10, widget=TypeToFind("/parties/options"),
        help_text=gettext_lazy("Prices whose key names these facts, as in price proposals"),
    )  # fmt: skip
    proposal = forms.ChoiceField(label=gettext_lazy("Price proposal"), required=False)
    records = forms.CharField(
        label=gettext_lazy("Condition records"), required=False, max_length=12_000,
        help_text=gettext_lazy("Their numbers, with commas between"),
    )  # fmt: skip
    priced = forms.ChoiceField(label=gettext_lazy("Prices"), choices=ON)
    pricing_date = forms.DateField(
        label=gettext_lazy("Pricing date"), required=False, widget=DAY, help_text=gettext_lazy("Blank: today")
    )
    since = forms.DateField(
        label=gettext_lazy("Change from pricing date"), required=False, widget=DAY,
        help_text=gettext_lazy("Blank: on all days"),
    )  # fmt: skip
    title = forms.CharField(
        label=gettext_lazy("Title"), required=False, max_length=120, help_text=gettext_lazy("Blank: the change itself")
    )

    def __init__(self, *args: Any, user: User, areas: Sequence[SalesArea], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["sales_area"]
        area.queryset = SalesArea.objects.filter(pk__in=[one.pk for one in areas]).order_by("code")
        proposal: Any = self.fields["proposal"]
        rows = visible_proposals(user).filter(status__in=SUPPOSABLE).order_by("-pk")[:200]
        proposal.choices = [("", "–"), *((str(row.pk), f"{row.title} ({row.sales_area_id or '*'})") for row in rows)]

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in GROUPS.items()]

    def clean_records(self) -> list[int]:
        """The numbers of condition records."""
        words = self.cleaned_data["records"].replace(",", " ").split()
        if any(not word.isdecimal() or len(word) > 18 for word in words) or len(words) > MOST_TYPED:
            raise forms.ValidationError(_("Write the numbers of condition records, with commas between"))
        return [int(word) for word in words]

    def question(self, today: dt.date) -> Question:
        """The question that was typed."""
        given = self.cleaned_data
        own = given["priced"] == "own"
        return Question(
            first_day=given["first_day"], last_day=given["last_day"], statuses=tuple(given["statuses"]),
            customer=given["customer"].strip(), pricing_date=None if own else given["pricing_date"] or today,
            since=given["since"], title=given["title"], change=self._change(), records=given["records"],
            proposal=int(given["proposal"]) if given["proposal"] else None,
        )  # fmt: skip

    def _change(self) -> PriceChange | None:
        given = self.cleaned_data
        if not given["condition_type"]:
            return None
        ending = Decimal(given["ending"] or 0)
        step = Decimal(given["step"] or (1 if ending else 0))  # prices that end in 0.90 are one apart
        change = Adjustment(given["method"], given["value"] or Decimal(0), Rounding(step, ending, given["way"]))
        only = {name: text for name in NARROWING if (text := given[f"only_{name}"].strip())}
        return PriceChange(given["condition_type"].code, change, only)


def first_shown(day: dt.date, area: str, asked: Any) -> dict[str, Any]:
    """What the form holds when it is first shown: the last twelve months, a rise of the base prices.

    `asked` may name a proposal or condition records, which are supposed instead.
    """
    given = {name: asked.get(name, "") for name in ("proposal", "records")}
    by_itself = not any(given.values())
    return {
        "sales_area": area, "first_day": day - YEAR, "last_day": day, "statuses": list(COUNTED), "priced": "day",
        "pricing_date": day, "condition_type": "PR00" if by_itself else "", **given,
    }  # fmt: skip
