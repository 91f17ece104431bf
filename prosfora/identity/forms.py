"""What people fill in about users, rights, tokens and themselves."""

import datetime as dt
import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prosfora.identity.models import User
from prosfora.identity.rules import declared_verbs
from prosfora.identity.services.users import Person
from prosfora.identity.telling import ROLES, verb_choices

LANGUAGES = [("en", "English"), ("el", "Ελληνικά")]
LIVES = [("30", _("30 days")), ("90", _("90 days")), ("365", _("a year")), ("730", _("two years"))]


@cache
def _zones() -> list[tuple[str, Any]]:
    """The time zones by name; the company's comes first."""
    named = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("", _("the company's")), *((name, name.replace("_", " ")) for name in named)]


class AccountForm(forms.Form):
    """What users say of themselves."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones, required=False)
    home_area = forms.CharField(
        label=_("Usual sales area"), max_length=20, required=False, help_text=_("New documents start in it")
    )


class PersonForm(AccountForm):
    """What an administrator says of a user."""

    email = forms.EmailField(label=_("Mail"), max_length=254, required=False)
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    field_order = ["username", "first_name", "last_name", "email", "password", "language", "time_zone", "home_area"]

    def person(self) -> Person:
        """The facts as the verbs take them."""
        return Person(**{name: self.cleaned_data[name] for name in Person.__dataclass_fields__})


class NewUserForm(PersonForm):
    """A new user; without a password he signs in by a passkey or single sign-on only."""

    username = forms.CharField(label=_("User name"), max_length=150)
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters; blank for single sign-on only"),
    )


class PasswordForm(forms.Form):
    """A new password for a user who lost his."""

    password = forms.CharField(
        label=pgettext_lazy("user", "New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class GrantForm(forms.Form):
    """A role, in a sales area or everywhere."""

    role = forms.ChoiceField(label=_("Role"), choices=list(ROLES.items()))
    scope = forms.CharField(label=_("Sales area"), max_length=20, required=False, help_text=_("Blank: in all of them"))


class QuestionForm(forms.Form):
    """May this user do that, there?"""

    verb = forms.ChoiceField(label=_("Verb"), choices=lambda: verb_choices(declared_verbs()))
    scope = forms.CharField(label=_("Sales area"), max_length=20, required=False)


class TokenForm(forms.Form):
    """A new token: what for, how long, what it may do."""

    name = forms.CharField(label=_("What is it for"), max_length=100)
    life = forms.ChoiceField(label=_("Ends in"), choices=LIVES, initial="90")
    verbs = forms.MultipleChoiceField(
        label=_("May do"),
        required=False,
        help_text=_("None chosen: everything that you may do"),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verbs = self.fields["verbs"]
        assert isinstance(verbs, forms.MultipleChoiceField)
        verbs.choices = verb_choices(filter(user.rights.allows, declared_verbs()))

    def expires_at(self, at: dt.datetime) -> dt.datetime:
        """When the token ends."""
        return at + dt.timedelta(days=int(self.cleaned_data["life"]))


class UserFilter(forms.Form):
    """What the list of users can be filtered by."""

    q = forms.CharField(label=_("Name or mail"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("any")), *ROLES.items()], required=False)
    active = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("all")), ("1", pgettext_lazy("user", "active")), ("0", _("shut out"))],
        required=False,
    )
