"""Headers: a new document, the fields of an open one, its texts and partners."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from prosfora.company.models import PaymentTerms, Reason, SalesArea
from prosfora.company.queries.organisation import plants
from prosfora.company.queries.tables import payment_terms, reasons
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.people import possible_responsibles
from prosfora.documents.rules.checks import INCOTERMS, LONGEST_NOTE, SOURCES
from prosfora.documents.rules.lines import HeaderFields
from prosfora.kit import writing
from prosfora.kit.writing import language
from prosfora.pricing.queries.promotions import standing_of
from prosfora.values.money import minor_units

SOURCE_WORDS = {
    "phone": _("phone"),
    "mail": _("mail"),
    "web": _("web"),
    "visit": _("visit"),
    "fair": _("fair"),
    "letter": _("letter"),
    "edi": _("EDI"),
}
TEXT_WORDS = {
    "intro": _("Before the items"),
    "terms": _("Terms"),
    "closing": _("After the items"),
    "internal": _("Internal note"),
}
PARTNERS = ("WE", "RE", "RG", "AP")
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "JPY")
OF_OFFERS = ("valid_from", "valid_to")


def a_day(label: Any) -> forms.DateField:
    """A day that may be left out."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class NewDocumentForm(forms.Form):
    """The first facts of an inquiry or a quotation; everything else is determined or typed in the grid."""

    sales_area = forms.ModelChoiceField(SalesArea.objects.none(), label=_("Sales area"), empty_label=None)
    sold_to = forms.CharField(label=_("Customer or prospect"), max_length=10, required=False)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    source = forms.ChoiceField(label=_("Source"), choices=list(SOURCE_WORDS.items()))
    customer_reference = forms.CharField(label=_("Customer reference"), max_length=35, required=False)
    requested_date = a_day(_("Requested delivery date"))

    def __init__(self, areas: list[SalesArea], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sales_area"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = SalesArea.objects.filter(pk__in=[area.pk for area in areas]).order_by("pk")

    @property
    def header(self) -> HeaderFields:
        """The header facts given."""
        given = self.cleaned_data
        return {
            "source": given["source"],
            "customer_reference": given["customer_reference"],
            "requested_date": given["requested_date"],
        }


class HeaderForm(forms.Form):
    """The header of an open document. Each field saves itself: only the fields that were sent change."""

    customer_reference = forms.CharField(label=_("Customer reference"), max_length=35, required=False)
    requested_date = a_day(_("Requested delivery date"))
    valid_to = a_day(_("Valid to"))
    payment_terms = forms.ChoiceField(label=_("Payment terms"), required=False)
    incoterms = forms.ChoiceField(
        label=_("Incoterms"), required=False, choices=[("", "–"), *((code, code) for code in INCOTERMS)]
    )
    incoterms_place = forms.CharField(label=_("Incoterms place"), max_length=70, required=False)
    coupon = forms.CharField(label=_("Coupon"), max_length=20, required=False)
    probability = forms.IntegerField(label=_("Probability %"), min_value=0, max_value=100, required=False)
    source = forms.ChoiceField(label=_("Source"), choices=[(c, SOURCE_WORDS[c]) for c in SOURCES], required=False)
    customer_reference_date = a_day(_("Date of the reference"))
    valid_from = a_day(_("Valid from"))
    pricing_date = a_day(_("Pricing date"))
    currency = forms.CharField(
        label=_("Currency"), max_length=3, required=False, widget=forms.TextInput(attrs={"list": "currencies"})
    )
    plant = forms.ChoiceField(label=_("Delivering plant"), required=False)
    campaign = forms.CharField(label=_("Promotion"), max_length=10, required=False)
    order_reason = forms.ChoiceField(label=_("Order reason"), required=False)
    language = forms.ChoiceField(label=_("Language of the document"), required=False, choices=settings.LANGUAGES)
    responsible = forms.ChoiceField(label=_("Responsible"), required=False)

    def __init__(self, document: SalesDocument, *args: Any, may_hand_over: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _initial(document), **kwargs})
        for name in OF_OFFERS if document.category == "inquiry" else ("pricing_date",):
            del self.fields[name]  # an offer's prices are looked at before another day's are taken
        if not may_hand_over:
            del self.fields["responsible"]
        self._choose(document)
        url = reverse(f"documents:change_{document.category}", kwargs={"number": document.number})
        for name, field in self.fields.items():
            # A date fires change with every digit of its year: it is sent when it is left.
            when = "focusout changed" if isinstance(field, forms.DateField) else "change"
            field.widget.attrs.update({"hx-post": url, "hx-trigger": when, "hx-params": f"{name},version"})

    def _choose(self, document: SalesDocument) -> None:
        self._choices("payment_terms", [("", "–"), *((row.code, _named(row)) for row in payment_terms())])
        self._choices("plant", [(row.code, f"{row.code} {row.name}") for row in plants()])
        self._choices("order_reason", [("", "–"), *((row.code, _named(row)) for row in reasons("order"))])
        if document.campaign:
            self.fields["coupon" if document.coupon else "campaign"].help_text = promotion_left(document)
        if "responsible" in self.fields:
            self._choices("responsible", possible_responsibles(document))

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def usual(self) -> list[forms.BoundField]:
        """The fields that stand open."""
        return [field for field in self if field.name not in RARE]

    @property
    def rare(self) -> list[forms.BoundField]:
        """The fields behind a disclosure."""
        return [field for field in self if field.name in RARE]

    @property
    def header(self) -> HeaderFields:
        """The facts that were sent."""
        given: dict[str, Any] = {name: self.cleaned_data[name] for name in self.fields if name in self.data}
        for name in ("probability", "pricing_date"):
            if given.get(name, 0) is None:
                del given[name]
        return given  # type: ignore[return-value]  # the form's fields are HeaderFields' keys


RARE = frozenset(
    {
        "customer_reference_date", "valid_from", "pricing_date", "currency", "plant", "order_reason", "language",
        "responsible", "campaign",
    }
)  # fmt: skip


class TextsForm(forms.Form):
    """The long texts of a document, each saving itself."""

    def __init__(self, document: SalesDocument, texts: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        initial = {f"text_{kind}": text for kind, text in texts.items()}
        super().__init__(*args, **{"initial": initial, **kwargs})
        url = reverse(f"documents:change_{document.category}", kwargs={"number": document.number})
        for kind, label in TEXT_WORDS.items():
            sent = {"hx-post": url, "hx-trigger": "change", "hx-params": f"text_{kind},version", "rows": 2}
            widget = forms.Textarea(attrs=sent)
            self.fields[f"text_{kind}"] = forms.CharField(
                label=label, required=False, max_length=LONGEST_NOTE, widget=widget
            )


def texts_of(posted: Mapping[str, str]) -> dict[str, str]:
    """The texts that were sent, by kind."""
    return {kind: posted[f"text_{kind}"].strip() for kind in TEXT_WORDS if f"text_{kind}" in posted}


def partners_of(posted: Mapping[str, str]) -> dict[str, str]:
    """The partners that were sent: function → party number, blank for the proposal."""
    return {
        function: posted[f"partner_{function}"].strip()[:10] for function in PARTNERS if f"partner_{function}" in posted
    }


def _initial(document: SalesDocument) -> dict[str, Any]:
    """The header as the form shows it."""
    plain = {name: getattr(document, name, None) for name in HeaderForm.base_fields}
    reason = document.order_reason.code if document.order_reason else ""
    return plain | {
        "payment_terms": document.payment_terms_id or "",
        "plant": document.plant_id,
        "order_reason": reason,
        "responsible": document.responsible.username,
    }


def promotion_left(document: SalesDocument) -> str:
    """What the promotion of a document may still give, in words."""
    standing = standing_of(document.campaign or "", document.pricing_date)
    if standing is None or standing.period is None:
        return ""
    said = [f"{standing.facts.number} {standing.facts.name}"]
    if standing.budget_left is not None:
        left = writing.fixed(standing.budget_left, minor_units(standing.facts.currency))
        said.append(gettext("%(left)s %(currency)s left") % {"left": left, "currency": standing.facts.currency})
    if (uses := standing.uses_left) is not None:
        said.append(ngettext("%(count)s use left", "%(count)s uses left", uses) % {"count": uses})
    return "; ".join(said)


def _named(row: PaymentTerms | Reason) -> str:
    return f"{row.code} {row.name_el if language() == 'el' else row.name_en}"
