"""What people fill in to import a file or to hang one on a record."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prosfora.files.imports import Importer
from prosfora.files.rules.columns import Column
from prosfora.files.rules.encodings import ENCODINGS
from prosfora.files.services.imports import Reading

NOTATIONS = [("point", "1,234.50"), ("comma", "1.234,50")]
DELIMITERS = [("", _("as found")), (",", ","), (";", ";"), ("\t", _("tab")), ("|", "|")]


class ImportForm(forms.Form):
    """A file, what is in it, where it goes, how its numbers are written."""

    kind = forms.ChoiceField(label=_("What is in the file"))
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX; the first line holds the column names"))
    scope = forms.CharField(label=_("Sales area"), max_length=20, required=False)
    notation = forms.ChoiceField(label=_("Numbers are written"), choices=NOTATIONS)

    def __init__(self, *args: Any, kinds: Sequence[Importer[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(importer.kind, importer.title) for importer in kinds]
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.tsv,.xlsx"

    def reading(self) -> Reading:
        """How the file is to be read."""
        return Reading(decimal_comma=self.cleaned_data["notation"] == "comma")


class ReadingForm(forms.Form):
    """How a file is read, where its own bytes were taken wrongly; one choice per column of the file."""

    encoding = forms.ChoiceField(
        label=_("Encoding"), choices=[("", _("as found")), *((e, e) for e in ENCODINGS)], required=False
    )
    delimiter = forms.ChoiceField(label=_("Delimiter"), choices=DELIMITERS, required=False)
    notation = forms.ChoiceField(label=_("Numbers are written"), choices=NOTATIONS)

    def __init__(self, *args: Any, headers: Sequence[str], columns: Sequence[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers = headers
        choices = [("", _("not read")), *((column.name, column.label) for column in columns)]
        for place, header in enumerate(headers):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=header or str(place + 1), choices=choices, required=False
            )

    def reading(self) -> Reading:
        """The choices as the importer takes them."""
        given = self.cleaned_data
        columns = {header: given[f"column_{place}"] for place, header in enumerate(self.headers)}
        return Reading(given["encoding"], given["delimiter"], given["notation"] == "comma", columns)


class AttachmentForm(forms.Form):
    """A file for a record."""

    file = forms.FileField(label=_("File"), help_text=_("Documents, tables, images and mails up to 20 MB"))
