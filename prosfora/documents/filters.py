"""What a list of documents can be narrowed by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prosfora.documents.queries.lists import DocumentFilter as WantedDocuments
from prosfora.documents.rules.statuses import Status

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
    Status.HANDED_OVER: _("handed over"),
}
OF_CATEGORY = {
    "inquiry": (Status.OPEN, Status.ANSWERED, Status.QUOTED, Status.CLOSED),
    "quotation": (Status.DRAFT, Status.ISSUED, Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN),
    "order": (Status.HANDED_OVER,),
}


class DocumentFilter(forms.Form):
    """Words, status, mine only, customer, document date."""

    q = forms.CharField(label=_("Number, customer, reference"), required=False, max_length=100)
    status = forms.ChoiceField(label=_("Status"), required=False)
    mine = forms.BooleanField(label=_("Only mine"), required=False)
    open = forms.BooleanField(label=_("Only open"), required=False)
    expired = forms.BooleanField(label=_("Only expired"), required=False)
    customer = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, category: str, user_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user_id = user_id
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        if category != "quotation":
            del self.fields["expired"]
        status.choices = [("", _("all")), *((value.value, STATUS_WORDS[value]) for value in OF_CATEGORY[category])]

    @property
    def wanted(self) -> WantedDocuments:
        """What could be read of it; a field that could not narrows nothing and shows its error."""
        self.is_valid()
        given = self.cleaned_data
        return WantedDocuments(
            q=given.get("q", ""),
            status=(given["status"],) if given.get("status") else (),
            responsible=self.user_id if given.get("mine") else None,
            sold_to=given.get("customer", ""),
            date_from=given.get("since"),
            date_to=given.get("until"),
            expired=True if given.get("expired") else None,
            open_only=bool(given.get("open")),
        )
