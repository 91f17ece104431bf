"""What a list of parties is narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prosfora.company.queries import areas_for
from prosfora.company.queries.countries import country_choices
from prosfora.identity.models import User
from prosfora.parties.queries import PartyFilter
from prosfora.parties.queries.people import responsible_people

ROLE_NAMES = {
    "prospect": _("Prospect"),
    "customer": _("Customer"),
    "contact": _("Contact person"),
    "competitor": _("Competitor"),
    "partner": _("Partner"),
}
_ANY = ("", _("any"))


class PartyFilters(forms.Form):
    """The filters above the list."""

    q = forms.CharField(label=_("Search"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[_ANY, *ROLE_NAMES.items()], required=False)
    area = forms.ChoiceField(label=_("Sales area"), required=False)
    country = forms.ChoiceField(label=_("Country"), choices=lambda: [_ANY, *country_choices()], required=False)
    responsible = forms.TypedChoiceField(label=_("Responsible"), coerce=int, empty_value=None, required=False)
    group = forms.CharField(label=_("Customer group"), max_length=4, required=False)
    blocked = forms.TypedChoiceField(
        label=_("Blocked"),
        choices=[_ANY, ("1", _("yes")), ("0", _("no"))],
        coerce=lambda value: value == "1",
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = areas_for(user, "parties.display_party")
        self.fields["area"].choices = [_ANY, *((area.code, str(area)) for area in areas)]  # type: ignore[attr-defined]
        self.fields["responsible"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            _ANY,
            *((person.pk, str(person)) for person in responsible_people(user)),
        ]

    def wanted(self) -> PartyFilter:
        """The filter; what is not valid narrows nothing."""
        self.is_valid()
        return PartyFilter(
            **{name: self.cleaned_data[name] for name in PartyFilter.__slots__ if name in self.cleaned_data}
        )
