"""What administrators type about our own side: shape only; services decide."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prosfora.company.models import Company, FactoryCalendar, Plant, SalesArea, SalesOrganisation
from prosfora.company.queries.countries import country_choices
from prosfora.company.rules.checks import CompanyFacts
from prosfora.identity.models import User
from prosfora.kit.errors import Refused

RATE_KINDS = [("M", _("M average")), ("B", _("B bank selling")), ("G", _("G bank buying"))]
ATTRIBUTES_OF = [("customer", _("customers")), ("product", _("products"))]
REASON_KINDS = [
    ("rejection", _("Rejection of an item")),
    ("order", _("Reason for an order")),
    ("decline", _("Quotation declined")),
    ("close", _("Inquiry closed")),
]


def show_problems(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal's sentences on the fields they belong to, the others above the form."""
    if not refusal.problems:
        form.add_error(None, refusal.message)
    for field, sentences in refusal.problems.items():
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, sentence)


class CompanyForm(forms.Form):
    """The letterhead."""

    name = forms.CharField(label=_("Name"), max_length=120)
    legal_name = forms.CharField(label=_("Legal name"), max_length=200)
    vat_number = forms.CharField(label=_("VAT number"), max_length=20)
    registration_number = forms.CharField(label=_("Registration number"), max_length=40, required=False)
    street = forms.CharField(label=_("Street"), max_length=120)
    postal_code = forms.CharField(label=_("Postal code"), max_length=12)
    city = forms.CharField(label=_("City"), max_length=80)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, initial="GR")
    currency = forms.CharField(label=_("Currency"), max_length=3, initial="EUR")
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.CharField(label=_("Mail"), max_length=254, required=False)
    web = forms.CharField(label=_("Web"), max_length=200, required=False)
    bank = forms.CharField(label=_("Bank and IBAN"), max_length=120, required=False)
    letterhead_note = forms.CharField(
        label=_("Letterhead footer"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def facts(self) -> CompanyFacts:
        return CompanyFacts(**{name: self.cleaned_data[name] for name in CompanyFacts.__slots__})


class NewCompanyForm(CompanyForm):
    """The same with the code of a new company."""

    code = forms.CharField(label=_("Code"), max_length=4, help_text=_("Up to four capital letters or digits: GR01"))
    field_order = ("code", "name")


class LogoForm(forms.Form):
    """A picture for the letterhead."""

    logo = forms.FileField(label=_("Logo"), help_text=_("PNG or JPEG, at most 1 MB"))


class OrganisationForm(forms.Form):
    """A sales organisation."""

    code = forms.CharField(label=_("Code"), max_length=4)
    name = forms.CharField(label=_("Name"), max_length=80)
    company = forms.ModelChoiceField(label=_("Company"), queryset=Company.objects.order_by("code"))


class SalesAreaForm(forms.Form):
    """What may change about a sales area."""

    name = forms.CharField(label=_("Name"), max_length=80)
    plant = forms.ModelChoiceField(label=_("Usual plant"), queryset=Plant.objects.order_by("code"))
    currency = forms.CharField(label=_("Currency"), max_length=3, initial="EUR")


class NewSalesAreaForm(SalesAreaForm):
    """The same with the three parts of its code."""

    organisation = forms.ModelChoiceField(
        label=_("Sales organisation"), queryset=SalesOrganisation.objects.order_by("code")
    )
    channel = forms.CharField(label=_("Distribution channel"), max_length=2)
    division = forms.CharField(label=_("Division"), max_length=2)
    field_order = ("organisation", "channel", "division")


class OfficeForm(forms.Form):
    """A sales office, the areas it works for and its people."""

    name = forms.CharField(label=_("Name"), max_length=80)
    areas = forms.ModelMultipleChoiceField(
        label=_("Sales areas"), queryset=SalesArea.objects.order_by("code"), required=False
    )
    staff = forms.ModelMultipleChoiceField(
        label=_("Staff"), queryset=User.objects.filter(is_active=True).order_by("username"), required=False
    )


class NewOfficeForm(forms.Form):
    """A new sales office."""

    code = forms.CharField(label=_("Code"), max_length=4)
    name = forms.CharField(label=_("Name"), max_length=80)
    areas = forms.ModelMultipleChoiceField(
        label=_("Sales areas"), queryset=SalesArea.objects.order_by("code"), required=False
    )


class PlantForm(forms.Form):
    """What may change about a plant."""

    name = forms.CharField(label=_("Name"), max_length=80)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, initial="GR")
    region = forms.CharField(label=_("Tax region"), max_length=10, required=False)
    calendar = forms.ModelChoiceField(label=_("Calendar"), queryset=FactoryCalendar.objects.order_by("code"))


class NewPlantForm(PlantForm):
    """The same with its code."""

    code = forms.CharField(label=_("Code"), max_length=4)
    field_order = ("code",)


class CalendarForm(forms.Form):
    """What may change about a calendar."""

    name = forms.CharField(label=_("Name"), max_length=80)
    country = forms.ChoiceField(label=_("Country of the holidays"), choices=country_choices, initial="GR")
    subdivision = forms.CharField(label=_("Region of the holidays"), max_length=10, required=False)
    weekdays = forms.CharField(
        label=_("Working weekdays"), max_length=7, initial="12345", help_text=_("1 is Monday, 7 Sunday")
    )
    days_off = forms.CharField(
        label=_("Further days off"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One day a line: 2026-12-24"),
    )

    def clean_days_off(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["days_off"].splitlines() if line.strip()]


class NewCalendarForm(CalendarForm):
    """The same with its code."""

    code = forms.CharField(label=_("Code"), max_length=8)
    field_order = ("code",)


class RangeForm(forms.Form):
    """A number range."""

    code = forms.CharField(label=_("Code"), max_length=30)
    name = forms.CharField(label=_("Name"), max_length=80)
    first = forms.IntegerField(label=_("First number"), min_value=1, max_value=999_999_999)


class RateForm(forms.Form):
    """An exchange rate from a day on."""

    kind = forms.ChoiceField(label=_("Rate type"), choices=RATE_KINDS)
    source = forms.CharField(label=_("From"), max_length=3, help_text=_("One of this currency"))
    target = forms.CharField(
        label=pgettext_lazy("currency", "To"), max_length=3, help_text=_("is worth so many of this one")
    )
    rate = forms.DecimalField(label=_("Rate"), max_digits=18, decimal_places=9, localize=True)
    valid_from = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_source(self) -> str:
        return str(self.cleaned_data["source"]).upper()

    def clean_target(self) -> str:
        return str(self.cleaned_data["target"]).upper()


class TermsForm(forms.Form):
    """What may change about payment terms."""

    name_en = forms.CharField(label=_("Text in English"), max_length=120)
    name_el = forms.CharField(label=_("Text in Greek"), max_length=120)
    net_days = forms.IntegerField(label=_("Net days"), min_value=0, max_value=999)
    discount_percent = forms.DecimalField(
        label=_("Cash discount %"), max_digits=5, decimal_places=2, initial=0, localize=True
    )
    discount_days = forms.IntegerField(label=_("Cash discount days"), min_value=0, max_value=999, initial=0)


class NewTermsForm(TermsForm):
    """The same with their code."""

    code = forms.CharField(label=_("Code"), max_length=4)
    field_order = ("code",)


class AttributeForm(forms.Form):
    """Names and allowed values of an attribute."""

    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    name_el = forms.CharField(label=_("Name in Greek"), max_length=80)
    values = forms.CharField(
        label=_("Allowed values"), required=False, max_length=3000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Parted by blanks, each at most ten characters; none: any value of up to ten characters"),
    )  # fmt: skip

    def clean_values(self) -> list[str]:
        """The values, one by one."""
        return str(self.cleaned_data["values"]).replace(",", " ").split()


class NewAttributeForm(AttributeForm):
    """The same with whose it is and its code."""

    subject = forms.ChoiceField(label=_("Attribute of"), choices=ATTRIBUTES_OF)
    code = forms.CharField(label=_("Code"), max_length=10)
    field_order = ("subject", "code")

    def clean_code(self) -> str:
        """In capitals, whatever was typed."""
        return str(self.cleaned_data["code"]).strip().upper()


class ReasonForm(forms.Form):
    """The words of a reason."""

    name_en = forms.CharField(label=_("Text in English"), max_length=120)
    name_el = forms.CharField(label=_("Text in Greek"), max_length=120)


class NewReasonForm(ReasonForm):
    """The same with kind and code."""

    kind = forms.ChoiceField(label=_("Kind"), choices=REASON_KINDS)
    code = forms.CharField(label=_("Code"), max_length=4)
    field_order = ("kind", "code")
