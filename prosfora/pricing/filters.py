"""What lists of prices are narrowed by."""

from django import forms
from django.utils.translation import gettext_lazy

from prosfora.pricing.queries.doubtful import CHECKS
from prosfora.pricing.telling_setup import CHECK_NAMES


class CheckForm(forms.Form):
    """Which check of the set-up is asked; the first one where none is."""

    check = forms.ChoiceField(label=gettext_lazy("Check"), choices=list(CHECK_NAMES.items()), required=False)

    @property
    def wanted(self) -> str:
        """What could be read of it."""
        self.is_valid()
        return self.cleaned_data.get("check") or next(iter(CHECKS))
