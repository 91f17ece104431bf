"""Form controls that plain HTML lacks."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString


class TypeToFind(forms.TextInput):
    """A text field whose options come from `url` (`GET url?q=`) while one types; it holds the option's `data-value`.

    `forms.CharField(widget=TypeToFind("/products/options"))`; see the element `type-ahead`.
    """

    def __init__(self, url: str, attrs: dict[str, Any] | None = None) -> None:
        self.url = url
        super().__init__(attrs)

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The input inside the element."""
        control = super().render(name, value, attrs, renderer)
        return format_html('<type-ahead data-url="{}">{}</type-ahead>', self.url, control)


def set_choices(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """What a field of a form lets one choose from, where it is known only when the form is made: (value, words)."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
