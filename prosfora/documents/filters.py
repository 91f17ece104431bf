"""What a list of documents can be narrowed by."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prosfora.documents.queries.lists import DocumentFilter as WantedDocuments
from prosfora.documents.queries.people import listed_responsibles
from prosfora.documents.rules.statuses import Status
from prosfora.identity.models import User

STATUS_WORDS = {
    Status.OPEN: _("open"),
    Status.ANSWERED: _("answered"),
    Status.QUOTED: _("quoted"),
    Status.CLOSED: _("closed"),
    Status.DRAFT: _("draft"),
    Status.ISSUED: _("issued"),
    Status.ACCEPTED: _("accepted"),
    Status.DECLINED: _("declined"),
    Status.WITHDRAWN: _("withdrawn"),
    Status.SUPERSEDED: _("superseded"),
    Status.HANDED_OVER: _("handed over"),
}
OF_CATEGORY = {
    "inquiry": (Status.OPEN, Status.ANSWERED, Status.QUOTED, Status.CLOSED),
    "quotation": (
        Status.DRAFT, Status.ISSUED, Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN, Status.SUPERSEDED,
        Status.CLOSED,
    ),
    "order": (Status.HANDED_OVER,),
}  # fmt: skip


RANGES = ("date_from", "date_to", "valid_from", "valid_to", "due_to", "net_from", "net_to")
NOT_OF = {
    "inquiry": ("valid_from", "valid_to", "expired"),
    "quotation": ("due_to",),
    "order": ("valid_from", "valid_to", "due_to", "expired", "open_only", "incomplete"),
}


def a_day(label: Any) -> forms.DateField:
    """A day that may be left out."""
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class DocumentFilter(forms.Form):
    """What a list can be narrowed by; the fields are named as the query's, so that other pages can link to them."""

    q = forms.CharField(label=_("Number, customer, reference"), required=False, max_length=100)
    status = forms.ChoiceField(label=_("Status"), required=False)
    mine = forms.BooleanField(label=_("Only mine"), required=False)
    open_only = forms.BooleanField(label=_("Only open"), required=False)
    responsible = forms.ChoiceField(label=_("Responsible"), required=False)
    date_from = a_day(_("Document date from"))
    date_to = a_day(_("Document date to"))
    valid_from = a_day(_("Valid until, from"))
    valid_to = a_day(_("Valid until, to"))
    due_to = a_day(_("Answer due by"))
    net_from = forms.DecimalField(label=_("Net value from"), required=False, max_digits=13, decimal_places=2)
    net_to = forms.DecimalField(label=_("Net value to"), required=False, max_digits=13, decimal_places=2)
    expired = forms.BooleanField(label=_("Only expired"), required=False)
    incomplete = forms.BooleanField(label=_("Only incomplete"), required=False)
    customer = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, category: str, user: User, data: QueryDict) -> None:
        super().__init__(data)
        self.user, self.category = user, category
        self.people = listed_responsibles(user, category)
        for name in NOT_OF[category]:
            del self.fields[name]
        words = [(value.value, STATUS_WORDS[value]) for value in OF_CATEGORY[category]]
        self._choices("status", [("", _("all")), *words])
        self._choices(
            "responsible", [("", pgettext_lazy("people", "all")), *((name, shown) for _id, name, shown in self.people)]
        )

    def _choices(self, name: str, choices: list[tuple[str, str | Promise]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def wanted(self) -> WantedDocuments:
        """What could be read of it; a field that could not narrows nothing and shows its error."""
        self.is_valid()
        given = self.cleaned_data
        ids = {name: pk for pk, name, _shown in self.people}
        return WantedDocuments(
            q=given.get("q", ""),
            status=(given["status"],) if given.get("status") else (),
            responsible=self.user.pk if given.get("mine") else ids.get(given.get("responsible", "")),
            sold_to=given.get("customer", ""),
            open_only=bool(given.get("open_only")),
            expired=given.get("expired") or None,
            incomplete=given.get("incomplete") or None,
            superseded=self.category != "quotation" or bool(given.get("q")),  # who names one is shown it
            **{name: given[name] for name in RANGES if given.get(name) is not None},
        )
