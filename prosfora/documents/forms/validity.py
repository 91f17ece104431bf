"""What following offers up asks for: a new last day, a next day, the rules of a sales area."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from prosfora.company.models import SalesArea
from prosfora.documents.forms.headers import a_day
from prosfora.documents.models import ValidityRule
from prosfora.documents.rules.validity import Audience, Kind, Reminder, ValidityTerms

NUMBERS = ("follow_up_days", "extend_within_days", "expired_for_days", "silent_for_days")


class ExtendForm(forms.Form):
    """Until when an offer holds now, and why."""

    valid_to = a_day(_("New last day"))
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, proposed: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"valid_to": proposed}, **kwargs})
        self.fields["valid_to"].required = True


class FollowUpForm(forms.Form):
    """When an offer is looked at again, and what the customer said."""

    follow_up_on = a_day(_("Follow up on"))
    note = forms.CharField(
        label=_("What the customer said"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A note is an answer: reminders of this offer stop"),
    )  # fmt: skip

    def __init__(self, follow_up_on: dt.date | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"follow_up_on": follow_up_on}, **kwargs})


_COLUMNS = {column.name: column for column in ValidityRule._meta.concrete_fields}


def _days(name: str) -> forms.IntegerField:
    """A number of days as the rule's column calls it; one that may be NULL may be left out."""
    column = _COLUMNS[name]
    return forms.IntegerField(
        label=capfirst(column.verbose_name), required=not column.null, min_value=0, max_value=3650
    )


def _side(name: str) -> forms.BooleanField:
    return forms.BooleanField(label=capfirst(_COLUMNS[name].verbose_name), required=False)


class ValidityRuleForm(forms.Form):
    """How offers of a sales area are followed up."""

    sales_area = forms.ModelChoiceField(
        SalesArea.objects.order_by("code"), label=_("Sales area"), required=False, empty_label=_("all")
    )
    follow_up_days = _days("follow_up_days")
    extend_within_days = _days("extend_within_days")
    expired_for_days = _days("expired_for_days")
    silent_for_days = _days("silent_for_days")
    before_expiry_days = _days("before_expiry_days")
    before_expiry_responsible = _side("before_expiry_responsible")
    before_expiry_customer = _side("before_expiry_customer")
    after_silence_days = _days("after_silence_days")
    after_silence_responsible = _side("after_silence_responsible")
    after_silence_customer = _side("after_silence_customer")

    def clean(self) -> dict[str, Any]:
        """Whoever is to be reminded needs days, and days need somebody."""
        given = self.cleaned_data
        for kind in Kind:
            has_sides = any(given.get(f"{kind}_{side}") for side in Audience)
            days = f"{kind}_days"
            if has_sides and given.get(days) is None and days not in self.errors:
                self.add_error(days, _("Enter after how many days, or tick nobody"))
            elif given.get(days) is not None and not has_sides:
                self.add_error(days, _("Tick who is reminded, or leave the days out"))
        return given

    @property
    def terms(self) -> ValidityTerms:
        """What was entered."""
        given = self.cleaned_data
        reminders = [
            Reminder(kind, given[f"{kind}_days"], tuple(side for side in Audience if given[f"{kind}_{side}"]))
            for kind in Kind
            if given[f"{kind}_days"] is not None
        ]
        return ValidityTerms(**{name: given[name] for name in NUMBERS}, reminders=tuple(reminders))


def as_typed(terms: ValidityTerms) -> dict[str, Any]:
    """Terms as the form shows them."""
    shown: dict[str, Any] = {name: getattr(terms, name) for name in NUMBERS}
    for reminder in terms.reminders:
        shown[f"{reminder.kind}_days"] = reminder.days
        shown |= {f"{reminder.kind}_{side}": True for side in reminder.audiences}
    return shown
