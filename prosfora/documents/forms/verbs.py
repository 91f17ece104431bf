"""What the verbs ask for: three answers, a reason, how the customer accepted."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prosfora.company.queries.tables import reasons
from prosfora.documents.forms.entry import day, number
from prosfora.documents.forms.headers import SOURCE_WORDS, a_day
from prosfora.documents.rules.lines import ItemAnswer
from prosfora.kit.templatetags.kit import plain
from prosfora.kit.writing import day as written_day
from prosfora.kit.writing import language
from prosfora.pricing.rules.repricing import NEW
from prosfora.pricing.telling_repricing import PRICING_TYPES


def answers(posted: Mapping[str, str], positions: Iterable[int]) -> list[ItemAnswer]:
    """The three answers per item as the answer page sends them. Raises Unreadable."""
    given = []
    for position in positions:
        if f"available_{position}" not in posted:
            continue
        price = posted.get(f"price_{position}", "").strip()
        available = posted[f"available_{position}"]
        given.append(
            ItemAnswer(
                position=position,
                available=None if available == "" else available == "yes",
                price=number(price, f"price_{position}") if price else None,
                day=day(posted.get(f"day_{position}", ""), f"day_{position}"),
                note=posted.get(f"note_{position}", "")[:200],
            )
        )
    return given


def answer_as_typed(answer: ItemAnswer) -> dict[str, str]:
    """An answer as the page's cells show it."""
    return {
        "available": {True: "yes", False: "no", None: ""}[answer.available],
        "price": plain(answer.price),
        "day": answer.day.isoformat() if answer.day else "",
        "note": answer.note,
    }


def typed_answer(posted: Mapping[str, str], position: int) -> dict[str, str]:
    """The cells as they were typed, also where they could not be read."""
    return {name: posted.get(f"{name}_{position}", "") for name in ("available", "price", "day", "note")}


class ReasonForm(forms.Form):
    """A coded reason with a note."""

    reason = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        greek = language() == "el"
        reason.choices = [(row.code, row.name_el if greek else row.name_en) for row in reasons(kind)]


class ReleaseForm(forms.Form):
    """What is said to the seller with a release, and must be with a return."""

    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where the draft is returned: what should change"),
    )  # fmt: skip


class ApprovalForm(forms.Form):
    """What is said with a request for approval, an approval or a return."""

    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip


class RepriceForm(forms.Form):
    """The day whose prices a draft gets, and what of the present ones stays."""

    pricing_date = a_day(_("Prices of"))
    pricing_type = forms.ChoiceField(label=_("Pricing type"), choices=PRICING_TYPES, required=False)

    def clean_pricing_type(self) -> str:
        """New prices, where nothing is said."""
        return self.cleaned_data["pricing_type"] or NEW


class AcceptForm(forms.Form):
    """Who accepted, when and how, and what of the alternatives and options he chose."""

    accepted_by = forms.CharField(label=_("Who accepted"), max_length=200)
    accepted_on = a_day(_("On"))
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[(code, SOURCE_WORDS[code]) for code in ("mail", "letter", "phone", "visit", "web", "fair")],
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=200,
        help_text=_("Where it can be seen: the mail's subject, the letter's date, who heard it"),
    )
    evidence_file = forms.FileField(
        label=_("The evidence itself"),
        required=False,
        help_text=_("The mail or letter as a file, up to 20 MB; its fingerprint stands in the journal"),
    )
    customer_reference = forms.CharField(label=_("Purchase order number"), max_length=35, required=False)
    chosen = forms.TypedMultipleChoiceField(
        label=_("Chosen alternatives and options"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, choices: list[tuple[int, str]], today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"accepted_on": today}, **kwargs})
        self.today = today
        field = self.fields["chosen"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if not choices:
            del self.fields["chosen"]

    def clean_accepted_on(self) -> date | None:
        """A day that has come."""
        day: date | None = self.cleaned_data["accepted_on"]
        if day and day > self.today:
            raise forms.ValidationError(_("This day has not come yet; an acceptance is noted once it was given"))
        return day

    @property
    def facts(self) -> dict[str, Any]:
        """What the acceptance is told: `evidence` says who, when and how in one line."""
        given = self.cleaned_data
        on = written_day(given["accepted_on"]) if given["accepted_on"] else ""
        said = [given["accepted_by"], on, str(SOURCE_WORDS[given["channel"]]), given["evidence"]]
        file = given.get("evidence_file")
        return {
            "evidence_file": (file.name, file.read()) if file else None,
            "evidence": ", ".join(part for part in said if part),
            "customer_reference": given["customer_reference"],
            "chosen": given.get("chosen", []),
        }
