"""What the journal can be filtered by."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prosfora.audit.models import JournalEntry
from prosfora.audit.telling import CHANNELS


class JournalFilter(forms.Form):
    """Record, verb, who, through what, from day to day (both included)."""

    kind = forms.CharField(label=_("Kind"), max_length=40, required=False)
    key = forms.CharField(label=_("Number"), max_length=60, required=False)
    verb = forms.CharField(label=_("Verb"), max_length=80, required=False)
    actor = forms.CharField(label=_("Who"), max_length=150, required=False)
    channel = forms.ChoiceField(label=_("Through"), choices=[("", _("everything")), *CHANNELS.items()], required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def apply(self, rows: "QuerySet[JournalEntry]") -> "QuerySet[JournalEntry]":
        """The rows that fulfil what was filled in; a field with a mistake filters nothing and says so."""
        self.is_valid()
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        for name in ("kind", "key", "verb", "actor", "channel"):
            if name in given:
                rows = rows.filter(**{name: given[name]})
        if "since" in given:
            rows = rows.filter(at__gte=_midnight(given["since"]))
        if "until" in given and given["until"] < dt.date.max:
            rows = rows.filter(at__lt=_midnight(given["until"] + dt.timedelta(days=1)))
        return rows


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, timezone.get_current_timezone())
