"""What is typed on the customer's page and beside the links: shape and size only; verbs decide."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prosfora.company.queries.tables import reasons
from prosfora.documents.forms.headers import a_day
from prosfora.kit.writing import language
from prosfora.portal.services.answers import LONGEST_TEXT

LONGEST_DRAWING = 140_000  # characters of base64: 100 kB of PNG
PNG_URL = "data:image/png;base64,"


class AcceptForm(forms.Form):
    """Who accepts, and that he confirms the text."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    role = forms.CharField(
        label=_("Your role"), max_length=80, widget=forms.TextInput({"autocomplete": "organization-title"})
    )
    customer_reference = forms.CharField(label=_("Your order number (if you have one)"), max_length=35, required=False)
    code = forms.CharField(
        label=_("Code from our mail"),
        max_length=6,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    signature = forms.CharField(max_length=LONGEST_DRAWING, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks_code: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_code:
            del self.fields["code"]

    def written(self) -> list[dict[str, Any]]:
        """The fields as the page writes them: by hand, since Django's widgets take longer than all the rest of it."""
        return [
            {
                "name": name,
                "label": field.label,
                "required": field.required,
                "most": field.max_length,
                "autocomplete": field.widget.attrs.get("autocomplete", "off"),
                "value": self.data.get(name, "") if self.is_bound else self.initial.get(name, ""),
                "wrong": " ".join(str(error) for error in self.errors.get(name, [])) if self.is_bound else "",
            }
            for name, field in self.fields.items()
            if name != "signature" and isinstance(field, forms.CharField)
        ]

    def clean_signature(self) -> bytes:
        """The bytes of what was drawn; whether they are a drawing is asked by the verb."""
        given: str = self.cleaned_data["signature"]
        if not given:
            return b""
        try:
            return base64.b64decode(given.removeprefix(PNG_URL), validate=True)
        except (binascii.Error, ValueError):
            raise forms.ValidationError(_("The signature could not be read; draw it again, or leave it out")) from None


def decline_reasons() -> list[tuple[str, str]]:
    """The reasons a customer can give: code, word in the language in force."""
    greek = language() == "el"
    return [(row.code, row.name_el if greek else row.name_en) for row in reasons("decline")]


class DeclineForm(forms.Form):
    """Why not."""

    prefix = "decline"
    reason = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = decline_reasons


class QuestionForm(forms.Form):
    """A question on an item, or on the whole."""

    prefix = "ask"
    item = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    text = forms.CharField(label=_("Your question"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 3}))

    def __init__(self, items: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = self.fields["item"]
        assert isinstance(about, forms.ChoiceField)
        about.choices = [("", ""), *((place, place) for place in items)]


class LinkForm(forms.Form):
    """Whom a link is for."""

    prefix = "link"
    name = forms.CharField(label=_("Recipient"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail"), required=False, max_length=254,
        help_text=_("Without one nothing is mailed: you see the address once, to pass it on yourself"),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=[("el", "Ελληνικά"), ("en", "English")])
    expires_on = a_day(_("Works until"))


class AnswerForm(forms.Form):
    """Our answer."""

    question = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Answer"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 2}))
