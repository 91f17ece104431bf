"""What people type about parties: shape only; services decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.company.models import PaymentTerms, Plant, SalesArea, SalesOffice
from prosfora.company.queries import areas_for
from prosfora.company.queries.attributes import attributes_in_words
from prosfora.company.queries.countries import country_choices
from prosfora.identity.models import User
from prosfora.kit.errors import Refused
from prosfora.kit.widgets import TypeToFind, set_choices
from prosfora.parties.models import Address, Relationship
from prosfora.parties.rules.checks import INCOTERMS
from prosfora.parties.rules.facts import PARTNER_FUNCTIONS, AddressFacts, AreaTerms, PartyFacts

FUNCTION_NAMES = {"WE": _("Ship-to"), "RE": _("Bill-to"), "RG": _("Payer"), "AP": _("Contact person")}
CHANNEL_NAMES = [("mail", _("Mail")), ("phone", _("Phone")), ("letter", _("Letter"))]
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_WHO_FIELDS = ("name", "name_addition", "sales_area", "number", "kind", "country", "language", "vat_number")
_REACH_FIELDS = ("email", "phone", "web", "phones")
_FURTHER_FIELDS = ("registration_number", "external_number", "probability", "note")
_ROLE_FIELDS = ("is_prospect", "is_customer", "is_contact", "is_competitor", "is_partner")


def show_problems(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal's sentences on the fields they belong to, the others above the form."""
    if not refusal.problems:
        form.add_error(None, refusal.message)
    for field, sentences in refusal.problems.items():
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, sentence)


class PartyForm(forms.Form):
    """The facts that hold in all sales areas."""

    name = forms.CharField(label=_("Name"), max_length=200)
    name_addition = forms.CharField(label=_("Name addition"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("organisation", _("Organisation")), ("person", _("Person"))])
    is_prospect = forms.BooleanField(label=_("Prospect"), required=False)
    is_customer = forms.BooleanField(label=_("Customer"), required=False)
    is_contact = forms.BooleanField(label=_("Contact person"), required=False)
    is_competitor = forms.BooleanField(label=_("Competitor"), required=False)
    is_partner = forms.BooleanField(label=_("Partner"), required=False)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    vat_number = forms.CharField(label=_("VAT number"), max_length=40, required=False)
    email = forms.CharField(label=_("Mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    phones = forms.CharField(
        label=_("Further phones"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One number a line"),
    )  # fmt: skip
    web = forms.CharField(label=_("Web"), max_length=200, required=False)
    registration_number = forms.CharField(label=_("Registration number"), max_length=40, required=False)
    external_number = forms.CharField(label=_("Number in another system"), max_length=40, required=False)
    probability = forms.IntegerField(label=_("Order probability %"), min_value=0, max_value=100, initial=100)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def facts(self, addresses: tuple[AddressFacts, ...], *, is_blocked: bool = False) -> PartyFacts:
        """What was typed, as facts."""
        typed = {name: value for name, value in self.cleaned_data.items() if name in PartyFacts.__slots__}
        typed["phones"] = tuple(line for line in self.cleaned_data["phones"].splitlines() if line.strip())
        return PartyFacts(**typed, addresses=addresses, is_blocked=is_blocked)

    @staticmethod
    def initial_of(facts: PartyFacts) -> dict[str, Any]:
        """The form's fields from stored facts."""
        fields = {name: getattr(facts, name) for name in PartyForm.base_fields if name != "phones"}
        return {**fields, "phones": "\n".join(facts.phones)}

    @property
    def groups(self) -> list[tuple[Promise | str, list[forms.BoundField]]]:
        """The fields as they stand together on the page."""
        return [
            (_("Who"), self._bound(_WHO_FIELDS)),
            (_("Roles"), self._bound(_ROLE_FIELDS)),
            (_("How to reach them"), self._bound(_REACH_FIELDS)),
            (_("Further facts"), self._bound(_FURTHER_FIELDS)),
        ]

    def _bound(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]


class NewPartyForm(PartyForm):
    """The same for a new party, with the sales area that takes it up and a number where one is given."""

    sales_area = forms.ModelChoiceField(label=_("Sales area"), queryset=SalesArea.objects.none())
    number = forms.CharField(
        label=_("Number"), max_length=10, required=False, help_text=_("Blank: the next of the number range")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [area.code for area in areas_for(user, "parties.create_party")]
        areas = SalesArea.objects.filter(code__in=codes).order_by("code")
        self.fields["sales_area"] = forms.ModelChoiceField(
            label=_("Sales area"), queryset=areas, initial=user.home_area if user.home_area in codes else codes[:1]
        )


class AddressForm(forms.Form):
    """One of a party's addresses."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Address._meta.get_field("kind").choices or ())
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    street = forms.CharField(label=_("Street"), max_length=120, required=False)
    house_number = forms.CharField(label=_("House number"), max_length=12, required=False)
    addition = forms.CharField(label=_("Addition"), max_length=120, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=12, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    region = forms.CharField(label=_("Region"), max_length=80, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)

    def is_filled(self) -> bool:
        """Whether more was typed than the kind and the country that stood there."""
        data = self.cleaned_data
        return any(data.get(name) for name in data if name not in ("kind", "country", "DELETE"))


AddressForms = forms.formset_factory(AddressForm, extra=0, can_delete=True, max_num=50, absolute_max=50)


def typed_addresses(typed: forms.BaseFormSet[AddressForm]) -> tuple[AddressFacts, ...]:
    """The addresses of a valid formset that were filled in and not struck out."""
    kept = [form for form in typed.forms if form.is_filled() and not form.cleaned_data.get("DELETE")]
    return tuple(AddressFacts(**{name: form.cleaned_data[name] for name in AddressFacts.__slots__}) for form in kept)


def _attributes_help(subject: str) -> str:
    known = attributes_in_words(subject) or _("none is declared")
    return str(_("Code=value, parted by commas. Declared: %(known)s")) % {"known": known}


class SalesDataForm(forms.Form):
    """A party's data in one sales area."""

    currency = forms.CharField(label=_("Currency"), max_length=3)
    price_group = forms.CharField(label=_("Price group"), max_length=4, required=False)
    price_list = forms.CharField(label=_("Price list type"), max_length=4, required=False)
    customer_group = forms.CharField(label=_("Customer group"), max_length=4, required=False)
    customer_procedure = forms.CharField(
        label=_("Customer pricing procedure"),
        max_length=2,
        required=False,
        help_text=_("Which pricing procedure documents take: blank or 1 standard, 2 prices with VAT, 3 net prices"),
    )
    incoterms = forms.ChoiceField(
        label=_("Incoterms"), choices=[("", "-"), *((code, code) for code in INCOTERMS)], required=False
    )
    incoterms_place = forms.CharField(label=_("Incoterms place"), max_length=70, required=False)
    payment_terms = forms.ModelChoiceField(
        label=_("Payment terms"), queryset=PaymentTerms.objects.order_by("code"), required=False
    )
    office = forms.ModelChoiceField(
        label=_("Sales office"), queryset=SalesOffice.objects.order_by("code"), required=False
    )
    plant = forms.ModelChoiceField(label=_("Delivering plant"), queryset=Plant.objects.order_by("code"), required=False)
    tax_class = forms.ChoiceField(
        label=_("Tax classification"),
        choices=[
            ("1", _("full tax")), ("3", _("private consumer")), ("2", _("reverse charge")), ("0", _("exempt")),
        ],
    )  # fmt: skip
    responsible_id = forms.ModelChoiceField(
        label=_("Responsible"), queryset=User.objects.filter(is_active=True).order_by("username"), required=False
    )
    attributes = forms.CharField(label=_("Attributes"), max_length=240, required=False)
    partners = forms.CharField(
        label=_("Partner functions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: WE ship-to, RE bill-to, RG payer, AP contact person, then the number: WE 1000012"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attributes"].help_text = _attributes_help("customer")

    def terms(self) -> AreaTerms:
        """What was typed, as terms."""
        typed = self.cleaned_data
        codes = ("payment_terms", "office", "plant")
        chosen = {name: typed[name].pk if typed[name] else "" for name in codes}
        responsible = typed["responsible_id"].pk if typed["responsible_id"] else None
        names = [n for n in AreaTerms.__slots__ if n not in codes and n != "responsible_id"]
        return AreaTerms(**{name: typed[name] for name in names}, **chosen, responsible_id=responsible)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean_partners(self) -> list[tuple[str, str]]:
        """The lines as (function, number)."""
        pairs = []
        for line in self.cleaned_data["partners"].splitlines():
            function, _space, number = line.strip().partition(" ")
            if not line.strip():
                continue
            if function.upper() not in PARTNER_FUNCTIONS or not number.strip():
                raise forms.ValidationError(_("Write each line as function and number: WE 1000012"))
            pairs.append((function.upper(), number.strip()))
        return pairs


class ContactForm(forms.Form):
    """A contact person of an organisation."""

    name = forms.CharField(label=_("Name"), max_length=200)
    function = forms.CharField(label=_("Function"), max_length=80, required=False)
    email = forms.CharField(label=_("Mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)


class RelationForm(forms.Form):
    """A relation to another party."""

    kind = forms.ChoiceField(label=_("Relation"), choices=Relationship._meta.get_field("kind").choices or ())
    target = forms.CharField(
        label=_("The other party"), max_length=10, widget=TypeToFind("/parties/options"), help_text=_("Type to find")
    )
    function = forms.CharField(label=_("Function"), max_length=80, required=False)


class HierarchyForm(forms.Form):
    """Under whom a customer stands, in which sales area and when."""

    sales_area = forms.ChoiceField(label=_("Sales area"))
    higher = forms.CharField(
        label=_("Higher customer"), max_length=10, required=False, widget=TypeToFind("/parties/options"),
        help_text=_("Type to find; blank: under nobody"),
    )  # fmt: skip
    valid_from = forms.DateField(label=_("From this day on"), widget=_DAY)
    valid_to = forms.DateField(label=_("Until"), required=False, widget=_DAY)

    def __init__(self, *args: Any, areas: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "sales_area", [(code, code) for code in areas])


class ConsentForm(forms.Form):
    """A consent or its refusal."""

    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNEL_NAMES)
    allowed = forms.TypedChoiceField(
        label=_("Contact allowed"), choices=[("1", _("yes")), ("0", _("no"))], coerce=lambda value: value == "1"
    )
    basis = forms.CharField(label=_("Legal basis"), max_length=40)
    source = forms.CharField(label=_("Source"), max_length=80, required=False)
    given_on = forms.DateField(label=_("Date"), widget=_DAY)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


def blank_address(country: str = "GR", *, is_first: bool = True) -> dict[str, str]:
    """What a new address starts with."""
    return {"country": country, "kind": "standard" if is_first else "delivery"}
